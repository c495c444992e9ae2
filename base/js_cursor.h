/* base/js_cursor.h - steps through the text of JSON (RFC 8259), shared by who
 * reads values and who only checks. *p stands before end and moves on. */
#ifndef BASE_JS_CURSOR_H
#define BASE_JS_CURSOR_H

#include "base/lanes.h"
#include "base/str.h"

#include <stdint.h>

static inline void
js_cursor_space(const char **p, const char *end)
{
    while (
        *p < end && (**p == ' ' || **p == '\n' || **p == '\t' || **p == '\r'))
        (*p)++;
}

/* 1 if the wanted character comes after white space; it is taken. */
static inline int
js_cursor_take(const char **p, const char *end, char wanted)
{
    js_cursor_space(p, end);
    if (*p == end || **p != wanted)
        return 0;
    (*p)++;
    return 1;
}

/* Over what stands in a string as it is: to a quote, a backslash, a control
 * character or the end. */
static inline void
js_cursor_plain(const char **p, const char *end)
{
    const char *at = *p;

    for (; end - at >= LANES; at += LANES) {
        lanes v = lanes_load(at);
        lanes stop = (lanes)(v == '"') | (lanes)(v == '\\') |
                     (lanes)(v < (unsigned char)' ');

        /* Not a step of lanes_first(stop) each time: it would have to be known
         * before the next one begins. */
        if (lanes_any(stop)) {
            *p = at + lanes_first(stop);
            return;
        }
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= ' ')
        at++;
    *p = at;
}

/* Four hexadecimal digits; -1 if they are not there. */
static inline int32_t
js_cursor_hex(const char **p, const char *end)
{
    int32_t n = 0;

    if (end - *p < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        char d = str_lower(*(*p)++);

        if (str_is_digit(d))
            n = n << 4 | (d - '0');
        else if (d >= 'a' && d <= 'f')
            n = n << 4 | (d - 'a' + 10);
        else
            return -1;
    }
    return n;
}

#endif
