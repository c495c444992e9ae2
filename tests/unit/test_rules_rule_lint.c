#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rules/rule_hostile.h"
#include "rules/rule_lint.h"
#include "rules/rule_template.h"
#include "rules/rule_test.h"

/* 2026-11-20 */
#define TODAY 1795132800000LL

#define WORDS "title: {en: T, de: T, zh: T}\n    message: {en: M, de: M, zh: M}"
#define HEAD                                                                   \
    "pack: t\nversion: 2026.1.1\ntitle: {en: t}\n"                             \
    "lists:\n  things: [anvil, hammer]\nrules:\n"
#define LAW "    basis: {article: A, link: 'https://law.example/'}\n"
#define RULE(id) "  - id: " id "\n    " WORDS "\n    severity: low\n"
#define SHOWN(flag1, flag2)                                                    \
    "    examples: {flag: [" flag1 ", " flag2 "], pass: [oak, elm]}\n"

/* Warnings of a pack, one per line. */
static char *
lint(const char *text, size_t *count)
{
    struct rule_set *set = NULL;
    struct texts warnings = { 0 };
    struct buf all = BUF_MAX(1u << 20);
    struct fail fail = { "" };

    if (rule_set_parse(&set, str_of(text), "p.yaml", NULL, &fail) != 0)
        fail_msg("%s\n%s", fail.text, text);
    *count = rule_lint(set, TODAY, &warnings);
    for (size_t i = 0; i < warnings.count; i++)
        buf_addf(&all, "%s\n", warnings.item[i]);
    texts_clear(&warnings);
    rule_set_free(set);
    return buf_take(&all);
}

static void
says_what_is_missing_or_needless(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "nothing", LAW "    when: {match: anvil}\n" SHOWN("anvil", "anvil 2"),
            "" },
        { "examples", LAW "    when: {match: anvil}\n",
            "p.yaml:7:9: r: 0 examples to flag and 0 to pass" },
        { "link",
            "    basis: {article: A, link: somewhere}\n"
            "    when: {match: anvil}\n" SHOWN("anvil", "anvil 2"),
            "p.yaml:7:9: r: 'link' is no address of the law" },
        { "market",
            LAW "    markets: [UK]\n"
                "    when: {match: anvil}\n" SHOWN("anvil", "anvil 2"),
            "no scan is for the market 'UK', so the rule never applies; "
            "write GB" },
        { "expired",
            LAW "    valid: {until: 2026-11-19}\n"
                "    when: {match: anvil}\n" SHOWN("anvil", "anvil 2"),
            "r: expired" },
        { "contradictory bounds",
            LAW "    when: {number: {name: x, unit: V, above: 9, below: "
                "5}}\n" SHOWN("a", "b"),
            "p.yaml:12:12: number: no number is above 9 and below 5" },
        { "one point left out",
            LAW "    when: {number: {name: x, unit: V, at_least: 5, "
                "below: 5}}\n" SHOWN("a", "b"),
            "number: no number is" },
        { "one point",
            LAW "    when: {number: {name: x, unit: V, at_least: 5, "
                "at_most: 5}}\n" SHOWN("a", "b"),
            "" },
        { "absent and stated",
            LAW "    when: {all: [absent: [title, brand], match: {pattern: "
                "anvil, fields: [title]}]}\n" SHOWN("a", "b"),
            "'all' asks for a field both absent and stated" },
        { "not both",
            LAW "    when: {all: [match: anvil, not: {match: anvil}]}\n" SHOWN(
                "a", "b"),
            "'all' asks for both this and its contrary" },
        { "two countries",
            LAW "    when: {all: [is: {field: seller.country, in: [CN]}, "
                "is: {field: seller.country, in: [EU]}]}\n" SHOWN("a", "b"),
            "'all' asks for one field with two values" },
        { "country in region",
            LAW "    when: {all: [is: {field: seller.country, in: [DE]}, "
                "is: {field: seller.country, in: [EU]}]}\n" SHOWN("a", "b"),
            "" },
        { "no such country",
            LAW "    when: {is: {field: seller.country, in: [China]}}\n" SHOWN(
                "a", "b"),
            "no country is written 'China'; write CN" },
        { "subsumed in any",
            LAW "    when: {any: [match: anvil, all: [match: anvil, match: "
                "hammer]]}\n" SHOWN("anvil", "hammer anvil"),
            "all: changes nothing: line 12 alone is true whenever this is" },
        { "subsumed in all",
            LAW "    when: {all: [match: anvil, any: [match: anvil, match: "
                "hammer]]}\n" SHOWN("anvil", "hammer anvil"),
            "any: changes nothing: what line 12 asks for is one of these" },
        { "twice",
            LAW "    when: {any: [match: anvil, match: anvil]}\n" SHOWN(
                "anvil", "hammer anvil"),
            "match: says the same as line 12" },
        { "unless takes all back",
            LAW "    when: {match: {pattern: anvil, unless: anvil}}\n" SHOWN(
                "a", "b"),
            "'unless' takes back what the pattern finds" },
        { "no fixed word",
            LAW "    when: {match: '\\w\\w\\d'}\n" SHOWN("a", "b"),
            "no fixed word" },
        { "explodes",
            LAW "    when: {match: 'anvil(?:\\w+ ?)+!'}\n" SHOWN("a", "b"),
            "p.yaml:12:20: the work of this pattern explodes" },
        { "does not explode",
            LAW "    when: {match: 'anvil(?: \\w+)* sharp'}\n" SHOWN("a", "b"),
            "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(65536);
        size_t count;
        char *got;

        buf_addf(&text, "%s%s%s", HEAD, RULE("r"), cases[i].text);
        got = lint(buf_text(&text), &count);
        CHECK_INT(count, cases[i].want[0] != '\0', cases[i].name);
        if (strstr(got, cases[i].want) == NULL)
            CHECK_TEXT(got, cases[i].want, cases[i].name);
        free(got);
        buf_clear(&text);
    }
    check_end();
}

