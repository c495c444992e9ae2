#include "cli/serve_lane.h"

#include "cli/serve_captures.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct serve_lane {
    struct pages pages; /* of this lane: its store, its captures */
    struct capture_source captures;
    struct capture_archive *archive;
    struct http_server *server;
    const volatile sig_atomic_t *stop; /* borrowed */
    pthread_t thread;
    int rc;
    struct fail fail;
};

static void
lane_free(struct serve_lane *lane)
{
    http_server_close(lane->server);
    capture_archive_free(lane->archive);
    store_close(lane->pages.store);
    free(lane);
}

static void *
run(void *ctx)
{
    struct serve_lane *lane = ctx;

    lane->rc = http_server_run(lane->server, lane->stop, &lane->fail);
    return NULL;
}

int
serve_lane_start(struct serve_lane **out, const struct serve_lane_like *like,
    const volatile sig_atomic_t *stop, struct fail *fail)
{
    struct serve_lane *lane = mem_new(sizeof *lane);
    struct http_options options = *like->options;
    int rc;

    lane->stop = stop;
    lane->pages = *like->pages;
    lane->pages.store = NULL;
    lane->pages.captures = &lane->captures;
    options.ctx = &lane->pages;
    options.beside = like->server;
    if (store_open(&lane->pages.store, like->store, STORE_UPDATE, fail) != 0)
        goto failed;
    lane->archive = capture_archive_new(like->archive);
    lane->captures = serve_captures(lane->archive);
    if (http_server_open(&lane->server, &options, fail) != 0)
        goto failed;
    rc = pthread_create(&lane->thread, NULL, run, lane);
    if (rc != 0) {
        fail_set(fail, "no thread: %s", strerror(rc));
        goto failed;
    }
    *out = lane;
    return 0;
failed:
    lane_free(lane);
    return -1;
}

int
serve_lane_end(struct serve_lane *lane, struct fail *fail)
{
    int rc;

    if (lane == NULL)
        return 0;
    pthread_join(lane->thread, NULL);
    rc = lane->rc;
    if (rc != 0)
        fail_set(fail, "%s", lane->fail.text);
    lane_free(lane);
    return rc;
}
