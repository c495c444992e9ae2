#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/xml.h"
#include "base/xml_path.h"

/* <html lang=de><body><div class="a b">Öl<b>12</b></div><p/>中<ul><li>1</li>
 * <li x:y=2>2</li></ul></body></html> */
static struct xml_tree *
small_tree(void)
{
    static const char *const steps[] = { "<html", "@lang=de", "<body", "<div",
        "@class=a b", "@id=", "Öl", "<b", "12", ">", ">", "<p", ">", "中",
        "<ul", "<li", "1", ">", "<li", "@x:y=2", "2", ">", ">", ">", ">" };
    struct xml_tree *t = xml_tree_new();

    for (size_t i = 0; i < COUNT(steps); i++) {
        struct str s = str_of(steps[i]), rest = str_sub(s, 1, s.len), name;

        if (s.p[0] == '<') {
            /* The mark of an element is its name here. */
            CHECK_INT(xml_tree_open(t, rest, (void *)rest.p), 0, steps[i]);
        } else if (s.p[0] == '>') {
            xml_tree_close(t);
        } else if (s.p[0] == '@') {
            str_next(&rest, '=', &name);
            CHECK_INT(xml_tree_attr(t, name, rest), 0, steps[i]);
        } else {
            CHECK_INT(xml_tree_text(t, s), 0, steps[i]);
        }
    }
    return t;
}

static int
write_hit(void *ctx, const struct xml_hit *hit)
{
    if (hit->mark != NULL)
        buf_addf(ctx, "<%s>,", (const char *)hit->mark);
    else
        buf_addf(ctx, STR_FMT ",", STR_ARG(hit->text));
    return 0;
}

static void
answers(void **state)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        { "//li", "<li>,<li>," },
        { "//li/text()", "1,2," },
        { "/html/@lang", "de," },
        { "//div[contains(concat(' ', @class, ' '), ' b ')]", "<div>," },
        { "//div[@id]/@id", "," },
        { "//b | //p", "<b>,<p>," },
        { "//p | //b", "<b>,<p>," },
        { "string(//div)", "Öl12," },
        { "count(//li) * 2", "4," },
        { "//li = 2", "true," },
        { "//missing", "" },
        { "string(//missing)", "," },
        { "//*[name() = 'li']/@*[name() = 'x:y']", "2," },
        { "//li[last()]", "<li>," },
        { "//li[position() = 1]/following-sibling::li", "<li>," },
        { "/", "<html>," },
        { "//body/text()", "中," },
        { "//li[text() = '2']/..", "<ul>," },
        { "//@*", "de,a b,,2," },
        { "//namespace::*", "" },
        { "'中文'", "中文," },
        { "number('12.50') > 12 and 1 div 2 = .5", "true," },
        { "//div[div or (b and not(p))]", "<div>," },
        { "4 mod 3", "1," },
        { "2 * (3)", "6," },
        { "comment()", "error: byte 1: 'comment' is no function of XPath 1.0 "
                       "known here" },
        { "", "error: byte 1: there is no expression" },
        { " ", "error: byte 1: there is no expression" },
        { "//h1[", "error: byte 6: this is no XPath" },
        { "//h1[@a", "error: byte 8: ']' is missing" },
        { "//h1)", "error: byte 5: no '(' belongs to this ')'" },
        { "h1 h2", "error: byte 4: this is no XPath" },
        { "count(//a", "error: byte 1: ')' is missing for this '('" },
        { "//a[@b='c]", "error: byte 8: a quote is missing" },
        { "//a[ends-with(@b, 'c')]",
            "error: byte 5: 'ends-with' is no function of XPath 1.0 known "
            "here" },
        { "//a[contains(@b)]",
            "error: byte 5: contains() takes 2 arguments, not 1" },
        { "//a[last(1)]", "error: byte 5: last() takes 0 arguments, not 1" },
        { "substring('a')",
            "error: byte 1: substring() takes at most 3 arguments, not 1" },
        { "//a[$x]", "error: byte 5: there are no variables" },
        { "//svg:a", "error: byte 3: there are no prefixes; write *[name() = "
                     "'svg:...'] or @*[name() = 'svg:...']" },
        { "id('a')", "error: byte 1: id() is not known here; write "
                     "//*[@id = '...']" },
        { "count('a')", "error: nodes are needed, not a value" },
        { "1 | 2", "error: nodes are needed, not a value" },
        { "//div[//b]", "error: byte 7: a path inside [ ] must be relative: "
                        "write '.' before the '/'" },
        { "//div[.//b and b/text()][*//text()]/b", "<b>," },
        { "//ul[count(li[2]) * 1 > 0]/li", "<li>,<li>," },
        { "//li[. = /html/body]", "error: byte 10: a path inside [ ] must be "
                                  "relative: write '.' before the '/'" },
        { "document('/etc/passwd')",
            "error: byte 1: 'document' is no function of XPath 1.0 known "
            "here" },
        { "//a, //b", "error: byte 4: ',' belongs in a call" },
        { "//\xff", "error: byte 1: not UTF-8 text" },
        { "((((((((((((((((1))))))))))))))))", "1," },
        { "(((((((((((((((((1)))))))))))))))))",
            "error: byte 17: more than 16 parentheses in one another" },
    };
    struct xml_tree *t = small_tree();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf got = BUF_MAX(1000);
        struct xml_query *q = NULL;
        struct fail fail = { "" };

        buf_addz(&got, "");
        if (xml_query_new(&q, str_of(cases[i].query), &fail) != 0)
            buf_addf(&got, "error: %s", fail.text);
        else
            CHECK_INT(xml_query_each(q, t, NULL, write_hit, &got, &fail), 0,
                cases[i].query);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].query);
        xml_query_free(q);
        buf_clear(&got);
    }
    xml_tree_free(t);
    check_end();
}

