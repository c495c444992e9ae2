#include "tests/check.h"

#include "base/char_ref.h"
#include "base/mem.h"

static void
reads_references(void **state)
{
    static const struct {
        const char *name, *text, *want;
        int used, in_attribute;
    } cases[] = {
        { "name", "&eacute;x", "\xC3\xA9", 8, 0 },
        { "two code points", "&nGt;", "\xE2\x89\xAB\xE2\x83\x92", 5, 0 },
        { "longest name", "&CounterClockwiseContourIntegral;", "\xE2\x88\xB3",
            33, 0 },
        { "the longest that fits", "&notit;", "\xC2\xAC", 4, 0 },
        { "not the shorter one", "&notin;", "\xE2\x88\x89", 7, 0 },
        { "no semicolon needed", "&copy 2", "\xC2\xA9", 5, 0 },
        { "semicolon needed", "&euro 2", "", 0, 0 },
        { "in a query", "&copy=2", "", 0, 1 },
        { "in a query, word goes on", "&copyright", "", 0, 1 },
        { "in text it is read", "&copyright", "\xC2\xA9", 5, 0 },
        { "attribute, ended", "&copy;=2", "\xC2\xA9", 6, 1 },
        { "no name", "&nosuchname;", "", 0, 0 },
        { "alone", "&", "", 0, 0 },
        { "case counts", "&Eacute;", "\xC3\x89", 8, 0 },
        { "decimal", "&#8364;", "\xE2\x82\xAC", 7, 0 },
        { "hexadecimal", "&#X20aC.", "\xE2\x82\xAC", 7, 0 },
        { "Windows-1252", "&#128;", "\xE2\x82\xAC", 6, 0 },
        { "NUL", "&#0;", "\xEF\xBF\xBD", 4, 0 },
        { "surrogate", "&#xD800;", "\xEF\xBF\xBD", 8, 0 },
        { "beyond", "&#99999999999999999999;", "\xEF\xBF\xBD", 23, 0 },
        { "no digits", "&#;", "", 0, 0 },
        { "no hexadecimal digits", "&#x;", "", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[CHAR_REF_BYTES + 1] = "";
        size_t len = 0;
        size_t used = char_ref_read(str_of(cases[i].text),
            cases[i].in_attribute ? CHAR_REF_ATTRIBUTE : CHAR_REF_TEXT, out,
            &len);

        CHECK_INT(used, cases[i].used, cases[i].name);
        if (used > 0) {
            out[len] = '\0';
            CHECK_TEXT(out, cases[i].want, cases[i].name);
        }
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_references) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
