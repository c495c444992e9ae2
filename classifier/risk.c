#include "classifier/risk.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/released.h"
#include "classifier/tongue.h"

#include <math.h>
#include <stdlib.h>

/* A hazard below this is no opinion. */
#define HAZARD_FROM 0.01
#define SPANS_BITS 10
#define TERM_BYTES_MAX 80
#define FIELD_BYTES_MAX 80

struct risk_model {
    struct released *released; /* owned */
};

/* What one place of the text weighs in the decision. */
struct span {
    uint32_t start, end;
    int in_context;
    float weight;
};

struct risk_scratch {
    struct features features;
    struct features *other; /* borrowed; counted beside, or NULL */
    const struct glossary *other_glossary;
    float *share; /* owned: weight of one use, by feature */
    uint32_t *uses;
    size_t share_cap, uses_cap;
    struct span span[1u << SPANS_BITS];
    struct buf words; /* texts of the terms */
};

int
risk_load(struct risk_model **out, const char *dir, struct fail *fail)
{
    struct risk_model *m = mem_new(sizeof *m);

    if (released_load(&m->released, dir, fail) != 0) {
        free(m);
        return -1;
    }
    *out = m;
    return 0;
}

void
risk_free(struct risk_model *m)
{
    if (m == NULL)
        return;
    released_free(m->released);
    free(m);
}

const char *
risk_version(const struct risk_model *m)
{
    return m->released->version;
}

struct risk_scratch *
risk_scratch_new(const struct risk_model *m)
{
    struct risk_scratch *s = mem_new(sizeof *s);

    (void)m;
    features_init(&s->features);
    s->words = BUF_MAX(RISK_TERMS_MAX * (TERM_BYTES_MAX + FIELD_BYTES_MAX) + 1);
    return s;
}

void
risk_scratch_free(struct risk_scratch *s)
{
    if (s == NULL)
        return;
    features_clear(&s->features);
    free(s->share);
    free(s->uses);
    buf_clear(&s->words);
    free(s);
}

void
risk_scratch_count(
    struct risk_scratch *s, struct features *other, const struct glossary *g)
{
    s->other = other;
    s->other_glossary = g;
}

/* Add weight to a place; a full table (a title of hundreds of words) drops
 * the rest. */
static void
add_span(struct risk_scratch *s, const struct feature_use *u, int in_context,
    float weight)
{
    uint32_t h = (u->start * 31 + u->end) * 2654435761u + (uint32_t)in_context;

    for (uint32_t i = 0; i < 16; i++) {
        struct span *at = &s->span[((h >> 8) + i) & (COUNT(s->span) - 1)];

        if (at->end == 0)
            *at = (struct span){ u->start, u->end, in_context, 0 };
        if (at->start == u->start && at->end == u->end &&
            at->in_context == in_context) {
            at->weight += weight;
            return;
        }
    }
}

static void
weigh_spans(
    struct risk_scratch *s, const struct weights *w, enum weights_side side)
{
    const struct features *f = &s->features;

    s->share = mem_grow(s->share, &s->share_cap, f->count, sizeof s->share[0]);
    s->uses = mem_grow(s->uses, &s->uses_cap, f->count, sizeof s->uses[0]);
    for (size_t i = 0; i < f->count; i++)
        s->uses[i] = 0;
    for (size_t i = 0; i < f->use_count; i++)
        s->uses[f->use[i].feature]++;
    for (size_t i = 0; i < f->block_end[FEATURES_CONTEXT]; i++)
        s->share[i] = (float)w->cell[side][f->item[i].index].risk *
                      w->risk_scale[side] * f->item[i].value /
                      (float)s->uses[i];
    for (size_t i = 0; i < COUNT(s->span); i++)
        s->span[i] = (struct span){ 0 };
    for (size_t i = 0; i < f->use_count; i++)
        add_span(
            s, &f->use[i], i >= f->context_use, s->share[f->use[i].feature]);
}

/* Keep a text as long as the verdict; there is room. */
static struct str
keep(struct risk_scratch *s, struct str text)
{
    size_t from = s->words.len;

    buf_adds(&s->words, text);
    return str_sub(buf_str(&s->words), from, s->words.len - from);
}

