/* review/word_diff.h - what changed between two texts, word by word.
 *
 * A longest common subsequence of words (a Chinese character is a word). Where
 * too much changed for that, the middle is one change: what begins and ends
 * alike is still kept apart. Linear beyond that, whatever the texts are.
 */
#ifndef REVIEW_WORD_DIFF_H
#define REVIEW_WORD_DIFF_H

#include "base/str.h"

enum word_diff { WORD_SAME, WORD_GONE, WORD_NEW };

/* Call visit for pieces in order; the same and gone ones make up `before`, the
 * same and new ones `after`. */
void word_diff(struct str before, struct str after,
    void (*visit)(enum word_diff kind, struct str piece, void *ctx), void *ctx);

#endif
