#include "cli/model_decisions.h"

#include "base/digest.h"
#include "base/fold.h"
#include "core/limits.h"
#include "store/store.h"

#define HELD_OUT_OF_TEN 3

struct walk {
    int (*visit)(const struct model_decision *d, void *ctx, struct fail *fail);
    void *ctx;
};

/* 1, 0, or -1 for a reason that says nothing of the kind of product. */
static int
label_of(const struct store_decided *d)
{
    if (d->confirmed)
        return str_is(d->reason_code, "same_product") ||
                       str_is(d->reason_code, "same_hazard") ||
                       str_is(d->reason_code, "banned")
                   ? 1
                   : -1;
    return str_is(d->reason_code, "other_product") ||
                   str_is(d->reason_code, "complies")
               ? 0
               : -1;
}

/* Offers of the same title fall on the same side. */
static int
is_held_out(const struct listing *l)
{
    struct buf key = BUF_MAX(LIMIT_FIELD_BYTES);
    int held;

    fold_key(&key, listing_get(l, LISTING_TITLE));
    held = digest_key(buf_str(&key)) % 10 < HELD_OUT_OF_TEN;
    buf_clear(&key);
    return held;
}

static int
take(const struct store_decided *row, void *ctx, struct fail *fail)
{
    const struct walk *w = ctx;
    struct model_decision d = { .positive = label_of(row) };
    struct listing *l = NULL;
    struct js *j = NULL;
    int rc = 0;

    if (d.positive < 0)
        return 0;
    rc = js_parse(&j, row->listing, fail);
    if (rc == 0)
        rc = listing_from_json(&l, j, fail);
    if (rc == 0 && listing_get(l, LISTING_TITLE).len > 0) {
        d.listing = l;
        d.held_out = is_held_out(l);
        rc = w->visit(&d, w->ctx, fail);
    }
    listing_free(l);
    js_free(j);
    return rc;
}

int
model_decisions_each(const char *path,
    int (*visit)(const struct model_decision *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct walk w = { visit, ctx };
    struct store *s = NULL;
    int rc = store_open(&s, path, STORE_READ, fail);

    if (rc == 0)
        rc = store_decided_each(s, take, &w, fail);
    store_close(s);
    return rc;
}
