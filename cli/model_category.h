/* cli/model_category.h - the verbs of `model` on category models. */
#ifndef CLI_MODEL_CATEGORY_H
#define CLI_MODEL_CATEGORY_H

#include "base/fail.h"

#include <stddef.h>

struct model_category_options {
    const char *const *listings;
    size_t listing_count;
    const char *const *held_out; /* ends with NULL */
    const char *glossary, *labels, *out;
    long long seed;
};

/* 1 if this folder has a category model, by what its config.json says. */
int model_category_is(const char *dir);

int model_category_train(
    const struct model_category_options *o, struct fail *fail);
/* Version and card to standard output. */
int model_category_info(const char *dir, struct fail *fail);
/* Shares of right guesses by source, of listings that state a category. */
int model_category_evaluate(
    const char *dir, const struct model_category_options *o, struct fail *fail);
/* Offers on standard input, one JSON line each, to guesses; the likeliest
 * three with their titles if `explains`. 1 where a line was no offer, which is
 * told on standard error. */
int model_category_lines(const char *dir, int explains, struct fail *fail);

#endif
