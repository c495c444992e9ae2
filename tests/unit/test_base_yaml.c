#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/yaml.h"

static void
says_where_it_is_wrong(void **state)
{
    static const struct {
        const char *name, *text, *want; /* part of the error */
    } cases[] = {
        { "tab", "a:\n\tb: 1\n", "f.yaml:2:" },
        { "open bracket", "a: [1, 2\nb: 3\n", "f.yaml:" },
        { "same key twice", "a: 1\na: 2\n", "f.yaml:2:" },
        { "alias", "a: &x 1\nb: *x\n", "aliases are not allowed" },
        { "list as key", "[1, 2]: 3\n", "plain text" },
        { "empty", "", "f.yaml: " },
        { "bytes", "a: \xff\xfe\n", "f.yaml:1:4: not UTF-8" },
        { "control character", "a: 1\nb: \x01\n", "f.yaml:2:4: control" },
        { "directive", "%YAML 1.2\n---\na: 1\n", "f.yaml:1:1: " },
        { "endless directive", "%%p\x8a\x8a\x8a\x8a", "f.yaml:1:1: " },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct yaml *y = NULL;
        struct fail fail = { "" };
        int rc = yaml_parse(&y, str_of(cases[i].text), "f.yaml", &fail);

        CHECK_INT(rc, -1, cases[i].name);
        if (strstr(fail.text, cases[i].want) == NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].name);
        yaml_free(y);
    }
    check_end();
}

static void
knows_places_and_kinds(void **state)
{
    const char *text = "name: x\nlist:\n  - a\n  - {b: 2}\ntext: |\n  one\n"
                       "  two\nempty:\nquoted: \"1\"\n";
    struct yaml *y = NULL;
    struct fail fail = { "" };
    const struct yaml_node *root, *n;

    (void)state;
    assert_int_equal(yaml_parse(&y, str_of(text), "f.yaml", &fail), 0);
    root = yaml_root(y);
    CHECK_INT(root->kind, YAML_MAP, "root");
    n = yaml_get(root, "list");
    CHECK_INT(n->kind, YAML_LIST, "list");
    CHECK_INT(n->first->line, 3, "line of the first item");
    CHECK_INT(n->first->column, 5, "column of the first item");
    CHECK_INT(n->first->next->kind, YAML_MAP, "map in a list");
    CHECK_TEXT(yaml_get(n->first->next, "b")->text.p, "2", "inner value");
    CHECK_TEXT(yaml_get(root, "text")->text.p, "one\ntwo\n", "block text");
    CHECK_INT(yaml_get(root, "empty")->text.len, 0, "empty value");
    CHECK_INT(yaml_get(root, "quoted")->quoted, 1, "quoted");
    CHECK_INT(yaml_get(root, "name")->quoted, 0, "plain");
    CHECK_INT(yaml_get(root, "none") == NULL, 1, "no such key");
    CHECK_INT(yaml_get(NULL, "x") == NULL, 1, "no node");
    yaml_free(y);
    check_end();
}

static void
reads_values(void **state)
{
    static const char *const known[] = { "n", "d", "b", "t", NULL };
    struct yaml *y = NULL;
    struct fail fail = { "" };
    int64_t n = 7;
    double d = 7;
    int b = 7;
    struct str t = STR("unset");
    const struct yaml_node *root;

    (void)state;
    assert_int_equal(
        yaml_parse(&y, STR("n: 12\nd: 0.5\nb: true\nt: [x]\n"), "f", &fail), 0);
    root = yaml_root(y);
    CHECK_INT(yaml_check_keys(y, root, known, &fail), 0, "known keys");
    CHECK_INT(yaml_check_keys(y, root, known + 1, &fail), -1, "unknown key");
    CHECK_TEXT(fail.text, "f:1:4: unknown key 'n'; known are: d, b, t",
        "names the key and the known ones");
    CHECK_INT(yaml_get_i64(y, root, "n", 0, 20, &n, &fail), 0, "number");
    CHECK_INT(n, 12, "number");
    CHECK_INT(yaml_get_i64(y, root, "n", 0, 10, &n, &fail), -1, "range");
    CHECK_INT(yaml_get_i64(y, root, "d", 0, 10, &n, &fail), -1, "fraction");
    CHECK_INT(yaml_get_double(y, root, "d", 0, 1, &d, &fail), 0, "fraction");
    CHECK_INT(d * 10, 5, "fraction");
    CHECK_INT(yaml_get_bool(y, root, "b", &b, &fail), 0, "true");
    CHECK_INT(b, 1, "true");
    CHECK_INT(yaml_get_bool(y, root, "n", &b, &fail), -1, "12 is not true");
    CHECK_INT(yaml_get_text(y, root, "t", &t, &fail), -1, "list for text");
    CHECK_INT(yaml_get_text(y, root, "none", &t, &fail), 0, "absent");
    CHECK_TEXT(t.p, "unset", "left alone");
    yaml_free(y);
    check_end();
}

static void
refuses_deep_nesting(void **state)
{
    struct buf text = BUF_MAX(1u << 20);
    struct yaml *y = NULL;
    struct fail fail = { "" };

    (void)state;
    buf_addz(&text, "a: ");
    for (int i = 0; i < 200; i++)
        buf_addc(&text, '[');
    for (int i = 0; i < 200; i++)
        buf_addc(&text, ']');
    CHECK_INT(yaml_parse(&y, buf_str(&text), "f", &fail), -1, "deep");
    yaml_free(y);
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where_it_is_wrong),
        cmocka_unit_test(knows_places_and_kinds),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(refuses_deep_nesting),
    };

    return cmocka_run_group_tests_name("base/yaml", tests, NULL, NULL);
}
