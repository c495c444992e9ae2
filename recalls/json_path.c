#include "recalls/json_path.h"

/* Elements of elements: more nesting than this is no list of values. */
#define ARRAY_DEPTH_MAX 4

struct walk {
    struct str names[JSON_PATH_NAMES_MAX];
    size_t count;
    void (*visit)(const struct js *value, void *ctx);
    void *ctx;
};

/* Split at "."; "[]" behind a name is taken off. */
static int
split(struct str path, struct walk *w, struct fail *fail)
{
    struct str rest = path, name;

    w->count = 0;
    if (path.len == 0 || path.len > JSON_PATH_BYTES_MAX)
        return fail_set(fail, "a path has 1 to %d bytes", JSON_PATH_BYTES_MAX);
    while (str_next(&rest, '.', &name)) {
        size_t at = (size_t)(name.p - path.p);

        while (str_ends(name, STR("[]")))
            name = str_sub(name, 0, name.len - 2);
        if (name.len == 0)
            return fail_set(fail, "byte %zu: a name is missing", at + 1);
        if (str_find_char(name, '[', 0) >= 0 ||
            str_find_char(name, ']', 0) >= 0)
            return fail_set(fail,
                "byte %zu: only '[]', for every element, may follow a name",
                at + 1);
        if (w->count == JSON_PATH_NAMES_MAX)
            return fail_set(
                fail, "more than %d names in a path", JSON_PATH_NAMES_MAX);
        w->names[w->count++] = name;
    }
    return 0;
}

int
json_path_check(struct str path, struct fail *fail)
{
    struct walk w;

    return split(path, &w, fail);
}

static struct js *
member(const struct js *object, struct str name)
{
    char text[JSON_PATH_BYTES_MAX + 1];

    if (name.len >= sizeof text)
        return NULL;
    memcpy(text, name.p, name.len);
    text[name.len] = '\0';
    return js_get(object, text);
}

/* Recursion ends: a name less, or one of a few arrays in arrays. */
static void
walk(const struct walk *w, size_t at, const struct js *value, int arrays)
{
    if (js_kind(value) == JS_ARRAY && arrays < ARRAY_DEPTH_MAX) {
        for (size_t i = 0; i < js_count(value); i++)
            walk(w, at, js_at(value, i), arrays + 1);
        return;
    }
    if (at == w->count) {
        if (js_kind(value) != JS_NULL)
            w->visit(value, w->ctx);
        return;
    }
    if (js_kind(value) == JS_OBJECT)
        walk(w, at + 1, member(value, w->names[at]), 0);
}

void
json_path_each(const struct js *record, struct str path,
    void (*visit)(const struct js *value, void *ctx), void *ctx)
{
    struct walk w = { .visit = visit, .ctx = ctx };
    const struct js *whole = member(record, path);

    if (js_kind(whole) != JS_NULL) {
        walk(&w, 0, whole, 0);
        return;
    }
    if (split(path, &w, NULL) == 0)
        walk(&w, 0, record, 0);
}
