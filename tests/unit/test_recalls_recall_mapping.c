#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_mapping.h"

#define OK "source: x\nmembers: {id: N, name: P}\n"

/* Each error with the place it is at, and what to do. */
static const struct {
    const char *name, *yaml, *want; /* part of the error */
} wrong[] = {
    { "empty", "", "m.yaml" },
    { "no map", "- a\n", "m.yaml:1:1: must be a map with 'source'" },
    { "broken YAML", "source: [x\n", "m.yaml:" },
    { "no source", "members: {id: N, name: P}\n",
        "m.yaml:1:1: 'source' is missing: a short name" },
    { "empty source", "source: ''\nmembers: {id: N, name: P}\n",
        "m.yaml:1:10: 'source' is empty" },
    { "unknown key", OK "colour: red\n",
        "m.yaml:3:9: unknown key 'colour'; known are: source" },
    { "no members", "source: x\n", "'members' is missing" },
    { "no id", "source: x\nmembers: {name: P}\n", "'id' is missing" },
    { "no name", "source: x\nmembers: {id: N}\n",
        "'name' or 'product' is missing" },
    { "a member we have not",
        "source: x\nmembers:\n  id: N\n  name: P\n  modles: M\n",
        "m.yaml:5:11: unknown key 'modles'; known are: id, published" },
    { "others go under keep", "source: x\nmembers: {id: N, name: P, a: b}\n",
        "; others go under 'keep'" },
    { "the source is one for all",
        "source: x\nmembers: {id: N, name: P, source: S}\n",
        "unknown key 'source'" },
    { "an empty list", "source: x\nmembers: {id: [], name: P}\n",
        "must be the name of a column, or a list of them" },
    { "a list in a list", "source: x\nmembers: {id: [[a]], name: P}\n",
        "must be the name of a column or a path" },
    { "a map without from", "source: x\nmembers: {id: N, name: {join: a}}\n",
        "needs 'from' (a column) or 'constant' (a text)" },
    { "an unknown option", "source: x\nmembers: {id: N, name: {form: a}}\n",
        "unknown key 'form'; known are: from, separators" },
    { "a broken path",
        "source: x\nformat: json\nmembers:\n  id: N\n  name: a..b\n",
        "m.yaml:5:9: byte 3: a name is missing (a path looks like" },
    { "an index", "source: x\nformat: json\nmembers: {id: N, name: 'a[0]'}\n",
        "only '[]', for every element" },
    { "a form", OK "format: xlsx\n", "must be csv or json" },
    { "a separator", OK "separator: ';;'\n", "must be one character" },
    { "an encoding", OK "encoding: latin\n", "is no known encoding" },
    { "dates", OK "dates: dd.mm.yyyy\n", "must be 'day first' or 'month" },
    { "skip", OK "skip: {column: a, is: b}\n", "must be a list of rules" },
    { "skip without a column", OK "skip: [{is: b}]\n", "needs 'column' and" },
    { "skip with both", OK "skip: [{column: a, is: b, is_not: c}]\n",
        "needs 'column' and either" },
    { "too many columns",
        "source: x\nmembers: {id: [a,b,c,d,e,f,g,h,i], name: P}\n",
        "more than 8 columns" },
};

static void
says_what_is_wrong_and_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct recall_mapping *m = NULL;
        struct fail fail = { "" };

        CHECK_INT(
            recall_mapping_parse(&m, str_of(wrong[i].yaml), "m.yaml", &fail),
            -1, wrong[i].name);
        if (strstr(fail.text, wrong[i].want) == NULL)
            CHECK_TEXT(fail.text, wrong[i].want, wrong[i].name);
    }
    check_end();
}

struct heard {
    struct buf text;
};

static void
hear(const char *text, void *ctx)
{
    buf_addf(&((struct heard *)ctx)->text, "%s\n", text);
}

