#include "rules/rule_index.h"

#include "base/mem.h"
#include "rules/rule_view.h"

#include <stdlib.h>
#include <string.h>

/* About how often a state is there, as often as the literals of a pattern. */
#define RATE_OF_STATED 0.3
#define RATE_OF_OBSERVED 0.6

struct stated {
    uint64_t mask;
    uint32_t rule;
};

struct rule_index {
    size_t words, expression_words;
    uint64_t *always;              /* owned; rules that have no trigger */
    struct stated *trigger, *need; /* owned; rules by states */
    size_t triggers, needs;
    uint32_t *first; /* owned; per expression, the first index into rule */
    uint32_t *rule;  /* owned */
};

/* Expressions of which one must match, for a rule or a condition. */
struct triggers {
    size_t *item; /* owned */
    size_t count, cap;
    uint64_t state; /* or one of these bits must be set */
    int any;        /* 0: it may be true without */
    double rate;    /* of their literals together */
};

static void
add(struct triggers *t, const struct rule_expr *e)
{
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = e->number;
    t->rate += e->rate;
    t->any = 1;
}

static void
add_state(struct triggers *t, uint64_t state, double rate)
{
    t->state |= state;
    t->rate += rate;
    t->any = 1;
}

static void find_triggers(struct triggers *out, const struct rule_cond *c);

/* Any: a trigger for each child, or none at all. */
static void
find_in_any(struct triggers *out, const struct rule_cond *c)
{
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next) {
        struct triggers t = { 0 };

        find_triggers(&t, k);
        for (size_t i = 0; i < t.count; i++) {
            out->item = mem_grow(
                out->item, &out->cap, out->count + 1, sizeof out->item[0]);
            out->item[out->count++] = t.item[i];
        }
        out->rate += t.rate;
        out->state |= t.state;
        out->any = 1;
        free(t.item);
        if (!t.any) {
            out->any = 0;
            out->count = 0;
            return;
        }
    }
}

/* All: those of one child will do; the rarest are best. */
static void
find_in_all(struct triggers *out, const struct rule_cond *c)
{
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next) {
        struct triggers t = { 0 };

        find_triggers(&t, k);
        if (t.any && (!out->any || t.rate < out->rate)) {
            free(out->item);
            *out = t;
        } else {
            free(t.item);
        }
    }
}

static void
find_triggers(struct triggers *out, const struct rule_cond *c)
{
    switch (c->kind) {
    case RULE_ALL:
    case RULE_SELLER:
        find_in_all(out, c);
        break;
    case RULE_ANY:
        find_in_any(out, c);
        break;
    case RULE_NEAR: /* both must match: the rarer one */
        add(out, c->second.rate < c->expr.rate ? &c->second : &c->expr);
        break;
    case RULE_MATCH:
    case RULE_LIST:
        for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
            add(out, &c->row_expr[i]);
        if (c->rows == NULL)
            add(out, &c->expr);
        break;
    case RULE_CERTIFICATE:
    case RULE_GTIN: /* a number behind its label, or in a field of its own */
        add(out, &c->expr);
        add_state(out, RULE_OWN_NUMBERS & c->fields, RATE_OF_STATED);
        break;
    case RULE_PRESENT:
    case RULE_IS:
        add_state(out, c->fields, RATE_OF_STATED);
        break;
    case RULE_ABSENT:
        add_state(out, RULE_STATE_OBSERVED, RATE_OF_OBSERVED);
        break;
    case RULE_RECALL:
        add_state(out, RULE_STATE_RECALLS, RATE_OF_STATED);
        break;
    case RULE_MODEL:
        add_state(out, RULE_STATE_MODEL, RATE_OF_OBSERVED);
        break;
    default: /* other facts, and what must not be */
        break;
    }
}

static uint64_t find_needs(const struct rule_cond *c, int truth);

/* Of all children that matter together, or of each one. */
static uint64_t
find_group_needs(const struct rule_cond *c, int truth, int together)
{
    uint64_t needs = together || c->first == NULL ? 0 : ~0ull;

    for (const struct rule_cond *k = c->first; k != NULL; k = k->next) {
        uint64_t n = find_needs(k, truth);

        needs = together ? needs | n : needs & n;
    }
    return needs;
}

/* States without which c cannot come to that truth: of a page that was not
 * seen whole nothing that was not found is certainly not there. */
