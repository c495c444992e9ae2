/* recalls/recall_index.h - a set of recalls, made fast to look up.
 *
 * Built once, then immutable and free of pointers into anything else, so
 * that it can be shared with forked workers. Finds by trade item number, by
 * case number, by model key, and by the words of names. Knows no listing.
 */
#ifndef RECALLS_RECALL_INDEX_H
#define RECALLS_RECALL_INDEX_H

#include "core/gtin.h"
#include "recalls/recall_import.h"

struct recall_index;

/* Take the recalls (rs is empty afterwards), sort them by source and id, and
 * index them. An empty set is allowed. */
struct recall_index *recall_index_new(struct recalls *rs);
void recall_index_free(struct recall_index *ix);

size_t recall_index_count(const struct recall_index *ix);
const struct recall *recall_index_at(const struct recall_index *ix, size_t i);

/* "sha256:..." over all records in order: what a verdict was made with. */
const char *recall_index_version(const struct recall_index *ix);

/* Numbers of the recalls, ascending, and how many; borrowed. */
size_t recall_index_gtin(const struct recall_index *ix,
    const char gtin[GTIN_BYTES], const uint32_t **ids);
size_t recall_index_model(
    const struct recall_index *ix, struct str key, const uint32_t **ids);
size_t recall_index_case(
    const struct recall_index *ix, struct str key, const uint32_t **ids);
size_t recall_index_token(
    const struct recall_index *ix, uint64_t token, const uint32_t **ids);

/* How rare a token is that `count` recalls have; 0 recalls is rarest. */
double recall_index_rarity(const struct recall_index *ix, size_t count);

/* Append the key of a case number: folded, its parts joined by '/' without
 * leading zeroes ("A12/01234/24" and "a12-1234-24" give "a12/1234/24").
 * 0, or -1 when it has less than three digits or is too long for one. */
int recall_case_key(struct buf *out, struct str text);

/* What is known of recall i for the matcher; views, ascending lists. */
struct recall_entry {
    const struct str *brands; /* keys (recalls/model_key.h) */
    size_t brand_count;
    const uint64_t *tokens; /* of brand, name and product */
    const float *rarity;    /* of each token */
    size_t token_count;
    const uint64_t *nouns; /* of name, product and category, no brand */
    size_t noun_count;
    const uint64_t *codes; /* of its words that are like model numbers */
    size_t code_count;
    double weight; /* sum of the rarity of its tokens */
};
struct recall_entry recall_index_entry(const struct recall_index *ix, size_t i);

#endif
