/* review/view_hint.h - what would change a finding.
 *
 * Computed from what the finding holds: its kind, its strength, the fields it
 * misses, the words it quotes or weighs, and whether its notice is in force.
 */
#ifndef REVIEW_VIEW_HINT_H
#define REVIEW_VIEW_HINT_H

#include "core/recall.h"
#include "review/queue.h"
#include "review/view.h"

/* <dt> and <dd> of the finding's list of facts. r is its notice, or NULL. */
void view_hint(struct view *v, const struct finding *f, const struct recall *r);

#endif
