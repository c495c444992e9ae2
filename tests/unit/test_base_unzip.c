#include "tests/check.h"

#include "base/mem.h"
#include "base/unzip.h"
#include "base/zip.h"

#define FILE_BYTES_MAX (1u << 20)

/* Where things stand in a zip of one entry "a" with "hello" in it. */
enum { LOCAL = 0, NAME = 30, DATA = 31 };

static struct buf
make(const char *const *names, size_t count)
{
    struct buf out = BUF_MAX(FILE_BYTES_MAX);
    struct zip *z = zip_new();

    for (size_t i = 0; i < count; i++)
        assert_int_equal(zip_put(z, &out, names[i], STR("hello")), 0);
    assert_int_equal(zip_finish(z, &out), 0);
    zip_free(z);
    return out;
}

static void
test_round(void **state)
{
    static const char *const names[] = { "a", "b/c.txt", "b/d" };
    struct buf file = make(names, COUNT(names));
    struct unzip z;
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(unzip_open(&z, buf_str(&file), &fail), 0, fail.text);
    CHECK_INT(z.count, COUNT(names), "entries");
    CHECK_INT(z.commented, 0, "no comment");
    for (size_t i = 0; i < z.count; i++) {
        struct buf text = BUF_MAX(100);

        CHECK_TEXT(z.entry[i].name, names[i], "name");
        CHECK_INT(unzip_read(&z, &z.entry[i], &text, &fail), 0, fail.text);
        CHECK_TEXT(buf_text(&text), "hello", names[i]);
        buf_clear(&text);
    }
    CHECK_INT(unzip_find(&z, STR("b")) == NULL, 1, "no such entry");
    unzip_clear(&z);
    buf_clear(&file);
    check_end();
}

static int
opens(struct str file, char error[FAIL_TEXT_MAX])
{
    struct fail fail = { "" };
    struct unzip z;
    int rc = unzip_open(&z, file, &fail);

    unzip_clear(&z);
    snprintf(error, FAIL_TEXT_MAX, "%s", fail.text);
    return rc;
}

static void
test_names(void **state)
{
    static const struct {
        const char *name;
        int may;
    } cases[] = {
        { "a", 1 },
        { "a/b.c", 1 },
        { "..a/b..", 1 },
        { "folder/", 1 },
        { "/etc/passwd", 0 },
        { "../a", 0 },
        { "a/../../b", 0 },
        { "a/..", 0 },
        { "./a", 0 },
        { "a//b", 0 },
        { "a\\b", 0 },
        { "c:a", 0 },
        { "a b", 0 },
        { "a\nb", 0 },
        { "\xC3\xA4", 0 },
        { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf file = make(&cases[i].name, 1);
        char error[FAIL_TEXT_MAX];

        CHECK_INT(
            opens(buf_str(&file), error) == 0, cases[i].may, cases[i].name);
        buf_clear(&file);
    }
    check_end();
}

static void
set32(struct buf *file, size_t at, uint32_t v)
{
    for (int i = 0; i < 4; i++, v >>= 8)
        file->p[at + (size_t)i] = (char)v;
}

/* Every way in which a directory can lie. `from_end` is where the bytes of the
 * last 4 are set, counted from the end of the file. */
static void
test_lies(void **state)
{
    static const struct {
        const char *name;
        size_t from_end;
        uint32_t value;
        const char *error;
    } cases[] = {
        { "cut off", 0, 0, "cut off" },
        { "another disk", 18, 1, "end is damaged" },
        { "more entries than there are", 14, 0x00020002, "damaged at" },
        { "the directory elsewhere", 6, 3, "end is damaged" },
        { "a larger directory", 10, 99, "end is damaged" },
        { "2 GB declared", 22 + 47 - 24, 0x7FFFFFFF, "differ" },
        { "beyond the file", 22 + 47 - 42, 0x00FFFFFF, "differ" },
        { "another sum", 22 + 47 - 16, 1, "differ" },
        { "encrypted", 22 + 47 - 8, 0x00080809, "not read here" },
    };
    static const char *const one[] = { "a" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf file = make(one, 1);
        char error[FAIL_TEXT_MAX];

        if (cases[i].from_end == 0)
            buf_cut(&file, file.len - 1);
        else
            set32(&file, file.len - cases[i].from_end, cases[i].value);
        CHECK_INT(opens(buf_str(&file), error), -1, cases[i].name);
        CHECK_INT(strstr(error, cases[i].error) != NULL, 1, cases[i].name);
        if (strstr(error, cases[i].error) == NULL)
            print_error("said: %s\n", error);
        buf_clear(&file);
    }
    check_end();
}

/* Two entries that are the same bytes of the file, as bombs are made. */
static void
test_overlap(void **state)
{
    static const char *const names[] = { "a", "b" };
    struct buf file = make(names, COUNT(names));
    char error[FAIL_TEXT_MAX];
    size_t second = file.len - 22 - 47;

    (void)state;
    set32(&file, second + 42, LOCAL);
    file.p[second + 46] = 'a';
    CHECK_INT(opens(buf_str(&file), error), -1, "overlap");
    CHECK_INT(strstr(error, "differ") != NULL, 1, error);
    buf_clear(&file);
    check_end();
}

static void
test_twice(void **state)
{
    static const char *const names[] = { "a", "b", "a" };
    struct buf file = make(names, COUNT(names));
    char error[FAIL_TEXT_MAX];

    (void)state;
    CHECK_INT(opens(buf_str(&file), error), -1, "twice");
    CHECK_TEXT(error, "zip: a is there twice", "twice");
    buf_clear(&file);
    check_end();
}

/* What is damaged in the data is found by length and sum. */
static void
test_damaged(void **state)
{
    static const char *const one[] = { "a" };
    struct buf file = make(one, 1);
    struct buf text = BUF_MAX(100);
    struct fail fail = { "" };
    struct unzip z;

    (void)state;
    file.p[DATA + 2] ^= 4;
    CHECK_INT(unzip_open(&z, buf_str(&file), &fail), 0, fail.text);
    CHECK_INT(unzip_read(&z, &z.entry[0], &text, &fail), -1, "damaged");
    CHECK_TEXT(fail.text, "a: damaged", "damaged");
    unzip_clear(&z);
    buf_clear(&text);
    buf_clear(&file);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_lies),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
