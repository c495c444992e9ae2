/* classifier/model.h - support vector machines, by libsvm.
 *
 * libsvm solves a working set of documents; those that violate the margin of
 * its solution join it, until none does: then the solution is that of the
 * whole problem, in minutes where libsvm alone would take days. What comes
 * out is one weight vector and a bias. A second kind, for a few thousand dense
 * rows, has the radial kernel. Knows no text and no file.
 */
#ifndef CLASSIFIER_MODEL_H
#define CLASSIFIER_MODEL_H

#include "classifier/features.h"

/* Documents as rows of ascending features. */
struct model_rows {
    struct feature *item; /* owned, all rows one after the other */
    size_t item_count, item_cap;
    size_t *end; /* owned: end[i] of row i */
    size_t count, end_cap;
};

void model_rows_add(
    struct model_rows *rows, const struct feature *item, size_t count);
const struct feature *model_row(
    const struct model_rows *rows, size_t i, size_t *count);
void model_rows_clear(struct model_rows *rows);

struct model_options {
    double c;               /* cost of a margin error */
    double positive_weight; /* factor on c for positives */
    double tolerance;       /* a row joins below 1 - tolerance */
    size_t first;           /* size of the first working set */
    size_t grow_max;        /* rows that join at a time */
    int rounds_max;
    uint64_t seed;
    void (*progress)(int round, size_t working, size_t violators, void *ctx);
    void *ctx;
};

struct model_linear {
    float *weight; /* owned, FEATURES_WIDTH */
    float bias;
    size_t working, vectors, violators; /* when it ended */
    int rounds;
};

/* Train on the rows picked: label[i] of row pick[i] is +1 or -1, both occur.
 */
void model_train(struct model_linear *out, const struct model_rows *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct model_options *options);
double model_decide(
    const struct model_linear *m, const struct feature *item, size_t count);
void model_linear_clear(struct model_linear *m);

/* Values of a row that are worked on at once: rows of a radial machine are
 * filled up with zeroes to a multiple of it. */
#define MODEL_LANES 8
#define MODEL_STRIDE(width)                                                    \
    (((width) + MODEL_LANES - 1) / MODEL_LANES * MODEL_LANES)

/* Sum of coef[i] x exp(-gamma |vector[i] - row|^2), and a bias. */
struct model_radial {
    float *vector; /* owned, count rows of width, MODEL_LANES at a time */
    float *coef;   /* owned */
    size_t count, width;
    float gamma, bias;
};

/* Train on rows[pick[i]] of `width` values each; label as above. */
void model_train_radial(struct model_radial *out, const float *rows,
    size_t width, const uint32_t *pick, const signed char *label, size_t count,
    double c, double gamma, double positive_weight);
/* row: MODEL_STRIDE(width) values. */
double model_decide_radial(const struct model_radial *m, const float *row);
void model_radial_clear(struct model_radial *m);

#endif
