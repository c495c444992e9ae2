/* recalls/recall_words.h - does a text speak of a recall at all?
 *
 * "Rückrufaktion", "recalled", "召回": asked of every offer before its words
 * are looked at one by one. Knows no offer.
 */
#ifndef RECALLS_RECALL_WORDS_H
#define RECALLS_RECALL_WORDS_H

#include "base/str.h"

/* 1 if one of the words that recall_words_are knows may stand in the folded
 * text, as a part of a longer word too; 0 if surely none does. */
int recall_words_in(struct str folded);

/* 1 if the word is the form, or begins with it where the form ends in '*'. */
int recall_words_like(struct str word, const char *form);

/* 1 if a folded word, or a run of CJK characters, speaks of a recall. */
int recall_words_are(struct str word, int cjk);

#endif
