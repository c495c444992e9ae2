#include "recalls/notice_table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml_html.h"
#include "core/limits.h"

/* Of a label: "Online marketplaces on which it was sold". */
#define LABEL_BYTES_MAX 80

struct row {
    struct buf bytes; /* the cells, joined */
    size_t end[NOTICE_TABLE_CELLS_MAX];
    size_t count;
};

struct reading {
    const struct notice_table_reader *to;
    struct buf text;  /* of the block or cell at hand */
    struct buf label; /* of a heading that waits for its text */
    struct row head, row;
    int tables; /* open ones */
    int in_cell, has_head;
    size_t rows;
};

static const char *const blocks[] = { "p", "div", "li", "ul", "ol", "h1", "h2",
    "h3", "h4", "h5", "h6", "dt", "dd", "dl", "section", "table", "caption",
    "body", "blockquote" };

static int
is_block(struct str name)
{
    return str_is_one_of(name, blocks, COUNT(blocks));
}

static int
is_cell(struct str name)
{
    return str_is(name, "td") || str_is(name, "th");
}

static struct str
cell(const struct row *row, size_t i)
{
    size_t from = i == 0 ? 0 : row->end[i - 1];

    return i < row->count ? str_trim(str_sub(
                                buf_str(&row->bytes), from, row->end[i] - from))
                          : STR_NONE;
}

/* The label that a text is, without its colon; empty if it is none. */
static struct str
label_of(const struct reading *r, struct str s)
{
    s = str_trim(s);
    if (str_ends(s, STR(":")))
        s = str_trim(str_sub(s, 0, s.len - 1));
    return s.len > 0 && s.len <= LABEL_BYTES_MAX &&
                   r->to->is_label(s, r->to->ctx)
               ? s
               : STR_NONE;
}

static void
give(struct reading *r, struct str label, struct str value, size_t row)
{
    if (str_trim(value).len > 0)
        r->to->value(label, str_trim(value), row, r->to->ctx);
}

/* --- text --- */

static void
end_block(struct reading *r)
{
    struct str s = str_trim(buf_str(&r->text)), label = label_of(r, s);
    ptrdiff_t colon = str_find_char(s, ':', 0);

    if (label.len > 0) {
        buf_reset(&r->label);
        buf_adds(&r->label, label);
    } else if (colon > 0 &&
               (label = label_of(r, str_sub(s, 0, (size_t)colon))).len > 0) {
        buf_reset(&r->label);
        give(r, label, str_sub(s, (size_t)colon + 1, s.len), 0);
    } else if (s.len > 0 && r->label.len > 0) {
        give(r, buf_str(&r->label), s, 0);
    } else if (s.len > 0 && r->to->text != NULL) {
        r->to->text(s, r->to->ctx);
    }
    buf_reset(&r->text);
}

/* --- tables --- */

/* Headings are labels, all but one perhaps ("Image"). */
static int
is_head(const struct reading *r, const struct row *row)
{
    size_t labels = 0;

    for (size_t i = 0; i < row->count; i++)
        labels += label_of(r, cell(row, i)).len > 0;
    return row->count >= 2 && labels >= 2 && labels + 1 >= row->count;
}

static void
end_row(struct reading *r)
{
    struct row swap = r->head;
    struct str label;

    if (r->row.count == 0)
        return;
    r->rows++;
    if (is_head(r, &r->row)) {
        r->head = r->row;
        r->row = swap;
        r->has_head = 1;
    } else if ((label = label_of(r, cell(&r->row, 0))).len > 0) {
        for (size_t i = 1; i < r->row.count; i++)
            give(r, label, cell(&r->row, i), r->rows);
    } else if (r->has_head) {
        for (size_t i = 0; i < r->row.count; i++)
            if ((label = label_of(r, cell(&r->head, i))).len > 0)
                give(r, label, cell(&r->row, i), r->rows);
    }
    buf_reset(&r->row.bytes);
    r->row.count = 0;
}

static void
end_cell(struct reading *r)
{
    struct row *row = &r->row;

    if (row->count < NOTICE_TABLE_CELLS_MAX) {
        buf_adds(&row->bytes, str_trim(buf_str(&r->text)));
        row->end[row->count++] = row->bytes.len;
    }
    buf_reset(&r->text);
    r->in_cell = 0;
}

/* --- events --- */

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (str_is(e->name, "br") || (r->in_cell && is_block(e->name)))
        buf_addc(&r->text, '\n');
    else if (is_block(e->name))
        end_block(r);
    if (str_is(e->name, "table") && ++r->tables == 1)
        r->has_head = 0;
    if (r->tables == 1 && is_cell(e->name)) {
        buf_reset(&r->text);
        r->in_cell = 1;
    }
    return 0;
}

/* Line ends of the source are blanks. */
static int
on_text(void *ctx, struct str text)
{
    struct reading *r = ctx;

    if (r->tables > 0 && !r->in_cell)
        return 0;
    for (size_t i = 0; i < text.len; i++)
        buf_addc(&r->text, str_is_space(text.p[i]) ? ' ' : text.p[i]);
    return 0;
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (r->tables == 1 && is_cell(e->name)) {
        end_cell(r);
    } else if (r->tables == 1 && str_is(e->name, "tr")) {
        end_row(r);
    } else if (str_is(e->name, "table") && r->tables > 0) {
        /* A heading over a table is not for the text below it. */
        buf_reset(&r->label);
        r->tables--;
    } else if (!r->in_cell && is_block(e->name)) {
        end_block(r);
    }
    return 0;
}

int
notice_table_read(struct str html, const struct notice_table_reader *reader,
    struct fail *fail)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };
    struct reading r = { .to = reader };
    int rc;

    r.text = BUF_MAX(LIMIT_FIELD_BYTES);
    r.label = BUF_MAX(LABEL_BYTES_MAX * 2);
    r.head.bytes = BUF_MAX(LIMIT_FIELD_BYTES);
    r.row.bytes = BUF_MAX(LIMIT_FIELD_BYTES);
    rc = xml_html_parse(html, &handler, &r, fail);
    end_block(&r);
    buf_clear(&r.text);
    buf_clear(&r.label);
    buf_clear(&r.head.bytes);
    buf_clear(&r.row.bytes);
    return rc < 0 ? -1 : 0;
}
