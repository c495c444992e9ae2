/* store/queue_words.h - texts as words that a full-text index can find.
 *
 * Text is folded (base/fold.h). Letters and digits make words; scripts
 * without blanks are cut into overlapping pairs of characters ("磁力珠" is
 * 磁力, 力珠, and 珠 for who looks for one), so that any part of a sentence
 * is found. A word of four letters or more is also cut into overlapping
 * threes, by which the end of a compound is found ("ladegerät", "gerät").
 * What is built of a person's text holds words in quotes only: no character
 * of it is an operator.
 */
#ifndef STORE_QUEUE_WORDS_H
#define STORE_QUEUE_WORDS_H

#include "base/buf.h"

/* Append the words of a text, a blank behind each. */
void queue_words_add(struct buf *out, struct str text);

/* Append the threes of its longer words. */
void queue_words_parts(struct buf *out, struct str text);

/* Append the query of FTS5 (columns "words" and "parts") for texts that hold
 * all words of `text`: a run of pairs as they follow each other, a word as
 * the beginning of one, or as a part of one. Returns how many words it asks
 * for; more than QUEUE_WORDS_MAX are left out. 0: no word, nothing is
 * appended. */
#define QUEUE_WORDS_MAX 12
size_t queue_words_query(struct buf *out, struct str text);

#endif
