/* Words, stems, hashes and glossary hits. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/glossary.h"
#include "classifier/hashing.h"
#include "classifier/tongue.h"

static const struct {
    const char *text, *want; /* kinds: word, +han, #measure, !code */
} words[] = {
    { "", "" },
    { "Space Heaters", "space heater" },
    { "Baby  Walker\xE2\x84\xA2 (pink)", "bab walker pink" },
    { "PowMax\xE2\x84\xA2 chargers", "powmax charger" },
    { "18V 2000 mAh 4006381333931", "#v !2000 mah !4006381333931" },
    { "rr39m73407f/eu", "!rr39m73407f eu" },
    { "Heizlüfter für Bäder", "heizlüfter für bäder" },
    { "ＵＳＢ充电器 65W", "usb +充电器 #w" },
    { "boxes watches glass bus batteries toy",
        "box watch glass bus batter toy" },
    { "bat\xE2\x80\x8Btery", "batter" },
    { "a b-c \xF0\x9F\x94\xA5 fire", "!a !b !c fire" },
};

static void
join(struct buf *out, const struct tokens *t)
{
    static const char *const marks[] = { "", "+", "#", "!" };

    for (size_t i = 0; i < t->count; i++)
        buf_addf(out, "%s%s" STR_FMT, i > 0 ? " " : "", marks[t->item[i].kind],
            STR_ARG(t->item[i].text));
}

static void
test_words(void **state)
{
    struct tokens t = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        struct buf got = BUF_MAX(1000);

        token_read(&t, str_of(words[i].text), 100);
        join(&got, &t);
        CHECK_TEXT(buf_text(&got), words[i].want, words[i].text);
        buf_clear(&got);
    }
    token_read(&t, STR("one two three four"), 3);
    CHECK_INT(t.count, 3, "no more tokens than asked for");
    token_clear(&t);
    check_end();
}

/* Models are files: these values may never change. */
static void
test_hashes(void **state)
{
    (void)state;
    assert_true(hashing_of(HASHING_WORD, STR("heater")) !=
                hashing_of(HASHING_CHARS, STR("heater")));
    assert_true(hashing_pair(1, 2) != hashing_pair(2, 1));
    assert_true(hashing_of(HASHING_WORD, STR("heater")) ==
                hashing_of(HASHING_WORD, STR("heater")));
    CHECK_INT(hashing_index(0xFFFFFFFFu, 19), (1 << 19) - 1, "width");
    CHECK_INT(hashing_sign(UINT64_C(1) << 63), -1, "negative");
    CHECK_INT(hashing_sign(1), 1, "positive");
    check_end();
}

static const char table[] = "# comment\n"
                            "high chair\tr\tnursery\thigh chair|highchair\t"
                            "Hochstuhl\t儿童餐椅\n"
                            "chair\t-\tfurniture\tchair\tStuhl\t椅子\n"
                            "children\t-\tperson\tkids\tKinder*\t儿童\n";

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

static const struct {
    const char *text, *want;
} tongues[] = {
    { "Space heater 1500W", "en" },
    { "Heizlüfter 2000 W", "de" },
    { "Schutzhülle Galaxy", "de" },
    { "Lampe mit Fernbedienung", "de" },
    { "儿童餐椅", "zh" },
    { "Apple iPhone 13 手机壳", "zh" },
    { "", "en" },
};

static void
test_tongue(void **state)
{
    struct tokens t = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT(tongues); i++) {
        token_read(&t, str_of(tongues[i].text), 60);
        CHECK_TEXT(
            tongue_name(tongue_of(&t)), tongues[i].want, tongues[i].text);
    }
    token_clear(&t);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_glossary),
        cmocka_unit_test(test_bad_glossary),
        cmocka_unit_test(test_tongue),
    };

    return cmocka_run_group_tests_name("classifier/token", tests, NULL, NULL);
}
