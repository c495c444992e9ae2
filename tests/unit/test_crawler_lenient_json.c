#include "tests/check.h"

#include "base/mem.h"
#include "crawler/lenient_json.h"

static void
mends_json(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "as it is", "{\"a\": [1, 2.5, true, null]}",
            "{\"a\":[1,2.5,true,null]}" },
        { "byte order mark", "\xEF\xBB\xBF{\"a\":1}", "{\"a\":1}" },
        { "trailing comma", "{\"a\":[1,2,],}", "{\"a\":[1,2]}" },
        { "doubled comma", "{\"a\":1,,\"b\":2}", "{\"a\":1,\"b\":2}" },
        { "missing comma", "{\"a\":1 \"b\":2}", "{\"a\":1,\"b\":2}" },
        { "missing comma between strings", "{\"a\":\"x\"\n\"b\":\"y\"}",
            "{\"a\":\"x\",\"b\":\"y\"}" },
        { "missing value", "{\"a\":,\"b\":2}", "{\"a\":null,\"b\":2}" },
        { "missing last value", "{\"a\":}", "{\"a\":null}" },
        { "line comment", "{\"a\":1, // x \"\n\"b\":2}", "{\"a\":1,\"b\":2}" },
        { "block comment", "/* x */{\"a\":/*y*/1}", "{\"a\":1}" },
        { "address is no comment", "{'a':'http://x/'}",
            "{\"a\":\"http://x/\"}" },
        { "CDATA", "//<![CDATA[\n{\"a\":1}\n//]]>", "{\"a\":1}" },
        { "HTML comment", "<!-- {\"a\":1} -->", "{\"a\":1}" },
        { "semicolon", "{\"a\":1};", "{\"a\":1}" },
        { "raw newline", "{\"a\":\"x\ny\"}", "{\"a\":\"x\\ny\"}" },
        { "raw tab", "{\"a\":\"x\ty\"}", "{\"a\":\"x y\"}" },
        { "bad escape", "{\"a\":\"x\\'y\\ z\"}", "{\"a\":\"x'y z\"}" },
        { "hex escape", "{'a':'\\x41'}", "{\"a\":\"A\"}" },
        { "half an escape", "{\"a\":\"\\u12\"}", "{\"a\":\"12\"}" },
        { "single quotes", "{'a':'it\"s'}", "{\"a\":\"it\\\"s\"}" },
        { "bare names", "{a:1,b_2:'x'}", "{\"a\":1,\"b_2\":\"x\"}" },
        { "bare name behind a string", "{\"a\":\"x\", b: 1}",
            "{\"a\":\"x\",\"b\":1}" },
        { "inner quotes", "{\"name\":\"a 21\" monitor\",\"b\":1}",
            "{\"name\":\"a 21\\\" monitor\",\"b\":1}" },
        { "inner quote and comma", "{\"name\":\"12\", 14\" pipes\",\"b\":1}",
            "{\"name\":\"12\\\", 14\\\" pipes\",\"b\":1}" },
        { "escaped as HTML", "{&quot;a&quot;:&quot;b&quot;}", "{\"a\":\"b\"}" },
        { "two documents", "{\"a\":1}{\"b\":2}", "[{\"a\":1},{\"b\":2}]" },
        { "other numbers", "{\"a\":007,\"b\":.5,\"c\":1e3x}",
            "{\"a\":\"007\",\"b\":null,\"c\":\"1e3x\"}" },
        { "too large a number", "{\"a\":123456789012345678901}",
            "{\"a\":\"123456789012345678901\"}" },
        { "other words", "{\"a\":undefined,\"b\":NaN,\"c\":!0,\"d\":True}",
            "{\"a\":null,\"b\":null,\"c\":true,\"d\":true}" },
        { "never closed", "{\"a\":[1,{\"b\":2", "{\"a\":[1,{\"b\":2}]}" },
        { "never closed string", "{\"a\":\"x", "{\"a\":\"x\"}" },
        { "wrong bracket", "{\"a\":[1,2}", "{\"a\":[1,2]}" },
        { "stray bracket", "{\"a\":1]}", "{\"a\":1}" },
        { "junk behind", "{\"a\":1} x", "{\"a\":1}" },
        { "junk before", "x = {\"a\":1}", "{\"a\":1}" },
        { "no JSON", "hello", "null" },
        { "nothing", "", "null" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct js *j = lenient_json(str_of(cases[i].text));
        struct buf out = BUF_MAX(10000);

        if (j != NULL)
            js_write(&out, j);
        else
            buf_addz(&out, "null");
        CHECK_TEXT(out.p, cases[i].want, cases[i].name);
        buf_clear(&out);
        js_free(j);
    }
    check_end();
}

static void
reads_one_value(void **state)
{
    struct str text = STR("{a: {b: [1]}}; var c = {d: 2};");
    size_t used = 0;
    struct js *j = lenient_json_value(text, &used);

    (void)state;
    CHECK_INT(used, 13, "length of the value");
    CHECK_INT(js_integer(js_at(js_get(js_get(j, "a"), "b"), 0), 0), 1, "in");
    js_free(j);
    check_end();
}

static void
bears_hostile_text(void **state)
{
    static const char *const pieces[] = { "[", "{", "{\"a\":", "\"", "{\"",
        "{'a':\"\\", "[/*", "]", "&quot;", "[\",\" ", "{a", ",", ":" };

    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct buf text = BUF_MAX(8u << 20);

        for (size_t k = 0; k < 200000; k++)
            buf_addz(&text, pieces[i]);
        js_free(lenient_json(buf_str(&text)));
        buf_clear(&text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mends_json),
        cmocka_unit_test(reads_one_value),
        cmocka_unit_test(bears_hostile_text),
    };

    return cmocka_run_group_tests_name(
        "crawler/lenient_json", tests, NULL, NULL);
}
