#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "recalls/model_list.h"

static void
add(void *ctx, struct str key, enum model_form form)
{
    struct buf *out = ctx;

    buf_addf(out, "%s" STR_FMT "%s", out->len > 0 ? " " : "", STR_ARG(key),
        form == MODEL_PREFIX ? "*" : "");
}

static void
reads_lists(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "X100", "x100 x100" },
        { "X-100, X-200", "x100x200 x100 x200" },
        { "RG30, RGS-30 and RGB-30", "rg30rgs30andrgb30 rg30 rgs30 rgb30" },
        { "XH-S08、XH-S09", "xhs08、xhs09 xhs08 xhs09" },
        { "AB1-AB3", "ab1ab3 ab1 ab2 ab3" },
        { "AB08 bis AB11", "ab08bisab11 ab08 ab09 ab10 ab11" },
        { "AB08–11", "ab0811 ab08 ab09 ab10 ab11" },
        { "KX-***", "kx*" },
        { "HR37xx", "hr37*" },
        { "Model No. AB-77 (blue)", "modelnoab77blue ab77 blue" },
        { "NE58R9431ST/AA", "ne58r9431staa ne58r9431staa ne58r9431st" },
        { "X100/X200", "x100x200 x100 x200" },
        { "AK-5050 Pro", "ak5050pro ak5050pro" },
        { "100-900", "100900 100900" }, /* no letters: a size */
        { "AB1 to AB9999", "ab1toab9999 ab1toab9999 ab1 ab9999" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(4096);

        model_list_read(str_of(cases[i].text), add, &out);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].text);
        buf_clear(&out);
    }
    check_end();
}

static void
holds_masks_against_keys(void **state)
{
    static const struct {
        const char *text, *key;
        int want;
    } cases[] = {
        { "KX-***", "kx204", 1 },
        { "KX-***", "kx", 0 },
        { "KX-***", "ky204", 0 },
        { "KX-*", "kx1234567890", 0 },
        { "AB-1, KX-***", "kx204", 1 },
        { "HR37xx", "hr3745", 1 },
        { "HR37xx", "hr37455", 0 },
        { "HR37##", "hr3745", 1 },
        { "HR3745", "hr3745", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(model_list_masks(str_of(cases[i].text), str_of(cases[i].key)),
            cases[i].want, cases[i].key);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lists),
        cmocka_unit_test(holds_masks_against_keys),
    };

    return cmocka_run_group_tests_name("recalls/model_list", tests, NULL, NULL);
}
