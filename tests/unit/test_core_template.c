#include "tests/check.h"

#include "base/mem.h"
#include "core/document.h"
#include "core/template.h"

static const char data_text[] =
    "{\"name\":\"Anna & Co\",\"none\":\"\",\"yes\":true,\"no\":false,"
    "\"address\":\"Road 1\\n2000 Town\","
    "\"turn\":\"a\\u202eb\\u200bc\\u0007d\","
    "\"sign\":\"# no heading\\n- no "
    "item\",\"rule\":\"---\",\"slash\":\"\\\\x\","
    "\"seller\":{\"name\":\"S\"},\"gtins\":[\"1\",\"2\"],\"empty\":[],"
    "\"offers\":[{\"url\":\"u1\",\"parts\":[{\"p\":\"x\"}]},"
    "{\"url\":\"u2\",\"name\":\"own\",\"parts\":[]}]}";

static struct js *
data(void)
{
    struct js *j = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(data_text), &fail) != 0)
        fail_msg("%s", fail.text);
    return j;
}

static void
test_render(void **state)
{
    static const struct {
        const char *name, *text, *want, *missing;
    } cases[] = {
        { "words alone", "Hello\nthere\n", "Hello\nthere\n", "" },
        { "a field", "To {{name}}.", "To Anna & Co.", "" },
        { "blanks in a tag", "{{ name }}", "Anna & Co", "" },
        { "a part of a field", "{{seller.name}}", "S", "" },
        { "an empty field", "[{{none}}]", "[]", "" },
        { "required and there", "{{name!}}", "Anna & Co", "" },
        { "required and empty", "x {{none!}} {{none!}}", "x [none] [none]",
            "none" },
        { "line breaks become blanks", "{{address}}", "Road 1 2000 Town", "" },
        { "line breaks kept", "{{address:lines}}\nend",
            "Road 1\n  2000 Town\nend", "" },
        { "a list", "{{#offers}}\n- {{url}}\n{{/offers}}\nend",
            "- u1\n- u2\nend", "" },
        { "a list of texts", "{{#gtins}}{{.}} {{/gtins}}", "1 2 ", "" },
        { "inside goes first", "{{#offers}}{{name}};{{/offers}}",
            "Anna & Co;own;", "" },
        { "a list in a list",
            "{{#offers}}{{#parts}}{{p}}{{url}}{{/parts}}"
            "{{^parts}}no parts{{/parts}} {{/offers}}",
            "xu1 no parts ", "" },
        { "if there", "{{#name}}yes{{/name}}{{#none}}no{{/none}}", "yes", "" },
        { "if not there", "{{^name}}no{{/name}}{{^none}}yes{{/none}}", "yes",
            "" },
        { "an empty list", "{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}",
            "none", "" },
        { "truth", "{{#yes}}1{{/yes}}{{#no}}2{{/no}}{{^no}}3{{/no}}", "13",
            "" },
        { "a remark", "a\n{{! not\nfor you}}\nb{{!x}}c", "a\nbc", "" },
        { "a tag with its line", "a\n  {{#yes}}  \nb\n{{/yes}}", "a\nb\n", "" },
        { "a tag without its line", "a {{#yes}}\nb{{/yes}}", "a \nb", "" },
        { "lines of a form", "a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\n", "a\nb\n",
            "" },
        { "what hides is shown", "{{turn}}", "a[U+202E]b[U+200B]c[U+0007]d",
            "" },
        { "a value begins no heading", "{{sign}}\n# {{sign}}",
            "\\# no heading - no item\n# # no heading - no item", "" },
        { "nor after a sign", "#{{sign}}", "#\\# no heading - no item", "" },
        { "nor on a further line", "x {{sign:lines}}",
            "x # no heading\n  - no item", "" },
        { "a value is no rule", "{{rule}}\n-{{rule}}", "\\---\n-\\---", "" },
        { "a backslash is kept", "{{slash}} {{slash}}", "\\\\x \\x", "" },
        { "braces that are no tag", "{x} }} {", "{x} }} {", "" },
    };
    struct js *j = data();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(TEMPLATE_OUTPUT_MAX);
        struct template *t = NULL;
        struct texts missing = { 0 };
        struct fail fail = { "" };

        if (template_parse(&t, str_of(cases[i].text), "t", &fail) != 0 ||
            template_check(t, j, &fail) != 0 ||
            template_render(t, j, &out, &missing, &fail) != 0)
            CHECK_TEXT(fail.text, "", cases[i].name);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        CHECK_TEXT(missing.count > 0 ? missing.item[0] : "", cases[i].missing,
            cases[i].name);
        CHECK_INT(missing.count <= 1, 1, cases[i].name);
        texts_clear(&missing);
        template_free(t);
        buf_clear(&out);
    }
    js_free(j);
    check_end();
}