static void
tells_of_rules_that_another_makes_needless(void **state)
{
    static const struct {
        const char *name, *a, *b, *want;
    } cases[] = {
        { "wider",
            LAW "    when: {match: 'anvils?'}\n" SHOWN("anvil", "anvils"),
            LAW "    when: {match: anvil}\n" SHOWN("an anvil", "anvil 2"),
            "b: all it flags is flagged by t/a too" },
        { "one of its own",
            LAW "    when: {match: anvil}\n" SHOWN("anvil", "old anvil"),
            LAW "    when: {match: '(?:anvil|sledge)'}\n" SHOWN(
                "an anvil", "sledge"),
            "a: all it flags is flagged by t/b too" },
        { "neither",
            LAW "    when: {match: anvil}\n" SHOWN("anvil", "old anvil"),
            LAW "    when: {match: sledge}\n" SHOWN("sledge", "sledge anvil"),
            "" },
        { "other markets",
            LAW "    markets: [CN]\n    when: {match: anvil}\n" SHOWN(
                "anvil", "old anvil"),
            LAW "    markets: [DE]\n    when: {match: anvil}\n" SHOWN(
                "anvil", "old anvil"),
            "" },
        { "what is missing holds beside any",
            LAW "    when: {absent: brand}\n" SHOWN("steel", "iron"),
            LAW "    when: {match: anvil}\n" SHOWN("anvil", "old anvil"), "" },
        { "same condition, nothing shown", LAW "    when: {match: anvil}\n",
            LAW "    when: {match: anvil}\n",
            "b: all it flags is flagged by t/a too" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = BUF_MAX(65536);
        size_t count;
        char *got;

        buf_addf(&text, "%s%s%s%s%s", HEAD, RULE("a"), cases[i].a, RULE("b"),
            cases[i].b);
        got = lint(buf_text(&text), &count);
        if (strstr(got, cases[i].want) == NULL ||
            (cases[i].want[0] == '\0' && count > 0))
            CHECK_TEXT(got, cases[i].want, cases[i].name);
        free(got);
        buf_clear(&text);
    }
    check_end();
}

static void
a_rule_to_come_is_a_note(void **state)
{
    size_t count;
    char *got = lint(HEAD RULE("r") LAW
        "    valid: {from: 2027-12-11}\n    when: {match: anvil}\n" SHOWN(
            "anvil", "old anvil"),
        &count);

    (void)state;
    CHECK_INT(count, 0, "gaps");
    CHECK_TEXT(
        got, "p.yaml:7:9: note: r: not in force before 2027-12-11\n", "note");
    free(got);
    check_end();
}

static void
hostile_texts_find_what_explodes(void **state)
{
    static const struct {
        const char *pattern;
        int explodes;
    } cases[] = {
        { "(a+)+b", 1 },
        { "(?:a|aa)*b", 1 },
        { "(?:\\w+ ?)+kitchen", 1 },
        { "x(?:a*)*y", 1 },
        { "safe(?:[a-z]+)*!", 1 },
        { "(?:磁力|磁)*(?:球|磁)*珠", 1 },
        { "\\w*störsender\\w*", 0 },
        { "(?:gps|gsm|wifi) jammers?", 0 },
        { "kills? (?:up to )?99[.,]9+ ?% of", 0 },
        { "(?:very )*fast car", 0 },
        { "anvil", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_expr e = { .source = str_of(cases[i].pattern), .whole = 1 };
        struct fail fail;

        if (rule_expr_compile(&e, NULL, &fail) != 0)
            fail_msg("%s", fail.text);
        CHECK_INT(rule_hostile_steps(&e, 65536) >= PATTERN_STEPS_MAX,
            cases[i].explodes, cases[i].pattern);
        rule_expr_clear(&e);
    }
    check_end();
}

static void
count_bad(const struct rule_result *x, void *arg)
{
    if (!x->good)
        print_error("%s: %s\n", x->example->node->text.p, x->why);
    *(size_t *)arg += !x->good;
}

static void
the_template_is_sound(void **state)
{
    struct rule_set *set = NULL;
    struct fail fail = { "" };
    struct texts warnings = { 0 };
    size_t bad = 0;

    (void)state;
    if (rule_set_parse(&set, rule_template(), "t.yaml", NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(rule_lint(set, TODAY, &warnings), 0, "gaps");
    rule_test(set, TODAY, count_bad, &bad);
    CHECK_INT(bad, 0, "failed examples");
    texts_clear(&warnings);
    rule_set_free(set);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_missing_or_needless),
        cmocka_unit_test(tells_of_rules_that_another_makes_needless),
        cmocka_unit_test(a_rule_to_come_is_a_note),
        cmocka_unit_test(hostile_texts_find_what_explodes),
        cmocka_unit_test(the_template_is_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
