/* crawler/language_words.h - what the small words of a text say of its
 * language.
 *
 * "und der die mit": a seventh of any prose, and hardly two languages share
 * them. Asked before the letter statistics, which take a hundred times as
 * long, where a page says in which language it is.
 */
#ifndef CRAWLER_LANGUAGE_WORDS_H
#define CRAWLER_LANGUAGE_WORDS_H

#include "base/str.h"

struct language_words;

struct language_words *language_words_new(void);
void language_words_free(struct language_words *w);

/* 1 if the text (words in lower case, one blank behind each) is without doubt
 * in the language of that code (ISO 639-1); 0 if it may be another, is short,
 * or the language is not known here. */
int language_words_confirm(
    const struct language_words *w, struct str text, const char *code);

#endif
