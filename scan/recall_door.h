/* scan/recall_door.h - one document of an official source from the web.
 *
 * One request at a time, a pause between two, robots.txt where the source is
 * a web site, redirects hop by hop through the fetcher's address rule, and
 * some tries where the server only stumbles.
 */
#ifndef SCAN_RECALL_DOOR_H
#define SCAN_RECALL_DOOR_H

#include "core/page.h"
#include "scan/recall_config.h"

#include <signal.h>

struct recall_door;

/* config is borrowed; it must have a contact. */
int recall_door_new(struct recall_door **out,
    const struct recall_config *config, const volatile sig_atomic_t *stop,
    struct fail *fail);
void recall_door_free(struct recall_door *d);

struct recall_door_request {
    const char *url;
    const char *etag, *last_modified; /* NULL or "": unconditional */
    size_t body_max;
    int64_t until_ms; /* monotonic: no try begins later */
    int crawled;      /* ask robots.txt */
};

/* Get it: *out is the last answer, owned by the caller, with the reason in
 * `why` where it is none. -1 if the machinery fails. */
int recall_door_get(struct recall_door *d, const struct recall_door_request *r,
    struct page **out, struct fail *fail);

#endif
