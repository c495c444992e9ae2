#include "rules/rule_reach.h"

#include "core/country.h"
#include "rules/region.h"
#include "rules/rule_view.h"

#include <math.h>

struct reaching {
    void (*say)(const struct rule_cond *c, const char *text, void *arg);
    void *arg;
};

static void say(const struct reaching *r, const struct rule_cond *c,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
say(const struct reaching *r, const struct rule_cond *c, const char *format,
    ...)
{
    struct buf text = BUF_MAX(2000);
    va_list ap;

    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    r->say(c, buf_text(&text), r->arg);
    buf_clear(&text);
}

/* --- sameness --- */

static int
texts_same(const struct rule_texts *a, const struct rule_texts *b)
{
    size_t i = 0;

    while (i < a->count && i < b->count && str_eq(a->item[i], b->item[i]))
        i++;
    return i == a->count && i == b->count;
}

static int
bounds_same(const struct rule_cond *a, const struct rule_cond *b)
{
    return a->above >= b->above && a->above <= b->above &&
           a->below >= b->below && a->below <= b->below &&
           a->at_least >= b->at_least && a->at_least <= b->at_least &&
           a->at_most >= b->at_most && a->at_most <= b->at_most;
}

static int
rest_same(const struct rule_cond *a, const struct rule_cond *b)
{
    return a->expr.exact == b->expr.exact &&
           texts_same(&a->languages, &b->languages) &&
           str_eq(a->lexicon, b->lexicon) && str_eq(a->currency, b->currency) &&
           a->certificate == b->certificate && a->form == b->form &&
           a->strength == b->strength && a->hazards == b->hazards &&
           ((a->kind != RULE_NUMBER && a->kind != RULE_MODEL) ||
               bounds_same(a, b));
}

int
rule_reach_same(const struct rule_cond *a, const struct rule_cond *b)
{
    const struct rule_cond *x = a->first, *y = b->first;

    if (a->kind != b->kind || a->fields != b->fields ||
        !str_eq(a->expr.source, b->expr.source) ||
        a->expr.whole != b->expr.whole ||
        !str_eq(a->second.source, b->second.source) ||
        !str_eq(a->unless.source, b->unless.source) ||
        a->denied_by != b->denied_by || a->within != b->within ||
        !str_eq(a->unit, b->unit) || a->negate != b->negate ||
        !texts_same(&a->values, &b->values) || !rest_same(a, b))
        return 0;
    while (x != NULL && y != NULL && rule_reach_same(x, y)) {
        x = x->next;
        y = y->next;
    }
    return x == NULL && y == NULL;
}

/* The child of group that says the same as c, or NULL. */
static const struct rule_cond *
child_same(const struct rule_cond *group, const struct rule_cond *c)
{
    for (const struct rule_cond *k = group->first; k != NULL; k = k->next)
        if (rule_reach_same(k, c))
            return k;
    return NULL;
}

/* --- single conditions --- */

int
rule_reach_market(struct str market, char hint[3])
{
    char code[COUNTRY_BYTES];

    hint[0] = '\0';
    if (str_is(market, "EU") || str_is(market, "EEA"))
        return 1;
    if (country_find(market, code) != 0)
        return 0;
    if (str_is(market, code))
        return 1;
    for (int i = 0; i < COUNTRY_BYTES; i++)
        hint[i] = code[i];
    return 0;
}

static void
reach_number(const struct reaching *r, const struct rule_cond *c)
{
    double low = fmax(c->above, c->at_least);
    double high = fmin(c->below, c->at_most);
    int open = low <= c->above || high >= c->below;

    if (low > high || (low >= high && open))
        say(r, c,
            "no number is above %g and below %g, so this is never true; "
            "exchange the bounds",
            low, high);
}

static int
is_country(uint64_t fields)
{
    return fields == RULE_BIT(LISTING_SELLER_COUNTRY) ||
           fields == RULE_BIT(LISTING_MANUFACTURER_COUNTRY) ||
           fields == RULE_BIT(LISTING_RP_COUNTRY);
}

static void
reach_is(const struct reaching *r, const struct rule_cond *c)
{
    for (size_t i = 0; i < c->values.count; i++) {
        struct str value = c->values.item[i];
        char hint[3];

        if (is_country(c->fields) && !rule_reach_market(value, hint))
            say(r, c,
                "no country is written '" STR_FMT "'; write %s, EU or EEA",
                STR_ARG(value), hint[0] ? hint : "a code such as DE");
        if (c->fields == RULE_BIT(LISTING_CONDITION) && !str_is(value, "new") &&
            !str_is(value, "used") && !str_is(value, "refurbished"))
            say(r, c,
                "a condition is new, used or refurbished, never '" STR_FMT "'",
                STR_ARG(value));
    }
    if (c->values.count == 0)
        say(r, c, "no value is named, so this %s; name one",
            c->negate ? "is always true" : "is never true");
}

static void
reach_search(const struct reaching *r, const struct rule_cond *c)
{
    if (c->unless.source.len > 0 &&
        (str_eq(c->unless.source, c->expr.source) ||
            str_eq(c->unless.source, c->second.source)))
        say(r, c,
            "'unless' takes back what the pattern finds, so this is never "
            "true; leave it out");
}

/* --- groups --- */

/* Fields that must be stated where c is true. */
static uint64_t
needs(const struct rule_cond *c)
{
    switch (c->kind) {
    case RULE_MATCH:
    case RULE_NEAR:
    case RULE_LIST:
    case RULE_PRESENT:
    case RULE_IS:
        return c->fields;
    case RULE_NUMBER:
        return c->fields |
               (c->expr.source.len > 0 ? RULE_BIT(RULE_FIELD_ATTRIBUTES) : 0);
    default:
        return 0;
    }
}

static int
values_meet(const struct rule_texts *a, const struct rule_texts *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (region_has(a->item[i], b->item[k]) ||
                region_has(b->item[k], a->item[i]))
                return 1;
    return 0;
}

/* Why a and b are never true together, or NULL. */
static const char *
excludes(const struct rule_cond *a, const struct rule_cond *b)
{
    if (a->kind == RULE_NOT && rule_reach_same(a->first, b))
        return "both this and its contrary";
    if (a->kind == RULE_ABSENT && needs(b) != 0 && (needs(b) & ~a->fields) == 0)
        return "a field both absent and stated";
    if (a->kind == RULE_IS && b->kind == RULE_IS && a < b && !a->negate &&
        !b->negate && a->fields == b->fields &&
        !values_meet(&a->values, &b->values))
        return "one field with two values";
    return NULL;
}

static void
reach_all(const struct reaching *r, const struct rule_cond *c)
{
    for (const struct rule_cond *a = c->first; a != NULL; a = a->next)
        for (const struct rule_cond *b = c->first; b != NULL; b = b->next) {
            const char *why = a == b ? NULL : excludes(a, b);

            if (why != NULL)
                say(r, c, "'all' asks for %s (line %d), so it is never true",
                    why, b->line);
            if (a != b && a->kind == RULE_ANY && child_same(a, b) != NULL)
                say(r, a,
                    "changes nothing: what line %d asks for is one of these; "
                    "leave it out",
                    b->line);
        }
}

static void
reach_any(const struct reaching *r, const struct rule_cond *c)
{
    for (const struct rule_cond *a = c->first; a != NULL; a = a->next)
        for (const struct rule_cond *b = c->first; b != NULL; b = b->next)
            if (a != b && a->kind == RULE_ALL && child_same(a, b) != NULL)
                say(r, a,
                    "changes nothing: line %d alone is true whenever this is; "
                    "leave it out",
                    b->line);
}

static void
reach_group(const struct reaching *r, const struct rule_cond *c)
{
    for (const struct rule_cond *a = c->first; a != NULL; a = a->next)
        for (const struct rule_cond *b = a->next; b != NULL; b = b->next)
            if (rule_reach_same(a, b))
                say(r, b, "says the same as line %d; leave it out", a->line);
    if (c->kind == RULE_ALL || c->kind == RULE_SELLER)
        reach_all(r, c);
    if (c->kind == RULE_ANY)
        reach_any(r, c);
}

static void
reach(const struct reaching *r, const struct rule_cond *c)
{
    if (c->kind == RULE_NUMBER || c->kind == RULE_MODEL)
        reach_number(r, c);
    else if (c->kind == RULE_IS)
        reach_is(r, c);
    else if (c->kind == RULE_MATCH || c->kind == RULE_NEAR)
        reach_search(r, c);
    else if (c->kind == RULE_ALL || c->kind == RULE_ANY ||
             c->kind == RULE_SELLER)
        reach_group(r, c);
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        reach(r, k);
}

void
rule_reach(const struct rule_cond *c,
    void (*say_it)(const struct rule_cond *c, const char *text, void *arg),
    void *arg)
{
    const struct reaching r = { say_it, arg };

    reach(&r, c);
}
