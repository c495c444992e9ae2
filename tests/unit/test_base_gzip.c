#include "tests/check.h"

#include "base/gzip.h"

/* "hello\n" by gzip 1.12 with a file name in the header. */
static const char named[] =
    "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03h.txt\x00\xcb\x48\xcd\xc9\xc9"
    "\xe7\x02\x00\x20\x30\x3a\x36\x06\x00\x00\x00";

static void
reads_what_it_wrote(void **state)
{
    static const size_t sizes[] = { 0, 1, 16384, 16385, 300000 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct buf in = BUF_MAX(1u << 20), packed = BUF_MAX(1u << 20);
        struct buf back = BUF_MAX(sizes[i]);
        size_t used = 0, first;
        struct fail fail = { "" };

        while (in.len < sizes[i])
            buf_addc(&in, (char)(in.len * in.len >> 3));
        CHECK_INT(gzip_add(&packed, buf_str(&in), 6), 0, "add");
        first = packed.len;
        CHECK_INT(gzip_add(&packed, STR("second"), 1), 0, "add");
        CHECK_INT(gzip_is(buf_str(&packed)), 1, "is gzip");
        CHECK_INT(
            gzip_read(&back, buf_str(&packed), &used, &fail), 0, fail.text);
        CHECK_INT(used, first, "used");
        CHECK_INT(str_eq(buf_str(&back), buf_str(&in)), 1, "same");
        buf_clear(&in);
        buf_clear(&packed);
        buf_clear(&back);
    }
    check_end();
}

static void
reads_other_writers(void **state)
{
    struct buf out = BUF_MAX(100);
    size_t used;

    (void)state;
    CHECK_INT(
        gzip_read(&out, (struct str){ named, sizeof named - 1 }, &used, NULL),
        0, "read");
    CHECK_TEXT(buf_text(&out), "hello\n", "text");
    CHECK_INT(used, sizeof named - 1, "used");
    buf_clear(&out);
    check_end();
}

static void
stops_at_the_cap(void **state)
{
    struct buf in = BUF_MAX(8u << 20), packed = BUF_MAX(8u << 20);
    struct buf out = BUF_MAX(1000), tiny = BUF_MAX(20);
    struct fail fail;

    (void)state;
    memset(buf_room(&in, 8u << 20), 'x', 8u << 20);
    in.len = 8u << 20;
    CHECK_INT(gzip_add(&packed, buf_str(&in), 9), 0, "add");
    CHECK_INT(gzip_read(&out, buf_str(&packed), NULL, &fail), -1, "bomb");
    CHECK_TEXT(fail.text, "gzip: more than 1000 bytes", "why");
    CHECK_INT(out.len, 1000, "kept");
    CHECK_INT(out.over, 1, "over");
    CHECK_INT(gzip_add(&tiny, STR("does not fit in there"), 6), -1, "small");
    CHECK_INT(tiny.over, 1, "over");
    buf_clear(&in);
    buf_clear(&packed);
    buf_clear(&out);
    buf_clear(&tiny);
    check_end();
}

static void
keeps_what_stood_before_the_damage(void **state)
{
    struct buf in = BUF_MAX(1u << 20), packed = BUF_MAX(1u << 20);
    struct buf out = BUF_MAX(1u << 20);
    struct fail fail;

    (void)state;
    for (int i = 0; i < 20000; i++)
        buf_addf(&in, "%d,", i * 7919);
    CHECK_INT(gzip_add(&packed, buf_str(&in), 6), 0, "add");
    CHECK_INT(gzip_read(&out, str_sub(buf_str(&packed), 0, packed.len / 2),
                  NULL, &fail),
        -1, "truncated");
    CHECK_TEXT(fail.text, "gzip: truncated or damaged", "why");
    CHECK_INT(out.len > in.len / 3, 1, "some of it");
    CHECK_INT(memcmp(out.p, in.p, out.len), 0, "the same");
    buf_reset(&out);
    memset(packed.p + packed.len / 2, 0xff, 8);
    CHECK_INT(gzip_read(&out, buf_str(&packed), NULL, &fail), -1, "damaged");
    buf_reset(&out);
    CHECK_INT(gzip_read(&out, STR("<html>"), NULL, &fail), -1, "not gzip");
    CHECK_TEXT(fail.text, "not gzip", "why");
    CHECK_INT(gzip_read(&out, STR_NONE, NULL, &fail), -1, "empty");
    buf_clear(&in);
    buf_clear(&packed);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(reads_other_writers),
        cmocka_unit_test(stops_at_the_cap),
        cmocka_unit_test(keeps_what_stood_before_the_damage),
    };

    return cmocka_run_group_tests_name("base/gzip", tests, NULL, NULL);
}
