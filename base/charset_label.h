/* base/charset_label.h - names of encodings: label to name to ICU's name.
 *
 * The labels and names of the WHATWG Encoding Standard, section 4.2, and a
 * few encodings outside it that are only ever guessed, never declared.
 */
#ifndef BASE_CHARSET_LABEL_H
#define BASE_CHARSET_LABEL_H

#include "base/str.h"

/* The encoding's name for a label ("latin1" gives "windows-1252"), ignoring
 * ASCII case and white space around it; NULL if it is none. Static. */
const char *charset_label_find(struct str label);

/* The ICU converter that decodes the encoding `name` (as charset_label_find
 * gives it); NULL for the encodings decoded without one. Static. */
const char *charset_label_converter(const char *name);

/* 1 for encodings of one byte a character. */
int charset_label_is_single_byte(const char *name);

#endif
