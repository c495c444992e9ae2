/* recalls/recall_diff.h - what changed between two versions of a notice. */
#ifndef RECALLS_RECALL_DIFF_H
#define RECALLS_RECALL_DIFF_H

#include "base/js.h"

/* The members that differ, as owned JSON in order of the members: {"FIELD":
 * {"from": old, "to": new}}; of a list {"gone": [...], "new": [...]}. A member
 * that one of them lacks has only the other's side. */
struct js *recall_diff(const struct js *before, const struct js *after);

#endif
