/* classifier/dataset.h - the documents a model learns from.
 *
 * Positives are names of recalled products, without the language of notices;
 * negatives are titles of ordinary listings. Each knows its source and year,
 * so that whole sources and later years can be held out. Duplicates (the same
 * folded title) are kept once; a title on both sides is positive.
 */
#ifndef CLASSIFIER_DATASET_H
#define CLASSIFIER_DATASET_H

#include "base/fail.h"
#include "base/map.h"
#include "core/listing.h"

enum dataset_origin {
    DATASET_RECALL,
    DATASET_LISTING,
    DATASET_REWRITTEN, /* another document's product in another language */
    DATASET_MADE,      /* from a row of the glossary alone */
};

struct dataset_doc {
    char *title;       /* owned */
    char *description; /* owned; NULL: none. Only hazards learn from it */
    signed char label; /* +1 recalled kind, -1 ordinary */
    int year;          /* of the notice; 0 for listings */
    uint32_t source;   /* number of its name */
    unsigned hazards;  /* bits; 0: not known */
    enum dataset_origin origin;
    int language; /* enum glossary_language by its text; set by the trainer */
};

struct dataset {
    struct dataset_doc *item; /* owned */
    size_t count, cap;
    struct map *seen; /* folded title to its place + 1 */
    struct texts sources;
    size_t duplicates;
};

void dataset_init(struct dataset *d);
void dataset_clear(struct dataset *d);

/* Number of a source's name; made if new. */
uint32_t dataset_source(struct dataset *d, struct str name);

/* Add a document; title and as->description are copied. Returns 1 if it was
 * new. */
int dataset_add(
    struct dataset *d, struct str title, const struct dataset_doc *as);

/* Add ordinary listings from JSON Lines (docs/formats.md; member "src", else
 * the market, is the source). The error names the line. */
int dataset_add_listings(
    struct dataset *d, struct str lines, const char *name, struct fail *fail);

/* Append the name of a recalled product without what only notices say: who
 * sold it, why it is recalled, how many, since when. */
void dataset_clean_notice(struct buf *out, struct str name);

/* Append the description of a recalled product without the sentences that
 * say why it is recalled, what happened and what to do. */
void dataset_clean_description(struct buf *out, struct str description);

#endif
