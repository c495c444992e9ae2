/* classifier/sentence.h - where one sentence of a text ends.
 *
 * For texts of customers in English, German and Chinese: a full stop ends a
 * sentence unless it stands in a number, behind an initial or behind a usual
 * abbreviation ("z. B.", "approx."); the Chinese signs and line ends always
 * do. Knows no words beyond those abbreviations.
 */
#ifndef CLASSIFIER_SENTENCE_H
#define CLASSIFIER_SENTENCE_H

#include "base/str.h"

/* The next sentence of valid UTF-8 from *at on, with the signs that end it
 * and without white space around it; *at steps behind it. Start with 0.
 * Returns 0 when no text is left. Linear over all calls. */
int sentence_next(struct str text, size_t *at, struct str *sentence);

#endif
