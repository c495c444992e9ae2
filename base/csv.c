#include "base/csv.h"

#include <string.h>

static char
guess_separator(struct str text)
{
    static const char candidates[] = ",;\t";
    size_t count[3] = { 0 }, best = 0;
    int quoted = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char *hit;

        if (text.p[i] == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (text.p[i] == '\n' || text.p[i] == '\r')
            break;
        hit = memchr(candidates, text.p[i], sizeof candidates - 1);
        if (hit != NULL)
            count[hit - candidates]++;
    }
    for (size_t i = 1; i < 3; i++)
        if (count[i] > count[best])
            best = i;
    return candidates[best];
}

void
csv_init(struct csv *c, struct str text, char separator)
{
    *c = (struct csv){ .line = 1 };
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_sub(text, 3, text.len);
    c->rest = text;
    c->separator = separator != 0 ? separator : guess_separator(text);
    c->bytes = BUF_MAX(text.len + 1);
}

/* Take one byte off the rest, counting lines; CRLF counts once, at its LF. */
static char
take(struct csv *c)
{
    char b = c->rest.p[0];

    c->rest.p++;
    c->rest.len--;
    if (b == '\n' || (b == '\r' && (c->rest.len == 0 || c->rest.p[0] != '\n')))
        c->line++;
    return b;
}

/* Sixteen bytes at a time; each lane of a comparison is 0xFF or 0. */
typedef char lanes __attribute__((vector_size(16)));

/* How many bytes from here on mean nothing but themselves. */
static size_t
plain_run(struct str s, char separator)
{
    size_t i = 0;

    for (; s.len - i >= sizeof(lanes); i += sizeof(lanes)) {
        lanes v, special;
        uint64_t half[2];

        memcpy(&v, s.p + i, sizeof v);
        special = (lanes)(v == '"') | (lanes)(v == separator) |
                  (lanes)(v == '\n') | (lanes)(v == '\r');
        memcpy(half, &special, sizeof half);
        if ((half[0] | half[1]) != 0)
            break;
    }
    while (i < s.len && s.p[i] != '"' && s.p[i] != separator &&
           s.p[i] != '\n' && s.p[i] != '\r')
        i++;
    return i;
}

/* Read one field. Return the byte that ended it: the separator, '\n', 0 at
 * the end of the text, or '"' for a quote left open. */
static char
read_field(struct csv *c)
{
    int quoted = 0, first = 1;

    while (c->rest.len > 0) {
        size_t run = plain_run(c->rest, c->separator);
        char b;

        if (run > 0) {
            buf_add(&c->bytes, c->rest.p, run);
            c->rest = str_sub(c->rest, run, c->rest.len);
            first = 0;
            continue;
        }
        b = take(c);
        if (quoted && b == '"') {
            if (c->rest.len == 0 || c->rest.p[0] != '"') {
                quoted = 0;
                continue;
            }
            take(c);
        } else if (first && b == '"') {
            quoted = 1;
            first = 0;
            continue;
        } else if (!quoted && b == c->separator) {
            return b;
        } else if (!quoted && (b == '\n' || b == '\r')) {
            if (b == '\r' && c->rest.len > 0 && c->rest.p[0] == '\n')
                take(c);
            return '\n';
        }
        first = 0;
        buf_addc(&c->bytes, b);
    }
    return quoted ? '"' : 0;
}

int
csv_next(struct csv *c, struct fail *fail)
{
    while (c->rest.len > 0) {
        size_t start = 0, fields = 0;
        char ended;

        c->row_line = c->line;
        buf_reset(&c->bytes);
        do {
            ended = read_field(c);
            if (fields < CSV_FIELDS_MAX)
                c->end[fields] = c->bytes.len;
            fields++;
        } while (ended == c->separator);
        if (ended == '"')
            return fail_set(
                fail, "line %zu: a quote is never closed", c->row_line);
        if (fields > CSV_FIELDS_MAX)
            return fail_set(fail, "line %zu: more than %d fields", c->row_line,
                CSV_FIELDS_MAX);
        if (fields == 1 && c->end[0] == 0)
            continue;
        c->count = fields;
        for (size_t i = 0; i < fields; start = c->end[i], i++)
            c->field[i] = str_sub(buf_str(&c->bytes), start, c->end[i] - start);
        return 1;
    }
    return 0;
}

void
csv_clear(struct csv *c)
{
    buf_clear(&c->bytes);
    *c = (struct csv){ 0 };
}

int
csv_write(struct buf *out, struct str field)
{
    int plain = 1;

    for (size_t i = 0; i < field.len && plain; i++)
        plain = memchr(",;\t\"\r\n", field.p[i], 6) == NULL;
    if (plain)
        return buf_adds(out, field);
    buf_addc(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.p[i] == '"')
            buf_addc(out, '"');
        buf_addc(out, field.p[i]);
    }
    return buf_addc(out, '"');
}
