#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml_html.h"

static int
write_open(void *ctx, const struct xml_element *e)
{
    struct buf *out = ctx;

    buf_addf(out, "<" STR_FMT, STR_ARG(e->name));
    for (size_t i = 0; i < e->attr_count; i++)
        buf_addf(out, " " STR_FMT "=" STR_FMT, STR_ARG(e->attrs[i].name),
            STR_ARG(e->attrs[i].value));
    buf_addc(out, '>');
    return str_is(e->name, "stop");
}

static int
write_text(void *ctx, struct str text)
{
    buf_adds(ctx, text);
    return 0;
}

static int
write_close(void *ctx, const struct xml_element *e)
{
    buf_addf(ctx, "</" STR_FMT ">", STR_ARG(e->name));
    return 0;
}

static const struct xml_handler writer = { write_open, write_text,
    write_close };

/* What stands between <html> and </html>. */
static const struct {
    const char *name, *in, *want;
} cases[] = {
    { "nothing", "", "" },
    { "a fragment", "<p>a <b>b</b></p>", "<p>a <b>b</b></p>" },
    { "html and body are written",
        "<!DOCTYPE html><HTML lang=en><Body CLASS='x'>a</body></html>b",
        "<body class=x>ab</body>" },
    { "attributes", "<a HREF = \"/x?a=1&amp;b=2\" b c='d>e' f=g>t</a>",
        "<a href=/x?a=1&b=2 b= c=d>e f=g>t</a>" },
    { "one is closed at once", "<br/><br>x<img src=a.png/>",
        "<br></br><br></br>x<img src=a.png/></img>" },
    { "entities", "&lt;&eacute;&#233;&#xE9;&euro;&amp;amp;",
        "<\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x82\xac&amp;" },
    { "entities that are none", "a&b &nosuch; &; &#; x&y=1",
        "a&b &nosuch; &; &#; x&y=1" },
    { "without the semicolon", "a&nbsp b&lt=&nbspc &eacute d",
        "a\xc2\xa0 b<=&nbspc &eacute d" },
    { "numbers of windows-1252", "&#146;&#150;&#129;",
        "\xe2\x80\x99\xe2\x80\x93\xc2\x81" },
    { "no scalar value", "&#0;&#x110000;&#xD800;",
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "comments", "a<!-- <b> -->b<!x>c<?php d?>e<!--", "abce" },
    { "CDATA is left out", "a<![CDATA[<b>]]>c", "ac" },
    { "scripts and styles",
        "a<script>if (1 < 2 && '<b>') x</script>b<style>"
        "p{}</STYLE >c<script src=x>",
        "abc" },
    { "a tag's name goes on", "<script>x</scripty></script>y", "y" },
    { "less than", "a < b <10 cm <", "a < b <10 cm <" },
    { "open elements end", "<table><tr><td>a<td>b<tr><td>c</table>d",
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d" },
    { "parts of a table", "<table><thead><tr><th>a<tbody><tr><td>b",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr>"
        "</tbody></table>" },
    { "a table in a cell",
        "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>",
        "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td>"
        "</tr></table>" },
    { "list items", "<ul><li>a<ul><li>b</ul><li>c</ul>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>" },
    { "paragraphs", "<p>a<p>b<div><p>c</div>d",
        "<p>a</p><p>b</p><div><p>c</p></div>d" },
    { "stray end tags", "</p>a</b><table><tr></div><td>b</table>",
        "a<table><tr><td>b</td></tr></table>" },
    { "crossed", "<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c" },
    { "cut off in a tag", "<p>a</p><a href=\"http://x",
        "<p>a</p><a href="
        "http://x></a>" },
    { "cut off in a name", "<p>a</p><stro", "<p>a</p><stro></stro>" },
    { "cut off in an end tag", "<p>a</p", "<p>a</p>" },
    { "a mark, bytes that are no UTF-8", "\xef\xbb\xbf<p>\xff</p>",
        "<p>\xef\xbf\xbd</p>" },
    { "odd attributes", "<a ='x' / \"y\" ===>b", "<a 'x'= \"y\"===>b</a>" },
};

static void
reads(void **state)
{
    struct buf out = BUF_MAX(10000), want = BUF_MAX(10000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&out);
        buf_reset(&want);
        buf_addf(&want, "<html>%s</html>", cases[i].want);
        CHECK_INT(xml_html_parse(str_of(cases[i].in), &writer, &out, NULL), 0,
            cases[i].name);
        CHECK_TEXT(buf_text(&out), buf_text(&want), cases[i].name);
    }
    buf_reset(&out);
    CHECK_INT(xml_html_parse(STR("<p><stop>a</p>"), &writer, &out, NULL), 1,
        "a handler ends it");
    CHECK_TEXT(buf_text(&out), "<html><p><stop>", "up to there");
    buf_clear(&want);
    buf_clear(&out);
    check_end();
}

