#include "tests/check.h"

#include "base/gzip.h"
#include "base/mem.h"

#include <stdlib.h>
#include <zlib.h>

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

/* The fastest writer: what shrinks, what does not, and what does not fit. */
static void
reads_what_was_written_fast(void **state)
{
    static const size_t sizes[] = { 0, 1, 100, 3000, 4095, 4096, 65535, 65536,
        1000000 };
    struct gzip_writer *w = gzip_writer_new(0);

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
        size_t size = sizes[i / 2];
        struct buf in = BUF_MAX(1u << 20), packed = BUF_MAX(2u << 20);
        struct buf back = BUF_MAX(size), small;
        uint32_t random = 1;
        struct fail fail = { "" };

        while (in.len < size) {
            random = random * 1664525u + 1013904223u;
            buf_addc(&in, (char)(i % 2 ? random >> 24 : in.len / 7 % 90));
        }
        CHECK_INT(gzip_writer_add(w, &packed, buf_str(&in)), 0, "add");
        CHECK_INT(
            gzip_read(&back, buf_str(&packed), NULL, &fail), 0, fail.text);
        CHECK_INT(str_eq(buf_str(&back), buf_str(&in)), 1, "same");
        small = BUF_MAX(packed.len);
        CHECK_INT(gzip_writer_add(w, &small, buf_str(&in)), 0, "just fits");
        buf_clear(&small);
        small = BUF_MAX(15);
        CHECK_INT(gzip_writer_add(w, &small, buf_str(&in)), -1, "no room");
        CHECK_INT(small.over, 1, "says so");
        buf_clear(&small);
        buf_clear(&in);
        buf_clear(&packed);
        buf_clear(&back);
    }
    gzip_writer_free(w);
    check_end();
}

/* Long or short, shrinking or not, at either kind of level. */
static void
reads_what_was_written_in_parts(void **state)
{
    static const size_t sizes[] = { 0, 100, 8191, 8192, 65536, 1000000 };
    const struct str head = STR("a head, a head, a head"), tail = STR("\r\n");

    (void)state;
    for (size_t i = 0; i < 4 * COUNT(sizes); i++) {
        struct gzip_writer *w = gzip_writer_new(i & 1);
        struct buf body = BUF_MAX(1u << 20), packed = BUF_MAX(2u << 20);
        struct buf want = BUF_MAX(2u << 20), back = BUF_MAX(2u << 20), small;
        struct gzip_parts parts = { head, STR_NONE, tail };
        uint32_t random = 1;
        size_t used = 0;

        while (body.len < sizes[i / 4]) {
            random = random * 1664525u + 1013904223u;
            buf_addc(&body, (char)(i & 2 ? random >> 24 : body.len / 7 % 90));
        }
        parts.body = buf_str(&body);
        buf_adds(&want, head);
        buf_adds(&want, parts.body);
        buf_adds(&want, tail);
        /* The second with the first one's code. */
        for (int again = 0; again < 2; again++) {
            buf_reset(&packed);
            CHECK_INT(gzip_writer_add_parts(w, &packed, &parts, 7), 0, "add");
            buf_adds(&packed, STR("behind"));
            buf_reset(&back);
            CHECK_INT(
                gzip_read(&back, buf_str(&packed), &used, NULL), 0, "read");
            CHECK_INT(used, packed.len - 6, "its length");
            CHECK_INT(str_eq(buf_str(&back), buf_str(&want)), 1, "same");
        }
        for (size_t max = 5; max < 30; max += 8) {
            small = BUF_MAX(max);
            CHECK_INT(gzip_writer_add_parts(w, &small, &parts, 7), -1, "room");
            CHECK_INT(small.over, 1, "says so");
            buf_clear(&small);
        }
        buf_clear(&body);
        buf_clear(&packed);
        buf_clear(&want);
        buf_clear(&back);
        gzip_writer_free(w);
    }
    check_end();
}

/* A text of one of two kinds, or none at all. */
static void
write_kind(struct buf *out, int kind, uint32_t *random)
{
    static const char *const words[2][4] = {
        { "<div class=\"price\">", "chair ", "EUR 1", "</div>\n" },
        { "\xe7\xba\xa2\xe8\x89\xb2", "\xe6\xa4\x85\xe5\xad\x90", "\t", "0" }
    };

    while (out->len < 30000) {
        *random = *random * 1664525u + 1013904223u;
        if (kind < 2)
            buf_addz(out, words[kind][*random >> 30]);
        else
            buf_addc(out, (char)(*random >> 24));
    }
}

