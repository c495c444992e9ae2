/* base/http_form.h - what a query or a form says: "name=value&name=value".
 *
 * As browsers write them (URL Standard, application/x-www-form-urlencoded).
 * Knows no request: the bytes are a stranger's, of any length and encoding.
 */
#ifndef BASE_HTTP_FORM_H
#define BASE_HTTP_FORM_H

#include "base/arena.h"

/* s without percent-encoding, and with blanks for '+' where plus_is_blank; a
 * '%' without two digits stays as it is. Valid UTF-8 without NUL, in the
 * arena; STR_NONE where that is full. */
struct str http_form_decode(
    struct arena *arena, struct str s, int plus_is_blank);

/* The nth value (from 0) of a name, decoded, in the arena; STR_NONE if there
 * are not so many. The names may be encoded, too. */
struct str http_form_find(
    struct arena *arena, struct str pairs, const char *name, size_t nth);

#endif
