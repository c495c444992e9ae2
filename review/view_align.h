/* review/view_align.h - the notices a case is about, beside the offer. */
#ifndef REVIEW_VIEW_ALIGN_H
#define REVIEW_VIEW_ALIGN_H

#include "core/recall.h"
#include "review/queue.h"
#include "review/view.h"

/* Notices that are shown; a case has rarely more than one that is strong. */
#define VIEW_ALIGN_MAX 3

/* The notices of a case's recall findings, strongest first. */
struct view_align {
    struct {
        const struct finding *finding; /* borrowed from the case */
        struct recall *recall;         /* owned; NULL: not in the store */
    } item[VIEW_ALIGN_MAX];
    size_t count;
};

int view_align_read(struct view_align *out, struct view *v,
    const struct queue_case *c, struct fail *fail);
void view_align_clear(struct view_align *n);
/* The notice of a finding, if it was read; else NULL. */
const struct recall *view_align_of(
    const struct view_align *n, const struct finding *f);

/* Offer and notice aligned, row by row; then what the notice says. Nothing
 * without a notice. */
void view_align(
    struct view *v, const struct queue_case *c, const struct view_align *n);

#endif
