/* classifier/category_labels.h - what shops call a category, and which of ours
 * it is.
 *
 * A table (core/category_labels.tsv): the first line whose words stand in a
 * label counts.
 */
#ifndef CLASSIFIER_CATEGORY_LABELS_H
#define CLASSIFIER_CATEGORY_LABELS_H

#include "base/fail.h"
#include "core/category.h"
#include "core/texts.h"

struct category_labels {
    struct texts words;
    int *category; /* owned: by number of words; -1: none of ours */
    size_t cap;
};

/* Lines "WORDS<TAB>CATEGORY"; the errors name the line. */
int category_labels_parse(struct category_labels *out, struct str text,
    const char *name, struct fail *fail);
/* Of a shop's label; -1 where none is known. */
int category_labels_find(const struct category_labels *t, struct str label);
void category_labels_clear(struct category_labels *t);

#endif
