/* Who stands behind the offers: kept as they are stored, and read again. */
#include "base/mem.h"
#include "core/about.h"
#include "store/handle.h"
#include "store/parties.h"

#include <stdlib.h>

/* --- keeping --- */

struct kept {
    int64_t party[PARTY_ROLES];
    size_t count;
};

static int
has(const struct kept *k, int64_t party)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->party[i] == party)
            return 1;
    return 0;
}

static int
party_row(struct store *s, const struct party *p, int64_t seen_ms, int64_t *id,
    struct fail *fail)
{
    int rc = db_one(
        s->db, SQL_PARTY_KEY, DB_ARGS(db_i(p->role), db_z(p->key)), id, fail);

    if (rc < 0)
        return -1;
    if (rc == 1)
        return db_run(s->db, SQL_PARTY_SEEN,
            DB_ARGS(db_i(*id), db_i(seen_ms), db_s(p->country)), fail);
    if (db_run(s->db, SQL_PARTY_ADD,
            DB_ARGS(db_i(p->role), db_z(p->key), db_s(p->name),
                db_s(p->country), db_i(seen_ms)),
            fail) != 0)
        return -1;
    *id = db_last_id(s->db);
    return 0;
}

static int
traits_put(
    struct store *s, int64_t id, const struct party *p, struct fail *fail)
{
    for (int t = 0; t < PARTY_TRAITS; t++)
        if (p->trait[t] != NULL && db_run(s->db, SQL_PARTY_TRAIT_ADD,
                                       DB_ARGS(db_i(t), db_z(p->trait[t]),
                                           db_i(id), db_s(p->shown[t])),
                                       fail) != 0)
            return -1;
    return 0;
}

static int
case_put(struct store *s, int64_t party, int64_t id, struct fail *fail)
{
    if (db_run(s->db, SQL_PARTY_CASE_ADD, DB_ARGS(db_i(party), db_i(id)),
            fail) != 0)
        return -1;
    if (db_changes(s->db) == 0)
        return 0;
    return db_run(
        s->db, SQL_PARTY_COUNT, DB_ARGS(db_i(party), db_i(0), db_i(1)), fail);
}

