#include "review/export.h"

#include "base/mem.h"
#include "base/now.h"

#define JOINED_BYTES_MAX (256u << 10)

/* What a column holds, and so how it is written. */
enum kind {
    WORD,   /* one of our own */
    TEXT,   /* anything */
    AMOUNT, /* decimal digits, or anything */
    WHOLE,  /* a whole number */
    SHARE,  /* 0 to 1 */
    TIME,
};

static const struct {
    const char *name;
    enum kind kind;
} columns[] = {
    { "id", WHOLE },
    { "state", WORD },
    { "assignee", TEXT },
    { "priority", SHARE },
    { "risk", SHARE },
    { "hazards", TEXT },
    { "title", TEXT },
    { "brand", TEXT },
    { "model", TEXT },
    { "gtins", TEXT },
    { "market", TEXT },
    { "seller", TEXT },
    { "price", AMOUNT },
    { "currency", TEXT },
    { "url", TEXT },
    { "language", TEXT },
    { "findings", TEXT },
    { "reasons", TEXT },
    { "decisions", WHOLE },
    { "first_seen", TIME },
    { "last_seen", TIME },
    { "decided_at", TIME },
    { "due", TIME },
};
#define COLUMNS COUNT(columns)

/* One row: a text, a number or a time in each column. */
struct cells {
    struct str text[COLUMNS];
    double number[COLUMNS];
    int64_t ms[COLUMNS];
    struct buf gtins, hazards, findings, reasons; /* owned */
    size_t at;                                    /* column to be set next */
};

/* Characters that start a formula in Excel, LibreOffice or Google Sheets
 * (OWASP, "CSV Injection"), and their full-width forms, which Excel takes
 * too in Chinese and Japanese settings. White space in front is skipped, as
 * some readers trim it. */
static int
is_formula(struct str s)
{
    static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n",
        "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0", "|" };

    while (s.len > 0 && s.p[0] == ' ')
        s = str_sub(s, 1, s.len);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(s, str_of(starts[i])))
            return 1;
    return 0;
}

void
export_csv_cell(struct buf *out, struct str text)
{
    buf_addc(out, '"');
    if (is_formula(text))
        buf_addc(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '"')
            buf_addc(out, '"');
        buf_addc(out, text.p[i]);
    }
    buf_addc(out, '"');
}

static void
join_texts(struct buf *out, const struct texts *t, const char *between)
{
    for (size_t i = 0; i < t->count; i++)
        buf_addf(out, "%s%s", i > 0 ? between : "", t->item[i]);
}

static void
join_hazards(struct buf *out, const struct casefile *c)
{
    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            buf_addf(out, "%s%s", out->len > 0 ? " " : "",
                hazard_name((enum hazard)h));
}

static void
join_findings(struct buf *out, const struct casefile *c)
{
    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];

        buf_addf(out, "%s%s %s (%s)", i > 0 ? "; " : "",
            finding_source_name(f->source), f->id,
            finding_strength_name(f->strength));
    }
}

static void
set_text(struct cells *c, struct str text)
{
    c->text[c->at++] = text;
}

static void
set_number(struct cells *c, double v)
{
    c->number[c->at++] = v;
}

static void
set_ms(struct cells *c, int64_t ms)
{
    c->ms[c->at++] = ms;
}

/* In the order of the columns. */
static void
cells_fill(struct cells *c, const struct queue_row *row)
{
    const struct store_case *e = row->entry;
    const struct casefile *file = row->file;
    const struct listing *l = file->listing;

    *c = (struct cells){ .gtins = BUF_MAX(JOINED_BYTES_MAX),
        .hazards = BUF_MAX(JOINED_BYTES_MAX),
        .findings = BUF_MAX(JOINED_BYTES_MAX),
        .reasons = BUF_MAX(JOINED_BYTES_MAX) };
    join_texts(&c->gtins, &l->list[LISTING_GTINS], " ");
    join_hazards(&c->hazards, file);
    join_findings(&c->findings, file);
    join_texts(&c->reasons, &file->reasons, "; ");
    set_number(c, (double)e->id);
    set_text(c, str_of(e->state));
    set_text(c, str_of(e->assignee));
    set_number(c, e->priority);
    set_number(c, file->risk);
    set_text(c, buf_str(&c->hazards));
    set_text(c, listing_get(l, LISTING_TITLE));
    set_text(c, listing_get(l, LISTING_BRAND));
    set_text(c, listing_get(l, LISTING_MODEL));
    set_text(c, buf_str(&c->gtins));
    set_text(c, listing_get(l, LISTING_MARKET));
    set_text(c, listing_get(l, LISTING_SELLER_NAME));
    set_text(c, listing_get(l, LISTING_PRICE_AMOUNT));
    set_text(c, listing_get(l, LISTING_PRICE_CURRENCY));
    set_text(c, listing_get(l, LISTING_URL));
    set_text(c, listing_get(l, LISTING_LANGUAGE));
    set_text(c, buf_str(&c->findings));
    set_text(c, buf_str(&c->reasons));
    set_number(c, (double)e->decisions);
    set_ms(c, e->first_seen_ms);
    set_ms(c, e->last_seen_ms);
    set_ms(c, e->decided_at_ms);
    set_ms(c, e->due_ms);
}

