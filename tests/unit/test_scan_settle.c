#include "scan/settle.h"

#include "base/now.h"
#include "tests/folder.h"

#include <glob.h>
#include <sys/stat.h>

static int
done(void *ctx, struct fail *fail)
{
    (void)fail;
    ++*(int *)ctx;
    return 0;
}

static int
refused(void *ctx, struct fail *fail)
{
    ++*(int *)ctx;
    return fail_set(fail, "no room");
}

static int64_t
bytes_in(const char *dir)
{
    char pattern[200];
    glob_t found = { 0 };
    struct stat st;
    int64_t bytes = 0;

    snprintf(pattern, sizeof pattern, "%s/*.warc.gz", dir);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        assert_int_equal(stat(found.gl_pathv[i], &st), 0);
        bytes += st.st_size;
    }
    globfree(&found);
    return bytes;
}

static void
put(struct archive *a)
{
    struct page *p = page_new(STR("https://shop.example/1"));
    struct archive_note note = { .state = "observed", .reason = "" };
    char record[ARCHIVE_RECORD_BYTES];
    struct fail fail = { "" };

    p->status = 200;
    p->fetched_at_ms = now_wall_ms();
    buf_addz(&p->body, "<title>Ball</title>");
    if (archive_put(a, p, &note, record, &fail) != 0)
        fail_msg("%s", fail.text);
    page_free(p);
}

static void
waits_for_both(void **state)
{
    static const struct {
        const char *name;
        int (*meanwhile)(void *ctx, struct fail *fail);
        int want;
        const char *why;
    } cases[] = {
        { "both go well", done, 0, "" },
        { "the other work fails", refused, -1, "no room" },
    };
    struct archive_options o = { .prefix = "test",
        .software = "shelfwatch-test/1",
        .contact = "https://authority.example/crawler",
        .part_of = "a campaign",
        .now_wall_ms = now_wall_ms() };
    struct archive *a = NULL;
    struct fail fail = { "" };
    const char *dir = *state;

    assert_int_equal(archive_open(&a, dir, &o, &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t before = bytes_in(dir);
        int calls = 0;

        fail.text[0] = '\0';
        put(a);
        CHECK_INT(settle(a, cases[i].meanwhile, &calls, &fail), cases[i].want,
            cases[i].name);
        CHECK_TEXT(fail.text, cases[i].why, cases[i].name);
        CHECK_INT(calls, 1, "called once");
        CHECK_INT(bytes_in(dir) > before, 1, "the page is written");
    }
    archive_close(a);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            waits_for_both, folder_setup, folder_teardown),
    };

    return cmocka_run_group_tests_name("scan/settle", tests, NULL, NULL);
}
