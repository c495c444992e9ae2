/* recalls/recall_merge.h - one recall out of two records of the same notice.
 *
 * Collections hold the same notices, each with other gaps: one has models and
 * a number, the other the whole description. Nothing that one of them says is
 * lost, and the order in which they came does not matter much: the fuller
 * text wins.
 */
#ifndef RECALLS_RECALL_MERGE_H
#define RECALLS_RECALL_MERGE_H

#include "core/recall.h"

/* Put into `into` what `from` has more: texts that are missing; the longer
 * one of description, hazard and category; brands, lists and extra members
 * side by side. Id and source stay. Returns 1 if anything was changed. */
int recall_merge(struct recall *into, const struct recall *from);

/* Fill the newer record up from the older one: its short texts stand, of prose
 * the longer; lists keep the older one's order. `older` is used up. */
void recall_merge_newer(struct recall *newer, struct recall *older);

#endif
