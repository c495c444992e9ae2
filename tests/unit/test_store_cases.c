/* Listings, their casefiles, and what is decided about these. */
#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "store/store.h"
#include "tests/acts.h"
#include "tests/place.h"

#include <signal.h>
#include <sys/wait.h>

static struct listing *
offer(const char *id, const char *title, const char *price)
{
    struct listing *l = listing_new();

    listing_set(l, LISTING_URL, str_of("https://shop.example/p"));
    listing_set(l, LISTING_MARKET, str_of("shop.example"));
    listing_set(l, LISTING_LISTING_ID, str_of(id));
    listing_set(l, LISTING_TITLE, str_of(title));
    listing_set(l, LISTING_LANGUAGE, str_of("de"));
    listing_set(l, LISTING_PRICE_AMOUNT, str_of(price));
    return l;
}

static struct store_listing
put_offer(struct place *p, const char *id, const char *title, const char *price,
    int64_t now_ms)
{
    struct listing *l = offer(id, title, price);
    struct buf hold = BUF_MAX(10000);
    struct listing_record record;
    struct store_listing out;

    listing_record(&record, &hold, l);
    OK(p, store_listing_put(p->s, &record, 0, now_ms, &out, &p->fail));
    buf_clear(&hold);
    listing_free(l);
    return out;
}

static int
each_listing(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, "%lld:" STR_FMT " ", (long long)id,
        STR_ARG(listing_get(*l, LISTING_PRICE_AMOUNT)));
    return 0;
}

static int
stop_at_first(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    (void)id;
    (void)l;
    (void)fail;
    ++*(int *)ctx;
    return 7;
}

static void
listings_have_versions(void **state)
{
    struct place *p = *state;
    struct buf text = BUF_MAX(1000);
    struct store_listing a = put_offer(p, "1", "Car", "9.99", 1000), b;
    int visits = 0;

    CHECK_INT(a.is_new, 1, "new");
    b = put_offer(p, "1", "Car", "9.99", 2000);
    CHECK_INT(b.id, a.id, "same offer");
    CHECK_INT(b.is_new + b.changed, 0, "unchanged");
    b = put_offer(p, "1", "Car", "8.99", 3000);
    CHECK_INT(b.changed, 1, "changed");
    b = put_offer(p, "1", "Car", "9.99", 4000);
    CHECK_INT(b.changed, 1, "changed back is a change too");
    b = put_offer(p, "2", "Car", "5.00", 4000);
    CHECK_INT(b.id != a.id, 1, "another offer");
    OK(p, store_listing_each(p->s, each_listing, &text, &p->fail));
    CHECK_TEXT(buf_text(&text), "1:9.99 2:5.00 ", "current versions");
    CHECK_INT(store_listing_each(p->s, stop_at_first, &visits, &p->fail), 7,
        "what visit returned");
    CHECK_INT(visits, 1, "stopped");
    buf_clear(&text);
    check_end();
}

static int
each_key(int64_t id, struct str keys, void *ctx)
{
    buf_addf(ctx, "%lld:%zu ", (long long)id, keys.len);
    return 0;
}

static void
put_keys(struct place *p, const char *id, const char *price, struct str keys)
{
    struct listing *l = offer(id, "Car", price);
    struct buf hold = BUF_MAX(10000);
    struct listing_record record;
    struct store_listing out;

    listing_record(&record, &hold, l);
    record.keys = keys;
    OK(p, store_listing_put(p->s, &record, 0, 1000, &out, &p->fail));
    buf_clear(&hold);
    listing_free(l);
}

static void
listings_keep_their_keys(void **state)
{
    struct place *p = *state;
    struct buf text = BUF_MAX(1000);
    struct listing *l = NULL;

    put_offer(p, "1", "Car", "9.99", 1000);
    put_keys(p, "2", "5.00", (struct str){ "\0\1\2", 3 });
    put_keys(p, "2", "6.00", (struct str){ "\0\1\2\3", 4 });
    OK(p, store_keys_each(p->s, each_key, &text, &p->fail));
    CHECK_TEXT(buf_text(&text), "1:0 2:4 ", "keys of the newest version");
    OK(p, store_listing_get(p->s, 2, &l, &p->fail));
    CHECK_TEXT(l->text[LISTING_PRICE_AMOUNT], "6.00", "current version");
    listing_free(l);
    OK(p, store_listing_get(p->s, 77, &l, &p->fail));
    CHECK_INT(l == NULL, 1, "no such listing");
    buf_clear(&text);
    check_end();
}

struct verdict {
    int flagged;
    double priority;
    enum hazard hazard;
    const char *findings[4]; /* "recall:X" strong, "?recall:X" candidate */
};

