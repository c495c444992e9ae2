/* scan/trace.h - by what an offer is told again under another address.
 *
 * A seller who is made to take an offer down often puts it up again: the same
 * GTIN, the same model, the same text, the same picture. Each of these is
 * compared by itself, so that a person can be told which one it was. Knows no
 * store.
 */
#ifndef SCAN_TRACE_H
#define SCAN_TRACE_H

#include "core/listing.h"

/* Runs of this many words; of Han, Kana and Hangul this many characters. */
#define TRACE_SHINGLE 5
/* A text with fewer runs is a name, not a text. */
#define TRACE_SHINGLES_MIN 16
#define TRACE_SHINGLES_MAX 400
#define TRACE_IMAGES_MAX 5

struct trace {
    struct texts gtins;
    char *model;         /* owned: keys of brand and model number, or NULL */
    struct texts images; /* addresses of pictures, without scheme and query */
    uint64_t *shingles;  /* owned: hashes of title and description, sorted */
    size_t count;
    uint64_t *title; /* owned: hashes of the title's words, sorted */
    size_t title_count;
    uint64_t *numbers; /* owned: those of them with a digit, sorted */
    size_t number_count;
};

void trace_make(struct trace *out, const struct listing *l);
void trace_clear(struct trace *t);

/* Why two offers are of one product: "gtin", "model", "text", "image", or NULL.
 * *key (of a buffer with a cap) gets what both have, in words. Shops write one
 * text under many products and show one "no picture" for many, so text (six
 * runs in ten the same) and picture count only where half of the titles' words
 * are the same too, and no number speaks against it: another GTIN, another
 * model, or numbers in the titles of which none is in both. */
const char *trace_same(
    const struct trace *a, const struct trace *b, struct buf *key);

#endif
