/* classifier/rewrite.h - a product's title in another language.
 *
 * Says what the glossary knows of a title in the words and the manner of
 * German, Chinese or English shops, so that a model does not learn that what
 * is not English is safe. Titles of both labels are made the same way.
 */
#ifndef CLASSIFIER_REWRITE_H
#define CLASSIFIER_REWRITE_H

#include "base/buf.h"
#include "base/dice.h"
#include "core/glossary.h"

/* Append a title that names the concepts in order; 0 if none of them has a
 * name in that language. */
int rewrite_title(struct buf *out, const struct glossary *g,
    const struct glossary_hit *hits, size_t count, enum glossary_language to,
    struct dice *dice);

#endif
