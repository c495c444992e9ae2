#include "recalls/json_records.h"

#include "core/limits.h"

/* Each resynchronisation reads the rest of the file once more. */
#define RESYNCS_MAX 20
/* Objects in objects around the records. */
#define ENTER_DEPTH_MAX 4

static void
skip(struct json_records *jr, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (jr->rest.p[i] == '\n')
            jr->line++;
    jr->rest.p += len;
    jr->rest.len -= len;
}

static void
skip_filling(struct json_records *jr)
{
    size_t n = 0;

    while (n < jr->rest.len &&
           (str_is_space(jr->rest.p[n]) || (jr->array && jr->rest.p[n] == ',')))
        n++;
    skip(jr, n);
}

/* Length of the value that starts here, or 0 when it is cut off. */
static size_t
value_length(struct str s)
{
    int depth = 0, quoted = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = 0;
        } else if (c == '"') {
            quoted = 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return i;
            if (--depth == 0)
                return i + 1;
        } else if (c == ',' && depth == 0) {
            return i;
        }
    }
    return 0;
}

void
json_records_init(struct json_records *jr, struct str text)
{
    *jr = (struct json_records){ .line = 1 };
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_sub(text, 3, text.len);
    jr->rest = text;
    skip_filling(jr);
    if (jr->rest.len > 0 && jr->rest.p[0] == '[') {
        jr->array = 1;
        skip(jr, 1);
    } else {
        /* An object that does not end on its line is written over several. */
        struct str after = jr->rest, line;

        if (str_next_line(&after, &line))
            jr->array = value_length(line) == 0 && line.len > 0;
    }
}

/* Behind the string that begins at s.p[at]. */
static size_t
string_end(struct str s, size_t at)
{
    for (at++; at < s.len && s.p[at] != '"'; at++)
        if (s.p[at] == '\\')
            at++;
    return at + 1 < s.len ? at + 1 : s.len;
}

static size_t
blank_end(struct str s, size_t at)
{
    while (at < s.len && str_is_space(s.p[at]))
        at++;
    return at;
}

/* 1 if the names joined by "." are one of the paths. */
static int
is_inside(const char *const *inside, const struct str *names, int count)
{
    for (; *inside != NULL; inside++) {
        struct str rest = str_of(*inside), name;
        int i = 0;

        while (i <= count && str_next(&rest, '.', &name))
            if (i == count || !str_eq(name, names[i++]))
                i = count + 1;
        if (i == count)
            return 1;
    }
    return 0;
}

/* Where the records begin in the object at the start of s, or 0. Arrays on
 * the way are stepped over. */
static size_t
find_records(struct str s, const char *const *inside)
{
    struct str names[ENTER_DEPTH_MAX] = { STR_NONE };
    int depth = 0, arrays = 0;

    for (size_t i = 0; i < s.len;) {
        char c = s.p[i];

        if (c == '"') {
            size_t end = string_end(s, i), after = blank_end(s, end);

            if (arrays == 0 && depth > 0 && depth <= ENTER_DEPTH_MAX &&
                after < s.len && s.p[after] == ':') {
                names[depth - 1] = str_sub(s, i + 1, end - i - 2);
                after = blank_end(s, after + 1);
                if (after < s.len && s.p[after] == '[' &&
                    is_inside(inside, names, depth))
                    return after + 1;
                end = after;
            }
            i = end;
            continue;
        }
        depth += arrays == 0 ? (c == '{') - (c == '}') : 0;
        arrays += (c == '[') - (c == ']');
        if (depth <= 0 || arrays < 0)
            return 0;
        i++;
    }
    return 0;
}

int
json_records_enter(struct json_records *jr, const char *const *inside)
{
    size_t at;

    if (inside == NULL || jr->rest.len == 0 || jr->rest.p[0] != '{')
        return 0;
    at = find_records(jr->rest, inside);
    if (at == 0)
        return 0;
    skip(jr, at);
    jr->array = 1;
    jr->inside = inside;
    return 1;
}

/* Behind the "]" of an object's records: to those of the next one. */
static int
enter_next(struct json_records *jr)
{
    ptrdiff_t next = str_find(jr->rest, STR("\n{"), 0);

    if (jr->inside == NULL || next < 0)
        return 0;
    skip(jr, (size_t)next + 1);
    return json_records_enter(jr, jr->inside);
}

/* Where the next object may begin: at the start of a line, or behind "},". At
 * least 1. */
static size_t
resync_length(struct str s)
{
    for (size_t i = 1; i < s.len; i++) {
        size_t back = i;

        if (s.p[i] != '{')
            continue;
        if (s.p[i - 1] == '\n')
            return i;
        while (back > 0 && (s.p[back - 1] == ' ' || s.p[back - 1] == '\t' ||
                               s.p[back - 1] == '\r' || s.p[back - 1] == '\n'))
            back--;
        if (back > 1 && s.p[back - 1] == ',' && s.p[back - 2] == '}')
            return i;
    }
    return s.len;
}

static int
parse(struct json_records *jr, struct str text, struct js **out,
    struct fail *fail)
{
    if (text.len > LIMIT_LINE_BYTES)
        return fail_set(
            fail, "line %zu: longer than %u bytes", jr->line, LIMIT_LINE_BYTES);
    if (js_parse(out, text, fail) != 0)
        return fail_wrap(fail, "line %zu: not JSON", jr->line);
    if (js_kind(*out) != JS_OBJECT) {
        js_free(*out);
        *out = NULL;
        return fail_set(fail, "line %zu: not an object", jr->line);
    }
    return 0;
}

static int
next_of_array(struct json_records *jr, struct js **out, struct fail *fail)
{
    size_t len = value_length(jr->rest);
    int rc = -1;

    if (len > 0)
        rc = parse(jr, str_sub(jr->rest, 0, len), out, fail);
    else
        fail_set(fail, "line %zu: the record is cut off", jr->line);
    if (rc != 0 && ++jr->resyncs <= RESYNCS_MAX) {
        /* A lost quote makes the rest look like one value. */
        size_t next = resync_length(jr->rest);

        if (len == 0 || next < len)
            len = next;
    }
    skip(jr, len > 0 ? len : jr->rest.len);
    return rc == 0 ? 1 : -1;
}

int
json_records_next(struct json_records *jr, struct js **out, struct fail *fail)
{
    struct str line;
    size_t number;
    int rc;

    *out = NULL;
    skip_filling(jr);
    while (jr->array && jr->rest.len > 0 && jr->rest.p[0] == ']') {
        if (!enter_next(jr))
            return 0;
        skip_filling(jr);
    }
    if (jr->rest.len == 0)
        return 0;
    if (jr->array)
        return next_of_array(jr, out, fail);
    number = jr->line;
    str_next_line(&jr->rest, &line);
    rc = parse(jr, line, out, fail);
    jr->line = number + 1;
    return rc == 0 ? 1 : -1;
}

const struct js *
json_records_unwrap(const struct js *record)
{
    const struct js *inner = js_get(record, "record");

    if (js_kind(js_get(inner, "fields")) == JS_OBJECT)
        return js_get(inner, "fields");
    if (js_kind(js_get(record, "fields")) == JS_OBJECT)
        return js_get(record, "fields");
    return record;
}
