/* review/view_notice.h - the notices a case is about, beside the offer. */
#ifndef REVIEW_VIEW_NOTICE_H
#define REVIEW_VIEW_NOTICE_H

#include "core/recall.h"
#include "review/queue.h"
#include "review/view.h"

/* Notices that are shown; a case has rarely more than one that is strong. */
#define VIEW_NOTICES_MAX 3

/* The notices of a case's recall findings, strongest first. */
struct view_notices {
    struct {
        const struct finding *finding; /* borrowed from the case */
        struct recall *recall;         /* owned; NULL: not in the store */
    } item[VIEW_NOTICES_MAX];
    size_t count;
};

int view_notices_read(struct view_notices *out, struct view *v,
    const struct queue_case *c, struct fail *fail);
void view_notices_clear(struct view_notices *n);
/* The notice of a finding, if it was read; else NULL. */
const struct recall *view_notices_of(
    const struct view_notices *n, const struct finding *f);

/* Offer and notice aligned, row by row; then what the notice says. Nothing
 * without a notice. */
void view_notice(
    struct view *v, const struct queue_case *c, const struct view_notices *n);

#endif
