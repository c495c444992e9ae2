#include "tests/check.h"

#include "base/mem.h"
#include "crawler/view.h"

/* Longer than the pieces in which texts are read. */
#define SHIFTS 40

static void
build(struct view *v, struct html *h, const char *body)
{
    struct fail fail;

    assert_int_equal(html_parse(h, str_of(body), &fail), 0);
    view_build(v, h);
}

static const struct {
    const char *name, *body, *want;
} lines[] = {
    { "blocks part lines", "<p>One</p><div>two<br>three</div>four",
        "One\ntwo\nthree\nfour\n" },
    { "inline elements do not", "<p>One <b>two</b> <i> three</i></p>",
        "One two three\n" },
    { "blanks before and behind", "<p>  One \n two  </p>  <p> </p>x",
        "One two\nx\n" },
    { "no-break spaces", "<p>&nbsp;One&nbsp;two &nbsp; three&nbsp;</p>",
        "One two three\n" },
    { "spaces of other scripts",
        "<p>a\xE2\x80\x89"
        "b\xE3\x80\x80\xE3\x80\x82</p>",
        "a b \xE3\x80\x82\n" },
    { "signs that begin alike", "<p>5 \xE2\x82\xAC \xC2\xB0 \xE2\x80\x93</p>",
        "5 \xE2\x82\xAC \xC2\xB0 \xE2\x80\x93\n" },
    { "a zero-width space parts no word",
        "<p>bu\xE2\x80\x8Btane \xE2\x80\x8B gas</p>",
        "bu\xE2\x80\x8Btane gas\n" },
    { "cents", "<p><span class=price>12<sup>99</sup></span></p>", "12.99\n" },
    { "numbers apart", "<p><b>200</b><i>2 bids</i></p>", "200 2 bids\n" },
    { "words apart", "<p><b>Brand</b><i>Acme</i></p>", "Brand Acme\n" },
    { "a word with a mark in it", "<p>H<sub>2</sub>O</p>", "H2O\n" },
    { "a button's value", "<p>Lamp<input type=submit value=' Buy  now '>",
        "Lamp\nBuy now\n" },
    { "a title in the body", "<p>x<title>Lamp</title><p>y", "x\ny\n" },
    { "nothing", "", "" },
};

static void
writes_lines(void **state)
{
    struct view v;
    struct html h;

    (void)state;
    view_init(&v);
    html_init(&h);
    for (size_t i = 0; i < COUNT(lines); i++) {
        build(&v, &h, lines[i].body);
        CHECK_TEXT(buf_text(&v.text), lines[i].want, lines[i].name);
        CHECK_INT(v.cut, 0, lines[i].name);
    }
    view_clear(&v);
    html_clear(&h);
    check_end();
}

/* Wherever it stands in a text, white space is read alike. */
static void
collapses_anywhere(void **state)
{
    static const char *const blanks[] = { " ", "&nbsp;", "\xE3\x80\x80",
        " &nbsp;", "&nbsp; ", "\xEF\xBB\xBF ", "&#9;" };
    struct view v;
    struct html h;

    (void)state;
    view_init(&v);
    html_init(&h);
    for (size_t i = 0; i < COUNT(blanks); i++)
        for (size_t shift = 1; shift < SHIFTS; shift++) {
            struct buf body = BUF_MAX(1000), want = BUF_MAX(1000);

            for (size_t k = 0; k < 2 * shift; k++) {
                buf_addz(&body, k == shift ? blanks[i] : "");
                buf_addz(&want, k == shift ? " " : "");
                buf_addz(&body, k % 4 == 0 ? "\xC3\xA4" : "x");
                buf_addz(&want, k % 4 == 0 ? "\xC3\xA4" : "x");
            }
            buf_addc(&want, '\n');
            build(&v, &h, buf_text(&body));
            CHECK_TEXT(buf_text(&v.text), buf_text(&want), blanks[i]);
            buf_clear(&body);
            buf_clear(&want);
        }
    view_clear(&v);
    html_clear(&h);
    check_end();
}

