/* review/asset.h - style sheet and icon of the pages, part of the program. */
#ifndef REVIEW_ASSET_H
#define REVIEW_ASSET_H

#include "review/view.h"

/* Answers the path of any of them. */
void asset_view(struct view *v);

#endif
