#include "tests/check.h"

#include "base/mem.h"
#include "core/recall.h"

static const char full[] =
    "{\"id\":\"SR/01326/26\",\"source\":\"eu-safety-gate\","
    "\"published\":\"2026-09-25\",\"url\":\"U\",\"product\":\"P\","
    "\"name\":\"N\",\"brand\":\"B\",\"category\":\"C\","
    "\"description\":\"D\",\"hazard_text\":\"H\",\"level\":\"serious\","
    "\"country_of_origin\":\"CN\",\"notifying_country\":\"DE\","
    "\"language\":\"en\",\"supersedes\":\"S\",\"models\":[\"M1\",\"M2\"],"
    "\"gtins\":[\"04006381333931\"],\"batches\":[\"L1\"],"
    "\"hazards\":[\"choking\"],\"measures\":[\"recall\"],"
    "\"sold_at\":[\"Amazon\"],\"images\":[\"I\"],\"x\":{\"y\":1}}";

static void
keeps_records(void **state)
{
    static const struct {
        const char *name, *in, *want; /* NULL: as it came in; "": refused */
    } cases[] = {
        { "every member and an unknown one", full, NULL },
        { "the least", "{\"id\":\"1\",\"source\":\"s\"}", NULL },
        { "a text stands for a list of one",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":\"M\"}",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"M\"]}" },
        { "other types are kept",
            "{\"id\":\"1\",\"source\":\"s\",\"published\":2026,"
            "\"images\":{}}",
            NULL },
        { "null is absent",
            "{\"id\":\"1\",\"source\":\"s\",\"brand\":null,\"x\":null}",
            "{\"id\":\"1\",\"source\":\"s\"}" },
        { "trimmed, each once",
            "{\"id\":\" 1 \",\"source\":\"s\",\"models\":[\"a\",\" a\","
            "\"\"]}",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"a\"]}" },
        { "the last of two of a name counts",
            "{\"id\":\"1\",\"source\":\"s\",\"name\":\"a\",\"x\":1,"
            "\"name\":\"b\",\"x\":\"2\"}",
            "{\"id\":\"1\",\"source\":\"s\",\"name\":\"b\",\"x\":\"2\"}" },
        { "escapes",
            "{\"\\u0069d\":\"1\", \"source\":\"s\",\"name\":\"a\\n\\u00e9\"}",
            "{\"id\":\"1\",\"source\":\"s\",\"name\":\"a\\né\"}" },
        { "no element, white space",
            "{\"id\":\"1\",\"source\":\"s\",\"models\" : [ ],"
            "\"gtins\": [ \"a\" , \"\\u0062\" ] }",
            "{\"id\":\"1\",\"source\":\"s\",\"gtins\":[\"a\",\"b\"]}" },
        { "elements of other types are left out",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"a\",1,[\"c\"],"
            "\"b\"]}",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"a\",\"b\"]}" },
        { "no id", "{\"source\":\"s\"}", "" },
        { "a number as id", "{\"id\":1,\"source\":\"s\"}", "" },
        { "no source", "{\"id\":\"1\"}", "" },
        { "an array", "[]", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *want = cases[i].want ? cases[i].want : cases[i].in;
        struct recall *r = NULL, *parsed = NULL;
        struct js *j = NULL, *written = NULL;
        struct buf out = BUF_MAX(1 << 16), at_once = BUF_MAX(1 << 16);
        struct fail fail = { "" };
        int rc;

        assert_int_equal(js_parse(&j, str_of(cases[i].in), &fail), 0);
        rc = recall_from_json(&r, j, &fail);
        CHECK_INT(rc, *want == '\0' ? -1 : 0, cases[i].name);
        if (rc == 0) {
            written = recall_to_json(r);
            js_write(&out, written);
            recall_write(r, &at_once);
        }
        CHECK_TEXT(buf_text(&out), want, cases[i].name);
        CHECK_TEXT(buf_text(&at_once), want, cases[i].name);
        buf_reset(&at_once);
        CHECK_INT(recall_parse(&parsed, str_of(cases[i].in), &fail), rc,
            cases[i].name);
        if (rc == 0)
            recall_write(parsed, &at_once);
        CHECK_TEXT(buf_text(&at_once), want, cases[i].name);
        js_free(j);
        js_free(written);
        buf_clear(&out);
        buf_clear(&at_once);
        recall_free(r);
        recall_free(parsed);
    }
    check_end();
}

static void
refuses_what_is_no_json(void **state)
{
    static const char *const ends[] = { ",\"models\":[\"a\"",
        ",\"models\":[\"a\",]}", ",\"models\":[,\"a\"]}",
        ",\"models\":[\"a\" \"b\"]}", ",\"models\":[\"a\"}", ",\"models\":}",
        ",\"models\":\"a}", ",\"x\":[1,]}", "" };

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct buf text = BUF_MAX(1000);
        struct recall *r = NULL;
        struct fail fail = { "" };

        buf_addf(&text, "{\"id\":\"1\",\"source\":\"s\"%s", ends[i]);
        CHECK_INT(recall_parse(&r, buf_str(&text), &fail), -1, ends[i]);
        buf_clear(&text);
    }
    check_end();
}

static void
sets_fields(void **state)
{
    struct recall *r = recall_new();

    (void)state;
    recall_set(r, RECALL_BRAND, STR(" a\xCC\x88\xFF "));
    CHECK_INT(str_is(recall_get(r, RECALL_BRAND), "\xC3\xA4\xEF\xBF\xBD"), 1,
        "trimmed, NFC, clean");
    recall_set(r, RECALL_BRAND, STR("  "));
    CHECK_INT(recall_get(r, RECALL_BRAND).len, 0, "absent");
    CHECK_INT(r->text[RECALL_BRAND] == NULL, 1, "absent");
    recall_set(r, RECALL_NAME, STR("a longer name"));
    recall_set(r, RECALL_NAME, str_sub(recall_get(r, RECALL_NAME), 2, 6));
    CHECK_TEXT(r->text[RECALL_NAME], "longer", "a piece of itself");
    recall_set(r, RECALL_NAME, STR("a name that is longer than any before"));
    CHECK_TEXT(r->text[RECALL_NAME], "a name that is longer than any before",
        "longer again");
    CHECK_INT(recall_get(r, RECALL_NAME).len, 37, "its length");
    CHECK_TEXT(recall_field_name(RECALL_HAZARD_TEXT), "hazard_text", "name");
    CHECK_TEXT(recall_list_name(RECALL_SOLD_AT), "sold_at", "name");
    recall_free(r);
    recall_free(NULL);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_records),
        cmocka_unit_test(refuses_what_is_no_json),
        cmocka_unit_test(sets_fields),
    };

    return cmocka_run_group_tests_name("core/recall", tests, NULL, NULL);
}
