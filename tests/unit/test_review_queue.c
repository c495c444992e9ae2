#include "tests/check.h"

#include "review/changes.h"
#include "review/export.h"
#include "review/quote.h"
#include "review/report.h"
#include "tests/cases.h"

static int
setup(void **state)
{
    *state = cases_new();
    return 0;
}

static int
teardown(void **state)
{
    cases_free(*state);
    return 0;
}

static int
as_csv(const struct queue_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    return export_csv_row(ctx, row);
}

static int
as_json(const struct queue_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    return export_json_row(ctx, row);
}

static int
as_table(const struct queue_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    report_row(ctx, row, 120);
    return 0;
}

static const struct store_filter all = { .state = NULL };

#define HAS(text, want)                                                        \
    do {                                                                       \
        if (strstr((text), (want)) == NULL) {                                  \
            check_failures++;                                                  \
            print_error(                                                       \
                "%d: '%s' is not in:\n%s\n", __LINE__, (want), (text));        \
        }                                                                      \
    } while (0)
#define HAS_NOT(text, want) CHECK_INT(strstr((text), (want)) == NULL, 1, (want))

static void
neutralises_formulas(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "plain", "\"plain\"" },
        { "say \"hi\"", "\"say \"\"hi\"\"\"" },
        { "a,b\r\nc", "\"a,b\r\nc\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+49 30", "\"'+49 30\"" },
        { "-2", "\"'-2\"" },
        { "@SUM(A1)", "\"'@SUM(A1)\"" },
        { "  =1", "\"'  =1\"" },
        { "\t=1", "\"'\t=1\"" },
        { "＝1+1", "\"'＝1+1\"" },
        { "", "\"\"" },
    };
    struct buf out = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&out);
        export_csv_cell(&out, str_of(cases[i].text));
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].text);
    }
    buf_clear(&out);
    check_end();
}

static void
exports_cases(void **state)
{
    struct cases *c = *state;
    struct buf out = BUF_MAX(1 << 20);
    struct str rest, line;
    struct js *j;
    int lines = 0;

    export_csv_head(&out);
    assert_int_equal(queue_each(c->s, &all, as_csv, &out, &c->fail), 0);
    HAS(buf_text(&out), "\r\n1,new,\"\",0.930,0.810,\"choking fire\",");
    HAS(buf_text(&out), "\"04006381333931\",\"toys.example\",\"HappyToys\","
                        "\"12.99\",\"EUR\"");
    HAS(buf_text(&out), "\"磁力珠 强磁 儿童玩具 216颗\"");
    HAS(buf_text(&out), "\"'=HYPERLINK(\"\"http://x\"\")\"");
    buf_reset(&out);
    assert_int_equal(queue_each(c->s, &all, as_json, &out, &c->fail), 0);
    rest = buf_str(&out);
    while (str_next_line(&rest, &line) && line.len > 0) {
        assert_int_equal(js_parse(&j, line, &c->fail), 0);
        CHECK_INT(js_integer(js_get(j, "id"), 0), ++lines, "by priority");
        CHECK_INT(str_is(js_get_text(j, "state"), "new"), 1, "state");
        CHECK_INT(js_kind(js_get(j, "findings")), JS_ARRAY, "findings");
        CHECK_INT(js_kind(js_get(j, "listing")), JS_OBJECT, "listing");
        js_free(j);
    }
    CHECK_INT(lines, 4, "lines");
    buf_clear(&out);
    check_end();
}

static void
tells_cases_in_words(void **state)
{
    struct cases *c = *state;
    struct queue_case *one;
    struct buf out = BUF_MAX(1 << 20);

    report_head(&out, 120);
    assert_int_equal(queue_each(c->s, &all, as_table, &out, &c->fail), 0);
    HAS(buf_text(&out), "1      0.93  new ");
    HAS(buf_text(&out), "recall SR/01326/26\n");
    HAS_NOT(buf_text(&out), "\xE2\x80\xAE");
    buf_reset(&out);
    assert_int_equal(queue_case_find(c->s, 1, &one, &c->fail), 0);
    report_case(&out, one, 80);
    HAS(buf_text(&out), "Case 1: priority 0.93, new");
    HAS(buf_text(&out), "gtins[0]: >>04006381333931<<\n");
    HAS(buf_text(&out), "from 3 years. >>Small wheels<< come off");
    HAS(buf_text(&out), "+1.90 small wheels");
    HAS(buf_text(&out), "opened: recall SR/01326/26, model risk");
    queue_case_free(one);
    buf_reset(&out);
    assert_int_equal(queue_case_find(c->s, 3, &one, &c->fail), 0);
    report_case(&out, one, 80);
    HAS(buf_text(&out), "missing: responsible_person.name");
    HAS(buf_text(&out), "looked at: product page, seller box, imprint");
    queue_case_free(one);
    buf_reset(&out);
    assert_int_equal(queue_case_find(c->s, 4, &one, &c->fail), 0);
    report_case(&out, one, 80);
    HAS_NOT(buf_text(&out), "\x1b");
    HAS_NOT(buf_text(&out), "\xE2\x80\xAE");
    queue_case_free(one);
    assert_int_equal(queue_case_find(c->s, 99, &one, &c->fail), 0);
    CHECK_INT(one == NULL, 1, "no such case");
    buf_clear(&out);
    check_end();
}

