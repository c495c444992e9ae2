/* Words, stems and hashes. */
#include "tests/check.h"

#include "base/mem.h"
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

/* Masked words are read as they are meant, part numbers as they are. */
static void
test_masked(void **state)
{
    static const struct {
        const char *text, *want;
    } masked[] = {
        { "H0verb0ard 6 Zoll", "hoverboard !6 zoll" },
        { "m a g n e t balls", "magnet ball" },
        { "drill DCD796", "drill !dcd796" },
        { "plain words", "plain word" },
    };
    struct tokens t = { 0 };

    (void)state;
    for (int again = 0; again < 2; again++) /* memory is reused */
        for (size_t i = 0; i < COUNT(masked); i++) {
            struct buf got = BUF_MAX(1000);

            token_read_unmasked(&t, str_of(masked[i].text), 100);
            join(&got, &t);
            CHECK_TEXT(buf_text(&got), masked[i].want, masked[i].text);
            buf_clear(&got);
        }
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
        cmocka_unit_test(test_masked),
        cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_tongue),
    };

    return cmocka_run_group_tests_name("classifier/token", tests, NULL, NULL);
}
