#include "review/report.h"

#include "base/width.h"
#include "review/changes.h"
#include "review/quote.h"

#define LINE_BYTES_MAX (64u << 10)
/* Bytes shown at each side of a quotation. */
#define QUOTE_CONTEXT 40
#define INDENT 4
/* A changed description is shown by its beginning. */
#define CHANGE_COLUMNS 60

/* Columns that do not grow: id, priority, state, market, finding. */
enum { ID = 6, PRIORITY = 5, STATE = 10, MARKET = 22, FINDING = 30 };
#define FIXED (ID + PRIORITY + STATE + MARKET + FINDING + 5)
#define TITLE_MIN 16

static size_t
title_columns(size_t columns)
{
    return columns > FIXED + TITLE_MIN ? columns - FIXED : TITLE_MIN;
}

/* Cells one blank apart; the last is not padded. */
static void
line(struct buf *out, const struct str cell[6], size_t columns)
{
    const size_t width[] = { ID, PRIORITY, STATE, title_columns(columns),
        MARKET, FINDING };
    size_t end;

    for (size_t i = 0; i < 6; i++) {
        if (i > 0)
            buf_addc(out, ' ');
        width_add_cell(out, cell[i], width[i]);
    }
    for (end = out->len; end > 0 && out->p[end - 1] == ' '; end--)
        ;
    buf_cut(out, end);
    buf_addc(out, '\n');
}

void
report_head(struct buf *out, size_t columns)
{
    const struct str cell[] = { STR("CASE"), STR("PRIO"), STR("STATE"),
        STR("OFFER"), STR("MARKET"), STR("STRONGEST FINDING") };

    line(out, cell, columns);
}

void
report_row(struct buf *out, const struct queue_row *row, size_t columns)
{
    const struct finding *top = queue_top_finding(row->file);
    struct buf id = BUF_MAX(32), priority = BUF_MAX(32);
    struct buf finding = BUF_MAX(LINE_BYTES_MAX);

    buf_addf(&id, "%lld", (long long)row->entry->id);
    buf_addf(&priority, "%.2f", row->entry->priority);
    if (row->file->blind)
        buf_addz(&finding, "(judge first)");
    if (top != NULL)
        buf_addf(&finding, "%s %s", finding_source_name(top->source), top->id);
    line(out,
        (const struct str[]){ buf_str(&id), buf_str(&priority),
            str_of(row->entry->state),
            listing_get(row->file->listing, LISTING_TITLE),
            listing_get(row->file->listing, LISTING_MARKET),
            buf_str(&finding) },
        columns);
    buf_clear(&id);
    buf_clear(&priority);
    buf_clear(&finding);
}

/* --- one case --- */

struct out {
    struct buf *to;
    size_t columns;
};

static void
heading(const struct out *o, const char *text)
{
    buf_addf(o->to, "\n%s\n", text);
}

static void
wrapped(const struct out *o, size_t indent, struct str text)
{
    size_t room = o->columns > indent + 20 ? o->columns - indent : 20;

    width_add_wrapped(o->to, text, room, indent);
}

static void wrappedf(const struct out *o, size_t indent, const char *format,
    ...) __attribute__((format(printf, 3, 4)));
static void
wrappedf(const struct out *o, size_t indent, const char *format, ...)
{
    struct buf text = BUF_MAX(LINE_BYTES_MAX);
    va_list ap;

    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    wrapped(o, indent, buf_str(&text));
    buf_clear(&text);
}

static void
fact(const struct out *o, const char *label, struct str value)
{
    if (value.len > 0)
        wrappedf(o, 2, "%s: " STR_FMT, label, STR_ARG(value));
}

static void
fact_joined(const struct out *o, const char *label, const struct texts *t)
{
    struct buf text = BUF_MAX(LINE_BYTES_MAX);

    for (size_t i = 0; i < t->count; i++)
        buf_addf(&text, "%s%s", i > 0 ? ", " : "", t->item[i]);
    fact(o, label, buf_str(&text));
    buf_clear(&text);
}