static int
offers_of(struct store *s, int64_t listing, struct kept *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PARTY_OFFER_OF, DB_ARGS(db_i(listing)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        if (out->count < PARTY_ROLES)
            out->party[out->count++] = db_rows_i(&r, 0);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

/* The offer's parties are those of `now`; before it were others, perhaps. */
static int
offers_put(struct store *s, const struct store_listing *of,
    const struct kept *now, struct fail *fail)
{
    struct kept before = { .count = 0 };
    int64_t listing = of->id, case_id = 0;
    int rc = of->is_new ? 0 : offers_of(s, listing, &before, fail);

    for (size_t i = 0; rc == 0 && i < before.count; i++)
        if (!has(now, before.party[i])) {
            rc = db_run(s->db, SQL_PARTY_OFFER_DROP,
                DB_ARGS(db_i(before.party[i]), db_i(listing)), fail);
            if (rc == 0)
                rc = db_run(s->db, SQL_PARTY_COUNT,
                    DB_ARGS(db_i(before.party[i]), db_i(-1), db_i(0)), fail);
        }
    for (size_t i = 0; rc == 0 && i < now->count; i++)
        if (!has(&before, now->party[i])) {
            rc = db_run(s->db, SQL_PARTY_OFFER_ADD,
                DB_ARGS(db_i(now->party[i]), db_i(listing)), fail);
            if (rc == 0)
                rc = db_run(s->db, SQL_PARTY_COUNT,
                    DB_ARGS(db_i(now->party[i]), db_i(1), db_i(0)), fail);
        }
    if (rc == 0 && !of->is_new)
        rc = db_one(
            s->db, SQL_CASE_OF_LISTING, DB_ARGS(db_i(listing)), &case_id, fail);
    for (size_t i = 0; rc == 1 && i < now->count; i++)
        if (case_put(s, now->party[i], case_id, fail) != 0)
            rc = -1;
    return rc < 0 ? -1 : 0;
}

static int
ties_put(struct store *s, const struct kept *now, struct fail *fail)
{
    for (size_t a = 0; a < now->count; a++)
        for (size_t b = 0; b < now->count; b++)
            if (a != b && db_run(s->db, SQL_PARTY_TIE_ADD,
                              DB_ARGS(db_i(now->party[a]), db_i(now->party[b])),
                              fail) != 0)
                return -1;
    return 0;
}

static int
products_put(struct store *s, const struct store_listing *of,
    const struct about *a, struct fail *fail)
{
    int rc = of->is_new
                 ? 0
                 : db_run(s->db, SQL_PRODUCT_DROP, DB_ARGS(db_i(of->id)), fail);

    for (size_t i = 0; rc == 0 && i < a->product_count; i++)
        rc = db_run(s->db, SQL_PRODUCT_ADD,
            DB_ARGS(db_i(a->product[i]), db_i(of->id)), fail);
    return rc;
}

/* l may be NULL: of an offer that says nothing of its parties. */
static int
parties_put(struct store *s, const struct store_listing *of,
    const struct listing *l, int64_t seen_ms, struct fail *fail)
{
    struct kept now = { .count = 0 };
    int rc = 0;

    for (int role = 0; rc == 0 && l != NULL && role < PARTY_ROLES; role++) {
        struct party p;
        int64_t party = 0;

        if (!party_read(&p, l, (enum party_role)role))
            continue;
        rc = party_row(s, &p, seen_ms, &party, fail);
        if (rc == 0)
            rc = traits_put(s, party, &p, fail);
        now.party[now.count++] = party;
        party_clear(&p);
    }
    if (rc == 0)
        rc = offers_put(s, of, &now, fail);
    return rc == 0 ? ties_put(s, &now, fail) : rc;
}

/* *l: what is said of the parties, owned, or NULL. */
static int
read_about(struct about *a, struct listing **l, const struct listing_record *r)
{
    int whole = r->about.len == 0, rc = 0;
    struct js *j = NULL;

    *a = (struct about){ .parties = r->text };
    if (!whole)
        rc = about_read(a, r->about);
    if (rc == 0 && (whole || a->parties.len > 0)) {
        rc = js_parse(&j, a->parties, NULL);
        if (rc == 0)
            rc = listing_from_json(l, j, NULL);
        js_free(j);
    }
    if (rc == 0 && whole)
        about_products(a, *l);
    return rc;
}

int
handle_parties_put(struct store *s, const struct store_listing *of,
    const struct listing_record *r, int64_t seen_ms, struct fail *fail)
{
    struct listing *l = NULL;
    struct about about;
    int rc = 0;

    if (read_about(&about, &l, r) == 0) {
        rc = parties_put(s, of, l, seen_ms, fail);
        if (rc == 0)
            rc = products_put(s, of, &about, fail);
    }
    listing_free(l);
    return rc;
}

int
handle_parties_case(
    struct store *s, int64_t listing, int64_t id, struct fail *fail)
{
    struct kept of = { .count = 0 };
    int rc = offers_of(s, listing, &of, fail);

    for (size_t i = 0; rc == 0 && i < of.count; i++)
        rc = case_put(s, of.party[i], id, fail);
    return rc;
}

/* --- listings stored before --- */

/* 1 and the next, or 0. */
static int
fill_next(struct store *s, int64_t *at, int64_t until, struct fail *fail)
{
    struct db_rows r;
    struct store_listing of = { .is_new = 0 };
    struct listing_record whole = { .about = STR_NONE };
    int64_t seen_ms = 0;
    char *record = NULL;
    int rc = db_rows_start(
        &r, s->db, SQL_PARTY_FILL_NEXT, DB_ARGS(db_i(*at), db_i(until)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *at = db_rows_i(&r, 0);
        seen_ms = db_rows_i(&r, 1);
        record = str_dup(db_rows_s(&r, 2));
    }
    db_rows_end(&r);
    of.id = *at;
    if (rc == 1)
        whole.text = str_of(record);
    if (rc == 1 && handle_parties_put(s, &of, &whole, seen_ms, fail) != 0)
        rc = -1;
    free(record);
    return rc;
}

static int
fill(struct store *s, int64_t limit, int64_t *left, struct fail *fail)
{
    int64_t at = 0, until = 0;
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_PARTY_FILL, DB_NONE, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        at = db_rows_i(&r, 0);
        until = db_rows_i(&r, 1);
    }
    db_rows_end(&r);
    if (rc < 0)
        return -1;
    for (rc = 1; rc == 1 && limit > 0; limit--)
        rc = at < until ? fill_next(s, &at, until, fail) : 0;
    if (rc < 0)
        return -1;
    if (rc == 0)
        at = until;
    *left = until - at;
    return db_run(s->db, SQL_PARTY_FILLED, DB_ARGS(db_i(at)), fail);
}

int
store_parties_fill(
    struct store *s, int64_t limit, int64_t *left, struct fail *fail)
{
    int own;

    *left = 0;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, fill(s, limit, left, fail), fail);
}

/* --- reading --- */

static int
walk(struct store *s, enum sql n, const struct db_arg *args, size_t count,
    store_party_visit *visit, void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, count, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_party p = { .id = db_rows_i(&r, 0),
            .role = (enum party_role)db_rows_i(&r, 1),
            .key = db_rows_s(&r, 2),
            .name = db_rows_s(&r, 3),
            .country = db_rows_s(&r, 4),
            .offers = db_rows_i(&r, 5),
            .cases = db_rows_i(&r, 6),
            .first_seen_ms = db_rows_i(&r, 7),
            .last_seen_ms = db_rows_i(&r, 8) };

        rc = visit(&p, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

int
store_party_each(struct store *s, const struct store_party_filter *f,
    store_party_visit *visit, void *ctx, struct fail *fail)
{
    struct buf from = BUF_MAX(2 * PARTY_KEY_BYTES);
    struct buf to = BUF_MAX(2 * PARTY_KEY_BYTES);
    int rc;

    if (f->words.len == 0)
        return walk(s, SQL_PARTY_EACH,
            DB_ARGS(db_i(f->role), db_i(f->limit), db_i(f->offset)), visit, ctx,
            fail);
    party_name_key(&from, f->words);
    buf_adds(&to, buf_str(&from));
    buf_add_utf8(&to, 0x10FFFF);
    rc = from.len == 0
             ? 0
             : walk(s, SQL_PARTY_LIKE,
                   DB_ARGS(db_i(f->role), db_i(f->limit), db_i(f->offset),
                       db_s(buf_str(&from)), db_s(buf_str(&to))),
                   visit, ctx, fail);
    buf_clear(&from);
    buf_clear(&to);
    return rc;
}

struct once {
    store_party_visit *visit;
    void *ctx;
    int seen;
};

static int
visit_once(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct once *o = ctx;

    o->seen = 1;
    return o->visit(p, o->ctx, fail);
}

int
store_party_find(struct store *s, int64_t id, store_party_visit *visit,
    void *ctx, struct fail *fail)
{
    struct once o = { visit, ctx, 0 };
    int rc = walk(s, SQL_PARTY_GET, DB_ARGS(db_i(id)), visit_once, &o, fail);

    return rc != 0 ? rc : o.seen;
}

int
store_party_of(struct store *s, int64_t listing, store_party_visit *visit,
    void *ctx, struct fail *fail)
{
    return walk(s, SQL_PARTY_OF, DB_ARGS(db_i(listing)), visit, ctx, fail);
}

int
store_party_ties(struct store *s, int64_t id, int64_t limit,
    store_party_visit *visit, void *ctx, struct fail *fail)
{
    return walk(
        s, SQL_PARTY_TIES, DB_ARGS(db_i(id), db_i(limit)), visit, ctx, fail);
}

int
store_party_sharing(struct store *s, int64_t id, const struct store_trait *t,
    int64_t limit, store_party_visit *visit, void *ctx, struct fail *fail)
{
    return walk(s, SQL_PARTY_SHARING,
        DB_ARGS(db_i(t->kind), db_s(t->value), db_i(id), db_i(limit)), visit,
        ctx, fail);
}

int
store_party_traits(struct store *s, int64_t id, int64_t limit,
    int (*visit)(const struct store_trait *t, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_PARTY_TRAITS,
        DB_ARGS(db_i(id), db_i(limit), db_i(STORE_SHARERS_MAX)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_trait t = { .kind = (enum party_trait)db_rows_i(&r, 0),
            .value = db_rows_s(&r, 1),
            .shown = db_rows_s(&r, 2),
            .sharers = db_rows_i(&r, 3) };

        rc = visit(&t, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

int
store_party_states(struct store *s, int64_t id,
    void (*visit)(struct str state, int64_t cases, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_PARTY_STATES, DB_ARGS(db_i(id)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            visit(db_rows_s(&r, 0), db_rows_i(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}

int
store_party_findings(struct store *s, int64_t id, int64_t limit,
    void (*visit)(
        struct str source, struct str finding, int64_t cases, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PARTY_FINDINGS, DB_ARGS(db_i(id), db_i(limit)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            visit(db_rows_s(&r, 0), db_rows_s(&r, 1), db_rows_i(&r, 2), ctx);
    db_rows_end(&r);
    return rc;
}
