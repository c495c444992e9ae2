#include "tests/check.h"

#include "base/mem.h"
#include "base/pem.h"

#define BEGIN "-----BEGIN KEY-----\n"
#define END "-----END KEY-----\n"

static void
finds_a_block(void **state)
{
    static const struct {
        const char *name, *text, *want; /* NULL: none */
    } cases[] = {
        { "one", BEGIN "YWJj\n" END, "abc" },
        { "over lines, with other ends", BEGIN "YWJj\r\nZGU=\r\n" END,
            "abcde" },
        { "behind another",
            "-----BEGIN X-----\nAAAA\n-----END X-----\n" BEGIN "YWJj\n" END,
            "abc" },
        { "the first of two", BEGIN "YQ==\n" END BEGIN "YWJj\n" END, "a" },
        { "text around", "of 2026:\n" BEGIN "YWJj\n" END "bye", "abc" },
        { "none", "YWJj", NULL },
        { "empty", "", NULL },
        { "no end", BEGIN "YWJj\n", NULL },
        { "the end of another", BEGIN "YWJj\n-----END X-----\n", NULL },
        { "the end stands first", END BEGIN "YWJj\n", NULL },
        { "nothing in it", BEGIN END, NULL },
        { "headers", BEGIN "Proc-Type: 4,ENCRYPTED\n\nYWJj\n" END, NULL },
        { "no base64", BEGIN "YW*j\n" END, NULL },
        { "a padding too few", BEGIN "YQ=\n" END, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(100);
        int rc = pem_find(&out, str_of(cases[i].text), "KEY");

        CHECK_INT(rc, cases[i].want != NULL ? 0 : -1, cases[i].name);
        if (cases[i].want != NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
keeps_within_its_room(void **state)
{
    struct buf out = BUF_MAX(4);

    (void)state;
    CHECK_INT(pem_find(&out, STR(BEGIN "YWJjYWJj\n" END), "KEY"), -1, "full");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_block),
        cmocka_unit_test(keeps_within_its_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
