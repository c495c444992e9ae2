#include "tests/check.h"

#include "base/gzip.h"
#include "base/recurring.h"

#include <string.h>

/* A style sheet of its own for each number. */
static void
add_style(struct buf *out, int number, size_t bytes)
{
    size_t end = out->len + bytes;

    buf_addz(out, "<style>");
    for (int i = 0; out->len < end; i++)
        buf_addf(out, ".s%d-box%d > .inner { margin: %dpx; }\n", number, i,
            i * number % 97);
    buf_addz(out, "</style>");
}

static void
make_page(struct buf *out, int number, int style)
{
    buf_reset(out);
    buf_addf(out, "<html><title>Chair %d</title>", number);
    add_style(out, style, 10000);
    buf_addf(out, "<script>if (1 < 2) f();</script><a href=\"/p/%d\">", number);
    for (int i = 0; i < 300; i++)
        buf_addf(out, "<li>%d</li>", i * number);
}

/* 1 if the piece, with a last block behind it, holds these bytes. */
static int
holds(struct str piece, struct str bytes)
{
    struct buf stream = BUF_MAX(1u << 20), back = BUF_MAX(1u << 20);
    int rc;

    buf_adds(&stream, piece);
    buf_adds(&stream, STR("\x01\0\0\xff\xff"));
    rc = gzip_stream_read(&back, buf_str(&stream)) == 0 &&
         str_eq(buf_str(&back), bytes);
    buf_clear(&stream);
    buf_clear(&back);
    return rc;
}

/* Met, met again, and known from then on: up to the tag in which the pages
 * differ. */
static void
knows_what_came_again(void **state)
{
    struct recurring *r = recurring_new();
    struct igzip *z = igzip_new();
    struct buf page = BUF_MAX(1u << 20);
    struct recurring_piece p;

    (void)state;
    for (int i = 1; i <= 6; i++) {
        struct str text, found;

        make_page(&page, i, 7);
        text = buf_str(&page);
        CHECK_INT(recurring_find(r, z, text, 0, &p), i >= 3, "known");
        if (i < 3)
            continue;
        found = str_sub(text, p.at, p.len);
        CHECK_INT(str_starts(found, STR("style>.s7-box0 ")), 1, "from");
        CHECK_INT(str_ends(found, STR("f();</script>")), 1, "to");
        CHECK_INT(holds(p.packed, found), 1, "the same bytes");
        CHECK_INT(p.packed.len < p.len / 4, 1, "packed");
        CHECK_INT(recurring_find(r, z, text, p.at + p.len, &p), 0, "no other");
    }
    buf_clear(&page);
    igzip_free(z);
    recurring_free(r);
    check_end();
}

/* What begins alike is compared to its end; what is cut off is none. */
static void
gives_no_other_bytes(void **state)
{
    struct recurring *r = recurring_new();
    struct igzip *z = igzip_new();
    struct buf page = BUF_MAX(1u << 20);
    struct recurring_piece p;

    (void)state;
    for (int i = 0; i < 3; i++) {
        make_page(&page, i, 7);
        recurring_find(r, z, buf_str(&page), 0, &p);
    }
    for (size_t at = p.at; at < p.at + p.len; at += p.len / 50 + 1) {
        page.p[at] ^= 1;
        CHECK_INT(recurring_find(r, z, buf_str(&page), 0, &p) == 0 ||
                      holds(p.packed, str_sub(buf_str(&page), p.at, p.len)),
            1, "one byte");
        page.p[at] ^= 1;
    }
    for (size_t len = 0; len < page.len; len += 997) {
        struct str cut = str_sub(buf_str(&page), 0, len);

        CHECK_INT(recurring_find(r, z, cut, 0, &p) == 0 ||
                      (p.at + p.len <= len &&
                          holds(p.packed, str_sub(cut, p.at, p.len))),
            1, "cut off");
    }
    buf_clear(&page);
    igzip_free(z);
    recurring_free(r);
    check_end();
}

/* More of them than are remembered, each three times: all that is found is
 * right, and what comes often stays known beside what comes once. */
static void
forgets_the_least_used(void **state)
{
    struct recurring *r = recurring_new();
    struct igzip *z = igzip_new();
    struct buf page = BUF_MAX(1u << 20);
    struct recurring_piece p;
    int found = 0;

    (void)state;
    for (int i = 0; i < 900; i++) {
        int usual = i % 3 == 0;

        make_page(&page, i, usual ? 1 : i / 9 + 2);
        if (recurring_find(r, z, buf_str(&page), 0, &p) == 0)
            continue;
        found += usual;
        CHECK_INT(holds(p.packed, str_sub(buf_str(&page), p.at, p.len)), 1,
            "the same bytes");
    }
    CHECK_INT(found, 298, "all but the first two");
    buf_clear(&page);
    igzip_free(z);
    recurring_free(r);
    check_end();
}

/* Members of pages that have much in common come back whole, whichever way
 * their parts were packed. */
static void
stands_in_members(void **state)
{
    struct gzip_writer *w = gzip_writer_new(0);
    struct buf page = BUF_MAX(1u << 20), packed = BUF_MAX(1u << 20);
    struct buf want = BUF_MAX(1u << 20), back = BUF_MAX(1u << 20);
    size_t first = 0;

    (void)state;
    for (int i = 0; i < 12; i++) {
        struct gzip_parts parts = { STR("head\r\n"), STR_NONE, STR("\r\n") };
        size_t used;

        make_page(&page, i + 1, i % 2 + 3);
        parts.body = buf_str(&page);
        buf_reset(&want);
        buf_adds(&want, parts.head);
        buf_adds(&want, parts.body);
        buf_adds(&want, parts.tail);
        buf_reset(&packed);
        buf_reset(&back);
        CHECK_INT(gzip_writer_add_parts(w, &packed, &parts, 7), 0, "add");
        CHECK_INT(gzip_read(&back, buf_str(&packed), &used, NULL), 0, "read");
        CHECK_INT(used, packed.len, "all of it");
        CHECK_INT(str_eq(buf_str(&back), buf_str(&want)), 1, "same");
        if (i == 0)
            first = packed.len;
        CHECK_INT(packed.len < first * 3 / 2, 1, "not much larger");
    }
    for (size_t max = 20; max < packed.len / 2; max += 101) {
        struct gzip_parts parts = { STR("head\r\n"), buf_str(&page),
            STR("\r\n") };
        struct buf small = BUF_MAX(max);

        CHECK_INT(gzip_writer_add_parts(w, &small, &parts, 7), -1, "room");
        CHECK_INT(small.over, 1, "says so");
        buf_clear(&small);
    }
    buf_clear(&page);
    buf_clear(&packed);
    buf_clear(&want);
    buf_clear(&back);
    gzip_writer_free(w);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_came_again),
        cmocka_unit_test(gives_no_other_bytes),
        cmocka_unit_test(forgets_the_least_used),
        cmocka_unit_test(stands_in_members),
    };

    return cmocka_run_group_tests_name("base/recurring", tests, NULL, NULL);
}
