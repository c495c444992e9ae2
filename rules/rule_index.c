#include "rules/rule_index.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct rule_index {
    size_t words, expression_words;
    uint64_t *always; /* owned; rules that have no trigger */
    uint32_t *first;  /* owned; per expression, the first index into rule */
    uint32_t *rule;   /* owned */
};

/* Expressions of which one must match, for a rule or a condition. */
struct triggers {
    size_t *item; /* owned */
    size_t count, cap;
    int any;      /* 0: it may be true without */
    size_t worth; /* bytes of the shortest literal: the more, the rarer */
};

static void
add(struct triggers *t, size_t expression, size_t worth)
{
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = expression;
    t->worth = t->any && t->worth < worth ? t->worth : worth;
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
        for (size_t i = 0; i < t.count; i++)
            add(out, t.item[i], t.worth);
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
        if (t.any && (!out->any || t.worth > out->worth)) {
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
        if (c->second.worth > c->expr.worth)
            add(out, c->second.number, c->second.worth);
        else
            add(out, c->expr.number, c->expr.worth);
        break;
    case RULE_MATCH:
    case RULE_LIST:
        for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
            add(out, c->row_expr[i].number, c->row_expr[i].worth);
        if (c->rows == NULL)
            add(out, c->expr.number, c->expr.worth);
        break;
    default: /* facts, and what must not be */
        break;
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
    x->always = mem_array(x->words + 1, sizeof x->always[0]);
    x->first = mem_array(expressions + 2, sizeof x->first[0]);
    for (size_t i = 0; i < count; i++) {
        find_triggers(&t[i], rules[i]->when);
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
    free(x->first);
    free(x->rule);
    free(x);
}

void
rule_index_find(const struct rule_index *x, const uint64_t *expression_bits,
    uint64_t *rule_bits)
{
    memcpy(rule_bits, x->always, x->words * sizeof rule_bits[0]);
    for (size_t w = 0; w < x->expression_words; w++)
        for (uint64_t rest = expression_bits[w]; rest != 0; rest &= rest - 1) {
            size_t e = w * 64 + (size_t)__builtin_ctzll(rest);

            for (uint32_t k = x->first[e]; k < x->first[e + 1]; k++)
                rule_bits[x->rule[k] / 64] |= 1ull << (x->rule[k] % 64);
        }
}

int
rule_index_triggers(const struct rule_index *x, size_t expression)
{
    return x->first[expression] < x->first[expression + 1];
}
