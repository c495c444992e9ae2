#include "tests/check.h"

#include "base/js_value.h"
#include "base/mem.h"

/* What is read here is what jansson reads; what is not is left to it. */
static void
reads_as_jansson(void **state)
{
    static const struct {
        const char *text;
        int is_read;
    } cases[] = {
        { "{\"a\":[1,-2,0,-0,123456789012345678],\"b\":{},\"c\":[]}", 1 },
        { " \t\r\n[ true , false , null ] \n", 1 },
        { "[0.1,-0.0,2.5,123456.789012345,1e3,1E-3,1.5e+300,5e-324]", 1 },
        { "[0.30000000000000004,1234567890123456.7]", 1 },
        { "\"\\u00e4\\u4E2D\\/\\b\\f\\n\\r\\t\\\\\\\"\"", 1 },
        { "{\"a\\u0041\":1,\"aA\":2,\"aA\":\"\\u0041\"}", 1 },
        { "\"\xE4\xB8\xAD\xF0\x9F\x98\x80\"", 1 },
        { "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", 1 },
        { "\"\\ud83d\\ude00\"", 0 },
        { "\"a\\u0000b\"", 0 },
        { "{\"\\u0000\":1}", 0 },
        { "\"\\ud83d\"", 0 },
        { "\"\\ude00\"", 0 },
        { "[1234567890123456789]", 0 },
        { "[12345678901234567890]", 0 },
        { "[1e400]", 0 },
        { "[01]", 0 },
        { "[1.]", 0 },
        { "[.5]", 0 },
        { "[+1]", 0 },
        { "[1e]", 0 },
        { "[-]", 0 },
        { "[0x10]", 0 },
        { "[0.5x]", 0 },
        { "[1,]", 0 },
        { "[1 2]", 0 },
        { "{\"a\" 1}", 0 },
        { "{\"a\":1,}", 0 },
        { "{a:1}", 0 },
        { "\"a\nb\"", 0 },
        { "\"a\n\"", 0 },
        { "\"a\\x\"", 0 },
        { "\"\\u12\"", 0 },
        { "\"\\u12g4\"", 0 },
        { "\"a", 0 },
        { "\"a\\", 0 },
        { "tru", 0 },
        { "truer", 0 },
        { "nullnull", 0 },
        { "\xEF\xBB\xBF{}", 0 },
        { "\"\xED\xA0\x80\"", 0 },
        { "", 0 },
        { " ", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf ours = BUF_MAX(1000), theirs = BUF_MAX(1000);
        struct js *j = js_value_read(str_of(cases[i].text)), *other = NULL;
        int rc = js_value_parse_rest(&other, str_of(cases[i].text), NULL);

        CHECK_INT(j != NULL, cases[i].is_read, cases[i].text);
        if (j != NULL && rc == 0) {
            CHECK_INT(js_equal(j, other), 1, cases[i].text);
            js_write(&ours, j);
            js_write(&theirs, other);
            CHECK_TEXT(buf_text(&ours), buf_text(&theirs), cases[i].text);
        }
        CHECK_INT(j != NULL && rc != 0, 0, "refused by jansson");
        js_free(j);
        js_free(other);
        buf_clear(&ours);
        buf_clear(&theirs);
    }
    check_end();
}

static void
leaves_deep_ones(void **state)
{
    struct buf deep = BUF_MAX(1000);
    struct js *j = NULL;

    (void)state;
    for (int i = 0; i < 65; i++)
        buf_addc(&deep, '[');
    for (int i = 0; i < 65; i++)
        buf_addc(&deep, ']');
    j = js_value_read(buf_str(&deep));
    CHECK_INT(j == NULL, 1, "65 deep");
    CHECK_INT(js_parse(&j, buf_str(&deep), NULL), 0, "jansson reads it");
    js_free(j);
    j = js_value_read(str_sub(buf_str(&deep), 1, deep.len - 2));
    CHECK_INT(j != NULL, 1, "64 deep");
    js_free(j);
    buf_clear(&deep);
    check_end();
}

static void
writes_numbers(void **state)
{
    static const struct {
        double value;
        const char *want;
    } cases[] = {
        { 0, "0.0" },
        { -0.0, "-0.0" },
        { 1, "1.0" },
        { -7, "-7.0" },
        { 0.5, "0.5" },
        { 0.25, "0.25" },
        { 0.1, "0.1" },
        { 0.099999999, "0.1" },
        { 0.0123456789, "0.0123457" },
        { 0.0001, "0.0001" },
        { 0.00099999996, "0.001" },
        { 0.00001, "1e-5" },
        { 0.9999994, "0.999999" },
        { 0.9999996, "1.0" },
        { 0.1234565, "0.123456" }, /* the double is below */
        { 0.0000005, "5e-7" },
        { 123456.5, "123456.0" }, /* to even */
        { 123457.5, "123458.0" },
        { 1234567, "1.23457e6" },
        { 1e300, "1e300" },
        { 1.5e-300, "1.5e-300" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(100);
        struct js *j = js_new_number(cases[i].value);

        js_write(&out, j);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].want);
        js_free(j);
        buf_clear(&out);
    }
    check_end();
}

