/* base/js_line.h - JSON text piece by piece, without values in between.
 *
 * For records that are written by the thousand: the text is what js_write
 * makes of the same values. Knows nothing of what stands where; the caller
 * closes what it opened.
 */
#ifndef BASE_JS_LINE_H
#define BASE_JS_LINE_H

#include "base/buf.h"

struct js_line {
    struct buf *out;
    int more; /* something stands before, so a comma is due */
};

/* Names are those of members, of ASCII without quotes and backslashes; NULL:
 * what is written is an element, or the whole. Ill-formed UTF-8 in a text
 * becomes U+FFFD, and a number that is none becomes null. */
void js_line_object(struct js_line *l, const char *name);
void js_line_object_end(struct js_line *l);
void js_line_array(struct js_line *l, const char *name);
void js_line_array_end(struct js_line *l);
void js_line_text(struct js_line *l, const char *name, struct str text);
void js_line_textz(struct js_line *l, const char *name, const char *text);
/* The same for a text that is known to be valid UTF-8. */
void js_line_clean(struct js_line *l, const char *name, struct str text);
void js_line_number(struct js_line *l, const char *name, double v);
void js_line_integer(struct js_line *l, const char *name, int64_t v);
void js_line_bool(struct js_line *l, const char *name, int v);

/* The name of a member, of any characters in valid UTF-8; its value is written
 * next, without a name. */
void js_line_name(struct js_line *l, struct str name);

struct js;
void js_line_value(struct js_line *l, const char *name, const struct js *v);

#endif
