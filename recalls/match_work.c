#include "recalls/match_work.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "recalls/match_denial.h"
#include "recalls/recall_match.h"

#include <stdio.h>
#include <string.h>

/* The most a notice counts that is withdrawn, archived or superseded. */
#define WITHDRAWN_SCORE 0.5

int
match_work_settled(const struct recall_scratch *s, uint32_t recall)
{
    for (size_t i = 0; i < s->seen_count; i++)
        if (s->seen[i] == recall)
            return 1;
    return s->seen_count == MATCH_SEEN_MAX || s->made >= RECALL_FINDINGS_MAX;
}

void
match_work_settle(struct recall_scratch *s, uint32_t recall)
{
    if (s->seen_count < MATCH_SEEN_MAX)
        s->seen[s->seen_count++] = recall;
}

/* A denial may stand in any text but those that state a value. */
static int
find_denial(struct recall_scratch *s)
{
    const unsigned values =
        OFFER_MODEL | OFFER_GTIN | OFFER_BRAND | OFFER_MAKER | OFFER_BATCH;
    int found = 0;

    offer_text_finish(s->ot);
    for (size_t f = 0; f < s->ot->fields && !found; f++)
        if ((s->ot->field[f].roles & values) == 0)
            found = match_denial_find(s->ot, f, &s->denial_from, &s->denial_to);
    return found;
}

int
match_work_denies(struct recall_scratch *s)
{
    if (s->denial == DENIAL_UNASKED)
        s->denial = find_denial(s) ? DENIAL_SAID : DENIAL_NONE;
    return s->denial == DENIAL_SAID;
}

static void trace(const struct match_sum *sum, double share, int denies,
    const char *feature, const char *format, va_list ap)
    __attribute__((format(printf, 5, 0)));

static void
trace(const struct match_sum *sum, double share, int denies,
    const char *feature, const char *format, va_list ap)
{
    const struct match_trace *t = sum->s->trace;
    struct match_step step = {
        .rung = sum->rung, .feature = feature, .share = share, .denies = denies
    };
    struct buf text = BUF_MAX(4096);

    if (t == NULL || t->recall != sum->recall)
        return;
    buf_addv(&text, format, ap);
    snprintf(step.value, sizeof step.value, STR_FMT,
        STR_ARG(utf8_cut(buf_str(&text), sizeof step.value - 1)));
    t->step(t->ctx, &step);
    buf_clear(&text);
}

void
match_work_add(struct match_sum *sum, double share, const char *feature,
    const char *format, ...)
{
    va_list ap;

    sum->score += share;
    va_start(ap, format);
    trace(sum, share, 0, feature, format, ap);
    va_end(ap);
}

void
match_work_limit(struct match_sum *sum, enum match_reason limit, double share,
    struct str value)
{
    static const char *const names[MATCH_REASONS] = {
        [LIMIT_PACKING] = "packing level",
        [LIMIT_SHOP] = "number range",
        [LIMIT_DENIAL] = "denial",
        [LIMIT_BATCH] = "batch",
        [LIMIT_BRAND_SPELLING] = "brand spelling",
        [LIMIT_OTHER_BRAND] = "other brand",
        [LIMIT_BRAND_BETWEEN] = "brand nearer by",
        [LIMIT_EVERYDAY] = "everyday brand",
        [LIMIT_SUFFIX] = "suffix",
        [LIMIT_YEAR] = "later model",
        [LIMIT_MASK] = "mask",
        [LIMIT_OTHER_GTIN] = "other GTIN",
        [LIMIT_NO_BRAND] = "no brand",
        [LIMIT_MODEL_YEAR] = "model year",
        [LIMIT_SIZE] = "size",
        [LIMIT_WITHDRAWN] = "withdrawn notice",
    };

    sum->limits |= 1u << limit;
    match_work_add(sum, share, names[limit], STR_FMT, STR_ARG(value));
}

void
match_work_deny(
    struct match_sum *sum, const char *feature, const char *format, ...)
{
    va_list ap;

    match_work_settle(sum->s, sum->recall);
    va_start(ap, format);
    trace(sum, 0, 1, feature, format, ap);
    va_end(ap);
}

static int
severity_of(const struct recall *r)
{
    static const char *const levels[] = { "other", "low", "medium", "high",
        "serious" };
    /* "other" is less than serious, how much is not said. */
    static const int severity[] = { 2, 1, 2, 3, 4 };

    for (size_t i = 0; i < COUNT(levels); i++)
        if (str_is(recall_get(r, RECALL_LEVEL), levels[i]))
            return severity[i];
    return 0;
}

struct finding *
match_work_finding(struct match_sum *sum, enum finding_strength strength,
    enum match_reason reason, const char *value)
{
    struct recall_scratch *s = sum->s;
    const struct recall *r = recall_index_at(s->ix, sum->recall);
    const struct texts *hazards = &r->list[RECALL_HAZARDS];
    struct finding *f;
    enum hazard h;

    if (s->made >= RECALL_FINDINGS_MAX)
        return NULL;
    /* It was right once, so a person may want to see it: no more than that. */
    if (r->text[RECALL_WITHDRAWN] != NULL) {
        strength = FINDING_CANDIDATE;
        match_work_limit(sum, LIMIT_WITHDRAWN,
            sum->score > WITHDRAWN_SCORE ? WITHDRAWN_SCORE - sum->score : 0,
            recall_get(r, RECALL_WITHDRAWN));
    }
    f = finding_new(FINDING_RECALL, r->text[RECALL_ID], strength,
        sum->score < 0   ? 0
        : sum->score > 1 ? 1
                         : sum->score);
    match_work_settle(s, sum->recall);
    s->made++;
    f->title = finding_text(
        f, recall_get(
               r, r->text[RECALL_NAME] != NULL ? RECALL_NAME : RECALL_PRODUCT));
    if (r->text[RECALL_URL] != NULL)
        f->url = finding_text(f, recall_get(r, RECALL_URL));
    f->severity = severity_of(r);
    for (size_t i = 0; i < hazards->count; i++)
        if (hazard_find(&h, str_of(hazards->item[i])) == 0)
            f->hazards |= 1u << h;
    match_reason_set(f, s->language, reason, value, sum->limits);
    return f;
}

void
match_work_keep(struct recall_scratch *s, struct finding **f)
{
    findings_add(s->out, f);
}

void
match_work_span(struct finding *f, const struct offer_text *ot, size_t field,
    size_t start, size_t end)
{
    const struct offer_field *of = &ot->field[field];
    size_t a, b;

    fold_span(of->folded, start, end, &a, &b);
    finding_add_span(f, of->name, of->raw, a, b);
}

void
match_work_words(
    struct finding *f, const struct offer_text *ot, size_t from, size_t to)
{
    match_work_span(f, ot, ot->word[from].field, ot->word[from].start,
        ot->word[to - 1].end);
}
