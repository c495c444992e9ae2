/* classifier/category_trainer.h - offers of known category to a model.
 *
 * For the figures, and for how sure a guess may be, each source named is left
 * out in turn (with what was rewritten from it) and predicted by a model of
 * all others; the released model learns from everything.
 */
#ifndef CLASSIFIER_CATEGORY_TRAINER_H
#define CLASSIFIER_CATEGORY_TRAINER_H

#include "classifier/category_data.h"
#include "classifier/category_model.h"

struct category_options {
    const char *const *held_out; /* names of sources, ends with NULL */
    void (*say)(const char *text, void *ctx); /* progress; may be NULL */
    void *ctx;
};

/* A source by a model that has not seen it. */
struct category_tested {
    const char *name; /* of the data */
    size_t offers, right;
    size_t sure, sure_right; /* probability CATEGORY_SURE and more */
};

/* What is used of a guess is at least as likely as this. */
#define CATEGORY_SURE 0.7
#define CATEGORY_TESTED_MAX 12

struct category_figures {
    size_t learned;
    struct category_tested tested[CATEGORY_TESTED_MAX];
    size_t tested_count;
    size_t truth[CATEGORIES], said[CATEGORIES], right[CATEGORIES];
    double calibration_error; /* of all left out, ten bins */
};

/* Train; m has its glossary already. */
int category_trainer_run(struct category_model *m,
    struct category_figures *figures, const struct category_data *d,
    const struct category_options *options, struct fail *fail);

/* Write the card; `command` makes the same bytes again. */
void category_card(struct buf *out, const struct category_figures *f,
    const struct category_data *d, const char *command);

#endif
