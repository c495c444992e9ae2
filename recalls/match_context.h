/* recalls/match_context.h - what the words around a match make of it.
 *
 * "Case for Acme X100", "Acme X100 Ersatzakku", "适用于Acme X100" are other
 * products; "Acme X100 Pro" is a successor; "not affected by the recall"
 * says the opposite. English, German, Chinese.
 */
#ifndef RECALLS_MATCH_CONTEXT_H
#define RECALLS_MATCH_CONTEXT_H

#include "recalls/offer_text.h"
#include "recalls/recall_index.h"

/* 1 if the title offers something that goes with the recalled product: hit
 * is the first word of the matched model in the title, or SIZE_MAX when it
 * stands elsewhere; brand likewise. */
int match_context_accessory(const struct offer_text *ot,
    const struct recall_entry *e, size_t hit, size_t brand);

/* 1 if the recall is about a thing that goes with others (batteries, a cover)
 * and the title does not name it. */
int match_context_lacks_thing(
    const struct offer_text *ot, const struct recall_entry *e);

/* 1 if the word behind the words [from, to) makes another model of it
 * ("Pro", "II", "+"); such a word of the recall itself does not. */
int match_context_successor(const struct offer_text *ot,
    const struct recall_entry *e, size_t from, size_t to);

/* 1 if the folded text says that the offer is not under a recall. */
int match_context_denies(struct str folded);

/* 1 if the folded text speaks of a recall within 80 bytes of [start,end). */
int match_context_recall_near(struct str folded, size_t start, size_t end);

/* 1 if words before `word`, in its field, announce a model ("Modell:"). */
int match_context_model_cue(const struct offer_text *ot, size_t word);

#endif
