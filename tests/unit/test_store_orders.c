#include "tests/check.h"

#include "base/digest.h"
#include "store/orders.h"
#include "store/watch.h"
#include "tests/cases.h"

#define DAY_MS (24 * 3600 * 1000LL)

static struct store_order
letter(const char *number, int64_t due_ms)
{
    return (struct store_order){ .kind = "order",
        .language = "de",
        .number = number,
        .template_version = 2,
        .template_digest = "abc",
        .calendar = "DE",
        .recipient = "Markt GmbH",
        .address = "dsa@markt.example",
        .channel = "email",
        .document = STR("# Anordnung\n"),
        .author = "anna",
        .issued_ms = CASES_NOW_MS,
        .sent_ms = CASES_NOW_MS,
        .due_ms = due_ms,
        .due_known = 1,
        .form = "{}" };
}

static int64_t
issue(struct cases *c, const char *number, int64_t due_ms, const int64_t *cases,
    size_t n)
{
    struct store_order o = letter(number, due_ms);
    int64_t id = 0;

    if (store_order_add(c->s, &o, cases, n, &id, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    return id;
}

static int
same_letter(const struct store_order *o, void *ctx, struct fail *fail)
{
    char digest[DIGEST_HEX_BYTES];

    (void)fail;
    digest_sha256_hex(STR("# Anordnung\n"), digest);
    CHECK_TEXT(o->digest, digest, "digest of what was sent");
    CHECK_INT(str_is(o->document, "# Anordnung\n"), 1, "the bytes");
    CHECK_TEXT(o->recipient, "Markt GmbH", "recipient");
    CHECK_INT(o->template_version, 2, "template version");
    CHECK_INT(o->cases, 2, "cases");
    CHECK_INT(o->gone, 0, "gone");
    *(int *)ctx += 1;
    return 0;
}

static int
count_order(const struct store_order *o, void *ctx, struct fail *fail)
{
    (void)o;
    (void)fail;
    *(int *)ctx += 1;
    return 0;
}

static int
orders(struct cases *c, enum store_order_which which, int64_t of_case,
    int64_t now_ms)
{
    int n = 0;

    if (store_order_each(
            c->s, which, of_case, now_ms, 0, 0, count_order, &n, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    return n;
}

static int
first_overdue(const struct store_overdue *o, void *ctx, struct fail *fail)
{
    int64_t *out = ctx;

    (void)fail;
    if (out[0]++ == 0)
        out[1] = o->id;
    return 0;
}

static void
test_letters(void **state)
{
    struct cases *c = cases_new();
    const int64_t two[] = { 1, 2 }, one[] = { 2 }, none[] = { 99 };
    int64_t later = CASES_NOW_MS + 2 * DAY_MS, id, next, out[2] = { 0, 0 };
    struct store_order o = letter("A-2026-1", later);
    struct store_due due;
    int seen = 0;

    (void)state;
    id = issue(c, "A-2026-1", later, two, 2);
    CHECK_INT(
        store_order_find(c->s, id, same_letter, &seen, &c->fail), 1, "found");
    CHECK_INT(seen, 1, "seen");
    CHECK_INT(store_order_find(c->s, 77, same_letter, &seen, &c->fail), 0,
        "no such letter");
    CHECK_INT(store_order_add(c->s, &o, two, 2, &id, &c->fail), -1,
        "a number is used once");
    o.number = "A-2026-2";
    CHECK_INT(
        store_order_add(c->s, &o, none, 1, &id, &c->fail), -1, "no such case");
    CHECK_TEXT(c->fail.text, "no case 99", "why");
    CHECK_INT(store_order_add(c->s, &o, none, 0, &id, &c->fail), -1, "no case");
    issue(c, "A-2026-17", CASES_NOW_MS + DAY_MS, one, 1);
    store_order_next(c->s, "A-2026-", &next, &c->fail);
    CHECK_INT(next, 18, "next number");
    store_order_next(c->s, "A-2027-", &next, &c->fail);
    CHECK_INT(next, 1, "next number of another year");

    CHECK_INT(orders(c, STORE_ORDERS_ALL, 0, later), 2, "all");
    CHECK_INT(orders(c, STORE_ORDERS_ALL, 1, later), 1, "of a case");
    CHECK_INT(orders(c, STORE_ORDERS_OVERDUE, 0, later - 1), 1, "overdue");
    CHECK_INT(orders(c, STORE_ORDERS_OVERDUE, 0, later), 2, "overdue later");
    CHECK_INT(store_case_due(c->s, 2, &due, &c->fail), 1, "due");
    CHECK_INT(due.at_ms, CASES_NOW_MS + DAY_MS, "the first deadline");
    CHECK_INT(store_case_due(c->s, 3, &due, &c->fail), 0, "no clock");
    store_overdue_each(c->s, later, 0, first_overdue, out, &c->fail);
    CHECK_INT(out[0], 3, "offers overdue");
    CHECK_INT(out[1], 2, "the longest overdue first");

    store_order_gone(c->s, 2, later - 5, &c->fail);
    store_order_gone(c->s, 2, later + 5, &c->fail);
    CHECK_INT(store_case_due(c->s, 2, &due, &c->fail), 0, "clock stopped");
    CHECK_INT(orders(c, STORE_ORDERS_OPEN, 0, later), 1, "open");
    out[0] = 0;
    store_overdue_each(c->s, later, 0, first_overdue, out, &c->fail);
    CHECK_INT(out[0], 1, "offers still overdue");
    cases_free(c);
    check_end();
}

static int
count_event(const struct store_order_event *e, void *ctx, struct fail *fail)
{
    (void)fail;
    CHECK_TEXT(e->kind, "received", "kind");
    *(int *)ctx += 1;
    return 0;
}

static void
test_events(void **state)
{
    struct cases *c = cases_new();
    const int64_t one[] = { 1 };
    int64_t id = issue(c, "B", CASES_NOW_MS, one, 1);
    struct store_order_event e = { "received", STR("anna"), STR("by mail"),
        CASES_NOW_MS };
    int n = 0;

    (void)state;
    CHECK_INT(store_order_event_add(c->s, id, &e, &c->fail), 0, "added");
    CHECK_INT(store_order_event_add(c->s, 77, &e, &c->fail), -1, "no letter");
    e.kind = "eaten";
    CHECK_INT(store_order_event_add(c->s, id, &e, &c->fail), -1, "no kind");
    store_order_event_each(c->s, id, count_event, &n, &c->fail);
    CHECK_INT(n, 1, "events");
    cases_free(c);
    check_end();
}

static void
take_template(const struct store_template *t, void *ctx)
{
    snprintf(ctx, 60, "%lld " STR_FMT, (long long)t->version, STR_ARG(t->text));
}

static void
test_templates(void **state)
{
    struct cases *c = cases_new();
    struct store_template t = { .kind = STR("order"),
        .language = STR("de"),
        .text = STR("one"),
        .author = STR("anna"),
        .at_ms = CASES_NOW_MS };
    char got[60] = "";
    int64_t version;

    (void)state;
    CHECK_INT(store_template_get(
                  c->s, "order", "de", -1, take_template, got, &c->fail),
        0, "none yet");
    CHECK_INT(store_template_put(c->s, &t, &version, &c->fail), 0, "first");
    CHECK_INT(version, 1, "version 1");
    CHECK_INT(store_template_put(c->s, &t, &version, &c->fail), -1, "too late");
    CHECK_TEXT(c->fail.text,
        "version 1 of this template was kept meanwhile by anna", "why");
    t.version = 1;
    t.text = STR("two");
    CHECK_INT(store_template_put(c->s, &t, &version, &c->fail), 0, "second");
    store_template_get(c->s, "order", "de", -1, take_template, got, &c->fail);
    CHECK_TEXT(got, "2 two", "the newest");
    store_template_get(c->s, "order", "de", 1, take_template, got, &c->fail);
    CHECK_TEXT(got, "1 one", "the old one is there");
    cases_free(c);
    check_end();
}

static void
test_authority(void **state)
{
    struct cases *c = cases_new();
    struct js *j = NULL, *put = js_new_object();

    (void)state;
    store_authority_get(c->s, &j, &c->fail);
    CHECK_INT(js_count(j), 0, "nothing yet");
    js_free(j);
    js_set_textz(put, "name", "Amt");
    CHECK_INT(
        store_authority_put(c->s, put, STR("root"), CASES_NOW_MS, &c->fail), 0,
        "put");
    store_authority_get(c->s, &j, &c->fail);
    CHECK_INT(str_is(js_get_text(j, "name"), "Amt"), 1, "name");
    js_free(j);
    js_free(put);
    cases_free(c);
    check_end();
}

static void
test_links(void **state)
{
    struct cases *c = cases_new();
    struct store_case_link l = { 1, 2, "gtin", STR("04006381333931"), 1,
        CASES_NOW_MS };
    struct js *j = NULL;
    const int64_t both[] = { 1, 2 };

    (void)state;
    CHECK_INT(store_case_link_add(c->s, &l, &c->fail), 1, "new");
    CHECK_INT(store_case_link_add(c->s, &l, &c->fail), 0, "known");
    issue(c, "C", CASES_NOW_MS + DAY_MS, both, 2);
    store_order_gone(c->s, 1, CASES_NOW_MS + 6 * 3600000, &c->fail);
    CHECK_INT(
        store_takedown_stats(c->s, CASES_NOW_MS + 2 * DAY_MS, &j, &c->fail), 0,
        "figures");
    CHECK_INT(js_integer(js_get(js_get(j, "all"), "ordered"), 0), 2, "ordered");
    CHECK_INT(js_integer(js_get(js_get(j, "all"), "gone"), 0), 1, "gone");
    CHECK_INT(js_integer(js_get(js_get(j, "all"), "overdue"), 0), 1, "overdue");
    CHECK_INT(
        js_integer(js_get(js_get(j, "all"), "relisted"), 0), 1, "relisted");
    CHECK_INT(js_number(js_get(js_get(j, "all"), "median_hours"), 0), 6,
        "median hours");
    CHECK_INT(js_count(js_get(j, "platforms")), 2, "platforms");
    CHECK_INT(js_count(js_get(j, "sellers")), 2, "sellers");
    js_free(j);
    cases_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_authority),
        cmocka_unit_test(test_links),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
