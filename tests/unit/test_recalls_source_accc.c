#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "recalls/recall_source.h"
#include "recalls/source_accc.h"

#define CASES "tests/cases/recalls/accc/"

#define FIELD(name, value)                                                     \
    "<div class='field field--name-field-psa-recall-" name "'><div "           \
    "class='field__item'>" value "</div></div>"

static void
see_line(const char *text, void *ctx)
{
    buf_addf(ctx, "%s\n", text);
}

static void
names_what_is_missing(void **state)
{
    static const struct {
        const char *name, *page;
        int rc;
        size_t kept;
        const char *said; /* part of the message or error */
    } cases[] = {
        { "whole", "<h1>Kettle</h1>" FIELD("pra-number", "2026/21017"), 0, 1,
            "" },
        { "the class name alone",
            "<h1>Kettle</h1><p class='field-psa-recall-pra-number'>PRA "
            "2026/21017</p>",
            0, 1, "" },
        { "no number", "<h1>Kettle</h1>" FIELD("brand", "Norvella"), 0, 0,
            "field-psa-recall-pra-number: missing" },
        { "no number in it", "<h1>Kettle</h1>" FIELD("pra-number", "soon"), 0,
            0, "field-psa-recall-pra-number: missing" },
        { "no name", FIELD("pra-number", "2026/21017"), 0, 0,
            "(2026/21017): title: missing" },
        { "other classes", "<h1>Kettle</h1><div class='field-recall-brand'>x",
            -1, 0, "no element of a class 'field-psa-recall-...'" },
        { "no page", "", -1, 0, "no element of a class" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recalls rs = { 0 };
        struct buf said = BUF_MAX(4096);
        struct recall_import im = {
            .out = &rs, .name = "page.html", .say = see_line, .ctx = &said
        };
        struct fail fail = { "" };

        CHECK_INT(source_accc_page(&im, str_of(cases[i].page), &fail),
            cases[i].rc, cases[i].name);
        buf_addz(&said, fail.text);
        CHECK_INT(rs.count, cases[i].kept, cases[i].name);
        CHECK_INT(
            strstr(buf_text(&said), cases[i].said) != NULL, 1, buf_text(&said));
        buf_clear(&said);
        recalls_clear(&rs);
    }
    check_end();
}

/* Cut off anywhere, a page or a feed gives whole notices or an error. */
static void
survives_being_cut(void **state)
{
    static const struct {
        const char *path;
        int (*read)(
            struct recall_import *im, struct str text, struct fail *fail);
        size_t most;
    } cases[] = {
        { CASES "page.html", source_accc_page, 1 },
        { CASES "rss.xml", source_accc_rss, 2 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(1 << 20);
        struct fail fail = { "" };

        if (file_read(&text, cases[i].path, &fail) != 0)
            fail_msg("%s", fail.text);
        for (size_t len = 0; len < text.len; len += 3) {
            struct recalls rs = { 0 };
            struct recall_import im = { .out = &rs, .name = "x" };
            int rc = cases[i].read(&im, str_sub(buf_str(&text), 0, len), &fail);

            CHECK_INT(rc == 0 ? im.kept + im.bad <= cases[i].most
                              : fail.text[0] != '\0',
                1, cases[i].path);
            CHECK_INT(im.kept, rs.count, cases[i].path);
            recalls_clear(&rs);
        }
        buf_clear(&text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_what_is_missing),
        cmocka_unit_test(survives_being_cut),
    };

    return cmocka_run_group_tests_name(
        "recalls/source_accc", tests, NULL, NULL);
}