static void
cells_clear(struct cells *c)
{
    buf_clear(&c->gtins);
    buf_clear(&c->hazards);
    buf_clear(&c->findings);
    buf_clear(&c->reasons);
}

/* --- CSV --- */

int
export_csv_head(struct buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++)
        buf_addf(out, "%s%s", i > 0 ? "," : "", columns[i].name);
    return buf_addz(out, "\r\n");
}

int
export_csv_row(struct buf *out, const struct queue_row *row)
{
    char time[NOW_TEXT_BYTES];
    struct cells c;

    cells_fill(&c, row);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0)
            buf_addc(out, ',');
        switch (columns[i].kind) {
        case WORD:
            buf_adds(out, c.text[i]);
            break;
        case TEXT:
        case AMOUNT:
            export_csv_cell(out, c.text[i]);
            break;
        case WHOLE:
        case SHARE:
            buf_addf(
                out, "%.*f", columns[i].kind == SHARE ? 3 : 0, c.number[i]);
            break;
        case TIME:
            if (c.ms[i] > 0) {
                now_text(c.ms[i], time);
                buf_addz(out, time);
            }
        }
    }
    cells_clear(&c);
    return buf_addz(out, "\r\n");
}

/* --- workbook --- */

void
export_xlsx_head(struct xlsx *x)
{
    xlsx_row(x);
    for (size_t i = 0; i < COLUMNS; i++)
        xlsx_heading(x, str_of(columns[i].name));
}

/* A number where it is one; "1e5" and "0x1" are none of ours. */
static void
amount(struct xlsx *x, struct str text)
{
    double v;

    for (size_t i = 0; i < text.len; i++)
        if (!str_is_digit(text.p[i]) && text.p[i] != '.') {
            xlsx_text(x, text);
            return;
        }
    if (text.len > 0 && str_to_double(text, &v) == 0)
        xlsx_number(x, v, 2);
    else
        xlsx_text(x, text);
}

void
export_xlsx_row(struct xlsx *x, const struct queue_row *row)
{
    struct cells c;

    cells_fill(&c, row);
    xlsx_row(x);
    for (size_t i = 0; i < COLUMNS; i++)
        switch (columns[i].kind) {
        case WORD:
        case TEXT:
            xlsx_text(x, c.text[i]);
            break;
        case AMOUNT:
            amount(x, c.text[i]);
            break;
        case WHOLE:
        case SHARE:
            xlsx_number(x, c.number[i], columns[i].kind == SHARE ? 3 : 0);
            break;
        case TIME:
            xlsx_time(x, c.ms[i]);
        }
    cells_clear(&c);
}

/* --- JSON --- */

static void
set_time(struct js *j, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    if (ms == 0)
        return;
    now_text(ms, text);
    js_set_textz(j, name, text);
}

int
export_json_row(struct buf *out, const struct queue_row *row)
{
    const struct store_case *e = row->entry;
    struct js *j = js_new_object(), *file = casefile_to_json(row->file);
    struct js *value;
    struct str name;
    void *it = NULL;

    js_set_integer(j, "id", e->id);
    js_set_textz(j, "state", e->state);
    js_set_textz(j, "assignee", e->assignee);
    js_set_integer(j, "decisions", e->decisions);
    set_time(j, "first_seen", e->first_seen_ms);
    set_time(j, "last_seen", e->last_seen_ms);
    set_time(j, "decided_at", e->decided_at_ms);
    set_time(j, "due", e->due_ms);
    while (js_next(file, &it, &name, &value))
        js_set(j, name.p, js_copy(value));
    js_write(out, j);
    js_free(file);
    js_free(j);
    return buf_addc(out, '\n');
}
