#include "rules/rule_scan.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "rules/region.h"
#include "rules/rule_eval.h"
#include "rules/rule_look.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How much a finding of a rule weighs before severity; policy decides the
 * rest. */
#define SCORE_STRONG 0.9
#define SCORE_CANDIDATE 0.5
/* Longest quotation in a reason; the span itself is not cut. */
#define QUOTED_BYTES_MAX 120
#define QUOTED_MAX 3

#define TEXT_BYTES_MAX 4096 /* of a reason, and of what was looked at */

/* Longest market name that is remembered: "EU", "DE" ... */
#define MARKET_BYTES 16

/* Sets of fields whose names are kept put together, each in the one slot of its
 * hash: the offers of a shop mostly state and lack the same. */
#define NAMES_KEPT 16
/* More than the longest name and what stands behind it. */
#define NAME_BYTES 64

struct names {
    uint64_t fields; /* none: the slot is free */
    struct buf text; /* owned */
};

/* Which rules are in force, a bit for each by number, for this market and
 * day: the same for all listings of a scan. */
struct in_force {
    uint64_t *rules; /* owned */
    char market[MARKET_BYTES];
    int64_t today_ms;
    int known;
};

struct rule_scratch {
    struct rule_eval eval;
    struct in_force in_force;
    struct names names[NAMES_KEPT];
    uint64_t *maybe; /* owned; rules that may be true of this listing */
    size_t words;
    size_t *limits;  /* owned: matches given up, by rule */
    struct buf text; /* of the finding in work */
};

static const char *const truth_names[] = { "false", "true", "unknown" };

const char *
rule_truth_name(enum rule_truth t)
{
    return truth_names[t];
}

struct rule_scratch *
rule_scratch_new(const struct rule_set *s)
{
    struct rule_scratch *x = mem_new(sizeof *x);
    size_t expressions;

    x->text = BUF_MAX(TEXT_BYTES_MAX);
    x->eval.set = s;
    x->eval.scanner = scanner_scratch_new(rule_set_scanner(s));
    x->words = (rule_set_rules(s) + 63) / 64;
    expressions = (rule_set_expressions(s) + 63) / 64;
    x->in_force.rules = mem_array(x->words + 1, sizeof(uint64_t));
    x->maybe = mem_array(x->words + 1, sizeof x->maybe[0]);
    x->eval.seen = mem_array(expressions + 1, sizeof x->eval.seen[0]);
    x->eval.sure = mem_array(expressions + 1, sizeof x->eval.sure[0]);
    x->limits = mem_array(rule_set_rules(s) + 1, sizeof x->limits[0]);
    return x;
}

void
rule_scratch_free(struct rule_scratch *s)
{
    if (s == NULL)
        return;
    rule_look_clear(&s->eval);
    for (size_t i = 0; i < NAMES_KEPT; i++)
        buf_clear(&s->names[i].text);
    free(s->in_force.rules);
    free(s->maybe);
    free(s->limits);
    buf_clear(&s->text);
    free(s);
}

size_t
rule_scratch_limits(const struct rule_scratch *s)
{
    return s->eval.limits;
}

size_t
rule_scratch_limits_of(const struct rule_scratch *s, size_t i)
{
    return s->limits[i];
}

static int
applies(const struct rule *r, const struct rule_context *ctx)
{
    if (r->from_ms != 0 && ctx->today_ms < r->from_ms)
        return 0;
    if (r->until_ms != 0 && ctx->today_ms >= r->until_ms)
        return 0;
    if (r->markets.count == 0 || ctx->market == NULL || ctx->market[0] == '\0')
        return 1;
    /* A scan for the Union also looks for what one of its members forbids:
     * what is offered to all of it is offered there. */
    for (size_t i = 0; i < r->markets.count; i++)
        if (region_has(r->markets.item[i], str_of(ctx->market)) ||
            region_has(str_of(ctx->market), r->markets.item[i]))
            return 1;
    return 0;
}

static const uint64_t *
find_in_force(const struct rule_set *set, struct rule_scratch *x,
    const struct rule_context *ctx)
{
    struct in_force *f = &x->in_force;
    const char *market = ctx->market ? ctx->market : "";
    const struct rule_pack *unused;

    if (f->known && f->today_ms == ctx->today_ms &&
        strcmp(f->market, market) == 0)
        return f->rules;
    memset(f->rules, 0, x->words * sizeof f->rules[0]);
    for (size_t i = 0; i < rule_set_rules(set); i++) {
        const struct rule *r = rule_set_rule(set, i, &unused);

        if (applies(r, ctx))
            f->rules[i / 64] |= 1ull << (i % 64);
    }
    f->known = strlen(market) < MARKET_BYTES;
    if (f->known)
        memcpy(f->market, market, strlen(market) + 1);
    f->today_ms = ctx->today_ms;
    return f->rules;
}