static void
shows_what_the_seller_changed(void **state)
{
    struct cases *c = *state;
    struct buf line = BUF_MAX(1 << 20), out = BUF_MAX(1 << 20);
    struct str text = str_of(cases_lines[0]);
    ptrdiff_t at = str_find(text, STR("12.99"), 0);
    struct queue_case *one;

    buf_adds(&line, str_sub(text, 0, (size_t)at));
    buf_addz(&line, "9.99 ");
    buf_adds(&line, str_sub(text, (size_t)at + 5, text.len));
    cases_put(c, buf_str(&line), CASES_NOW_MS + 1000);
    assert_int_equal(queue_case_find(c->s, 1, &one, &c->fail), 0);
    report_case(&out, one, 80);
    HAS(buf_text(&out), "    price.amount: 12.99 -> 9.99\n");
    HAS_NOT(buf_text(&out), "title:");
    queue_case_free(one);
    buf_clear(&line);
    buf_clear(&out);
    check_end();
}

static void
acts_on_cases(void **state)
{
    static const struct {
        const char *name;
        struct queue_act a;
        int want;
        const char *why;
    } cases[] = {
        { "unknown act",
            { STR("maybe"), STR("banned"), STR(""), STR(""), STR("anna"),
                ROLE_ANALYST, -1, 0 },
            1, "'maybe' is nothing that can be done" },
        { "wrong reason",
            { STR("confirm"), STR("complies"), STR(""), STR(""), STR("anna"),
                ROLE_ANALYST, -1, 0 },
            1, "'complies' is not a reason to confirm" },
        { "no author",
            { STR("confirm"), STR("banned"), STR(""), STR(""), STR(" "),
                ROLE_ANALYST, -1, 0 },
            -1, "needs an author" },
        { "good",
            { STR("needs_info"), STR("ask_seller"), STR("n\xFF"), STR(""),
                STR("anna"), ROLE_ANALYST, 2, 0 },
            0, "" },
        { "too late",
            { STR("dismiss"), STR("complies"), STR(""), STR(""), STR("bo"),
                ROLE_ANALYST, 2, 0 },
            1, "changed meanwhile by anna (ask" },
    };
    struct cases *c = *state;
    struct queue_case *one;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_acted acted;

        c->fail.text[0] = '\0';
        CHECK_INT(queue_act(c->s, 2, &cases[i].a, 1, &acted, &c->fail),
            cases[i].want, cases[i].name);
        HAS(c->fail.text, cases[i].why);
    }
    assert_int_equal(queue_case_find(c->s, 2, &one, &c->fail), 0);
    CHECK_INT(one->decisions, 1, "one decision");
    CHECK_INT(one->state, WORKFLOW_NEEDS_INFO, "state");
    CHECK_TEXT(js_get_text(js_at(js_get(one->all, "decisions"), 0), "note").p,
        "n\xEF\xBF\xBD", "the note is valid UTF-8");
    queue_case_free(one);
    for (int i = 0; i < WORKFLOW_STATES; i++)
        CHECK_TEXT(queue_states()[i],
            workflow_state_name((enum workflow_state)i), "states");
    CHECK_INT(queue_states()[WORKFLOW_STATES] == NULL, 1, "no more");
    check_end();
}

struct pieces {
    struct buf text;
};

static void
piece(struct str p, int marked, void *ctx)
{
    struct pieces *pieces = ctx;

    buf_addf(&pieces->text, marked ? "[" STR_FMT "]" : STR_FMT, STR_ARG(p));
}

static void
marks_quoted_words(void **state)
{
    static const struct {
        const char *name;
        size_t span[3][2];
        const char *want;
    } cases[] = {
        { "none", { { 0, 0 } }, "abcdefgh" },
        { "one", { { 2, 4 } }, "ab[cd]efgh" },
        { "whole", { { 0, 8 } }, "[abcdefgh]" },
        { "overlapping", { { 1, 4 }, { 2, 6 } }, "a[bcd][ef]gh" },
        { "inside", { { 1, 6 }, { 2, 3 } }, "a[bcdef]gh" },
        { "unordered", { { 6, 7 }, { 0, 1 } }, "[a]bcdef[g]h" },
        { "past the end", { { 6, 99 } }, "abcdefgh" },
        { "backwards", { { 6, 2 } }, "abcdefgh" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = casefile_new();
        struct finding *f = finding_new(FINDING_RULE, "r", FINDING_STRONG, 1);
        struct pieces p = { BUF_MAX(1000) };

        for (size_t k = 0; k < 3; k++)
            if (cases[i].span[k][1] > 0) {
                finding_add_span(f, "title", STR("abcdefgh"), 0, 1);
                f->spans[k].start = cases[i].span[k][0];
                f->spans[k].end = cases[i].span[k][1];
            }
        findings_add(&c->findings, &f);
        quote_pieces(c, "title", STR("abcdefgh"), piece, &p);
        CHECK_TEXT(buf_text(&p.text), cases[i].want, cases[i].name);
        buf_clear(&p.text);
        casefile_free(c);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        cmocka_unit_test(neutralises_formulas),
        T(exports_cases),
        T(tells_cases_in_words),
        T(shows_what_the_seller_changed),
        T(acts_on_cases),
        cmocka_unit_test(marks_quoted_words),
#undef T
    };

    return cmocka_run_group_tests_name("review/queue", tests, NULL, NULL);
}
