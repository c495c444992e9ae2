#include "tests/check.h"

#include "base/mem.h"
#include "base/suspect.h"
#include "base/utf8.h"

#define TEXTS 20000
#define POINTS_MAX 120

/* The same asked of one block alone, in a text too short to be looked at in
 * wider windows. */
static size_t
next_slowly(struct str s, size_t i)
{
    for (; i < s.len; i += SUSPECT_BLOCK) {
        size_t from = i < SUSPECT_BLOCK ? 0 : i - SUSPECT_BLOCK;
        size_t len = s.len - from;
        struct str near = { s.p + from, len < 39 ? len : 39 };

        if (suspect_next(near, i - from) == i - from)
            return i;
    }
    return s.len;
}

/* Letters that a masked word may be made of, and others. */
static uint32_t
draw_point(uint64_t *seed)
{
    static const uint32_t points[] = { 'a', 'b', 'e', 'z', ' ', ' ', '4', '1',
        '@', '!', '.', '-', '*', '|', '~', 0xB7, 0x30FB, 0x3002, 0x131, 0x430,
        0x3B1, 0xE4, 0x107, 0xB0, 0x5E72, 0x6270, 0x5668, 0x9FA5, 0x25B, ',' };
    uint32_t most;

    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    /* Most texts are of plain letters; else all would be suspected at once. */
    most = *seed >> 60 == 0 ? (uint32_t)COUNT(points) : 2;
    return points[(uint32_t)(*seed >> 33) % most];
}

static void
wide_windows_tell_the_same(void **state)
{
    uint64_t seed = 5;
    size_t found = 0;

    (void)state;
    for (int n = 0; n < TEXTS; n++) {
        struct buf text = BUF_MAX(4 * POINTS_MAX + 1);
        struct str s;

        for (int i = 0; i < POINTS_MAX; i++)
            buf_add_utf8(&text, draw_point(&seed));
        s = buf_str(&text);
        for (size_t from = 0; from < 40; from++) {
            size_t want = next_slowly(s, from);

            CHECK_INT(suspect_next(s, from), want, buf_text(&text));
            found += want < s.len;
        }
        buf_clear(&text);
    }
    CHECK_INT(found > TEXTS && found < 39 * (size_t)TEXTS, 1, "both kinds");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_windows_tell_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
