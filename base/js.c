#include "base/js.h"

#include "base/file.h"
#include "base/js_value.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An object with more members is looked up in a map: a stranger's may have a
 * hundred thousand. */
#define MEMBERS_IN_LINE 24

int
js_parse(struct js **out, struct str text, struct fail *fail)
{
    struct js *j;

    if (text.len > 0 && memchr(text.p, '\0', text.len) != NULL)
        return fail_set(fail, "a NUL byte is no JSON");
    j = js_value_read(text);
    if (j == NULL)
        return js_value_parse_rest(out, text, fail);
    *out = j;
    return 0;
}

int
js_load(struct js **out, const char *path, size_t bytes_max, struct fail *fail)
{
    struct buf text = BUF_MAX(bytes_max);
    int rc = file_read(&text, path, fail);

    if (rc == 0 && js_parse(out, buf_str(&text), fail) != 0)
        rc = fail_wrap(fail, "%s", path);
    buf_clear(&text);
    return rc;
}

/* --- what there is --- */

static const struct js_value_array *
array_of(const struct js *j)
{
    return j != NULL && j->type == JS_VALUE_ARRAY
               ? (const struct js_value_array *)(const void *)j
               : NULL;
}

static const struct js_value_object *
object_of(const struct js *j)
{
    return j != NULL && j->type == JS_VALUE_OBJECT
               ? (const struct js_value_object *)(const void *)j
               : NULL;
}

static const struct js_value_number *
number_of(const struct js *j)
{
    return (const struct js_value_number *)(const void *)j;
}

enum js_kind
js_kind(const struct js *j)
{
    static const enum js_kind kinds[] = { [JS_VALUE_NULL] = JS_NULL,
        [JS_VALUE_FALSE] = JS_BOOL,
        [JS_VALUE_TRUE] = JS_BOOL,
        [JS_VALUE_INTEGER] = JS_NUMBER,
        [JS_VALUE_REAL] = JS_NUMBER,
        [JS_VALUE_TEXT] = JS_STRING,
        [JS_VALUE_ARRAY] = JS_ARRAY,
        [JS_VALUE_OBJECT] = JS_OBJECT };

    return j == NULL ? JS_NULL : kinds[j->type];
}

static struct js_value_member *
find(const struct js_value_object *o, struct str name)
{
    if (o->place != NULL) {
        const struct map_item *at = map_find(o->place, name);

        return at == NULL ? NULL : &o->member[at->value.num];
    }
    for (size_t i = 0; i < o->head.count; i++)
        if (str_eq(o->member[i].name, name))
            return &o->member[i];
    return NULL;
}

struct js *
js_get(const struct js *object, const char *name)
{
    const struct js_value_object *o = object_of(object);
    const struct js_value_member *m;

    if (o == NULL || name == NULL)
        return NULL;
    m = find(o, str_of(name));
    return m == NULL ? NULL : m->value;
}

struct js *
js_at(const struct js *array, size_t i)
{
    const struct js_value_array *a = array_of(array);

    return a != NULL && i < a->head.count ? a->item[i] : NULL;
}

size_t
js_count(const struct js *j)
{
    return array_of(j) != NULL || object_of(j) != NULL ? j->count : 0;
}

int
js_next(const struct js *object, void **it, struct str *name, struct js **value)
{
    const struct js_value_object *o = object_of(object);
    size_t at = (size_t)(uintptr_t)*it;

    if (o == NULL || at >= o->head.count) {
        *it = NULL;
        return 0;
    }
    *it = (void *)(uintptr_t)(at + 1);
    *name = o->member[at].name;
    *value = o->member[at].value;
    return 1;
}

struct str
js_text(const struct js *j)
{
    if (j == NULL || j->type != JS_VALUE_TEXT)
        return STR_NONE;
    return (struct str){ ((const struct js_value_text *)(const void *)j)->bytes,
        j->count };
}

double
js_number(const struct js *j, double otherwise)
{
    if (j != NULL && j->type == JS_VALUE_INTEGER)
        return (double)number_of(j)->integer;
    return j != NULL && j->type == JS_VALUE_REAL ? number_of(j)->real
                                                 : otherwise;
}

