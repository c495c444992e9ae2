#include "tests/acts.h"
#include "tests/place.h"

#include "store/card.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/queue.h"
#include "store/queue_words.h"

#define CASES 400
#define DAY_MS (24 * 3600 * 1000LL)

static const char *const markets[] = { "a.example", "b.example", "c.example" };
static const char *const people[] = { "", "anna", "bo" };
static const char *const hazards[] = { "fire", "cuts", "choking" };

/* A case whose values follow from its number; every seventh has no price. */
static void
put_nth(struct place *p, int n)
{
    struct buf text = BUF_MAX(4000), hold = BUF_MAX(4000);
    struct listing_record record;
    struct store_listing l;
    struct casefile *file;
    struct js *j;
    int64_t id;
    int is_new;

    buf_addf(&text,
        "{\"listing\":{\"market\":\"%s\",\"listing_id\":\"%d\",\"title\":"
        "\"Lamp "
        "number%d\",\"seller\":{\"name\":\"S%d\"},\"language\":\"%s\"",
        markets[n % 3], n, n, n % 20, n % 2 ? "de" : "zh");
    if (n % 7)
        buf_addf(&text,
            ",\"price\":{\"amount\":\"%d.50\",\"currency\":\"EUR\"}",
            n * 37 % 101);
    buf_addf(&text,
        "},\"flagged\":true,\"priority\":%.2f,\"risk\":0.5,\"hazards\":{\"%s\":"
        "0.5},\"findings\":[{\"source\":\"recall\",\"id\":\"R%d\",\"strength\":"
        "\"strong\",\"score\":0.5,\"reason\":\"r\"},{\"source\":\"rule\","
        "\"id\":\"p/r%d\",\"strength\":\"candidate\",\"score\":0.5,\"reason\":"
        "\"r\"}]}",
        n * 31 % 97 / 100.0, hazards[n % 3], n % 50, n % 5);
    OK(p, js_parse(&j, buf_str(&text), &p->fail));
    OK(p, casefile_from_json(&file, j, &p->fail));
    listing_record(&record, &hold, file->listing);
    OK(p, store_listing_put(p->s, &record, 0, 1000, &l, &p->fail));
    OK(p, store_casefile_put(p->s, l.id, file, n * 13 % 40 * DAY_MS + 1, &id,
              &is_new, &p->fail));
    casefile_free(file);
    js_free(j);
    buf_clear(&text);
    buf_clear(&hold);
}

static void
fill(struct place *p)
{
    OK(p, store_begin(p->s, &p->fail));
    for (int n = 0; n < CASES; n++)
        put_nth(p, n);
    for (int id = 1; id <= CASES; id++) {
        struct store_acted acted;

        if (id % 4 == 0)
            OK(p, acts_by(p->s, id,
                      id % 3 == 0 ? WORKFLOW_RELEASE : WORKFLOW_ASSIGN, "",
                      id % 3 == 0 ? "anna" : people[id % 3], -1, 1, &acted,
                      &p->fail));
        if (id % 6 == 0)
            OK(p, acts(p->s, id, WORKFLOW_DISMISS, "complies", &p->fail));
        if (id % 5 == 0)
            OK(p, store_queue_due(p->s, id, id * 7 % 30 + 1, &p->fail));
    }
    OK(p, store_commit(p->s, &p->fail));
}

struct seen {
    int64_t ids[CASES + 1];
    size_t count;
    enum store_sort sort;
    struct store_place last;
    char market[40];
};

static int
see(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct seen *s = ctx;

    (void)fail;
    assert_true(s->count < CASES);
    s->ids[s->count++] = c->id;
    store_place_of(&s->last, c, s->sort);
    if (s->last.text != NULL) {
        snprintf(s->market, sizeof s->market, "%s", c->market);
        s->last.text = s->market;
    }
    return 0;
}

static void
walk(struct place *p, const struct store_filter *f, struct seen *out)
{
    *out = (struct seen){ .sort = f->sort };
    OK(p, store_case_each(p->s, f, see, out, &p->fail));
}

/* Every order, in pages of seven, is the whole list cut in pieces; and the
 * number that is kept or counted is its length. */
