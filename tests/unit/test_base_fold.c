#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <unicode/unorm2.h>

static void
folds_and_remembers_where(void **state)
{
    /* find: in the folded text; want: the same words in the original. */
    static const struct {
        const char *name, *text, *folded, *find, *want;
    } cases[] = {
        { "ASCII", "Magnet Ball", "magnet ball", "ball", "Ball" },
        { "full width", "Ａ１ ＸＹ", "a1 xy", "xy", "ＸＹ" },
        { "zero width inside", "a\u200bb c", "ab c", "ab", "a\u200bb" },
        { "zero width behind", "ab\u200b c", "ab c", "ab", "ab\u200b" },
        { "soft hyphen", "Wasser\u00adperle", "wasserperle", "perle", "perle" },
        { "umlaut", "GRÖSSE", "grösse", "ö", "Ö" },
        { "combining umlaut", "gro\u0308sse!", "grösse!", "ö", "o\u0308" },
        { "sharp s", "Straße 1", "strasse 1", "ss", "ß" },
        { "half of a sharp s", "aßb", "assb", "s", "ß" },
        { "ligature", "oﬃce", "office", "ffi", "ﬃ" },
        { "half of a ligature", "oﬃce", "office", "fi", "ﬃ" },
        { "blanks", "a \t\u00a0\u3000b", "a b", " ", " \t\u00a0\u3000" },
        { "leading blank", "  a", "a", "a", "a" },
        { "Han", "儿童磁力球", "儿童磁力球", "磁力", "磁力" },
        { "half-width kana with its mark", "ｶﾞ", "ガ", "ガ", "ｶﾞ" },
        { "jamo", "\u1100\u1161\u11a8", "각", "각", "\u1100\u1161\u11a8" },
        { "mark behind Han", "磁\u0301力", "磁\u0301力", "力", "力" },
        { "mark behind Latin-1", "\u00c4\u0323x", "\u1ea1\u0308x", "x", "x" },
        { "degree Celsius", "60 ℃", "60 °c", "°c", "℃" },
        { "Greek final sigma", "ΟΔΟΣ", "οδοσ", "σ", "Σ" },
        { "circled", "①②", "12", "2", "②" },
        { "trade mark", "Lego™", "legotm", "tm", "™" },
        { "empty", "", "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        struct str text = str_of(cases[i].text);
        size_t start, end;
        ptrdiff_t at;
        char *quoted;

        fold_text(&f, text);
        CHECK_TEXT(buf_text(&f.text), cases[i].folded, cases[i].name);
        at = str_find(buf_str(&f.text), str_of(cases[i].find), 0);
        if (at < 0) {
            CHECK_INT(at, 0, cases[i].name);
            fold_clear(&f);
            continue;
        }
        fold_span(
            &f, (size_t)at, (size_t)at + strlen(cases[i].find), &start, &end);
        quoted = str_dup(str_sub(text, start, end - start));
        CHECK_TEXT(quoted, cases[i].want, cases[i].name);
        free(quoted);
        fold_clear(&f);
    }
    check_end();
}

/* What ICU makes of one code point, as UTF-8, with our white space rule left
 * out. */
static void
icu_fold(struct buf *out, UChar32 c)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar src[2], dst[64];
    int32_t len = 0, n;

    U16_APPEND_UNSAFE(src, len, c);
    n = unorm2_normalize(unorm2_getNFKCCasefoldInstance(&code), src, len, dst,
        (int32_t)COUNT(dst), &code);
    assert_true(U_SUCCESS(code));
    for (int32_t i = 0; i < n;) {
        UChar32 point;

        U16_NEXT(dst, i, n, point);
        buf_add_utf8(out, (uint32_t)point);
    }
}

/* White space that leaves ICU as it is and that we make a blank of. */
static int
is_other_space(uint32_t c)
{
    return c == 0x85 || c == 0x1680 || (c >= 9 && c <= 13) || c == 0x2028 ||
           c == 0x2029;
}

/* Every code point of the BMP, alone and between letters, against ICU. The
 * few that fold to something with white space follow our own rule. */
static void
folds_every_code_point_as_icu_does(void **state)
{
    struct folded f = { 0 };
    size_t compared = 0;

    (void)state;
    for (uint32_t c = 1; c <= 0xFFFF; c++) {
        struct buf text = BUF_MAX(64), want = BUF_MAX(256);
        char name[32];

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        icu_fold(&want, (UChar32)c);
        if (memchr(buf_text(&want), ' ', want.len) != NULL ||
            is_other_space(c)) {
            buf_clear(&want);
            continue;
        }
        snprintf(name, sizeof name, "U+%04X", (unsigned)c);
        buf_add_utf8(&text, c);
        fold_text(&f, buf_str(&text));
        CHECK_TEXT(buf_text(&f.text), buf_text(&want), name);
        CHECK_INT(fold_at(&f, f.text.len), text.len, name);
        compared++;
        buf_clear(&text);
        buf_clear(&want);
    }
    print_message("%zu code points fold as ICU folds them\n", compared);
    assert_true(compared > 63000);
    fold_clear(&f);
    check_end();
}

/* Two code points together: ICU over the whole text is the judge, where no
 * white space takes part. */
