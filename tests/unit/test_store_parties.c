#include "tests/check.h"

#include "store/handle.h"
#include "store/parties.h"
#include "store/related.h"
#include "tests/acts.h"
#include "tests/cases.h"

/* A case of an offer with these members, flagged by one recall; the text is
 * JSON of the listing without braces. */
static void
put_case(struct cases *c, const char *listing, int64_t now_ms)
{
    struct buf line = BUF_MAX(10000);

    buf_addf(&line,
        "{\"listing\":{%s},\"flagged\":true,\"priority\":0.5,\"findings\":[{"
        "\"source\":\"recall\",\"id\":\"R/1\",\"strength\":\"strong\","
        "\"score\":0.9,\"reason\":\"r\"}],\"verdict_of\":{}}",
        listing);
    cases_put(c, buf_str(&line), now_ms);
    buf_clear(&line);
}

static void
put_listing(struct cases *c, const char *text, int64_t now_ms)
{
    struct buf hold = BUF_MAX(1 << 16);
    struct listing_record record;
    struct store_listing out;
    struct listing *l = NULL;
    struct js *j = NULL;

    if (js_parse(&j, str_of(text), &c->fail) != 0 ||
        listing_from_json(&l, j, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    listing_record(&record, &hold, l);
    if (store_listing_put(c->s, &record, 0, now_ms, &out, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    buf_clear(&hold);
    listing_free(l);
    js_free(j);
}

#define SELLER(n) "\"market\":\"m" #n ".example\",\"listing_id\":\"" #n "\","

static int
setup(void **state)
{
    struct cases *c = cases_new();

    put_case(c,
        SELLER(11) "\"title\":\"Eleven\",\"gtins\":[\"04006381333931\"],"
                   "\"seller\":{\"name\":\"Blue Bear GmbH\",\"email\":"
                   "\"info@bluebear.example\",\"country\":\"DE\"},"
                   "\"responsible_person\":{\"name\":\"EU Rep Ltd\"}",
        CASES_NOW_MS);
    put_case(c,
        SELLER(12) "\"title\":\"Twelve\",\"brand\":\"Racer\",\"model\":"
                   "\"X-100\",\"seller\":{\"name\":\"BLUE BEAR\",\"email\":"
                   "\"info@bluebear.example\"}",
        CASES_NOW_MS + 1);
    put_listing(c,
        "{" SELLER(13) "\"title\":\"Thirteen\",\"seller\":{\"name\":"
                       "\"Red Fox\",\"email\":\"INFO@bluebear.example\"},"
                       "\"responsible_person\":{\"name\":\"EU Rep\"}}",
        CASES_NOW_MS + 2);
    *state = c;
    return 0;
}

static int
teardown(void **state)
{
    cases_free(*state);
    return 0;
}

/* Names, offers and cases of what is walked, in order. */
static int
note(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct buf *out = ctx;

    (void)fail;
    buf_addf(out, "%s " STR_FMT " %d/%d;", party_role_name(p->role),
        STR_ARG(p->name), (int)p->offers, (int)p->cases);
    return 0;
}

static int
note_offer(const struct store_offer *o, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(
        ctx, STR_FMT "%s;", STR_ARG(o->title), o->case_id > 0 ? " case" : "");
    return 0;
}

static int
note_id(const struct store_party *p, void *ctx, struct fail *fail)
{
    (void)fail;
    *(int64_t *)ctx = p->id;
    return 0;
}

static int
note_trait(const struct store_trait *t, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, "%s " STR_FMT " %d;", party_trait_name(t->kind),
        STR_ARG(t->value), (int)t->sharers);
    return 0;
}

static void
note_count(struct str name, int64_t count, void *ctx)
{
    buf_addf(ctx, STR_FMT " %d;", STR_ARG(name), (int)count);
}

static void
note_finding(struct str source, struct str id, int64_t count, void *ctx)
{
    buf_addf(ctx, STR_FMT " " STR_FMT " %d;", STR_ARG(source), STR_ARG(id),
        (int)count);
}

static int
note_similar(const struct store_similar *d, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, STR_FMT " " STR_FMT " " STR_FMT ";", STR_ARG(d->title),
        STR_ARG(d->verdict), STR_ARG(d->reason_code));
    return 0;
}

static int64_t
id_of(struct cases *c, enum party_role role, const char *words)
{
    struct store_party_filter f = {
        .role = role, .words = str_of(words), .limit = 1
    };
    int64_t id = 0;

    CHECK_INT(store_party_each(c->s, &f, note_id, &id, &c->fail), 0, words);
    return id;
}

#define LIST(call, want, name)                                                 \
    do {                                                                       \
        buf_reset(&out);                                                       \
        CHECK_INT((call), 0, (name));                                          \
        CHECK_TEXT(buf_text(&out), (want), (name));                            \
    } while (0)

static void
puts_parties_together(void **state)
{
    struct cases *c = *state;
    struct store_party_filter all = { .role = PARTY_SELLER, .limit = 2 };
    struct store_trait mail = { .kind = PARTY_EMAIL,
        .value = STR("info@bluebear.example") };
    struct buf out = BUF_MAX(10000);
    int64_t bear = id_of(c, PARTY_SELLER, "blue bear ag");

    CHECK_INT(bear > 0, 1, "found by its name");
    CHECK_INT(id_of(c, PARTY_MANUFACTURER, "blue bear"), 0, "another role");
    CHECK_INT(id_of(c, PARTY_SELLER, "'; DROP TABLE party"), 0, "no name");
    LIST(store_party_each(c->s, &all, note, &out, &c->fail),
        "seller Blue Bear GmbH 2/2;seller HappyToys 1/1;", "by cases");
    LIST(store_party_traits(c->s, bear, 9, note_trait, &out, &c->fail),
        "name blubear 1;email info@bluebear.example 2;"
        "domain bluebear.example 2;",
        "traits");
    LIST(store_party_sharing(c->s, bear, &mail, 9, note, &out, &c->fail),
        "seller Red Fox 1/0;", "the same e-mail");
    LIST(store_party_ties(c->s, bear, 9, note, &out, &c->fail),
        "responsible_person EU Rep Ltd 2/1;", "stands beside");
    LIST(store_party_ties(c->s, id_of(c, PARTY_RESPONSIBLE, "EU Rep"), 9, note,
             &out, &c->fail),
        "seller Blue Bear GmbH 2/2;seller Red Fox 1/0;", "of a person");
    LIST(store_party_states(c->s, bear, note_count, &out, &c->fail), "new 2;",
        "states");
    LIST(store_party_findings(c->s, bear, 9, note_finding, &out, &c->fail),
        "recall R/1 2;", "findings");
    CHECK_INT(store_party_find(c->s, 999, note, &out, &c->fail), 0, "none");
    buf_clear(&out);
    check_end();
}

static void
follows_what_changes(void **state)
{
    struct cases *c = *state;
    struct store_party_filter f = {
        .role = PARTY_SELLER, .words = STR("Blue"), .limit = 9
    };
    struct buf out = BUF_MAX(10000);

    put_listing(c,
        "{" SELLER(11) "\"title\":\"Eleven again\",\"seller\":{\"name\":"
                       "\"Green Owl\"}}",
        CASES_NOW_MS + 9);
    LIST(store_party_each(c->s, &f, note, &out, &c->fail),
        "seller Blue Bear GmbH 1/2;", "an offer less, a case it once had");
    f.words = STR("Green Owl");
    LIST(store_party_each(c->s, &f, note, &out, &c->fail),
        "seller Green Owl 1/1;", "and another seller");
    put_listing(c,
        "{" SELLER(11) "\"title\":\"Eleven again\",\"seller\":{\"name\":"
                       "\"Green Owl\"}}",
        CASES_NOW_MS + 10);
    LIST(store_party_each(c->s, &f, note, &out, &c->fail),
        "seller Green Owl 1/1;", "seen again: counted once");
    buf_clear(&out);
    check_end();
}

static void
finds_related_offers(void **state)
{
    struct cases *c = *state;
    struct buf out = BUF_MAX(10000);
    int64_t bear = id_of(c, PARTY_SELLER, "Blue Bear"), listing = 0;
    struct store_similar_ask ask = { 5, "recall", "R/1", 9 };

    CHECK_INT(store_case_listing(c->s, 1, &listing, &c->fail), 1, "listing");
    LIST(store_offers_same(c->s, listing, 9, note_offer, &out, &c->fail),
        "Eleven case;Twelve case;", "the same GTIN; brand and model");
    LIST(store_offers_of_party(c->s, bear, 0, 9, note_offer, &out, &c->fail),
        "Twelve case;Eleven case;", "cases, the newest first");
    LIST(store_offers_of_party(
             c->s, bear, listing, 1, note_offer, &out, &c->fail),
        "Twelve case;", "limit");
    put_listing(c,
        "{" SELLER(14) "\"title\":\"Fourteen\",\"brand\":\"racer inc\","
                       "\"mpn\":\"x100\",\"seller\":{\"name\":\"Blue Bear\","
                       "\"email\":\"info@bluebear.example\"}}",
        CASES_NOW_MS);
    CHECK_INT(store_case_listing(c->s, 6, &listing, &c->fail), 1, "listing");
    LIST(store_offers_same(c->s, listing, 9, note_offer, &out, &c->fail),
        "Fourteen;Super Racer X100 remote-controlled car case;",
        "the same model");
    LIST(store_offers_of_party(
             c->s, bear, listing, 9, note_offer, &out, &c->fail),
        "Eleven case;Fourteen;", "one without a case behind");
    LIST(store_similar_each(c->s, &ask, note_similar, &out, &c->fail), "",
        "nothing decided");
    CHECK_INT(acts(c->s, 6, WORKFLOW_DISMISS, "other_product", &c->fail), 0,
        c->fail.text);
    LIST(store_similar_each(c->s, &ask, note_similar, &out, &c->fail),
        "Twelve dismiss other_product;", "decided");
    buf_clear(&out);
    check_end();
}

static void
fills_what_was_stored_before(void **state)
{
    struct cases *c = *state;
    struct buf out = BUF_MAX(10000);
    struct store_party_filter all = { .role = PARTY_SELLER, .limit = 9 };
    int64_t left = -1;

    LIST(store_party_each(c->s, &all, note, &out, &c->fail),
        "seller Blue Bear GmbH 2/2;seller HappyToys 1/1;"
        "seller 快乐玩具店 1/1;seller \"><b>bold</b> 1/1;seller Red Fox 1/0;",
        "all");
    assert_int_equal(db_script(c->s->db,
                         "DELETE FROM party; DELETE FROM party_offer;"
                         "DELETE FROM party_case; DELETE FROM party_trait;"
                         "DELETE FROM party_tie; DELETE FROM product_key;"
                         "UPDATE party_fill SET done = 0,"
                         " until = (SELECT max(id) FROM listing);",
                         &c->fail),
        0);
    for (int i = 0; left != 0; i++) {
        assert_true(i < 10);
        CHECK_INT(store_parties_fill(c->s, 2, &left, &c->fail), 0, "batch");
    }
    CHECK_INT(store_parties_fill(c->s, 2, &left, &c->fail), 0, "nothing left");
    LIST(store_party_each(c->s, &all, note, &out, &c->fail),
        "seller Blue Bear GmbH 2/2;seller HappyToys 1/1;"
        "seller 快乐玩具店 1/1;seller \"><b>bold</b> 1/1;seller Red Fox 1/0;",
        "all again");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        T(puts_parties_together),
        T(follows_what_changes),
        T(finds_related_offers),
        T(fills_what_was_stored_before),
#undef T
    };

    return cmocka_run_group_tests_name("store/parties", tests, NULL, NULL);
}