static void
pages_follow_each_other(void **state)
{
    static const struct store_filter filters[] = {
        { .state = NULL },
        { .state = "open" },
        { .state = "dismissed" },
        { .market = "b.example" },
        { .market = "b.example", .hazard = "cuts", .state = "open" },
        { .hazard = "fire", .language = "de" },
        { .seller = "S7" },
        { .recall = "R49" },
        { .rule = "p/r3", .state = "new" },
        { .source = "recall", .assignee = "bo" },
        { .nobody = 1, .state = "open" },
        { .text = "lamp" },
        { .text = "number39" },
        { .text = "lamp", .market = "a.example", .state = "open" },
        { .from_ms = 3 * DAY_MS, .to_ms = 9 * DAY_MS },
        { .min_priority = 0.5 },
        { .market = "no.example" },
    };
    struct place *p = *state;
    struct seen whole, page;

    fill(p);
    for (size_t i = 0; i < COUNT(filters); i++)
        for (int sort = 0; sort < STORE_SORTS; sort++) {
            struct store_filter f = filters[i];
            struct store_place at;
            char market[40];
            size_t done = 0;
            int64_t n;

            f.sort = (enum store_sort)sort;
            walk(p, &f, &whole);
            OK(p, store_case_count(p->s, &f, &n, &p->fail));
            CHECK_INT(n, whole.count, "number of the filter");
            f.limit = 7;
            do {
                walk(p, &f, &page);
                CHECK_INT(done + page.count <= whole.count &&
                              memcmp(page.ids, whole.ids + done,
                                  page.count * sizeof page.ids[0]) == 0,
                    1, "page");
                done += page.count;
                at = page.last;
                f.after = &at;
                if (at.text != NULL) {
                    snprintf(market, sizeof market, "%s", at.text);
                    at.text = market;
                }
            } while (page.count == 7 && check_failures == 0);
            CHECK_INT(done, whole.count, "all pages");
            CHECK_INT(i < 5 || i == COUNT(filters) - 1 || whole.count > 0, 1,
                "the filter finds some");
        }
    check_end();
}

static double
key_of(const struct store_case *c, enum store_sort sort)
{
    struct store_place at;

    store_place_of(&at, c, sort);
    return sort == STORE_BY_MARKET ? -c->priority : at.number[0];
}

struct order {
    enum store_sort sort;
    double last;
    char market[40];
    int count, wrong;
};

static int
see_order(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct order *o = ctx;
    double key = key_of(c, o->sort);

    (void)fail;
    if (o->sort == STORE_BY_MARKET && strcmp(c->market, o->market) != 0) {
        o->wrong += strcmp(c->market, o->market) < 0;
        o->last = -2;
    }
    o->wrong += o->count > 0 && key < o->last;
    o->last = key;
    o->count++;
    snprintf(o->market, sizeof o->market, "%s", c->market);
    return 0;
}

static void
orders_are_orders(void **state)
{
    struct place *p = *state;

    fill(p);
    for (int sort = 0; sort < STORE_SORTS; sort++) {
        struct store_filter f = { .sort = (enum store_sort)sort, .brief = 1 };
        struct order o = { .sort = f.sort };

        OK(p, store_case_each(p->s, &f, see_order, &o, &p->fail));
        CHECK_INT(o.count, CASES, "all cases");
        CHECK_INT(o.wrong, 0, "in order");
    }
    check_end();
}

struct tally {
    struct place *p;
    const char *facet, *state;
    int64_t sum;
};

static int
count_one(const struct store_case *c, void *ctx, struct fail *fail)
{
    (void)c;
    (void)fail;
    ++*(int64_t *)ctx;
    return 0;
}

/* Counted by walking them. */
static void
recount(struct str value, int64_t cases, void *ctx)
{
    struct tally *t = ctx;
    struct store_filter f = { .state = t->state };
    const char *const names[] = { "market", "hazard", "seller", "recall",
        "rule", "source", "language", "assignee" };
    const char **const members[] = { &f.market, &f.hazard, &f.seller, &f.recall,
        &f.rule, &f.source, &f.language, &f.assignee };
    int64_t n = 0;

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], t->facet) == 0)
            *members[i] = value.p;
    f.nobody = strcmp(t->facet, "assignee") == 0 && value.len == 0;
    OK(t->p, store_case_each(t->p->s, &f, count_one, &n, &t->p->fail));
    CHECK_INT(cases, n, t->facet);
    t->sum += cases;
}

