/* base/charset_guess.h - what the bytes of a page say about its encoding.
 *
 * For pages that declare nothing, or lie. Decodes through base/charset.h.
 */
#ifndef BASE_CHARSET_GUESS_H
#define BASE_CHARSET_GUESS_H

#include "base/str.h"

/* One look at all bytes. */
struct bytes_seen {
    size_t high;      /* bytes from 0x80 */
    size_t nuls;      /* zero bytes */
    size_t escapes;   /* ESC, as in the ISO-2022 encodings */
    size_t utf8_good; /* well-formed UTF-8 sequences of two bytes and more */
    size_t utf8_bad;  /* bytes in none */
};
void charset_guess_look(struct bytes_seen *out, struct str bytes);

/* The likeliest encoding's name (base/charset_label.h), or NULL when nothing
 * here speaks for one. Pure ASCII is windows-1252, the standard's default. */
const char *charset_guess(struct str bytes, const struct bytes_seen *seen);

#endif
