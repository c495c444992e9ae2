#include "rules/rule_overlap.h"

#include "base/map.h"
#include "base/mem.h"
#include "rules/rule_reach.h"
#include "rules/rule_test.h"

#include <stdlib.h>

struct overlap {
    const struct rule_set *set;
    struct rule_scratch *scratch;
    int64_t today_ms;
    void (*say)(const struct rule_pack *pack, const struct rule *rule,
        const struct rule_pack *other_pack, const struct rule *other,
        void *arg);
    void *arg;
};

/* Count in `by_id` the rules that flag the example for what it says. */
static int
count_flags(const struct overlap *o, const struct rule *r,
    const struct rule_example *e, struct map *by_id)
{
    struct listing *l = NULL;
    struct findings found = { 0 };
    struct rule_context ctx;
    struct fail fail;
    char market[RULE_MARKET_BYTES];

    if (rule_example_listing(&l, e, &fail) != 0)
        return 0;
    rule_example_context(r, o->today_ms, market, &ctx);
    rule_scan(o->set, o->scratch, l, &ctx, &found);
    for (size_t i = 0; i < found.count; i++)
        if (found.item[i]->absent.count == 0)
            map_add(by_id, str_of(found.item[i]->id), NULL)->value.num++;
    findings_clear(&found);
    listing_free(l);
    return 1;
}

static void
overlap_examples(
    const struct overlap *o, const struct rule_pack *p, const struct rule *r)
{
    struct map *by_id = map_new(NULL);
    int examples = 0;

    for (const struct rule_example *e = r->examples; e != NULL; e = e->next)
        if (e->flag)
            examples += count_flags(o, r, e, by_id);
    for (struct map_item *i = map_next(by_id, NULL); i != NULL;
         i = map_next(by_id, i)) {
        const struct rule_pack *pack;
        const struct rule *other = rule_set_find(o->set, i->key, &pack);

        if (i->value.num == examples && other != NULL && other != r)
            o->say(p, r, pack, other, o->arg);
    }
    map_free(by_id);
}

static int
markets_same(const struct rule *a, const struct rule *b)
{
    size_t i = 0;

    while (i < a->markets.count && i < b->markets.count &&
           str_eq(a->markets.item[i], b->markets.item[i]))
        i++;
    return i == a->markets.count && i == b->markets.count;
}

/* A rule with the same condition before r, which has no examples that would
 * tell. */
static void
overlap_condition(
    const struct overlap *o, const struct rule_pack *p, const struct rule *r)
{
    for (size_t i = 0; i < rule_set_packs(o->set); i++) {
        const struct rule_pack *q = rule_set_pack(o->set, i);

        for (const struct rule *b = q->rules; b != NULL; b = b->next) {
            if (b == r)
                return;
            if (markets_same(r, b) && rule_reach_same(r->when, b->when))
                o->say(p, r, q, b, o->arg);
        }
    }
}

static int
has_flag_example(const struct rule *r)
{
    for (const struct rule_example *e = r->examples; e != NULL; e = e->next)
        if (e->flag)
            return 1;
    return 0;
}

void
rule_overlap(const struct rule_set *s, int64_t today_ms,
    void (*say)(const struct rule_pack *pack, const struct rule *rule,
        const struct rule_pack *other_pack, const struct rule *other,
        void *arg),
    void *arg)
{
    struct overlap o = { s, rule_scratch_new(s), today_ms, say, arg };

    for (size_t i = 0; i < rule_set_packs(s); i++) {
        const struct rule_pack *p = rule_set_pack(s, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next) {
            if (has_flag_example(r))
                overlap_examples(&o, p, r);
            else
                overlap_condition(&o, p, r);
        }
    }
    rule_scratch_free(o.scratch);
}