static const struct {
    const char *name, *yaml, *text;
    int rc;
    size_t kept, bad, left, joined;
    const char *said;  /* part of it, or of the error */
    const char *first; /* part of the first record */
} lists[] = {
    { "a table", OK, "N,P\n1,Lamp\n2,Toy\n", 0, 2, 0, 0, 0, "",
        "{\"id\":\"1\",\"source\":\"x\",\"name\":\"Lamp\"}" },
    { "mark, CRLF, columns we do not know", OK,
        "\xEF\xBB\xBFX,N,P\r\n9,1,Lamp\r\n", 0, 1, 0, 0, 0, "",
        "{\"id\":\"1\"," },
    { "short and long rows", OK, "N,P\n1\n2,Toy,more\n", 0, 1, 1, 0, 0,
        "record 1 (1): P: missing", "{\"id\":\"2\"," },
    { "an open quote", OK, "N,P\n1,Lamp\n2,\"Toy\n", 0, 1, 1, 0, 0,
        "record 2: row: ", "{\"id\":\"1\"," },
    { "a column is gone", OK, "N,Q\n1,Lamp\n", -1, 0, 0, 0, 0,
        "m.yaml:2:24: the list has no column 'P'; its columns are: N, Q", "" },
    { "rows of one notice",
        "source: x\nmembers: {id: N, name: P, models: M, brand: B}\n",
        "N,P,M,B\n1,Lamp,A1,Acme\n1,Lamp,A2,Norvella\n", 0, 1, 0, 0, 1, "",
        "\"brand\":\"Acme; Norvella\",\"models\":[\"A1\",\"A2\"]" },
    { "is", OK "skip: [{column: S, is: [draft, '']}]\n",
        "N,P,S\n1,Lamp,Draft\n2,Toy,\n3,Cup,done\n", 0, 1, 0, 2, 0, "",
        "{\"id\":\"3\"," },
    { "is not", OK "skip: [{column: S, is_not: done}]\n",
        "N,P,S\n1,Lamp,draft\n3,Cup,done\n", 0, 1, 0, 1, 0, "",
        "{\"id\":\"3\"," },
    { "JSON by its first byte", OK,
        "[{\"N\":1,\"P\":\"Lamp\"},{\"N\":[],\"P\":\"Toy\"}]", 0, 1, 1, 0, 0,
        "record 2: N: missing or not text", "{\"id\":\"1\"," },
    { "JSON lines, a path, a member of another type",
        "source: x\nmembers: {id: a.b, name: c}\n",
        "{\"a\":{\"b\":\"7\"},\"c\":\"Lamp\"}\n{\"a\":5,\"c\":\"x\"}\n", 0, 1,
        1, 0, 0, "record 2: a.b: missing", "{\"id\":\"7\"," },
    { "an id of several columns, one of them empty",
        "source: x\nmembers: {id: {from: [Y, N], join: '-'}, name: P}\n",
        "Y,N,P\n26,1,Lamp\n,2,Toy\n", 0, 1, 1, 0, 0, "record 2: Y: missing",
        "{\"id\":\"26-1\"," },
    { "month first",
        OK "dates: day first\n"
           "keep: {seen: {from: D}}\n",
        "N,P,D\n1,Lamp,02/03/2026\n", 0, 1, 0, 0, 0, "",
        "\"seen\":[\"02/03/2026\"]" },
    { "tabs", OK "separator: tab\n", "N\tP\n1\tLamp\n", 0, 1, 0, 0, 0, "",
        "{\"id\":\"1\"," },
};

static void
reads_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct heard heard = { .text = BUF_MAX(1 << 16) };
        struct recalls rs = { 0 };
        struct recall_import im = {
            .out = &rs, .name = "l", .say = hear, .ctx = &heard
        };
        struct recall_mapping *m = NULL;
        struct fail fail = { "" };
        struct buf line = BUF_MAX(1 << 16);

        if (recall_mapping_parse(&m, str_of(lists[i].yaml), "m.yaml", &fail) !=
            0)
            fail_msg("%s: %s", lists[i].name, fail.text);
        CHECK_INT(recall_mapping_read(m, &im, str_of(lists[i].text), &fail),
            lists[i].rc, lists[i].name);
        buf_addz(&heard.text, fail.text);
        CHECK_INT(im.kept, lists[i].kept, lists[i].name);
        CHECK_INT(im.bad, lists[i].bad, lists[i].name);
        CHECK_INT(im.left, lists[i].left, lists[i].name);
        CHECK_INT(im.joined, lists[i].joined, lists[i].name);
        if (strstr(buf_text(&heard.text), lists[i].said) == NULL)
            CHECK_TEXT(buf_text(&heard.text), lists[i].said, lists[i].name);
        if (rs.count > 0) {
            struct js *j = recall_to_json(rs.item[0]);

            js_write(&line, j);
            js_free(j);
        }
        if (strstr(buf_text(&line), lists[i].first) == NULL)
            CHECK_TEXT(buf_text(&line), lists[i].first, lists[i].name);
        recall_mapping_free(m);
        recalls_clear(&rs);
        buf_clear(&line);
        buf_clear(&heard.text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(reads_lists),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_mapping", tests, NULL, NULL);
}
