/* classifier/pair_trees.h - boosted decision trees over dense features.
 *
 * Gradient boosting with Newton steps on the logistic loss (Friedman 2001;
 * Chen and Guestrin 2016), on features cut into bins. Each round looks at a
 * random part of the rows and of the features. All trees have the same depth
 * and lie in one array, so that deciding is a walk without branches. Knows no
 * text and no file.
 */
#ifndef CLASSIFIER_PAIR_TREES_H
#define CLASSIFIER_PAIR_TREES_H

#include <stddef.h>
#include <stdint.h>

#define PAIR_TREES_DEPTH 4
#define PAIR_TREES_NODES ((1u << PAIR_TREES_DEPTH) - 1)
#define PAIR_TREES_LEAVES (1u << PAIR_TREES_DEPTH)

/* Rows of `width` features, one after the other. */
struct pair_dense {
    const float *item; /* borrowed */
    size_t count, width;
};

struct pair_tree {
    uint16_t feature[PAIR_TREES_NODES]; /* children of n: 2n+1, 2n+2 */
    float limit[PAIR_TREES_NODES];      /* above it: the right child */
    float leaf[PAIR_TREES_LEAVES];
};

struct pair_trees {
    struct pair_tree *tree; /* owned */
    size_t count;
    float bias;
};

struct pair_trees_options {
    size_t rounds;
    double rate;           /* of each tree */
    double ridge;          /* added to the second derivatives of a leaf */
    size_t leaf_rows;      /* at least so many rows in a leaf */
    double rows, features; /* shares that a round looks at */
    uint64_t seed;
};

/* Train on the rows picked; label[i] of row pick[i] is +1 or -1. */
void pair_trees_train(struct pair_trees *out, const struct pair_dense *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct pair_trees_options *options);
void pair_trees_clear(struct pair_trees *t);

/* Log odds of a row. */
double pair_trees_decide(const struct pair_trees *t, const float *row);

#endif
