/* review/asset.h - style sheet and icon of the pages, part of the program. */
#ifndef REVIEW_ASSET_H
#define REVIEW_ASSET_H

#include "review/view.h"

/* The bytes of one and its media type; {NULL, 0} if there is none. */
struct str asset_find(struct str path, const char **type);

/* Answers the path of any of them. */
void asset_view(struct view *v);

#endif
