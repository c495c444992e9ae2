/* review/view_versions.h - what a seller changed. */
#ifndef REVIEW_VIEW_VERSIONS_H
#define REVIEW_VIEW_VERSIONS_H

#include "review/queue.h"
#include "review/view.h"

/* Each version against the one before it, word by word, the newest first. */
void view_versions(struct view *v, const struct queue_case *c);

#endif
