/* review/quote.h - the words a finding rests on, in the text they stand in.
 */
#ifndef REVIEW_QUOTE_H
#define REVIEW_QUOTE_H

#include "core/casefile.h"

/* Text of a field as spans name it: "title", "gtins[0]",
 * "attributes.Voltage", "reviews[2]"; empty if the listing has none. */
struct str quote_field(const struct listing *l, struct str name);

struct quote {
    struct str before, words, after; /* borrowed from the listing */
    int cut_before, cut_after;       /* the field goes on */
};

/* The quotation with up to `context` bytes at each side, cut at code points.
 * Where the span does not fit the text (a record from elsewhere), the words
 * alone, as the finding carries them. */
struct quote quote_find(
    const struct listing *l, const struct finding_span *span, size_t context);

/* Every byte range of the field that some finding quotes: call visit for
 * pieces in order, marked or not, that make up the whole text. */
void quote_pieces(const struct casefile *c, const char *field, struct str text,
    void (*visit)(struct str piece, int marked, void *ctx), void *ctx);

#endif
