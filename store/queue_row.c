#include "store/queue_row.h"

#include "store/card.h"
#include "store/queue_words.h"

/* Of one case in the index; a description is cut at half of it. */
#define WORDS_BYTES_MAX (32u << 10)
#define DESCRIPTION_BYTES_MAX (8u << 10)
#define CARD_BYTES_MAX (64u << 10)
/* Sorts behind every price. */
#define PRICE_UNKNOWN 1e300

/* --- facets --- */

static int
facet_add(struct store *s, int64_t id, const char *facet, struct str value,
    struct fail *fail)
{
    return db_run(s->db, SQL_QUEUE_FACET_ADD,
        DB_ARGS(db_i(id), db_z(facet), db_s(value)), fail);
}

static int
facets_put(
    struct store *s, int64_t id, const struct casefile *c, struct fail *fail)
{
    const struct listing *l = c->listing;
    int rc = facet_add(s, id, "", STR(""), fail);

    if (rc == 0)
        rc = facet_add(s, id, "market", listing_get(l, LISTING_MARKET), fail);
    if (rc == 0)
        rc = facet_add(
            s, id, "seller", listing_get(l, LISTING_SELLER_NAME), fail);
    if (rc == 0)
        rc = facet_add(
            s, id, "language", listing_get(l, LISTING_LANGUAGE), fail);
    for (size_t h = 0; rc == 0 && h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            rc = facet_add(
                s, id, "hazard", str_of(hazard_name((enum hazard)h)), fail);
    for (size_t i = 0; rc == 0 && i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];
        const char *source = finding_source_name(f->source);

        rc = facet_add(s, id, "source", str_of(source), fail);
        if (rc == 0 && f->source == FINDING_RECALL)
            rc = facet_add(s, id, "recall", str_of(f->id), fail);
        if (rc == 0 && f->source == FINDING_RULE)
            rc = facet_add(s, id, "rule", str_of(f->id), fail);
    }
    return rc;
}

/* --- words --- */

static void
words_make(struct buf *words, struct buf *parts, const struct casefile *c)
{
    static const enum listing_field fields[] = { LISTING_TITLE, LISTING_BRAND,
        LISTING_MODEL, LISTING_MPN, LISTING_SKU, LISTING_LISTING_ID,
        LISTING_SELLER_NAME, LISTING_MANUFACTURER_NAME, LISTING_RP_NAME };
    const struct listing *l = c->listing;

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        queue_words_add(words, listing_get(l, fields[i]));
        queue_words_parts(parts, listing_get(l, fields[i]));
    }
    /* A number is typed as it is printed, without the zeros in front. */
    for (size_t i = 0; i < l->list[LISTING_GTINS].count; i++) {
        struct str gtin = str_of(l->list[LISTING_GTINS].item[i]);

        queue_words_add(words, gtin);
        while (gtin.len > 8 && gtin.p[0] == '0') {
            gtin = str_sub(gtin, 1, gtin.len);
            queue_words_add(words, gtin);
        }
    }
    for (size_t i = 0; i < c->findings.count; i++) {
        queue_words_add(words, str_of(c->findings.item[i]->id));
        queue_words_add(words, str_of(c->findings.item[i]->title));
    }
    queue_words_add(words, listing_get(l, LISTING_URL));
    queue_words_add(words,
        str_sub(listing_get(l, LISTING_DESCRIPTION), 0, DESCRIPTION_BYTES_MAX));
}

/* Writing the index costs more than all the rest: not where nothing
 * changed. */
static int
words_put(
    struct store *s, int64_t id, const struct casefile *c, struct fail *fail)
{
    struct buf words = BUF_MAX(WORDS_BYTES_MAX);
    struct buf parts = BUF_MAX(WORDS_BYTES_MAX);
    int64_t same = 0;
    int rc;

    words_make(&words, &parts, c);
    const struct db_arg args[] = { db_i(id), db_s(buf_str(&words)),
        db_s(buf_str(&parts)) };
    rc = db_one(s->db, SQL_QUEUE_TEXT_SAME, args, 3, &same, fail);
    if (rc == 1 && !same)
        rc = db_run(s->db, SQL_QUEUE_TEXT_DROP, args, 1, fail);
    if (rc == 0 && !same)
        rc = db_run(s->db, SQL_QUEUE_TEXT_ADD, args, 3, fail);
    buf_clear(&words);
    buf_clear(&parts);
    return rc < 0 ? -1 : 0;
}

/* --- the row --- */

static struct db_arg
price_of(const struct listing *l)
{
    double amount;

    if (str_to_double(listing_get(l, LISTING_PRICE_AMOUNT), &amount) != 0 ||
        !(amount < PRICE_UNKNOWN))
        amount = PRICE_UNKNOWN;
    return db_r(amount);
}

int
queue_row_put(
    struct store *s, int64_t id, const struct casefile *c, struct fail *fail)
{
    struct buf card = BUF_MAX(CARD_BYTES_MAX);
    int rc = db_run(s->db, SQL_QUEUE_OUT, DB_ARGS(db_i(id)), fail);

    if (rc == 0)
        rc = db_run(s->db, SQL_QUEUE_FACET_CLEAR, DB_ARGS(db_i(id)), fail);
    if (rc == 0)
        rc = db_run(s->db, SQL_QUEUE_ROW_PUT,
            DB_ARGS(db_i(id),
                db_s(listing_get(c->listing, LISTING_SELLER_NAME)),
                price_of(c->listing)),
            fail);
    if (rc == 0)
        rc = facets_put(s, id, c, fail);
    if (rc == 0)
        rc = db_run(s->db, SQL_QUEUE_FACET_WHO, DB_ARGS(db_i(id)), fail);
    if (rc == 0)
        rc = db_run(s->db, SQL_QUEUE_IN, DB_ARGS(db_i(id)), fail);
    if (rc == 0)
        rc = store_card_write(&card, c);
    if (rc == 0)
        rc = db_run(s->db, SQL_QUEUE_CARD_PUT,
            DB_ARGS(db_i(id), db_b(buf_str(&card))), fail);
    if (rc == 0)
        rc = words_put(s, id, c, fail);
    buf_clear(&card);
    return rc;
}

/* 1 if there was one, 0 if none is left. */
static int
behind_one(struct store *s, struct fail *fail)
{
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct db_rows r;
    int64_t id = 0;
    int rc = db_rows_start(&r, s->db, SQL_QUEUE_BEHIND, DB_NONE, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        id = db_rows_i(&r, 0);
        if (js_parse(&j, db_rows_s(&r, 1), fail) != 0 ||
            casefile_from_json(&c, j, fail) != 0)
            rc = -1;
    }
    db_rows_end(&r);
    if (rc == 1 &&
        (queue_row_put(s, id, c, fail) != 0 ||
            db_run(s->db, SQL_QUEUE_BEHIND_DONE, DB_ARGS(db_i(id)), fail) != 0))
        rc = -1;
    casefile_free(c);
    js_free(j);
    return rc;
}

int
queue_row_catch_up(struct store *s, struct fail *fail)
{
    return handle_catch_up(s, SQL_QUEUE_BEHIND, behind_one, fail);
}