/* --- findings --- */

static struct str
quoted(const struct rule_hit *h)
{
    size_t start, end;

    fold_span(h->piece->folded, h->start, h->end, &start, &end);
    return utf8_cut(
        str_sub(h->piece->text, start, end - start), QUOTED_BYTES_MAX);
}

/* The words that were found, each once: “a”, “b”. */
static void
add_words(struct buf *out, const struct rule_eval *e)
{
    size_t n = 0;

    for (size_t i = 0; i < e->hits && n < QUOTED_MAX; i++) {
        size_t k = 0;

        while (k < i && !str_eq_nocase(quoted(&e->hit[k]), quoted(&e->hit[i])))
            k++;
        if (k < i)
            continue;
        buf_addf(out, "%s\u201c" STR_FMT "\u201d", n > 0 ? ", " : "",
            STR_ARG(quoted(&e->hit[i])));
        n++;
    }
}

/* The lexicon's entries of what was found, each once: "Annex II/1666". */
static void
add_entries(struct buf *out, const struct rule_eval *e)
{
    const char *separator = "";

    for (size_t i = 0; i < e->hits; i++) {
        size_t k = 0;

        while (k < i && !str_eq(e->hit[k].entry, e->hit[i].entry))
            k++;
        if (k < i || e->hit[i].entry.len == 0)
            continue;
        buf_addf(out, "%s" STR_FMT, separator, STR_ARG(e->hit[i].entry));
        separator = ", ";
    }
}

/* The message with {words}, {fields} and {entry} filled in; words that the
 * message does not place stand at its end. */
static void
add_reason(struct buf *out, struct str message, const struct rule_eval *e)
{
    const struct str words = STR("{words}"), fields = STR("{fields}"),
                     entry = STR("{entry}");
    int placed = 0;

    for (size_t i = 0; i < message.len;) {
        struct str rest = str_sub(message, i, message.len);

        if (str_starts(rest, words)) {
            add_words(out, e);
            placed = 1;
            i += words.len;
        } else if (str_starts(rest, fields)) {
            rule_field_names(out, e->absent);
            i += fields.len;
        } else if (str_starts(rest, entry)) {
            add_entries(out, e);
            i += entry.len;
        } else {
            size_t from = i++;

            while (i < message.len && message.p[i] != '{')
                i++;
            buf_adds(out, str_sub(message, from, i - from));
        }
    }
    if (!placed && e->hits > 0) {
        buf_addz(out, ": ");
        add_words(out, e);
    }
}

static struct str
names_of(struct rule_scratch *x, uint64_t fields)
{
    struct names *n =
        &x->names[(fields * 0x9E3779B97F4A7C15u) >> 32 & (NAMES_KEPT - 1)];

    if (n->fields != fields) {
        n->fields = fields;
        n->text.max = RULE_FIELDS * NAME_BYTES;
        buf_reset(&n->text);
        rule_field_names(&n->text, fields);
    }
    return buf_str(&n->text);
}

/* What proves an absence: the page, that it was seen whole, what was looked
 * for, and what the page did state. */
static void
add_looked_at(struct finding *f, struct rule_scratch *x)
{
    const struct rule_eval *e = &x->eval;
    struct buf *text = &x->text;
    const struct listing *l = e->view.listing;

    for (uint64_t rest = e->absent; rest != 0; rest &= rest - 1)
        finding_add_absent(
            f, str_of(rule_field_name((enum rule_field)__builtin_ctzll(rest))));
    buf_reset(text);
    buf_addz(text, "page: ");
    buf_addz(text,
        l->text[LISTING_URL] ? l->text[LISTING_URL] : "(no address given)");
    finding_add_looked_at(f, buf_str(text));
    buf_reset(text);
    buf_addz(text, "fetched: ");
    buf_addz(text, l->text[LISTING_FETCHED_AT] ? l->text[LISTING_FETCHED_AT]
                                               : "(time not given)");
    buf_addz(text, ", observed in full");
    finding_add_looked_at(f, buf_str(text));
    buf_reset(text);
    buf_addz(text, "looked for: ");
    buf_adds(text, names_of(x, e->absent));
    finding_add_looked_at(f, buf_str(text));
    buf_reset(text);
    buf_addz(text, "stated there: ");
    buf_adds(text, names_of(x, e->stated));
    finding_add_looked_at(f, buf_str(text));
}

static void
add_spans(struct finding *f, const struct rule_eval *e)
{
    for (size_t i = 0; i < e->hits; i++) {
        const struct rule_hit *h = &e->hit[i];
        struct buf name = BUF_MAX(4096);
        size_t start, end;

        fold_span(h->piece->folded, h->start, h->end, &start, &end);
        rule_piece_name(&name, &e->view, h->piece);
        finding_add_span(f, buf_text(&name), h->piece->text, start, end);
        buf_clear(&name);
    }
}

