#include "tests/check.h"

#include "base/mem.h"
#include "rules/rule_set.h"

#define TOP "pack: t\nversion: 2026.1.1\ntitle: {en: t}\nrules:\n"
#define RULE                                                                   \
    "  - id: r\n    title: {en: T}\n    message: {en: M}\n"                    \
    "    basis: {article: A, link: L}\n    severity: low\n"

static void
says_what_is_wrong_and_where(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "no pack", "version: 1\n", "p.yaml:1:" },
        { "unknown key", "pakc: t\n", "unknown key 'pakc'" },
        { "no version", "pack: t\n", "'version' is missing" },
        { "no rules", "pack: t\nversion: 1\ntitle: {en: t}\n", "'rules'" },
        { "no id", TOP "  - title: {en: T}\n", "p.yaml:5:" },
        { "no basis",
            TOP "  - id: r\n    title: {en: T}\n"
                "    message: {en: M}\n    severity: low\n",
            "'basis' is missing" },
        { "no English", TOP "  - id: r\n    title: {de: T}\n",
            "needs at least 'en'" },
        { "severity",
            TOP "  - id: r\n    title: {en: T}\n"
                "    message: {en: M}\n    severity: huge\n",
            "p.yaml:8:15: 'severity' must be" },
        { "no when", TOP RULE, "'when' is missing" },
        { "hazard", TOP RULE "    hazard: doom\n    when: {match: x}\n",
            "unknown hazard 'doom'; known: choking" },
        { "date", TOP RULE "    valid: {from: soon}\n    when: {match: x}\n",
            "must be a date such as" },
        { "condition", TOP RULE "    when: {macth: x}\n",
            "unknown condition 'macth'" },
        { "two conditions", TOP RULE "    when: {match: x, absent: title}\n",
            "put several under all: or any:" },
        { "list under not", TOP RULE "    when: {not: [{match: x}]}\n",
            "'not' takes one condition" },
        { "field", TOP RULE "    when: {absent: sellr.name}\n",
            "did you mean 'seller.name'?" },
        { "list", TOP RULE "    when: {list: acids}\n", "no list 'acids'" },
        { "lexicon that is not there",
            TOP RULE "    when: {list: {lexicon: no-such-table}}\n",
            "p.yaml:10:12: lexicons/no-such-table.tsv is neither" },
        { "lexicon's name", TOP RULE "    when: {list: {lexicon: ../x}}\n",
            "'lexicon' is a name of letters" },
        { "image", TOP RULE "    when: {image: x}\n", "'image' is reserved" },
        { "certificate", TOP RULE "    when: {certificate: XYZ}\n",
            "'kind' must be one of CCC, CE-body" },
        { "gtin", TOP RULE "    when: {gtin: {valid: maybe}}\n",
            "p.yaml:10:26: 'valid' is yes or no" },
        { "recall", TOP RULE "    when: {recall: sure}\n",
            "at least candidate, strong or conclusive" },
        { "model", TOP RULE "    when: {model: {hazard: fire}}\n",
            "say above, below" },
        { "seller", TOP RULE "    when: {seller: {lacks: phone}}\n",
            "a seller has name" },
        { "empty seller", TOP RULE "    when: {seller: {}}\n", "p.yaml:10:" },
        { "currency",
            TOP RULE "    when: {number: {currency: EURO, above: 1}}\n",
            "three letters" },
        { "currency without a rate",
            TOP RULE "    when: {number: {currency: XXX, above: 1}}\n",
            "no rate of the currency 'XXX'" },
        { "currency of a weight",
            TOP RULE "    when: {number: {name: weight, currency: EUR, "
                     "above: 1}}\n",
            "the number is the price" },
        { "language",
            TOP RULE "    when: {match: {pattern: x, language: german}}\n",
            "codes of two letters" },
        { "case", TOP RULE "    when: {match: {pattern: x, case: upper}}\n",
            "'case' is folded or exact" },
        { "unit", TOP RULE "    when: {number: {name: x, unit: furlong}}\n",
            "'unit' must be one of V," },
        { "bounds", TOP RULE "    when: {number: {name: x, unit: V}}\n",
            "say above, below" },
        { "pattern", TOP RULE "    when: {match: 'a(b'}\n", "p.yaml:10:" },
        { "pattern of nothing", TOP RULE "    when: {match: 'a?'}\n",
            "matches the empty text" },
        { "open ends", TOP RULE "    when: {match: 'a)(b'}\n", "p.yaml:10:" },
        { "sharp s in a class", TOP RULE "    when: {match: '[äß]x'}\n",
            "'ß' is compared as 'ss'" },
        { "denial",
            TOP RULE "    when: {match: {pattern: x, "
                     "denied_by: love}}\n",
            "'denied_by' knows" },
        { "same id",
            TOP RULE "    when: {match: x}\n" RULE "    when: {match: y}\n",
            "'t/r' exists already" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_set *set = NULL;
        struct fail fail = { "" };
        int rc =
            rule_set_parse(&set, str_of(cases[i].text), "p.yaml", NULL, &fail);

        CHECK_INT(rc, -1, cases[i].name);
        if (strstr(fail.text, cases[i].want) == NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].name);
        rule_set_free(set);
    }
    check_end();
}

static void
goes_on_after_a_fault(void **state)
{
    struct texts errors = { 0 };
    struct fail fail = { "" };
    struct rule_set *set = NULL;

    (void)state;
    CHECK_INT(rule_set_parse(&set,
                  STR(TOP RULE "    when: {macth: x}\n" RULE "    wen: x\n"),
                  "p.yaml", &errors, &fail),
        -1, "two faults");
    CHECK_INT(errors.count, 2, "both are said");
    texts_clear(&errors);
    check_end();
}

static void
makes_versions(void **state)
{
    struct fail fail = { "" };
    struct rule_set *a = NULL, *b = NULL;

    (void)state;
    assert_int_equal(rule_set_parse(&a, STR(TOP RULE "    when: {match: x}\n"),
                         "a", NULL, &fail),
        0);
    assert_int_equal(rule_set_parse(&b, STR(TOP RULE "    when: {match: y}\n"),
                         "a", NULL, &fail),
        0);
    CHECK_INT(strncmp(rule_set_version(a), "2026.1.1+sha256:", 16), 0,
        rule_set_version(a));
    CHECK_INT(strlen(rule_set_version(a)), 16 + 64, "digest");
    CHECK_INT(strcmp(rule_set_version(a), rule_set_version(b)) != 0, 1,
        "other text, other version");
    CHECK_INT(rule_set_rules(a), 1, "rules");
    CHECK_INT(rule_set_find(a, STR("t/r"), NULL) != NULL, 1, "by id");
    CHECK_INT(rule_set_find(a, STR("t/x"), NULL) == NULL, 1, "no such id");
    CHECK_INT(rule_set_find(a, STR("r"), NULL) == NULL, 1, "no pack");
    rule_set_free(a);
    rule_set_free(b);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(goes_on_after_a_fault),
        cmocka_unit_test(makes_versions),
    };

    return cmocka_run_group_tests_name("rules/rule_parse", tests, NULL, NULL);
}
