/* recalls/recall_candidate.h - recalls whose names are like an offer's.
 *
 * Similarity of names proves nothing: it makes candidates, best first. Rare
 * words weigh more (inverse document frequency). Words that very many recalls
 * share fetch none, and only add to the score of those fetched.
 */
#ifndef RECALLS_RECALL_CANDIDATE_H
#define RECALLS_RECALL_CANDIDATE_H

#include "recalls/offer_text.h"
#include "recalls/recall_index.h"

#define CANDIDATES_MAX 16

struct recall_candidate {
    uint32_t recall;
    double cover;  /* 0..1: share of the recall's name that the offer has */
    double offer;  /* 0..1: share of the offer's title that the recall has */
    double shared; /* sum of the rarity of the shared words */
    double score;  /* 0..1 */
};

/* Sums per recall, reused; one per process. */
struct candidate_sums;
struct candidate_sums *candidate_sums_new(const struct recall_index *ix);
void candidate_sums_free(struct candidate_sums *s);

/* The best candidates for the title and brand, best first; their number. */
size_t recall_candidates(const struct recall_index *ix,
    struct candidate_sums *sums, const struct offer_text *ot,
    struct recall_candidate out[CANDIDATES_MAX]);

/* How like one recall the offer is. */
struct recall_candidate recall_candidate_of(const struct recall_index *ix,
    struct candidate_sums *sums, const struct offer_text *ot, uint32_t recall);

#endif