struct deepest {
    int depth, elements;
    size_t attrs, text;
};

static int
measure_open(void *ctx, const struct xml_element *e)
{
    struct deepest *d = ctx;

    d->elements++;
    d->depth = e->depth > d->depth ? e->depth : d->depth;
    d->attrs = e->attr_count > d->attrs ? e->attr_count : d->attrs;
    return 0;
}

static int
measure_text(void *ctx, struct str text)
{
    struct deepest *d = ctx;

    d->text += text.len;
    return 0;
}

static int
measure_close(void *ctx, const struct xml_element *e)
{
    (void)e;
    ((struct deepest *)ctx)->elements--;
    return 0;
}

/* Each would be slow or deep in a reader without caps. */
static void
survives_what_is_meant_to_cost(void **state)
{
    static const char *const pieces[] = { "<b>", "<b></i>", "<div><p>",
        "<table><tr><td>", "<a ", "<!-", "</", "&", "<script></scrip", "<li>",
        " a=b" };
    static const struct xml_handler measure = { measure_open, measure_text,
        measure_close };
    struct buf in = BUF_MAX(4u << 20);

    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct deepest d = { 0 };

        buf_reset(&in);
        buf_addz(&in, "<a");
        buf_addz(&in, pieces[i][0] == ' ' ? "" : ">");
        while (in.len < 2u << 20)
            buf_addz(&in, pieces[i]);
        CHECK_INT(
            xml_html_parse(buf_str(&in), &measure, &d, NULL), 0, pieces[i]);
        CHECK_INT(d.elements, 0, pieces[i]);
        CHECK_INT(d.depth <= XML_DEPTH_MAX, 1, pieces[i]);
        CHECK_INT(d.attrs <= XML_HTML_ATTRS_MAX, 1, pieces[i]);
    }
    buf_clear(&in);
    check_end();
}

static void
refuses_what_is_too_long(void **state)
{
    struct buf in = BUF_MAX(XML_HTML_BYTES_MAX + 1);
    struct xml_tree *t = NULL;
    struct fail fail = { "" };

    (void)state;
    memset(buf_room(&in, XML_HTML_BYTES_MAX + 1), 'a', XML_HTML_BYTES_MAX + 1);
    in.len = XML_HTML_BYTES_MAX + 1;
    CHECK_INT(xml_html_parse(buf_str(&in), &writer, NULL, &fail), -1, "parse");
    CHECK_TEXT(fail.text, "HTML above 10485760 bytes", "why");
    CHECK_INT(xml_html_tree(&t, buf_str(&in), NULL, &fail), -1, "tree");
    buf_clear(&in);
    check_end();
}

static int
write_hit(void *ctx, const struct xml_hit *hit)
{
    buf_addf(ctx, "[" STR_FMT "]", STR_ARG(hit->text));
    return 0;
}

static void
makes_a_tree(void **state)
{
    static const struct {
        const char *query, *want;
    } queries[] = {
        { "//tr[2]/td[1]/text()", "[AB-1]" },
        { "string(//td[2])", "[40 06]" },
        { "//a/@href", "[/r?a=1&b]" },
        { "/html/div[contains(@class, 'body')]/p/text()", "[x]" },
        { "count(//tr)", "[2]" },
    };
    static const char page[] =
        "<div class='body'><p>x</p><table><tr><th>Model<th>Barcode<tr><td>AB-1"
        "<td>40<b> 06</b></table><a href='/r?a=1&amp;b'>y</a></div>";
    struct xml_tree *t = NULL;
    struct buf out = BUF_MAX(1000);
    struct fail fail = { "" };
    int cut = -1;

    (void)state;
    CHECK_INT(xml_html_tree(&t, str_of(page), &cut, &fail), 0, "tree");
    CHECK_INT(cut, 0, "all of it");
    for (size_t i = 0; i < COUNT(queries); i++) {
        struct xml_query *q = NULL;

        buf_reset(&out);
        CHECK_INT(
            xml_query_new(&q, str_of(queries[i].query), &fail), 0, fail.text);
        CHECK_INT(
            xml_query_each(q, t, NULL, write_hit, &out, &fail), 0, fail.text);
        CHECK_TEXT(buf_text(&out), queries[i].want, queries[i].query);
        xml_query_free(q);
    }
    xml_tree_free(t);
    buf_reset(&out);
    out.max = 1u << 20;
    while (out.len < XML_TREE_NODES_MAX * 4)
        buf_addz(&out, "<br>");
    CHECK_INT(xml_html_tree(&t, buf_str(&out), &cut, &fail), 0, "long");
    CHECK_INT(cut, 1, "cut at the cap");
    xml_tree_free(t);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(survives_what_is_meant_to_cost),
        cmocka_unit_test(refuses_what_is_too_long),
        cmocka_unit_test(makes_a_tree),
    };

    return cmocka_run_group_tests_name("base/xml_html", tests, NULL, NULL);
}
