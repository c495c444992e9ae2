#include "tests/check.h"

#include "base/datadir.h"
#include "base/file.h"

static void
finds_the_tree_of_the_program(void **state)
{
    struct buf out = BUF_MAX(4096);
    struct fail fail = { "" };

    (void)state;
    unsetenv("SHELFWATCH_DATADIR");
    CHECK_INT(datadir_find(&out, "base/datadir.h", &fail), 0, fail.text);
    CHECK_INT(file_exists(buf_text(&out)), 1, buf_text(&out));
    CHECK_INT(buf_text(&out)[0], '/', "absolute");
    buf_clear(&out);
    check_end();
}

static void
names_what_is_missing(void **state)
{
    struct buf out = BUF_MAX(4096);
    struct fail fail = { "" };

    (void)state;
    unsetenv("SHELFWATCH_DATADIR");
    CHECK_INT(datadir_find(&out, "no/such", &fail), -1, "no such file");
    CHECK_INT(strstr(fail.text, "no/such") != NULL, 1, fail.text);
    CHECK_INT(out.len, 0, "nothing appended");
    setenv("SHELFWATCH_DATADIR", "/nonexistent", 1);
    CHECK_INT(datadir_find(&out, "base", &fail), -1, "environment wins");
    CHECK_INT(strstr(fail.text, "/nonexistent/base") != NULL, 1, fail.text);
    setenv("SHELFWATCH_DATADIR", "tests", 1);
    CHECK_INT(datadir_find(&out, "unit", &fail), 0, fail.text);
    CHECK_TEXT(buf_text(&out), "tests/unit", "from the environment");
    unsetenv("SHELFWATCH_DATADIR");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_tree_of_the_program),
        cmocka_unit_test(names_what_is_missing),
    };

    return cmocka_run_group_tests_name("base/datadir", tests, NULL, NULL);
}
