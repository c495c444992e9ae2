#include "rules/rule_period.h"

#include "rules/rates.h"

/* The table by which a condition or one below it converts; all conditions of
 * a pack have the same. */
static const struct rates *
rates_of(const struct rule_cond *c)
{
    const struct rates *r = NULL;

    for (; c != NULL && r == NULL; c = c->next)
        r = c->rates != NULL ? c->rates : rates_of(c->first);
    return r;
}

struct rule_period
rule_period(const struct rule_set *s, int64_t today_ms, int64_t seen_ms)
{
    struct rule_period p = { 0, 0 };
    const struct rule_pack *pack, *last = NULL;

    for (size_t i = 0; i < rule_set_rules(s); i++) {
        const struct rule *r = rule_set_rule(s, i, &pack);
        const struct rates *rates;

        p.in_force += r->from_ms != 0 && r->from_ms <= today_ms;
        p.in_force += r->until_ms != 0 && r->until_ms <= today_ms;
        if (pack == last || (rates = rates_of(r->when)) == NULL)
            continue;
        last = pack;
        p.rates += (int64_t)rates_until(rates, seen_ms);
    }
    return p;
}
