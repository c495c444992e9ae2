/* recalls/recall_match.h - which recalls an offer may fall under, and why.
 *
 * The ladder, with stated trust: a case number the offer itself declares, or
 * a trade item number with a correct check digit (conclusive); brand with
 * model number (strong); likeness of names (candidate). A packing unit's GTIN
 * is strong. What limits a match takes it one rung down or more: an offer that
 * names another batch, states another brand, or says it is not affected.
 */
#ifndef RECALLS_RECALL_MATCH_H
#define RECALLS_RECALL_MATCH_H

#include "core/finding.h"
#include "core/folds.h"
#include "core/listing.h"
#include "recalls/recall_index.h"

/* Findings for one listing; the strongest come first. */
#define RECALL_FINDINGS_MAX 10

struct recall_scratch; /* working memory of one process or thread */
struct recall_scratch *recall_scratch_new(const struct recall_index *ix);
void recall_scratch_free(struct recall_scratch *s);

/* The language of the reasons: "en", "de", "zh"; English at first. */
void recall_scratch_set_language(struct recall_scratch *s, const char *code);

/* Read listings by these folds from now on, which their owner begins for each
 * of them (core/folds.h); NULL: by its own again. Borrowed. */
void recall_scratch_share(struct recall_scratch *s, struct folds *folds);

/* Append the findings for a listing. The index is only read. */
void recall_match(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, struct findings *out);

#endif
