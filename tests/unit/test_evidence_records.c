#include "tests/folder.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/warc.h"
#include "evidence/pack_records.h"

static void
set(char **member, const char *text)
{
    free(*member);
    *member = mem_text(text);
}

static void
put(struct archive *a, const char *url, const char *same_as, char *record)
{
    struct page *p = page_new(str_of(url));
    struct archive_note note = {
        .state = "observed", .reason = "", .same_as = same_as
    };
    struct fail fail = { "" };

    p->status = 200;
    set(&p->request, "GET / HTTP/1.1\n");
    set(&p->headers, "HTTP/1.1 200 OK\nContent-Type: text/html\n");
    p->fetched_at_ms = 1700000123000;
    p->body = BUF_MAX(100);
    buf_addz(&p->body, "<p>the same");
    if (archive_put(a, p, &note, record, &fail) != 0)
        fail_msg("%s", fail.text);
    page_free(p);
}

/* Types of the records in order, separated by blanks. */
static void
types(struct str file, char *out, size_t bytes)
{
    struct warc_reader r;
    struct warc_record one;
    struct fail fail = { "" };
    size_t at = 0;
    int rc;

    out[0] = '\0';
    warc_reader_init(&r, file);
    while ((rc = warc_next(&r, &one, &fail)) == 1)
        at += (size_t)snprintf(out + at, bytes - at, STR_FMT " ",
            STR_ARG(warc_field(&one, "WARC-Type")));
    CHECK_INT(rc, 0, fail.text);
    warc_reader_clear(&r);
}

/* A revisit brings the record with its body, from another segment too, and
 * nothing twice; all of it stands in the archive as it is. */
static void
test_revisit(void **state)
{
    struct archive_options o = { .prefix = "test",
        .software = "shelfwatch-test/1",
        .segment_bytes = 100,
        .now_wall_ms = 1700000000000 };
    char record[3][ARCHIVE_RECORD_BYTES], got[400];
    struct pack_work w = { .now_ms = 0 };
    struct archive *a = NULL;
    struct fail fail = { "" };
    size_t before;

    assert_int_equal(archive_open(&a, *state, &o, &fail), 0);
    put(a, "http://a.example/1", NULL, record[0]);
    put(a, "http://a.example/1", record[0], record[1]);
    put(a, "http://a.example/1", record[1], record[2]);
    assert_int_equal(archive_sync(a, &fail), 0);
    archive_close(a);
    pack_work_init(&w);
    assert_int_equal(archive_open_read(&w.archive, *state, &fail), 0);
    CHECK_INT(pack_records_add(&w, str_of(record[2]), &fail), 0, fail.text);
    types(buf_str(&w.records), got, sizeof got);
    CHECK_TEXT(got,
        "warcinfo revisit request metadata "
        "warcinfo response request metadata ",
        "a revisit and what it refers to");
    before = w.records.len;
    CHECK_INT(pack_records_add(&w, str_of(record[0]), &fail), 0, fail.text);
    CHECK_INT(w.records.len, before, "nothing twice");
    CHECK_INT(pack_records_add(&w, str_of(record[1]), &fail), 0, fail.text);
    CHECK_INT(w.records.len > before, 1, "the other revisit");
    CHECK_INT(pack_records_add(&w, STR("test-000009-x:12"), &fail), -1,
        "a record that is not there");
    CHECK_INT(fail.text[0] != '\0', 1, "why");
    archive_close(w.archive);
    pack_work_clear(&w);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_revisit, folder_setup, folder_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
