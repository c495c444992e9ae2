#include "core/sample.h"

#include "base/digest.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

double
sample_draw(struct str key, struct str purpose, int64_t scan, struct str text)
{
    struct digest *d = digest_new();
    char number[32], hex[DIGEST_HEX_BYTES];
    uint64_t bits = 0;

    snprintf(number, sizeof number, "\n%" PRId64 "\n", scan);
    digest_add(d, key);
    digest_add(d, STR("\n"));
    digest_add(d, purpose);
    digest_add(d, str_of(number));
    digest_add(d, text);
    digest_end(d, hex);
    /* 13 hexadecimal digits are 52 bits: a double holds them all. */
    for (size_t i = 0; i < 13; i++)
        bits = bits << 4 |
               (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    return (double)bits * 0x1p-52;
}

/* The model names an offer from about here on; below "strong". */
#define SCORE_MIN 0.5
#define SCORE_MAX 0.89
/* Severity of a rule that misses formal information. */
#define FORMAL 1

/* 1 if there is nothing for which an offer goes to the queue. */
static int
is_bare(const struct casefile *c)
{
    for (size_t i = 0; i < c->findings.count; i++)
        if (c->findings.item[i]->source != FINDING_RULE ||
            c->findings.item[i]->severity != FORMAL)
            return 0;
    return 1;
}

/* What the model says of any offer; without words it has none. */
static struct finding *
spare_of(struct casefile *c)
{
    static const char *const reasons[LANGS] = {
        "resembles products that were recalled or banned",
        "ähnelt Produkten, die zurückgerufen oder verboten wurden",
        "与曾被召回或禁售的产品相似",
    };
    struct finding *f = c->spare;

    c->spare = NULL;
    if (f != NULL)
        return f;
    f = finding_new(FINDING_MODEL, "risk", FINDING_CANDIDATE, c->risk);
    finding_set_reason(f, "%s", reasons[LANG_EN]);
    for (int l = LANG_EN + 1; l < LANGS; l++)
        f->in[l].reason = mem_text(reasons[l]);
    return f;
}

/* Put a text before all others. */
static void
lead(struct texts *t, const char *text)
{
    char *last;

    texts_add(t, str_of(text));
    last = t->item[t->count - 1];
    for (size_t i = t->count - 1; i > 0; i--)
        t->item[i] = t->item[i - 1];
    t->item[0] = last;
}

/* Show the model's finding at the numbers of a case that it has flagged. */
static void
show(struct casefile *c, struct finding *f)
{
    double score = c->priority * 1.4;
    double real = f->score > 1e-6 ? f->score : 1e-6;

    score = score < SCORE_MIN   ? SCORE_MIN
            : score > SCORE_MAX ? SCORE_MAX
                                : score;
    for (size_t h = 0; h < HAZARDS; h++) {
        double shown = f->hazard_score[h] * score / real;

        f->hazard_score[h] = shown > score ? score : shown;
        if (f->hazard_score[h] > c->hazards[h])
            c->hazards[h] = f->hazard_score[h];
    }
    f->strength = FINDING_CANDIDATE;
    f->score = c->risk = score;
    lead(&c->reasons, f->reason);
    for (int l = 0; l < LANGS; l++)
        if (f->in[l].reason != NULL)
            lead(&c->reasons_in[l], f->in[l].reason);
    findings_add(&c->findings, &f);
}

void
sample_blind(struct casefile *c, double priority)
{
    c->flagged = 1;
    c->priority = priority;
    if (is_bare(c))
        show(c, spare_of(c));
    finding_free(c->spare);
    c->spare = NULL;
}
