/* bench/fill STORE COUNT [CASES] <LISTINGS.jsonl - a store of that many
 * offers, CASES of them in the queue.
 *
 * The lines are used again and again, each time as another offer of another
 * shop, and kept as a scan keeps them. What a case holds beside its line is
 * drawn by a fixed generator: 300 markets, 8,000 sellers, 2,000 recalls and
 * 150 rules, few of them frequent; a description of a dozen other titles;
 * three in ten decided, one in ten with one of 50 analysts.
 */
#include "base/lines.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_probe.h"
#include "store/queue.h"
#include "store/workflow.h"

#include <stdio.h>
#include <stdlib.h>

#define BATCH 5000
#define RING 64
#define DESCRIPTION_TITLES 12
/* 2026-09-01; cases come over 80 days. */
#define FIRST_MS 1788220800000LL
#define DAY_MS 86400000LL

struct fill {
    struct store *store;
    struct recall_probe *probe;
    struct buf hold, keys;
    int64_t put, count, cases;
    uint64_t dice;
    char *ring[RING]; /* owned: titles seen last */
};

/* xorshift64*: the same store every time. */
static unsigned
draw(struct fill *f, unsigned below)
{
    f->dice ^= f->dice >> 12;
    f->dice ^= f->dice << 25;
    f->dice ^= f->dice >> 27;
    return (unsigned)((f->dice * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

/* Low numbers are frequent. */
static unsigned
draw_skewed(struct fill *f, unsigned below)
{
    unsigned most = draw(f, below) + 1;

    return draw(f, draw(f, most) + 1);
}

static void
describe(struct fill *f, struct listing *l)
{
    struct buf text = BUF_MAX(1 << 16);

    for (int i = 0; i < DESCRIPTION_TITLES; i++) {
        const char *title = f->ring[draw(f, RING)];

        buf_addf(&text, "%s. ", title != NULL ? title : "");
    }
    listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    buf_clear(&text);
}

static void
set_number(struct listing *l, enum listing_field field, const char *before,
    int64_t number, const char *after)
{
    char text[60];

    snprintf(text, sizeof text, "%s%lld%s", before, (long long)number, after);
    listing_set(l, field, str_of(text));
}

/* Every so many offers, one is a case. */
static int
is_case(const struct fill *f)
{
    return f->cases > 0 &&
           f->put * f->cases / f->count != (f->put + 1) * f->cases / f->count;
}

static void
dress(struct fill *f, struct listing *l)
{
    set_number(l, LISTING_MARKET, "market-", draw_skewed(f, 300), ".example");
    set_number(l, LISTING_LISTING_ID, "", f->put, "");
    set_number(l, LISTING_SELLER_NAME, "Seller ", draw_skewed(f, 8000), "");
    set_number(l, LISTING_PRICE_AMOUNT, "", draw_skewed(f, 400), ".99");
    listing_set(l, LISTING_PRICE_CURRENCY, STR("EUR"));
    describe(f, l);
}

static void
add_finding(struct fill *f, struct casefile *c, enum finding_source source,
    const char *before, unsigned kinds)
{
    char id[60];
    struct finding *found;

    snprintf(id, sizeof id, "%s%u", before, draw_skewed(f, kinds));
    found = finding_new(
        source, id, (enum finding_strength)draw(f, 3), draw(f, 100) / 100.0);
    finding_set_reason(
        found, "a reason of some length for case %lld", (long long)f->put);
    finding_add_span(found, "title", listing_get(c->listing, LISTING_TITLE), 0,
        listing_get(c->listing, LISTING_TITLE).len);
    findings_add(&c->findings, &found);
}

static struct casefile *
make_case(struct fill *f, struct listing **l)
{
    struct casefile *c = casefile_new();

    c->listing = *l;
    *l = NULL;
    c->flagged = 1;
    c->priority = (draw_skewed(f, 1000) + 1) / 1000.0;
    c->risk = draw(f, 1000) / 1000.0;
    for (unsigned n = 1 + draw(f, 3); n > 0; n--)
        c->hazards[draw_skewed(f, HAZARDS)] = (draw(f, 99) + 1) / 100.0;
    if (draw(f, 3) == 0)
        add_finding(f, c, FINDING_RECALL, "SR/25/", 2000);
    for (unsigned n = 1 + draw(f, 3); n > 0; n--)
        add_finding(f, c, FINDING_RULE, "pack/rule-", 150);
    add_finding(f, c, FINDING_MODEL, "risk-", 1);
    texts_add(&c->reasons, STR("words that recalled goods of this kind have"));
    texts_add(&c->reasons, STR("no responsible person in the Union is named"));
    return c;
}

/* What people did with it. */
static int
handle(struct fill *f, int64_t id, int64_t at_ms, struct fail *fail)
{
    unsigned lot = draw(f, 10);
    char who[20];
    struct store_act a = { .id = id,
        .act = lot == 0   ? WORKFLOW_ASSIGN
               : lot == 3 ? WORKFLOW_CONFIRM
                          : WORKFLOW_DISMISS,
        .roles = ROLE_ANALYST,
        .author = STR("analyst-1"),
        .reason_code = lot == 0   ? STR("")
                       : lot == 3 ? STR("same_hazard")
                                  : STR("complies"),
        .expected = -1,
        .at_ms = lot == 0 ? at_ms : at_ms + DAY_MS };
    struct store_acted acted;
    int rc = 0;

    snprintf(who, sizeof who, "analyst-%u", draw(f, 50) + 1);
    if (lot == 0)
        a.author = str_of(who);
    if (lot <= 3 && store_case_act(f->store, &a, &acted, fail) != 0)
        rc = -1;
    if (rc == 0 && draw(f, 50) == 0)
        rc = store_queue_due(f->store, id, at_ms + 90 * DAY_MS, fail);
    return rc;
}

static int
put_case(struct fill *f, int64_t listing, struct listing **l, struct fail *fail)
{
    int64_t at_ms = FIRST_MS + draw(f, 80) * DAY_MS + draw(f, 86400) * 1000LL;
    struct casefile *c = make_case(f, l);
    int64_t id;
    int is_new;
    int rc =
        store_casefile_put(f->store, listing, c, at_ms, &id, &is_new, fail);

    if (rc == 0)
        rc = handle(f, id, at_ms, fail);
    casefile_free(c);
    return rc;
}

static int
put(struct fill *f, struct str line, struct fail *fail)
{
    struct listing_record record;
    struct store_listing out;
    struct listing *l = NULL;
    struct js *j = NULL;
    int rc = -1, in_queue = is_case(f);

    if (js_parse(&j, line, fail) == 0) {
        if (js_get_text(j, "gtin").len > 0)
            js_set_text(j, "gtins", js_get_text(j, "gtin"));
        rc = listing_from_json(&l, j, fail);
    }
    if (rc == 0) {
        if (js_get_text(j, "lang").len > 0)
            listing_set(l, LISTING_LANGUAGE, js_get_text(j, "lang"));
        free(f->ring[f->put % RING]);
        f->ring[f->put % RING] = str_dup(listing_get(l, LISTING_TITLE));
        set_number(l, LISTING_MARKET, "shop-", f->put, ".example");
        listing_set(l, LISTING_LISTING_ID, STR("1"));
        if (in_queue)
            dress(f, l);
        listing_record(&record, &f->hold, l);
        buf_reset(&f->keys);
        recall_probe_keys(f->probe, l, &f->keys);
        record.keys = buf_str(&f->keys);
        rc = store_listing_put(f->store, &record, 0, 1000, &out, fail);
    }
    if (rc == 0 && in_queue)
        rc = put_case(f, out.id, &l, fail);
    f->put += rc == 0;
    listing_free(l);
    js_free(j);
    return rc;
}

/* One pass over the lines; stops at `count`. */
static int
pass(struct fill *f, struct fail *fail)
{
    struct lines in = { 0 };
    struct str line;
    int rc = 0;

    rewind(stdin);
    lines_init(&in, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && f->put < f->count && lines_next(&in, &line)) {
        if (f->put % BATCH == 0)
            rc = f->put > 0 ? store_commit(f->store, fail) : 0;
        if (rc == 0 && f->put % BATCH == 0)
            rc = store_begin(f->store, fail);
        if (rc == 0)
            rc = put(f, line, fail);
    }
    lines_clear(&in);
    return rc;
}

int
main(int argc, char **argv)
{
    struct fill f = { .hold = BUF_MAX(1 << 20),
        .keys = BUF_MAX(1 << 20),
        .count = argc > 2 ? strtoll(argv[2], NULL, 10) : 0,
        .cases = argc > 3 ? strtoll(argv[3], NULL, 10) : 0,
        .dice = 20261120 };
    struct fail fail = { "" };
    int64_t before = -1;
    int rc = 0;

    if (argc > 4 || f.count <= 0 || f.cases < 0 || f.cases > f.count) {
        fprintf(stderr, "usage: fill STORE COUNT [CASES] <LISTINGS.jsonl\n");
        return 2;
    }
    f.probe = recall_probe_new(NULL);
    rc = store_open(&f.store, argv[1], STORE_WRITE, &fail);
    while (rc == 0 && f.put < f.count && f.put > before) {
        before = f.put;
        rc = pass(&f, &fail);
    }
    if (rc == 0)
        rc = store_commit(f.store, &fail);
    if (rc != 0)
        fprintf(stderr, "fill: %s\n", fail.text);
    store_close(f.store);
    recall_probe_free(f.probe);
    buf_clear(&f.hold);
    buf_clear(&f.keys);
    for (int i = 0; i < RING; i++)
        free(f.ring[i]);
    return rc == 0 ? 0 : 1;
}
