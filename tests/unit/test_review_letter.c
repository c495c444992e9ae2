#include "tests/check.h"

#include "base/mem.h"
#include "review/letter.h"
#include "review/letter_html.h"
#include "tests/cases.h"

/* Every template of the program names only fields there are, and what the
 * law asks for stands in it. */
static void
test_defaults(void **state)
{
    static const struct {
        enum letter_kind kind;
        const char *fields[12];
    } musts[] = {
        /* DSA Art. 9(2): basis, reasons, authority, address, redress, where
         * to report, scope. */
        { LETTER_ORDER, { "{{order.legal_basis!}}", "{{order.reasons:lines}}",
                            "{{authority.name!}}", "{{url!}}",
                            "{{authority.redress_", "{{authority.report_to!}}",
                            "{{order.territory!}}", "{{order.provisions!}}" } },
        /* DSA Art. 16(2). */
        { LETTER_NOTICE, { "{{order.reasons:lines}}", "{{url!}}",
                             "{{notifier.name!}}", "{{notifier.email!}}" } },
        { LETTER_SELLER, { "{{url!}}", "{{order.due!}}" } },
        { LETTER_DOSSIER,
            { "生产者名称", "统一社会信用代码", "产品名称", "品牌", "型号",
                "缺陷描述", "可能导致的后果", "{{url!}}", "召回编号",
                "生产数量", "外观特征" } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(musts); i++)
        for (int l = 0; l < LANGS; l++) {
            struct str text = letter_default(musts[i].kind, (enum lang)l);
            struct fail fail = { "" };

            letter_template_check(musts[i].kind, (enum lang)l, text, &fail);
            CHECK_TEXT(fail.text, "", letter_kind_name(musts[i].kind));
            for (size_t k = 0; k < 12 && musts[i].fields[k] != NULL; k++)
                CHECK_INT(str_find(text, str_of(musts[i].fields[k]), 0) >= 0, 1,
                    musts[i].fields[k]);
        }
    check_end();
}

static void
test_check(void **state)
{
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(letter_template_check(
                  LETTER_ORDER, LANG_DE, STR("# A\n{{order.nummer}}\n"), &fail),
        -1, "unknown");
    CHECK_TEXT(
        fail.text, "order.de:2: there is no field 'order.nummer'", "its line");
    check_end();
}

static void
test_days(void **state)
{
    static const struct {
        enum lang language;
        int with_time;
        const char *want;
    } cases[] = {
        { LANG_EN, 0, "20 November 2026" },
        { LANG_DE, 0, "20. November 2026" },
        { LANG_ZH, 0, "2026年11月20日" },
        { LANG_DE, 1, "20. November 2026, 09:00 Uhr" },
        { LANG_EN, 1, "20 November 2026 09:00" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(100);

        letter_day(&out, cases[i].language, calendar_find(STR("DE")),
            CASES_NOW_MS, cases[i].with_time);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].want);
        buf_clear(&out);
    }
    check_end();
}

static struct casefile *
case_of(int i)
{
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(cases_lines[i]), &fail) != 0 ||
        casefile_from_json(&c, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return c;
}

/* The letter about one case, with all that a form asks for. */
static char *
write_letter(struct cases *c, enum letter_kind k, enum lang l, int line,
    struct texts *missing)
{
    struct casefile *file = case_of(line);
    struct letter_form f = { .kind = k,
        .language = letter_language(k, l),
        .calendar = calendar_find(STR("DE")),
        .identical = 1,
        .now_ms = CASES_NOW_MS,
        .sent_ms = CASES_NOW_MS,
        .number = STR("SW-2026-1"),
        .recipient = STR("Markt SE"),
        .legal_basis = str_of(letter_legal_basis(l)),
        .provisions = str_of(letter_provisions(l)),
        .territory = STR("Deutschland"),
        .author = STR("Anna"),
        .author_email = STR("anna@amt.example") };
    struct js *authority = js_new_object(), *data = NULL;
    struct buf out = BUF_MAX(TEMPLATE_OUTPUT_MAX);
    struct letter_template t;

