#include "scan/settle.h"

#include "base/share.h"

enum part { ARCHIVE, MEANWHILE, PARTS };

struct settling {
    struct archive *archive;
    int (*meanwhile)(void *ctx, struct fail *fail);
    void *ctx;
    int rc[PARTS];
    struct fail why[PARTS];
};

static void
settle_one(size_t part, void *ctx)
{
    struct settling *s = ctx;

    s->rc[part] = part == ARCHIVE ? archive_sync(s->archive, &s->why[part])
                                  : s->meanwhile(s->ctx, &s->why[part]);
}

int
settle(struct archive *a, int (*meanwhile)(void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct settling s = { .archive = a, .meanwhile = meanwhile, .ctx = ctx };

    share_run(PARTS, settle_one, &s);
    for (size_t i = 0; i < PARTS; i++)
        if (s.rc[i] != 0)
            return fail_set(fail, "%s", s.why[i].text);
    return 0;
}
