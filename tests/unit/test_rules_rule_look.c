#include "tests/check.h"

#include "base/js.h"
#include "base/lines.h"
#include "base/mem.h"
#include "core/limits.h"
#include "rules/rule_look.h"
#include "rules/rule_test.h"

/* Looking near the literals of a pattern must find what looking everywhere
 * finds, of every pattern that ships: on all examples and on real listings,
 * by both engines. */

/* Matches of a pattern looked at in a text. */
#define TRIES_MAX 20

struct judge {
    struct rule_eval eval;
    size_t tried, hits, different;
};

static void
judge_expr(
    struct judge *j, const struct rule_expr *x, const struct rule_piece *p)
{
    int seen = j->eval.seen[x->number / 64] >> (x->number % 64) & 1;
    struct str text = buf_str(&p->folded->text);
    size_t from = 0;

    for (int i = 0; i < TRIES_MAX && from <= text.len; i++) {
        struct pattern_match want, got;
        enum pattern_result due = pattern_find(x->pattern, text, from, &want),
                            came = PATTERN_MISS;

        if (seen)
            came = rule_look_find(&j->eval, x, p, from, &got);
        j->tried++;
        j->hits += due == PATTERN_HIT;
        if ((came != due ||
                (due == PATTERN_HIT && (got.start[0] != want.start[0] ||
                                           got.end[0] != want.end[0]))) &&
            j->different++ < 5)
            print_error("%.200s\n  in %.300s\n", x->source.p, text.p);
        if (due != PATTERN_HIT)
            break;
        from = want.end[0] > want.start[0] ? want.end[0] : want.end[0] + 1;
        while (from < text.len && ((unsigned char)text.p[from] & 0xC0) == 0x80)
            from++;
    }
}

static void
judge_expr_everywhere(
    struct judge *j, const struct rule_expr *x, uint64_t fields)
{
    for (size_t i = 0; i < j->eval.view.count; i++)
        if (RULE_BIT(j->eval.view.piece[i].field) & fields)
            judge_expr(j, x, &j->eval.view.piece[i]);
}

static void
judge_cond(struct judge *j, const struct rule_cond *c)
{
    if (c->expr.pattern != NULL && c->kind != RULE_NUMBER)
        judge_expr_everywhere(j, &c->expr, c->fields);
    if (c->kind == RULE_NEAR)
        judge_expr_everywhere(j, &c->second, c->fields);
    for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
        judge_expr_everywhere(j, &c->row_expr[i], c->fields);
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        judge_cond(j, k);
}

/* Each rule on its own examples. */
static void
judge_examples(struct judge *j, const struct rule *r)
{
    for (const struct rule_example *e = r->examples; e != NULL; e = e->next) {
        struct listing *l = NULL;
        struct fail fail;

        if (rule_example_listing(&l, e, &fail) == 0) {
            rule_look_view(&j->eval, l, NULL);
            judge_cond(j, r->when);
        }
        listing_free(l);
    }
}

/* All rules on a few long texts of several listings each. */
static void
judge_listings(struct judge *j, const char *path)
{
    struct lines lines;
    struct str line;
    struct buf joined = BUF_MAX(1u << 20);
    size_t texts = 0, every = CHECK_SANITIZED ? 499 : 29;
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &line)) {
        struct js *data = NULL;
        struct listing *l;
        struct fail fail;

        if (js_parse(&data, line, &fail) == 0) {
            buf_adds(&joined, js_text(js_get(data, "title")));
            buf_addz(&joined, ". ");
            buf_adds(&joined, js_text(js_get(data, "description")));
            buf_addz(&joined, " ");
        }
        js_free(data);
        if (joined.len < 1500)
            continue;
        if (texts++ % every == 0) {
            l = listing_new();
            listing_set(l, LISTING_DESCRIPTION, buf_str(&joined));
            rule_look_view(&j->eval, l, NULL);
            for (size_t i = 0; i < rule_set_packs(j->eval.set); i++)
                for (const struct rule *r =
                         rule_set_pack(j->eval.set, i)->rules;
                     r != NULL; r = r->next)
                    judge_cond(j, r->when);
            listing_free(l);
        }
        buf_reset(&joined);
    }
    lines_clear(&lines);
    buf_clear(&joined);
    fclose(in);
}

static void
judge_set(const struct scanner_options *o, const char *listings)
{
    const char *packs = "rules/packs";
    struct rule_set *set = NULL;
    struct fail fail = { "" };
    struct judge j = { .tried = 0 };

    if (rule_set_load_fast(&set, &packs, 1, o, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    j.eval.set = set;
    j.eval.scanner = scanner_scratch_new(rule_set_scanner(set));
    j.eval.seen = mem_array(rule_set_expressions(set) / 64 + 1, 8);
    j.eval.sure = mem_array(rule_set_expressions(set) / 64 + 1, 8);
    for (size_t i = 0; i < rule_set_packs(set); i++)
        for (const struct rule *r = rule_set_pack(set, i)->rules; r != NULL;
             r = r->next)
            judge_examples(&j, r);
    CHECK_INT(j.hits > 2000, 1, "enough matches in the examples to tell");
    if (listings != NULL)
        judge_listings(&j, listings);
    print_message("%s: %zu looked for, %zu found, %zu otherwise\n",
        scanner_engine(rule_set_scanner(set)), j.tried, j.hits, j.different);
    CHECK_INT(j.different, 0, "the same");
    rule_look_clear(&j.eval);
    rule_set_free(set);
}

static void
finds_all_of_the_examples(void **state)
{
    const struct scanner_options fast = { 0, NULL };

    (void)state;
    judge_set(&fast, NULL);
    check_end();
}

static void
finds_all_of_the_listings(void **state)
{
    const struct scanner_options portable = { 1, NULL };

    (void)state;
    judge_set(&portable, check_data("listings/listings.jsonl"));
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_all_of_the_examples),
        cmocka_unit_test(finds_all_of_the_listings),
    };

    return cmocka_run_group_tests_name("rules/rule_look", tests, NULL, NULL);
}
