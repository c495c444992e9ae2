/* classifier/pair_synonym.h - one word for what shops of Europe name alike.
 *
 * Colours, whom it is for, materials and kinds of goods in nine languages, and
 * the Roman numerals of series. Words that mean two things are left out.
 */
#ifndef CLASSIFIER_PAIR_SYNONYM_H
#define CLASSIFIER_PAIR_SYNONYM_H

#include "base/str.h"

/* The word that stands for it, or the word itself. `word` is folded. */
struct str pair_synonym(struct str word);

#endif
