/* crawler/language.h - the language a text is written in.
 *
 * Scripts of one language (Chinese, Japanese, Korean, Greek ...) are told by
 * their letters, the others by libexttextcat's letter statistics, and a text
 * too short for those is left open rather than guessed.
 * Knows the languages of the European Union and of the larger markets.
 */
#ifndef CRAWLER_LANGUAGE_H
#define CRAWLER_LANGUAGE_H

#include "base/fail.h"
#include "base/str.h"

/* Read-only after language_new, which reads the fingerprint files; nothing
 * is opened later. One object for one thread; a fork has its own. */
struct language;

int language_new(struct language **out, struct fail *fail);
void language_free(struct language *l);

/* ISO 639-1 code of valid UTF-8 text, or "" when unsure. Static. Norwegian
 * is "no" in both forms, Chinese is "zh" in both scripts. */
const char *language_guess(struct language *l, struct str text);

/* The code the text is in, given what the page declares (html lang, og:locale:
 * "de-AT", "zh_CN"; may be empty). A long text in another language outweighs
 * the declaration: shop templates often keep their maker's. "" if unsure. */
const char *language_decide(
    struct language *l, struct str text, struct str declared);

#endif
