/* Kinds of product found in text, and tables that are none. */
#include "tests/check.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "core/glossary.h"

static const char table[] = "# comment\n"
                            "high chair\tr\tnursery\thigh chair|highchair\t"
                            "Hochstuhl\t儿童餐椅\n"
                            "chair\t-\tfurniture\tchair\tStuhl\t椅子\n"
                            "children\t-\tperson\tkids\tKinder*\t儿童\n"
                            "rice\t-\tfood\trice\tReis\t大米\n"
                            "bowl\t-\thome\tbowl\tSchale\t碗\n";

static const struct {
    const char *text, *want;
} finds[] = {
    { "folding high chairs", "high chair" },
    { "highchair", "high chair" },
    { "chairman", "" },
    { "kinderhochstühle aus holz", "children" },
    { "holzhochstuhl", "high chair" },
    { "kinderstuhl", "children,chair" },
    { "hochstuhlauflage", "" },
    { "可折叠儿童餐椅", "high chair" },
    { "儿童椅子", "children,chair" },
    { "preis", "" },
    { "reis 5 kg", "rice" },
    { "reisschale", "bowl" },
    { "兒童椅子和碗", "chair,bowl" },
    { "", "" },
    { "xy", "" },
};

static void
test_glossary(void **state)
{
    struct glossary *g = NULL;
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(glossary_parse(&g, str_of(table), "t", &fail), 0);
    for (size_t i = 0; i < COUNT(finds); i++) {
        struct glossary_hit hits[8];
        struct buf got = BUF_MAX(1000);
        size_t n = glossary_find(g, str_of(finds[i].text), hits, COUNT(hits));

        for (size_t k = 0; k < n; k++)
            buf_addf(&got, "%s%s", k > 0 ? "," : "",
                glossary_at(g, hits[k].concept)->name);
        CHECK_TEXT(buf_text(&got), finds[i].want, finds[i].text);
        buf_clear(&got);
    }
    glossary_free(g);
    check_end();
}

static const struct {
    const char *text, *error;
} bad_tables[] = {
    { "a\tr\tb\tc\n",
        "t:1: a row has name, kind (-, r or o), class and the forms in "
        "English, German and Chinese, separated by tabs" },
    { "a\tx\tb\tc\td\te\n",
        "t:1: a row has name, kind (-, r or o), class and the forms in "
        "English, German and Chinese, separated by tabs" },
    { "# c\na\tr\tb\tab\tdef\tghi\n",
        "t:2: \"ab\": a form has at least three bytes" },
    { "a\tr\tb\tabc\xFF\tdef\tghi\n", "t:1: is not UTF-8" },
};

static void
test_bad_glossary(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_tables); i++) {
        struct glossary *g = NULL;
        struct fail fail = { "" };

        CHECK_INT(glossary_parse(&g, str_of(bad_tables[i].text), "t", &fail),
            -1, bad_tables[i].text);
        CHECK_TEXT(fail.text, bad_tables[i].error, bad_tables[i].text);
    }
    check_end();
}

/* The table that is shipped reads, and names in all three languages. */
static void
test_shipped(void **state)
{
    struct buf text = BUF_MAX(1 << 20);
    struct glossary *g = NULL;
    struct fail fail = { "" };
    struct glossary_hit hit;
    size_t kinds[3] = { 0 };

    (void)state;
    assert_int_equal(file_read(&text, "core/glossary.tsv", &fail), 0);
    CHECK_INT(
        glossary_parse(&g, buf_str(&text), "glossary", &fail), 0, fail.text);
    for (size_t i = 0; i < glossary_count(g); i++) {
        const struct glossary_concept *c = glossary_at(g, i);

        kinds[c->kind]++;
        for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
            CHECK_INT(c->form_count[l] > 0, 1, c->name);
    }
    CHECK_INT(kinds[GLOSSARY_RECALLED] >= 300, 1, "often recalled");
    CHECK_INT(kinds[GLOSSARY_ORDINARY] >= 130, 1, "ordinary");
    assert_int_equal(glossary_find(g, STR("嬰兒推車"), &hit, 1), 1);
    CHECK_TEXT(glossary_at(g, hit.concept)->name, "stroller", "traditional");
    glossary_free(g);
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_glossary),
        cmocka_unit_test(test_bad_glossary),
        cmocka_unit_test(test_shipped),
    };

    return cmocka_run_group_tests_name("core/glossary", tests, NULL, NULL);
}
