/* classifier/model.h - support vector machines, by libsvm.
 *
 * The C-SVC of the whole problem, solved on a working set that grows by
 * margin violators: each round, all documents inside the margin of the
 * solution so far become one new member (a cutting plane: their sum), and
 * libsvm solves the small dual over the members, until no violator is left
 * that would move the objective by more than the tolerance. The dual's value
 * bounds the optimum from below, so the remaining gap is known, not guessed.
 * What comes out is one weight vector and a bias. A second kind, for a few
 * thousand dense rows, has the radial kernel. Knows no text and no file.
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
    const float *cost;      /* factor on c by row; NULL: 1 */
    double tolerance;       /* share of the objective that may be missing */
    int rounds_max;
    void (*progress)(int round, double objective, double gap, void *ctx);
    void *ctx;
};

struct model_linear {
    float *weight; /* owned, FEATURES_WIDTH */
    float bias;
    size_t rows, vectors; /* learned from; at or inside the margin */
    double objective;     /* (|w|^2 + bias^2) / 2 + sum of c * hinge loss */
    double gap;           /* proven: (objective - bound) / objective */
    int rounds;
};

/* Train on the rows: label[i] is +1, -1 or 0 (left out); both classes occur.
 * The bias is regularised, as the weight of a feature every row has. */
void model_train(struct model_linear *out, const struct model_rows *rows,
    const signed char *label, const struct model_options *options);
double model_decide(
    const struct model_linear *m, const struct feature *item, size_t count);
void model_linear_clear(struct model_linear *m);

/* The point of the simplex (alpha >= 0, summing to 1) at which alpha' Q alpha
 * is least; q has count * count values, symmetric, and is not negative along
 * differences of points of the simplex. Solved by libsvm. */
void model_simplex(
    double *alpha, const double *q, size_t count, double tolerance);

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
