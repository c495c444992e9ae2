/* JSON that is rare or wrong: jansson says which, and where and why. */
#include "base/js_value.h"

#include <jansson.h>

static struct js *
value_of(const json_t *t)
{
    const char *name;
    json_t *value;
    struct js *j;
    size_t i;

    switch (json_typeof(t)) {
    case JSON_STRING:
        return js_value_text(
            (struct str){ json_string_value(t), json_string_length(t) });
    case JSON_ARRAY:
        j = js_new_array();
        json_array_foreach(t, i, value)
        {
            js_add(j, value_of(value));
        }
        return j;
    case JSON_OBJECT:
        j = js_new_object();
        json_object_foreach((json_t *)(uintptr_t)t, name, value)
        {
            js_value_put(j, str_of(name), value_of(value));
        }
        return j;
    case JSON_INTEGER:
        return js_new_integer(json_integer_value(t));
    case JSON_REAL:
        return js_new_number(json_real_value(t));
    case JSON_TRUE:
    case JSON_FALSE:
        return js_new_bool(json_is_true(t));
    case JSON_NULL:
        break;
    }
    return js_value_null();
}

int
js_value_parse_rest(struct js **out, struct str text, struct fail *fail)
{
    json_error_t error;
    json_t *t = json_loadb(text.p == NULL ? "" : text.p, text.len,
        JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);

    if (t == NULL)
        return fail_set(fail, "line %d, column %d: %s", error.line,
            error.column, error.text);
    *out = value_of(t);
    json_decref(t);
    return 0;
}