static struct str
field_name(struct risk_scratch *s, const struct listing *l,
    const struct features_part *p)
{
    struct buf name = BUF_MAX(FIELD_BYTES_MAX + 1);
    struct str kept;

    switch (p->field) {
    case FEATURES_CATEGORY:
        buf_addf(&name, "category[%u]", (unsigned)p->number);
        break;
    case FEATURES_ATTRIBUTE:
        buf_addz(&name, "attributes.");
        buf_adds(&name, utf8_cut(str_of(l->attributes[p->number].name),
                            FIELD_BYTES_MAX - name.len));
        break;
    case FEATURES_MODEL:
        buf_addz(&name, "model");
        break;
    case FEATURES_DESCRIPTION:
        buf_addz(&name, "description");
        break;
    }
    kept = keep(s, buf_str(&name));
    buf_clear(&name);
    return kept;
}

/* The words of a place as they stand in the offer, and where. */
static struct risk_term
term_at(struct risk_scratch *s, const struct listing *l, const struct span *at)
{
    const struct features *f = &s->features;
    const struct tokens *t = at->in_context ? &f->context : &f->title;
    struct str whole =
        at->in_context ? buf_str(&f->joined) : listing_get(l, LISTING_TITLE);
    struct risk_term term = { .weight = (double)at->weight };
    size_t part = 0;

    fold_span(&t->folded, at->start, at->end, &term.start, &term.end);
    term.text =
        keep(s, utf8_cut(str_sub(whole, term.start, term.end - term.start),
                    TERM_BYTES_MAX));
    if (!at->in_context) {
        term.field = STR("title");
        return term;
    }
    while (part + 1 < f->parts && f->part[part + 1].start <= term.start)
        part++;
    term.field = field_name(s, l, &f->part[part]);
    term.start -= f->part[part].start;
    term.end -= f->part[part].start;
    return term;
}

static void
take_terms(
    struct risk_scratch *s, const struct listing *l, struct risk_verdict *out)
{
    struct span *best[RISK_TERMS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < COUNT(s->span); i++) {
        struct span *at = &s->span[i];
        size_t k;

        if (at->end == 0 || fabsf(at->weight) < 0.01f)
            continue;
        if (n == RISK_TERMS_MAX &&
            fabsf(at->weight) <= fabsf(best[n - 1]->weight))
            continue;
        n += n < RISK_TERMS_MAX;
        for (k = n - 1; k > 0 && fabsf(best[k - 1]->weight) < fabsf(at->weight);
             k--)
            best[k] = best[k - 1];
        best[k] = at;
    }
    buf_reset(&s->words);
    /* Room first: growing would move the texts. */
    buf_room(&s->words, RISK_TERMS_MAX * (TERM_BYTES_MAX + FIELD_BYTES_MAX));
    for (size_t i = 0; i < n; i++)
        out->terms[i] = term_at(s, l, best[i]);
    out->term_count = n;
}

static void
add_hazards(const struct released *r, const struct features *f,
    struct risk_verdict *out)
{
    float hazards[WEIGHTS_HAZARDS_MAX];

    weights_hazards(&r->weights, f, hazards);
    for (size_t h = 0; h < r->weights.hazard_count; h++) {
        /* The hazard models know recalled products only. */
        double p =
            out->risk * calibrate_apply(&r->hazard[h], (double)hazards[h]);

        if (p >= HAZARD_FROM)
            out->hazards[r->weights.hazard_kind[h]] = p;
    }
}

void
risk_judge(const struct risk_model *m, struct risk_scratch *s,
    const struct listing *l, struct risk_verdict *out)
{
    const struct released *r = m->released;
    struct features *f = &s->features;
    enum glossary_language language;
    enum weights_side side;

    *out = (struct risk_verdict){ .risk = r->base_rate };
    features_count_two(f, r->glossary, l, s->other, s->other_glossary);
    if (features_words(f) == 0)
        return;
    features_add_shape(f);
    out->known = 1;
    language = tongue_of(&f->title);
    side = weights_side_of(language);
    weights_weigh(&r->weights, side, f);
    out->risk = calibrate_apply(
        &r->risk[language], weights_risk(&r->weights, side, f->item, f->count));
    if (out->risk >= HAZARD_FROM)
        add_hazards(r, f, out);
}

void
risk_explain(const struct risk_model *m, struct risk_scratch *s,
    const struct listing *l, struct risk_verdict *out)
{
    s->features.wants_uses = 1;
    risk_judge(m, s, l, out);
    s->features.wants_uses = 0;
    if (!out->known)
        return;
    weigh_spans(s, &m->released->weights,
        weights_side_of(tongue_of(&s->features.title)));
    take_terms(s, l, out);
}