static void
kept_numbers_are_true(void **state)
{
    static const char *const facets[] = { "market", "seller", "language",
        "assignee", "hazard", "source", "recall", "rule" };
    static const char *const states[] = { "open", NULL, "new", "dismissed" };
    struct place *p = *state;

    fill(p);
    put_nth(p, 3); /* screened again */
    for (size_t i = 0; i < COUNT(facets); i++)
        for (size_t k = 0; k < COUNT(states); k++) {
            struct tally t = { p, facets[i], states[k], 0 };
            int64_t all;

            OK(p, store_queue_most(
                      p->s, facets[i], states[k], 1000, recount, &t, &p->fail));
            OK(p, store_queue_count(p->s, "", "", states[k], &all, &p->fail));
            CHECK_INT(i < 4 ? t.sum == all : t.sum > 0, 1, facets[i]);
        }
    check_end();
}

static void
words_are_found(void **state)
{
    static const struct {
        const char *text, *query;
        int hit;
    } cases[] = {
        { "Super Racer X100-B", "racer", 1 },
        { "Super Racer X100-B", "RAC", 1 },
        { "Super Racer X100-B", "acer", 1 },
        { "Super Racer X100-B", "x100-b", 1 },
        { "Super Racer X100-B", "x100 racer", 1 },
        { "Super Racer X100-B", "x200 racer", 0 },
        { "Super Racer X100-B", "ra", 0 },
        { "USB-Ladegerät", "gerät", 1 },
        { "USB-Ladegerät", "LADEGERÄT", 1 },
        { "Große Straße", "strasse", 1 },
        { "磁力珠 强磁 儿童玩具", "磁力", 1 },
        { "磁力珠 强磁 儿童玩具", "力珠", 1 },
        { "磁力珠 强磁 儿童玩具", "珠", 1 },
        { "磁力珠 强磁 儿童玩具", "磁", 1 },
        { "磁力珠 强磁 儿童玩具", "儿童玩具", 1 },
        { "磁力珠 强磁 儿童玩具", "磁珠", 0 },
        { "磁力珠 强磁 儿童玩具", "玩具 磁力", 1 },
        { "LED灯泡E27", "灯泡", 1 },
        { "LED灯泡E27", "led e27", 1 },
        { "bu\xE2\x80\x8Btane gas", "butane", 1 },
        { "lamp", "\"lamp\" OR x", 0 },
        { "lamp", "lamp\" NEAR(", 0 },
        { "lamp", "title:lamp*", 0 },
        { "lamp", "words : lamp", 0 },
        { "lamp", "-lamp", 1 },
        { "lamp", "^lamp) AND (*", 0 },
        { "lamp and (lights)", "lamp) AND (lights", 1 },
        { "lamp", "%", 0 },
        { "lamp", "'; DROP TABLE casefile; --", 0 },
        { "04006381333931", "4006381333931", 1 },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf line = BUF_MAX(4000), hold = BUF_MAX(4000);
        struct store_filter f = { .text = cases[i].query };
        struct casefile *c = casefile_new();
        struct listing_record record;
        struct store_listing l;
        int64_t id, n = 0;
        int is_new;

        c->listing = listing_new();
        c->flagged = 1;
        listing_set(c->listing, LISTING_TITLE, str_of(cases[i].text));
        listing_set(c->listing, LISTING_MARKET, STR("m.example"));
        listing_add(c->listing, LISTING_GTINS, str_of(cases[i].text));
        OK(p, store_begin(p->s, &p->fail));
        listing_record(&record, &hold, c->listing);
        OK(p, store_listing_put(p->s, &record, 0, 1000, &l, &p->fail));
        OK(p, store_casefile_put(p->s, l.id, c, 1000, &id, &is_new, &p->fail));
        OK(p, store_case_each(p->s, &f, count_one, &n, &p->fail));
        CHECK_INT(n, cases[i].hit, cases[i].query);
        store_rollback(p->s);
        casefile_free(c);
        buf_clear(&line);
        buf_clear(&hold);
    }
    check_end();
}

