/* base/js_value.h - how JSON values lie in memory; for base/js_*.c alone.
 *
 * A value is one allocation, with a text's bytes behind it; a container has
 * one more for what it holds. Members stand in the order they came in.
 */
#ifndef BASE_JS_VALUE_H
#define BASE_JS_VALUE_H

#include "base/js.h"
#include "base/map.h"

enum js_value_type {
    JS_VALUE_NULL, /* this and the next two are shared, and never freed */
    JS_VALUE_FALSE,
    JS_VALUE_TRUE,
    JS_VALUE_INTEGER,
    JS_VALUE_REAL,
    JS_VALUE_TEXT,
    JS_VALUE_ARRAY,
    JS_VALUE_OBJECT,
};

/* The beginning of every value. */
struct js {
    enum js_value_type type;
    size_t count; /* bytes of a text, elements, members */
};

struct js_value_number {
    struct js head;
    union {
        int64_t integer;
        double real;
    };
};

struct js_value_text {
    struct js head;
    char bytes[]; /* and a NUL */
};

struct js_value_array {
    struct js head;
    struct js **item; /* owned */
    size_t cap;
};

struct js_value_member {
    struct str name; /* owned, with a NUL behind it */
    struct js *value;
};

struct js_value_object {
    struct js head;
    struct js_value_member *member; /* owned */
    size_t cap;
    struct map *place; /* of each name, once there are many; else NULL */
};

struct js *js_value_null(void);

/* Text that is known to be valid UTF-8. */
struct js *js_value_text(struct str utf8);

/* js_set with a name that is valid UTF-8; object is one. */
void js_value_put(struct js *object, struct str name, struct js *value);

/* What base/js_read.c does not read: returns what jansson says of the text. */
int js_value_parse_rest(struct js **out, struct str text, struct fail *fail);

/* The value of a text that is plain JSON, as almost all are. NULL: something
 * in it is rare or wrong. */
struct js *js_value_read(struct str text);

/* Numbers as js_write has them; v is finite. */
void js_value_write_integer(struct buf *out, int64_t v);
void js_value_write_real(struct buf *out, double v);

#endif
