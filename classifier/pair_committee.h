/* classifier/pair_committee.h - several models of one kind of row, as one.
 *
 * Boosted trees, grown several times from different chance, and a support
 * vector machine with the radial kernel on the same features, standardised.
 * The log odds are the weighted mean of both.
 */
#ifndef CLASSIFIER_PAIR_COMMITTEE_H
#define CLASSIFIER_PAIR_COMMITTEE_H

#include "classifier/calibrate.h"
#include "classifier/model.h"
#include "classifier/pair_trees.h"

#define PAIR_COMMITTEE_MAX 8
/* Log odds at which the first forest decides alone, and beyond which, either
 * way, the slow radial machine is not asked: its share could not turn them. */
#define PAIR_COMMITTEE_SURE (-5.0)
#define PAIR_COMMITTEE_CLEAR 3.5

struct pair_committee {
    struct pair_trees forest[PAIR_COMMITTEE_MAX];
    size_t forests;
    struct model_radial radial; /* count 0: none */
    float *mean, *scale;        /* owned, of each feature */
    size_t width;
    struct calibrate curve; /* of the radial machine's decisions */
    float radial_share;
};

struct pair_committee_options {
    size_t forests, rounds;
    double rate, ridge, rows, features;
    size_t leaf_rows;
    double radial_share; /* 0: no such machine */
    double c, gamma, positive_weight;
    uint64_t seed;
};

/* As pair_trees_train. */
void pair_committee_train(struct pair_committee *out,
    const struct pair_dense *rows, const uint32_t *pick,
    const signed char *label, size_t count,
    const struct pair_committee_options *options);
void pair_committee_clear(struct pair_committee *c);

/* Log odds of a row. */
double pair_committee_decide(const struct pair_committee *c, const float *row);

#endif
