/* tests/place.h - an empty store in a folder of its own, for every test. */
#ifndef TESTS_PLACE_H
#define TESTS_PLACE_H

#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "store/store.h"

struct place {
    char dir[64], path[96];
    struct store *s;
    struct fail fail;
};

static inline int
place_setup(void **state)
{
    struct place *p = mem_new(sizeof *p);

    snprintf(p->dir, sizeof p->dir, "/tmp/shelfwatch-test-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->path, sizeof p->path, "%s/s.db", p->dir);
    if (store_open(&p->s, p->path, STORE_WRITE, &p->fail) != 0)
        fail_msg("%s", p->fail.text);
    *state = p;
    return 0;
}

static inline int
place_teardown(void **state)
{
    struct place *p = *state;

    store_close(p->s);
    file_remove_tree(p->dir);
    free(p);
    return 0;
}

#define OK(p, call)                                                            \
    do {                                                                       \
        if ((call) != 0)                                                       \
            fail_msg("%s: %s", #call, (p)->fail.text);                         \
    } while (0)

/* A page of a scan of which nothing but this matters. */
static inline void
place_page(struct place *p, int64_t scan, const char *url, const char *state,
    const char *reason)
{
    const struct store_page page = { .scan = scan,
        .url = url,
        .final_url = url,
        .status = 200,
        .state = state,
        .reason = reason,
        .kind = "",
        .digest = "",
        .etag = "",
        .last_modified = "",
        .record = "",
        .robots_override = "" };
    int64_t id;

    OK(p, store_page_put(p->s, &page, &id, &p->fail));
}

#endif
