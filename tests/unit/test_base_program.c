/* The program's identity: there, and the same each time it is asked for. */
#include "base/program.h"
#include "tests/check.h"

static void
names_itself(void **state)
{
    char a[DIGEST_HEX_BYTES] = "", b[DIGEST_HEX_BYTES] = "";
    char nothing[DIGEST_HEX_BYTES];

    (void)state;
    digest_sha256_hex(STR(""), nothing);
    program_digest(a);
    program_digest(b);
    CHECK_TEXT(a, b, "the same program");
    CHECK_INT(strlen(a), DIGEST_HEX_BYTES - 1, "a whole digest");
    CHECK_INT(strcmp(a, nothing) != 0, 1, "something was digested");
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(names_itself) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
