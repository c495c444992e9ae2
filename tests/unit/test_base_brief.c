#include "tests/check.h"

#include "base/brief.h"
#include "base/gzip.h"

#include <string.h>

/* 1 if the text is packed, and what was packed is the text. */
static int
is_kept(const struct brief *b, struct str text, size_t *bytes)
{
    struct buf packed = BUF_MAX(1u << 20), back = BUF_MAX(1u << 20);
    int rc;

    buf_addz(&packed, "before");
    rc = brief_add(b, &packed, text);
    if (rc == 1) {
        struct str stream = str_sub(buf_str(&packed), 6, packed.len);

        *bytes = stream.len;
        rc = gzip_stream_read(&back, stream) == 0 &&
             str_eq(buf_str(&back), text);
    } else {
        CHECK_TEXT(buf_text(&packed), "before", "nothing is appended");
    }
    buf_clear(&packed);
    buf_clear(&back);
    return rc;
}

static void
packs_heads(void **state)
{
    static const char head[] =
        "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:4fba53b8"
        "-b73b-8004-88b1-e76b38cfb1b9>\r\nWARC-Concurrent-To: <urn:uuid:22ad39"
        "1a-7201-8380-8a19-032870c5fa32>\r\nWARC-Target-URI: https://shop.exam"
        "ple/p/0\r\nWARC-Date: 2026-11-21T14:53:25Z\r\nWARC-IP-Address: 192.0."
        "2.1\r\nContent-Type: application/warc-fields\r\nWARC-Block-Digest: sh"
        "a256:4e798360507f86c176eab3edc589c7845501435ec8e02f35b7b86e1c0da51196"
        "\r\nContent-Length: 110\r\n\r\noutcome: not_modified\r\nstate: unchan"
        "ged\r\nfetchTimeMs: 1\r\nresolved-at: 2026-11-21T14:53:25Z\r\nconnect"
        "ed-at: 2026-11-21T14:53:25Z\r\n\r\n\r\n";
    struct brief *b = brief_new();
    size_t bytes = 0;

    (void)state;
    CHECK_INT(is_kept(b, str_of(head), &bytes), 1, "a head");
    CHECK_INT(bytes < sizeof head * 3 / 4, 1, "becomes shorter");
    CHECK_INT(is_kept(b, STR_NONE, &bytes), 1, "nothing");
    brief_free(b);
    check_end();
}

/* Any text of lines, however long it is, however often what stood before comes
 * again, from wherever. */
static void
packs_lines(void **state)
{
    struct brief *b = brief_new();
    struct buf text = BUF_MAX(2 * BRIEF_BYTES_MAX);
    uint32_t random = 1;
    size_t bytes;

    (void)state;
    buf_room(&text, BRIEF_BYTES_MAX + 256); /* it is added to itself */
    for (size_t len = 0; len <= BRIEF_BYTES_MAX; len++) {
        buf_reset(&text);
        while (text.len < len) {
            random = random * 1664525u + 1013904223u;
            if (random >> 28 < 3)
                buf_addz(&text, random >> 24 & 1 ? "\r\nname: " : ":::::");
            else if (random >> 28 == 3 && text.len > 0)
                buf_adds(
                    &text, str_sub(buf_str(&text), (random >> 8) % text.len,
                               random >> 20 & 127));
            else
                buf_addc(&text, (char)(' ' + (random >> 8) % 95));
        }
        buf_cut(&text, len);
        CHECK_INT(is_kept(b, buf_str(&text), &bytes), 1, "lines");
    }
    buf_clear(&text);
    brief_free(b);
    check_end();
}

/* What is no such text is another's, wherever in it that shows. */
static void
leaves_others(void **state)
{
    static const char others[] = { '\0', '\t', '\x1f', '\x80', '\xff' };
    struct brief *b = brief_new();
    struct buf text = BUF_MAX(2 * BRIEF_BYTES_MAX), small = BUF_MAX(400);
    size_t bytes;

    (void)state;
    for (size_t len = 1; len < 200; len++)
        for (size_t i = 0; i < sizeof others; i++) {
            buf_reset(&text);
            while (text.len < len)
                buf_addc(&text, 'a');
            text.p[(len * 7 + i) % len] = others[i];
            CHECK_INT(is_kept(b, buf_str(&text), &bytes), 0, "another byte");
        }
    while (text.len <= BRIEF_BYTES_MAX)
        buf_addc(&text, 'a');
    CHECK_INT(is_kept(b, buf_str(&text), &bytes), 0, "too long");
    buf_cut(&text, 300);
    memset(text.p, 'a', text.len);
    CHECK_INT(is_kept(b, buf_str(&text), &bytes), 1, "fits");
    CHECK_INT(brief_add(b, &small, buf_str(&text)), 0, "hardly fits");
    CHECK_INT(small.over, 0, "and may fit otherwise");
    buf_clear(&text);
    buf_clear(&small);
    brief_free(b);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_heads),
        cmocka_unit_test(packs_lines),
        cmocka_unit_test(leaves_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
