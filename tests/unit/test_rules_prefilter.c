#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "rules/literal.h"
#include "rules/prefilter.h"
#include "rules/rule_set.h"

static void
finds_literals_of_patterns(void **state)
{
    static const struct {
        const char *pattern, *want; /* joined by | */
        int whole;
    } cases[] = {
        { "magnet", "magnet", 0 },
        { "Magnet", "magnet", 0 },
        { "magnets?", "magnet", 0 },
        { "magnets*x", "magnet", 0 },
        { "magnets?", " magnets | magnet ", 1 },
        { "störsender\\w*", " störsender", 1 },
        { "\\w*rollo", "rollo ", 1 },
        { "18650锂电池", " 18650 锂电池", 1 },
        { "磁力球", "磁力球", 1 },
        { "laser ?(?:pen|torch)",
            " laser pen | laser torch | laserpen | lasertorch ", 1 },
        { "a" LITERAL_GAP "b", "a b", 0 },
        { "uv (?:\\w+ )?lamp", "lamp ", 1 },
        { "ab+cdef", "bcdef", 0 },
        { "a|bc", "a|bc", 0 },
        { "(?:red|blue)s?", "red|blue", 0 },
        { "x(?:red|blue)yyyyy", "xredyyyyy|xblueyyyyy", 0 },
        { "(?:red|blue)?x", "x", 0 },
        { "\\w*rollo\\w*", "rollo", 0 },
        { "\\d{2,} ?(?:pcs|parts)", "pcs|parts", 0 },
        { "[abc]de", "ade|bde|cde", 0 },
        { "[]a]de", " de|ade", 0 },
        { "6\\.0", "6 0", 0 },
        { "磁力(?:珠|球)", "磁力珠|磁力球", 0 },
        { "磁?力", "力", 0 },
        { "(?<!x)ab(?!y)", "ab", 0 },
        { "a{0,3}b", "b", 0 },
        { "(?:ab){2}", "ab", 0 },
        { "\\p{Han}+x", "x", 0 },
        /* nothing certain */
        { "a?", "", 0 },
        { "a|\\d", "", 0 },
        { "\\d+", "", 0 },
        { "(?i:abc)", "", 0 },
        { "\\Qa|b\\E", "", 0 },
        { "(a)\\1", "", 0 },
        { "(?|a|b)", "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct texts t = { 0 };
        struct buf got = BUF_MAX(1000);

        literal_find(&t, str_of(cases[i].pattern), cases[i].whole);
        for (size_t k = 0; k < t.count; k++)
            buf_addf(&got, "%s%s", k > 0 ? "|" : "", t.item[k]);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].pattern);
        texts_clear(&t);
        buf_clear(&got);
    }
    check_end();
}

static void
lets_through_who_may_match(void **state)
{
    static const struct prefilter_literal lits[] = {
        { { "he", 2 }, 0 },
        { { "she", 3 }, 1 },
        { { "hers", 4 }, 2 },
        { { "his", 3 }, 70 },
        { { "磁力", 6 }, 4 },
        { { "s", 1 }, 4 },
    };
    static const struct {
        const char *text, *want; /* owners */
    } cases[] = {
        { "ushers", "0 1 2 4 5" },
        { "this", "4 5 70" },
        { "儿童磁力球", "4 5" },
        { "xyz", "5" },
        { "", "5" },
        { "heshe", "0 1 4 5" },
    };
    struct prefilter *p = NULL;
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(prefilter_new(&p, lits, COUNT(lits), 71, &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t bits[2] = { 0, 0 };
        struct buf got = BUF_MAX(1000);

        prefilter_scan(p, str_of(cases[i].text), bits);
        for (size_t k = 0; k < 71; k++) /* 3, 6..69 own no literal */
            if (bits[k / 64] >> (k % 64) & 1 && (k < 3 || k == 4 || k == 70))
                buf_addf(&got, "%s%zu", got.len > 0 ? " " : "", k);
            else if (k == 5)
                buf_addf(&got, "%s5", got.len > 0 ? " " : "");
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].text);
        CHECK_INT(bits[0] >> 5 & 1, 1, "without a literal: always");
        CHECK_INT(bits[1] >> 5 & 1, 1, "without a literal: always");
        buf_clear(&got);
    }
    prefilter_free(p);
    check_end();
}

