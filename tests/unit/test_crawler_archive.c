#include "tests/folder.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "crawler/archive.h"
#include "crawler/warc.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

static struct archive *
open_sized(const char *dir, int64_t segment_bytes)
{
    struct archive_options o = { .prefix = "test",
        .software = "shelfwatch-test/1",
        .contact = "https://authority.example/crawler",
        .part_of = "a campaign",
        .segment_bytes = segment_bytes,
        .now_wall_ms = 1700000000000 };
    struct archive *a = NULL;
    struct fail fail = { "" };

    if (archive_open(&a, dir, &o, &fail) != 0)
        fail_msg("%s", fail.text);
    return a;
}

static struct archive *
open_in(const char *dir)
{
    return open_sized(dir, 0);
}

static void
set(char **member, const char *text)
{
    free(*member);
    *member = mem_text(text);
}

static struct page *
make_page(const char *url, const char *body)
{
    struct page *p = page_new(str_of(url));

    p->status = 200;
    set(&p->request, "GET /x HTTP/1.1\nHost: shop.example\n");
    set(&p->headers,
        "HTTP/1.1 200 OK\nContent-Type: text/html\n"
        "Content-Encoding: gzip\nContent-Length: 17\nETag: \"1\"\n");
    set(&p->content_type, "text/html");
    set(&p->address, "192.0.2.7");
    set(&p->connection, "tls: TLSv1.3 / X\ncertificate: sha256:00\n");
    set(&p->redirects, "301 http://shop.example/old\n");
    set(&p->robots_override, "(EU) 2023/988 Art. 22(12)");
    p->fetched_at_ms = 1700000123000;
    p->took_ms = 321;
    buf_addz(&p->body, body);
    return p;
}

static void
put(struct archive *a, const struct page *p, const char *same_as, char *record)
{
    struct archive_note note = {
        .state = "observed", .reason = "", .same_as = same_as
    };
    struct fail fail = { "" };

    if (archive_put(a, p, &note, record, &fail) != 0)
        fail_msg("%s", fail.text);
}