/* Members share a code with those before them, however unlike they are: all
 * come back, and none is much larger than it had to be. */
static void
shares_a_code(void **state)
{
    static const int kinds[] = { 0, 0, 1, 0, 2, 0, 0, 2, 2, 1, 1 };
    struct gzip_writer *w = gzip_writer_new(0);
    uint32_t random = 1;

    (void)state;
    for (size_t i = 0; i < 20 * COUNT(kinds); i++) {
        struct buf in = BUF_MAX(1u << 20), packed = BUF_MAX(1u << 20);
        struct buf alone = BUF_MAX(1u << 20), back = BUF_MAX(1u << 20);
        struct fail fail = { "" };

        write_kind(&in, kinds[i % COUNT(kinds)], &random);
        CHECK_INT(
            gzip_writer_add_like(w, &packed, buf_str(&in), i / 100), 0, "add");
        CHECK_INT(gzip_add(&alone, buf_str(&in), 0), 0, "add alone");
        CHECK_INT(
            gzip_read(&back, buf_str(&packed), NULL, &fail), 0, fail.text);
        CHECK_INT(str_eq(buf_str(&back), buf_str(&in)), 1, "same");
        CHECK_INT(packed.len <= in.len + 64, 1, "no larger than stored");
        CHECK_INT(packed.len < 2 * alone.len, 1, "no waste");
        buf_clear(&in);
        buf_clear(&packed);
        buf_clear(&alone);
        buf_clear(&back);
    }
    gzip_writer_free(w);
    check_end();
}

static void
reads_what_is_as_long_as_said(void **state)
{
    static const struct {
        const char *name;
        size_t bytes, cut, max;
        int rc;
    } cases[] = {
        { "as it was written", 20000, 0, 20000, 0 },
        { "fewer are expected", 19999, 0, 20000, -1 },
        { "more are expected", 20001, 0, 30000, -1 },
        { "cut off", 20000, 5, 20000, -1 },
        { "past the cap", 20000, 0, 19999, -1 },
    };
    struct gzip_unpacker *r = gzip_unpacker_new();
    struct buf in = BUF_MAX(20000), packed = BUF_MAX(40000);

    (void)state;
    while (in.len < 20000)
        buf_addc(&in, (char)(in.len * in.len >> 3));
    CHECK_INT(gzip_add(&packed, buf_str(&in), 1), 0, "add");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(cases[i].max);
        struct str member =
            str_sub(buf_str(&packed), 0, packed.len - cases[i].cut);

        CHECK_INT(gzip_unpacker_get(r, &out, member, cases[i].bytes),
            cases[i].rc, cases[i].name);
        CHECK_INT(str_eq(buf_str(&out), buf_str(&in)), cases[i].rc == 0,
            cases[i].name);
        buf_clear(&out);
    }
    gzip_unpacker_free(r);
    buf_clear(&in);
    buf_clear(&packed);
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

static void
pack(struct buf *out, const char *text, size_t len, int bits)
{
    z_stream z = { 0 };
    char packed[4096];

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, 0), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)len;
    z.next_out = (Bytef *)packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    buf_add(out, packed, sizeof packed - z.avail_out);
    deflateEnd(&z);
}

/* What servers call gzip and deflate, in pieces of every length; an end that
 * is missing is known. */
static void
reads_what_servers_send(void **state)
{
    static const struct {
        const char *name;
        int bits;
    } kinds[] = { { "gzip", 15 + 16 }, { "zlib", 15 }, { "raw", -15 } };
    static const char text[] = "a page of some words, words, words and more";

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct buf in = BUF_MAX(4096);

        pack(&in, text, sizeof text - 1, kinds[i].bits);
        for (size_t len = 0; len <= in.len; len++)
            for (size_t step = 1; step < 9; step += 3) {
                struct gzip_reader *r = gzip_reader_new();
                struct buf out = BUF_MAX(4096);

                int rc = 0;

                for (size_t at = 0; at < len; at += step)
                    rc |= gzip_reader_add(r, &out,
                        str_sub(str_sub(buf_str(&in), 0, len), at, step));
                rc |= gzip_reader_end(r, &out);
                CHECK_INT(rc, 0, kinds[i].name);
                CHECK_INT(gzip_reader_ended(r), len == in.len, kinds[i].name);
                if (len == in.len)
                    CHECK_TEXT(buf_text(&out), text, kinds[i].name);
                gzip_reader_free(r);
                buf_clear(&out);
            }
        buf_clear(&in);
    }
    check_end();
}