static int64_t
put_case(struct place *p, const char *id, const char *title,
    const struct verdict *v, int64_t now_ms, int *is_new)
{
    struct casefile *c = casefile_new();
    struct store_listing l = put_offer(p, id, title, "9.99", now_ms);
    int64_t out;

    c->listing = offer(id, title, "9.99");
    c->flagged = v->flagged;
    c->priority = v->priority;
    c->hazards[v->hazard] = 0.8;
    for (size_t i = 0; i < 4 && v->findings[i] != NULL; i++) {
        int weak = v->findings[i][0] == '?';
        const char *name = v->findings[i] + weak;
        struct finding *f = finding_new(
            strncmp(name, "rule:", 5) == 0 ? FINDING_RULE : FINDING_RECALL,
            strchr(name, ':') + 1, weak ? FINDING_CANDIDATE : FINDING_STRONG,
            0.9);

        findings_add(&c->findings, &f);
    }
    OK(p, store_casefile_put(p->s, l.id, c, now_ms, &out, is_new, &p->fail));
    casefile_free(c);
    return out;
}

static char *
case_text(struct place *p, int64_t id, const char *member)
{
    struct js *j;
    char *text;

    OK(p, store_case_find(p->s, id, &j, &p->fail));
    text = str_dup(js_get_text(j, member));
    js_free(j);
    return text;
}

/* Kinds of events, oldest first. */
static void
check_history(struct place *p, int64_t id, const char *want)
{
    struct buf got = BUF_MAX(1000);
    struct js *j;

    OK(p, store_case_find(p->s, id, &j, &p->fail));
    for (size_t i = 0; i < js_count(js_get(j, "history")); i++) {
        const struct js *e = js_at(js_get(j, "history"), i);

        buf_addf(&got, STR_FMT ">" STR_FMT " ", STR_ARG(js_get_text(e, "kind")),
            STR_ARG(js_get_text(e, "state")));
    }
    CHECK_TEXT(buf_text(&got), want, "history");
    js_free(j);
    buf_clear(&got);
}

static int
decide(struct place *p, int64_t id, enum workflow_act act, const char *code,
    int64_t expected)
{
    struct store_acted acted;

    return acts_by(
        p->s, id, act, code, "anna", expected, 9000, &acted, &p->fail);
}

static void
rescans_update_and_reopen(void **state)
{
    static const struct verdict calm = { .flagged = 0, .priority = 0.1 };
    static const struct verdict one = { 1, 0.5, HAZARD_FIRE, { "?recall:A" } };
    static const struct verdict better = { 1, 0.7, HAZARD_FIRE,
        { "recall:A" } };
    static const struct verdict two = { 1, 0.9, HAZARD_CUTS,
        { "recall:A", "rule:R" } };
    struct place *p = *state;
    int is_new;
    int64_t id = put_case(p, "1", "Lamp", &calm, 1000, &is_new);
    char *text;

    CHECK_INT(id, 0, "an unflagged offer makes no case");
    id = put_case(p, "1", "Lamp", &one, 2000, &is_new);
    CHECK_INT(id > 0 && is_new, 1, "a flagged one does");
    CHECK_INT(put_case(p, "1", "Lamp", &one, 3000, &is_new), id, "joined");
    CHECK_INT(is_new, 0, "not new");
    check_history(p, id, "opened>new ");
    OK(p, decide(p, id, WORKFLOW_DISMISS, "other_product", 1));
    put_case(p, "1", "Lamp", &one, 4000, &is_new);
    text = case_text(p, id, "state");
    CHECK_TEXT(text, "dismissed", "nothing new: stays decided");
    free(text);
    put_case(p, "1", "Lamp", &calm, 4000, &is_new);
    put_case(p, "1", "Lamp", &one, 4500, &is_new);
    check_history(p, id, "opened>new decided>dismissed ");
    put_case(p, "1", "Lamp", &better, 5000, &is_new);
    check_history(p, id, "opened>new decided>dismissed reopened>new ");
    OK(p, acts(p->s, id, WORKFLOW_ASSIGN, "", &p->fail));
    put_case(p, "1", "Lamp", &two, 6000, &is_new);
    OK(p, decide(p, id, WORKFLOW_CONFIRM, "banned", 5));
    check_history(p, id,
        "opened>new decided>dismissed reopened>new assigned>assigned "
        "found>assigned decided>confirmed ");
    text = case_text(p, id, "assignee");
    CHECK_TEXT(text, "anna", "assignee stays");
    free(text);
    check_end();
}

/* Four processes decide the same case at once: one wins, the others are told,
 * and the one that is killed in the middle leaves nothing. */
static void
one_of_several_wins(void **state)
{
    enum { PROCESSES = 4 };
    static const struct verdict v = { 1, 0.5, HAZARD_FIRE, { "recall:A" } };
    struct place *p = *state;
    int is_new, won = 0, killed = 0;
    int64_t id = put_case(p, "1", "Lamp", &v, 2000, &is_new);
    pid_t child[PROCESSES + 1];

    store_close(p->s);
    p->s = NULL;
    for (int i = 0; i <= PROCESSES; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            struct place own = { .s = NULL };

            if (store_open(&own.s, p->path, STORE_WRITE, &own.fail) != 0)
                _exit(2);
            if (i == PROCESSES) {
                store_begin(own.s, &own.fail);
                decide(&own, id, WORKFLOW_ESCALATE, "serious_risk", -1);
                kill(getpid(), SIGKILL);
            }
            _exit(decide(&own, id, WORKFLOW_CONFIRM, "banned", 1) != 0);
        }
    }
    for (int i = 0; i <= PROCESSES; i++) {
        int status;

        waitpid(child[i], &status, 0);
        won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
        killed += WIFSIGNALED(status);
    }
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    CHECK_INT(won, 1, "one wins");
    CHECK_INT(killed, 1, "one is killed");
    check_history(p, id, "opened>new decided>confirmed ");
    check_end();
}