static void
a_changed_title_is_found_anew(void **state)
{
    struct place *p = *state;
    struct casefile *c = casefile_new();
    static const char *const titles[] = { "old kettle", "new teapot" };
    struct store_listing l;
    int64_t n;

    c->listing = listing_new();
    c->flagged = 1;
    listing_set(c->listing, LISTING_LISTING_ID, STR("1"));
    for (size_t i = 0; i < COUNT(titles); i++) {
        struct buf hold = BUF_MAX(4000);
        struct listing_record record;
        int64_t id;
        int is_new;

        listing_set(c->listing, LISTING_TITLE, str_of(titles[i]));
        listing_record(&record, &hold, c->listing);
        OK(p, store_listing_put(p->s, &record, 0, 1000, &l, &p->fail));
        OK(p, store_casefile_put(p->s, l.id, c, 1000, &id, &is_new, &p->fail));
        buf_clear(&hold);
    }
    for (size_t i = 0; i < COUNT(titles); i++) {
        struct store_filter f = { .text = titles[i] };

        OK(p, store_case_count(p->s, &f, &n, &p->fail));
        CHECK_INT(n, i, titles[i]);
    }
    casefile_free(c);
    check_end();
}

static const char card_case[] =
    "{\"listing\":{\"title\":\"Lamp\",\"url\":\"https://a.example/1\","
    "\"market\":\"a.example\",\"seller\":{\"name\":\"S\"},\"price\":{"
    "\"amount\":\"9.50\",\"currency\":\"EUR\"},\"category\":[\"Toys\"]},"
    "\"flagged\":true,\"priority\":0.5,\"risk\":0.5,\"hazards\":{\"fire\":"
    "0.5,\"cuts\":0.001},\"reasons\":[\"first\",\"second\"],\"reasons_in\":{"
    "\"de\":[\"erstens\"]},\"findings\":[{\"source\":\"model\",\"id\":"
    "\"risk\",\"strength\":\"candidate\",\"score\":0.9,\"reason\":\"w\"},{"
    "\"source\":\"rule\",\"id\":\"p/a\",\"strength\":\"strong\",\"score\":"
    "0.4,\"reason\":\"quiet\"},{\"source\":\"recall\",\"id\":\"R1\","
    "\"strength\":\"strong\",\"score\":0.8,\"reason\":\"loud\",\"title\":"
    "\"Lamp recall\",\"in\":{\"de\":{\"reason\":\"laut\"}}},{\"source\":"
    "\"rule\",\"id\":\"p/b\",\"strength\":\"candidate\",\"score\":0.1,"
    "\"reason\":\"x\"},{\"source\":\"rule\",\"id\":\"p/c\",\"strength\":"
    "\"conclusive\",\"score\":0.2,\"reason\":\"y\"}]}";

static void
cards_hold_a_line(void **state)
{
    struct buf bytes = BUF_MAX(1 << 16);
    struct store_card card;
    struct casefile *c;
    struct fail fail;
    struct js *j;

    (void)state;
    assert_int_equal(js_parse(&j, str_of(card_case), &fail), 0);
    assert_int_equal(casefile_from_json(&c, j, &fail), 0);
    assert_int_equal(store_card_write(&bytes, c), 0);
    store_card_read(&card, buf_str(&bytes), LANG_DE);
#define IS(got, want) CHECK_INT(str_is((got), (want)), 1, (want))
    IS(card.title, "Lamp");
    IS(card.url, "https://a.example/1");
    IS(card.market, "a.example");
    IS(card.seller, "S");
    IS(card.amount, "9.50");
    IS(card.currency, "EUR");
    IS(card.category, "Toys");
    IS(card.reasons[0], "erstens");
    IS(card.reasons[1], "");
    CHECK_INT(card.findings_all, 5, "all");
    CHECK_INT(card.finding_count, STORE_CARD_FINDINGS, "shown");
    IS(card.findings[0].id, "p/c");
    IS(card.findings[1].id, "R1");
    IS(card.findings[1].reason, "laut");
    IS(card.findings[1].title, "Lamp recall");
    IS(card.findings[2].id, "p/a");
    IS(card.findings[3].id, "risk");
    CHECK_INT(card.hazards[HAZARD_FIRE] > 0.49, 1, "fire");
    CHECK_INT(card.hazards[HAZARD_CUTS] > 0, 1, "a small one is not lost");
    CHECK_INT(card.hazards[HAZARD_FALL] > 0, 0, "none");
    store_card_read(&card, buf_str(&bytes), LANG_EN);
    IS(card.reasons[1], "second");
    IS(card.findings[1].reason, "loud");
    /* Every cut of it is read without harm. */
    for (size_t n = 0; n < bytes.len; n++) {
        store_card_read(&card, str_sub(buf_str(&bytes), 0, n), LANG_ZH);
        CHECK_INT(card.finding_count < STORE_CARD_FINDINGS, 1, "cut");
    }
    casefile_free(c);
    js_free(j);
    buf_clear(&bytes);
    check_end();
}

