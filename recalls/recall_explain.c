#include "recalls/recall_explain.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "recalls/name_token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values of one list that are shown. */
#define SHOWN_MAX 8

static void
keep_step(void *ctx, const struct match_step *s)
{
    struct recall_explanation *x = ctx;

    x->step = mem_grow(x->step, &x->cap, x->count + 1, sizeof x->step[0]);
    x->step[x->count++] = *s;
}

static void
add_fact(struct recall_explanation *x, const char *rung, const char *feature,
    struct buf *value)
{
    struct match_step s = { .rung = rung, .feature = feature };

    snprintf(s.value, sizeof s.value, STR_FMT,
        STR_ARG(utf8_cut(buf_str(value), sizeof s.value - 1)));
    keep_step(x, &s);
    buf_clear(value);
}

static void
add_item(struct buf *out, size_t i, struct str s)
{
    if (i < SHOWN_MAX)
        buf_addf(out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(s));
    else if (i == SHOWN_MAX)
        buf_addz(out, ", ...");
}

static void
add_list(struct recall_explanation *x, const char *rung, const char *feature,
    const struct texts *list)
{
    struct buf value = BUF_MAX(1 << 16);

    for (size_t i = 0; i < list->count; i++)
        add_item(&value, i, str_of(list->item[i]));
    add_fact(x, rung, feature, &value);
}

/* What the offer says in the fields with one of these roles. */
static void
add_fields(struct recall_explanation *x, const struct offer_text *ot,
    const char *rung, const char *feature, unsigned roles)
{
    struct buf value = BUF_MAX(1 << 18);
    size_t n = 0;

    for (size_t f = 0; f < ot->fields; f++) {
        const struct offer_field *of = &ot->field[f];

        if ((of->roles & roles) == 0 || of->first == of->end)
            continue;
        if (n < SHOWN_MAX)
            buf_addf(&value, "%s" STR_FMT " (%s)", n > 0 ? ", " : "",
                STR_ARG(utf8_cut(of->raw, 60)), of->name);
        n++;
    }
    add_fact(x, rung, feature, &value);
}

static void
add_brands(struct recall_explanation *x, const struct recall_entry *e)
{
    struct buf value = BUF_MAX(1 << 16);

    for (size_t i = 0; i < e->brand_count; i++)
        add_item(&value, i, e->brands[i]);
    add_fact(x, "model", "brands of the recall, as keys", &value);
}

/* The words that agree, with what each is worth. */
static void
add_shared(struct recall_explanation *x, const struct offer_text *ot,
    const struct recall_entry *e, const struct recall_candidate *c)
{
    double per_weight = c->shared > 0 ? 0.4 * c->score / c->shared : 0;

    for (size_t i = ot->field[0].first; i < ot->field[0].end; i++) {
        uint64_t tokens[NAME_TOKENS_MAX];
        size_t count = name_meanings(ot, i, i + 1, tokens);
        struct match_step s = { .rung = "name", .feature = "word" };
        double weight = 0;

        for (size_t t = 0; t < count; t++)
            for (size_t k = 0; k < e->token_count; k++)
                weight += e->tokens[k] == tokens[t] ? (double)e->rarity[k] : 0;
        if (weight == 0)
            continue;
        s.share = per_weight * weight;
        snprintf(s.value, sizeof s.value, "\"" STR_FMT "\", rarity %.1f",
            STR_ARG(utf8_cut(offer_text_word(ot, i), 80)), weight);
        keep_step(x, &s);
    }
}

