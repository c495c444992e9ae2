/* review/hashing.h - passwords looked at and kept beside the pages.
 *
 * Argon2id takes longer than a page. Its work goes to the worker, one at a
 * time; the request is handled again until it is done, and others meanwhile.
 */
#ifndef REVIEW_HASHING_H
#define REVIEW_HASHING_H

#include "base/password.h"
#include "review/view.h"

struct hashing {
    int right;                      /* the password was the kept one's */
    int failed;                     /* nothing could be kept; `why` says */
    char kept[PASSWORD_KEPT_BYTES]; /* form of the new one, or "" */
    struct fail why;
};

/* 1 if the work of this request was begun in an earlier call. */
int hashing_begun(const struct view *v);

/* Compare `password` with the form `kept`, which may be "" for nobody's;
 * NULL: there is nothing to compare. Where that is right, and `fresh` is not
 * empty, make its form. Returns the outcome, borrowed until the request ends;
 * or NULL: then the handler returns, because it will be called again or was
 * answered with "busy". All texts are copied at the first call. */
const struct hashing *hashing_ask(
    struct view *v, const char *kept, struct str password, struct str fresh);

#endif
