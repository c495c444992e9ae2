#include "tests/check.h"

#include "base/unzip.h"
#include "evidence/pack_check.h"
#include "evidence/pack_work.h"
#include "store/orders.h"
#include "tests/acts.h"
#include "tests/cases.h"

/* Line ends and all: what was sent is what is packed. */
static const char letter[] = "# Anordnung\r\n  ungeändert\n\n\tEnde ";

static void
issue(struct cases *c, const int64_t *cases, size_t count)
{
    struct store_order o = { .kind = "order",
        .language = "de",
        .number = "A-2026-1",
        .template_digest = "abc",
        .calendar = "DE",
        .recipient = "Markt <b>GmbH</b>",
        .address = "dsa@markt.example",
        .channel = "email",
        .document = { letter, sizeof letter - 1 },
        .author = "anna",
        .issued_ms = CASES_NOW_MS,
        .sent_ms = CASES_NOW_MS,
        .due_known = 1,
        .form = "{}" };
    int64_t id = 0;

    if (store_order_add(c->s, &o, cases, count, &id, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    assert_int_equal(id, 1);
}

static void
fill(struct cases *c)
{
    const int64_t two[] = { 1, 2 };
    struct store_acted acted;

    for (int64_t id = 1; id <= 4; id++)
        if (acts_by(c->s, id, WORKFLOW_CONFIRM, "same_product", "anna", -1,
                CASES_NOW_MS + id, &acted, &c->fail) != 0)
            fail_msg("%s", c->fail.text);
    issue(c, two, COUNT(two));
}

/* The pack of the cases, to be freed; its bytes in *bytes. */
static struct pack *
pack_of(struct cases *c, const int64_t *ids, size_t count, struct str *bytes)
{
    struct js *rules = NULL;
    struct pack_work w = { .pack = pack_new(),
        .store = c->s,
        .rules_version = "r",
        .program = "shelfwatch test",
        .operator= "<i>B. Amt</i>",
        .now_ms = CASES_NOW_MS };

    assert_int_equal(js_parse(&rules,
                         STR("[{\"id\":\"toys/magnets\",\"title\":\"t\"},"
                             "{\"id\":\"other/rule\"}]"),
                         NULL),
        0);
    w.rules = rules;
    pack_work_init(&w);
    for (size_t i = 0; i < count; i++)
        if (pack_work_case(&w, ids[i], &c->fail) != 0)
            fail_msg("%s", c->fail.text);
    if (pack_work_end(&w, &c->fail) != 0 ||
        pack_end(w.pack, STR_NONE, bytes, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    pack_work_clear(&w);
    js_free(rules);
    return w.pack;
}

static void
no_fault(const char *what, void *ctx)
{
    (void)ctx;
    check_failures++;
    print_error("%s\n", what);
}

static void
get(const struct unzip *z, const char *name, struct buf *out)
{
    const struct unzip_entry *e = unzip_find(z, str_of(name));
    struct fail fail = { "" };

    buf_reset(out);
    if (e == NULL || unzip_read(z, e, out, &fail) != 0) {
        check_failures++;
        print_error("%s: %s\n", name, e == NULL ? "not there" : fail.text);
    }
}

static size_t
lines_of(const struct buf *text)
{
    size_t n = 0;

    for (size_t i = 0; i < text->len; i++)
        n += text->p[i] == '\n';
    return n;
}

/* Four cases, one of them all that a seller may try on us. */
static void
test_cases(void **state)
{
    const int64_t ids[] = { 1, 2, 3, 4 };
    struct cases *c = cases_new();
    struct pack_checked checked;
    struct buf text = BUF_MAX(1u << 20);
    struct unzip z;
    struct str bytes;
    struct pack *p;

    (void)state;
    fill(c);
    p = pack_of(c, ids, COUNT(ids), &bytes);
    CHECK_INT(pack_check(bytes, NULL, no_fault, NULL, &checked, &c->fail), 0,
        "checked");
    CHECK_INT(checked.entries, 5, "four acts, and the letter once");
    assert_int_equal(unzip_open(&z, bytes, &c->fail), 0);
    for (int i = 1; i <= 2; i++) {
        get(&z, i == 1 ? "cases/1/orders/1.txt" : "cases/2/orders/1.txt",
            &text);
        CHECK_INT(text.len == sizeof letter - 1 &&
                      memcmp(text.p, letter, text.len) == 0,
            1, "the letter as it was sent");
    }
    CHECK_INT(unzip_find(&z, STR("cases/3/orders/1.txt")) == NULL, 1,
        "not of the third case");
    get(&z, "cases/2/rules.jsonl", &text);
    CHECK_TEXT(buf_text(&text), "{\"id\":\"toys/magnets\",\"title\":\"t\"}\n",
        "the rule that is cited, and no other");
    get(&z, "cases/3/rules.jsonl", &text);
    CHECK_INT(lines_of(&text), 2, "both rules that are cited");
    CHECK_INT(str_find(buf_str(&text),
                  STR("{\"id\":\"cosmetics/bmhca\",\"missing\":"), 0),
        0, "one that is not known any more is said to be missing");
    get(&z, "cases/1/recalls.jsonl", &text);
    CHECK_TEXT(buf_text(&text),
        "{\"id\":\"SR/01326/26\",\"missing\":\"not in the store\"}\n",
        "a notice that the store has not");
    get(&z, "cases/1/history.jsonl", &text);
    CHECK_INT(str_find(buf_str(&text), STR("\"decided\""), 0) >= 0, 1,
        "the decision");
    get(&z, "cases/4/listing.jsonl", &text);
    CHECK_INT(lines_of(&text), 1, "one offer");
    get(&z, "summary.html", &text);
    for (size_t i = 0; i < 5; i++) {
        static const char *const never[] = { "<script", "<img", "<svg", "<i>B",
            "href=\"javascript" };

        CHECK_INT(
            str_find_nocase(buf_str(&text), str_of(never[i]), 0), -1, never[i]);
    }
    CHECK_INT(str_find(buf_str(&text), STR("&lt;i&gt;B. Amt"), 0) >= 0, 1,
        "the operator, as text");
    unzip_clear(&z);
    buf_clear(&text);
    pack_free(p);
    cases_free(c);
    check_end();
}

static void
test_refuses(void **state)
{
    struct cases *c = cases_new();
    struct pack_work w = { .pack = pack_new(),
        .store = c->s,
        .rules_version = "",
        .program = "",
        .operator= "",
        .now_ms = CASES_NOW_MS };

    (void)state;
    pack_work_init(&w);
    CHECK_INT(pack_work_case(&w, 99, &c->fail), -1, "no such case");
    CHECK_TEXT(c->fail.text, "no case 99", "why");
    CHECK_INT(pack_work_case(&w, 1, &c->fail), 0, c->fail.text);
    CHECK_INT(pack_work_case(&w, 1, &c->fail), -1, "twice");
    CHECK_TEXT(c->fail.text, "case 1 is named twice", "why");
    pack_work_clear(&w);
    pack_free(w.pack);
    cases_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
