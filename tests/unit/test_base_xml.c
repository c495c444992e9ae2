#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml.h"

static int
write_open(void *ctx, const struct xml_element *e)
{
    struct buf *out = ctx;

    buf_addf(
        out, "<" STR_FMT "|" STR_FMT, STR_ARG(e->prefix), STR_ARG(e->name));
    for (size_t i = 0; i < e->attr_count; i++)
        buf_addf(out, " " STR_FMT "=" STR_FMT, STR_ARG(e->attrs[i].name),
            STR_ARG(e->attrs[i].value));
    buf_addc(out, '>');
    return str_is(e->name, "stop");
}

static int
write_text(void *ctx, struct str text)
{
    buf_adds(ctx, text);
    return 0;
}

static int
write_close(void *ctx, const struct xml_element *e)
{
    buf_addf(ctx, "</" STR_FMT ">", STR_ARG(e->name));
    return 0;
}

static const struct xml_handler writer = { write_open, write_text,
    write_close };

static const struct {
    const char *name, *in, *want;
    int rc;
    const char *fail; /* beginning */
} cases[] = {
    { "plain", "<a><b>t</b></a>", "<|a><|b>t</b></a>", 0, "" },
    { "prefix", "<x:a xmlns:x='u'><x:b y:c='1'/></x:a>",
        "<x|a xmlns:x=u><x|b y:c=1></b></a>", 0, "" },
    { "entities of XML", "<a b='&amp;&quot;'>&lt;&#65;&#x42;</a>",
        "<|a b=&\"><AB</a>", 0, "" },
    { "CDATA", "<a><![CDATA[<&>]]></a>", "<|a><&></a>", 0, "" },
    { "blank before the declaration", "\n \t<?xml version='1.0'?><a/>",
        "<|a></a>", 0, "" },
    { "mark", "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>",
        "<|a></a>", 0, "" },
    { "Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>",
        "<|a>\xc3\xa4</a>", 0, "" },
    { "bare ampersand", "<a b='1&2'>?x=1&y=2&#x;&amp;</a>",
        "<|a b=1&2>?x=1&y=2&#x;&</a>", 0, "" },
    { "unknown entity", "<a>b&nbsp;c</a>", "<|a>b&nbsp;c</a>", 0, "" },
    { "ampersand in CDATA", "<a><![CDATA[1&2>]]>&</a>", "<|a>1&2>&</a>", 0,
        "" },
    { "declared entities stay text",
        "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY % p 'x'>\n"
        "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a b='&l;'>&l;&f;</a>",
        "<|a b=&l;>&l;&f;</a>", 0, "" },
    { "truncated", "<a><b>t</b><b>u", "<|a><|b>t</b><|b>u", -1, "line 1: " },
    { "truncated in a tag", "<a>\n<b>t</b><b", "<|a>\n<|b>t</b><|b>", -1,
        "line 2: " },
    { "crossed tags", "<a><b>t&amp;</a><c>&lt;</c>", "<|a><|b>t&</b><|c><</c>",
        -1, "line 1: Opening" },
    { "ends early", "<a><stop><b/></stop></a>", "<|a><|stop>", 1, "" },
    { "text", "hello", "", -1, "line 1: " },
    { "empty", "", "", -1, "line 1: empty" },
    { "blank", " \n", "", -1, "line 1: empty" },
};

static void
reads(void **state)
{
    struct buf out = BUF_MAX(10000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fail fail = { "" };
        int rc;

        buf_reset(&out);
        rc = xml_parse(str_of(cases[i].in), XML_RECOVER, &writer, &out, &fail);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        CHECK_INT(rc, cases[i].rc, cases[i].name);
        fail.text[strlen(cases[i].fail)] = '\0';
        CHECK_TEXT(fail.text, cases[i].fail, cases[i].name);
    }
    buf_clear(&out);
    check_end();
}

static void
stops_at_errors_when_strict(void **state)
{
    struct buf out = BUF_MAX(10000);
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(xml_parse(STR("<a>\n<b></a><c/></a>"), 0, &writer, &out, &fail),
        -1, "strict");
    CHECK_TEXT(buf_text(&out), "<|a>\n<|b>", "before the error");
    CHECK_INT(str_starts(str_of(fail.text), STR("line 2: ")), 1, fail.text);
    buf_clear(&out);
    check_end();
}

static void
reads_utf16(void **state)
{
    static const char wide[] = "\xff\xfe<\0a\0>\0\xe4\0&\0a\0m\0p\0;\0<\0/\0a"
                               "\0>";
    struct buf out = BUF_MAX(100);

    (void)state;
    CHECK_INT(xml_is((struct str){ wide, sizeof wide }), 1, "is XML");
    CHECK_INT(xml_parse((struct str){ wide, sizeof wide }, XML_RECOVER, &writer,
                  &out, NULL),
        0, "parse");
    CHECK_TEXT(buf_text(&out), "<|a>\xc3\xa4&</a>", "text");
    CHECK_INT(xml_is(STR("\xef\xbb\xbf\n<a/>")), 1, "mark and blank");
    CHECK_INT(xml_is(STR("http://a/")), 0, "text");
    CHECK_INT(xml_is(STR_NONE), 0, "nothing");
    buf_clear(&out);
    check_end();
}

static void
survives_what_is_meant_to_cost(void **state)
{
    struct buf in = BUF_MAX(8u << 20), out = BUF_MAX(8u << 20);
    struct fail fail = { "" };

    (void)state;
    buf_addz(&in, "<a><b/><c ");
    for (int i = 0; i < 400000; i++)
        buf_addf(&in, "x%d='' ", i);
    buf_addz(&in, "/></a>");
    CHECK_INT(xml_parse(buf_str(&in), XML_RECOVER, &writer, &out, &fail), -1,
        "attributes");
    CHECK_TEXT(buf_text(&out), "<|a><|b></b>", "up to there");
    buf_reset(&in);
    buf_reset(&out);
    for (int i = 0; i < 100000; i++)
        buf_addz(&in, "<a>");
    CHECK_INT(xml_parse(buf_str(&in), XML_RECOVER, &writer, &out, &fail), -1,
        "depth");
    CHECK_INT(out.len <= 4 * XML_DEPTH_MAX + 8, 1, "depth");
    buf_clear(&in);
    buf_clear(&out);
    check_end();
}

static void
finds_attributes(void **state)
{
    const struct xml_attr attrs[] = { { STR("x:b"), STR("1") },
        { STR("c"), STR("2") } };
    const struct xml_element e = { .attrs = attrs, .attr_count = 2 };

    (void)state;
    CHECK_INT(str_is(xml_attr(&e, "b"), "1"), 1, "with prefix");
    CHECK_INT(str_is(xml_attr(&e, "c"), "2"), 1, "without");
    CHECK_INT(xml_attr(&e, "d").len, 0, "absent");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(stops_at_errors_when_strict),
        cmocka_unit_test(reads_utf16),
        cmocka_unit_test(survives_what_is_meant_to_cost),
        cmocka_unit_test(finds_attributes),
    };

    return cmocka_run_group_tests_name("base/xml", tests, NULL, NULL);
}