static void
test_wrong(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        { "a\n{{name", "t:2: '{{' without '}}'" },
        { "{{name {{none}}", "t:1: '{{' without '}}'" },
        { "a\n\n{{nome}}", "t:3: there is no field 'nome'" },
        { "{{#offers}}\n{{nome}}\n{{/offers}}",
            "t:2: there is no field 'nome'" },
        { "{{url}}", "t:1: there is no field 'url'" },
        { "{{seller.nome}}", "t:1: there is no field 'seller.nome'" },
        { "{{name.x}}", "t:1: there is no field 'name.x'" },
        { "x\n{{offers}}", "t:2: not a text but a list is 'offers'" },
        { "{{Name}}", "t:1: not the name of a field: 'Name'" },
        { "{{}}", "t:1: not the name of a field: ''" },
        { "{{a..b}}", "t:1: not the name of a field: 'a..b'" },
        { "{{name|safe}}", "t:1: not the name of a field: 'name|safe'" },
        { "\n{{#name}}\n\nx", "t:2: never closed: 'name'" },
        { "x{{/name}}", "t:1: nothing is open that could be closed by 'name'" },
        { "{{#name}}\n{{#none}}\n{{/name}}",
            "t:3: another section is open than is closed by 'name'" },
        { "{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}"
          "{{#name}}{{#name}}",
            "t:1: sections are nested too deep at 'name'" },
        { "ab\n\x01", "t:2: a control character" },
        { "\xff", "t: not UTF-8" },
    };
    struct js *j = data();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct template *t = NULL;
        struct fail fail = { "" };

        if (template_parse(&t, str_of(cases[i].text), "t", &fail) == 0)
            template_check(t, j, &fail);
        CHECK_TEXT(fail.text, cases[i].why, cases[i].text);
        template_free(t);
    }
    js_free(j);
    check_end();
}

/* A list inside itself, over and over, ends. */
static void
test_caps(void **state)
{
    struct buf out = BUF_MAX(TEMPLATE_OUTPUT_MAX);
    struct js *j = js_new_object(), *list = js_new_array();
    struct template *t = NULL;
    struct texts missing = { 0 };
    struct fail fail = { "" };

    (void)state;
    for (int i = 0; i < 500; i++)
        js_add(list, js_new_object());
    js_set(j, "a", list);
    assert_int_equal(
        template_parse(&t,
            STR("{{#a}}{{#a}}{{#a}}{{#a}}x{{/a}}{{/a}}{{/a}}{{/a}}"), "t",
            &fail),
        0);
    CHECK_INT(template_render(t, j, &out, &missing, &fail), -1, "too long");
    CHECK_TEXT(fail.text, "t: the document grows too long", "why");
    template_free(t);
    js_free(j);
    buf_clear(&out);
    check_end();
}

static void
test_document(void **state)
{
    static const struct {
        const char *line, *label, *text;
        enum document_kind kind;
    } cases[] = {
        { "# Order", "", "Order", DOCUMENT_TITLE },
        { "## Reasons", "", "Reasons", DOCUMENT_HEADING },
        { "#no", "", "#no", DOCUMENT_LINE },
        { "- one", "", "one", DOCUMENT_ITEM },
        { "| Brand | Toy | Co", "Brand", "Toy | Co", DOCUMENT_ROW },
        { "| Brand | ", "Brand", "", DOCUMENT_ROW },
        { "| Brand |", "Brand", "", DOCUMENT_ROW },
        { "| alone", "", "alone", DOCUMENT_ROW },
        { "---", "", "---", DOCUMENT_RULE },
        { "\\# text", "", "# text", DOCUMENT_LINE },
        { "\\\\x", "", "\\x", DOCUMENT_LINE },
        { "  more", "", "more", DOCUMENT_MORE },
        { " ", "", " ", DOCUMENT_GAP },
        { "plain", "", "plain", DOCUMENT_LINE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str rest = str_of(cases[i].line);
        struct document_line l;
        char *label, *text;

        CHECK_INT(document_next(&rest, &l), 1, cases[i].line);
        CHECK_INT(l.kind, cases[i].kind, cases[i].line);
        label = str_dup(l.label);
        text = str_dup(l.text);
        CHECK_TEXT(label, cases[i].label, cases[i].line);
        CHECK_TEXT(text, cases[i].text, cases[i].line);
        free(label);
        free(text);
        CHECK_INT(document_next(&rest, &l), 0, cases[i].line);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
