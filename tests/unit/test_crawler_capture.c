#include "tests/folder.h"

#include "base/buf.h"
#include "base/mem.h"
#include "crawler/archive.h"
#include "crawler/capture.h"
#include "crawler/inert.h"

#include <poll.h>

struct place {
    char dir[64];
    char record[ARCHIVE_RECORD_BYTES], shown[ARCHIVE_RECORD_BYTES],
        false_picture[ARCHIVE_RECORD_BYTES];
};

static void
set(char **member, const char *text)
{
    free(*member);
    *member = mem_text(text);
}

static int
setup(void **state)
{
    struct archive_options o = { .prefix = "test",
        .software = "shelfwatch-test/1",
        .now_wall_ms = 1700000000000 };
    struct archive_note note = { .state = "observed", .reason = "" };
    struct place *place = mem_new(sizeof *place);
    struct page *p = page_new(STR("https://shop.example/p/1"));
    struct archive *a;
    struct fail fail;

    snprintf(place->dir, sizeof place->dir, "/tmp/shelfwatch-capture-XXXXXX");
    if (mkdtemp(place->dir) == NULL ||
        archive_open(&a, place->dir, &o, &fail) != 0)
        return -1;
    p->status = 200;
    p->fetched_at_ms = 1700000000000;
    set(&p->address, "192.0.2.7");
    set(&p->request, "GET /p/1 HTTP/1.1\nHost: shop.example\n");
    set(&p->headers, "HTTP/1.1 200 OK\nContent-Type: text/html\n");
    set(&p->content_type, "text/html; charset=iso-8859-1");
    p->body = BUF_MAX(1000);
    buf_addz(&p->body, "<title>t</title><p onclick=x>Gr\xFC\xDF"
                       "e<script>alert(1)</script>");
    if (archive_put(a, p, &note, place->record, &fail) != 0)
        return -1;
    set(&p->browser, "Chromium 156");
    buf_addz(&p->rendered, "<p>made</p>");
    buf_addz(&p->screenshot, "<script>alert(1)</script>");
    if (archive_put(a, p, &note, place->false_picture, &fail) != 0)
        return -1;
    buf_reset(&p->screenshot);
    buf_adds(&p->screenshot, STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"
                                 "\0\0\0\1\x8\2\0\0\0\1\2\3\4\0\0\0\2IDATxy"
                                 "\1\2\3\4\0\0\0\0IEND\xae\x42\x60\x82"));
    if (archive_put(a, p, &note, place->shown, &fail) != 0 ||
        archive_sync(a, &fail) != 0)
        return -1;
    archive_close(a);
    page_free(p);
    *state = place;
    return 0;
}

static int
teardown(void **state)
{
    struct place *place = *state;
    int rc = folder_remove(place->dir);

    free(place);
    return rc;
}

/* All that comes. */
static void
drain(struct capture *c, struct buf *out)
{
    char block[1000];
    int64_t n;

    while ((n = capture_read(c, block, sizeof block)) >= 0) {
        buf_add(out, block, (size_t)n);
        if (n == 0)
            poll(NULL, 0, 5);
    }
}

static void
shows_a_page(void **state)
{
    struct place *place = *state;
    const struct {
        const char *name, *record;
        enum capture_form form;
        const char *want, *never;
    } cases[] = {
        { "page", place->record, CAPTURE_PAGE,
            "<p>Gr\xC3\xBC\xC3\x9F"
            "e</p>",
            "alert" },
        { "text", place->record, CAPTURE_TEXT,
            "Gr\xC3\xBC\xC3\x9F"
            "e\n",
            "<p>" },
        { "record", place->record, CAPTURE_RECORD, "server: 192.0.2.7\n",
            "<p>" },
        { "digest", place->record, CAPTURE_RECORD, "sha256 of the body",
            "<p>" },
        { "no picture", place->record, CAPTURE_SCREENSHOT, "", "<p>" },
        { "a browser's page", place->shown, CAPTURE_PAGE, "<p>made</p>",
            "script" },
        { "its text", place->shown, CAPTURE_TEXT, "made\n", "t\n" },
        { "its picture", place->shown, CAPTURE_SCREENSHOT, "\x89PNG\r\n",
            "<p>" },
        { "what is no picture", place->false_picture, CAPTURE_SCREENSHOT, "",
            "<script" },
        { "how it was rendered", place->shown, CAPTURE_RECORD,
            "rendered by: Chromium 156", "<p>" },
        { "no such segment", "test-000009-x.warc.gz:0", CAPTURE_PAGE,
            "shelfwatch: ", "<p>" },
        { "another folder", "../../etc/passwd:0", CAPTURE_TEXT,
            "shelfwatch: ", "root:" },
        { "nothing", "", CAPTURE_RECORD, "shelfwatch: ", "server" },
    };
    struct capture_archive *captures = capture_archive_new(place->dir);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(2 * INERT_BYTES_MAX);
        struct capture *c;
        struct fail fail = { "" };

        CHECK_INT(capture_start(captures, str_of(cases[i].record),
                      cases[i].form, &c, &fail),
            0, fail.text);
        drain(c, &out);
        capture_end(c);
        if (strstr(buf_text(&out), cases[i].want) == NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        CHECK_INT(
            strstr(buf_text(&out), cases[i].never) == NULL, 1, cases[i].name);
        buf_clear(&out);
    }
    capture_archive_free(captures);
    check_end();
}

static void
has_a_limit(void **state)
{
    struct place *place = *state;
    struct capture_archive *captures = capture_archive_new(place->dir);
    struct capture *c[CAPTURES_MAX], *more;
    struct fail fail = { "" };

    for (size_t i = 0; i < CAPTURES_MAX; i++)
        CHECK_INT(capture_start(captures, str_of(place->record), CAPTURE_TEXT,
                      &c[i], &fail),
            0, fail.text);
    CHECK_INT(capture_start(
                  captures, str_of(place->record), CAPTURE_TEXT, &more, &fail),
        -1, "one too many");
    capture_end(c[3]);
    CHECK_INT(capture_start(
                  captures, str_of(place->record), CAPTURE_TEXT, &c[3], &fail),
        0, "another again");
    capture_archive_free(captures); /* ends the others */
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shows_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(has_a_limit, setup, teardown),
    };

    return cmocka_run_group_tests_name("crawler/capture", tests, NULL, NULL);
}
