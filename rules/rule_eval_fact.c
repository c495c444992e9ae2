#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "rules/quantity.h"
#include "rules/region.h"
#include "rules/rule_eval.h"
#include "rules/rule_look.h"

#define QUOTED_BYTES_MAX 80

static int
in_range(const struct rule_cond *c, double value)
{
    return value > c->above && value < c->below && value >= c->at_least &&
           value <= c->at_most;
}

/* 1 if the name of the attribute or certificate that p is the value of
 * matches x. */
static int
is_named(const struct rule_piece *p, const struct rule_expr *x)
{
    return x->pattern != NULL && p->name != NULL &&
           pattern_find(x->pattern, buf_str(&p->name->text), 0, NULL) ==
               PATTERN_HIT;
}

/* A number that is not stated is unknown, never small. */
static enum rule_truth
eval_number(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = RULE_UNKNOWN;

    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct str text = buf_str(&p->folded->text);
        struct rule_place at;
        size_t from = 0;
        double value;
        int named;

        if (p->second || !str_has_digit(text))
            continue;
        named = p->field == RULE_FIELD_ATTRIBUTES && is_named(p, &c->expr);
        if (!named && !(c->fields & RULE_BIT(p->field)))
            continue;
        while (quantity_next(
            text, c->unit, named, &from, &value, &at.start, &at.end)) {
            int in = in_range(c, value);

            rule_eval_say(e, "%g " STR_FMT " %s; ", value, STR_ARG(c->unit),
                in ? "is in the range" : "is not");
            if (in) {
                truth = RULE_TRUE;
                rule_eval_hit(e, p, at, STR(""));
            } else if (truth == RULE_UNKNOWN) {
                truth = RULE_FALSE;
            }
        }
    }
    return truth;
}

/* The price in another currency, at the rate of the day it was seen. */
static enum rule_truth
eval_price(struct rule_eval *e, const struct rule_cond *c)
{
    const struct listing *l = e->view.listing;
    struct str amount = listing_get(l, LISTING_PRICE_AMOUNT);
    struct str currency = listing_get(l, LISTING_PRICE_CURRENCY);
    int64_t seen = e->context->today_ms, day, unused;
    char date[NOW_TEXT_BYTES];
    double value, from, to;

    if (str_to_double(amount, &value) != 0 || currency.len == 0) {
        rule_eval_say(e, "no price with a currency is stated; ");
        return RULE_UNKNOWN;
    }
    (void)now_parse(listing_get(l, LISTING_FETCHED_AT), &seen);
    from = rates_per_euro(c->rates, currency, seen, &day);
    to = rates_per_euro(c->rates, c->currency, seen, &unused);
    if (from == 0 || to == 0) {
        rule_eval_say(e, "no rate of '" STR_FMT "' is known; ",
            STR_ARG(utf8_cut(currency, 10)));
        return RULE_UNKNOWN;
    }
    value = value / from * to;
    now_text(day, date);
    rule_eval_say(e,
        STR_FMT " " STR_FMT " is %.2f " STR_FMT " at the rate of %.10s; ",
        STR_ARG(utf8_cut(amount, 40)), STR_ARG(utf8_cut(currency, 10)), value,
        STR_ARG(c->currency), date);
    if (!in_range(c, value))
        return RULE_FALSE;
    for (size_t i = 0; i < e->view.count; i++)
        if (e->view.piece[i].field == (enum rule_field)LISTING_PRICE_AMOUNT &&
            !e->view.piece[i].second)
            rule_eval_hit(e, &e->view.piece[i],
                (struct rule_place){ 0, e->view.piece[i].folded->text.len },
                STR(""));
    return RULE_TRUE;
}

static enum rule_truth
eval_is(struct rule_eval *e, const struct rule_cond *c)
{
    struct str value = STR_NONE;
    int in = 0;

    for (int f = 0; f < LISTING_FIELDS; f++)
        if (c->fields & RULE_BIT(f))
            value = listing_get(e->view.listing, (enum listing_field)f);
    if (value.len == 0) {
        rule_eval_say(e, "not stated; ");
        return RULE_UNKNOWN;
    }
    for (size_t i = 0; i < c->values.count; i++)
        in |= region_has(c->values.item[i], value);
    rule_eval_say(e, "it is \"" STR_FMT "\"; ",
        STR_ARG(utf8_cut(value, QUOTED_BYTES_MAX)));
    return in != c->negate ? RULE_TRUE : RULE_FALSE;
}

/* --- certificates --- */

/* What was found of numbers of one kind, well formed [1] or not [0]. */
struct numbers {
    size_t count[2];
    struct rule_hit hit[2];
};