int64_t
js_integer(const struct js *j, int64_t otherwise)
{
    if (j != NULL && j->type == JS_VALUE_INTEGER)
        return number_of(j)->integer;
    if (j != NULL && j->type == JS_VALUE_REAL &&
        fabs(number_of(j)->real) < 9e15)
        return (int64_t)number_of(j)->real;
    return otherwise;
}

int
js_bool(const struct js *j, int otherwise)
{
    return js_kind(j) == JS_BOOL ? j->type == JS_VALUE_TRUE : otherwise;
}

struct str
js_get_text(const struct js *object, const char *name)
{
    return js_text(js_get(object, name));
}

/* --- making and ending --- */

static struct js *
new_of(enum js_value_type type, size_t bytes)
{
    struct js *j = mem_new(bytes);

    j->type = type;
    return j;
}

struct js *
js_new_object(void)
{
    return new_of(JS_VALUE_OBJECT, sizeof(struct js_value_object));
}

struct js *
js_new_array(void)
{
    return new_of(JS_VALUE_ARRAY, sizeof(struct js_value_array));
}

struct js *
js_value_text(struct str utf8)
{
    struct js *j =
        new_of(JS_VALUE_TEXT, sizeof(struct js_value_text) + utf8.len + 1);

    j->count = utf8.len;
    if (utf8.len > 0)
        memcpy(((struct js_value_text *)(void *)j)->bytes, utf8.p, utf8.len);
    return j;
}

struct js *
js_new_text(struct str s)
{
    struct buf clean;
    struct js *j;

    if (utf8_valid(s))
        return js_value_text(s);
    clean = BUF_MAX(s.len * 3 + 1);
    utf8_clean(&clean, s);
    j = js_value_text(buf_str(&clean));
    buf_clear(&clean);
    return j;
}

static struct js *
shared(enum js_value_type type)
{
    static const struct js values[] = { { JS_VALUE_NULL, 0 },
        { JS_VALUE_FALSE, 0 }, { JS_VALUE_TRUE, 0 } };

    return (struct js *)(uintptr_t)&values[type]; /* nobody writes to it */
}

struct js *
js_value_null(void)
{
    return shared(JS_VALUE_NULL);
}

struct js *
js_new_number(double v)
{
    struct js *j;

    if (!isfinite(v))
        return js_value_null();
    j = new_of(JS_VALUE_REAL, sizeof(struct js_value_number));
    ((struct js_value_number *)(void *)j)->real = v;
    return j;
}

struct js *
js_new_integer(int64_t v)
{
    struct js *j = new_of(JS_VALUE_INTEGER, sizeof(struct js_value_number));

    ((struct js_value_number *)(void *)j)->integer = v;
    return j;
}

struct js *
js_new_bool(int v)
{
    return shared(v ? JS_VALUE_TRUE : JS_VALUE_FALSE);
}

static void
free_members(struct js_value_object *o)
{
    for (size_t i = 0; i < o->head.count; i++) {
        free((char *)(uintptr_t)o->member[i].name.p);
        js_free(o->member[i].value);
    }
    free(o->member);
    map_free(o->place);
}

void
js_free(struct js *j)
{
    const struct js_value_array *a = array_of(j);

    if (j == NULL || j->type <= JS_VALUE_TRUE)
        return;
    for (size_t i = 0; a != NULL && i < j->count; i++)
        js_free(a->item[i]);
    if (a != NULL)
        free(a->item);
    if (j->type == JS_VALUE_OBJECT)
        free_members((struct js_value_object *)(void *)j);
    free(j);
}

struct js *
js_copy(const struct js *j)
{
    const struct js_value_array *a = array_of(j);
    const struct js_value_object *o = object_of(j);
    struct js *copy;

    if (j == NULL)
        return NULL;
    switch (j->type) {
    case JS_VALUE_INTEGER:
        return js_new_integer(number_of(j)->integer);
    case JS_VALUE_REAL:
        return js_new_number(number_of(j)->real);
    case JS_VALUE_TEXT:
        return js_value_text(js_text(j));
    case JS_VALUE_ARRAY:
        copy = js_new_array();
        for (size_t i = 0; i < j->count; i++)
            js_add(copy, js_copy(a->item[i]));
        return copy;
    case JS_VALUE_OBJECT:
        copy = js_new_object();
        for (size_t i = 0; i < j->count; i++)
            js_value_put(copy, o->member[i].name, js_copy(o->member[i].value));
        return copy;
    default:
        return shared(j->type);
    }
}

