#include "recalls/json_records.h"

#include "core/limits.h"

/* Each resynchronisation reads the rest of the file once more. */
#define RESYNCS_MAX 20

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
    if (jr->rest.len == 0 || (jr->array && jr->rest.p[0] == ']'))
        return 0;
    if (jr->array)
        return next_of_array(jr, out, fail);
    number = jr->line;
    str_next_line(&jr->rest, &line);
    rc = parse(jr, line, out, fail);
    jr->line = number + 1;
    return rc == 0 ? 1 : -1;
}
