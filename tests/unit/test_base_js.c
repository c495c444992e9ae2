#include "tests/check.h"

#include "base/js.h"
#include "base/mem.h"

#include <math.h>

static void
reads_and_writes(void **state)
{
    static const struct {
        const char *name, *text, *want; /* NULL: refused */
    } cases[] = {
        { "order of members is kept", "{\"b\":1,\"a\":[true,null]}",
            "{\"b\":1,\"a\":[true,null]}" },
        { "the last of two", "{\"a\":1,\"a\":2}", "{\"a\":2}" },
        { "text alone", "\"x\"", "\"x\"" },
        { "white space", " [ 1 , 2 ] \n", "[1,2]" },
        { "escapes", "\"\\u00e4\\ud83d\\ude00\\n\"",
            "\"\xC3\xA4\xF0\x9F\x98\x80\\n\"" },
        { "NUL in a text", "\"a\\u0000b\"", "\"a\\u0000b\"" },
        { "reals to six digits", "[0.1234567,1e3]", "[0.123457,1000.0]" },
        { "nothing", "", NULL },
        { "two documents", "1 2", NULL },
        { "trailing comma", "[1,]", NULL },
        { "single quotes", "{'a':1}", NULL },
        { "NaN", "NaN", NULL },
        { "lone surrogate", "\"\\ud800\"", NULL },
        { "ill-formed UTF-8", "\"\xFF\"", NULL },
        { "not ended", "{\"a\":", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(200);
        struct js *j = NULL;
        struct fail fail = { "" };
        int rc = js_parse(&j, str_of(cases[i].text), &fail);

        CHECK_INT(rc, cases[i].want == NULL ? -1 : 0, cases[i].name);
        if (rc == 0)
            js_write(&out, j);
        CHECK_TEXT(
            buf_text(&out), cases[i].want ? cases[i].want : "", cases[i].name);
        CHECK_INT(fail.text[0] != '\0', rc != 0, "a reason");
        js_free(j);
        buf_clear(&out);
    }
    check_end();
}

/* A page can nest as deep as it likes; the reader must not follow. */
static void
refuses_deep_nesting(void **state)
{
    struct buf deep = BUF_MAX(1 << 20);
    struct js *j = NULL;
    struct fail fail = { "" };

    (void)state;
    for (int i = 0; i < 200000; i++)
        buf_addc(&deep, '[');
    CHECK_INT(js_parse(&j, buf_str(&deep), &fail), -1, "only opened");
    for (int i = 0; i < 200000; i++)
        buf_addc(&deep, ']');
    CHECK_INT(js_parse(&j, buf_str(&deep), &fail), -1, "closed too");
    CHECK_INT(js_parse(&j, STR_NONE, &fail), -1, "nothing");
    buf_clear(&deep);
    check_end();
}

static void
getters_never_fail(void **state)
{
    struct js *j = NULL, *value;
    struct fail fail;
    struct str name;
    void *it = NULL;
    char order[16] = "";

    (void)state;
    assert_int_equal(
        js_parse(&j,
            STR("{\"t\":\"x\",\"n\":2.5,\"i\":7,\"b\":true,\"a\":[1,2],"
                "\"big\":1e300}"),
            &fail),
        0);
    CHECK_INT(str_is(js_get_text(j, "t"), "x"), 1, "text");
    CHECK_INT(js_get_text(j, "n").len, 0, "a number is no text");
    CHECK_INT(js_get_text(j, "none").len, 0, "no member");
    CHECK_INT(js_get_text(NULL, "t").len, 0, "no object");
    CHECK_INT(js_get_text(js_get(j, "a"), "t").len, 0, "an array");
    CHECK_INT(js_number(js_get(j, "n"), 0) == 2.5, 1, "number");
    CHECK_INT(js_number(js_get(j, "t"), -1) == -1, 1, "a text is no number");
    CHECK_INT(js_integer(js_get(j, "i"), 0), 7, "integer");
    CHECK_INT(js_integer(js_get(j, "n"), 0), 2, "cut");
    CHECK_INT(js_integer(js_get(j, "big"), -1), -1, "does not fit");
    CHECK_INT(js_bool(js_get(j, "b"), 0), 1, "truth");
    CHECK_INT(js_bool(js_get(j, "i"), 0), 0, "a number is no truth");
    CHECK_INT(js_count(j), 6, "members");
    CHECK_INT(js_count(js_get(j, "a")), 2, "elements");
    CHECK_INT(js_count(js_get(j, "t")), 0, "a text has none");
    CHECK_INT(js_integer(js_at(js_get(j, "a"), 1), 0), 2, "element");
    CHECK_INT(js_at(js_get(j, "a"), 2) == NULL, 1, "past the end");
    CHECK_INT(js_kind(NULL), JS_NULL, "nothing");
    CHECK_INT(js_kind(js_get(j, "a")), JS_ARRAY, "kind");
    while (js_next(j, &it, &name, &value))
        strncat(order, name.p, 1);
    CHECK_TEXT(order, "tnibab", "in order");
    it = NULL;
    CHECK_INT(js_next(NULL, &it, &name, &value), 0, "no object");
    js_free(j);
    js_free(NULL);
    check_end();
}

static void
makes_values(void **state)
{
    struct js *j = js_new_object(), *a = js_new_array(), *copy;
    struct buf out = BUF_MAX(400);

    (void)state;
    js_set_textz(j, "t", "a\xFF");
    js_set_number(j, "nan", NAN);
    js_set_integer(j, "i", -5);
    js_set_bool(j, "b", 1);
    js_add_text(a, STR("x"));
    js_add(a, js_new_number(0.5));
    js_set(j, "a", a);
    js_set_integer(j, "i", 6);
    copy = js_copy(j);
    js_remove(j, "t");
    js_remove(j, "none");
    js_write(&out, j);
    CHECK_TEXT(buf_text(&out),
        "{\"nan\":null,\"i\":6,\"b\":true,\"a\":[\"x\",0.5]}", "written");
    CHECK_INT(str_is(js_get_text(copy, "t"), "a\xEF\xBF\xBD"), 1,
        "the copy is its own; text was cleaned");
    buf_clear(&out);
    out = BUF_MAX(5);
    CHECK_INT(js_write(&out, j) != 0, 1, "past the cap");
    buf_clear(&out);
    js_free(j);
    js_free(copy);
    check_end();
}

static void
knows_objects(void **state)
{
    static const struct {
        const char *name, *text;
        int is;
    } cases[] = {
        { "empty", "{}", 1 },
        { "members", " {\"a\": [1, -0.5e+3, {\"b\": null}], \"c\": \"d\"} ",
            1 },
        { "escapes", "{\"\\u00e4\\n\": \"\\ud83d\\ude00\"}", 1 },
        { "array", "[]", 0 },
        { "nothing", "", 0 },
        { "cut off", "{\"a\": 1", 0 },
        { "two", "{}{}", 0 },
        { "no colon", "{\"a\" 1}", 0 },
        { "no value", "{\"a\":}", 0 },
        { "comma at the end", "{\"a\": 1,}", 0 },
        { "comma at the start", "{,\"a\": 1}", 0 },
        { "no comma", "{\"a\": 1 \"b\": 2}", 0 },
        { "name that is no text", "{1: 2}", 0 },
        { "wrong bracket", "{\"a\": [1}]", 0 },
        { "leading zero", "{\"a\": 01}", 0 },
        { "no digits", "{\"a\": -}", 0 },
        { "no fraction", "{\"a\": 1.}", 0 },
        { "unknown word", "{\"a\": nil}", 0 },
        { "control character", "{\"a\": \"\n\"}", 0 },
        { "lone surrogate", "{\"a\": \"\\ud83d\"}", 0 },
        { "NUL", "{\"a\": \"\\u0000\"}", 1 },
        { "NUL in a name", "{\"\\u0000\": 1}", 0 },
        { "no UTF-8", "{\"a\": \"\xC3\"}", 0 },
    };
    struct buf deep = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct js *j = NULL;

        CHECK_INT(
            js_is_object(str_of(cases[i].text)), cases[i].is, cases[i].name);
        js_parse(&j, str_of(cases[i].text), NULL);
        CHECK_INT(js_kind(j) == JS_OBJECT, cases[i].is, "as js_parse says");
        js_free(j);
    }
    buf_addz(&deep, "{\"a\":");
    for (size_t i = 0; i < 100; i++)
        buf_addc(&deep, '[');
    CHECK_INT(js_is_object(buf_str(&deep)), 0, "too deep");
    buf_clear(&deep);
    check_end();
}