static void
works_without_literals(void **state)
{
    struct prefilter *p = NULL;
    struct fail fail = { "" };
    uint64_t bits[1] = { 0 };

    (void)state;
    assert_int_equal(prefilter_new(&p, NULL, 0, 2, &fail), 0);
    CHECK_INT(prefilter_scan(p, STR("abc"), bits), 1, "any");
    CHECK_INT(bits[0], 3, "both");
    prefilter_free(p);
    assert_int_equal(prefilter_new(&p, NULL, 0, 0, &fail), 0);
    CHECK_INT(prefilter_scan(p, STR("abc"), bits), 0, "none");
    prefilter_free(p);
    check_end();
}

struct judge {
    struct str text;
    const uint64_t *bits;
    struct scanner_scratch *scratch;
    size_t tried, hits, missed;
};

static void
judge_expr(struct judge *j, const struct rule_expr *x)
{
    int may = j->bits[x->number / 64] >> (x->number % 64) & 1;

    j->tried++;
    if (pattern_find(x->pattern, j->text, 0, NULL) != PATTERN_HIT)
        return;
    j->hits++;
    if (!may && j->missed++ < 5)
        print_error("missed by the prefilter: %.80s\n  in %.*s\n", x->source.p,
            (int)(j->text.len < 200 ? j->text.len : 200), j->text.p);
}

static void
judge_cond(struct judge *j, const struct rule_cond *c)
{
    if (c->expr.pattern != NULL && c->kind != RULE_NUMBER)
        judge_expr(j, &c->expr);
    for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
        judge_expr(j, &c->row_expr[i]);
    if (c->kind == RULE_NEAR)
        judge_expr(j, &c->second);
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        judge_cond(j, k);
}

static void
judge_text(const struct rule_set *set, struct judge *j, struct str text)
{
    uint64_t bits[512] = { 0 };
    struct folded f = { 0 };

    assert_true(rule_set_expressions(set) <= 64 * COUNT(bits));
    fold_text(&f, text);
    scanner_scan(rule_set_scanner(set), j->scratch, buf_str(&f.text), bits);
    j->text = buf_str(&f.text);
    j->bits = bits;
    for (size_t i = 0; i < rule_set_packs(set); i++)
        for (const struct rule *r = rule_set_pack(set, i)->rules; r != NULL;
             r = r->next)
            judge_cond(j, r->when);
    fold_clear(&f);
}

/* Every pattern that ships, on the examples and on real listings, with and
 * without the prefilter: it may let too much through, never too little. */
static void
miss_nothing(const struct scanner_options *o)
{
    const char *packs = "rules/packs";
    struct rule_set *set = NULL;
    struct fail fail = { "" };
    struct judge j = { .tried = 0 };
    FILE *in = fopen(check_data("listings/listings.jsonl"), "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;

    assert_non_null(in);
    if (rule_set_load_fast(&set, &packs, 1, o, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    j.scratch = scanner_scratch_new(rule_set_scanner(set));
    for (size_t i = 0; i < rule_set_packs(set); i++)
        for (const struct rule *r = rule_set_pack(set, i)->rules; r != NULL;
             r = r->next)
            for (const struct rule_example *e = r->examples; e; e = e->next)
                judge_text(set, &j, e->node->text);
    for (int i = 0; (len = getline(&line, &cap, in)) > 0; i++)
        if (i % 101 == 0) /* all of them take minutes */
            judge_text(set, &j, (struct str){ line, (size_t)len });
    print_message("%s: %zu patterns tried, %zu match, %zu missed\n",
        scanner_engine(rule_set_scanner(set)), j.tried, j.hits, j.missed);
    CHECK_INT(j.missed, 0, "missed");
    CHECK_INT(j.hits > 300, 1, "enough matches to tell");
    free(line);
    fclose(in);
    scanner_scratch_free(j.scratch);
    rule_set_free(set);
    check_end();
}

static void
misses_nothing_of_the_packs(void **state)
{
    const struct scanner_options portable = { 1, NULL }, fast = { 0, NULL };

    (void)state;
    miss_nothing(&portable);
    miss_nothing(&fast);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_literals_of_patterns),
        cmocka_unit_test(lets_through_who_may_match),
        cmocka_unit_test(works_without_literals),
        cmocka_unit_test(misses_nothing_of_the_packs),
    };

    return cmocka_run_group_tests_name("rules/prefilter", tests, NULL, NULL);
}
