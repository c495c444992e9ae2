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

struct folded {
    struct buf text; /* UTF-8 */
    uint32_t *at;    /* owned: at[i] = offset in the original of the code
                        point that gave text byte i; at[len] = original len */
    size_t at_cap;
};

/* Fold `text` (valid UTF-8, at most 4 GiB) into *out, which is reused:
 * Unicode NFKC_Casefold (UAX 44) per normalisation run, so full-width,
 * ligatures and case are gone; default-ignorable code points (zero-width,
 * soft hyphen, bidi marks) are dropped; white space runs become one blank. */
void fold_text(struct folded *out, struct str text);

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