/* What ends a run of plain characters, at each place of a longer one. */
static void
reads_strings_of_any_length(void **state)
{
    static const struct {
        const char *what;
        int good;
    } cases[] = { { "x", 1 }, { "\\n", 1 }, { "\\u00e4", 1 }, { "\xC3\xA4", 1 },
        { "\x7F", 1 }, { "\n", 0 }, { "\x1F", 0 }, { "\\x", 0 }, { "\"", 0 },
        { "\xFF", 0 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int before = 0; before < 40; before++)
            for (int behind = 0; behind < 20; behind++) {
                struct buf text = BUF_MAX(200);
                struct js *j = NULL;

                buf_addf(&text, "{\"a\":\"%.*s%s%.*s\"}", before,
                    "0123456789012345678901234567890123456789", cases[i].what,
                    behind, "abcdefghijklmnopqrst");
                CHECK_INT(
                    js_is_object(buf_str(&text)), cases[i].good, cases[i].what);
                CHECK_INT(js_parse(&j, buf_str(&text), NULL) == 0,
                    cases[i].good, cases[i].what);
                js_free(j);
                buf_clear(&text);
            }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_objects),
        cmocka_unit_test(reads_strings_of_any_length),
        cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(refuses_deep_nesting),
        cmocka_unit_test(getters_never_fail),
        cmocka_unit_test(makes_values),
    };

    return cmocka_run_group_tests_name("base/js", tests, NULL, NULL);
}
