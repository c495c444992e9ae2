/* crawler/letter_ranks.h - which languages the letters of a text are like.
 *
 * Cavnar and Trenkle, N-Gram-Based Text Categorization (SDAIR 1994): the 400
 * most frequent pieces of one to five letters of a text, by rank, against
 * those of each language. These Debian's libexttextcat-data has, and the
 * answers are libexttextcat's to the last tie: of pieces that are as frequent
 * the table and the heap of that library choose, so both are made as there.
 * Knows no languages: the caller names them.
 */
#ifndef CRAWLER_LETTER_RANKS_H
#define CRAWLER_LETTER_RANKS_H

#include "base/fail.h"
#include "base/str.h"

/* Languages compared, and those that a text may be like at once: more are
 * none. */
#define LETTER_RANKS_LANGUAGES 64
#define LETTER_RANKS_ANSWERS 5

struct letter_ranks;

struct letter_ranks *letter_ranks_new(void);
void letter_ranks_free(struct letter_ranks *l);

/* Add a language with its ranks: a piece a line, the most frequent first, a
 * blank for the edge of a word written as '_'. Returns its number, from 0. */
int letter_ranks_add(struct letter_ranks *l, const char *path, size_t *number,
    struct fail *fail);
/* The numbers of the languages that the text is like, the likest first, into
 * out; returns how many. The text is words of letters in valid UTF-8, a blank
 * behind each. */
size_t letter_ranks_ask(
    struct letter_ranks *l, struct str words, size_t out[LETTER_RANKS_ANSWERS]);

#endif