/* One reader for all: a stream too long to be held, and members that do not
 * hold what they say, give what zlib gives. */
static void
reads_one_after_the_other(void **state)
{
    enum { LONG = 400000, SHORT = 3000 };
    static const struct {
        const char *name;
        size_t len, flip; /* of the text; which byte from the end, 0: none */
        int want, ended;
    } cases[] = {
        { "short", SHORT, 0, 0, 1 },
        { "long", LONG, 0, 0, 1 },
        { "says less", SHORT, 3, -1, 0 },
        { "says more", SHORT, 2, -1, 0 },
        { "says far too much", SHORT, 1, -1, 0 },
        { "another sum", SHORT, 6, -1, 0 },
        { "damaged at its end", LONG, 40, -1, 0 },
        { "short again", SHORT, 0, 0, 1 },
    };
    struct gzip_reader *r = gzip_reader_new();
    char *text = mem_new(LONG);
    uint32_t random = 1;

    (void)state;
    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)((random = random * 1664525 + 1013904223) >> 24);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf in = BUF_MAX(1 << 20), out = BUF_MAX(1 << 20);
        struct str bytes;
        int rc = 0;

        gzip_add(&in, (struct str){ text, cases[i].len }, 6);
        if (cases[i].flip > 0)
            in.p[in.len - cases[i].flip] ^= 0x11;
        bytes = buf_str(&in);
        gzip_reader_reset(r);
        for (size_t at = 0; at < bytes.len && rc == 0; at += 1000)
            rc = gzip_reader_add(r, &out, str_sub(bytes, at, 1000));
        rc = rc != 0 || gzip_reader_end(r, &out) != 0 ? -1 : 0;
        CHECK_INT(rc, cases[i].want, cases[i].name);
        CHECK_INT(gzip_reader_ended(r), cases[i].ended, cases[i].name);
        if (rc == 0)
            CHECK_INT(out.len, (long long)cases[i].len, cases[i].name);
        CHECK_INT(out.len >= cases[i].len - 100, 1, "what stood before");
        CHECK_INT(memcmp(out.p, text, cases[i].len - 100), 0, "as it was");
        buf_clear(&in);
        buf_clear(&out);
    }
    gzip_reader_free(r);
    free(text);
    check_end();
}

static void
bounds_what_servers_send(void **state)
{
    static const struct {
        const char *name;
        size_t len, cap;
        int want, over, ended;
    } cases[] = {
        { "a bomb", 1u << 20, 1000, -1, 1, 0 },
        { "exactly the cap", 1000, 1000, 0, 0, 1 },
        { "one more", 1001, 1000, -1, 1, 0 },
        { "nothing", 0, 1000, 0, 0, 1 },
    };
    char *text = mem_new(1u << 20);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct gzip_reader *r = gzip_reader_new();
        struct buf in = BUF_MAX(1u << 20), out = BUF_MAX(cases[i].cap);

        int rc;

        pack(&in, text, cases[i].len, 15 + 16);
        rc = gzip_reader_add(r, &out, buf_str(&in)) != 0 ||
                     gzip_reader_end(r, &out) != 0
                 ? -1
                 : 0;
        CHECK_INT(rc, cases[i].want, cases[i].name);
        CHECK_INT(out.over, cases[i].over, cases[i].name);
        if (cases[i].want == 0)
            CHECK_INT(gzip_reader_ended(r), cases[i].ended, cases[i].name);
        CHECK_INT(out.len <= cases[i].cap, 1, cases[i].name);
        gzip_reader_free(r);
        buf_clear(&in);
        buf_clear(&out);
    }
    free(text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(reads_what_was_written_fast),
        cmocka_unit_test(reads_what_was_written_in_parts),
        cmocka_unit_test(shares_a_code),
        cmocka_unit_test(reads_what_is_as_long_as_said),
        cmocka_unit_test(reads_other_writers),
        cmocka_unit_test(stops_at_the_cap),
        cmocka_unit_test(reads_what_servers_send),
        cmocka_unit_test(reads_one_after_the_other),
        cmocka_unit_test(bounds_what_servers_send),
        cmocka_unit_test(keeps_what_stood_before_the_damage),
    };

    return cmocka_run_group_tests_name("base/gzip", tests, NULL, NULL);
}
