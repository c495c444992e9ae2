/* recalls/name_token.h - the words of a product's name as numbers.
 *
 * Folded words without plural endings, pairs of neighbouring CJK characters,
 * and none of the words that stand in any offer ("the", "für", "neu").
 */
#ifndef RECALLS_NAME_TOKEN_H
#define RECALLS_NAME_TOKEN_H

#include "recalls/offer_text.h"

#define NAME_TOKENS_MAX 128

/* The different tokens of the words [from, to), in ascending order. */
size_t name_tokens(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX]);

/* The same in any language: kinds of product that the glossary knows are one
 * token each, makers with a Chinese or Japanese name those of their usual
 * name; what is left stands as above. */
size_t name_meanings(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX]);

/* The tokens of the kinds of product alone. */
size_t name_kinds(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX]);

/* The same of those words only that are like model numbers: with three digits
 * or with digits and letters, and no sizes, voltages or years. */
size_t name_codes(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX]);

/* The token of one folded word that is no CJK run; 0 for words left out. */
uint64_t name_token(struct str word);

/* 1 if token stands in the ascending list. */
int name_tokens_have(const uint64_t *list, size_t count, uint64_t token);

/* 1 for folded words that any offer may hold: articles, colours, "set". */
int name_token_is_stop(struct str word);

#endif
