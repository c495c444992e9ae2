/* recalls/recall_index.h - a set of recalls, made fast to look up.
 *
 * Built once, then immutable and free of pointers into anything else, so
 * that it can be shared with forked workers. Finds by trade item number, by
 * case number (under both keys of recalls/case_number.h), by model key, and
 * by the words of names. Knows no listing.
 */
#ifndef RECALLS_RECALL_INDEX_H
#define RECALLS_RECALL_INDEX_H

#include "core/gtin.h"
#include "recalls/recall_import.h"
#include "recalls/vocabulary.h"

struct recall_index;

/* Take the recalls (rs is empty afterwards), sort them by source and id, and
 * index them. An empty set is allowed. */
struct recall_index *recall_index_new(struct recalls *rs);
void recall_index_free(struct recall_index *ix);

/* An index of no recalls that notes what it is asked for: the keys an offer
 * is looked up by, whatever the recalls are. note is borrowed, and so is the
 * vocabulary of *like, unless that is NULL. */
struct recall_keys; /* recalls/recall_keys.h */
struct recall_index *recall_index_blank(
    struct recall_keys *note, const struct recall_index *like);

/* Visit the keys, as notes have them, under which recalls are found: all but
 * those of the words of names. */
void recall_index_keys(const struct recall_index *ix,
    void (*visit)(uint32_t key, uint32_t recall, void *ctx), void *ctx);
uint32_t recall_index_token_key(uint64_t token);

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

/* The recalls with a masked model number whose fixed beginning is the key of
 * so many bytes with this str_hash: model_list_masks tells whether it covers
 * the rest. */
size_t recall_index_prefix(const struct recall_index *ix, size_t len,
    uint64_t hash, const uint32_t **ids);

/* How many recalls name this brand, by its vocabulary_brand_key. */
size_t recall_index_brand(const struct recall_index *ix, struct str key);

/* The vocabulary it was made with; borrowed. */
const struct vocabulary *recall_index_vocabulary(const struct recall_index *ix);

/* What is known of recall i for the matcher; views, ascending lists. */
struct recall_entry {
    const struct str *brands; /* vocabulary_brand_key */
    size_t brand_count;
    const uint64_t *tokens; /* name_meanings of brand, name and product */
    const float *rarity;    /* of each token */
    size_t token_count;
    const uint64_t *nouns; /* of name, product and category, no brand */
    size_t noun_count;
    const uint64_t *kinds; /* the same, kinds of product only */
    size_t kind_count;
    unsigned kind_languages; /* bits of enum glossary_language */
    const uint64_t *codes;   /* of its words that are like model numbers */
    size_t code_count;
    uint64_t things; /* match_context_things of name and product */
    double weight;   /* sum of the rarity of its tokens */
};
struct recall_entry recall_index_entry(const struct recall_index *ix, size_t i);

#endif
