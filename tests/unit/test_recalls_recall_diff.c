#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_diff.h"

static void
says_what_changed(void **state)
{
    static const struct {
        const char *name, *before, *after, *want;
    } cases[] = {
        { "nothing", "{\"a\":\"x\",\"b\":[\"1\"]}",
            "{\"b\":[\"1\"],\"a\":\"x\"}", "{}" },
        { "a text", "{\"a\":\"x\"}", "{\"a\":\"y\"}",
            "{\"a\":{\"from\":\"x\",\"to\":\"y\"}}" },
        { "a text that is new", "{}", "{\"a\":\"y\"}",
            "{\"a\":{\"to\":\"y\"}}" },
        { "a text that is gone", "{\"a\":\"y\"}", "{}",
            "{\"a\":{\"from\":\"y\"}}" },
        { "a list", "{\"m\":[\"A\",\"B\"]}", "{\"m\":[\"B\",\"C\",\"D\"]}",
            "{\"m\":{\"gone\":[\"A\"],\"new\":[\"C\",\"D\"]}}" },
        { "a list that grew", "{\"m\":[\"A\"]}", "{\"m\":[\"A\",\"B\"]}",
            "{\"m\":{\"new\":[\"B\"]}}" },
        { "a list in another order", "{\"m\":[\"A\",\"B\"]}",
            "{\"m\":[\"B\",\"A\"]}",
            "{\"m\":{\"from\":[\"A\",\"B\"],\"to\":[\"B\",\"A\"]}}" },
        { "another type", "{\"m\":[\"A\"]}", "{\"m\":\"A\"}",
            "{\"m\":{\"from\":[\"A\"],\"to\":\"A\"}}" },
        { "a list of objects", "{\"m\":[{\"k\":1}]}", "{\"m\":[{\"k\":2}]}",
            "{\"m\":{\"from\":[{\"k\":1}],\"to\":[{\"k\":2}]}}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct js *a = NULL, *b = NULL, *diff;
        struct buf got = BUF_MAX(4096);
        struct fail fail = { "" };

        assert_int_equal(js_parse(&a, str_of(cases[i].before), &fail), 0);
        assert_int_equal(js_parse(&b, str_of(cases[i].after), &fail), 0);
        diff = recall_diff(a, b);
        js_write(&got, diff);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        js_free(a);
        js_free(b);
        js_free(diff);
        buf_clear(&got);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(says_what_changed) };

    return cmocka_run_group_tests_name(
        "recalls/recall_diff", tests, NULL, NULL);
}
