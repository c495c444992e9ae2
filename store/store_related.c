/* Offers and cases beside a case. */
#include "base/mem.h"
#include "core/workflow.h"
#include "store/card.h"
#include "store/handle.h"
#include "store/parties.h"
#include "store/related.h"

#include <string.h>

/* Listings of a list, and keys of a product, that are looked at. */
#define LISTED_MAX 100
#define KEYS_MAX 10

/* What is shown of an offer: borrowed from the row or from `record`. */
struct shown {
    struct store_card card;
    struct js *record; /* owned: read where there is no card */
};

static void
shown_read(struct shown *out, const struct db_rows *r, int column)
{
    const struct js *price;

    out->record = NULL;
    store_card_read(&out->card, db_rows_b(r, column), LANG_EN);
    if (js_parse(&out->record, db_rows_s(r, column + 1), NULL) != 0)
        return;
    price = js_get(out->record, "price");
    out->card.title = js_get_text(out->record, "title");
    out->card.amount = js_get_text(price, "amount");
    out->card.currency = js_get_text(price, "currency");
}

/* The rows of OFFER_COLUMNS, counted in *count; returns what visit said. */
static int
offers_visit(struct store *s, enum sql n, const struct db_arg *args,
    size_t arg_count, int64_t *count, store_offer_visit *visit, void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, arg_count, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct shown shown;
        struct store_offer o = { .listing = db_rows_i(&r, 0),
            .case_id = db_rows_i(&r, 1),
            .market = db_rows_s(&r, 2),
            .url = db_rows_s(&r, 3),
            .state = db_rows_s(&r, 4),
            .priority = db_rows_r(&r, 5),
            .last_seen_ms = db_rows_i(&r, 6) };

        shown_read(&shown, &r, 7);
        o.title = shown.card.title;
        o.amount = shown.card.amount;
        o.currency = shown.card.currency;
        rc = visit(&o, ctx, fail);
        js_free(shown.record);
        ++*count;
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
    int64_t count = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < l->count; i++)
        rc = offers_visit(s, SQL_OFFER_GET, DB_ARGS(db_i(l->id[i])), &count,
            visit, ctx, fail);
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
    struct db_arg args[] = { db_i(party), db_i(not_this),
        db_i((int64_t)l.max) };
    int64_t count = 0;
    int rc = offers_visit(
        s, SQL_PARTY_CASES, args, COUNT(args), &count, visit, ctx, fail);

    if (rc != 0)
        return rc;
    l.max -= (size_t)count;
    args[2] = db_i((int64_t)l.max);
    if (list(s, SQL_PARTY_OFFERS, args, COUNT(args), &l, fail) != 0)
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

/* 1 if somebody decided the case and it was visited, 0 if not, or -1. */
static int
similar_visit(struct store *s, int64_t id,
    int (*visit)(const struct store_similar *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SIMILAR_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct shown shown;
        struct store_similar d = { .id = id,
            .verdict = db_rows_s(&r, 0),
            .reason_code = db_rows_s(&r, 1),
            .author = db_rows_s(&r, 2),
            .at_ms = db_rows_i(&r, 3) };

        shown_read(&shown, &r, 4);
        d.title = shown.card.title;
        if (visit(&d, ctx, fail) != 0)
            rc = -1;
        js_free(shown.record);
    }
    db_rows_end(&r);
    return rc;
}

int
store_similar_each(struct store *s, const struct store_similar_ask *ask,
    int (*visit)(const struct store_similar *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int64_t left = ask->limit;
    int rc = db_rows_start(&r, s->db, SQL_SIMILAR_EACH,
        DB_ARGS(db_z(ask->source), db_z(ask->id), db_i(STORE_SIMILAR_LOOK)),
        fail);

    while (rc == 0 && left > 0 && (rc = db_rows_next(&r, fail)) == 1) {
        enum workflow_state state;

        rc = 0;
        if (db_rows_i(&r, 0) == ask->not_this ||
            workflow_state_find(&state, db_rows_s(&r, 1)) != 0 ||
            workflow_is_open(state))
            continue;
        rc = similar_visit(s, db_rows_i(&r, 0), visit, ctx, fail);
        if (rc == 1) {
            left--;
            rc = 0;
        }
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