static int
see_case(const struct store_case *c, void *ctx, struct fail *fail)
{
    (void)fail;
    assert_non_null(strstr(c->casefile, "\"findings\""));
    buf_addf(ctx, "%lld ", (long long)c->id);
    return 0;
}

static void
queue_filters(void **state)
{
    static const struct verdict fire = { 1, 0.5, HAZARD_FIRE,
        { "recall:SR/1/26" } };
    static const struct verdict cuts = { 1, 0.9, HAZARD_CUTS, { "rule:R" } };
    static const struct {
        const char *name;
        struct store_filter filter;
        const char *want;
    } cases[] = {
        { "all", { 0 }, "2 1 3 " },
        { "limit", { .limit = 1, .offset = 1 }, "1 " },
        { "open", { .state = "open" }, "2 3 " },
        { "decided", { .state = "dismissed" }, "1 " },
        { "empty text is no filter", { .state = "", .text = " " }, "2 1 3 " },
        { "hazard", { .hazard = "cuts" }, "2 " },
        { "market", { .market = "shop.example" }, "2 1 3 " },
        { "other market", { .market = "x" }, "" },
        { "assignee", { .assignee = "bo" }, "3 " },
        { "source", { .source = "rule" }, "2 " },
        { "language", { .language = "en" }, "" },
        { "words, any case", { .text = "MAGNET" }, "2 " },
        { "Chinese words", { .text = "磁力" }, "2 " },
        { "finding id", { .text = "sr/1/26" }, "1 3 " },
        { "percent is no wildcard", { .text = "%" }, "" },
        { "quote is no SQL", { .text = "' OR 1=1 --" }, "" },
        { "priority", { .min_priority = 0.6 }, "2 " },
    };
    struct place *p = *state;
    struct buf got = BUF_MAX(1000);
    struct store_acted acted;
    int is_new;

    put_case(p, "1", "Lampe", &fire, 2000, &is_new);
    put_case(p, "2", "磁力珠 Magnet balls", &cuts, 2000, &is_new);
    put_case(p, "3", "Heater", &fire, 2000, &is_new);
    OK(p, decide(p, 1, WORKFLOW_DISMISS, "complies", -1));
    OK(p, acts_by(p->s, 3, WORKFLOW_ASSIGN, "", "bo", -1, 1, &acted, &p->fail));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_filter all = cases[i].filter;
        int64_t n;

        buf_reset(&got);
        OK(p,
            store_case_each(p->s, &cases[i].filter, see_case, &got, &p->fail));
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        if (all.limit != 0)
            continue;
        OK(p, store_case_count(p->s, &all, &n, &p->fail));
        CHECK_INT(n, (int64_t)strlen(cases[i].want) / 2, cases[i].name);
    }
    buf_clear(&got);
    check_end();
}

static void
stats_count(void **state)
{
    static const struct verdict v = { 1, 0.5, HAZARD_FIRE, { "recall:A" } };
    struct place *p = *state;
    const struct js *f;
    struct js *j;
    int is_new;

    put_case(p, "1", "Lampe", &v, 2000, &is_new);
    put_case(p, "2", "Lampe", &v, 2000, &is_new);
    put_case(p, "3", "Lampe", &v, 2000, &is_new);
    OK(p, decide(p, 1, WORKFLOW_DISMISS, "complies", -1));
    OK(p, decide(p, 2, WORKFLOW_CONFIRM, "banned", -1));
    OK(p, store_queue_stats(p->s, &j, &p->fail));
    CHECK_INT(js_integer(js_get(j, "cases"), 0), 3, "cases");
    CHECK_INT(js_integer(js_get(js_get(j, "states"), "new"), 0), 1, "new");
    CHECK_INT(js_integer(js_get(js_get(j, "hazards"), "fire"), 0), 3, "hazard");
    CHECK_INT(js_integer(js_get(js_get(j, "markets"), "shop.example"), 0), 3,
        "market");
    f = js_at(js_get(j, "findings"), 0);
    CHECK_INT(js_integer(js_get(f, "decided"), 0), 2, "decided");
    CHECK_INT(100 * js_number(js_get(f, "share"), 0), 50, "share");
    js_free(j);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(listings_have_versions),
        T(listings_keep_their_keys),
        T(rescans_update_and_reopen),
        T(one_of_several_wins),
        T(queue_filters),
        T(stats_count),
#undef T
    };

    return cmocka_run_group_tests_name("store/cases", tests, NULL, NULL);
}
