#include "tests/check.h"

#include "base/mem.h"
#include "core/account.h"

static void
reads_roles(void **state)
{
    static const struct {
        const char *text;
        int rc;
        const char *want;
    } cases[] = {
        { "analyst", 0, "analyst" },
        { "validator,analyst", 0, "analyst,validator" },
        { " auditor , administrator ", 0, "auditor,administrator" },
        { "analyst validator auditor administrator", 0,
            "analyst,validator,auditor,administrator" },
        { "analyst,analyst", 0, "analyst" },
        { "", -1, "" },
        { ",", -1, "" },
        { "admin", -1, "" },
        { "Analyst", -1, "" },
        { "analyst,root", -1, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(200);
        struct fail fail = { "" };
        unsigned roles;
        int rc = role_parse(&roles, str_of(cases[i].text), &fail);

        CHECK_INT(rc, cases[i].rc, cases[i].text);
        CHECK_INT(fail.text[0] == '\0', rc == 0, "says why");
        role_write(&out, roles);
        if (cases[i].want != NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].text);
        buf_clear(&out);
    }
    check_end();
}

static void
names_roles(void **state)
{
    unsigned bit;

    (void)state;
    for (unsigned i = 1; i <= ROLE_ALL; i++) {
        const char *name = role_name(i);

        CHECK_INT(name != NULL, (i & (i - 1)) == 0, "one bit has a name");
        if (name == NULL)
            continue;
        CHECK_INT(role_find(&bit, str_of(name)), 0, name);
        CHECK_INT(bit, i, name);
    }
    CHECK_TEXT(role_name(0), NULL, "no role");
    CHECK_TEXT(role_name(ROLE_ALL + 1), NULL, "unknown bit");
    check_end();
}

static void
checks_names(void **state)
{
    static const struct {
        const char *name, *display, *shown; /* NULL: refused */
    } cases[] = {
        { "anna", "", "anna" },
        { "anna", "Anna Müller", "Anna Müller" },
        { "李娜", "李 娜", "李 娜" },
        { "", "Anna", NULL },
        { " anna", "", NULL },
        { "anna\n", "", NULL },
        { "an\tna", "", NULL },
        { "an\xE2\x80\x8Bna", "", NULL }, /* zero width space */
        { "anna",
            "\xE2\x80\xAE"
            "anna",
            NULL }, /* right to left */
        { "an\xFFna", "", NULL },
        { "anna", "a\x1b[31m", NULL },
    };
    char longest[ACCOUNT_NAME_BYTES + 1];
    struct fail fail;
    struct account a;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int rc = account_init(
            &a, str_of(cases[i].name), str_of(cases[i].display), &fail);

        CHECK_INT(rc == 0, cases[i].shown != NULL, cases[i].name);
        if (rc == 0)
            CHECK_TEXT(a.display, cases[i].shown, cases[i].name);
    }
    memset(longest, 'a', sizeof longest);
    CHECK_INT(account_init(&a, (struct str){ longest, sizeof longest - 2 },
                  STR_NONE, &fail),
        0, "longest");
    CHECK_INT(account_init(&a, (struct str){ longest, sizeof longest - 1 },
                  STR_NONE, &fail),
        -1, "too long");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_roles),
        cmocka_unit_test(names_roles),
        cmocka_unit_test(checks_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
