/* base/char_ref.h - HTML character references: "&eacute;", "&#233;", "&#xE9;".
 *
 * The rules of the HTML standard, 13.2.5.72 to 13.2.5.80, with all 2,231
 * names; the longest name that fits wins. Knows nothing of tags.
 */
#ifndef BASE_CHAR_REF_H
#define BASE_CHAR_REF_H

#include "base/str.h"

enum char_ref_place { CHAR_REF_TEXT, CHAR_REF_ATTRIBUTE };

/* UTF-8 of one reference: at most two code points. */
#define CHAR_REF_BYTES 8

/* Length of the reference that s, which begins with '&', begins with; its
 * text goes to out and the text's length to *out_len. 0 if it is none: the
 * '&' stands for itself. In an attribute a name without its semicolon is none
 * before '=' and letters and digits ("?a=1&copy=2"). */
size_t char_ref_read(struct str s, enum char_ref_place place,
    char out[CHAR_REF_BYTES], size_t *out_len);

#endif
