#include "tests/check.h"

#include "base/mem.h"
#include "base/now.h"
#include "base/password.h"
#include "base/secret.h"

#include <string.h>

static void
checks_what_is_chosen(void **state)
{
    static const struct {
        const char *name, *password;
        int rc;
    } cases[] = {
        { "anna", "correct horse battery", 0 },
        { "anna", "zwölf Zeichen", 0 },
        { "anna", "一二三四五六七八九十一二", 0 },
        { "anna", "elevenchars", -1 },
        { "anna", "", -1 },
        { "anna", "aaaaaaaaaaaaaaaaaa", -1 },
        { "anna", "abcdabcdabcdabcd", -1 },
        { "anna", "my name is ANNA ok", -1 },
        { "", "my name is anna ok", 0 },
        { "al", "all that is short", 0 }, /* a name too short to count */
        { "anna", "twelve\xFFletters and", -1 },
    };
    struct fail fail;
    char longest[PASSWORD_BYTES_MAX + 1];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(password_check(
                      str_of(cases[i].password), str_of(cases[i].name), &fail),
            cases[i].rc, cases[i].password);
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char)('a' + i % 26);
    CHECK_INT(password_check(
                  (struct str){ longest, sizeof longest }, STR_NONE, &fail),
        -1, "too long");
    CHECK_INT(password_check(
                  (struct str){ longest, sizeof longest - 1 }, STR_NONE, &fail),
        0, "longest");
    check_end();
}

static void
knows_the_password_again(void **state)
{
    static const struct {
        const char *kept, *given;
        int is;
    } cases[] = {
        { "correct horse battery", "correct horse battery", 1 },
        { "correct horse battery", "correct horse batterY", 0 },
        { "correct horse battery", "correct horse battery ", 0 },
        { "correct horse battery", "", 0 },
        { "caf\xC3\xA9 au lait 12", "cafe\xCC\x81 au lait 12", 1 }, /* NFC */
    };
    char kept[PASSWORD_KEPT_BYTES], again[PASSWORD_KEPT_BYTES];
    struct fail fail;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (i == 0 || strcmp(cases[i].kept, cases[i - 1].kept) != 0)
            CHECK_INT(password_keep(kept, str_of(cases[i].kept), &fail), 0,
                cases[i].kept);
        CHECK_INT(password_is(kept, str_of(cases[i].given)), cases[i].is,
            cases[i].given);
    }
    CHECK_INT(strncmp(kept, "$argon2id$v=19$m=65536,t=3,p=1$", 31), 0, kept);
    CHECK_INT(password_keep(again, str_of(cases[4].kept), &fail), 0, "again");
    CHECK_INT(strcmp(kept, again) != 0, 1, "a salt of its own");
    check_end();
}

/* Kept forms that were not made here: never a match, never more work. */
static void
refuses_other_forms(void **state)
{
    static const char *const kept[] = { "", "correct horse battery",
        "$argon2id$v=19$m=4294967295,t=3,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2id$v=19$m=65536,t=4000000000,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2i$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2id$v=19$m=65536,t=3,p=1$",
        "$argon2id$v=19$m=65536,t=3,p=1$***$***" };

    (void)state;
    for (size_t i = 0; i < COUNT(kept); i++)
        CHECK_INT(
            password_is(kept[i], STR("correct horse battery")), 0, kept[i]);
    CHECK_INT(password_is(NULL, STR("correct horse battery")), 0, "NULL");
    check_end();
}

/* What is printed here shows that a name nobody has takes as long. */
static void
takes_as_long_for_nobody(void **state)
{
    char kept[PASSWORD_KEPT_BYTES];
    struct fail fail;
    int64_t t0, t1, t2;

    (void)state;
    assert_int_equal(password_keep(kept, STR("correct horse"), &fail), 0);
    t0 = now_monotonic_ms();
    assert_int_equal(password_is(kept, STR("wrong horse...")), 0);
    t1 = now_monotonic_ms();
    assert_int_equal(password_is("", STR("wrong horse...")), 0);
    t2 = now_monotonic_ms();
    print_message("wrong password: %lld ms; nobody's name: %lld ms\n",
        (long long)(t1 - t0), (long long)(t2 - t1));
}

static void
secrets_differ_and_compare(void **state)
{
    char a[SECRET_BYTES], b[SECRET_BYTES];
    struct fail fail;

    (void)state;
    assert_int_equal(secret_new(a, &fail), 0);
    assert_int_equal(secret_new(b, &fail), 0);
    CHECK_INT(strlen(a), SECRET_BYTES - 1, "length");
    CHECK_INT(strcmp(a, b) != 0, 1, "random");
    CHECK_INT(secret_is(str_of(a), str_of(a)), 1, "same");
    CHECK_INT(secret_is(str_of(a), str_of(b)), 0, "other");
    CHECK_INT(secret_is(str_of(a), str_sub(str_of(a), 0, 63)), 0, "shorter");
    CHECK_INT(secret_is(STR(""), STR("")), 0, "empty is no secret");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_what_is_chosen),
        cmocka_unit_test(knows_the_password_again),
        cmocka_unit_test(refuses_other_forms),
        cmocka_unit_test(takes_as_long_for_nobody),
        cmocka_unit_test(secrets_differ_and_compare),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
