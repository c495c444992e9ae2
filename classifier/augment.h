/* classifier/augment.h - documents in languages that no notice is written in.
 *
 * Adds to a dataset: its English documents rewritten in German and Chinese,
 * and titles made from glossary rows whose kind is known.
 */
#ifndef CLASSIFIER_AUGMENT_H
#define CLASSIFIER_AUGMENT_H

#include "base/dice.h"
#include "classifier/dataset.h"
#include "core/glossary.h"

/* Of the documents that name a concept one in this many is rewritten: so both
 * labels are about equally many. */
#define AUGMENT_LISTINGS_ONE_IN 18
#define AUGMENT_RECALLS_ONE_IN 3
/* Titles per glossary row, in English and in the other languages, which have
 * nothing else to learn recalled kinds from. */
#define AUGMENT_MADE 6
#define AUGMENT_MADE_ABROAD 12

void augment(struct dataset *d, const struct glossary *g, struct dice *dice);

#endif
