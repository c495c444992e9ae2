#include "tests/check.h"

#include "base/buf.h"
#include "base/han.h"
#include "base/mem.h"

#include <unicode/utrans.h>

static void
simplifies(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "攪拌機", "搅拌机" },
        { "飛利浦", "飞利浦" },
        { "搅拌机", "搅拌机" },
        { "Mixer 電池 2", "Mixer 电池 2" },
        { "ケース", "ケース" },
        { "a text of sixteen bytes and more: 電",
            "a text of sixteen bytes and more: 电" },
        { "é€", "é€" },
        { "", "" },
    };
    struct han *h = han_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = mem_text(cases[i].text);
        size_t len = strlen(text), at = han_find(h, text, len);

        CHECK_INT(at == len, strcmp(text, cases[i].want) == 0, "has none");
        CHECK_INT(memcmp(text, cases[i].want, at), 0, "stands first");
        han_simplify(h, text, strlen(text));
        CHECK_TEXT(text, cases[i].want, cases[i].text);
        free(text);
    }
    han_free(h);
    check_end();
}

/* Every character of the block, against ICU itself. */
static void
is_as_icu_has_it(void **state)
{
    static const UChar id[] = u"Traditional-Simplified";
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *t =
        utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    struct han *h = han_new();

    (void)state;
    assert_true(U_SUCCESS(status));
    for (UChar c = 0x4E00; c <= 0x9FFF; c++) {
        UChar one[4] = { c };
        int32_t len = 1, limit = 1;
        struct buf text = BUF_MAX(8), want = BUF_MAX(8);

        utrans_transUChars(t, one, &len, 4, 0, &limit, &status);
        buf_add_utf8(&text, c);
        buf_add_utf8(&want,
            len == 1 && one[0] >= 0x4E00 && one[0] <= 0x9FFF ? one[0] : c);
        han_simplify(h, text.p, text.len);
        CHECK_TEXT(buf_text(&text), buf_text(&want), "ICU");
        buf_clear(&text);
        buf_clear(&want);
    }
    utrans_close(t);
    han_free(h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simplifies),
        cmocka_unit_test(is_as_icu_has_it),
    };

    return cmocka_run_group_tests_name("base/han", tests, NULL, NULL);
}
