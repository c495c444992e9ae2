#include "scan/recall_keep.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "recalls/feed_health.h"
#include "recalls/recall_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Notices whose links are made in one transaction. */
#define LINK_BATCH 500

int
recall_keep_one(struct store *s, const struct recall *r,
    const struct store_origin *from, int64_t now_ms, struct recall_kept *count,
    struct fail *fail)
{
    int outcome;

    if (store_recall_put_from(s, r, from, now_ms, &outcome, fail) != 0)
        return -1;
    count->as_before += outcome == 0;
    count->fresh += outcome == 1;
    count->changed += outcome == 2;
    return 0;
}

/* A notice of the document at hand. */
struct repeated {
    size_t last; /* where it stands for the last time */
    int known;   /* to the store, before this document */
};

static struct str
notice_key(const struct recall *r, struct buf *key)
{
    buf_reset(key);
    buf_addf(key, "%s %s", r->text[RECALL_SOURCE], r->text[RECALL_ID]);
    return buf_str(key);
}

/* Look through the document first. */
static int
find_repeated(struct store *s, const struct recalls *rs, struct map *seen,
    struct buf *key, struct fail *fail)
{
    for (size_t i = 0; i < rs->count; i++) {
        const struct recall *r = rs->item[i];
        struct map_item *item;
        struct repeated *one;
        int64_t row;
        int is_new, known;

        item = map_add(seen, notice_key(r, key), &is_new);
        if (is_new) {
            known = store_recall_row(s, recall_get(r, RECALL_SOURCE),
                recall_get(r, RECALL_ID), &row, fail);
            if (known < 0)
                return -1;
            item->value.ptr = one = mem_new(sizeof *one);
            one->known = known;
        }
        one = item->value.ptr;
        one->last = i;
    }
    return 0;
}

int
recall_keep(struct store *s, const struct recalls *rs,
    const struct store_origin *from, int64_t now_ms, struct recall_kept *count,
    struct fail *fail)
{
    struct map *seen = map_new(free);
    struct buf key = BUF_MAX(LIMIT_FIELD_BYTES);
    int rc = find_repeated(s, rs, seen, &key, fail);

    for (size_t i = 0; i < rs->count && rc == 0; i++) {
        const struct repeated *one =
            map_get(seen, notice_key(rs->item[i], &key));

        if (i == one->last || !one->known)
            rc = recall_keep_one(s, rs->item[i], from, now_ms, count, fail);
        else
            count->as_before++;
    }
    buf_clear(&key);
    map_free(seen);
    return rc;
}

/* --- what is gone --- */

struct rows {
    int64_t *item; /* owned */
    size_t count, cap;
};

static int
add_row(int64_t row, void *ctx, struct fail *fail)
{
    struct rows *rows = ctx;

    (void)fail;
    rows->item =
        mem_grow(rows->item, &rows->cap, rows->count + 1, sizeof rows->item[0]);
    rows->item[rows->count++] = row;
    return 0;
}

int
recall_keep_gone(struct store *s, const struct recall_gone *g, size_t *gone,
    struct fail *fail)
{
    struct rows rows = { 0 };
    struct store_mark mark = { .mark = "gone", .why = g->why };
    char today[NOW_TEXT_BYTES];
    int64_t all;
    int rc = -1;

    *gone = 0;
    if (store_recall_count_of(s, g->source, g->from.document, &all, fail) !=
            0 ||
        store_recall_gone_each(s, g->source, g->from.document, g->from.pass,
            add_row, &rows, fail) != 0)
        goto out;
    *gone = rows.count;
    rc = 1;
    if (!g->force && feed_health_too_many_gone((int64_t)rows.count, all))
        goto out;
    now_text(g->now_ms, today);
    today[10] = '\0';
    mark.date = today;
    rc = 0;
    for (size_t i = 0; i < rows.count && rc == 0; i++)
        rc = store_recall_mark(s, rows.item[i], &mark, g->now_ms, fail);
out:
    free(rows.item);
    return rc;
}

/* --- links --- */

/* The newer notice stands for the older one. */
static int
supersede(struct store *s, int64_t old_row, const struct recall *old,
    const struct recall *by, int64_t now_ms, struct fail *fail)
{
    char today[NOW_TEXT_BYTES];
    struct store_mark mark = { .mark = "superseded", .why = "superseded" };

    now_text(now_ms, today);
    today[10] = '\0';
    mark.date =
        by->text[RECALL_PUBLISHED] != NULL ? by->text[RECALL_PUBLISHED] : today;
    mark.by = by->text[RECALL_ID];
    if (old->text[RECALL_SUPERSEDED_BY] != NULL ||
        (str_eq(recall_get(old, RECALL_ID), recall_get(by, RECALL_ID)) &&
            str_eq(
                recall_get(old, RECALL_SOURCE), recall_get(by, RECALL_SOURCE))))
        return 0;
    return store_recall_mark(s, old_row, &mark, now_ms, fail);
}

