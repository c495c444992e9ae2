/* cli/model_drift.h - the offers of the last scans against a reference. */
#ifndef CLI_MODEL_DRIFT_H
#define CLI_MODEL_DRIFT_H

#include "classifier/drift.h"

#include <stddef.h>

struct model_drift_options {
    const char *model;     /* its folder */
    const char *reference; /* file; NULL: beside the model, MODEL.drift.json */
    const char *const *listings; /* to make the reference of; NULL: compare */
    size_t listing_count;
    const char *store;
    int scans; /* how many of the last ones */
};

/* Make the reference, or compare and print. Returns the number of warnings,
 * each also printed on standard error; -1 where it failed. */
int model_drift(const struct model_drift_options *o, struct fail *fail);

/* Keep d as the reference beside a model just made; names the model in it. */
int model_drift_keep(struct drift *d, const char *model, struct fail *fail);

#endif