    js_set_textz(authority, "name", "Amt");
    js_set_textz(authority, "signatory", "A. Amt");
    js_set_textz(authority, "report_to", "meldung@amt.example");
    js_set_textz(authority, "redress_de", "Klage");
    js_set_textz(authority, "redress_en", "Action");
    js_set_textz(authority, "redress_zh", "起诉");
    if (letter_template_find(c->s, k, f.language, &t, &c->fail) != 0 ||
        letter_data(c->s, &f, authority, &file, 1, &data, &c->fail) != 0 ||
        letter_write(&t, data, &out, missing, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    letter_template_clear(&t);
    js_free(data);
    js_free(authority);
    casefile_free(file);
    return buf_take(&out);
}

#define HOLDS(text, want) CHECK_INT(strstr((text), (want)) != NULL, 1, (want))

static void
test_write(void **state)
{
    struct cases *c = cases_new();
    struct texts missing = { 0 };
    char *text = write_letter(c, LETTER_ORDER, LANG_DE, 0, &missing);

    (void)state;
    CHECK_TEXT(missing.count > 0 ? missing.item[0] : "", "", "missing");
    HOLDS(text, "# Anordnung zu einem Angebot");
    HOLDS(text, "| Genaue Adresse (URL) | https://toys.example/p/1");
    HOLDS(text, "GTIN 04006381333931, Racer, X100");
    HOLDS(text, "Bei Versand am 20. November 2026 endet die Frist am 24. "
                "November 2026.");
    HOLDS(text, "- Amtliche Meldung SR/01326/26");
    HOLDS(text, "Klage");
    HOLDS(text, "Das Risiko: Ersticken (Kleinteile).");
    free(text);
    text = write_letter(c, LETTER_NOTICE, LANG_ZH, 1, &missing);
    HOLDS(text, "准确网址 | https://shop.example.cn/item/2");
    HOLDS(text, "2026年11月25日");
    free(text);
    text = write_letter(c, LETTER_DOSSIER, LANG_ZH, 1, &missing);
    HOLDS(text, "产品名称 Name of the product | 磁力珠");
    HOLDS(text, "21 November 2026 10:00");
    free(text);
    CHECK_INT(missing.count, 0, "nothing is missing");
    cases_free(c);
    check_end();
}

/* What a seller wrote is data: no heading, no markup, no turned text. */
static void
test_hostile(void **state)
{
    struct cases *c = cases_new();

    (void)state;
    for (int k = 0; k < LETTER_KINDS; k++)
        for (int l = 0; l < LANGS; l++) {
            struct texts missing = { 0 };
            struct buf html = BUF_MAX(4u << 20);
            char *text =
                write_letter(c, (enum letter_kind)k, (enum lang)l, 3, &missing);

            HOLDS(text, "[U+202E]");
            CHECK_INT(strstr(text, "\xE2\x80\xAE") == NULL, 1, "turned");
            letter_html_alone(&html, str_of(text), (enum lang)l,
                &(struct letter_foot){ STR("<b>"), STR("x") });
            HOLDS(buf_text(&html), "&lt;script&gt;alert(1)");
            CHECK_INT(strstr(buf_text(&html), "<script") == NULL, 1, "script");
            CHECK_INT(strstr(buf_text(&html), "href") == NULL, 1, "links");
            CHECK_INT(strstr(buf_text(&html), "<b>") == NULL, 1, "number");
            HOLDS(buf_text(&html), "default-src &#39;none&#39;");
            texts_clear(&missing);
            buf_clear(&html);
            free(text);
        }
    cases_free(c);
    check_end();
}

static void
test_due(void **state)
{
    const struct calendar *de = calendar_find(STR("DE"));
    const struct calendar *cn = calendar_find(STR("CN"));
    int64_t day = 24 * 3600 * 1000LL;

    (void)state;
    /* Sent on a Friday at 09:00 there. */
    CHECK_INT(letter_due(LETTER_ORDER, de, CASES_NOW_MS).at_ms,
        CASES_NOW_MS + 4 * day + 15 * 3600000LL, "two working days");
    CHECK_INT(letter_due(LETTER_NOTICE, de, CASES_NOW_MS).at_ms,
        CASES_NOW_MS + 5 * day + 15 * 3600000LL, "three working days");
    CHECK_INT(letter_due(LETTER_DOSSIER, cn, CASES_NOW_MS).at_ms,
        CASES_NOW_MS + day, "24 hours");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_due),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