static uint64_t
find_needs(const struct rule_cond *c, int truth)
{
    switch (c->kind) {
    case RULE_ALL:
    case RULE_SELLER:
        return find_group_needs(c, truth, truth);
    case RULE_ANY:
        return find_group_needs(c, truth, !truth);
    case RULE_NOT:
        return find_needs(c->first, !truth);
    case RULE_MATCH:
    case RULE_LIST:
    case RULE_NEAR: /* in other languages it is false in any case */
        return truth || c->languages.count > 0 ? 0 : RULE_STATE_OBSERVED;
    case RULE_PRESENT:
        return truth ? 0 : RULE_STATE_OBSERVED;
    case RULE_ABSENT:
        return truth ? RULE_STATE_OBSERVED : 0;
    case RULE_RECALL:
        return RULE_STATE_RECALLS;
    case RULE_MODEL:
        return RULE_STATE_MODEL;
    default:
        return 0;
    }
}

struct rule_index *
rule_index_new(
    const struct rule *const *rules, size_t count, size_t expressions)
{
    struct rule_index *x = mem_new(sizeof *x);
    struct triggers *t = mem_array(count + 1, sizeof *t);
    size_t total = 0;

    x->words = (count + 63) / 64;
    x->expression_words = (expressions + 63) / 64;
    x->trigger = mem_array(count + 1, sizeof x->trigger[0]);
    x->need = mem_array(count + 1, sizeof x->need[0]);
    x->always = mem_array(x->words + 1, sizeof x->always[0]);
    x->first = mem_array(expressions + 2, sizeof x->first[0]);
    for (size_t i = 0; i < count; i++) {
        uint64_t needs = find_needs(rules[i]->when, 1);

        find_triggers(&t[i], rules[i]->when);
        if (needs != 0)
            x->need[x->needs++] = (struct stated){ needs, (uint32_t)i };
        if (t[i].state != 0)
            x->trigger[x->triggers++] =
                (struct stated){ t[i].state, (uint32_t)i };
        if (!t[i].any)
            x->always[i / 64] |= 1ull << (i % 64);
        for (size_t k = 0; k < t[i].count; k++)
            x->first[t[i].item[k] + 1]++;
        total += t[i].count;
    }
    for (size_t e = 0; e < expressions; e++)
        x->first[e + 1] += x->first[e];
    x->rule = mem_array(total + 1, sizeof x->rule[0]);
    for (size_t i = count; i-- > 0;) /* from behind: first[] is counted down */
        for (size_t k = 0; k < t[i].count; k++)
            x->rule[--x->first[t[i].item[k] + 1]] = (uint32_t)i;
    /* Each first[e + 1] now is where the rules of e begin. */
    memmove(x->first, x->first + 1, (expressions + 1) * sizeof x->first[0]);
    x->first[expressions] = (uint32_t)total;
    for (size_t i = 0; i < count; i++)
        free(t[i].item);
    free(t);
    return x;
}

void
rule_index_free(struct rule_index *x)
{
    if (x == NULL)
        return;
    free(x->always);
    free(x->trigger);
    free(x->need);
    free(x->first);
    free(x->rule);
    free(x);
}

static void
set_bit(uint64_t *bits, size_t i)
{
    bits[i / 64] |= 1ull << (i % 64);
}

void
rule_index_find(const struct rule_index *x, const uint64_t *expression_bits,
    uint64_t state, uint64_t *rule_bits)
{
    memcpy(rule_bits, x->always, x->words * sizeof rule_bits[0]);
    for (size_t w = 0; w < x->expression_words; w++)
        for (uint64_t rest = expression_bits[w]; rest != 0; rest &= rest - 1) {
            size_t e = w * 64 + (size_t)__builtin_ctzll(rest);

            for (uint32_t k = x->first[e]; k < x->first[e + 1]; k++)
                set_bit(rule_bits, x->rule[k]);
        }
    for (size_t i = 0; i < x->triggers; i++)
        if ((x->trigger[i].mask & state) != 0)
            set_bit(rule_bits, x->trigger[i].rule);
    for (size_t i = 0; i < x->needs; i++)
        if ((x->need[i].mask & ~state) != 0)
            rule_bits[x->need[i].rule / 64] &=
                ~(1ull << (x->need[i].rule % 64));
}

int
rule_index_triggers(const struct rule_index *x, size_t expression)
{
    return x->first[expression] < x->first[expression + 1];
}
