/* cli/serve_lane.h - the review pages on one more thread.
 *
 * A lane has a store, an archive and a server of its own, and shares nothing
 * that changes with the others but the socket and the worker for passwords.
 */
#ifndef CLI_SERVE_LANE_H
#define CLI_SERVE_LANE_H

#include "review/pages.h"

#include <signal.h>

struct serve_lane;

/* What the lanes are made after: the first one's. */
struct serve_lane_like {
    const struct pages *pages;
    const struct http_options *options;
    const struct http_server *server;
    const char *store, *archive;
};

/* Start a lane; it serves until *stop is set. */
int serve_lane_start(struct serve_lane **out,
    const struct serve_lane_like *like, const volatile sig_atomic_t *stop,
    struct fail *fail);
/* Wait for its end, and free it. -1 if it failed before. */
int serve_lane_end(struct serve_lane *lane, struct fail *fail);

#endif
