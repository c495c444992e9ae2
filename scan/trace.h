/* scan/trace.h - by what an offer is told again under another address.
 *
 * A seller who is made to take an offer down often puts it up again: the same
 * GTIN, the same model, the same text, the same picture. Each of these is
 * compared by itself, so that a person can be told which one it was. Pictures
 * are compared by their bytes and by how they look (core/picture_facts.h),
 * never by where they are kept. Knows no store.
 */
#ifndef SCAN_TRACE_H
#define SCAN_TRACE_H

#include "core/listing.h"

/* Runs of this many words; of Han, Kana and Hangul this many characters. */
#define TRACE_SHINGLE 5
/* A text with fewer runs is a name, not a text. */
#define TRACE_SHINGLES_MIN 16
#define TRACE_SHINGLES_MAX 400
#define TRACE_PICTURES_MAX 12

struct trace_picture {
    uint64_t bytes; /* of the digest of its bytes */
    uint64_t look;
    int plain; /* 1: only its bytes say anything */
};

struct trace {
    struct texts gtins;
    char *model;  /* owned: keys of brand and model number, or NULL */
    char *seller; /* owned: key of the seller's name, or NULL */
    int images;   /* how many pictures the offer names */
    struct trace_picture picture[TRACE_PICTURES_MAX]; /* those that came */
    size_t picture_count;
    uint64_t *shingles; /* owned: hashes of title and description, sorted */
    size_t count;
    uint64_t *title; /* owned: hashes of the title's words, sorted */
    size_t title_count;
    uint64_t *pair; /* owned: hashes of two words that stand together in it */
    size_t pair_count;
    uint64_t *numbers; /* owned: those of them with a digit, sorted */
    size_t number_count;
};

void trace_make(struct trace *out, const struct listing *l);
void trace_clear(struct trace *t);

/* Add a picture of the offer; those past the cap are left out. */
void trace_add_picture(
    struct trace *t, struct str digest, uint64_t look, int plain);

/* Why two offers are of one product: "gtin", "model", "text", "image",
 * "seller", or NULL. *key (of a buffer with a cap) gets what both have, in
 * words. Shops write one text under many products and show one "no picture"
 * for many, so no number may speak against the last three (another GTIN,
 * another model, or numbers in the titles of which none is in both), and:
 * - text: six runs in ten are the same, and half of the titles' words;
 * - image: one picture has the same bytes or looks alike, and half of the
 *   titles' words or half of the runs are the same;
 * - seller: the seller is the same, half of the runs, and a third of the
 *   titles' words. A seller alone is no sign. */
const char *trace_same(
    const struct trace *a, const struct trace *b, struct buf *key);

/* 1 where only the pictures can tell: the offers are not the same by what is
 * known, half of the titles' words or of the runs are, nothing speaks against
 * it, and each names pictures of which one side's did not come yet. */
int trace_suspects(const struct trace *a, const struct trace *b);

#endif
