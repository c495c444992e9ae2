/* cli/model_decisions.h - what analysts concluded, as labels.
 *
 * A confirmed case is a positive where the reason says that the product is
 * recalled, banned or dangerous; a dismissed one a negative where the reason
 * says that it is another product or complies. Missing information, wrong
 * readings, duplicates and other batches of a recalled product teach nothing
 * about kinds of products.
 *
 * Three in ten decisions, by a hash of the offer's title, are never trained
 * on: a candidate and the current model are compared on these.
 */
#ifndef CLI_MODEL_DECISIONS_H
#define CLI_MODEL_DECISIONS_H

#include "base/fail.h"
#include "core/listing.h"

struct model_decision {
    const struct listing *listing;
    int positive;
    int held_out;
};

/* Every decision of the store at `path` that is a label, in order of its
 * case. */
int model_decisions_each(const char *path,
    int (*visit)(const struct model_decision *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

#endif
