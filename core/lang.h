/* core/lang.h - the languages in which the program speaks to people. */
#ifndef CORE_LANG_H
#define CORE_LANG_H

enum lang { LANG_EN, LANG_DE, LANG_ZH, LANGS };

/* "en", "de", "zh" */
const char *lang_code(enum lang l);

/* The language of a code ("de", "de-AT"); English for others and NULL. */
enum lang lang_of(const char *code);

#endif