static struct finding *
make_finding(
    const struct rule_pack *p, const struct rule *r, struct rule_scratch *x)
{
    const struct rule_eval *e = &x->eval;
    struct buf *text = &x->text;
    const char *language = e->context->language;
    struct finding *f;

    buf_reset(text);
    buf_adds(text, p->name);
    buf_addc(text, '/');
    buf_adds(text, r->id);
    f = finding_new(FINDING_RULE, buf_text(text), r->strength,
        r->strength == FINDING_STRONG ? SCORE_STRONG : SCORE_CANDIDATE);
    buf_reset(text);
    add_reason(text, rule_words_in(&r->message, language), e);
    finding_set_reason_text(f, buf_text(text));
    f->title = finding_text(f, rule_words_in(&r->title, language));
    f->basis = finding_text(f, r->basis);
    f->url = finding_text(f, r->url);
    f->severity = r->severity;
    f->hazards = r->hazards;
    add_spans(f, e);
    if (e->absent != 0)
        add_looked_at(f, x);
    if (e->recall != NULL) {
        buf_reset(text);
        buf_addf(text, "recall: %s", e->recall->id);
        finding_add_looked_at(f, buf_str(text));
    }
    return f;
}

/* --- scanning --- */

static void
scan_rule(struct rule_scratch *x, size_t number, struct findings *out)
{
    struct rule_eval *e = &x->eval;
    size_t limits = e->limits;
    const struct rule_pack *p;
    const struct rule *r = rule_set_rule(e->set, number, &p);
    struct finding *f;

    e->hits = 0;
    e->absent = 0;
    e->recall = NULL;
    if (rule_look_could(e, r->when) && rule_eval(e, r->when, 0) == RULE_TRUE) {
        f = make_finding(p, r, x);
        findings_add(out, &f);
    }
    x->limits[number] += e->limits - limits;
}

static uint64_t
state(const struct rule_eval *e, const struct rule_context *ctx)
{
    const struct rule_evidence *v = ctx->evidence;
    uint64_t s = e->stated;

    if (e->view.listing->observed == PAGE_OBSERVED)
        s |= RULE_STATE_OBSERVED;
    if (v != NULL && v->recalls != NULL)
        s |= RULE_STATE_RECALLS;
    if (v != NULL && v->model_asked)
        s |= RULE_STATE_MODEL;
    return s;
}

/* Try the rules in force that may be true of the viewed listing; of what was
 * added alone, those that may quote it. */
static void
scan_rules(struct rule_scratch *x, const struct rule_context *ctx, int added,
    struct findings *out)
{
    struct rule_eval *e = &x->eval;
    const uint64_t *in_force = find_in_force(e->set, x, ctx);
    const struct rule_pack *unused;

    e->visit = NULL;
    e->context = ctx;
    rule_index_find(rule_set_index(e->set), e->seen, state(e, ctx), x->maybe);
    for (size_t w = 0; w < x->words; w++)
        for (uint64_t rest = x->maybe[w] & in_force[w]; rest != 0;
             rest &= rest - 1) {
            size_t number = w * 64 + (size_t)__builtin_ctzll(rest);

            if (!added || rule_look_quotes(
                              e, rule_set_rule(e->set, number, &unused)->when))
                scan_rule(x, number, out);
        }
}

void
rule_scan(const struct rule_set *set, struct rule_scratch *scratch,
    const struct listing *l, const struct rule_context *ctx,
    struct findings *out)
{
    assert(scratch->eval.set == set);
    rule_look_view(&scratch->eval, l, ctx->folds);
    scan_rules(scratch, ctx, 0, out);
}

void
rule_scan_added(struct rule_scratch *scratch, const struct listing *l,
    enum listing_list list, const struct rule_context *ctx,
    struct findings *out)
{
    rule_look_add(&scratch->eval, l, list);
    scan_rules(scratch, ctx, 1, out);
}

enum rule_truth
rule_explain(const struct rule_set *set, struct rule_scratch *scratch,
    const struct listing *l, const struct rule_context *ctx,
    const struct rule *rule, int *rule_applies,
    void (*visit)(const struct rule_step *step, void *arg), void *arg)
{
    struct rule_eval *e = &scratch->eval;
    enum rule_truth truth;

    assert(e->set == set);
    rule_look_view(e, l, ctx->folds);
    e->hits = 0;
    e->absent = 0;
    e->recall = NULL;
    e->context = ctx;
    e->visit = visit;
    e->arg = arg;
    truth = rule_eval(e, rule->when, 0);
    *rule_applies = applies(rule, ctx);
    return truth;
}
