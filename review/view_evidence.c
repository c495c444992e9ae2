#include "review/view_evidence.h"

#include "review/quote.h"
#include "review/view_hint.h"

#include <stdio.h>

#define QUOTE_CONTEXT 60
#define ABSENT_BYTES_MAX 4000

void
view_evidence_reasons(struct view *v, const struct queue_case *c)
{
    const struct texts *reasons = casefile_reasons(c->file, (enum lang)v->lang);

    view_section(v, "why");
    markup_open(&v->m, "ul", NO_ATTRS);
    for (size_t i = 0; i < reasons->count; i++)
        markup_leaf(&v->m, "li", NO_ATTRS, str_of(reasons->item[i]));
    markup_close(&v->m);
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "suspected"));
    markup_close(&v->m);
}

/* --- findings --- */

void
view_evidence_field(struct view *v, struct str name)
{
    size_t end = 0;
    struct str head;

    while (end < name.len && name.p[end] != '.' && name.p[end] != '[')
        end++;
    head = str_sub(name, 0, end);
    markup_text(&v->m, text_name(v->lang, "field", head));
    if (end < name.len && name.p[end] == '.') {
        markup_textz(&v->m, ": ");
        markup_leaf(&v->m, "bdi", NO_ATTRS,
            text_name(v->lang, "field", str_sub(name, end + 1, name.len)));
    }
}

static void
quotation(
    struct view *v, const struct casefile *c, const struct finding_span *span)
{
    struct quote q = quote_find(c->listing, span, QUOTE_CONTEXT);
    struct markup *m = &v->m;

    markup_open(m, "dt", NO_ATTRS);
    view_evidence_field(v, str_of(span->field));
    markup_close(m);
    markup_open(m, "dd", NO_ATTRS);
    markup_open(m, "q", ATTRS({ "dir", STR("auto") }));
    markup_textz(m, q.cut_before ? "\xE2\x80\xA6" : "");
    markup_text(m, q.before);
    markup_leaf(m, "mark", NO_ATTRS, q.words);
    markup_text(m, q.after);
    markup_textz(m, q.cut_after ? "\xE2\x80\xA6" : "");
    markup_close(m);
    markup_close(m);
}

static void
fact(struct view *v, const char *key, struct str value)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_leaf(&v->m, "bdi", NO_ATTRS, value);
    markup_close(&v->m);
}

static void
terms(struct view *v, const struct finding *f)
{
    if (f->term_count == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "terms"));
    markup_open(&v->m, "dd", NO_ATTRS);
    for (size_t i = 0; i < f->term_count; i++) {
        double weight = f->terms[i].weight;

        if (weight > -VIEW_WEIGHT_MIN && weight < VIEW_WEIGHT_MIN)
            continue;
        markup_open(&v->m, "span", ATTRS({ "class", STR("chip term") }));
        markup_leaf(&v->m, "bdi", NO_ATTRS, str_of(f->terms[i].text));
        markup_textz(&v->m, weight < 0 ? " \xE2\x88\x92" : " +");
        view_decimal(v, weight < 0 ? -weight : weight, 1);
        markup_close(&v->m);
        markup_textz(&v->m, " ");
    }
    markup_close(&v->m);
}

static void
finding_details(struct view *v, const struct casefile *c,
    const struct finding *f, const struct recall *r)
{
    struct markup *m = &v->m;

    markup_open(m, "dl", NO_ATTRS);
    for (size_t i = 0; i < f->span_count; i++)
        quotation(v, c, &f->spans[i]);
    for (size_t i = 0; i < f->absent.count; i++) {
        markup_leaf(m, "dt", NO_ATTRS, view_text(v, "missing"));
        markup_open(m, "dd", NO_ATTRS);
        view_evidence_field(v, str_of(f->absent.item[i]));
        markup_close(m);
    }
    for (size_t i = 0; i < f->looked_at.count; i++)
        fact(v, "looked_at", str_of(f->looked_at.item[i]));
    terms(v, f);
    if (f->basis != NULL)
        fact(v, "basis", str_of(f->basis));
    if (f->url != NULL) {
        markup_leaf(m, "dt", NO_ATTRS, view_text(v, "source"));
        markup_open(m, "dd", NO_ATTRS);
        view_outside(v, str_of(f->url));
        markup_close(m);
    }
    view_hint(v, f, r);
    markup_close(m);
}

void
view_evidence_findings(
    struct view *v, const struct queue_case *c, const struct view_align *n)
{
    enum lang l = (enum lang)v->lang;
    struct markup *m = &v->m;

