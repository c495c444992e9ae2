/* cli/model_held.h - what training kept from its first model, as a page. */
#ifndef CLI_MODEL_HELD_H
#define CLI_MODEL_HELD_H

#include "classifier/dataset.h"
#include "cli/model_report.h"

struct model_held {
    struct dataset *dataset;   /* borrowed */
    struct model_judged *item; /* owned, with the titles */
    size_t count, cap;
};

/* trainer_options.judged; ctx is the struct. */
void model_held_keep(const struct dataset_doc *doc, double risk, void *ctx);

int model_held_report(const struct model_held *h, const char *version,
    const char *path, struct fail *fail);
void model_held_clear(struct model_held *h);

#endif
