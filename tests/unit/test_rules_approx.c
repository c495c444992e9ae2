#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "rules/approx.h"
#include "rules/rule_test.h"

/* --- what is written --- */

static int
finds(const char *expression, const char *text)
{
    struct pattern *p = NULL;
    struct fail fail = { "" };
    int found;

    if (pattern_new(&p, str_of(expression), PATTERN_BYTES, &fail) != 0)
        fail_msg("%s", fail.text);
    found = pattern_find(p, str_of(text), 0, NULL) == PATTERN_HIT;
    pattern_free(p);
    return found;
}

static void
finds_no_less(void **state)
{
    static const struct {
        const char *pattern, *text;
        int found; /* 1: must be; 0: is not, so that it tells something */
    } cases[] = {
        { "gel", "a gel pen", 1 },
        { "gel", "an angel", 0 },
        { "gel", "磁gel磁", 1 },
        { "größe|länge", "die länge", 1 },
        { "größe|länge", "die groesse", 0 },
        { "\\d{2,3} ?km", "80 km", 1 },
        { "\\d{2,3}km", "180km", 1 },
        { "\\d{2,3}km", "km", 0 },
        { "\\d{2}", "\xd9\xa0\xd9\xa1", 1 },
        { "[^\\d]x", "äx", 1 },
        { "[^[:alpha:]]x", "5x", 1 },
        { "[^a]x", "ax", 0 },
        { "[A-C]{2}", "ab", 1 },
        { "[ä-ü]m", "ém", 1 },
        { "(?<!\\w)no(?!\\w)", "say no", 1 },
        { "(?<!\\w)no(?!\\w)", "know", 0 },
        { "(?<=x)a(?=b)", "xab", 1 },
        { "a.{0,3}b", "a磁磁磁b", 1 },
        { "a(?:bc){2,9}d", "abcbcbcbcbcbcd", 1 },
        { "a(?:bc){2,9}d", "abcd", 0 },
        { "Ü?ber", "ber", 1 },
        { "\\x{e4}x", "äx", 1 },
        { "a(?!\\w)?b", "ab", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(65536);
        int whole = cases[i].pattern[0] == 'g';

        CHECK_INT(approx_write(&out, str_of(cases[i].pattern), whole), 1,
            cases[i].pattern);
        CHECK_INT(finds(buf_text(&out), cases[i].text), cases[i].found,
            cases[i].pattern);
        buf_clear(&out);
    }
    check_end();
}

static void
gives_up_where_it_must(void **state)
{
    static const char *const cases[] = { "(a)\\1", "(?i)a", "\\Qa\\E", "a*",
        "x?|y", "a{0}", "(?=a)", "a(", "a)", "[a", "\\", "a{2", "\\x{", "a\\K",
        "((((((((((((((((((a))))))))))))))))))" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(65536);

        CHECK_INT(approx_write(&out, str_of(cases[i]), 0), 0, cases[i]);
        CHECK_INT(out.len == 0, 1, cases[i]);
        buf_clear(&out);
    }
    check_end();
}

/* --- the packs --- */

struct tally {
    size_t written, missing, matches, lost;
};

/* Where the pattern matches an example, so does the simpler expression. */
static void
try_examples(struct tally *t, const struct rule_expr *e,
    const struct pattern *simpler, const struct rule *r)
{
    for (const struct rule_example *x = r->examples; x; x = x->next) {
        struct listing *l = NULL;
        struct fail fail;

        if (rule_example_listing(&l, x, &fail) != 0)
            continue;
        for (int f = 0; f < LISTING_FIELDS; f++) {
            struct buf text = BUF_MAX(1u << 20);

            fold_key(&text, listing_get(l, (enum listing_field)f));
            if (text.len > 0 && pattern_find(e->pattern, buf_str(&text), 0,
                                    NULL) == PATTERN_HIT) {
                t->matches++;
                if (pattern_find(simpler, buf_str(&text), 0, NULL) !=
                        PATTERN_HIT &&
                    t->lost++ < 5)
                    print_error(STR_FMT ": %s\n", STR_ARG(e->source), text.p);
            }
            buf_clear(&text);
        }
        listing_free(l);
    }
}

static void
try_expr(struct tally *t, const struct rule_expr *e, const struct rule *r)
{
    struct scanner_pattern searched;
    struct pattern *simpler = NULL;
    struct fail fail = { "" };

    if (e->pattern == NULL)
        return;
    rule_expr_searched(e, &searched);
    t->written += searched.approx != NULL;
    t->missing += searched.approx == NULL;
    if (searched.approx != NULL) {
        if (pattern_new(
                &simpler, str_of(searched.approx), PATTERN_BYTES, &fail) != 0)
            fail_msg("%s", fail.text);
        try_examples(t, e, simpler, r);
    }
    pattern_free(simpler);
    scanner_pattern_clear(&searched);
}

static void
try_cond(struct tally *t, const struct rule_cond *c, const struct rule *r)
{
    try_expr(t, &c->expr, r);
    try_expr(t, &c->second, r);
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        try_cond(t, k, r);
}

static void
loses_no_example(void **state)
{
    const char *packs = "rules/packs";
    struct rule_set *set = NULL;
    struct fail fail = { "" };
    struct tally t = { .written = 0 };

    (void)state;
    if (rule_set_load(&set, &packs, 1, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < rule_set_packs(set); i++)
        for (const struct rule *r = rule_set_pack(set, i)->rules; r != NULL;
             r = r->next)
            try_cond(&t, r->when, r);
    print_message("%zu patterns made simpler, %zu not; %zu matches, %zu lost\n",
        t.written, t.missing, t.matches, t.lost);
    CHECK_INT(t.lost, 0, "lost");
    CHECK_INT(t.matches > 500, 1, "enough to tell");
    CHECK_INT(t.missing < t.written / 20, 1, "most can be");
    rule_set_free(set);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_no_less),
        cmocka_unit_test(gives_up_where_it_must),
        cmocka_unit_test(loses_no_example),
    };

    return cmocka_run_group_tests_name("rules/approx", tests, NULL, NULL);
}
