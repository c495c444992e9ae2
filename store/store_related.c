/* Offers and cases beside a case. */
#include "store/handle.h"
#include "store/parties.h"
#include "store/related.h"

#include <string.h>

/* Listings of a list, and keys of a product, that are looked at. */
#define LISTED_MAX 100
#define KEYS_MAX 10

static int
offer_visit(struct store *s, int64_t listing, store_offer_visit *visit,
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_OFFER_GET, DB_ARGS(db_i(listing)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_offer o = { .listing = db_rows_i(&r, 0),
            .case_id = db_rows_i(&r, 1),
            .market = db_rows_s(&r, 2),
            .url = db_rows_s(&r, 3),
            .title = db_rows_s(&r, 4),
            .amount = db_rows_s(&r, 5),
            .currency = db_rows_s(&r, 6),
            .state = db_rows_s(&r, 7),
            .priority = db_rows_r(&r, 8),
            .last_seen_ms = db_rows_i(&r, 9) };

        rc = visit(&o, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

struct listed {
    int64_t id[LISTED_MAX];
    size_t count, max;
};

/* Append what the statement lists, each once. */
static int
list(struct store *s, enum sql n, const struct db_arg *args, size_t count,
    struct listed *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, count, fail);

    while (rc == 0 && out->count < out->max &&
           (rc = db_rows_next(&r, fail)) == 1) {
        size_t i = 0;

        while (i < out->count && out->id[i] != db_rows_i(&r, 0))
            i++;
        if (i == out->count)
            out->id[out->count++] = db_rows_i(&r, 0);
        rc = 0;
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}

static int
visit_listed(struct store *s, const struct listed *l, store_offer_visit *visit,
    void *ctx, struct fail *fail)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < l->count; i++)
        rc = offer_visit(s, l->id[i], visit, ctx, fail);
    return rc;
}

static struct listed
listed_of(int64_t limit)
{
    return (struct listed){ .max = limit < LISTED_MAX ? (size_t)limit
                                                      : LISTED_MAX };
}

int
store_offers_of_party(struct store *s, int64_t party, int64_t not_this,
    int64_t limit, store_offer_visit *visit, void *ctx, struct fail *fail)
{
    struct listed l = listed_of(limit);
    const struct db_arg args[] = { db_i(party), db_i(not_this), db_i(limit) };

    if (list(s, SQL_PARTY_CASES, args, 3, &l, fail) != 0 ||
        list(s, SQL_PARTY_OFFERS, args, 3, &l, fail) != 0)
        return -1;
    return visit_listed(s, &l, visit, ctx, fail);
}

int
store_offers_same(struct store *s, int64_t listing, int64_t limit,
    store_offer_visit *visit, void *ctx, struct fail *fail)
{
    struct listed keys = { .max = KEYS_MAX }, l = listed_of(limit);
    int rc = list(
        s, SQL_PRODUCT_OF, DB_ARGS(db_i(listing), db_i(KEYS_MAX)), &keys, fail);

    for (size_t i = 0; rc == 0 && i < keys.count; i++)
        rc = list(s, SQL_PRODUCT_OTHERS,
            DB_ARGS(db_i(keys.id[i]), db_i(listing), db_i(limit)), &l, fail);
    return rc != 0 ? rc : visit_listed(s, &l, visit, ctx, fail);
}

int
store_similar_each(struct store *s, const struct store_similar_ask *ask,
    int (*visit)(const struct store_similar *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SIMILAR,
        DB_ARGS(db_z(ask->source), db_z(ask->id), db_i(ask->not_this),
            db_i(STORE_SIMILAR_LOOK), db_i(ask->limit)),
        fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_similar d = { .id = db_rows_i(&r, 0),
            .title = db_rows_s(&r, 1),
            .verdict = db_rows_s(&r, 2),
            .reason_code = db_rows_s(&r, 3),
            .author = db_rows_s(&r, 4),
            .at_ms = db_rows_i(&r, 5) };

        rc = visit(&d, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

int
store_case_listing(
    struct store *s, int64_t id, int64_t *listing, struct fail *fail)
{
    return db_one(s->db, SQL_CASE_LISTING, DB_ARGS(db_i(id)), listing, fail);
}
