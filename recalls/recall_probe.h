/* recalls/recall_probe.h - notes what an offer is looked up by.
 *
 * Climbs the ladder of recalls/recall_match.h against an index that knows no
 * recall and notes every key it is asked for.
 */
#ifndef RECALLS_RECALL_PROBE_H
#define RECALLS_RECALL_PROBE_H

#include "base/buf.h"
#include "core/listing.h"
#include "recalls/recall_match.h"

struct recall_probe;
/* With the vocabulary of that index, which is borrowed; NULL: with one of its
 * own. */
struct recall_probe *recall_probe_new(const struct recall_index *like);
void recall_probe_free(struct recall_probe *p);

/* Append the keys of a listing as bytes: for each of the two kinds a count
 * and the distinct keys in ascending order, all of four bytes, least
 * significant first. */
void recall_probe_keys(
    struct recall_probe *p, const struct listing *l, struct buf *out);
/* The same of the listing that was matched last with this scratch, of an index
 * that is not empty, without reading it again. */
void recall_probe_matched(
    struct recall_probe *p, struct recall_scratch *s, struct buf *out);

#endif
