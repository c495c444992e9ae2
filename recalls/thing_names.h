/* recalls/thing_names.h - things that are sold for other things, by name.
 *
 * Batteries, chargers, cases, spare parts: what an offer is of that only names
 * a recalled product, in English, German, Chinese and more. Knows no offer.
 */
#ifndef RECALLS_THING_NAMES_H
#define RECALLS_THING_NAMES_H

#include "base/str.h"

/* How many things are known; each has its number. At most 64. */
size_t thing_names_count(void);

/* 1 for pieces, which also stand in the description of the whole. */
int thing_names_is_piece(size_t thing);

/* Where the thing's name ends in the word, or 0: the word is the name or, in
 * German, ends in it; a run of Han (cjk) holds it. */
size_t thing_names_end(size_t thing, struct str word, int cjk);

/* All names made fast to look up; immutable. */
struct thing_names;
struct thing_names *thing_names_new(void);
void thing_names_free(struct thing_names *n);

/* A bit for each thing that has thing_names_end in the word. */
uint64_t thing_names_of(const struct thing_names *n, struct str word, int cjk);

#endif
