#include "tests/check.h"

#include "base/escape.h"

static void
escapes(void **state)
{
    static const struct {
        const char *name, *text, *html, *plain;
    } cases[] = {
        { "markup", "a<b>&\"'c", "a&lt;b&gt;&amp;&quot;&#39;c", "a<b>&\"'c" },
        { "nothing", "", "", "" },
        { "controls", "a\x1b[31m\x01\t\n", "a\xEF\xBF\xBD[31m\xEF\xBF\xBD\t\n",
            "a\xEF\xBF\xBD[31m\xEF\xBF\xBD\t\n" },
        { "override", "x\xE2\x80\xAEgnp.exe", "x\xEF\xBF\xBDgnp.exe",
            "x\xEF\xBF\xBDgnp.exe" },
        { "zero width", "bu\xE2\x80\x8Btane\xEF\xBB\xBF",
            "bu\xEF\xBF\xBDtane\xEF\xBF\xBD",
            "bu\xEF\xBF\xBDtane\xEF\xBF\xBD" },
        { "joiner", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC",
            "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC",
            "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC" },
        { "isolate", "\xE2\x81\xA6<", "\xEF\xBF\xBD&lt;", "\xEF\xBF\xBD<" },
        { "no UTF-8", "\xFF<\xC3", "\xEF\xBF\xBD&lt;\xEF\xBF\xBD",
            "\xEF\xBF\xBD<\xEF\xBF\xBD" },
        { "Chinese", "磁力珠 & 玩具", "磁力珠 &amp; 玩具", "磁力珠 & 玩具" },
        { "C1",
            "a\xC2\x9B"
            "b",
            "a\xEF\xBF\xBD"
            "b",
            "a\xEF\xBF\xBD"
            "b" },
    };
    struct buf out = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_reset(&out);
        escape_html(&out, str_of(cases[i].text));
        CHECK_TEXT(buf_text(&out), cases[i].html, cases[i].name);
        buf_reset(&out);
        escape_plain(&out, str_of(cases[i].text));
        CHECK_TEXT(buf_text(&out), cases[i].plain, cases[i].name);
    }
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(escapes) };

    return cmocka_run_group_tests_name("base/escape", tests, NULL, NULL);
}
