#include "tests/check.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/html.h"

static void
gives_visible_text(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } cases[] = {
        { "blanks collapse", "<p>a \n\t b&nbsp; c</p>", "a b c" },
        { "blocks break lines", "<div>a</div><div>b<p>c</div>d", "a\nb\nc\nd" },
        { "inline does not", "<b>1</b><sup>99</sup> <i>EUR</i>", "199 EUR" },
        { "br breaks", "a<br>b<br><br>c", "a\nb\nc" },
        { "table", "<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc" },
        { "unseen",
            "a<script>x</script><style>y</style><noscript>z</noscript>"
            "<template>t</template><p hidden>h</p>b",
            "a\nb" },
        { "comment", "a<!-- x -->b", "ab" },
        { "alt left out", "a<img alt=x>b", "ab" },
        { "entities", "&lt;b&gt; &euro;", "<b> \xE2\x82\xAC" },
        { "nothing", "", "" },
    };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(1000);
        struct fail fail = { "" };

        CHECK_INT(html_parse(&h, str_of(cases[i].page), &fail), 0, fail.text);
        html_visible_text(&text, html_find(h.root, "body"));
        buf_addc(&text, '\0');
        CHECK_TEXT(text.p, cases[i].want, cases[i].name);
        buf_clear(&text);
    }
    html_clear(&h);
    check_end();
}

/* Long texts and values do not pass through the tree builder. */
static void
keeps_texts_as_they_were(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } cases[] = {
        { "reference inside", "<b>Tom &amp; Jerry &copy and more</b>",
            "Tom & Jerry \xC2\xA9 and more" },
        { "no reference", "<b>R&D department, A&b;c</b>",
            "R&D department, A&b;c" },
        { "blanks", "<b>  one \n two  </b><i>three\tfour</i>",
            " one two three four" },
        { "private use", "<b>some text \xF3\xB0\x80\x80</b>",
            "some text \xF3\xB0\x80\x80" },
        { "private use, by number", "<b>some text</b>&#xF0000;&#983041;",
            "some text\xF3\xB0\x80\x80\xF3\xB0\x80\x81" },
        { "emoji", "<b>some text \xF0\x9F\x98\x80</b>&#x1F600;",
            "some text \xF0\x9F\x98\x80\xF0\x9F\x98\x80" },
        { "out of a table", "<table>loose words<tr><td>cell words</table>",
            "loose wordscell words" },
        { "markup as text", "<xmp><i title='a long title'>word</i></xmp>",
            "<i title='a long title'>word</i>" },
    };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(1000);
        struct fail fail = { "" };

        CHECK_INT(html_parse(&h, str_of(cases[i].page), &fail), 0, fail.text);
        html_raw_text(&text, html_find(h.root, "body"));
        buf_addc(&text, '\0');
        CHECK_TEXT(text.p, cases[i].want, cases[i].name);
        buf_clear(&text);
    }
    html_clear(&h);
    check_end();
}

/* More texts than there are stand-ins, in one node and in many. */
static void
bears_many_texts(void **state)
{
    static const char *const pieces[] = { "some&amp;", "some<b>" };

    (void)state;
    for (size_t k = 0; k < COUNT(pieces); k++) {
        struct buf page = BUF_MAX(4u << 20), text = BUF_MAX(4u << 20);
        struct fail fail = { "" };
        size_t times = 0;
        struct html h;

        buf_addz(&page, "<title>t</title><p>");
        for (int i = 0; i < 140000; i++) {
            buf_addz(&page, pieces[k]);
            if (k == 1)
                buf_addz(&page, "</b>");
        }
        html_init(&h);
        CHECK_INT(html_parse(&h, buf_str(&page), &fail), 0, fail.text);
        html_raw_text(&text, html_find(h.root, "p"));
        for (ptrdiff_t at = 0;
             (at = str_find(buf_str(&text), STR("some"), (size_t)at)) >= 0;
             at++)
            times++;
        CHECK_INT(times, 140000, pieces[k]);
        CHECK_INT(text.len, (4 + (k == 0)) * 140000, pieces[k]);
        html_clear(&h);
        buf_clear(&page);
        buf_clear(&text);
    }
    check_end();
}

