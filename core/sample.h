/* core/sample.h - unflagged offers that go to the queue all the same.
 *
 * From a share drawn by chance an authority learns what its rules and models
 * miss; from those the model is least sure of, the model learns most. Who
 * reviews must not know which cases these are: a person who expects nothing
 * finds nothing. Knows no store.
 */
#ifndef CORE_SAMPLE_H
#define CORE_SAMPLE_H

#include "core/casefile.h"

/* The same key, purpose, scan and text give the same number from 0 to below
 * 1. Without the key it cannot be foretold: a seller must not be able to
 * shape an offer until it is not drawn. SHA-256 over all four. */
double sample_draw(
    struct str key, struct str purpose, int64_t scan, struct str text);

/* Make an unflagged casefile look like any other of the queue: flagged, of
 * this priority, and where nothing else was found with the model's finding
 * (casefile.spare) at a score that would go with that priority. Its words are
 * those the model gives; the numbers stand in for its own, which, with all
 * that the machine really said, are the caller's to keep. */
void sample_blind(struct casefile *c, double priority);

#endif
