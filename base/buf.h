/* base/buf.h - owned, growable bytes with a hard maximum.
 *
 * Every buffer is born with its cap. Past the cap nothing is appended, `over`
 * is set and stays set, and the appending call returns -1; a caller may
 * append freely and look at `over` once at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>

struct buf {
    char *p; /* owned; NUL-terminated once anything was appended */
    size_t len, cap, max;
    int over;
    int lent; /* p is not owned: see buf_lent */
};

#define BUF_MAX(bytes) ((struct buf){ .max = (bytes) })

/* A buffer in memory of somebody else's, `cap` bytes from p on of which `len`
 * are filled. Once they do not suffice it goes on in memory of its own and is
 * not lent any more; buf_clear leaves them alone too. With cap 0 the bytes are
 * only looked at: buf_cut, buf_drop and buf_reset are not for them. */
static inline struct buf
buf_lent(char *p, size_t len, size_t cap, size_t max)
{
    return (struct buf){ p, len, cap, max, 0, 1 };
}

int buf_add(struct buf *b, const void *p, size_t len);
int buf_adds(struct buf *b, struct str s);
int buf_addz(struct buf *b, const char *text);

/* Inline: much is written letter by letter. */
static inline int
buf_addc(struct buf *b, char c)
{
    if (b->len + 1 >= b->cap || b->len == b->max || b->over)
        return buf_add(b, &c, 1);
    b->p[b->len++] = c;
    b->p[b->len] = '\0';
    return 0;
}

int buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int buf_addu(struct buf *b, uint64_t n); /* in decimal */
int buf_addv(struct buf *b, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Append a code point as UTF-8; what is not a scalar value becomes U+FFFD. */
int buf_add_utf8(struct buf *b, uint32_t c);

/* Room for `len` more bytes, to be filled by the caller, who then adds to
 * b->len. NULL past the cap. */
char *buf_room(struct buf *b, size_t len);

static inline struct str
buf_str(const struct buf *b)
{
    return (struct str){ b->p == NULL ? "" : b->p, b->len };
}

const char *buf_text(struct buf *b); /* NUL-terminated, borrowed */
char *buf_take(struct buf *b); /* hand the text over, never NULL; b is empty */
void buf_cut(struct buf *b, size_t len);  /* shorten to len */
void buf_drop(struct buf *b, size_t len); /* remove len bytes at the front */
void buf_reset(struct buf *b);            /* len 0, over 0, memory kept */
void buf_clear(struct buf *b);            /* memory freed; the cap stays */

#endif