    view_section(v, "findings");
    for (size_t i = 0; i < c->file->findings.count; i++) {
        const struct finding *f = c->file->findings.item[i];

        markup_open(m, "article", ATTRS({ "class", STR("finding") }));
        markup_open(m, "h3", NO_ATTRS);
        markup_text(m, text_name(v->lang, "source",
                           str_of(finding_source_name(f->source))));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, str_of(f->id));
        markup_textz(m, " ");
        view_chip(v, "strength", str_of(finding_strength_name(f->strength)));
        markup_open(m, "span", ATTRS({ "class", STR("quiet") }));
        markup_textz(m, " ");
        markup_text(m, view_text(v, "score"));
        markup_textz(m, " ");
        view_decimal(v, f->score, 2);
        markup_close(m);
        markup_close(m);
        if (finding_title(f, l) != NULL)
            markup_leaf(m, "p", NO_ATTRS, str_of(finding_title(f, l)));
        markup_leaf(m, "p", NO_ATTRS, str_of(finding_reason(f, l)));
        finding_details(v, c->file, f, view_align_of(n, f));
        markup_close(m);
    }
    markup_close(m);
}

/* --- offer --- */

static void
piece(struct str text, int marked, void *ctx)
{
    struct view *v = ctx;

    if (marked)
        markup_leaf(&v->m, "mark", NO_ATTRS, text);
    else
        markup_text(&v->m, text);
}

static void
row_start(struct view *v, struct str label)
{
    struct buf class = BUF_MAX(100);

    buf_addf(&class, "of-" STR_FMT, STR_ARG(label));
    markup_leaf(&v->m, "dt", NO_ATTRS, text_name(v->lang, "field", label));
    markup_open(&v->m, "dd",
        ATTRS({ "class", buf_str(&class) }, { "dir", STR("auto") }));
    buf_clear(&class);
}

/* A value with what findings quote of it marked. */
static void
marked(struct view *v, const struct casefile *c, const char *field)
{
    quote_pieces(c, field, quote_field(c->listing, str_of(field)), piece, v);
}

static void
list_rows(struct view *v, const struct casefile *c, enum listing_list list)
{
    const struct texts *t = &c->listing->list[list];
    const char *name = listing_list_name(list);

    if (t->count == 0)
        return;
    row_start(v, str_of(name));
    for (size_t i = 0; i < t->count; i++) {
        char field[64];

        snprintf(field, sizeof field, "%s[%zu]", name, i);
        markup_open(&v->m, "div", NO_ATTRS);
        marked(v, c, field);
        markup_close(&v->m);
    }
    markup_close(&v->m);
}

/* Fields of one party in one row: name, address, e-mail, country. */
static void
party_row(struct view *v, const struct casefile *c, const char *label,
    const enum listing_field *fields, size_t count)
{
    int open = 0;

    for (size_t i = 0; i < count; i++) {
        if (listing_get(c->listing, fields[i]).len == 0)
            continue;
        if (!open)
            row_start(v, str_of(label));
        open = 1;
        markup_open(&v->m, "div", NO_ATTRS);
        marked(v, c, listing_field_name(fields[i]));
        markup_close(&v->m);
    }
    if (open)
        markup_close(&v->m);
}

static void
attribute_rows(struct view *v, const struct casefile *c)
{
    const struct listing *l = c->listing;

    if (l->attribute_count == 0)
        return;
    row_start(v, STR("attributes"));
    for (size_t i = 0; i < l->attribute_count; i++) {
        struct buf field = BUF_MAX(ABSENT_BYTES_MAX);

        buf_addf(&field, "attributes.%s", l->attributes[i].name);
        markup_open(&v->m, "div", NO_ATTRS);
        markup_leaf(&v->m, "bdi", ATTRS({ "class", STR("quiet") }),
            str_of(l->attributes[i].name));
        markup_textz(&v->m, " ");
        marked(v, c, buf_text(&field));
        markup_close(&v->m);
        buf_clear(&field);
    }
    markup_close(&v->m);
}

static void
review_rows(struct view *v, const struct casefile *c)
{
    if (c->listing->review_count == 0)
        return;
    row_start(v, STR("reviews"));
    for (size_t i = 0; i < c->listing->review_count; i++) {
        char field[40];

        snprintf(field, sizeof field, "reviews[%zu]", i);
        markup_open(&v->m, "div", NO_ATTRS);
        marked(v, c, field);
        markup_close(&v->m);
    }
    markup_close(&v->m);
}

