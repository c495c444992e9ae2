#include "tests/check.h"

#include "base/mem.h"
#include "core/casefile.h"

/* Every member of a casefile and of its findings, as docs/formats.md has
 * them; numbers are ones that six digits hold. */
static const char full[] =
    "{\"listing\":{\"title\":\"T\",\"observed\":\"full\"},\"flagged\":true,"
    "\"priority\":0.87,\"risk\":0.91,\"hazards\":{\"choking\":0.8},"
    "\"reasons\":[\"r1\",\"r2\"],\"reasons_in\":{\"de\":[\"g1\"]},"
    "\"findings\":["
    "{\"source\":\"recall\",\"id\":\"SR/01326/26\","
    "\"strength\":\"conclusive\",\"score\":1.0,\"reason\":\"same GTIN\","
    "\"title\":\"Car\",\"url\":\"https://a.example/1\",\"severity\":4,"
    "\"in\":{\"de\":{\"reason\":\"gleiche GTIN\"},"
    "\"zh\":{\"reason\":\"相同\",\"title\":\"车\"}},"
    "\"hazards\":{\"choking\":1.0},\"spans\":[{\"field\":\"gtins[0]\","
    "\"start\":0,\"end\":14,\"text\":\"04006381333931\"}]},"
    "{\"source\":\"rule\",\"id\":\"eu-gpsr/19a\",\"strength\":\"strong\","
    "\"score\":0.5,\"reason\":\"no maker\",\"basis\":\"Art. 19(a)\","
    "\"absent\":[\"manufacturer.name\"],\"looked_at\":[\"page\"]},"
    "{\"source\":\"model\",\"id\":\"risk\",\"strength\":\"candidate\","
    "\"score\":0.91,\"reason\":\"words\",\"terms\":[[\"magnet\",1.9]]},"
    "{\"source\":\"review\",\"id\":\"x\",\"strength\":\"candidate\","
    "\"score\":0.0,\"reason\":\"\"}],"
    "\"verdict_of\":{\"rules\":\"1\",\"recalls\":\"2\",\"model\":\"3\"}}";

static void
keeps_records(void **state)
{
    static const struct {
        const char *name, *in, *want; /* NULL: as it came in */
    } cases[] = {
        { "every member", full, NULL },
        { "a listing alone", "{\"listing\":{}}",
            "{\"listing\":{\"observed\":\"full\"},\"flagged\":false,"
            "\"priority\":0.0,\"risk\":0.0,\"hazards\":{},\"reasons\":[],"
            "\"findings\":[],\"verdict_of\":{}}" },
        { "numbers out of range",
            "{\"listing\":{},\"findings\":[{\"source\":\"rule\",\"id\":\"x\","
            "\"severity\":99,\"spans\":[{\"field\":\"title\",\"start\":-5,"
            "\"end\":-9,\"text\":\"a\"},{\"start\":7,\"end\":2}]}]}",
            "{\"listing\":{\"observed\":\"full\"},\"flagged\":false,"
            "\"priority\":0.0,\"risk\":0.0,\"hazards\":{},\"reasons\":[],"
            "\"findings\":[{\"source\":\"rule\",\"id\":\"x\","
            "\"strength\":\"candidate\",\"score\":0.0,\"reason\":\"\","
            "\"spans\":[{\"field\":\"title\",\"start\":0,\"end\":0,"
            "\"text\":\"a\"},{\"field\":\"\",\"start\":7,\"end\":7,"
            "\"text\":\"\"}]}],\"verdict_of\":{}}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = NULL;
        struct js *j = NULL, *written;
        struct buf out = BUF_MAX(1 << 16);
        struct fail fail = { "" };

        assert_int_equal(js_parse(&j, str_of(cases[i].in), &fail), 0);
        CHECK_INT(casefile_from_json(&c, j, &fail), 0, fail.text);
        written = casefile_to_json(c);
        js_write(&out, written);
        CHECK_TEXT(buf_text(&out), cases[i].want ? cases[i].want : cases[i].in,
            cases[i].name);
        js_free(j);
        js_free(written);
        buf_clear(&out);
        casefile_free(c);
    }
    casefile_free(NULL);
    check_end();
}

static void
refuses_broken_records(void **state)
{
    static const char *const texts[] = { "{}", "[]", "{\"listing\":[]}",
        "{\"listing\":{},\"findings\":[{}]}",
        "{\"listing\":{},\"findings\":[{\"source\":\"oracle\"}]}",
        "{\"listing\":{},\"findings\":[7]}" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct casefile *c = NULL;
        struct js *j = NULL;
        struct fail fail = { "" };

        assert_int_equal(js_parse(&j, str_of(texts[i]), &fail), 0);
        CHECK_INT(casefile_from_json(&c, j, &fail), -1, texts[i]);
        CHECK_INT(fail.text[0] != '\0', 1, "a reason");
        js_free(j);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_records),
        cmocka_unit_test(refuses_broken_records),
    };

    return cmocka_run_group_tests_name("core/casefile", tests, NULL, NULL);
}
