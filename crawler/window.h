/* crawler/window.h - the front of one host's queue, sorted and bounded.
 *
 * Sorted by priority, then by age. Knows nothing of what lies behind it.
 */
#ifndef CRAWLER_WINDOW_H
#define CRAWLER_WINDOW_H

#include "base/str.h"

#include <stdint.h>

struct window_item {
    char *url; /* owned */
    int64_t age;
    int priority, depth;
};

struct window {
    struct window_item *items; /* owned */
    size_t first, count, cap;
};

/* Put a copy in its place. With `more` (something lies behind the window) an
 * item that would be last is not taken: it belongs behind too. Past `max`
 * items the last one is dropped. Returns how many items are now behind the
 * window because of this call: 0 or 1. */
int window_put(struct window *w, struct str url, const struct window_item *item,
    size_t max, int more);

/* Take the first item; 0 if there is none. The URL is the caller's. */
int window_take(struct window *w, struct window_item *out);
const struct window_item *window_first(const struct window *w); /* or NULL */
void window_clear(struct window *w);

#endif