/* Beyond some number of members names are found in a map. */
static void
holds_many_members(void **state)
{
    struct js *j = js_new_object(), *copy;
    char name[16];

    (void)state;
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "n%d", i);
        js_set_integer(j, name, i);
        CHECK_INT(js_count(j), i + 1, "grows");
        CHECK_INT(js_integer(js_get(j, "n0"), -1), 0, "the first");
        CHECK_INT(js_integer(js_get(j, name), -1), i, "the last");
    }
    js_set_textz(j, "n7", "seven");
    js_remove(j, "n3");
    js_remove(j, "n199");
    CHECK_INT(js_count(j), 198, "two less");
    CHECK_INT(js_get(j, "n3") == NULL, 1, "gone");
    CHECK_INT(js_integer(js_get(j, "n198"), -1), 198, "behind it");
    CHECK_INT(str_is(js_get_text(j, "n7"), "seven"), 1, "replaced");
    copy = js_copy(j);
    CHECK_INT(js_equal(j, copy), 1, "a copy");
    js_set_bool(copy, "n8", 1);
    CHECK_INT(js_equal(j, copy), 0, "no more");
    while (js_count(j) > 0) {
        void *it = NULL;
        struct js *value;
        struct str first;

        js_next(j, &it, &first, &value);
        js_remove(j, first.p);
    }
    CHECK_INT(js_get(j, "n8") == NULL, 1, "none is left");
    js_free(j);
    js_free(copy);
    check_end();
}

static void
writes_for_people(void **state)
{
    struct buf out = BUF_MAX(1000);
    struct js *j = NULL;

    (void)state;
    js_parse(
        &j, STR("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"\\u0001\\\"\"}"), NULL);
    js_write_pretty(&out, j);
    CHECK_TEXT(buf_text(&out),
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n"
        "  \"c\": {},\n  \"d\": \"\\u0001\\\"\"\n}",
        "indented");
    CHECK_INT(js_write(&out, NULL), -1, "nothing");
    CHECK_INT(js_write_pretty(&out, NULL), -1, "nothing");
    js_free(j);
    buf_clear(&out);
    check_end();
}

static void
refuses_what_does_not_fit(void **state)
{
    struct js *text = js_new_text(STR("x"));
    struct js *j = js_new_object();

    (void)state;
    js_set_bool(text, "a", 1);
    js_set_textz(text, "a", "y");
    js_add_text(text, STR("y"));
    js_remove(text, "a");
    CHECK_INT(str_is(js_text(text), "x"), 1, "a text holds nothing");
    js_set_textz(j, "\xFF", "y");
    js_set(j, "a", NULL);
    js_add(j, NULL);
    CHECK_INT(js_count(j), 0, "no such name, and no value");
    CHECK_INT(js_equal(j, NULL), 0, "nothing");
    CHECK_INT(js_copy(NULL) == NULL, 1, "nothing");
    js_free(text);
    js_free(j);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_as_jansson),
        cmocka_unit_test(leaves_deep_ones),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(holds_many_members),
        cmocka_unit_test(writes_for_people),
        cmocka_unit_test(refuses_what_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
