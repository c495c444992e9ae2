/* review/view_capture.h - the page as it was captured. */
#ifndef REVIEW_VIEW_CAPTURE_H
#define REVIEW_VIEW_CAPTURE_H

#include "review/queue.h"
#include "review/view.h"

/* Part of a case's page: the newest capture in its frame, opened on demand,
 * and how every capture went. */
void view_capture(struct view *v, const struct queue_case *c);

/* GET /capture/CASE?page=ROW&form=page|text|record|picture|screenshot: one
 * capture, alone, under a policy that lets it load and run nothing. */
void view_capture_document(struct view *v);

#endif
