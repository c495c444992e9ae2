/* recalls/match_successor.h - is the offer a later model of a recalled one?
 *
 * "X100 Pro", "X100 II", "X100 (2nd generation)", "X100 2025 edition",
 * "X100第二代": other products. What the recall's own name says ("X100 Pro
 * blender") makes no successor.
 */
#ifndef RECALLS_MATCH_SUCCESSOR_H
#define RECALLS_MATCH_SUCCESSOR_H

#include "recalls/offer_text.h"
#include "recalls/recall_index.h"

enum match_successor {
    SUCCESSOR_NOT,
    SUCCESSOR_MAYBE, /* a year or a letter follows */
    SUCCESSOR_SURE,
};

/* 1 if the folded word, behind a model number, makes another model of it. */
int match_successor_is(struct str word);

/* The matched model is words [from, to); *at is the word that says so. */
enum match_successor match_successor_find(const struct offer_text *ot,
    const struct recall_entry *e, size_t from, size_t to, size_t *at);

#endif
