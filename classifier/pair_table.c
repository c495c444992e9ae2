#include "classifier/pair_table.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)2 << 30)
#define LABEL "label"

/* Where the columns of a schema stand in a file. */
struct columns {
    size_t label, side[2][PAIR_FIELDS_MAX];
};

static const char *const prefixes[2] = { "left_", "right_" };

void
pair_schema_clear(struct pair_schema *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->name[i]);
    *s = (struct pair_schema){ 0 };
}

int
pair_schema_add(struct pair_schema *s, struct str name, struct fail *fail)
{
    if (s->count >= PAIR_FIELDS_MAX)
        return fail_set(fail, "column \"" STR_FMT "\": more than %d fields",
            STR_ARG(str_sub(name, 0, 80)), PAIR_FIELDS_MAX);
    if (name.len == 0 || name.len > 200)
        return fail_set(
            fail, "a field's name has %zu bytes, not 1 to 200", name.len);
    for (size_t i = 0; i < s->count; i++)
        if (str_is(name, s->name[i]))
            return fail_set(fail, "column \"" STR_FMT "\" stands there twice",
                STR_ARG(name));
    s->name[s->count++] = str_dup(name);
    return 0;
}

void
pair_schema_end(struct pair_schema *s)
{
    static const char *const naming[] = { "title", "name" };

    s->main_field = 0;
    for (size_t n = 0; n < COUNT(naming); n++)
        for (size_t i = 0; i < s->count; i++)
            if (str_find_nocase(str_of(s->name[i]), str_of(naming[n]), 0) >=
                0) {
                s->main_field = i;
                return;
            }
}

static int
read_header(struct csv *csv, struct fail *fail)
{
    int rc = csv_next(csv, fail);

    if (rc == 0)
        return fail_set(fail, "line 1: no header");
    return rc < 0 ? -1 : 0;
}

int
pair_schema_read(struct pair_schema *out, struct str text, struct fail *fail)
{
    struct csv csv;
    int rc;

    *out = (struct pair_schema){ 0 };
    csv_init(&csv, text, ',');
    rc = read_header(&csv, fail);
    for (size_t i = 0; rc == 0 && i < csv.count; i++)
        if (str_starts(csv.field[i], str_of(prefixes[0])))
            rc = pair_schema_add(out,
                str_sub(csv.field[i], strlen(prefixes[0]), csv.field[i].len),
                fail);
    if (rc == 0 && out->count == 0)
        rc = fail_set(fail, "line 1: no column whose name begins with \"%s\"",
            prefixes[0]);
    csv_clear(&csv);
    if (rc != 0)
        pair_schema_clear(out);
    else
        pair_schema_end(out);
    return rc;
}

static int
find_column(size_t *out, const struct csv *csv, const char *prefix,
    const char *name, struct fail *fail)
{
    for (size_t i = 0; i < csv->count; i++)
        if (str_starts(csv->field[i], str_of(prefix)) &&
            str_is(str_sub(csv->field[i], strlen(prefix), csv->field[i].len),
                name)) {
            *out = i;
            return 0;
        }
    return fail_set(fail, "line 1: no column \"%s%s\"", prefix, name);
}

static int
find_columns(struct columns *out, const struct csv *csv,
    const struct pair_schema *schema, struct fail *fail)
{
    if (find_column(&out->label, csv, "", LABEL, fail) != 0)
        return -1;
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < schema->count; i++)
            if (find_column(&out->side[side][i], csv, prefixes[side],
                    schema->name[i], fail) != 0)
                return -1;
    return 0;
}

