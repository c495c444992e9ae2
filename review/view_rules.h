/* review/view_rules.h - the rules in force: what they say and how they do. */
#ifndef REVIEW_VIEW_RULES_H
#define REVIEW_VIEW_RULES_H

#include "review/view.h"

/* Parameters: pack, text. */
void view_rules(struct view *v);

/* Parameter: id, "pack/rule". */
void view_rule(struct view *v);

#endif
