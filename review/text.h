/* review/text.h - what the pages say, in English, German and Chinese. */
#ifndef REVIEW_TEXT_H
#define REVIEW_TEXT_H

#include "base/str.h"
#include "core/lang.h"

enum text_lang {
    TEXT_EN = LANG_EN,
    TEXT_DE = LANG_DE,
    TEXT_ZH = LANG_ZH,
    TEXT_LANGS = LANGS
};

/* "en", "de", "zh"; also the name of the language in itself. */
const char *text_lang_code(enum text_lang lang);
const char *text_lang_name(enum text_lang lang);
/* Read a code, or the first one known in an Accept-Language field. */
int text_lang_find(enum text_lang *out, struct str code);

/* The text for a key; the key itself if there is none. */
const char *text_get(enum text_lang lang, const char *key);

/* The text for a name in records ("hazard", "electric_shock"); the name as
 * it is if it has no translation. */
struct str text_name(enum text_lang lang, const char *kind, struct str name);

/* Walk over all keys, for tests: NULL past the last. */
const char *text_key(size_t i);

#endif
