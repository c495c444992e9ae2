#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"

static void
appends(void **state)
{
    struct buf b = BUF_MAX(1 << 20);
    char *taken;

    (void)state;
    CHECK_TEXT(buf_text(&b), "", "empty from birth");
    CHECK_INT(buf_str(&b).len, 0, "no bytes");
    CHECK_INT(buf_addz(&b, "ab"), 0, "text");
    CHECK_INT(buf_addc(&b, 'c'), 0, "byte");
    CHECK_INT(buf_adds(&b, STR("de")), 0, "view");
    CHECK_INT(buf_adds(&b, STR_NONE), 0, "nothing");
    CHECK_INT(buf_addf(&b, "%d-%s", 7, "x"), 0, "format");
    CHECK_TEXT(buf_text(&b), "abcde7-x", "all in order");
    buf_cut(&b, 3);
    CHECK_TEXT(buf_text(&b), "abc", "cut");
    buf_cut(&b, 9);
    CHECK_TEXT(buf_text(&b), "abc", "cutting makes nothing longer");
    buf_drop(&b, 1);
    CHECK_TEXT(buf_text(&b), "bc", "dropped at the front");
    buf_drop(&b, 99);
    CHECK_TEXT(buf_text(&b), "", "dropped all");
    buf_addz(&b, "again");
    taken = buf_take(&b);
    CHECK_TEXT(taken, "again", "taken");
    CHECK_INT(b.len == 0 && b.p == NULL && b.max == 1 << 20, 1, "given away");
    free(taken);
    taken = buf_take(&b);
    CHECK_TEXT(taken, "", "taken from nothing");
    free(taken);
    buf_drop(&b, 1);
    buf_cut(&b, 0);
    buf_reset(&b);
    CHECK_TEXT(buf_text(&b), "", "still empty");
    buf_clear(&b);
    check_end();
}

/* Longer than the small text on the stack of the formatter. */
static void
formats_long_texts(void **state)
{
    struct buf b = BUF_MAX(4096);

    (void)state;
    for (int width = 250; width <= 260; width++) {
        buf_reset(&b);
        CHECK_INT(buf_addf(&b, "%0*d", width, 7), 0, "rc");
        CHECK_INT(b.len, width, "length");
        CHECK_INT(b.p[width - 1], '7', "last");
        CHECK_INT(b.p[width], 0, "ends");
    }
    buf_clear(&b);
    check_end();
}

static void
stops_at_its_cap(void **state)
{
    struct buf b = BUF_MAX(4);

    (void)state;
    CHECK_INT(buf_addz(&b, "abcd"), 0, "up to the cap");
    CHECK_INT(buf_addc(&b, 'e'), -1, "one more");
    CHECK_INT(b.over, 1, "said so");
    CHECK_TEXT(buf_text(&b), "abcd", "nothing was appended");
    buf_cut(&b, 0);
    CHECK_INT(buf_addc(&b, 'e'), -1, "over stays");
    buf_reset(&b);
    CHECK_INT(buf_addc(&b, 'e'), 0, "until the reset");
    CHECK_INT(buf_room(&b, 4) == NULL, 1, "no room for four");
    buf_reset(&b);
    CHECK_INT(buf_room(&b, SIZE_MAX) == NULL, 1, "no overflow");
    buf_reset(&b);
    CHECK_INT(buf_addf(&b, "%0300d", 1), -1, "a long format");
    CHECK_INT(b.len, 0, "nothing of it");
    buf_clear(&b);
    CHECK_INT(b.max, 4, "the cap stays");
    CHECK_INT(buf_addz(&b, "ab"), 0, "usable again");
    buf_clear(&b);
    check_end();
}

static void
writes_utf8(void **state)
{
    static const struct {
        uint32_t c;
        const char *want;
    } cases[] = {
        { 'A', "A" },
        { 0x7F, "\x7F" },
        { 0x80, "\xC2\x80" },
        { 0x7FF, "\xDF\xBF" },
        { 0x800, "\xE0\xA0\x80" },
        { 0xFFFF, "\xEF\xBF\xBF" },
        { 0x10000, "\xF0\x90\x80\x80" },
        { 0x10FFFF, "\xF4\x8F\xBF\xBF" },
        { 0x110000, "\xEF\xBF\xBD" },
        { 0xD800, "\xEF\xBF\xBD" },
        { 0xDFFF, "\xEF\xBF\xBD" },
        { UINT32_MAX, "\xEF\xBF\xBD" },
    };
    struct buf b = BUF_MAX(16);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&b);
        buf_add_utf8(&b, cases[i].c);
        CHECK_TEXT(buf_text(&b), cases[i].want, cases[i].want);
    }
    buf_clear(&b);
    check_end();
}

static void
writes_numbers(void **state)
{
    static const struct {
        uint64_t n;
        const char *want;
    } cases[] = { { 0, "0" }, { 9, "9" }, { 10, "10" }, { 8443, "8443" },
        { UINT64_MAX, "18446744073709551615" } };
    struct buf b = BUF_MAX(20);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&b);
        CHECK_INT(buf_addu(&b, cases[i].n), 0, cases[i].want);
        CHECK_TEXT(buf_text(&b), cases[i].want, cases[i].want);
    }
    CHECK_INT(buf_addu(&b, 1), -1, "no room");
    buf_clear(&b);
    check_end();
}

/* In memory of somebody else's while that suffices, which is left as it is. */
static void
begins_in_lent_memory(void **state)
{
    char room[8] = "ab";
    struct buf b = buf_lent(room, 2, sizeof room, 100);
    char *taken;

    (void)state;
    CHECK_INT(buf_addz(&b, "cdefg"), 0, "up to the NUL");
    CHECK_INT(b.lent && b.p == room, 1, "there");
    CHECK_TEXT(room, "abcdefg", "appended");
    taken = buf_take(&b);
    CHECK_TEXT(taken, "abcdefg", "a copy is handed over");
    free(taken);
    b = buf_lent(room, 7, sizeof room, 100);
    CHECK_INT(buf_addc(&b, 'h'), 0, "one too many");
    CHECK_INT(b.lent, 0, "in its own memory");
    CHECK_TEXT(buf_text(&b), "abcdefgh", "all of it");
    buf_clear(&b);
    b = buf_lent(room, 0, sizeof room, 100);
    CHECK_INT(buf_room(&b, 8) != NULL && !b.lent, 1, "room for the NUL too");
    CHECK_TEXT(buf_text(&b), "", "empty");
    buf_clear(&b);
    b = buf_lent(room, 7, 0, 7);
    CHECK_INT(buf_addc(&b, 'h'), -1, "only looked at");
    CHECK_INT(str_is(buf_str(&b), "abcdefg"), 1, "seen");
    buf_clear(&b);
    CHECK_TEXT(room, "abcdefg", "left");
    CHECK_INT(buf_addc(&b, 'x'), 0, "an owner again");
    buf_clear(&b);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends),
        cmocka_unit_test(formats_long_texts),
        cmocka_unit_test(stops_at_its_cap),
        cmocka_unit_test(writes_utf8),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(begins_in_lent_memory),
    };

    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
