#include "rules/term_table.h"

#include "base/csv.h"
#include "base/mem.h"
#include "core/limits.h"
#include "rules/certificate.h"

#include <stdlib.h>

/* All substances of the cosmetics annexes are below 3,000. */
#define ROWS_MAX 20000
#define TERMS_MAX 64
#define COLUMNS_MAX 32

enum column { COLUMN_TERM, COLUMN_CAS, COLUMN_ENTRY, COLUMN_NOTE };

static const struct {
    const char *name;
    enum column column;
} columns[] = {
    { "term", COLUMN_TERM },
    { "name", COLUMN_TERM },
    { "inci", COLUMN_TERM },
    { "cas", COLUMN_CAS },
    { "en", COLUMN_TERM },
    { "de", COLUMN_TERM },
    { "zh", COLUMN_TERM },
    { "aliases", COLUMN_TERM },
    { "entry", COLUMN_ENTRY },
    { "annex", COLUMN_ENTRY },
    { "meaning", COLUMN_NOTE },
    { "note", COLUMN_NOTE },
    { "source", COLUMN_NOTE },
};

struct table {
    struct term_table *lexicon;
    const char *name;
    enum column column[COLUMNS_MAX];
    size_t count;
};

static int
read_header(struct table *t, const struct csv *c, struct fail *fail)
{
    int names = 0;

    if (c->count > COLUMNS_MAX)
        return fail_set(fail, "%s:%zu: more than %d columns", t->name,
            c->row_line, COLUMNS_MAX);
    t->count = c->count;
    for (size_t i = 0; i < c->count; i++) {
        size_t k = 0;

        while (k < COUNT(columns) &&
               !str_is_nocase(str_trim(c->field[i]), columns[k].name))
            k++;
        if (k == COUNT(columns))
            return fail_set(fail,
                "%s:%zu: unknown column '" STR_FMT "'; known are term, name, "
                "inci, cas, en, de, zh, aliases, entry, annex, meaning, note, "
                "source, with tabs between",
                t->name, c->row_line, STR_ARG(c->field[i]));
        t->column[i] = columns[k].column;
        names |= t->column[i] <= COLUMN_CAS;
    }
    if (!names)
        return fail_set(fail, "%s:%zu: no column with terms: name one 'term'",
            t->name, c->row_line);
    return 0;
}

static int
too_large(const struct table *t, struct fail *fail)
{
    return fail_set(fail, "%s: the lexicon is too large", t->name);
}

static int
add_term(struct table *t, struct term_row *row, struct str term,
    enum column column, struct fail *fail)
{
    if (column == COLUMN_CAS && !certificate_is_cas(term))
        return fail_set(fail,
            "%s:%zu: '" STR_FMT "' is no CAS number: its check digit is wrong",
            t->name, row->line, STR_ARG(term));
    for (size_t i = 0; i < row->terms; i++)
        if (str_eq_nocase(row->term[i], term))
            return 0;
    if (row->terms == TERMS_MAX)
        return fail_set(
            fail, "%s:%zu: more than %d names", t->name, row->line, TERMS_MAX);
    row->term[row->terms] = arena_dup(&t->lexicon->arena, term);
    if (row->term[row->terms].p == NULL)
        return too_large(t, fail);
    row->terms++;
    return 0;
}

static int
read_row(struct table *t, const struct csv *c, struct fail *fail)
{
    struct term_table *l = t->lexicon;
    struct term_row row = { .line = c->row_line, .entry = STR("") };
    struct str term[TERMS_MAX];

    row.term = term;
    if (c->count > t->count)
        return fail_set(fail, "%s:%zu: %zu columns, the header has %zu",
            t->name, row.line, c->count, t->count);
    for (size_t i = 0; i < c->count; i++) {
        struct str rest = c->field[i], part;

        if (t->column[i] == COLUMN_ENTRY && str_trim(rest).len > 0)
            row.entry = arena_dup(&l->arena, str_trim(rest));
        while (t->column[i] <= COLUMN_CAS && str_next(&rest, '|', &part)) {
            part = str_trim(part);
            if (part.len > 0 &&
                add_term(t, &row, part, t->column[i], fail) != 0)
                return -1;
        }
    }
    if (row.terms == 0)
        return fail_set(
            fail, "%s:%zu: no term in this line", t->name, row.line);
    if (l->count == ROWS_MAX)
        return too_large(t, fail);
    row.term = arena_alloc(&l->arena, row.terms * sizeof row.term[0]);
    if (row.term == NULL || row.entry.p == NULL)
        return too_large(t, fail);
    memcpy(row.term, term, row.terms * sizeof row.term[0]);
    l->row = mem_grow(l->row, &l->cap, l->count + 1, sizeof l->row[0]);
    l->row[l->count++] = row;
    return 0;
}

int
term_table_parse(struct term_table **out, struct str text, const char *name,
    struct fail *fail)
{
    struct table t = { mem_new(sizeof *t.lexicon), name, { COLUMN_TERM }, 0 };
    struct csv csv;
    int rc;

    t.lexicon->arena = ARENA_MAX(4u * LIMIT_RULE_PACK_BYTES);
    csv_init(&csv, text, '\t');
    while ((rc = csv_next(&csv, fail)) > 0) {
        if (csv.field[0].len > 0 && csv.field[0].p[0] == '#')
            continue;
        if ((t.count == 0 ? read_header : read_row)(&t, &csv, fail) != 0) {
            rc = -1;
            break;
        }
    }
    csv_clear(&csv);
    if (rc == 0 && t.lexicon->count == 0)
        rc = fail_set(fail, "%s: the lexicon is empty", name);
    if (rc != 0) {
        term_table_free(t.lexicon);
        return -1;
    }
    *out = t.lexicon;
    return 0;
}

void
term_table_free(struct term_table *l)
{
    if (l == NULL)
        return;
    free(l->row);
    arena_clear(&l->arena);
    free(l);
}
