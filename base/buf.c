#include "base/buf.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is written letter by letter would grow six times until here. */
#define FIRST_BYTES 64

/* Go on in memory of its own. */
static void
leave_lent(struct buf *b, size_t need)
{
    char *own;

    b->cap = 0;
    own = mem_grow(NULL, &b->cap, need, 1);
    memcpy(own, b->p, b->len);
    own[b->len] = '\0';
    b->p = own;
    b->lent = 0;
}

char *
buf_room(struct buf *b, size_t len)
{
    size_t need;

    if (b->over || len > b->max - b->len) {
        b->over = 1;
        return NULL;
    }
    need = b->len + len + 1;
    if (need > b->cap && b->lent)
        leave_lent(b, need);
    else if (need > b->cap)
        b->p =
            mem_grow(b->p, &b->cap, need < FIRST_BYTES ? FIRST_BYTES : need, 1);
    return b->p + b->len;
}

/* Append; also where there is no room yet, or nothing to append. */
static int
add_more(struct buf *b, const void *p, size_t len)
{
    char *room = buf_room(b, len);

    if (room == NULL)
        return -1;
    if (len > 0)
        memcpy(room, p, len);
    b->len += len;
    b->p[b->len] = '\0';
    return 0;
}

/* What a buffer is asked for most. */
static inline int
add(struct buf *b, const void *p, size_t len)
{
    if (len == 0 || len >= b->cap - b->len || len > b->max - b->len || b->over)
        return add_more(b, p, len);
    str_put(b->p + b->len, p, len);
    b->len += len;
    b->p[b->len] = '\0';
    return 0;
}

int
buf_add(struct buf *b, const void *p, size_t len)
{
    return add(b, p, len);
}

int
buf_adds(struct buf *b, struct str s)
{
    return add(b, s.p, s.len);
}

int
buf_addz(struct buf *b, const char *text)
{
    return add(b, text, strlen(text));
}

int
buf_addu(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    return buf_add(b, digits + at, sizeof digits - at);
}

int
buf_addv(struct buf *b, const char *format, va_list ap)
{
    va_list again;
    char small[256];
    int need;
    char *room;

    va_copy(again, ap);
    need = vsnprintf(small, sizeof small, format, ap);
    if (need < 0) {
        b->over = 1;
    } else if ((size_t)need < sizeof small) {
        buf_add(b, small, (size_t)need);
    } else if ((room = buf_room(b, (size_t)need)) != NULL) {
        vsnprintf(room, (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
    return b->over ? -1 : 0;
}

int
buf_addf(struct buf *b, const char *format, ...)
{
    va_list ap;
    int rc;

    va_start(ap, format);
    rc = buf_addv(b, format, ap);
    va_end(ap);
    return rc;
}

int
buf_add_utf8(struct buf *b, uint32_t c)
{
    char s[4];

    if (c < 0x80)
        return buf_addc(b, (char)c);
    return add_more(b, s, utf8_encode(c, s));
}

const char *
buf_text(struct buf *b)
{
    return b->p == NULL ? "" : b->p;
}

char *
buf_take(struct buf *b)
{
    char *p = b->p == NULL || b->lent ? mem_dup(b->p, b->len) : b->p;

    *b = (struct buf){ .max = b->max };
    return p;
}

void
buf_cut(struct buf *b, size_t len)
{
    if (len < b->len) {
        b->len = len;
        b->p[len] = '\0';
    }
}

void
buf_drop(struct buf *b, size_t len)
{
    if (len > b->len)
        len = b->len;
    if (len == 0)
        return;
    memmove(b->p, b->p + len, b->len - len);
    b->len -= len;
    b->p[b->len] = '\0';
}

void
buf_reset(struct buf *b)
{
    b->over = 0;
    buf_cut(b, 0);
}

void
buf_clear(struct buf *b)
{
    if (!b->lent)
        free(b->p);
    *b = (struct buf){ .max = b->max };
}
