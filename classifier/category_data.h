/* classifier/category_data.h - offers whose category is known, to learn from.
 *
 * Listings of shops that state one, by a table of what shops call what
 * (core/category_labels.tsv); the same rewritten in German and Chinese; and
 * titles made from the glossary, whose classes belong to a category.
 */
#ifndef CLASSIFIER_CATEGORY_DATA_H
#define CLASSIFIER_CATEGORY_DATA_H

#include "base/dice.h"
#include "base/map.h"
#include "classifier/category_labels.h"
#include "core/category.h"
#include "core/glossary.h"
#include "core/texts.h"

struct category_doc {
    char *title, *description; /* owned; description may be NULL */
    int category;
    uint32_t source;
    int is_rewritten; /* of another document; source is that one's */
};

struct category_data {
    struct category_doc *item; /* owned */
    size_t count, cap;
    struct map *seen; /* folded titles */
    struct texts sources;
};

void category_data_init(struct category_data *d);
void category_data_clear(struct category_data *d);

/* Add the listings of JSON Lines whose category is known. */
int category_data_add_listings(struct category_data *d,
    const struct category_labels *t, struct str lines, const char *name,
    struct fail *fail);

/* Of one source's offers of one category keep this many at most. */
#define CATEGORY_DATA_MOST 1200
void category_data_thin(struct category_data *d, struct dice *dice);

/* Add rewritten documents and those made from the glossary. */
void category_data_augment(
    struct category_data *d, const struct glossary *g, struct dice *dice);

#endif