static const struct {
    const char *name, *body; /* the text "x" stands in it once */
    unsigned want;
} flags[] = {
    { "none", "<p>x</p>", 0 },
    { "class name", "<p><i class='a old-price b'>x</i></p>",
        VIEW_OLD | VIEW_PRICE },
    { "words in one", "<p><i class=productTitle>x</i></p>",
        VIEW_PRODUCT | VIEW_TITLE },
    { "list price", "<p><i class=list-price>x</i></p>", VIEW_OLD | VIEW_PRICE },
    { "price list", "<p><i class=price-list>x</i></p>", VIEW_PRICE },
    { "name of goods", "<p><i id=item-name>x</i></p>",
        VIEW_PRODUCT | VIEW_TITLE },
    { "said of what is beside it",
        "<p><i class='price with-list-price'>x</i></p>", VIEW_PRICE },
    { "a long word, then others",
        "<p><i class='abcdefghijklmnopqrstuvwxyzabcdefgPrice oldPRICE'>x</i>"
        "</p>",
        VIEW_OLD | VIEW_PRICE },
    { "words of sixteen letters and of fifteen",
        "<p><i class='abcdefghijklmnop recommendations'>x</i></p>",
        VIEW_ASIDE },
    { "has", "<p><i class='price has-discount'>x</i></p>", VIEW_PRICE },
    { "longer than is remembered",
        "<p><i class='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaa sku'>x</i></p>",
        VIEW_SKU },
    { "struck out", "<p style='text-decoration:line-through'>x</p>",
        VIEW_STRUCK },
    { "not shown", "<p style='display: none'>x</p>", VIEW_HIDDEN },
    { "not visible", "<p style='visibility:hidden'>x</p>", VIEW_HIDDEN },
    { "shown", "<p style='display: block; color: red'>x</p>", 0 },
    { "hidden", "<p hidden>x</p>", VIEW_HIDDEN },
    { "role", "<p role=Dialog>x</p>", VIEW_DIALOG },
    { "elements", "<footer><a href=/><b>x</b></a></footer>",
        VIEW_FOOTER | VIEW_LINK | VIEW_STRONG },
    { "deleted", "<p><del>x</del></p>", VIEW_STRUCK },
    { "test name", "<p data-testid=shipping>x</p>", VIEW_SHIP },
};

static void
marks_runs(void **state)
{
    struct view v;
    struct html h;

    (void)state;
    view_init(&v);
    html_init(&h);
    /* Once more with what is remembered. */
    for (size_t i = 0; i < 2 * COUNT(flags); i++) {
        const char *name = flags[i % COUNT(flags)].name;
        struct buf body = BUF_MAX(10000);

        buf_addz(&body, flags[i % COUNT(flags)].body);
        /* Zones are not believed for most of a page. */
        for (int k = 0; k < 20; k++)
            buf_addz(&body, "<p>y</p>");
        build(&v, &h, buf_text(&body));
        CHECK_INT(v.runs[0].flags, flags[i % COUNT(flags)].want, name);
        CHECK_INT(v.lines[0].any, flags[i % COUNT(flags)].want, name);
        buf_clear(&body);
    }
    view_clear(&v);
    html_clear(&h);
    check_end();
}

/* What is looked up by order is what a search would find. */
static void
finds_lines_and_runs(void **state)
{
    struct view v;
    struct html h;

    (void)state;
    view_init(&v);
    html_init(&h);
    build(&v, &h,
        "<p>a<b>b</b><i></i>c</p><div></div><p><i>d</i><img></p><br>"
        "<ul><li>e<li> <li>f<u>g</u></ul><hr>");
    CHECK_INT(v.line_count, 4, "lines");
    for (uint32_t order = 0; order <= h.node_count + 1; order++) {
        size_t line = 0, run = 0;

        while (line < v.line_count && v.lines[line].order < order)
            line++;
        while (run < v.run_count && v.runs[run].order < order)
            run++;
        CHECK_INT(view_line_at(&v, order), line, "line");
        CHECK_INT(view_run_at(&v, order), run, "run");
    }
    view_clear(&v);
    html_clear(&h);
    check_end();
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_lines),
        cmocka_unit_test(collapses_anywhere),
        cmocka_unit_test(marks_runs),
        cmocka_unit_test(finds_lines_and_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