/* Whatever the rungs compare, before what they made of it. */
static void
add_facts(struct recall_explanation *x, const struct recall_index *ix,
    const struct offer_text *ot, uint32_t recall)
{
    const struct recall *r = recall_index_at(ix, recall);
    struct recall_entry e = recall_index_entry(ix, recall);
    struct buf value = BUF_MAX(4096);

    buf_adds(&value, recall_get(r, RECALL_ID));
    add_fact(x, "case number", "number of the recall", &value);
    add_list(x, "gtin", "numbers of the recall", &r->list[RECALL_GTINS]);
    add_fields(x, ot, "gtin", "numbers the offer states", OFFER_GTIN);
    add_list(x, "model", "models of the recall", &r->list[RECALL_MODELS]);
    add_brands(x, &e);
    add_fields(x, ot, "model", "what the offer states",
        OFFER_TITLE | OFFER_MODEL | OFFER_BRAND | OFFER_MAKER);
    buf_addf(&value, STR_FMT " / " STR_FMT, STR_ARG(recall_get(r, RECALL_NAME)),
        STR_ARG(recall_get(r, RECALL_PRODUCT)));
    add_fact(x, "name", "name and kind of the recall", &value);
}

static int
has_outcome(const struct recall_explanation *x, size_t from, const char *rung)
{
    for (size_t i = from; i < x->count; i++)
        if (strcmp(x->step[i].rung, rung) == 0)
            return 1;
    return 0;
}

/* Rungs that saw nothing say so. */
static void
add_silence(struct recall_explanation *x, size_t from)
{
    static const char *const rungs[][2] = { { "case number",
                                                "the offer does not name it" },
        { "gtin", "the offer has none of them" },
        { "model", "the offer has none of them" } };

    for (size_t i = 0; i < COUNT(rungs); i++)
        if (!has_outcome(x, from, rungs[i][0])) {
            struct match_step s = { .rung = rungs[i][0], .feature = "outcome" };

            snprintf(s.value, sizeof s.value, "%s", rungs[i][1]);
            keep_step(x, &s);
        }
}

static int
rung_of(const struct match_step *s)
{
    static const char *const order[] = { "case number", "gtin", "model",
        "name" };
    int n = 0;

    while (n < 3 && strcmp(s->rung, order[n]) != 0)
        n++;
    return n;
}

/* By rung, else as they came. */
static void
sort_steps(struct recall_explanation *x)
{
    struct match_step *sorted = mem_array(x->count + 1, sizeof sorted[0]);
    size_t n = 0;

    for (int rung = 0; rung < 4; rung++)
        for (size_t i = 0; i < x->count; i++)
            if (rung_of(&x->step[i]) == rung)
                sorted[n++] = x->step[i];
    free(x->step);
    x->step = sorted;
    x->cap = x->count + 1;
}

void
recall_explain(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, uint32_t recall, struct recall_explanation *out)
{
    struct match_trace trace = { recall, keep_step, out };
    struct recall_entry e = recall_index_entry(ix, recall);
    struct recall_candidate c;
    struct findings found = { 0 }, unused = { 0 };
    size_t facts;

    *out = (struct recall_explanation){ 0 };
    offer_text_read(s->ot, l);
    offer_text_finish(s->ot);
    add_facts(out, ix, s->ot, recall);
    facts = out->count;
    s->trace = &trace;
    recall_match(ix, s, l, &found);
    add_silence(out, facts);
    c = recall_candidate_of(ix, s->sums, s->ot, recall);
    /* A rung that was not needed is shown too; it finds nothing more. */
    s->out = &unused;
    if (!has_outcome(out, facts, "name"))
        match_name_try(s, &c);
    s->out = NULL;
    findings_clear(&unused);
    s->trace = NULL;
    add_shared(out, s->ot, &e, &c);
    for (size_t i = 0; i < found.count; i++)
        if (out->finding == NULL &&
            strcmp(found.item[i]->id,
                recall_index_at(ix, recall)->text[RECALL_ID]) == 0) {
            out->finding = found.item[i];
            found.item[i] = NULL;
        }
    findings_clear(&found);
    sort_steps(out);
}

void
recall_explanation_clear(struct recall_explanation *x)
{
    finding_free(x->finding);
    free(x->step);
    *x = (struct recall_explanation){ 0 };
}