static void
reads_attributes(void **state)
{
    struct fail fail = { "" };
    struct html_node *n;
    struct html h;

    (void)state;
    html_init(&h);
    CHECK_INT(html_parse(&h,
                  STR("<A HREF='/x?a=1&amp;b' Class=' Price\n now' hidden "
                      "href=2 title=\"a long & strange > title\" "
                      "data-x='longer than eight'>t</a><g:Box>u</g:Box>"),
                  &fail),
        0, "parse");
    n = html_find(h.root, "a");
    assert_non_null(n);
    CHECK_INT(str_is(html_attr(n, "href"), "/x?a=1&b"), 1, "first, decoded");
    CHECK_INT(str_is(html_attr(n, "title"), "a long & strange > title"), 1,
        "with a reference that is none");
    CHECK_INT(str_is(html_attr(n, "data-x"), "longer than eight"), 1, "quoted");
    CHECK_INT(html_has_attr(n, "hidden"), 1, "empty attribute is there");
    CHECK_INT(html_has_attr(n, "id"), 0, "absent");
    CHECK_INT(html_attr_has_word(n, "class", STR("price")), 1, "word");
    CHECK_INT(html_attr_has_word(n, "class", STR("pric")), 0, "no word");
    CHECK_INT(html_find(h.root, "g:box") != NULL, 1, "unknown element");
    html_clear(&h);
    check_end();
}

static void
numbers_in_document_order(void **state)
{
    struct fail fail = { "" };
    struct html_node *n, *ul, *p;
    uint32_t count = 0;
    struct html h;

    (void)state;
    html_init(&h);
    html_parse(
        &h, STR("<ul><li>a<b>b</b><li>c</ul><p>d<script>e<f</script>"), &fail);
    for (n = h.root; n != NULL; n = html_next(h.root, n))
        CHECK_INT(n->order, count++, "order");
    CHECK_INT(count, h.node_count, "count");
    ul = html_find(h.root, "ul");
    p = html_find(h.root, "p");
    CHECK_INT(html_skip(h.root, ul) == p, 1, "skip goes past the children");
    for (n = ul, count = 0; n != NULL; n = html_next(ul, n), count++)
        CHECK_INT(n->order >= ul->order && n->order < ul->end, 1, "inside");
    CHECK_INT(p->order < ul->end, 0, "outside");
    CHECK_INT(count, 7, "nodes of the list");
    html_clear(&h);
    check_end();
}

static void
keeps_script_contents(void **state)
{
    static const struct {
        const char *name, *page, *element, *want;
    } cases[] = {
        { "script", "<script>if (a<b) \"</div>\"\n  x</script>", "script",
            "if (a<b) \"</div>\"\n  x" },
        { "second script", "<script>a</script><script>b</script>", "script",
            "a" },
        { "unclosed", "<p>x<script>a", "script", "a" },
        { "style", "<style>a{}</style>", "style", "a{}" },
        { "comment in script", "<script><!-- a --></script>", "script",
            "<!-- a -->" },
        { "script in a comment", "<!--<script>a</script>--><p>b", "p", "b" },
        { "quoted", "<p title=\"<!-- <script> >\">a</p>", "p", "a" },
        { "title is text", "<title>a<b>&amp;</title>", "title", "a<b>&" },
        { "in a table", "<table><script>a</script><td>b</table>", "script",
            "a" },
        { "drawing", "<p>a<svg><path d=x></svg>b</p>", "p", "ab" },
        { "empty drawing", "<p>a<svg/>b</p>", "p", "ab" },
        { "slashes", "<p title=/a/b/c>a/b</p>", "p", "a/b" },
        { "no comment", "<p>a<!-->b-->c", "p", "ab-->c" },
        { "half a comment", "<p>a<!-- b", "p", "a" },
    };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(1000);
        struct fail fail = { "" };

        CHECK_INT(html_parse(&h, str_of(cases[i].page), &fail), 0, fail.text);
        html_raw_text(&text, html_find(h.root, cases[i].element));
        buf_addc(&text, '\0');
        CHECK_TEXT(text.p, cases[i].want, cases[i].name);
        buf_clear(&text);
    }
    html_clear(&h);
    check_end();
}

