#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/warc.h"

static void
reads_records(void **state)
{
    static const struct {
        const char *name, *text, *block; /* NULL: refused */
    } cases[] = {
        { "one", "WARC/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "abc" },
        { "1.0", "WARC/1.0\r\ncontent-length:3\r\n\r\nabc\r\n\r\n", "abc" },
        { "empty", "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "" },
        { "no length", "WARC/1.1\r\nWARC-Type: x\r\n\r\nabc\r\n\r\n", NULL },
        { "negative", "WARC/1.1\r\nContent-Length: -3\r\n\r\nabc\r\n\r\n",
            NULL },
        { "huge", "WARC/1.1\r\nContent-Length: 18446744073709551615\r\n\r\na",
            NULL },
        { "cut", "WARC/1.1\r\nContent-Length: 9\r\n\r\nabc\r\n\r\n", NULL },
        { "too short", "WARC/1.1\r\nContent-Length: 2\r\n\r\nabc\r\n\r\n",
            NULL },
        { "head does not end", "WARC/1.1\r\nContent-Length: 2\r\n", NULL },
        { "ARC", "filedesc://x.arc 0.0.0.0 20140102030405 text/plain 1\n",
            NULL },
        { "nothing", "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct warc_record r;
        struct fail fail = { "" };
        size_t used;
        int rc = warc_parse(&r, str_of(cases[i].text), &used, &fail);
        char *block = rc == 0 ? str_dup(r.block) : NULL;

        CHECK_TEXT(block, cases[i].block, cases[i].name);
        CHECK_INT(fail.text[0] == '\0', rc == 0, cases[i].name);
        free(block);
    }
    check_end();
}

/* However long the value is, and wherever in it a line would end. */
static void
ends_no_line_within(void **state)
{
    struct buf head = BUF_MAX(4096), want = BUF_MAX(4096);
    char value[70];

    (void)state;
    for (size_t n = 1; n < sizeof value; n++)
        for (size_t at = 0; at < n; at++) {
            memset(value, 'x', n);
            value[at] = ' ';
            buf_reset(&want);
            buf_addz(&want, "Via: ");
            buf_add(&want, value, n);
            buf_adds(&want, STR("\r\n"));
            value[at] = at % 2 ? '\n' : '\x1f';
            buf_reset(&head);
            warc_field_add(&head, "Via", (struct str){ value, n });
            CHECK_TEXT(buf_text(&head), buf_text(&want), "a blank instead");
        }
    buf_clear(&head);
    buf_clear(&want);
    check_end();
}

static void
writes_what_it_reads(void **state)
{
    struct buf head = BUF_MAX(4096), out = BUF_MAX(4096);
    struct warc_record r;
    size_t used;
    char id[WARC_ID_BYTES], other[WARC_ID_BYTES];

    (void)state;
    warc_id(STR("a"), id);
    warc_id(STR("b"), other);
    CHECK_INT(strcmp(id, other) != 0, 1, "identities differ");
    CHECK_TEXT(id, "<urn:uuid:ca978112-ca1b-8dca-8ac2-31b39a23dc4d>", "form");
    warc_begin(&head, "resource");
    warc_field_add(&head, "WARC-Target-URI", STR("http://a/\r\nX: y"));
    warc_field_add(&head, "Empty", STR(""));
    warc_digest_add(&head, "WARC-Block-Digest", STR("abc"));
    assert_int_equal(warc_end(&out, &head, STR("abc")), 0);
    assert_int_equal(warc_parse(&r, buf_str(&out), &used, NULL), 0);
    CHECK_INT(used, out.len, "length");
    CHECK_INT(str_is(warc_field(&r, "WARC-Target-URI"), "http://a/  X: y"), 1,
        "no forged field");
    CHECK_INT(str_is(warc_field(&r, "WARC-Block-Digest"),
                  "sha256:ba7816bf8f01cfea414140de5dae2223"
                  "b00361a396177a9cb410ff61f20015ad"),
        1, "digest");
    buf_clear(&head);
    buf_clear(&out);
    check_end();
}

/* Files of other programs. The numbers are those of `grep -ac ^WARC/1` on the
 * unpacked file; example-trunc, wrong-chunks and link-extraction-test state a
 * Content-Length that is two bytes or so wrong, and are an error from there.
 */
static void
reads_files_of_others(void **state)
{
    static const struct {
        const char *file;
        int records, end; /* 0: to the end; -1: an error follows */
    } cases[] = {
        { "webrecorder-warcio/example.warc", 6, 0 },
        { "webrecorder-warcio/example.warc.gz", 6, 0 },
        { "webrecorder-warcio/example-bad-non-chunked.warc.gz", 6, 0 },
        { "webrecorder-warcio/example-bad.warc.gz.bad", 6, 0 },
        { "webrecorder-warcio/example-digest.warc", 4, 0 },
        { "webrecorder-warcio/example-iana.org-chunked.warc", 3, 0 },
        { "webrecorder-warcio/example-resource.warc.gz", 3, 0 },
        { "webrecorder-warcio/example-space-in-target-uri.warc.gz", 2, 0 },
        { "webrecorder-warcio/example-trunc.warc", 2, -1 },
        { "webrecorder-warcio/example-wget-bad-target-uri.warc.gz", 6, 0 },
        { "webrecorder-warcio/example-wrong-chunks.warc.gz", 0, -1 },
        { "webrecorder-warcio/post-test.warc.gz", 6, 0 },
        { "webrecorder-warcio/example.arc", 0, -1 },
        { "webrecorder-warcio/example.arc.gz", 0, -1 },
        { "webrecorder-warcio/bad.arc", 0, -1 },
        { "iipc-jwarc/cc.warc.gz", 1, 0 },
        { "iipc-jwarc/gzip_extra_sl.warc.gz", 1, 0 },
        { "iipc-webarchive-commons/IAH-urls-wget.warc", 36, 0 },
        { "iipc-webarchive-commons/IAH-urls-wget.warc.gz", 36, 0 },
        { "iipc-webarchive-commons/link-extraction-test.warc", 1, -1 },
        { "iipc-webarchive-commons/mutliple-headers.warc", 1, 0 },
        { "iipc-webarchive-commons/empty.gz", 0, 0 },
        { "iipc-webarchive-commons/abcd.gz", 0, -1 },
        { "iipc-webarchive-commons/hi-2.gz", 0, -1 },
        { "iipc-webarchive-commons/double-single-inflate-error.gz", 0, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf path = BUF_MAX(1024), file = BUF_MAX(1 << 20);
        struct fail fail = { "" };
        struct warc_reader r;
        struct warc_record record;
        int n = 0, rc;

        buf_addf(&path, "suites/warc/%s", cases[i].file);
        if (file_read(&file, check_data(buf_text(&path)), &fail) != 0)
            fail_msg("%s", fail.text);
        warc_reader_init(&r, buf_str(&file));
        while ((rc = warc_next(&r, &record, &fail)) == 1)
            n++;
        CHECK_INT(n, cases[i].records, cases[i].file);
        CHECK_INT(rc, cases[i].end, cases[i].file);
        warc_reader_clear(&r);
        buf_clear(&file);
        buf_clear(&path);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_records),
        cmocka_unit_test(ends_no_line_within),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(reads_files_of_others),
    };

    return cmocka_run_group_tests_name("crawler/warc", tests, NULL, NULL);
}
