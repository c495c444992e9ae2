/* score/wording.h - what score/ says for a person, in three languages.
 *
 * Knows words only; when they apply is said where they are used.
 */
#ifndef SCORE_WORDING_H
#define SCORE_WORDING_H

#include "base/buf.h"

enum wording {
    WORDING_RESEMBLES,       /* {}: the words */
    WORDING_RESEMBLES_WHOLE, /* no single word stands out */
    WORDING_BOTH_SAY,        /* {}: words */
    WORDING_NO_SHARED_WORD,
    WORDING_NOTICE_SAYS, /* {}: words; goes on behind the last two */
    WORDING_OFFER_SAYS,  /* {}: words */
    WORDING_ALIKE,       /* {}: how many in 100; ends the sentence before */
    WORDING_CHILD,
    WORDING_CHILD_GUESSED, /* {}: category */
    WORDING_GUESSED,       /* {}: category; goes on behind a reason */
    WORDING_NO_BRAND,
    WORDING_NO_STOCK,
    WORDING_USED,
    WORDING_SELLER,
    WORDING_MISSING_ONE, /* {}: 1 */
    WORDING_MISSING,     /* {}: how many */
    WORDING_FULL_STOP,
    WORDINGS
};

/* Append the text in a language ("de", "zh-TW"; English for others and NULL),
 * its first "{}" replaced by first, its second by second. */
void wording_put(struct buf *out, const char *language, enum wording which,
    struct str first, struct str second);

#endif
