/* review/view_picture.h - what an offer shows of itself, from our own bytes.
 *
 * Thumbnails were written by us when the pictures were inspected; a larger
 * one is made of the archived bytes by a process that can do nothing else
 * (review/capture_source.h). Nothing is asked of the shop.
 */
#ifndef REVIEW_VIEW_PICTURE_H
#define REVIEW_VIEW_PICTURE_H

#include "review/queue.h"
#include "review/view.h"

void view_picture_thumb(struct view *v); /* GET /picture/# */

/* The part of a case's page; nothing where its offer names no picture. */
void view_pictures(struct view *v, const struct queue_case *c);

#endif