static struct page *
get(struct archive *a, const char *record)
{
    struct page *p = NULL, *response = NULL;
    struct fail fail = { "" };

    if (archive_get_response(a, str_of(record), &response, &fail) != 0 ||
        archive_get(a, str_of(record), &p, &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(response->status, p->status, record);
    CHECK_TEXT(response->headers, p->headers, record);
    CHECK_TEXT(response->content_type, p->content_type, record);
    CHECK_INT(str_eq(buf_str(&response->body), buf_str(&p->body)), 1, record);
    page_free(response);
    return p;
}

static void
check_same(const struct page *got, const struct page *want, const char *name)
{
    CHECK_TEXT(got->url, want->url, name);
    CHECK_INT(got->status, want->status, name);
    CHECK_TEXT(got->request, want->request, name);
    CHECK_TEXT(got->headers, want->headers, name);
    CHECK_TEXT(got->content_type, want->content_type, name);
    CHECK_TEXT(got->address, want->address, name);
    CHECK_TEXT(got->redirects, want->redirects, name);
    CHECK_TEXT(got->connection, want->connection, name);
    CHECK_TEXT(got->robots_override, want->robots_override, name);
    CHECK_TEXT(got->why, want->why, name);
    CHECK_INT(got->outcome, want->outcome, name);
    CHECK_INT(got->fetched_at_ms, want->fetched_at_ms, name);
    CHECK_INT(got->took_ms, want->took_ms, name);
    CHECK_INT(str_eq(buf_str(&got->body), buf_str(&want->body)), 1, name);
}

static void
gives_pages_back(void **state)
{
    struct archive *a = open_in(*state), *reader = NULL;
    struct page *pages[4], *got;
    char records[4][ARCHIVE_RECORD_BYTES];

    pages[0] = make_page("http://shop.example/1", "<p>one");
    pages[1] = make_page("http://shop.example/2", "");
    pages[1]->outcome = PAGE_TRUNCATED;
    set(&pages[1]->why, "timeout: too slow");
    buf_add(&pages[1]->body, "a\0b\r\n\r\nc", 8);
    pages[2] = page_new(STR("http://gone.example/"));
    pages[2]->outcome = PAGE_FAILED;
    pages[2]->fetched_at_ms = 1700000124000;
    set(&pages[2]->why, "dns: no\r\nsuch host"); /* must not forge a field */
    pages[3] = make_page("http://shop.example/4", "<p>four");
    set(&pages[3]->headers, "HTTP/2 200\nX-Orig-Server: a\n");
    set(&pages[3]->content_type, "");
    for (size_t i = 0; i < 4; i++)
        put(a, pages[i], NULL, records[i]);
    set(&pages[2]->why, "dns: no  such host");
    for (size_t i = 0; i < 4; i++) {
        got = get(a, records[i]);
        check_same(got, pages[i], records[i]);
        page_free(got);
    }
    assert_int_equal(archive_sync(a, NULL), 0);
    archive_close(a);
    assert_int_equal(archive_open_read(&reader, *state, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        got = get(reader, records[i]);
        check_same(got, pages[i], records[i]);
        page_free(got);
        page_free(pages[i]);
    }
    archive_close(reader);
    check_end();
}

static void
keeps_equal_bodies_once(void **state)
{
    struct archive *a = open_in(*state);
    struct page *first = make_page("http://shop.example/1", "<p>same");
    struct page *again = make_page("http://shop.example/1", "<p>same");
    struct page *same = make_page("http://shop.example/1", ""), *got;
    char r[4][ARCHIVE_RECORD_BYTES];
    struct buf raw = BUF_MAX(1 << 20);
    struct warc_reader reader;
    struct warc_record record;

    again->fetched_at_ms += 60000;
    same->status = 304;
    same->outcome = PAGE_NOT_MODIFIED;
    set(&same->headers, "HTTP/1.1 304 Not Modified\nETag: \"1\"\n");
    set(&same->content_type, "");
    put(a, first, NULL, r[0]);
    put(a, again, r[0], r[1]);
    put(a, same, r[1], r[2]); /* refers to what the revisit refers to */
    put(a, again, "test-000009-x.warc.gz:0", r[3]); /* is not there */
    for (int i = 1; i < 4; i++) {
        got = get(a, r[i]);
        CHECK_TEXT(buf_text(&got->body), "<p>same", r[i]);
        CHECK_TEXT(got->headers, i == 2 ? same->headers : again->headers, r[i]);
        page_free(got);
    }
    archive_copy(a, str_of(r[1]), &raw, NULL);
    warc_reader_init(&reader, buf_str(&raw));
    assert_int_equal(warc_next(&reader, &record, NULL), 1);
    CHECK_INT(str_is(warc_field(&record, "WARC-Type"), "revisit"), 1, "type");
    CHECK_INT(str_is(warc_field(&record, "WARC-Profile"),
                  "http://netpreserve.org/warc/1.1/revisit/"
                  "identical-payload-digest"),
        1, "profile");
    CHECK_INT(str_is(warc_field(&record, "WARC-Refers-To-Date"),
                  "2023-11-14T22:15:23Z"),
        1, "date");
    CHECK_INT(str_is(warc_field(&record, "WARC-Refers-To-Target-URI"),
                  "http://shop.example/1"),
        1, "target");
    warc_reader_clear(&reader);
    buf_clear(&raw);
    page_free(first);
    page_free(again);
    page_free(same);
    archive_close(a);
    check_end();
}

/* The head of a page's first record. */
static char *
head_of(struct archive *a, const char *record)
{
    struct buf raw = BUF_MAX(1 << 20);
    struct warc_reader reader;
    struct warc_record r;
    char *head;

    archive_copy(a, str_of(record), &raw, NULL);
    warc_reader_init(&reader, buf_str(&raw));
    assert_int_equal(warc_next(&reader, &r, NULL), 1);
    head = str_dup(r.fields);
    warc_reader_clear(&reader);
    buf_clear(&raw);
    return head;
}

/* A revisit of a body whose place is told says what one says that had to look
 * it up, but for its own name. */
static void
takes_the_place_of_a_body(void **state)
{
    struct archive *a = open_in(*state);
    struct page *p = make_page("http://shop.example/1", "<p>same");
    struct archive_body body = { 0 }, after = { 0 };
    struct archive_note first = { .body = &body };
    struct archive_note told = { .same_body = &body, .body = &after };
    char r[3][ARCHIVE_RECORD_BYTES], behind[ARCHIVE_RECORD_BYTES + 1];
    char *looked_up, *was_told;

    assert_int_equal(archive_put(a, p, &first, r[0], NULL), 0);
    CHECK_TEXT(body.record, r[0], "its own record");
    CHECK_TEXT(body.url, p->url, "its own address");
    CHECK_INT(body.at_ms, p->fetched_at_ms, "its own time");
    set(&p->url, "http://shop.example/2");
    put(a, p, r[0], r[1]);
    assert_int_equal(archive_put(a, p, &told, r[2], NULL), 0);
    CHECK_INT(archive_has(a, str_of(r[2])), 1, "a record not written yet");
    snprintf(behind, sizeof behind, "%s9", r[2]);
    CHECK_INT(archive_has(a, str_of(behind)), 0, "behind what gathered");
    CHECK_TEXT(after.record, r[0], "still there");
    CHECK_TEXT(after.url, "http://shop.example/1", "still that address");
    CHECK_INT(after.at_ms, body.at_ms, "still that time");
    looked_up = head_of(a, r[1]);
    was_told = head_of(a, r[2]);
    CHECK_TEXT(strstr(was_told, "WARC-Target-URI"),
        strstr(looked_up, "WARC-Target-URI"), "heads");
    free(looked_up);
    free(was_told);
    CHECK_INT(archive_has(a, str_of(r[2])), 1, "a record");
    CHECK_INT(archive_has(a, STR("test-000009-x.warc.gz:0")), 0, "no segment");
    CHECK_INT(archive_has(a, STR("")), 0, "no name");
    snprintf(strchr(r[0], ':'), 20, ":%d", 999999);
    CHECK_INT(archive_has(a, str_of(r[0])), 0, "behind the end");
    archive_body_clear(&body);
    archive_body_clear(&after);
    page_free(p);
    archive_close(a);
    check_end();
}

/* --- files --- */

static int
remember(const char *path, void *ctx, struct fail *fail)
{
    struct buf *names = ctx;

    (void)fail;
    return buf_addf(names, "%s\n", path);
}

static void
begins_new_segments(void **state)
{
    struct archive *a = open_sized(*state, 2000);
    struct page *p = make_page("http://shop.example/1", "<p>one");
    struct buf names = BUF_MAX(65536);
    char first[ARCHIVE_RECORD_BYTES], last[ARCHIVE_RECORD_BYTES];
    struct str rest, line;
    int count = 0;

    put(a, p, NULL, first);
    for (int i = 0; i < 20; i++)
        put(a, p, NULL, last);
    archive_sync(a, NULL);
    archive_close(a);
    assert_int_equal(file_each(*state, ".warc.gz", remember, &names, NULL), 0);
    for (rest = buf_str(&names); str_next_line(&rest, &line); count++) {
        struct buf file = BUF_MAX(1 << 20);
        struct warc_reader r;
        struct warc_record record;
        char path[512];
        int n = 0;

        snprintf(path, sizeof path, STR_FMT, STR_ARG(line));
        assert_int_equal(file_read(&file, path, NULL), 0);
        warc_reader_init(&r, buf_str(&file));
        for (; warc_next(&r, &record, NULL) == 1; n++)
            if (n == 0)
                CHECK_INT(str_is(warc_field(&record, "WARC-Type"), "warcinfo"),
                    1, path);
        CHECK_INT(n > 3 && (n - 1) % 3 == 0, 1, path);
        warc_reader_clear(&r);
        buf_clear(&file);
    }
    CHECK_INT(count > 3, 1, "segments");
    a = open_sized(*state, 2000);
    page_free(get(a, first));
    page_free(get(a, last));
    archive_close(a);
    page_free(p);
    buf_clear(&names);
    check_end();
}

static long
size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

/* Cut the file at every byte of the last page, open, and look: what was whole
 * is there, what was not is gone, and writing goes on. */
static void
survives_a_torn_end(void **state)
{
    struct archive *a = open_in(*state);
    struct page *p = make_page("http://shop.example/1", "<p>one"), *got;
    char first[ARCHIVE_RECORD_BYTES], last[ARCHIVE_RECORD_BYTES];
    char next[ARCHIVE_RECORD_BYTES], path[512], hint[512];
    struct buf whole = BUF_MAX(1 << 20);
    long synced, end;

    put(a, p, NULL, first);
    archive_sync(a, NULL);
    snprintf(path, sizeof path, "%s/%.*s", (char *)*state,
        (int)(strchr(first, ':') - first), first);
    snprintf(hint, sizeof hint, "%s/synced", (char *)*state);
    synced = size_of(path);
    put(a, p, NULL, last);
    page_free(get(a, last)); /* writes without a sync: the hint is behind */
    archive_close(a);
    assert_int_equal(file_read(&whole, path, NULL), 0);
    end = (long)whole.len;
    assert_true(end > synced);
    for (long cut = synced; cut < end; cut++) {
        struct fail fail = { "" };
        int torn;

        assert_int_equal(
            file_write(path, str_sub(buf_str(&whole), 0, (size_t)cut), &fail),
            0);
        if (cut % 3 == 0)
            unlink(hint); /* then the whole segment is looked through */
        a = open_in(*state);
        CHECK_INT(size_of(path) <= cut, 1, "cut back");
        got = get(a, first);
        check_same(got, p, "before the tear");
        page_free(got);
        torn = archive_get(a, str_of(last), &got, &fail);
        if (torn == 0)
            page_free(got);
        put(a, p, NULL, next);
        got = get(a, next);
        check_same(got, p, "after the tear");
        page_free(got);
        archive_close(a);
    }
    buf_clear(&whole);
    page_free(p);
    check_end();
}

static void
refuses_bad_identifiers(void **state)
{
    static const char *const bad[] = { "", ":", "x", "x:0", "../a.warc.gz:0",
        "a/b.warc.gz:0", ".warc.gz:0", "none.warc.gz:0", "none.warc.gz:-1",
        "none.warc.gz:x", "none.warc.gz:99999999999999999999", "synced:0" };
    struct archive *a = open_in(*state);
    struct page *p = make_page("http://shop.example/1", "<p>one"), *got;
    char record[ARCHIVE_RECORD_BYTES], *colon;

    put(a, p, NULL, record);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct fail fail = { "" };

        CHECK_INT(archive_get(a, str_of(bad[i]), &got, &fail), -1, bad[i]);
        CHECK_INT(fail.text[0] != '\0', 1, bad[i]);
    }
    colon = strchr(record, ':');
    for (int i = 1; i < 2000; i += 7) { /* between records and past the end */
        snprintf(colon, 16, ":%d", i);
        if (archive_get(a, str_of(record), &got, NULL) == 0)
            page_free(got);
    }
    archive_close(a);
    page_free(p);
    check_end();
}

/* --- speed --- */

static void
tells_its_speed(void **state)
{
    enum { PAGES = 500 };
    struct archive *a = open_in(*state);
    struct page *p = make_page("http://shop.example/1", "");
    char record[ARCHIVE_RECORD_BYTES];
    clock_t began;
    unsigned seed = 1;
    long long rate;

    while (p->body.len < 60000) {
        seed = seed * 1103515245u + 12345u;
        buf_addf(&p->body, "<li class=\"item\"><a href=\"/p/%u\">%08x</a>",
            seed >> 16, seed * 2654435761u);
    }
    began = clock();
    for (int i = 0; i < PAGES; i++)
        put(a, p, NULL, record);
    archive_sync(a, NULL);
    rate = PAGES * CLOCKS_PER_SEC / (long long)(clock() - began + 1);
    print_message("archive: %lld pages of 60 KB per CPU second\n", rate);
    page_free(p);
    archive_close(a);
}

/* What a browser made of a page stays with it, also where its body is kept
 * elsewhere; and is not taken for a part of the next page. */
static void
keeps_what_a_browser_made(void **state)
{
    struct archive *a = open_in(*state);
    struct page *p = make_page("http://shop.example/a", "<script>");
    char first[ARCHIVE_RECORD_BYTES], second[ARCHIVE_RECORD_BYTES],
        third[ARCHIVE_RECORD_BYTES];
    const char *const records[] = { first, second };
    struct str type;
    struct page *got;

    set(&p->browser, "Chromium 156.0");
    buf_addz(&p->rendered, "<p>made</p>");
    buf_adds(&p->screenshot, STR("\x89PNG\r\n\0x"));
    put(a, p, NULL, first);
    set(&p->render_why, "the page did not come to rest");
    put(a, p, first, second);
    buf_clear(&p->rendered);
    buf_clear(&p->screenshot);
    set(&p->browser, "");
    set(&p->render_why, "");
    put(a, p, NULL, third);
    for (size_t i = 0; i < COUNT(records); i++) {
        got = get(a, records[i]);
        CHECK_TEXT(got->browser, "Chromium 156.0", records[i]);
        CHECK_TEXT(got->render_why,
            i == 0 ? "" : "the page did not come to rest", records[i]);
        CHECK_TEXT(buf_text(&got->rendered), "<p>made</p>", records[i]);
        CHECK_INT(got->screenshot.len, 8, records[i]);
        CHECK_TEXT(buf_text(&got->body), "<script>", records[i]);
        CHECK_INT(
            str_is(page_content(got, &type), "<p>made</p>"), 1, records[i]);
        CHECK_INT(str_is(type, "text/html; charset=utf-8"), 1, records[i]);
        page_free(got);
    }
    got = get(a, third);
    CHECK_INT(got->rendered.len + got->screenshot.len, 0, "none");
    CHECK_INT(str_is(page_content(got, &type), "<script>"), 1, "the body");
    page_free(got);
    page_free(p);
    archive_close(a);
    check_end();
}

int
main(void)
{
#define WITH_DIR(test)                                                         \
    cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DIR(gives_pages_back),
        WITH_DIR(keeps_equal_bodies_once),
        WITH_DIR(keeps_what_a_browser_made),
        WITH_DIR(takes_the_place_of_a_body),
        WITH_DIR(begins_new_segments),
        WITH_DIR(survives_a_torn_end),
        WITH_DIR(refuses_bad_identifiers),
        WITH_DIR(tells_its_speed),
    };

    return cmocka_run_group_tests_name("crawler/archive", tests, NULL, NULL);
}
