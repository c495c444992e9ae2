#include "tests/check.h"

#include "base/mem.h"
#include "core/limits.h"
#include "core/recall.h"

static void
keeps_lists_short(void **state)
{
    struct recall *r = recall_new();
    char text[32];

    (void)state;
    for (int i = 0; i < LIMIT_RECALL_ITEMS + 500; i++) {
        snprintf(text, sizeof text, "M-%d", i);
        recall_add(r, RECALL_MODELS, str_of(text));
        recall_add(r, RECALL_BATCHES, STR("the same"));
    }
    recall_add(r, RECALL_GTINS, STR("04006381333931"));
    CHECK_INT(r->list[RECALL_MODELS].count, LIMIT_RECALL_ITEMS, "capped");
    CHECK_TEXT(r->list[RECALL_MODELS].item[0], "M-0", "the first stay");
    CHECK_INT(r->list[RECALL_BATCHES].count, 1, "once");
    CHECK_INT(r->list[RECALL_GTINS].count, 1, "each list by itself");
    recall_free(r);
    check_end();
}

static void
reads_records(void **state)
{
    static const struct {
        const char *name, *json, *want;
    } cases[] = {
        { "one for a list",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":\" X1 \"}",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"X1\"]}" },
        { "twice and empty",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"A\",\"A\",\"\"]}",
            "{\"id\":\"1\",\"source\":\"s\",\"models\":[\"A\"]}" },
        { "unknown members stay",
            "{\"id\":\"1\",\"source\":\"s\",\"note\":[1],\"none\":null}",
            "{\"id\":\"1\",\"source\":\"s\",\"note\":[1]}" },
        { "no id", "{\"source\":\"s\"}", NULL },
        { "no source", "{\"id\":\"1\"}", NULL },
        { "no object", "[]", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);
        struct recall *r = NULL;
        struct js *in = NULL, *back = NULL;
        struct fail fail = { "" };

        assert_int_equal(js_parse(&in, str_of(cases[i].json), &fail), 0);
        if (recall_from_json(&r, in, &fail) == 0) {
            back = recall_to_json(r);
            js_write(&out, back);
        }
        CHECK_TEXT(out.p, cases[i].want, cases[i].name);
        CHECK_INT(r == NULL, fail.text[0] != '\0', "an error says why");
        js_free(in);
        js_free(back);
        recall_free(r);
        buf_clear(&out);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_lists_short),
        cmocka_unit_test(reads_records),
    };

    return cmocka_run_group_tests_name("core/recall", tests, NULL, NULL);
}
