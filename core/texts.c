#include "core/texts.h"

#include "base/mem.h"

#include <stdlib.h>

void
texts_add(struct texts *t, struct str s)
{
    s = str_trim(s);
    if (s.len == 0)
        return;
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = str_dup(s);
}

int
texts_has(const struct texts *t, struct str s)
{
    for (size_t i = 0; i < t->count; i++)
        if (str_is(s, t->item[i]))
            return 1;
    return 0;
}

void
texts_add_new(struct texts *t, struct str s)
{
    if (!texts_has(t, str_trim(s)))
        texts_add(t, s);
}

void
texts_clear(struct texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->item[i]);
    free(t->item);
    *t = (struct texts){ 0 };
}

void
texts_add_held(struct texts *t, struct arena *a, struct str s)
{
    s = str_trim(s);
    if (s.len == 0)
        return;
    t->item = arena_grow(a, t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = arena_text(a, s);
}

void
texts_from_json(struct texts *t, const struct js *array)
{
    texts_add(t, js_text(array));
    if (js_kind(array) == JS_ARRAY)
        for (size_t i = 0; i < js_count(array); i++)
            texts_add(t, js_text(js_at(array, i)));
}

void
texts_to_json(const struct texts *t, struct js *object, const char *name)
{
    struct js *array;

    if (t->count == 0)
        return;
    array = js_new_array();
    for (size_t i = 0; i < t->count; i++)
        js_add_text(array, str_of(t->item[i]));
    js_set(object, name, array);
}

void
texts_write(const struct texts *t, struct js_line *line, const char *name)
{
    if (t->count == 0)
        return;
    js_line_array(line, name);
    for (size_t i = 0; i < t->count; i++)
        js_line_textz(line, NULL, t->item[i]);
    js_line_array_end(line);
}
