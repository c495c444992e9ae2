/* base/charset.h - the encoding of a page, and the page as UTF-8.
 *
 * Order of trust: byte order mark, Content-Type header, declaration in the
 * page (WHATWG HTML, 13.2.3.2), then a guess from the bytes. A declaration
 * that the bytes plainly contradict is passed over, and `lie` tells which.
 * Knows no HTML beyond that (base/charset_prescan.h).
 */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "base/buf.h"

enum charset_where { CHARSET_BOM, CHARSET_HEADER, CHARSET_META, CHARSET_GUESS };

struct charset {
    const char *name; /* WHATWG name (base/charset_label.h), static */
    enum charset_where where;
    const char *lie;     /* name that was declared but cannot be, or NULL */
    const char *lie_why; /* in words for the record; NULL without a lie */
    size_t bom_bytes;    /* to be left out when decoding */
    int is_utf8;         /* the bytes after the mark are valid UTF-8 */
    int is_clean;        /* ... and no NUL is among them */
};

/* Decide. content_type: value of the header field, or empty. */
void charset_decide(
    struct charset *out, struct str bytes, struct str content_type);

/* The same for who asks how to decode, not why: where the bytes can only be
 * UTF-8, the page is not searched for what it declares, and `where` and `lie`
 * say nothing of that. */
void charset_settle(
    struct charset *out, struct str bytes, struct str content_type);

/* Append bytes decoded by *c: valid UTF-8, malformed input as U+FFFD, no NUL
 * and no mark. Returns -1 when *out is full (what fits is kept, cut at a
 * code point). */
int charset_to_utf8(struct buf *out, struct str bytes, const struct charset *c);

/* 1 if the bytes are decoded as they stand behind the mark; *text, borrowed,
 * is set to them then. */
int charset_is_text(
    struct str bytes, const struct charset *c, struct str *text);

/* The same from an encoding by its name; a mark is decoded like any text. */
int charset_decode(struct buf *out, struct str bytes, const char *name);

const char *charset_where_name(enum charset_where w); /* "bom", "header" .. */

#endif
