#include "tests/check.h"

#include "base/mem.h"
#include "core/texts.h"

static void
holds_texts(void **state)
{
    struct texts t = { 0 };

    (void)state;
    texts_add(&t, STR(" b "));
    texts_add(&t, STR(""));
    texts_add(&t, STR("b"));
    texts_add_new(&t, STR("b "));
    texts_add_new(&t, STR("a"));
    CHECK_INT(t.count, 3, "empty ones and known new ones are left out");
    CHECK_TEXT(t.item[0], "b", "trimmed");
    CHECK_TEXT(t.item[2], "a", "in order");
    CHECK_INT(texts_has(&t, STR("a")), 1, "has");
    CHECK_INT(texts_has(&t, STR("A")), 0, "has not");
    texts_clear(&t);
    CHECK_INT(t.count == 0 && t.item == NULL, 1, "empty");
    check_end();
}

static void
goes_through_json(void **state)
{
    static const struct {
        const char *in, *want;
    } cases[] = {
        { "[\"a\",\"b\"]", "{\"x\":[\"a\",\"b\"]}" },
        { "\"a\"", "{\"x\":[\"a\"]}" },
        { "[1,null,[\"a\"],\"b\",\"\"]", "{\"x\":[\"b\"]}" },
        { "[]", "{}" },
        { "{\"a\":\"b\"}", "{}" },
        { "7", "{}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct texts t = { 0 };
        struct js *in = NULL, *out = js_new_object();
        struct buf text = BUF_MAX(100);
        struct fail fail;

        js_parse(&in, str_of(cases[i].in), &fail);
        texts_from_json(&t, in);
        texts_to_json(&t, out, "x");
        js_write(&text, out);
        CHECK_TEXT(buf_text(&text), cases[i].want, cases[i].in);
        js_free(in);
        js_free(out);
        buf_clear(&text);
        texts_clear(&t);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_texts),
        cmocka_unit_test(goes_through_json),
    };

    return cmocka_run_group_tests_name("core/texts", tests, NULL, NULL);
}
