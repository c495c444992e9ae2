/* classifier/weights.h - the numbers of a trained model, small enough to ship.
 *
 * Risk weights are rounded to 16 bits and hazard weights to 8, each under one
 * scale; the error is far below what moves a verdict. Knows no text.
 */
#ifndef CLASSIFIER_WEIGHTS_H
#define CLASSIFIER_WEIGHTS_H

#include "base/buf.h"
#include "base/fail.h"
#include "classifier/model.h"
#include "core/glossary.h"
#include "core/hazard.h"

/* Hazards share a narrower table; 16 of them make one row of 16 bytes. */
#define WEIGHTS_HAZARD_BITS 17
#define WEIGHTS_HAZARD_WIDTH (1u << WEIGHTS_HAZARD_BITS)
#define WEIGHTS_HAZARDS_MAX 16

/* Side by side, as a verdict needs both of a feature. */
struct weights_cell {
    int16_t risk;
    uint8_t idf; /* features.h */
};

/* English has risk weights of its own: most of what a model can learn from is
 * English, and only there both sides are. */
enum weights_side { WEIGHTS_ENGLISH, WEIGHTS_ABROAD, WEIGHTS_SIDES };

struct weights {
    struct weights_cell *cell[WEIGHTS_SIDES]; /* owned, FEATURES_WIDTH each */
    float risk_scale[WEIGHTS_SIDES], risk_bias[WEIGHTS_SIDES];
    int8_t *hazard; /* owned, rows of WEIGHTS_HAZARDS_MAX */
    float hazard_scale[WEIGHTS_HAZARDS_MAX], hazard_bias[WEIGHTS_HAZARDS_MAX];
    uint8_t hazard_kind[WEIGHTS_HAZARDS_MAX]; /* enum hazard */
    size_t hazard_count;
};

void weights_init(struct weights *w);
void weights_clear(struct weights *w);

enum weights_side weights_side_of(enum glossary_language l);

/* idf is that of both sides. */
void weights_set_risk(struct weights *w, enum weights_side side,
    const struct model_linear *m, const uint8_t idf[FEATURES_WIDTH]);
/* Append a hazard; there are fewer than WEIGHTS_HAZARDS_MAX. */
void weights_add_hazard(
    struct weights *w, enum hazard kind, const struct model_linear *m);

/* Bytes of weights.bin: little-endian, the same on every machine. */
void weights_write(struct buf *out, const struct weights *w);
/* Read them; the error says what is wrong. w was initialised by nobody. */
int weights_read(struct weights *w, struct str bytes, struct fail *fail);

/* Counted features to weighted ones. */
void weights_weigh(
    const struct weights *w, enum weights_side side, struct features *f);

/* Decision value of the risk model. */
double weights_risk(const struct weights *w, enum weights_side side,
    const struct feature *item, size_t count);

/* For hazards, concepts weigh as much as words, and what stands around a title
 * as much as the title: factors on the values that the risk has. A shape says
 * nothing of a harm. */
#define WEIGHTS_HAZARD_CONCEPTS 2.0f
#define WEIGHTS_HAZARD_CONTEXT 2.5f

/* The factor of a feature by its place in f. */
float weights_hazard_factor(const struct features *f, size_t i);

/* Decision values of all hazards of what was weighed for the risk. */
void weights_hazards(const struct weights *w, const struct features *f,
    float out[WEIGHTS_HAZARDS_MAX]);

#endif
