/* recalls/match_context.h - does an offer sell the product, or what goes with
 * it?
 *
 * "Case for Acme X100", "Acme X100 Ersatzakku", "适用于Acme X100" are other
 * products. English, German, Chinese, and what is usual in French and
 * Japanese.
 */
#ifndef RECALLS_MATCH_CONTEXT_H
#define RECALLS_MATCH_CONTEXT_H

#include "recalls/offer_text.h"
#include "recalls/recall_index.h"

/* 1 if the title offers something that goes with the recalled product: hit
 * is the first word of the matched model in the title, or SIZE_MAX when it
 * stands elsewhere; brand likewise. *at is the word that says so. */
int match_context_accessory(const struct offer_text *ot,
    const struct recall_entry *e, size_t hit, size_t brand, size_t *at);

/* Which of the things that go with others a field of a recall is about: what
 * recall_entry.things holds. */
uint64_t match_context_things(const struct offer_text *ot, size_t field);

/* 1 if the recall is about a thing that goes with others (batteries, a cover)
 * and the title does not name it. */
int match_context_lacks_thing(
    const struct offer_text *ot, const struct recall_entry *e);

/* 1 if words before `word`, in its field, say that what follows is what the
 * offer goes with ("passend für Modell X100"). */
int match_context_goes_with(
    const struct offer_text *ot, const struct recall_entry *e, size_t word);

/* 1 if the word before `word`, in its field, ends one of the recall's brands.
 */
int match_context_behind_brand(
    const struct offer_text *ot, const struct recall_entry *e, size_t word);

/* 1 if the word before `word`, in its field, ends one of the recall's brands.
 */
int match_context_behind_brand(
    const struct offer_text *ot, const struct recall_entry *e, size_t word);

/* 1 if words before `word`, in its field, announce a model ("Modell:"). */
int match_context_model_cue(const struct offer_text *ot, size_t word);

#endif
