#include "review/export.h"

#include "base/now.h"

#define JOINED_BYTES_MAX (256u << 10)

static const char *const columns[] = { "id", "state", "assignee", "priority",
    "risk", "hazards", "title", "brand", "model", "gtins", "market", "seller",
    "price", "currency", "url", "language", "findings", "reasons", "decisions",
    "first_seen", "last_seen", "decided_at" };

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

int
export_csv_head(struct buf *out)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        buf_addf(out, "%s%s", i > 0 ? "," : "", columns[i]);
    return buf_addz(out, "\r\n");
}

static void
cell(struct buf *out, struct str text)
{
    buf_addc(out, ',');
    export_csv_cell(out, text);
}

static void
time_cell(struct buf *out, int64_t ms)
{
    char text[NOW_TEXT_BYTES] = "";

    if (ms > 0)
        now_text(ms, text);
    buf_addf(out, ",%s", text);
}

static void
texts_cell(struct buf *out, const struct texts *t, const char *between)
{
    struct buf joined = BUF_MAX(JOINED_BYTES_MAX);

    for (size_t i = 0; i < t->count; i++)
        buf_addf(&joined, "%s%s", i > 0 ? between : "", t->item[i]);
    cell(out, buf_str(&joined));
    buf_clear(&joined);
}

static void
hazards_cell(struct buf *out, const struct casefile *c)
{
    struct buf joined = BUF_MAX(JOINED_BYTES_MAX);

    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            buf_addf(&joined, "%s%s", joined.len > 0 ? " " : "",
                hazard_name((enum hazard)h));
    cell(out, buf_str(&joined));
    buf_clear(&joined);
}

static void
findings_cell(struct buf *out, const struct casefile *c)
{
    struct buf joined = BUF_MAX(JOINED_BYTES_MAX);

    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];

        buf_addf(&joined, "%s%s %s (%s)", i > 0 ? "; " : "",
            finding_source_name(f->source), f->id,
            finding_strength_name(f->strength));
    }
    cell(out, buf_str(&joined));
    buf_clear(&joined);
}

int
export_csv_row(struct buf *out, const struct queue_row *row)
{
    const struct store_case *e = row->entry;
    const struct casefile *c = row->file;
    const struct listing *l = c->listing;

    buf_addf(out, "%lld,%s", (long long)e->id, e->state);
    cell(out, str_of(e->assignee));
    buf_addf(out, ",%.3f,%.3f", e->priority, c->risk);
    hazards_cell(out, c);
    cell(out, listing_get(l, LISTING_TITLE));
    cell(out, listing_get(l, LISTING_BRAND));
    cell(out, listing_get(l, LISTING_MODEL));
    texts_cell(out, &l->list[LISTING_GTINS], " ");
    cell(out, listing_get(l, LISTING_MARKET));
    cell(out, listing_get(l, LISTING_SELLER_NAME));
    cell(out, listing_get(l, LISTING_PRICE_AMOUNT));
    cell(out, listing_get(l, LISTING_PRICE_CURRENCY));
    cell(out, listing_get(l, LISTING_URL));
    cell(out, listing_get(l, LISTING_LANGUAGE));
    findings_cell(out, c);
    texts_cell(out, &c->reasons, "; ");
    buf_addf(out, ",%lld", (long long)e->decisions);
    time_cell(out, e->first_seen_ms);
    time_cell(out, e->last_seen_ms);
    time_cell(out, e->decided_at_ms);
    return buf_addz(out, "\r\n");
}

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
    while (js_next(file, &it, &name, &value))
        js_set(j, name.p, js_copy(value));
    js_write(out, j);
    js_free(file);
    js_free(j);
    return buf_addc(out, '\n');
}