struct asking {
    const struct xml_query *inner;
    struct xml_tree *tree;
    struct buf out;
};

static int
ask_inner(void *ctx, const struct xml_hit *hit)
{
    struct asking *a = ctx;

    return xml_query_each(a->inner, a->tree, hit, write_hit, &a->out, NULL);
}

static void
answers_from_a_hit(void **state)
{
    struct asking a = { .out = BUF_MAX(1000) };
    struct xml_query *rows = NULL, *inner = NULL;
    struct fail fail = { "" };

    (void)state;
    a.tree = small_tree();
    assert_int_equal(xml_query_new(&rows, STR("//ul | //div"), &fail), 0);
    assert_int_equal(xml_query_new(&inner, STR("*[1]"), &fail), 0);
    a.inner = inner;
    CHECK_INT(xml_query_each(rows, a.tree, NULL, ask_inner, &a, &fail), 0, "");
    CHECK_TEXT(buf_text(&a.out), "<b>,<li>,", "relative");
    CHECK_INT(xml_query_holds(rows, a.tree), 1, "holds");
    xml_query_free(inner);
    assert_int_equal(xml_query_new(&inner, STR("//table"), &fail), 0);
    CHECK_INT(xml_query_holds(inner, a.tree), 0, "holds not");
    xml_query_free(inner);
    xml_query_free(rows);
    xml_tree_free(a.tree);
    buf_clear(&a.out);
    check_end();
}

static void
caps_trees(void **state)
{
    static char large[XML_TREE_BYTES_MAX];
    struct xml_tree *t = xml_tree_new();
    int n = 0;

    (void)state;
    memset(large, 'x', sizeof large);
    CHECK_INT(xml_tree_text(t, STR("a")), -1, "no text at the top");
    CHECK_INT(xml_tree_attr(t, STR("a"), STR("b")), -1, "no attribute");
    xml_tree_close(t);
    while (xml_tree_open(t, STR("d"), NULL) == 0)
        n++;
    CHECK_INT(n, XML_DEPTH_MAX, "depth");
    CHECK_INT(
        xml_tree_text(t, (struct str){ large, sizeof large }), -1, "bytes");
    for (n = 0; xml_tree_text(t, STR("t")) == 0; n++)
        ;
    CHECK_INT(n, XML_TREE_NODES_MAX - XML_DEPTH_MAX, "nodes");
    for (n = 0; n < XML_DEPTH_MAX; n++)
        xml_tree_close(t);
    CHECK_INT(xml_tree_open(t, STR("d"), NULL), -1, "a second root");
    xml_tree_free(t);
    check_end();
}

enum shape { WIDE, DEEP, MIXED, LONG };

/* Trees as hostile as the caps let them be. */
static struct xml_tree *
hostile_tree(enum shape shape)
{
    struct xml_tree *t = xml_tree_new();
    static char text[16000];

    memset(text, 'x', sizeof text);
    xml_tree_open(t, STR("a"), NULL);
    for (int i = 0; i < 250 && (shape == DEEP || shape == LONG); i++) {
        xml_tree_open(t, STR("a"), NULL);
        xml_tree_attr(t, STR("b"), STR("c"));
        if (shape == LONG)
            xml_tree_text(t, (struct str){ text, sizeof text });
    }
    while (shape != LONG && xml_tree_open(t, STR("a"), NULL) == 0) {
        xml_tree_attr(t, STR("b"), STR("c"));
        if (shape == MIXED)
            xml_tree_text(t, STR("some text of a page, not too short"));
        xml_tree_close(t);
    }
    return t;
}

static int
count_hit(void *ctx, const struct xml_hit *hit)
{
    (void)hit;
    *(int *)ctx += 1;
    return 0;
}

/* Each of them would take hours or more if it were let. */
static void
ends_in_time(void **state)
{
    static const char *const queries[] = { "//a//a//a//a", "//a[.//a[.//a]]",
        "//*[contains(., 'y')]", "//*[.//* = 'y']",
        "//a/ancestor::a/descendant::a", "//a[count(.//a | .//@b) > 1]",
        "//@b = //@b", "//a/@b/../@b/../@b/..", "//text() = //a",
        "//a | //a/.. | //a/@b | //a/text()",
        "concat(/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/)",
        "//a[last()][position() = last()]/preceding-sibling::a" };
    static const char *const shapes[] = { "wide", "deep", "mixed", "long" };

    (void)state;
    for (size_t i = 0; i < COUNT(queries); i++)
        for (int shape = WIDE; shape <= LONG; shape++) {
            struct xml_tree *t = hostile_tree((enum shape)shape);
            struct xml_query *q = NULL;
            struct fail fail = { "" };
            int64_t start = now_monotonic_ms();
            int hits = 0, rc;

            assert_int_equal(xml_query_new(&q, str_of(queries[i]), &fail), 0);
            rc = xml_query_each(q, t, NULL, count_hit, &hits, &fail);
            CHECK_INT(rc == 0 || fail.text[0] != '\0', 1, "answer or reason");
            print_message("%s, %s: %d hits, %lld ms %s\n", queries[i],
                shapes[shape], hits, (long long)(now_monotonic_ms() - start),
                fail.text);
            xml_query_free(q);
            xml_tree_free(t);
        }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(answers_from_a_hit),
        cmocka_unit_test(caps_trees),
        cmocka_unit_test(ends_in_time),
    };

    return cmocka_run_group_tests_name("base/xml_path", tests, NULL, NULL);
}
