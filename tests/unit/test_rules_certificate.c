#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "rules/certificate.h"

/* The label ends at '^'; want is what is read, with '?' in front if it is ill
 * formed, "" if nothing is. */
static void
reads_numbers(void **state)
{
    static const struct {
        enum certificate_kind kind;
        const char *text;
        int labelled;
        const char *want;
    } cases[] = {
        { CERTIFICATE_CCC, "3C^认证编号：2016010901123456", 0,
            "2016010901123456" },
        { CERTIFICATE_CCC, "CCC^ certificate No. 2016 0109 0112 3456", 0,
            "2016 0109 0112 3456" },
        { CERTIFICATE_CCC, "CCC^ no. 201601090112345", 0, "?201601090112345" },
        { CERTIFICATE_CCC, "CCC^ no. 1916010901123456", 0,
            "?1916010901123456" },
        { CERTIFICATE_CCC, "CCC^ no. 2016000901123456", 0,
            "?2016000901123456" },
        { CERTIFICATE_CCC, "CCC^ no. 200301010105", 0, "200301010105" },
        { CERTIFICATE_CCC, "CCC^ 20160109011234", 0, "" },
        { CERTIFICATE_CCC, "CCC^ no. 5 pieces", 0, "" },
        { CERTIFICATE_CCC, "^2016-01-09", 1, "?2016-01-09" },
        { CERTIFICATE_CE_BODY, "CE^ 0123", 0, "0123" },
        { CERTIFICATE_CE_BODY, "CE^0197", 0, "0197" },
        { CERTIFICATE_CE_BODY, "CE^123", 0, "?123" },
        { CERTIFICATE_CE_BODY, "CE^ 220 V", 0, "" },
        { CERTIFICATE_CE_BODY, "CE^ 12345", 0, "" },
        { CERTIFICATE_CE_BODY, "notified body^ number: 0000", 0, "?0000" },
        { CERTIFICATE_CE_BODY, "公告机构^编号 2797", 0, "2797" },
        { CERTIFICATE_WEEE, "WEEE^-Reg.-Nr. DE 12345678", 0, "12345678" },
        { CERTIFICATE_WEEE, "WEEE^: DE12345678", 0, "12345678" },
        { CERTIFICATE_WEEE, "WEEE^-Reg.-Nr.: DE 1234567", 0, "?1234567" },
        { CERTIFICATE_WEEE, "WEEE^ 2012/19/EU", 0, "" },
        { CERTIFICATE_WEEE, "WEEE^ directive", 0, "" },
        { CERTIFICATE_LUCID, "LUCID^-Nr. DE1234567890123", 0, "1234567890123" },
        { CERTIFICATE_LUCID, "LUCID^ Registrierungsnummer: DE123456789", 0,
            "?123456789" },
        { CERTIFICATE_KC, "KC^ certification number: HU07123-12345A", 0,
            "hu07123-12345a" },
        { CERTIFICATE_KC, "KC^ no. CB061R123-4001", 0, "cb061r123-4001" },
        { CERTIFICATE_KC, "KC^ no: R-C-ABC-X1", 0, "r-c-abc-x1" },
        { CERTIFICATE_KC, "KC^ no: 1234567", 0, "?1234567" },
        { CERTIFICATE_KC, "KC^-2000 camera", 0, "" },
        { CERTIFICATE_CAS, "CAS^ 80-54-6", 0, "80-54-6" },
        { CERTIFICATE_CAS, "CAS^-Nr. 80-54-7", 0, "?80-54-7" },
        { CERTIFICATE_GTIN, "EAN^: 4006381333931", 0, "4006381333931" },
        { CERTIFICATE_GTIN, "EAN^ 4006381333931 5 Stück", 0, "4006381333931" },
        { CERTIFICATE_GTIN, "EAN^: 4006381333932", 0, "?4006381333932" },
        { CERTIFICATE_GTIN, "EAN^ 4006381333932", 0, "" },
        { CERTIFICATE_GTIN, "ISBN^: 3-16-148410-X", 0, "3-16-148410-x" },
        { CERTIFICATE_GTIN, "ISBN^: 3-16-148410-9", 0, "?3-16-148410-9" },
        { CERTIFICATE_GTIN, "^0-306-40615-2", 1, "0-306-40615-2" },
        { CERTIFICATE_GTIN, "barcode^ scanner", 0, "" },
        { CERTIFICATE_GTIN, "", 0, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        struct buf text = BUF_MAX(4096), got = BUF_MAX(4096);
        ptrdiff_t at;
        size_t start = 0, end = 0;
        int valid = 0;

        fold_text(&f, str_of(cases[i].text));
        at = str_find_char(buf_str(&f.text), '^', 0);
        at = at < 0 ? 0 : at;
        buf_add(&text, f.text.p, (size_t)at);
        buf_adds(&text, str_sub(buf_str(&f.text), (size_t)at + 1, f.text.len));
        if (certificate_read(cases[i].kind, buf_str(&text), (size_t)at,
                cases[i].labelled, &start, &end, &valid))
            buf_addf(&got, "%s" STR_FMT, valid ? "" : "?",
                STR_ARG(str_sub(buf_str(&text), start, end - start)));
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].text);
        buf_clear(&text);
        buf_clear(&got);
        fold_clear(&f);
    }
    check_end();
}

static void
checks_cas_numbers(void **state)
{
    static const struct {
        const char *text;
        int want;
    } cases[] = {
        { "80-54-6", 1 },   /* butylphenyl methylpropional */
        { "7732-18-5", 1 }, /* water */
        { "58-08-2", 1 },   /* caffeine */
        { "7732-18-4", 0 },
        { "7732-185", 0 },
        { "-18-5", 0 },
        { "a732-18-5", 0 },
        { "", 0 },
        { "80-54-6-", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(certificate_is_cas(str_of(cases[i].text)), cases[i].want,
            cases[i].text);
    check_end();
}

static void
knows_its_names(void **state)
{
    (void)state;
    for (int k = 0; k < CERTIFICATE_KINDS; k++) {
        enum certificate_kind found = CERTIFICATE_KINDS;
        const char *name = certificate_kind_name((enum certificate_kind)k);

        CHECK_INT(certificate_kind_find(&found, str_of(name)), 0, name);
        CHECK_INT(found, k, name);
        CHECK_INT(strstr(CERTIFICATE_NAMES, name) != NULL, 1, name);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(checks_cas_numbers),
        cmocka_unit_test(knows_its_names),
    };

    return cmocka_run_group_tests_name("rules/certificate", tests, NULL, NULL);
}
