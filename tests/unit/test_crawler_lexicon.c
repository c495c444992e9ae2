#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "crawler/lexicon.h"

/* Longer than the pieces in which texts are read. */
#define SHIFTS 40
/* ... and of two blocks that are looked at in one go. */
#define PLACES 140

static const struct {
    const char *name, *text; /* lower case */
    size_t hits, at, len;    /* of the last one */
    enum lexicon_sense sense;
} cases[] = {
    { "nothing", "a brass lamp", 0, 0, 0, LEXICON_NOTHING },
    { "empty", "", 0, 0, 0, LEXICON_NOTHING },
    { "three letters", "sku 4711", 1, 0, 3, LEXICON_LABEL },
    { "three letters at the end", "the sku", 1, 4, 3, LEXICON_LABEL },
    { "a word that goes on", "skunk", 0, 0, 0, LEXICON_NOTHING },
    { "the end of a word", "asku", 0, 0, 0, LEXICON_NOTHING },
    { "behind a letter of two bytes", "äsku", 0, 0, 0, LEXICON_NOTHING },
    { "before a letter of two bytes", "skuä", 0, 0, 0, LEXICON_NOTHING },
    { "several words", "(add to cart)", 1, 1, 11, LEXICON_CART },
    { "the longest", "add to wishlist", 1, 0, 15, LEXICON_AROUND },
    { "cut short", "add to car", 0, 0, 0, LEXICON_NOTHING },
    { "may go on", "temporairement en ruptures", 1, 0, 25, LEXICON_STOCK },
    { "shielded by a longer one", "back in stock", 0, 0, 0, LEXICON_NOTHING },
    { "two hits", "in stock, add to cart", 2, 10, 11, LEXICON_CART },
    { "Cyrillic", "в корзину", 1, 0, 17, LEXICON_CART },
    { "Chinese amid others", "这里商品编号是", 1, 6, 12, LEXICON_LABEL },
};

/* Wherever it stands in a text, a phrase is found alike. */
static void
finds_phrases(void **state)
{
    struct lexicon *x = lexicon_new();
    struct buf text = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t shift = 0; shift < PLACES; shift++) {
            struct lexicon_hit hits[8];
            size_t n, last;

            buf_reset(&text);
            for (size_t k = 0; k < shift; k++)
                buf_addc(&text, k + 1 == shift ? '\n' : "to "[k % 3]);
            buf_addz(&text, cases[i].text);
            n = lexicon_scan(x, buf_str(&text), hits, COUNT(hits));
            CHECK_INT(n, cases[i].hits, cases[i].name);
            if (n == 0 || n != cases[i].hits)
                continue;
            last = n - 1;
            CHECK_INT(hits[last].at, shift + cases[i].at, cases[i].name);
            CHECK_INT(hits[last].len, cases[i].len, cases[i].name);
            CHECK_INT(hits[last].sense, cases[i].sense, cases[i].name);
        }
    buf_clear(&text);
    lexicon_free(x);
    check_end();
}

static void
stops_at_max(void **state)
{
    struct lexicon *x = lexicon_new();
    struct lexicon_hit hits[2];

    (void)state;
    CHECK_INT(lexicon_scan(x, STR("sku sku sku"), hits, 2), 2, "two of three");
    CHECK_INT(lexicon_scan(x, STR("sku sku sku"), hits, 0), 0, "none");
    lexicon_free(x);
    check_end();
}

static void
finds_whole_texts(void **state)
{
    static const struct {
        const char *text;
        int want;
    } whole[] = { { "sku", 1 }, { "sku:", 0 }, { "add to cart", 1 },
        { "add to cart now", 0 }, { "add to", 0 }, { "s", 0 }, { "", 0 } };
    struct lexicon *x = lexicon_new();

    (void)state;
    for (size_t i = 0; i < COUNT(whole); i++) {
        struct lexicon_hit hit;

        CHECK_INT(lexicon_find(x, str_of(whole[i].text), &hit), whole[i].want,
            whole[i].text);
    }
    lexicon_free(x);
    check_end();
}

static void
lowers_letters(void **state)
{
    static const struct {
        const char *text, *want;
    } letters[] = { { "AbZ@[19", "abz@[19" }, { "ÄÖÜ×ß ÀÞ", "äöü×ß àþ" },
        { "ŁÓDŹ Č Žž İ", "łódź č žž İ" }, { "ПРИВЕТ", "привет" },
        { "ΑΘΗΝΑ ΣΩ", "αθηνα σω" }, { "商品A", "商品a" }, { "\xC3", "\xC3" } };

    (void)state;
    for (size_t i = 0; i < COUNT(letters); i++)
        for (size_t shift = 0; shift < SHIFTS; shift++) {
            char out[100] = "";
            struct buf text = BUF_MAX(100), want = BUF_MAX(100);

            for (size_t k = 0; k < shift; k++) {
                buf_addc(&text, 'X');
                buf_addc(&want, 'x');
            }
            buf_addz(&text, letters[i].text);
            buf_addz(&want, letters[i].want);
            lexicon_lower(out, buf_str(&text));
            CHECK_TEXT(out, buf_text(&want), letters[i].text);
            buf_clear(&text);
            buf_clear(&want);
        }
    check_end();
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_phrases),
        cmocka_unit_test(stops_at_max),
        cmocka_unit_test(finds_whole_texts),
        cmocka_unit_test(lowers_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
