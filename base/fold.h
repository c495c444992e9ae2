/* base/fold.h - text folded for comparison, with offsets into the original.
 *
 * The one place that decides when two spellings are the same word: rules,
 * recalls and the classifier all read folded text. Every folded byte knows
 * which original byte it came from, so that a quoted span always stands in
 * the text as the seller wrote it.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/buf.h"

/* From byte `to` of the folded text on, up to the next run, code points stand
 * as far apart as those of the original from `from` on that gave them. Most
 * texts are one run or a few. */
struct fold_run {
    uint32_t to, from;
};

struct folded {
    struct buf text;      /* UTF-8 */
    struct fold_run *run; /* owned */
    size_t runs, run_cap;
    size_t original; /* bytes of the original */
};

/* Fold `text` (valid UTF-8, at most 4 GiB) into *out, which is reused:
 * Unicode NFKC_Casefold (UAX 44) per normalisation run, so full-width,
 * ligatures and case are gone; default-ignorable code points (zero-width,
 * soft hyphen, bidi marks) are dropped; white space runs become one blank. */
void fold_text(struct folded *out, struct str text);

/* Offset in the original of the code point that gave folded byte i; the length
 * of the original for the end of the text. */
uint32_t fold_at(const struct folded *f, size_t i);

/* For a text that is made of a folded one (base/unmask.h): empty *out; append
 * a code point that came from offset `from` of the original; append bytes
 * [from,to) of another folded text of the same original. */
void fold_begin(struct folded *out, size_t max, size_t original);
void fold_add(struct folded *out, uint32_t c, uint32_t from);
void fold_add_range(
    struct folded *out, const struct folded *in, size_t from, size_t to);

/* The original range that folded bytes [start,end) came from. */
void fold_span(const struct folded *f, size_t start, size_t end,
    size_t *orig_start, size_t *orig_end);

void fold_clear(struct folded *f);

/* 1 if text is well-formed UTF-8 and surely NFC, by a look at its letters. */
int fold_is_nfc(struct str text);

/* Append the Unicode NFC form of valid UTF-8. */
int fold_nfc(struct buf *out, struct str text);

/* Folding alone, appended to a buffer, where no offsets are needed. */
int fold_key(struct buf *out, struct str text);

#endif