static void
folds_pairs_as_icu_does(void **state)
{
    static const uint32_t marks[] = { 0x301, 0x308, 0x323, 0x327, 0x345, 0x3099,
        0x309A, 0x11A8, 0x1161, 0x5B0, 0x200B, 0xFF9E, 'b', 0xE4, 0x6C34 };
    struct folded f = { 0 };
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&code);

    (void)state;
    for (uint32_t c = 0x21; c <= 0xFFFF; c += c < 0x600 ? 1 : 37)
        for (size_t m = 0; m < COUNT(marks); m++) {
            struct buf text = BUF_MAX(64), want = BUF_MAX(256);
            UChar src[4], dst[64];
            int32_t len = 0, n;
            char name[32];

            if ((c >= 0xD800 && c <= 0xDFFF) || is_other_space(c))
                continue;
            U16_APPEND_UNSAFE(src, len, c);
            U16_APPEND_UNSAFE(src, len, marks[m]);
            n = unorm2_normalize(fold, src, len, dst, COUNT(dst), &code);
            for (int32_t i = 0; i < n;) {
                UChar32 point;

                U16_NEXT(dst, i, n, point);
                buf_add_utf8(&want, (uint32_t)point);
            }
            buf_add_utf8(&text, c);
            buf_add_utf8(&text, marks[m]);
            fold_text(&f, buf_str(&text));
            snprintf(name, sizeof name, "U+%04X U+%04X", (unsigned)c,
                (unsigned)marks[m]);
            if (memchr(buf_text(&want), ' ', want.len) == NULL &&
                memchr(buf_text(&f.text), ' ', f.text.len) == NULL)
                CHECK_TEXT(buf_text(&f.text), buf_text(&want), name);
            buf_clear(&text);
            buf_clear(&want);
        }
    fold_clear(&f);
    check_end();
}

static void
takes_stacks_of_marks(void **state)
{
    struct folded f = { 0 };
    struct buf text = BUF_MAX(1u << 20);
    size_t start, end;

    (void)state;
    buf_addz(&text, "x");
    for (int i = 0; i < 10000; i++)
        buf_add_utf8(&text, 0x301);
    buf_addz(&text, "y");
    fold_text(&f, buf_str(&text));
    assert_true(f.text.len > 2);
    fold_span(&f, f.text.len - 1, f.text.len, &start, &end);
    CHECK_INT(start, text.len - 1, "the letter behind the stack");
    CHECK_INT(end, text.len, "its end");
    buf_clear(&text);
    fold_clear(&f);
    check_end();
}

static void
makes_nfc(void **state)
{
    struct buf out = BUF_MAX(256);

    (void)state;
    CHECK_INT(fold_nfc(&out, STR("o\u0308 \u212b x")), 0, "room");
    CHECK_TEXT(buf_text(&out), "ö Å x", "composed");
    buf_clear(&out);
    check_end();
}

/* What is called NFC by a look must be: well-formed, and no code point of it
 * may change or join with those around it. */
static void
knows_what_is_nfc(void **state)
{
    static const struct {
        const char *text;
        int is;
    } cases[] = {
        { "", 1 },
        { "0123456789abcdefghijklmnopqrstuvwxyz", 1 },
        { "0123456789abcdefghijklmnopqrstuvwxyz\xCC\x81", 0 },
        { "Gr\u00fc\u00dfe aus K\u00f6ln", 1 },
        { "\u02ff", 1 },
        { "\u0300", 0 },
        { "\u3fff", 0 },
        { "\u4000\u4dff", 1 },
        { "\u4e00\u9fff\u3002\uff0c\u5bb6", 1 },
        { "\u5bb6\u304b\u3099", 0 },
        { "\uf900", 0 },
        { "abc\xE5\xAE", 0 },
        { "\xE5\xAE\x41", 0 },
        { "\xC3", 0 },
        { "\xFF", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            fold_is_nfc(str_of(cases[i].text)), cases[i].is, cases[i].text);
    check_end();
}

/* A row of characters is looked at together: no byte is passed over. */
static void
looks_at_each_byte_of_a_row(void **state)
{
    static const char bad[] = { 'a', '\0', '\x80', '\xBF', '\xC3', '\xE3',
        '\xEA', '\xFF' };
    char text[60];

    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "\xE5\xAE\xB6"[i % 3];
    CHECK_INT(fold_is_nfc((struct str){ text, sizeof text }), 1, "as it is");
    for (size_t i = 0; i < sizeof text; i++)
        for (size_t b = 0; b < sizeof bad; b++) {
            char was = text[i];
            int is = i % 3 > 0 && (unsigned char)bad[b] - 0x80u < 0x40;

            text[i] = bad[b];
            if (fold_is_nfc((struct str){ text, sizeof text }) != is)
                CHECK_INT(b, i, "byte, place");
            text[i] = was;
        }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_and_remembers_where),
        cmocka_unit_test(folds_every_code_point_as_icu_does),
        cmocka_unit_test(folds_pairs_as_icu_does),
        cmocka_unit_test(takes_stacks_of_marks),
        cmocka_unit_test(makes_nfc),
        cmocka_unit_test(knows_what_is_nfc),
        cmocka_unit_test(looks_at_each_byte_of_a_row),
    };

    return cmocka_run_group_tests_name("base/fold", tests, NULL, NULL);
}