static int
members_equal(const struct js *a, const struct js *b)
{
    const struct js_value_object *o = object_of(a);

    for (size_t i = 0; i < a->count; i++) {
        const struct js_value_member *other =
            find(object_of(b), o->member[i].name);

        if (other == NULL || !js_equal(o->member[i].value, other->value))
            return 0;
    }
    return 1;
}

int
js_equal(const struct js *a, const struct js *b)
{
    if (a == NULL || b == NULL || a->type != b->type || a->count != b->count)
        return 0;
    switch (a->type) {
    case JS_VALUE_INTEGER:
        return number_of(a)->integer == number_of(b)->integer;
    case JS_VALUE_REAL:
        return number_of(a)->real <= number_of(b)->real &&
               number_of(a)->real >= number_of(b)->real;
    case JS_VALUE_TEXT:
        return str_eq(js_text(a), js_text(b));
    case JS_VALUE_ARRAY:
        for (size_t i = 0; i < a->count; i++)
            if (!js_equal(js_at(a, i), js_at(b, i)))
                return 0;
        return 1;
    case JS_VALUE_OBJECT:
        return members_equal(a, b);
    default:
        return 1;
    }
}

/* --- changing --- */

/* Say where every member stands, where there are many. */
static void
place_all(struct js_value_object *o)
{
    map_free(o->place);
    o->place = NULL;
    if (o->head.count <= MEMBERS_IN_LINE)
        return;
    o->place = map_new(NULL);
    for (size_t i = 0; i < o->head.count; i++)
        map_add(o->place, o->member[i].name, NULL)->value.num = (int64_t)i;
}

void
js_value_put(struct js *object, struct str name, struct js *value)
{
    struct js_value_object *o = (struct js_value_object *)(void *)object;
    struct js_value_member *m = find(o, name);

    if (m != NULL) {
        js_free(m->value);
        m->value = value;
        return;
    }
    o->member =
        mem_grow(o->member, &o->cap, o->head.count + 1, sizeof o->member[0]);
    o->member[o->head.count++] =
        (struct js_value_member){ { mem_dup(name.p, name.len), name.len },
            value };
    if (o->place != NULL)
        map_add(o->place, name, NULL)->value.num = (int64_t)o->head.count - 1;
    else if (o->head.count > MEMBERS_IN_LINE)
        place_all(o);
}

void
js_set(struct js *object, const char *name, struct js *value)
{
    struct str key = str_of(name);

    if (value == NULL)
        return;
    if (object_of(object) == NULL || name == NULL || !utf8_valid(key))
        js_free(value);
    else
        js_value_put(object, key, value);
}

void
js_set_text(struct js *object, const char *name, struct str utf8)
{
    js_set(object, name, js_new_text(utf8));
}

void
js_set_textz(struct js *object, const char *name, const char *utf8)
{
    js_set_text(object, name, str_of(utf8));
}

void
js_set_number(struct js *object, const char *name, double v)
{
    js_set(object, name, js_new_number(v));
}

void
js_set_integer(struct js *object, const char *name, int64_t v)
{
    js_set(object, name, js_new_integer(v));
}

void
js_set_bool(struct js *object, const char *name, int v)
{
    js_set(object, name, js_new_bool(v));
}

void
js_add(struct js *array, struct js *value)
{
    struct js_value_array *a = (struct js_value_array *)(void *)array;

    if (value == NULL)
        return;
    if (array_of(array) == NULL) {
        js_free(value);
        return;
    }
    a->item = mem_grow(a->item, &a->cap, a->head.count + 1, sizeof a->item[0]);
    a->item[a->head.count++] = value;
}

void
js_add_text(struct js *array, struct str utf8)
{
    js_add(array, js_new_text(utf8));
}

void
js_remove(struct js *object, const char *name)
{
    struct js_value_object *o = (struct js_value_object *)(void *)object;
    struct js_value_member *m;

    if (object_of(object) == NULL || (m = find(o, str_of(name))) == NULL)
        return;
    free((char *)(uintptr_t)m->name.p);
    js_free(m->value);
    memmove(
        m, m + 1, (size_t)(o->member + o->head.count - (m + 1)) * sizeof *m);
    o->head.count--;
    place_all(o);
}