struct linking {
    struct store *s;
    int64_t row, now_ms;
    const struct recall *recall;
    size_t links;
};

static int
link_pair(struct linking *l, int64_t other_row, const struct recall_link_key *k,
    struct fail *fail)
{
    struct store_link_row link = { .a = l->row < other_row ? l->row : other_row,
        .b = l->row < other_row ? other_row : l->row,
        .kind = recall_link_name(k->kind),
        .key = str_of(k->key) };
    struct recall *other = NULL;
    int rc = store_recall_get(l->s, other_row, &other, fail);

    if (rc == 0 && other != NULL &&
        recall_link_holds(l->recall, other, k->kind)) {
        rc = store_recall_link(l->s, &link, fail);
        l->links++;
    }
    recall_free(other);
    return rc;
}

/* Whatever replaces this notice, and what it replaces. */
static int
supersede_pair(
    struct linking *l, int64_t other_row, int is_newer, struct fail *fail)
{
    struct recall *other = NULL;
    int rc = store_recall_get(l->s, other_row, &other, fail);

    if (rc == 0 && other != NULL)
        rc = is_newer
                 ? supersede(l->s, other_row, other, l->recall, l->now_ms, fail)
                 : supersede(l->s, l->row, l->recall, other, l->now_ms, fail);
    recall_free(other);
    return rc;
}

static int
follow_key(struct linking *l, const struct recall_link_key *k,
    const char *partner, struct fail *fail)
{
    int64_t rows[RECALL_LINK_SHARED_MAX + 1];
    int count = store_recall_keys_find(
        l->s, partner, str_of(k->key), rows, COUNT(rows), fail);
    int supersedes = strcmp(k->kind, "replaces") == 0;
    int superseded = strcmp(partner, "replaces") == 0;
    int rc = 0;

    if (count < 0)
        return -1;
    if (count > RECALL_LINK_SHARED_MAX)
        return 0;
    for (int i = 0; i < count && rc == 0; i++) {
        if (rows[i] == l->row)
            continue;
        rc = supersedes || superseded
                 ? supersede_pair(l, rows[i], supersedes, fail)
                 : link_pair(l, rows[i], k, fail);
    }
    return rc;
}

static int
link_row(struct store *s, const struct vocabulary *vb, int64_t row,
    int64_t now_ms, size_t *links, struct fail *fail)
{
    struct recall *r = NULL;
    struct recall_link_keys keys = { 0 };
    struct store_recall_key *put = NULL;
    struct linking l = { .s = s, .row = row, .now_ms = now_ms };
    int rc = store_recall_get(s, row, &r, fail);

    if (rc != 0 || r == NULL)
        goto out;
    l.recall = r;
    recall_link_keys(&keys, vb, r);
    put = mem_array(keys.count + 1, sizeof put[0]);
    for (size_t i = 0; i < keys.count; i++)
        put[i] = (struct store_recall_key){ keys.item[i].kind,
            str_of(keys.item[i].key) };
    rc = store_recall_keys_put(s, row, put, keys.count, fail);
    for (size_t i = 0; i < keys.count && rc == 0; i++) {
        const struct recall_link_key *k = &keys.item[i];
        const char *partner = recall_link_partner(k->kind);

        if (partner != NULL)
            rc = follow_key(&l, k, partner, fail);
        if (rc == 0 && strcmp(k->kind, "id") == 0)
            rc = follow_key(&l, k, "replaces", fail);
        if (rc == 0 && strcmp(k->kind, "replaces") == 0)
            rc = follow_key(&l, k, "id", fail);
    }
    *links += l.links;
out:
    free(put);
    recall_link_keys_clear(&keys);
    recall_free(r);
    return rc;
}

/* Returns 1 when there may be more. */
static int
link_batch(struct store *s, const struct vocabulary *vb, int64_t now_ms,
    size_t *links, struct fail *fail)
{
    int64_t row;
    int rc;

    for (int i = 0; i < LINK_BATCH; i++) {
        rc = store_recall_unkeyed(s, &row, fail);
        if (rc <= 0)
            return rc;
        if (link_row(s, vb, row, now_ms, links, fail) != 0)
            return -1;
    }
    return 1;
}

int
recall_keep_links(
    struct store *s, int64_t now_ms, size_t *links, struct fail *fail)
{
    struct vocabulary *vb = vocabulary_new();
    int rc = 1;

    *links = 0;
    while (rc == 1 && (rc = store_begin(s, fail)) == 0) {
        rc = link_batch(s, vb, now_ms, links, fail);
        if (rc < 0)
            store_rollback(s);
        else if (store_commit(s, fail) != 0)
            rc = -1;
    }
    vocabulary_free(vb);
    return rc;
}
