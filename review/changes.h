/* review/changes.h - what a seller changed between two versions. */
#ifndef REVIEW_CHANGES_H
#define REVIEW_CHANGES_H

#include "base/js.h"

/* Call visit for every member that differs between two listing records,
 * nested ones as "price.amount", lists and the rest as one text. An absent
 * one is the empty text. Members that change by themselves (fetched_at,
 * found_in, rating) are left out. */
void changes_each(const struct js *before, const struct js *after,
    void (*visit)(
        struct str member, struct str before, struct str after, void *ctx),
    void *ctx);

#endif