static void
offer(const struct out *o, const struct listing *l)
{
    struct buf price = BUF_MAX(200);

    heading(o, "Offer");
    wrapped(o, 2, listing_get(l, LISTING_TITLE));
    fact(o, "Address", listing_get(l, LISTING_URL));
    fact(o, "Market", listing_get(l, LISTING_MARKET));
    buf_addf(&price, STR_FMT " " STR_FMT,
        STR_ARG(listing_get(l, LISTING_PRICE_AMOUNT)),
        STR_ARG(listing_get(l, LISTING_PRICE_CURRENCY)));
    fact(o, "Price", str_trim(buf_str(&price)));
    buf_clear(&price);
    fact(o, "Brand", listing_get(l, LISTING_BRAND));
    fact(o, "Model", listing_get(l, LISTING_MODEL));
    fact_joined(o, "GTIN", &l->list[LISTING_GTINS]);
    fact(o, "Seller", listing_get(l, LISTING_SELLER_NAME));
    fact(o, "Seller's address", listing_get(l, LISTING_SELLER_ADDRESS));
    fact(o, "Manufacturer", listing_get(l, LISTING_MANUFACTURER_NAME));
    fact(o, "EU responsible person", listing_get(l, LISTING_RP_NAME));
    fact_joined(o, "Warnings", &l->list[LISTING_WARNINGS]);
    fact(o, "Page was", str_of(page_observed_name(l->observed)));
    fact(o, "Seen at", listing_get(l, LISTING_FETCHED_AT));
}

static void
hazards(const struct out *o, const struct casefile *c)
{
    struct buf text = BUF_MAX(LINE_BYTES_MAX);

    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            buf_addf(&text, "%s%s %.2f", text.len > 0 ? ", " : "",
                hazard_name((enum hazard)h), c->hazards[h]);
    fact(o, "Hazards", buf_str(&text));
    buf_clear(&text);
}

static void
finding(const struct out *o, size_t n, const struct casefile *c,
    const struct finding *f)
{
    wrappedf(o, 2, "%zu. %s %s (%s, score %.2f)", n,
        finding_source_name(f->source), f->id,
        finding_strength_name(f->strength), f->score);
    if (f->title != NULL)
        wrapped(o, INDENT, str_of(f->title));
    wrapped(o, INDENT, str_of(f->reason));
    for (size_t i = 0; i < f->span_count; i++) {
        struct quote q = quote_find(c->listing, &f->spans[i], QUOTE_CONTEXT);

        wrappedf(o, INDENT, "%s: %s" STR_FMT ">>" STR_FMT "<<" STR_FMT "%s",
            f->spans[i].field, q.cut_before ? "..." : "", STR_ARG(q.before),
            STR_ARG(q.words), STR_ARG(q.after), q.cut_after ? "..." : "");
    }
    for (size_t i = 0; i < f->absent.count; i++)
        wrappedf(o, INDENT, "missing: %s", f->absent.item[i]);
    for (size_t i = 0; i < f->looked_at.count; i++)
        wrappedf(o, INDENT, "looked at: %s", f->looked_at.item[i]);
    for (size_t i = 0; i < f->term_count; i++)
        wrappedf(o, INDENT, "%+.2f %s", f->terms[i].weight, f->terms[i].text);
    if (f->basis != NULL)
        wrappedf(o, INDENT, "basis: %s", f->basis);
    if (f->url != NULL)
        wrappedf(o, INDENT, "see: %s", f->url);
}

static void
history(const struct out *o, const struct js *events)
{
    heading(o, "History");
    for (size_t i = 0; i < js_count(events); i++) {
        const struct js *e = js_at(events, i);
        static const char *const members[] = { "verdict", "reason_code",
            "note" };
        struct buf text = BUF_MAX(LINE_BYTES_MAX);
        struct str author = js_get_text(e, "author");
        const char *between = ": ";

        buf_addf(&text, STR_FMT " " STR_FMT, STR_ARG(js_get_text(e, "at")),
            STR_ARG(js_get_text(e, "kind")));
        if (author.len > 0)
            buf_addf(&text, " by " STR_FMT, STR_ARG(author));
        for (size_t k = 0; k < 3; k++) {
            if (js_get_text(e, members[k]).len == 0)
                continue;
            buf_addf(&text, "%s" STR_FMT, between,
                STR_ARG(js_get_text(e, members[k])));
            between = ", ";
        }
        if (js_bool(js_get(e, "undone"), 0))
            buf_addz(&text, " (taken back)");
        wrapped(o, 2, buf_str(&text));
        buf_clear(&text);
    }
}