static void
bears_hostile_pages(void **state)
{
    static const struct {
        const char *name, *piece;
        size_t times;
        int truncated;
    } cases[] = {
        { "nested", "<div>", 200000, 1 },
        { "nested lists", "<ul><li>", 100000, 1 },
        { "formatting", "<b id=a><i class=b>", 50000, 1 },
        { "unclosed paragraphs", "<p>a", 100000, 0 },
        { "flat", "<div></div>", 100000, 0 },
        { "tables", "<table><td>", 50000, 1 },
        { "comment", "<!--", 100000, 0 },
        { "attributes", "b=c d=\"e\" ", 100000, 0 },
        { "scripts", "<script>", 100000, 0 },
        { "empty scripts", "<script></script>", 100000, 0 },
        { "quotes", "<a b='", 100000, 0 },
        { "titles", "<title></", 100000, 0 },
        { "drawings", "<svg>", 100000, 1 },
        { "brackets", "<<<</", 100000, 0 },
    };
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf page = BUF_MAX(10u << 20), text = BUF_MAX(10u << 20);
        struct fail fail = { "" };

        for (size_t k = 0; k < cases[i].times; k++)
            buf_addz(&page, cases[i].piece);
        CHECK_INT(html_parse(&h, buf_str(&page), &fail), 0, cases[i].name);
        CHECK_INT(h.truncated, cases[i].truncated, cases[i].name);
        html_visible_text(&text, h.root);
        buf_clear(&page);
        buf_clear(&text);
    }
    html_clear(&h);
    check_end();
}

/* The tree builder would compare each with all before it. */
/* Names share the bits by which an element is asked for them. */
static void
tells_attributes_apart(void **state)
{
    struct buf page = BUF_MAX(4096), name = BUF_MAX(16);
    struct fail fail = { "" };
    const struct html_node *p;
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t only = 0; only < 200; only++) {
        buf_reset(&page);
        buf_addf(&page, "<p n%zu=v%zu>", only, only);
        CHECK_INT(html_parse(&h, buf_str(&page), &fail), 0, fail.text);
        p = html_find(h.root, "p");
        for (size_t k = 0; k < 200; k++) {
            buf_reset(&name);
            buf_addf(&name, "n%zu", k);
            CHECK_INT(
                html_has_attr(p, buf_text(&name)), k == only, buf_text(&name));
        }
        buf_reset(&name);
        buf_addf(&name, "n%zu", only);
        CHECK_INT(html_attr(p, buf_text(&name)).len > 1, 1, "its value");
    }
    CHECK_INT(html_has_attr(p, ""), 0, "no name");
    buf_clear(&page);
    buf_clear(&name);
    html_clear(&h);
    check_end();
}

static void
bounds_the_attributes_of_a_tag(void **state)
{
    struct buf page = BUF_MAX(4u << 20);
    struct fail fail = { "" };
    struct html_node *p;
    size_t count = 0;
    struct html h;

    (void)state;
    html_init(&h);
    buf_addz(&page, "<p");
    for (size_t k = 0; k < 200000; k++)
        buf_addf(&page, " a%zu=b", k);
    buf_addz(&page, ">text</p>");
    CHECK_INT(html_parse(&h, buf_str(&page), &fail), 0, fail.text);
    p = html_find(h.root, "p");
    for (struct html_attr *a = p->attrs; a != NULL; a = a->next)
        count++;
    CHECK_INT(count > 100 && count < 1000, 1, "the first ones are kept");
    CHECK_INT(p->first != NULL, 1, "and the contents");
    buf_clear(&page);
    html_clear(&h);
    check_end();
}

static void
survives_a_full_arena(void **state)
{
    struct buf page = BUF_MAX(1u << 20);
    struct fail fail = { "" };
    struct html h;

    (void)state;
    for (size_t k = 0; k < 5000; k++)
        buf_addz(&page, "<p title=x>text</p>");
    html_init(&h);
    h.arena.max_bytes = 512u << 10;
    CHECK_INT(html_parse(&h, buf_str(&page), &fail), 0, fail.text);
    CHECK_INT(h.truncated, 1, "said so");
    CHECK_INT(h.node_count > 100, 1, "the first part is there");
    h.arena.max_bytes = 64;
    CHECK_INT(html_parse(&h, buf_str(&page), &fail), -1, "nothing fits");
    buf_clear(&page);
    html_clear(&h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_visible_text),
        cmocka_unit_test(keeps_texts_as_they_were),
        cmocka_unit_test(bears_many_texts),
        cmocka_unit_test(reads_attributes),
        cmocka_unit_test(numbers_in_document_order),
        cmocka_unit_test(keeps_script_contents),
        cmocka_unit_test(bears_hostile_pages),
        cmocka_unit_test(tells_attributes_apart),
        cmocka_unit_test(bounds_the_attributes_of_a_tag),
        cmocka_unit_test(survives_a_full_arena),
    };

    return cmocka_run_group_tests_name("crawler/html", tests, NULL, NULL);
}
