/* cli/model_evaluate.h - the figures of a model, on paper.
 *
 * Judges whole listings as screening does, not titles alone.
 */
#ifndef CLI_MODEL_EVALUATE_H
#define CLI_MODEL_EVALUATE_H

#include "base/fail.h"
#include "classifier/risk.h"

struct model_evaluate_options {
    const char *const *recalls; /* files of notices */
    size_t recall_count;
    const char *const *listings; /* files of ordinary listings */
    size_t listing_count;
    const char *source; /* only this source of listings, or NULL */
    int since;          /* only notices after this year; 0: all */
    const char *report; /* file or folder of a page of HTML, or NULL */
    const char *dir;    /* the model's folder, whose card says what it read */
};

/* Print on standard output: areas with intervals by language, calibration
 * error, flags per 1,000 listings by threshold and source. */
int model_evaluate(const struct risk_model *m,
    const struct model_evaluate_options *o, struct fail *fail);

#endif