static uint64_t
raw_hash(struct str s)
{
    uint64_t h = s.len, word;

    for (; s.len >= 8; s = str_sub(s, 8, s.len)) {
        memcpy(&word, s.p, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0xBF58476D1CE4E5B9u;
    return h ^ (h >> 31);
}

static void
widen(struct pair_table *t)
{
    free(t->slot);
    t->slots = t->slots == 0 ? 1u << 12 : t->slots * 2;
    t->slot = mem_array(t->slots, sizeof t->slot[0]);
    for (size_t i = 0; i < t->record_count; i++) {
        size_t at = (size_t)raw_hash(t->raw[i]) & (t->slots - 1);

        while (t->slot[at] != 0)
            at = (at + 1) & (t->slots - 1);
        t->slot[at] = (uint32_t)i + 1;
    }
}

/* The record of these fields, read if it is new. `key`: the fields, joined. */
static int
add_record(struct pair_table *t, struct pair_reader *reader, struct str key,
    const struct str *field, size_t count, uint32_t *out)
{
    size_t at;

    if (t->record_count * 2 >= t->slots)
        widen(t);
    at = (size_t)raw_hash(key) & (t->slots - 1);
    for (; t->slot[at] != 0; at = (at + 1) & (t->slots - 1))
        if (str_eq(t->raw[t->slot[at] - 1], key)) {
            *out = t->slot[at] - 1;
            return 0;
        }
    t->record = mem_grow(
        t->record, &t->record_cap, t->record_count + 1, sizeof t->record[0]);
    t->raw =
        mem_grow(t->raw, &t->raw_cap, t->record_count + 1, sizeof t->raw[0]);
    t->sides = mem_grow(t->sides, &t->sides_cap, t->record_count + 1, 1);
    t->raw[t->record_count] = arena_dup(&t->arena, key);
    if (t->raw[t->record_count].p == NULL ||
        pair_record_read(&t->record[t->record_count], reader, field, count) !=
            0)
        return -1;
    t->sides[t->record_count] = 0;
    *out = (uint32_t)t->record_count++;
    t->slot[at] = *out + 1;
    return 0;
}

/* One side of a row. Fields are joined by a byte that no text has. */
static int
add_side(struct pair_table *t, struct pair_reader *reader, struct buf *key,
    const struct csv *csv, const size_t *column, size_t count, uint32_t *out)
{
    struct str field[PAIR_FIELDS_MAX];

    buf_reset(key);
    for (size_t i = 0; i < count; i++) {
        field[i] = csv->field[column[i]];
        buf_adds(key, field[i]);
        buf_addc(key, '\x1F');
    }
    return add_record(t, reader, buf_str(key), field, count, out);
}

static int
check_row(const struct csv *csv, const struct pair_schema *schema,
    const struct columns *columns, struct fail *fail)
{
    struct str label = csv->field[columns->label];

    if (!str_is(label, "0") && !str_is(label, "1"))
        return fail_set(fail,
            "line %zu: column \"" LABEL "\" is \"" STR_FMT "\", not 0 or 1",
            csv->row_line, STR_ARG(utf8_cut(label, 40)));
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < schema->count; i++)
            if (!utf8_valid(csv->field[columns->side[side][i]]) ||
                memchr(csv->field[columns->side[side][i]].p, '\0',
                    csv->field[columns->side[side][i]].len) != NULL)
                return fail_set(fail,
                    "line %zu: column \"%s%s\" is not UTF-8 text",
                    csv->row_line, prefixes[side], schema->name[i]);
    return 0;
}

static int
add_row(struct pair_table *t, struct pair_reader *reader, struct buf *key,
    const struct csv *csv, const struct pair_schema *schema,
    const struct columns *columns, struct fail *fail)
{
    struct pair p = { 0 };

    if (t->pair_count >= PAIR_ROWS_MAX)
        return fail_set(
            fail, "line %zu: more than %d pairs", csv->row_line, PAIR_ROWS_MAX);
    if (add_side(t, reader, key, csv, columns->side[0], schema->count,
            &p.left) != 0 ||
        add_side(t, reader, key, csv, columns->side[1], schema->count,
            &p.right) != 0)
        return fail_set(
            fail, "line %zu: the records are too large", csv->row_line);
    t->sides[p.left] |= 1;
    t->sides[p.right] |= 2;
    p.label = str_is(csv->field[columns->label], "1") ? 1 : -1;
    t->pair =
        mem_grow(t->pair, &t->pair_cap, t->pair_count + 1, sizeof t->pair[0]);
    t->pair[t->pair_count++] = p;
    return 0;
}

int
pair_table_read(struct pair_table *out, const struct pair_schema *schema,
    struct pair_words *words, struct str text, struct fail *fail)
{
    struct columns columns;
    struct csv csv;
    struct pair_reader reader;
    struct buf key = BUF_MAX(text.len + PAIR_FIELDS_MAX + 1);
    int rc;

    *out = (struct pair_table){ .arena = ARENA_MAX(ARENA_BYTES) };
    csv_init(&csv, text, ',');
    pair_reader_init(&reader, words, &out->arena, schema->main_field);
    rc = read_header(&csv, fail);
    if (rc == 0)
        rc = find_columns(&columns, &csv, schema, fail);
    while (rc == 0) {
        size_t width = csv.count;
        int more = csv_next(&csv, fail);

        if (more == 0)
            break;
        if (more < 0)
            rc = -1;
        else if (csv.count != width)
            rc = fail_set(fail, "line %zu: %zu columns, the header has %zu",
                csv.row_line, csv.count, width);
        else if (check_row(&csv, schema, &columns, fail) != 0 ||
                 add_row(out, &reader, &key, &csv, schema, &columns, fail) != 0)
            rc = -1;
    }
    if (rc == 0 && out->pair_count == 0)
        rc = fail_set(fail, "no pairs behind the header");
    buf_clear(&key);
    pair_reader_clear(&reader);
    csv_clear(&csv);
    if (rc != 0)
        pair_table_clear(out);
    return rc;
}

void
pair_table_clear(struct pair_table *t)
{
    free(t->record);
    free(t->sides);
    free(t->pair);
    free(t->raw);
    free(t->slot);
    arena_clear(&t->arena);
    *t = (struct pair_table){ 0 };
}
