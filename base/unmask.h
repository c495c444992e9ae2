/* base/unmask.h - a second reading of folded text, with masked words shown.
 *
 * Sellers hide words from filters: "j a m m e r", "j.a.m.m.e.r", "干 扰 器",
 * "j4mmer", and Cyrillic letters that look Latin. Such words are read as they
 * are meant; everything else stays. A second reading, not a better folding:
 * part numbers are spelt like that too, so a caller believes a match in it
 * only where it covers a word that was changed.
 */
#ifndef BASE_UNMASK_H
#define BASE_UNMASK_H

#include "base/fold.h"

struct unmask_range {
    size_t start, end; /* of the second reading */
};

struct unmasked {
    struct folded folded;       /* offsets lead to the original text */
    struct unmask_range *range; /* owned; what was changed, in order */
    size_t count, cap;
};

enum unmask_result {
    UNMASK_SAME,      /* nothing is masked: the first reading will do */
    UNMASK_CHANGED,   /* *out is a second reading */
    UNMASK_AMBIGUOUS, /* and there is a third: a 1 is an i or an l */
};

/* 1 if the text may hold a masked word. Looks for what a few percent of the
 * cost of folding can find: a masked word none of whose signs stands beside
 * plain a to z is missed ("ä4öü"). */
int unmask_suspects(struct str folded);

/* Read `in` a second time into *out, which is reused; with third != 0 a 1
 * between letters is an l, else an i. */
enum unmask_result unmask_text(
    struct unmasked *out, const struct folded *in, int third);

/* 1 if [start,end) of the second reading holds any changed part. */
int unmask_covers(const struct unmasked *u, size_t start, size_t end);

void unmask_clear(struct unmasked *u);

#endif
