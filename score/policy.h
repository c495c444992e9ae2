/* score/policy.h - weights and thresholds from a file, per authority. */
#ifndef SCORE_POLICY_H
#define SCORE_POLICY_H

#include "base/fail.h"

struct policy {
    char version[64];
    double strength[3]; /* by enum finding_strength */
    double severity[5]; /* by severity 0..4 */
    double formal_max;
    double model_weight, model_finding_from;
    /* Factors on the odds. */
    double child, no_brand, out_of_stock, used, non_eu_seller;
    double flag_from;
    struct policy_sample {
        double audit_share;        /* of unflagged offers, by chance */
        double uncertain_per_scan; /* the model is least sure of */
        double flagged_share; /* of flagged offers, to be judged like those */
        char seed[64];        /* what is drawn hangs on it */
    } sample;
};

/* Every number of score/policy.yaml must be in the file: a forgotten one is
 * an error, not a silent default. Without the section "sample" nothing is
 * drawn. */
int policy_load(struct policy *p, const char *path, struct fail *fail);

#endif
