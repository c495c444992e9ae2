/* classifier/category_model.h - which kind of goods an offer is, by its words.
 *
 * One linear machine per category over the features of classifier/features.h
 * in a narrow table; the machine with the highest decision names the
 * category, and a softmax, calibrated on sources left out, how sure that is.
 * For offers whose page says no category. Immutable once loaded.
 */
#ifndef CLASSIFIER_CATEGORY_MODEL_H
#define CLASSIFIER_CATEGORY_MODEL_H

#include "classifier/model.h"
#include "core/category.h"

#define CATEGORY_MODEL_BITS 17
#define CATEGORY_MODEL_WIDTH (1u << CATEGORY_MODEL_BITS)

struct category_model {
    struct glossary *glossary; /* owned */
    uint8_t *idf;              /* owned, CATEGORY_MODEL_WIDTH */
    int8_t *weight;            /* owned, rows of CATEGORIES */
    float scale[CATEGORIES], bias[CATEGORIES];
    float sharpness; /* of the softmax */
    char *version;   /* owned: "category-1+sha256:..." */
};

/* Without glossary; for training. */
void category_model_init(struct category_model *m);
/* Also NULL. */
void category_model_free(struct category_model *m);
void category_model_set(struct category_model *m, enum category c,
    const struct model_linear *machine);

struct category_guess {
    int known; /* 0: no words to go by */
    enum category category;
    double probability;     /* of that one */
    double all[CATEGORIES]; /* sum to 1 */
};

/* Guess from title, attributes and description; what the page itself says of
 * its category is not looked at. */
void category_model_guess(const struct category_model *m, struct features *f,
    const struct listing *l, struct category_guess *out);

/* The same of an offer with words and without category, of which f holds what
 * features_count_two has counted; f is used up. */
void category_model_guess_counted(const struct category_model *m,
    struct features *f, struct category_guess *out);

/* Features of a listing as the machines see them. */
void category_model_read(const struct category_model *m, struct features *f,
    const struct listing *l);
void category_model_decide(const struct category_model *m,
    const struct features *f, double decision[CATEGORIES]);
/* Decisions to probabilities. */
void category_model_softmax(const double decision[CATEGORIES], double sharpness,
    double out[CATEGORIES]);

/* Bytes of weights.bin: little-endian, the same on every machine. */
void category_model_write(struct buf *out, const struct category_model *m);
/* Read them into a new model; the error says what is wrong. */
int category_model_parse(
    struct category_model **out, struct str bytes, struct fail *fail);

#endif
