#include "tests/check.h"

#include "base/signature.h"

#include <stdlib.h>

#include <unistd.h>

static void
signs_and_checks(void **state)
{
    static const char make[] =
        "cd %s && openssl genpkey -algorithm ed25519 -out a.pem 2>/dev/null &&"
        " openssl pkey -in a.pem -pubout -out a.pub &&"
        " openssl genpkey -algorithm ed25519 -out b.pem &&"
        " openssl pkey -in b.pem -pubout -out b.pub &&"
        " openssl genpkey -algorithm RSA -out r.pem 2>/dev/null";
    char dir[] = "/tmp/shelfwatch-signature-XXXXXX", command[600];
    char a[80], a_pub[80], b_pub[80], r[80];
    struct buf text = BUF_MAX(SIGNATURE_TEXT_BYTES);
    struct fail fail = { "" };

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(command, sizeof command, make, dir);
    if (system(command) != 0) {
        print_message("skipped: openssl is not installed\n");
        rmdir(dir);
        skip();
    }
    snprintf(a, sizeof a, "%s/a.pem", dir);
    snprintf(a_pub, sizeof a_pub, "%s/a.pub", dir);
    snprintf(b_pub, sizeof b_pub, "%s/b.pub", dir);
    snprintf(r, sizeof r, "%s/r.pem", dir);
    CHECK_INT(signature_make(&text, a, STR("what"), &fail), 0, fail.text);
    CHECK_INT(text.len, SIGNATURE_TEXT_BYTES - 1, "as long as it says");
    CHECK_INT(signature_check(buf_str(&text), a_pub, STR("what"), &fail), 1,
        "its own");
    CHECK_INT(signature_check(buf_str(&text), a_pub, STR("whit"), &fail), 0,
        "of something else");
    CHECK_INT(signature_check(buf_str(&text), b_pub, STR("what"), &fail), 0,
        "by another key");
    text.p[20] = 'g';
    CHECK_INT(signature_check(buf_str(&text), a_pub, STR("what"), &fail), 0,
        "no hexadecimal digit");
    CHECK_INT(signature_check(STR("ed25519:"), a_pub, STR("what"), &fail), 0,
        "too short");
    CHECK_INT(signature_check(buf_str(&text), a, STR("what"), &fail), -1,
        "a private key");
    CHECK_INT(signature_make(&text, r, STR("what"), &fail), -1, "RSA");
    CHECK_INT(signature_make(&text, "/nowhere", STR("x"), &fail), -1, "none");
    buf_clear(&text);
    snprintf(command, sizeof command, "rm -r %s", dir);
    assert_int_equal(system(command), 0);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(signs_and_checks) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