static void
note_number(struct numbers *n, const struct rule_piece *p, size_t start,
    size_t end, int valid)
{
    if (n->count[valid]++ == 0)
        n->hit[valid] = (struct rule_hit){ p, start, end, STR("") };
}

static void
find_numbers(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_piece *p, struct numbers *n)
{
    struct str text = buf_str(&p->folded->text);
    int gtins = p->field == (enum rule_field)(RULE_FIELD_LISTS + LISTING_GTINS);
    struct pattern_match m;
    size_t from = 0, start, end;
    int valid;

    if ((gtins || p->name != NULL) &&
        certificate_has_digits(c->certificate, text) &&
        (gtins || is_named(p, &c->expr)) &&
        certificate_read(c->certificate, text, 0, 1, &start, &end, &valid)) {
        note_number(n, p, start, end, valid);
        return;
    }
    if (!rule_look_may(e, &c->expr))
        return;
    while (from < text.len &&
           rule_look_find(e, &c->expr, p, from, &m) == PATTERN_HIT &&
           m.end[0] > m.start[0]) {
        if (certificate_read(
                c->certificate, text, m.end[0], 0, &start, &end, &valid))
            note_number(n, p, start, end, valid);
        from = m.end[0];
    }
}

/* Ill formed is what is stated only so: beside a sound number another one is
 * rather misread. */
static enum rule_truth
eval_certificate(struct rule_eval *e, const struct rule_cond *c)
{
    struct numbers n = { { 0, 0 }, { { 0 } } };
    int valid;

    for (size_t i = 0; i < e->view.count; i++)
        if (c->fields & RULE_BIT(e->view.piece[i].field) &&
            !e->view.piece[i].second)
            find_numbers(e, c, &e->view.piece[i], &n);
    valid = n.count[1] > 0;
    if (n.count[valid] == 0) {
        rule_eval_say(e, "no %s number is stated; ",
            certificate_kind_name(c->certificate));
        return rule_eval_not_found(e);
    }
    if (e->visit != NULL) {
        const struct rule_hit *h = &n.hit[valid];

        rule_eval_say(e, "\"" STR_FMT "\" is %s; ",
            STR_ARG(utf8_cut(str_sub(buf_str(&h->piece->folded->text), h->start,
                                 h->end - h->start),
                QUOTED_BYTES_MAX)),
            valid ? "well formed" : "not well formed");
    }
    if (c->form != RULE_FORM_ANY && valid != (c->form == RULE_FORM_VALID))
        return RULE_FALSE;
    rule_eval_hit(e, n.hit[valid].piece,
        (struct rule_place){ n.hit[valid].start, n.hit[valid].end }, STR(""));
    return RULE_TRUE;
}

/* --- what recalls and the model say --- */

static enum rule_truth
eval_recall(struct rule_eval *e, const struct rule_cond *c)
{
    const struct rule_evidence *v = e->context->evidence;

    if (v == NULL || v->recalls == NULL) {
        rule_eval_say(e, "recalls were not looked at; ");
        return RULE_UNKNOWN;
    }
    for (size_t i = 0; i < v->recalls->count; i++) {
        const struct finding *f = v->recalls->item[i];

        if (f->source != FINDING_RECALL || f->strength < c->strength ||
            (c->hazards != 0 && (f->hazards & c->hazards) == 0))
            continue;
        rule_eval_say(
            e, "recall %.80s, %s; ", f->id, finding_strength_name(f->strength));
        e->recall = f;
        return RULE_TRUE;
    }
    rule_eval_say(e, "no such recall; ");
    return RULE_FALSE;
}

static enum rule_truth
eval_model(struct rule_eval *e, const struct rule_cond *c)
{
    const struct rule_evidence *v = e->context->evidence;
    double value = v != NULL ? v->risk : 0;

    if (v == NULL || !v->model_asked) {
        rule_eval_say(e, "the model was not asked or does not know; ");
        return RULE_UNKNOWN;
    }
    if (c->hazards != 0)
        value = 0;
    for (int h = 0; h < HAZARDS; h++)
        if (c->hazards >> h & 1 && v->hazards[h] > value)
            value = v->hazards[h];
    rule_eval_say(e, "%.2f; ", value);
    return in_range(c, value) ? RULE_TRUE : RULE_FALSE;
}

enum rule_truth
rule_eval_fact(struct rule_eval *e, const struct rule_cond *c)
{
    switch (c->kind) {
    case RULE_NUMBER:
        return c->rates != NULL ? eval_price(e, c) : eval_number(e, c);
    case RULE_CERTIFICATE:
    case RULE_GTIN:
        return eval_certificate(e, c);
    case RULE_RECALL:
        return eval_recall(e, c);
    case RULE_MODEL:
        return eval_model(e, c);
    default:
        return eval_is(e, c);
    }
}
