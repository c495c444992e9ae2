#include "recalls/recall_diff.h"

/* A list longer than this is shown as a whole: comparing costs the square. */
#define LIST_MAX 3000

static int
same(const struct js *a, const struct js *b)
{
    struct buf x = BUF_MAX(64u << 20), y = BUF_MAX(64u << 20);
    int eq;

    if (js_kind(a) != js_kind(b))
        return 0;
    js_write(&x, a);
    js_write(&y, b);
    eq = !x.over && !y.over && str_eq(buf_str(&x), buf_str(&y));
    buf_clear(&x);
    buf_clear(&y);
    return eq;
}

static int
is_texts(const struct js *j)
{
    if (js_kind(j) != JS_ARRAY || js_count(j) > LIST_MAX)
        return 0;
    for (size_t i = 0; i < js_count(j); i++)
        if (js_kind(js_at(j, i)) != JS_STRING)
            return 0;
    return 1;
}

static int
has(const struct js *list, struct str text)
{
    for (size_t i = 0; i < js_count(list); i++)
        if (str_eq(js_text(js_at(list, i)), text))
            return 1;
    return 0;
}

/* Entries of a that b lacks, under the name. */
static void
set_missing(
    struct js *out, const char *name, const struct js *a, const struct js *b)
{
    struct js *list = js_new_array();

    for (size_t i = 0; i < js_count(a); i++)
        if (!has(b, js_text(js_at(a, i))))
            js_add_text(list, js_text(js_at(a, i)));
    if (js_count(list) > 0)
        js_set(out, name, list);
    else
        js_free(list);
}

static void
add_change(struct js *out, const char *name, const struct js *before,
    const struct js *after)
{
    struct js *change = js_new_object();

    if (is_texts(before) && is_texts(after)) {
        set_missing(change, "gone", before, after);
        set_missing(change, "new", after, before);
    }
    if (js_count(change) == 0) { /* no lists, or another order */
        if (before != NULL)
            js_set(change, "from", js_copy(before));
        if (after != NULL)
            js_set(change, "to", js_copy(after));
    }
    js_set(out, name, change);
}

struct js *
recall_diff(const struct js *before, const struct js *after)
{
    struct js *out = js_new_object(), *value;
    struct str name;
    void *it = NULL;

    while (js_next(before, &it, &name, &value))
        if (!same(value, js_get(after, name.p)))
            add_change(out, name.p, value, js_get(after, name.p));
    it = NULL;
    while (js_next(after, &it, &name, &value))
        if (js_get(before, name.p) == NULL)
            add_change(out, name.p, NULL, value);
    return out;
}
