#include "crawler/window.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static int
before(const struct window_item *a, const struct window_item *b)
{
    return a->priority != b->priority ? a->priority < b->priority
                                      : a->age < b->age;
}

/* Where item belongs, counted from the first. */
static size_t
place_of(const struct window *w, const struct window_item *item)
{
    size_t low = 0, high = w->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (before(item, &w->items[w->first + mid]))
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

int
window_put(struct window *w, struct str url, const struct window_item *item,
    size_t max, int more)
{
    size_t at = place_of(w, item);
    struct window_item *items;
    int dropped = 0;

    if (at == w->count && (more || w->count >= max))
        return 1;
    if (w->count >= max) {
        free(w->items[w->first + --w->count].url);
        dropped = 1;
    }
    if (w->first > 0 && w->first + w->count + 1 > w->cap) {
        memmove(w->items, w->items + w->first, w->count * sizeof *w->items);
        w->first = 0;
    }
    w->items =
        mem_grow(w->items, &w->cap, w->first + w->count + 1, sizeof *w->items);
    items = w->items + w->first;
    memmove(items + at + 1, items + at, (w->count - at) * sizeof *items);
    items[at] = *item;
    items[at].url = str_dup(url);
    w->count++;
    return dropped;
}

int
window_take(struct window *w, struct window_item *out)
{
    if (w->count == 0)
        return 0;
    *out = w->items[w->first++];
    if (--w->count == 0) { /* an idle host keeps no array */
        free(w->items);
        *w = (struct window){ 0 };
    }
    return 1;
}

const struct window_item *
window_first(const struct window *w)
{
    return w->count == 0 ? NULL : &w->items[w->first];
}

void
window_clear(struct window *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->items[w->first + i].url);
    free(w->items);
    *w = (struct window){ 0 };
}
