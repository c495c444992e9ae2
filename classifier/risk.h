/* classifier/risk.h - how likely an offer is of a kind that gets recalled.
 *
 * A released model (a folder under models/) behind one call: listing in,
 * calibrated probability out. Immutable once loaded, shared by all workers.
 */
#ifndef CLASSIFIER_RISK_H
#define CLASSIFIER_RISK_H

#include "core/hazard.h"
#include "core/listing.h"

#define RISK_TERMS_MAX 8

struct features;
struct glossary;
struct risk_model;

/* Load a model folder; its SHA256SUMS must agree. */
int risk_load(struct risk_model **out, const char *dir, struct fail *fail);
void risk_free(struct risk_model *m);

/* "risk-5+sha256:...": the same text means the same verdicts. */
const char *risk_version(const struct risk_model *m);

struct risk_scratch; /* one per worker */
struct risk_scratch *risk_scratch_new(const struct risk_model *m);
void risk_scratch_free(struct risk_scratch *s);

/* From now on, let risk_judge count for another model too, as
 * features_count_two does; other is borrowed. NULL: no more. */
void risk_scratch_count(
    struct risk_scratch *s, struct features *other, const struct glossary *g);

/* A place of the offer; texts are borrowed from the scratch until another
 * offer is explained. */
struct risk_term {
    struct str text;
    double weight; /* share in the decision value; above 0 raises risk */
    /* "title", "description", "model", "category[0]", "attributes.Colour" */
    struct str field;
    size_t start, end; /* bytes of that field */
};

struct risk_verdict {
    double risk;             /* 0..1, calibrated */
    double hazards[HAZARDS]; /* 0..1 each; 0 where the model has no opinion */
    struct risk_term terms[RISK_TERMS_MAX]; /* strongest first */
    size_t term_count;                      /* 0 unless explained */
    int known; /* 0: too little text to say anything; risk is the base rate */
};

/* Risk and hazards, without terms. */
void risk_judge(const struct risk_model *m, struct risk_scratch *s,
    const struct listing *l, struct risk_verdict *out);

/* The same, and the terms that moved it; slower. */
void risk_explain(const struct risk_model *m, struct risk_scratch *s,
    const struct listing *l, struct risk_verdict *out);

#endif