static void
change(struct str member, struct str before, struct str after, void *ctx)
{
    const struct out *o = ctx;
    struct buf text = BUF_MAX(LINE_BYTES_MAX);

    buf_addf(&text, STR_FMT ": ", STR_ARG(member));
    if (width_text(before) <= CHANGE_COLUMNS)
        width_add(&text, before);
    else
        width_add_cell(&text, before, CHANGE_COLUMNS);
    buf_addz(&text, " -> ");
    if (width_text(after) <= CHANGE_COLUMNS)
        width_add(&text, after);
    else
        width_add_cell(&text, after, CHANGE_COLUMNS);
    wrapped(o, INDENT, buf_str(&text));
    buf_clear(&text);
}

/* Newest first; what is older than the list is simply not compared. */
static void
versions(struct out *o, const struct js *list)
{
    heading(o, "Versions of the offer");
    for (size_t i = 0; i < js_count(list); i++) {
        const struct js *v = js_at(list, i), *older = js_at(list, i + 1);

        wrappedf(o, 2, STR_FMT " " STR_FMT, STR_ARG(js_get_text(v, "seen_at")),
            STR_ARG(str_sub(js_get_text(v, "digest"), 0, 12)));
        if (older != NULL)
            changes_each(
                js_get(older, "listing"), js_get(v, "listing"), change, o);
    }
}

static void
pages(const struct out *o, const struct js *list)
{
    if (js_count(list) == 0)
        return;
    heading(o, "Pages");
    for (size_t i = 0; i < js_count(list); i++) {
        const struct js *p = js_at(list, i);

        wrappedf(o, 2, STR_FMT " %lld " STR_FMT " " STR_FMT " " STR_FMT,
            STR_ARG(js_get_text(p, "fetched_at")),
            (long long)js_integer(js_get(p, "status"), 0),
            STR_ARG(js_get_text(p, "state")), STR_ARG(js_get_text(p, "url")),
            STR_ARG(js_get_text(p, "record")));
    }
}

static void
found(const struct out *o, const struct casefile *f)
{
    heading(o, "Why");
    for (size_t i = 0; i < f->reasons.count; i++)
        wrappedf(o, 2, "- %s", f->reasons.item[i]);
    hazards(o, f);
    heading(o, "Findings");
    for (size_t i = 0; i < f->findings.count; i++)
        finding(o, i + 1, f, f->findings.item[i]);
}

void
report_case(struct buf *out, const struct queue_case *c, size_t columns)
{
    struct out o = { out, columns };
    const struct casefile *f = c->file;

    const struct js *judged = js_get(c->all, "judged_blind");

    if (f->blind)
        wrappedf(&o, 0, "Case %lld: " STR_FMT, (long long)c->id,
            STR_ARG(js_get_text(c->all, "state")));
    else
        wrappedf(&o, 0, "Case %lld: priority %.2f, " STR_FMT "%s",
            (long long)c->id, f->priority,
            STR_ARG(js_get_text(c->all, "state")),
            f->flagged ? "" : ", not flagged");
    if (judged != NULL)
        wrappedf(&o, 0,
            "Judged before findings were shown: " STR_FMT " by " STR_FMT
            " (drawn: " STR_FMT ")",
            STR_ARG(js_get_text(judged, "verdict")),
            STR_ARG(js_get_text(judged, "author")),
            STR_ARG(js_get_text(judged, "drawn")));
    fact(&o, "Assigned to", js_get_text(c->all, "assignee"));
    offer(&o, f->listing);
    if (f->blind)
        wrappedf(&o, 0,
            "\nJudge the offer first: what was found, if anything, is shown "
            "once it is decided. Its place in the queue was drawn by chance.");
    else
        found(&o, f);
    history(&o, js_get(c->all, "history"));
    versions(&o, js_get(c->all, "versions"));
    pages(&o, js_get(c->all, "pages"));
}

