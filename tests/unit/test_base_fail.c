#include "tests/check.h"

#include "base/fail.h"
#include "base/mem.h"

static void
says_why(void **state)
{
    struct fail fail = { "" };
    char longer[2 * FAIL_TEXT_MAX];

    (void)state;
    CHECK_INT(fail_set(&fail, "line %d: %s", 3, "no colon"), -1, "failed");
    CHECK_TEXT(fail.text, "line 3: no colon", "text");
    CHECK_INT(fail_wrap(&fail, "%s", "a.yaml"), -1, "failed");
    CHECK_TEXT(fail.text, "a.yaml: line 3: no colon", "with the file before");
    fail_set(&fail, "a\nb\033[1m");
    CHECK_TEXT(fail.text, "a b [1m", "one line, no controls");
    CHECK_INT(fail_set(NULL, "%s", "x"), -1, "nobody listens");
    CHECK_INT(fail_wrap(NULL, "%s", "x"), -1, "nobody listens");
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    fail_set(&fail, "%s", longer);
    CHECK_INT(strlen(fail.text), FAIL_TEXT_MAX - 1, "cut");
    fail_wrap(&fail, "file %d", 1);
    CHECK_INT(strncmp(fail.text, "file 1: xxx", 11), 0, "the front is kept");
    CHECK_INT(strlen(fail.text) < FAIL_TEXT_MAX, 1, "cut");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_why),
    };

    return cmocka_run_group_tests_name("base/fail", tests, NULL, NULL);
}
