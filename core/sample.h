/* core/sample.h - offers that are judged before anybody sees what was found.
 *
 * From unflagged offers drawn by chance an authority learns what its rules
 * and models miss; from those the model is least sure of, the model learns
 * most. A person who expects nothing finds nothing, so a share of the flagged
 * ones is drawn too, and all of them are shown the same way: the offer alone,
 * at a place of the queue drawn by chance. What the machine says is told once
 * they are judged. Knows no store.
 */
#ifndef CORE_SAMPLE_H
#define CORE_SAMPLE_H

#include "core/casefile.h"

/* The same key, purpose, scan and text give the same number from 0 to below
 * 1. Without the key it cannot be foretold: a seller must not be able to
 * shape an offer until it is not drawn. SHA-256 over all four. */
double sample_draw(
    struct str key, struct str purpose, int64_t scan, struct str text);

/* Take away all that the machine says of the offer, whatever that is: what
 * is left differs in the offer and in the place (0 to 1) alone. */
void sample_blind(struct casefile *c, double place);

/* 1 if no statistics may keep the case waiting: a finding is conclusive, or
 * says that what was ordered down is offered again. */
int sample_is_urgent(const struct casefile *c);

#endif