static void
field_row(struct view *v, const struct casefile *c, enum listing_field f)
{
    if (listing_get(c->listing, f).len == 0)
        return;
    row_start(v, str_of(listing_field_name(f)));
    marked(v, c, listing_field_name(f));
    markup_close(&v->m);
}

void
view_evidence_offer(struct view *v, const struct queue_case *c)
{
    static const enum listing_field before[] = { LISTING_TITLE, LISTING_BRAND,
        LISTING_MODEL, LISTING_SKU, LISTING_LISTING_ID };
    static const enum listing_field price[] = { LISTING_PRICE_AMOUNT,
        LISTING_PRICE_CURRENCY };
    static const enum listing_field seller[] = { LISTING_SELLER_NAME,
        LISTING_SELLER_ADDRESS, LISTING_SELLER_EMAIL, LISTING_SELLER_COUNTRY };
    static const enum listing_field maker[] = { LISTING_MANUFACTURER_NAME,
        LISTING_MANUFACTURER_ADDRESS, LISTING_MANUFACTURER_EMAIL,
        LISTING_MANUFACTURER_COUNTRY };
    static const enum listing_field person[] = { LISTING_RP_NAME,
        LISTING_RP_ADDRESS, LISTING_RP_EMAIL, LISTING_RP_COUNTRY };
    const struct casefile *f = c->file;

    view_section(v, "offer");
    markup_open(&v->m, "dl", NO_ATTRS);
    row_start(v, STR("url"));
    view_outside(v, listing_get(f->listing, LISTING_URL));
    markup_close(&v->m);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        field_row(v, f, before[i]);
    party_row(v, f, "price", price, 2);
    list_rows(v, f, LISTING_GTINS);
    party_row(v, f, "seller", seller, 4);
    party_row(v, f, "manufacturer", maker, 4);
    party_row(v, f, "responsible_person", person, 4);
    list_rows(v, f, LISTING_CATEGORY);
    list_rows(v, f, LISTING_WARNINGS);
    field_row(v, f, LISTING_INGREDIENTS);
    field_row(v, f, LISTING_DESCRIPTION);
    attribute_rows(v, f);
    review_rows(v, f);
    row_start(v, STR("observed"));
    markup_text(&v->m, text_name(v->lang, "observed",
                           str_of(page_observed_name(f->listing->observed))));
    markup_close(&v->m);
    markup_close(&v->m);
    markup_close(&v->m);
}

/* --- history --- */

static void
event(struct view *v, const struct js *e)
{
    struct str author = js_get_text(e, "author");
    struct str verdict = js_get_text(e, "verdict");
    struct str note = js_get_text(e, "note");
    struct markup *m = &v->m;

    markup_open(m, "li", NO_ATTRS);
    view_date(v, js_get_text(e, "at"), 1);
    markup_textz(m, " ");
    markup_leaf(m, "b", NO_ATTRS,
        verdict.len > 0 ? text_name(v->lang, "verdict", verdict)
                        : text_name(v->lang, "event", js_get_text(e, "kind")));
    if (author.len > 0) {
        markup_textz(m, " ");
        markup_text(m, view_text(v, "by"));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, author);
    }
    if (js_bool(js_get(e, "undone"), 0)) {
        markup_textz(m, " ");
        markup_text(m, view_text(v, "taken_back"));
    }
    if (js_get_text(e, "reason_code").len > 0)
        markup_leaf(
            m, "div", NO_ATTRS, view_reason(v, js_get_text(e, "reason_code")));
    if (note.len > 0)
        markup_leaf(m, "div",
            ATTRS({ "class", STR("quiet") }, { "dir", STR("auto") }), note);
    markup_close(m);
}

void
view_evidence_history(struct view *v, const struct queue_case *c)
{
    const struct js *list = js_get(c->all, "history");
    int64_t left_out = js_integer(js_get(c->all, "history_left_out"), 0);
    char to[60];

    view_section(v, "history");
    markup_open(&v->m, "ol", ATTRS({ "class", STR("history") }));
    for (size_t i = js_count(list); i > 0; i--)
        event(v, js_at(list, i - 1));
    markup_close(&v->m);
    if (left_out > 0) {
        snprintf(
            to, sizeof to, "/case/%lld?history=all#history", (long long)c->id);
        markup_open(&v->m, "a", ATTRS({ "href", str_of(to) }));
        view_number(v, left_out, "history_more");
        markup_close(&v->m);
    }
    markup_close(&v->m);
}
