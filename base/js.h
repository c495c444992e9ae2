/* base/js.h - JSON values behind typed getters.
 * (Not named json, which is the prefix of jansson, who reads what is rare.)
 *
 * Strict RFC 8259 on the way in; for the broken JSON of web pages see
 * crawler/extract_jsonld.h. Getters never fail: a missing member or one of
 * another type gives the empty value, so records from outside can be read in
 * a straight line.
 */
#ifndef BASE_JS_H
#define BASE_JS_H

#include "base/buf.h"
#include "base/fail.h"

struct js; /* a value; owned by whoever made it, or by its parent */

enum js_kind {
    JS_NULL,
    JS_BOOL,
    JS_NUMBER,
    JS_STRING,
    JS_ARRAY,
    JS_OBJECT,
};

/* Parse one whole document; a text with duplicate members keeps the last. */
int js_parse(struct js **out, struct str text, struct fail *fail);
/* The same for a file of at most so many bytes; errors name it. */
int js_load(
    struct js **out, const char *path, size_t bytes_max, struct fail *fail);
void js_free(struct js *j);
/* Visit the members of an object in their order without making one. The visitor
 * reads what the member has in one of the ways below. 0 where it returns that
 * or does not read all, and where something is rare or wrong, or there are no
 * members: then js_parse tells what it is. */
struct js_member;
typedef int (*js_visit)(struct str name, struct js_member *m, void *ctx);
int js_each_member(struct str text, js_visit visit, void *ctx);
/* 1 if it is a string, which lasts until more is read. */
int js_member_text(struct js_member *m, struct str *string);
/* 1 if it is an array: js_member_next gives its strings one after the other,
 * and 0 behind the last, or where an element is none, which is rare. */
int js_member_is_array(const struct js_member *m);
int js_member_next(struct js_member *m, struct str *string);
/* Any value; owned by the caller. NULL: it is rare or wrong. */
struct js *js_member_value(struct js_member *m);
/* 1 if text is one JSON object (RFC 8259, at most 64 deep), without reading
 * what it says. */
int js_is_object(struct str text);
struct js *js_copy(const struct js *j); /* deep */
int js_equal(const struct js *a, const struct js *b);

enum js_kind js_kind(const struct js *j); /* NULL gives JS_NULL */

/* Members and elements, borrowed; NULL where there is none. */
struct js *js_get(const struct js *object, const char *name);
struct js *js_at(const struct js *array, size_t i);
size_t js_count(const struct js *array_or_object);
/* Iterate over an object: start with *it = NULL; 0 at the end. */
int js_next(
    const struct js *object, void **it, struct str *name, struct js **value);

/* A value read as text: strings as they are, else the empty view. */
struct str js_text(const struct js *j);
double js_number(const struct js *j, double otherwise);
int64_t js_integer(const struct js *j, int64_t otherwise);
int js_bool(const struct js *j, int otherwise);
struct str js_get_text(const struct js *object, const char *name);

/* Make values. */
struct js *js_new_object(void);
struct js *js_new_array(void);
struct js *js_new_text(struct str utf8);
struct js *js_new_number(double v);
struct js *js_new_integer(int64_t v);
struct js *js_new_bool(int v);

/* Put value into object or array, which then owns it. An existing member is
 * replaced. Text must be valid UTF-8; what is not becomes U+FFFD. */
void js_set(struct js *object, const char *name, struct js *value);
void js_set_text(struct js *object, const char *name, struct str utf8);
void js_set_textz(struct js *object, const char *name, const char *utf8);
void js_set_number(struct js *object, const char *name, double v);
void js_set_integer(struct js *object, const char *name, int64_t v);
void js_set_bool(struct js *object, const char *name, int v);
void js_add(struct js *array, struct js *value);
void js_add_text(struct js *array, struct str utf8);
void js_remove(struct js *object, const char *name);

/* Append as one line (members in order of insertion, no newline), or
 * indented for people. Numbers are written with at most 6 digits. */
int js_write(struct buf *out, const struct js *j);
/* Append a text as js_write would; it must be valid UTF-8. */
int js_write_text(struct buf *out, struct str utf8);
int js_write_pretty(struct buf *out, const struct js *j);

#endif