static void
remember(struct str name, struct str query, void *ctx)
{
    buf_addf(ctx, STR_FMT "=" STR_FMT "|", STR_ARG(name), STR_ARG(query));
}

static void
views_are_kept_per_person(void **state)
{
    struct place *p = *state;
    struct buf got = BUF_MAX(4000);
    char name[20];

    OK(p, store_view_put(p->s, STR("anna"), STR("b"), STR("a=1"), &p->fail));
    OK(p, store_view_put(p->s, STR("anna"), STR("a"), STR("a=2"), &p->fail));
    OK(p, store_view_put(p->s, STR("anna"), STR("b"), STR("a=3"), &p->fail));
    OK(p, store_view_put(p->s, STR("bo"), STR("c"), STR("a=4"), &p->fail));
    OK(p, store_view_drop(p->s, STR("bo"), STR("a"), &p->fail));
    OK(p, store_view_each(p->s, STR("anna"), remember, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "a=a=2|b=a=3|", "hers, in order");
    CHECK_INT(store_view_put(p->s, STR("bo"), STR(""), STR(""), &p->fail), -1,
        "no name");
    for (int i = 0; i < STORE_VIEWS_MAX - 1; i++) {
        snprintf(name, sizeof name, "n%d", i);
        OK(p,
            store_view_put(p->s, STR("bo"), str_of(name), STR("x"), &p->fail));
    }
    CHECK_INT(
        store_view_put(p->s, STR("bo"), STR("one more"), STR(""), &p->fail), -1,
        "too many");
    OK(p, store_view_put(p->s, STR("bo"), STR("n1"), STR("y"), &p->fail));
    buf_clear(&got);
    check_end();
}

/* The last version whose casefiles had no rows in the queue. */
#define VERSION_BEFORE 6

static void
older_cases_are_listed(void **state)
{
    static const char script[] =
        "INSERT INTO listing VALUES (7, 'x', 'm', 'u', NULL, NULL, 1, 1);"
        "INSERT INTO casefile (id, listing, priority, flagged, state, assignee,"
        " market, language, first_seen_ms, last_seen_ms, search) VALUES"
        " (9, 7, 0.7, 1, 'assigned', 'bo', 'm.example', 'en', 5, 6, 'x');"
        "INSERT INTO casefile_record VALUES (9, '{\"listing\":{\"title\":"
        "\"Magnet balls\",\"market\":\"m.example\"},\"flagged\":true,"
        "\"priority\":0.7,\"risk\":0.5,\"hazards\":{\"choking\":0.5},"
        "\"findings\":[]}');";
    static const struct store_filter filters[] = { { .state = "open" },
        { .text = "magnet" }, { .assignee = "bo" }, { .hazard = "choking" },
        { .market = "m.example", .sort = STORE_BY_MARKET } };
    struct place *p = *state;
    struct db *d;

    store_close(p->s);
    unlink(p->path);
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, migrate_run_to(d, VERSION_BEFORE, &p->fail));
    OK(p, db_script(d, script, &p->fail));
    db_close(d);
    OK(p, store_open(&p->s, p->path, STORE_UPDATE, &p->fail));
    for (size_t i = 0; i < COUNT(filters); i++) {
        int64_t n;

        OK(p, store_case_count(p->s, &filters[i], &n, &p->fail));
        CHECK_INT(n, 1, "found");
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(pages_follow_each_other),
        T(orders_are_orders),
        T(kept_numbers_are_true),
        T(words_are_found),
        T(a_changed_title_is_found_anew),
        T(views_are_kept_per_person),
        T(older_cases_are_listed),
        cmocka_unit_test(cards_hold_a_line),
#undef T
    };

    return cmocka_run_group_tests_name("store/queue", tests, NULL, NULL);
}
