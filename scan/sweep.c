#include "scan/sweep.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "recalls/recall_match.h"
#include "recalls/recall_sweep.h"

#include <stdlib.h>

struct choice {
    int64_t listing;
    int sure; /* has a case that stands on one of the recalls */
};

struct sweep {
    struct recall_sweep *recalls;
    struct map *wanted;  /* "SOURCE\nID" of the recalls to sweep for */
    struct map *ids;     /* their ids, as findings have them */
    struct choice *item; /* owned: what their keys leave */
    size_t count, cap;
    size_t seen;
    struct recall_scratch *matcher;
};

static void
key_of(struct buf *out, struct str source, struct str id)
{
    buf_reset(out);
    buf_adds(out, source);
    buf_addc(out, '\n');
    buf_adds(out, id);
}

static int
want(struct str source, struct str id, void *ctx)
{
    struct sweep *w = ctx;
    struct buf key = BUF_MAX(1 << 16);

    key_of(&key, source, id);
    map_add(w->wanted, buf_str(&key), NULL);
    map_add(w->ids, id, NULL);
    buf_clear(&key);
    return 0;
}

static void
choose(struct sweep *w, const struct recall_index *ix)
{
    size_t count = ix != NULL ? recall_index_count(ix) : 0;
    unsigned char *wanted = mem_array(count + 1, sizeof wanted[0]);
    struct buf key = BUF_MAX(1 << 16);

    for (size_t i = 0; i < count; i++) {
        const struct recall *r = recall_index_at(ix, i);

        key_of(&key, recall_get(r, RECALL_SOURCE), recall_get(r, RECALL_ID));
        wanted[i] = map_find(w->wanted, buf_str(&key)) != NULL;
    }
    if (count > 0)
        w->recalls = recall_sweep_new(ix, wanted);
    buf_clear(&key);
    free(wanted);
}

static int
add(struct sweep *w, int64_t listing, int sure)
{
    w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof w->item[0]);
    w->item[w->count++] = (struct choice){ listing, sure };
    return 0;
}

/* A case stands on what a recall said before it was changed. */
static int
take(int64_t listing, void *ctx)
{
    return add(ctx, listing, 1);
}

static int
look(int64_t listing, struct str keys, void *ctx)
{
    struct sweep *w = ctx;

    w->seen++;
    if (w->recalls != NULL && recall_sweep_may(w->recalls, keys))
        add(w, listing, 0);
    return 0;
}

static int
compare(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;

    if (x->listing != y->listing)
        return x->listing < y->listing ? -1 : 1;
    return y->sure - x->sure;
}

/* Does one of the recalls say anything of the listing? */
static int
concerned(
    struct sweep *w, const struct screener *screener, const struct listing *l)
{
    struct findings found = { 0 };
    int yes = 0;

    recall_match(screener->recalls, w->matcher, l, &found);
    for (size_t i = 0; i < found.count; i++)
        yes |= map_find(w->ids, str_of(found.item[i]->id)) != NULL;
    findings_clear(&found);
    return yes;
}

static int
screen_one(struct store *s, const struct screener *screener,
    struct screen_scratch *scratch, int64_t listing, struct listing **l,
    struct sweep_counts *out, struct fail *fail)
{
    struct casefile *c = screen_listing(screener, scratch, l);
    int64_t id;
    int is_new, rc;

    rc = store_casefile_put(s, listing, c, now_wall_ms(), &id, &is_new, fail);
    out->screened++;
    out->flagged += (size_t)c->flagged;
    out->fresh += id != 0 && is_new;
    casefile_free(c);
    return rc;
}

static void
say_limit(const char *rule, size_t given_up, void *arg)
{
    struct buf text = BUF_MAX(1000);

    buf_addf(&text, "%s %zu", rule, given_up);
    texts_add(arg, buf_str(&text));
    buf_clear(&text);
}

/* Screen what is left, a part at a time, so that people can decide meanwhile;
 * the recalls are marked as swept with the last part. Ended in between, all is
 * swept once more, which changes nothing of what was done. */
static int
screen_all(struct store *s, const struct screener *screener, struct sweep *w,
    struct sweep_counts *out, struct fail *fail)
{
    struct screen_scratch *scratch = screen_scratch_new(screener);
    int64_t since_ms = now_monotonic_ms();
    int rc;

    if (w->count > 0)
        qsort(w->item, w->count, sizeof w->item[0], compare);
    rc = store_begin(s, fail);
    for (size_t i = 0; i < w->count && rc == 0; i++) {
        int64_t id = w->item[i].listing;
        struct listing *l = NULL;

        if (i > 0 && id == w->item[i - 1].listing)
            continue;
        rc = store_listing_get(s, id, &l, fail);
        if (l != NULL && (w->item[i].sure || concerned(w, screener, l)))
            rc = screen_one(s, screener, scratch, id, &l, out, fail);
        listing_free(l);
        if (rc == 0)
            rc = store_breathe(s, &since_ms, fail);
    }
    if (rc == 0)
        rc = store_recall_swept(s, fail);
    if (rc == 0)
        rc = store_commit(s, fail);
    if (rc != 0)
        store_rollback(s);
    screen_limits(screener, scratch, say_limit, &out->limited);
    screen_scratch_free(scratch);
    return rc;
}

int
sweep_run(struct store *s, const struct screener *screener,
    struct sweep_counts *out, struct fail *fail)
{
    struct sweep w = { .wanted = map_new(NULL), .ids = map_new(NULL) };
    int rc = -1;

    *out = (struct sweep_counts){ 0 };
    if (store_unswept_each(s, want, &w, fail) != 0)
        goto out;
    choose(&w, screener->recalls);
    if (screener->recalls != NULL)
        w.matcher = recall_scratch_new(screener->recalls);
    if (store_unswept_listings(s, take, &w, fail) != 0 ||
        store_keys_each(s, look, &w, fail) != 0 ||
        screen_all(s, screener, &w, out, fail) != 0)
        goto out;
    out->recalls = map_count(w.wanted);
    out->listings = w.seen;
    rc = 0;
out:
    recall_sweep_free(w.recalls);
    recall_scratch_free(w.matcher);
    map_free(w.wanted);
    map_free(w.ids);
    free(w.item);
    return rc;
}

static int
any_recall(struct str source, struct str id, void *ctx)
{
    (void)source;
    (void)id;
    (void)ctx;
    return 1;
}

static int
any_listing(int64_t id, struct str keys, void *ctx)
{
    (void)id;
    (void)keys;
    (void)ctx;
    return 1;
}

int
sweep_due(struct store *s, struct fail *fail)
{
    int recalls = store_unswept_each(s, any_recall, NULL, fail);
    int listings =
        recalls == 1 ? store_keys_each(s, any_listing, NULL, fail) : recalls;

    if (recalls == 1 && listings == 0)
        return store_recall_swept(s, fail);
    return listings;
}
