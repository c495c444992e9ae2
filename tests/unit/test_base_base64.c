#include "tests/check.h"

#include "base/base64.h"
#include "base/mem.h"

static void
decodes(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: refused */
    } cases[] = {
        { "", "" },
        { "Zg==", "f" },
        { "Zm8=", "fo" },
        { "Zm9v", "foo" },
        { "Zm9vYg==", "foob" },
        { "Zm9vYmE=", "fooba" },
        { "Zm9vYmFy", "foobar" },
        { "+/+/", "\xfb\xff\xbf" },
        { "Zg", NULL },
        { "Zg=", NULL },
        { "Zh==", NULL }, /* bits that stand for nothing */
        { "Zm9=", NULL },
        { "Zg==Zg==", NULL },
        { "Z===", NULL },
        { "====", NULL },
        { "Zm9 ", NULL },
        { "Zm-_", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(100);
        int rc = base64_decode(&out, str_of(cases[i].text));

        CHECK_INT(rc, cases[i].want == NULL ? -1 : 0, cases[i].text);
        if (rc == 0 && cases[i].want != NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].text);
        buf_clear(&out);
    }
    check_end();
}

static void
stops_at_the_cap(void **state)
{
    struct buf out = BUF_MAX(4);

    (void)state;
    assert_int_equal(base64_decode(&out, STR("Zm9vYmFy")), -1);
    assert_true(out.over);
    buf_clear(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes),
        cmocka_unit_test(stops_at_the_cap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