static void
counts(struct buf *out, const struct js *stats, const char *member)
{
    const struct js *j = js_get(stats, member);
    struct js *value;
    struct str name;
    void *it = NULL;

    if (js_count(j) == 0)
        return;
    buf_addf(out, "\n%s\n", member);
    while (js_next(j, &it, &name, &value)) {
        buf_addf(out, "%8lld  ", (long long)js_integer(value, 0));
        width_add(out, name);
        buf_addc(out, '\n');
    }
}

/* "0.12 (0.05 to 0.25)" */
static void
range(struct buf *out, const struct js *j)
{
    buf_addf(out, "%.2f (%.2f to %.2f)", js_number(js_get(j, "value"), 0),
        js_number(js_get(j, "low"), 0), js_number(js_get(j, "high"), 0));
}

/* What decisions say of the machine. */
static void
learnt(struct buf *out, const struct js *stats)
{
    const struct js *list = js_get(stats, "sources");
    const struct js *audit = js_get(stats, "audit");
    long long drawn = (long long)js_integer(js_get(audit, "cases"), 0);
    const struct js *blind;

    for (size_t i = 0; i < js_count(list); i++) {
        const struct js *f = js_at(list, i);

        if (js_get(f, "precision") == NULL)
            continue;
        buf_addf(out, "%sprecision of " STR_FMT ": ", i == 0 ? "\n" : "",
            STR_ARG(js_get_text(f, "source")));
        range(out, js_get(f, "precision"));
        buf_addf(out, ", %lld decided",
            (long long)js_integer(js_get(f, "decided"), 0));
        blind = js_get(js_get(f, "blind"), "precision");
        if (blind != NULL) {
            buf_addz(out, "; judged blind ");
            range(out, blind);
            buf_addf(out, ", %lld decided",
                (long long)js_integer(
                    js_get(js_get(f, "blind"), "decided"), 0));
        }
        buf_addc(out, '\n');
    }
    blind = js_get(stats, "blind");
    if (js_integer(js_get(blind, "cases"), 0) > 0)
        buf_addf(out,
            "\njudged before findings were shown: %lld flagged cases drawn, "
            "%lld decided, %lld unsure, %lld changed afterwards\n",
            (long long)js_integer(js_get(blind, "cases"), 0),
            (long long)js_integer(js_get(blind, "decided"), 0),
            (long long)js_integer(js_get(blind, "unsure"), 0),
            (long long)js_integer(js_get(blind, "changed"), 0));
    if (drawn == 0)
        return;
    buf_addf(out, "\naudit of unflagged offers: %lld drawn, %lld decided\n",
        drawn, (long long)js_integer(js_get(audit, "decided"), 0));
    if (js_get(audit, "missed") != NULL) {
        buf_addz(out, "share of them confirmed: ");
        range(out, js_get(audit, "missed"));
        buf_addc(out, '\n');
    }
    if (js_get(audit, "recall") != NULL) {
        buf_addz(out, "estimated recall of the flag: ");
        range(out, js_get(audit, "recall"));
        buf_addc(out, '\n');
    }
}

void
report_stats(struct buf *out, const struct js *stats)
{
    const struct js *list = js_get(stats, "findings");

    buf_addf(
        out, "%lld cases\n", (long long)js_integer(js_get(stats, "cases"), 0));
    counts(out, stats, "states");
    counts(out, stats, "hazards");
    counts(out, stats, "markets");
    counts(out, stats, "languages");
    if (js_count(list) > 0)
        buf_addz(out, "\n   cases decided confirmed  finding\n");
    for (size_t i = 0; i < js_count(list); i++) {
        const struct js *f = js_at(list, i);

        buf_addf(out, "%8lld %7lld %9lld  ",
            (long long)js_integer(js_get(f, "cases"), 0),
            (long long)js_integer(js_get(f, "decided"), 0),
            (long long)js_integer(js_get(f, "confirmed"), 0));
        width_add(out, js_get_text(f, "source"));
        buf_addc(out, ' ');
        width_add(out, js_get_text(f, "id"));
        buf_addc(out, '\n');
    }
    learnt(out, stats);
}
