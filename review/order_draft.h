/* review/order_draft.h - what a person filled in for a letter, and the cases
 * it may cover.
 *
 * Knows no HTML: the form page shows a draft, the preview renders it, issuing
 * keeps it.
 */
#ifndef REVIEW_ORDER_DRAFT_H
#define REVIEW_ORDER_DRAFT_H

#include "review/letter.h"
#include "review/view.h"

/* A case that the letter covers, or might. */
struct order_offer {
    int64_t id;
    char *state;           /* owned */
    struct casefile *file; /* owned */
    const char *why;       /* "gtin" "model" "recall"; NULL: the case itself */
    int ready;             /* 1: in a state that a letter can follow */
    int ticked;
};

struct order_draft {
    struct letter_form form;  /* texts of the request, or of `hold` */
    struct str channel, sent; /* sent: local time there, as it was typed */
    struct js *authority;     /* owned */
    struct buf hold;
    struct order_offer *offer; /* owned; the first is the case itself */
    size_t count, cap;
    char refused[40]; /* why a case refused it: key of review/text.h, or "" */
};

/* Begin with the case, its likely duplicates, and what the office usually
 * says. 1, 0 if there is no such case, -1. */
int order_draft_begin(struct order_draft *d, struct view *v, int64_t id,
    enum letter_kind kind, enum lang language, struct fail *fail);
/* Take what was posted. -1 with a key of review/text.h in *wrong. */
int order_draft_read(struct order_draft *d, struct view *v, const char **wrong);
void order_draft_clear(struct order_draft *d);

/* The letter: document and names of what is missing. */
int order_draft_write(struct order_draft *d, struct view *v,
    struct letter_template *t, struct buf *out, struct texts *missing,
    struct fail *fail);

/* Keep it and act on its cases: 0 with the letter's number in *order. */
int order_draft_issue(struct order_draft *d, struct view *v,
    const struct letter_template *t, struct str document, int64_t *order,
    struct fail *fail);

#endif
