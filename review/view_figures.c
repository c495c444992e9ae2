#include "review/view_figures.h"

#include "base/mem.h"
#include "review/chart.h"
#include "review/view_table.h"
#include "store/figures.h"
#include "store/watch.h"

#include <stdio.h>
#include <stdlib.h>

#define DAYS_DEFAULT 30

struct figures {
    int64_t days;
    struct js *work, *queue, *takedown; /* owned */
};

static void
figures_clear(struct figures *f)
{
    js_free(f->work);
    js_free(f->queue);
    js_free(f->takedown);
}

static int
figures_load(struct figures *f, struct view *v, struct fail *fail)
{
    *f = (struct figures){ .days = DAYS_DEFAULT };
    if (str_to_i64(http_request_param(v->rq, "days", 0), &f->days) != 0 ||
        f->days < 1 || f->days > STORE_FIGURES_DAYS_MAX)
        f->days = DAYS_DEFAULT;
    return store_figures(v->store, v->now_ms, f->days, &f->work, fail) != 0 ||
                   store_queue_stats(v->store, &f->queue, fail) != 0 ||
                   store_takedown_stats(
                       v->store, v->now_ms, &f->takedown, fail) != 0
               ? -1
               : 0;
}

/* --- drawings --- */

struct drawing {
    struct chart chart;
    struct str *day;  /* owned */
    double *value[4]; /* owned: opened, confirmed, dismissed, backlog */
};

static const char *const members[] = { "opened", "confirmed", "dismissed",
    "backlog" };

static void
drawing_make(struct drawing *d, const struct js *days)
{
    size_t n = js_count(days);

    *d = (struct drawing){ .day = mem_array(n, sizeof *d->day) };
    for (size_t k = 0; k < COUNT(members); k++)
        d->value[k] = mem_array(n, sizeof *d->value[k]);
    for (size_t i = 0; i < n; i++) {
        const struct js *j = js_at(days, i);

        /* "11-20" */
        d->day[i] = str_sub(js_get_text(j, "day"), 5, 5);
        for (size_t k = 0; k < COUNT(members); k++)
            d->value[k][i] = js_number(js_get(j, members[k]), 0);
    }
    d->chart.column = d->day;
    d->chart.columns = n;
}

static void
drawing_clear(struct drawing *d)
{
    free(d->day);
    for (size_t k = 0; k < COUNT(members); k++)
        free(d->value[k]);
}

/* On a narrow screen it is pushed about instead of becoming too small. */
static void
drawing_open(struct view *v, const char *title)
{
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, title));
    markup_open(&v->m, "div",
        ATTRS({ "class", STR("card scroll") }, { "tabindex", STR("0") },
            { "role", STR("region") }, { "aria-label", view_text(v, title) }));
}

static void
draw(struct view *v, const struct js *days)
{
    struct drawing d;

    drawing_make(&d, days);
    drawing_open(v, "decisions_by_day");
    d.chart.title = view_text(v, "decisions_by_day");
    d.chart.series[0] = (struct chart_series){ view_text(v, "confirmed_cases"),
        "chart-1", d.value[1] };
    d.chart.series[1] = (struct chart_series){ view_text(v, "dismissed_cases"),
        "chart-2", d.value[2] };
    d.chart.series_count = 2;
    chart_bars(&v->m, &d.chart);
    markup_close(&v->m);
    drawing_open(v, "backlog");
    d.chart.title = view_text(v, "backlog");
    d.chart.series[0] = (struct chart_series){ view_text(v, "open_cases"),
        "chart-3", d.value[3] };
    d.chart.series_count = 1;
    chart_lines(&v->m, &d.chart);
    markup_close(&v->m);
    drawing_clear(&d);
}

/* --- tables --- */

static void
days_table(struct view *v, const struct js *days)
{
    static const char *const columns[] = { "day", "new_cases",
        "confirmed_cases", "dismissed_cases", "open_at_end", NULL };

    markup_open(&v->m, "details", NO_ATTRS);
    markup_leaf(&v->m, "summary", NO_ATTRS, view_text(v, "as_table"));
    view_table_start(v, view_text(v, "by_day"), columns);
    for (size_t i = js_count(days); i-- > 0;) {
        const struct js *j = js_at(days, i);

        markup_open(&v->m, "tr", NO_ATTRS);
        markup_leaf(
            &v->m, "th", ATTRS({ "scope", STR("row") }), js_get_text(j, "day"));
        for (size_t k = 0; k < COUNT(members); k++)
            view_table_number(v, js_integer(js_get(j, members[k]), 0));
        markup_close(&v->m);
    }
    view_table_end(v);
    markup_close(&v->m);
}

static void
hours(struct view *v, const char *key, const struct js *n)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    if (n == NULL) {
        markup_textz(&v->m, "-");
    } else {
        view_decimal(v, js_number(n, 0), 1);
        markup_textz(&v->m, " ");
        markup_text(&v->m, view_text(v, "hours"));
    }
    markup_close(&v->m);
}

static void
times(struct view *v, const struct js *decided)
{
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "time_to_decision"));
    markup_open(&v->m, "dl", NO_ATTRS);
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "decided_cases"));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_textf(
        &v->m, "%lld", (long long)js_integer(js_get(decided, "cases"), 0));
    markup_close(&v->m);
    hours(v, "median", js_get(decided, "median_hours"));
    hours(v, "p90", js_get(decided, "p90_hours"));
    markup_close(&v->m);
}

static void
sources_table(struct view *v, const struct js *sources)
{
    static const char *const columns[] = { "source", "decided_cases",
        "confirmed_cases", "precision", "blind_decided", "blind_precision",
        NULL };

    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "precision_by_source"));
    view_table_start(v, view_text(v, "precision_caption"), columns);
    for (size_t i = 0; i < js_count(sources); i++) {
        const struct js *j = js_at(sources, i);
        int64_t decided = js_integer(js_get(j, "decided"), 0);
        int64_t confirmed = js_integer(js_get(j, "confirmed"), 0);
        const struct js *blind = js_get(j, "blind");
        int64_t judged = js_integer(js_get(blind, "decided"), 0);

        markup_open(&v->m, "tr", NO_ATTRS);
        markup_leaf(&v->m, "th", ATTRS({ "scope", STR("row") }),
            text_name(v->lang, "source", js_get_text(j, "source")));
        view_table_number(v, decided);
        view_table_number(v, confirmed);
        view_table_share(v, confirmed, decided);
        view_table_number(v, judged);
        view_table_share(v, js_integer(js_get(blind, "confirmed"), 0), judged);
        markup_close(&v->m);
    }
    view_table_end(v);
}

static void
share(struct view *v, const char *key, const struct js *s)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    if (s == NULL) {
        markup_text(&v->m, view_text(v, "too_few_decisions"));
    } else {
        view_decimal(v, 100 * js_number(js_get(s, "value"), 0), 1);
        markup_textz(&v->m, " % (");
        view_decimal(v, 100 * js_number(js_get(s, "low"), 0), 1);
        markup_textz(&v->m, "\xE2\x80\x93");
        view_decimal(v, 100 * js_number(js_get(s, "high"), 0), 1);
        markup_textz(&v->m, ")");
    }
    markup_close(&v->m);
}

static void
count(struct view *v, const char *key, const struct js *n)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_textf(&v->m, "%lld", (long long)js_integer(n, 0));
    markup_close(&v->m);
}

/* Of the flagged cases that were judged before their findings were shown. */
static void
blind_terms(struct view *v, const struct js *blind)
{
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "blind_said"));
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "blind_hint"));
    markup_open(&v->m, "dl", NO_ATTRS);
    count(v, "audit_decided", js_get(blind, "decided"));
    count(v, "blind_unsure", js_get(blind, "unsure"));
    count(v, "blind_changed", js_get(blind, "changed"));
    share(v, "blind_precision", js_get(blind, "precision"));
    markup_close(&v->m);
}

static void
audit_terms(struct view *v, const struct js *audit)
{
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "what_is_missed"));
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "missed_hint"));
    markup_open(&v->m, "dl", NO_ATTRS);
    count(v, "audit_decided", js_get(audit, "decided"));
    count(v, "blind_unsure", js_get(audit, "unsure"));
    count(v, "blind_changed", js_get(audit, "changed"));
    share(v, "audit_missed", js_get(audit, "missed"));
    share(v, "audit_recall", js_get(audit, "recall"));
    markup_close(&v->m);
}

static void
takedown_table(struct view *v, const char *key, const struct js *rows)
{
    static const char *const columns[] = { "takedown_of", "ordered_down",
        "gone", "overdue_orders", "relisted_offers", "relist_rate",
        "median_takedown", NULL };
    static const char *const counts[] = { "ordered", "gone", "overdue",
        "relisted" };

    if (js_count(rows) == 0)
        return;
    view_table_start(v, view_text(v, key), columns);
    for (size_t i = 0; i < js_count(rows); i++) {
        const struct js *j = js_at(rows, i);
        const struct js *median = js_get(j, "median_hours");

        markup_open(&v->m, "tr", NO_ATTRS);
        view_table_text(v, js_get_text(j, "name"));
        for (size_t k = 0; k < COUNT(counts); k++)
            view_table_number(v, js_integer(js_get(j, counts[k]), 0));
        view_table_share(v, js_integer(js_get(j, "relisted"), 0),
            js_integer(js_get(j, "gone"), 0));
        markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
        if (median != NULL)
            view_decimal(v, js_number(median, 0), 1);
        markup_close(&v->m);
        markup_close(&v->m);
    }
    view_table_end(v);
}

static void
takedown(struct view *v, const struct js *j)
{
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "takedown"));
    if (js_count(js_get(j, "platforms")) == 0) {
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "no_takedown"));
        return;
    }
    takedown_table(v, "by_platform", js_get(j, "platforms"));
    takedown_table(v, "by_seller", js_get(j, "sellers"));
}

/* --- the page --- */

static void
head(struct view *v, const struct figures *f)
{
    static const int64_t choices[] = { 7, 30, 90, 365 };
    struct markup *m = &v->m;
    char to[64], days[24];

    view_table_title(v, view_text(v, "figures"), STR(""));
    markup_open(m, "p", ATTRS({ "class", STR("pager") }));
    for (size_t i = 0; i < COUNT(choices); i++) {
        snprintf(to, sizeof to, "/figures?days=%lld", (long long)choices[i]);
        snprintf(days, sizeof days, "%lld ", (long long)choices[i]);
        markup_open(m, "a",
            ATTRS({ "href", str_of(to) },
                { "aria-current",
                    choices[i] == f->days ? STR("true") : STR_NONE }));
        markup_textz(m, days);
        markup_text(m, view_text(v, "days"));
        markup_close(m);
    }
    markup_open(m, "span", ATTRS({ "class", STR("files") }));
    snprintf(to, sizeof to, "/figures.csv?days=%lld", (long long)f->days);
    markup_leaf(m, "a", ATTRS({ "href", str_of(to) }, { "download", STR("") }),
        view_text(v, "export_csv"));
    snprintf(to, sizeof to, "/figures.json?days=%lld", (long long)f->days);
    markup_leaf(m, "a", ATTRS({ "href", str_of(to) }, { "download", STR("") }),
        view_text(v, "export_json"));
    markup_close(m);
    markup_close(m);
}

void
view_figures(struct view *v)
{
    struct figures f;
    struct fail fail = { "" };

    if (figures_load(&f, v, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else {
        view_start(v, view_text(v, "figures"));
        head(v, &f);
        draw(v, js_get(f.work, "days"));
        days_table(v, js_get(f.work, "days"));
        times(v, js_get(f.work, "decided"));
        sources_table(v, js_get(f.queue, "sources"));
        blind_terms(v, js_get(f.queue, "blind"));
        audit_terms(v, js_get(f.queue, "audit"));
        takedown(v, f.takedown);
        view_end(v);
    }
    figures_clear(&f);
}

/* --- files --- */

static void
send(struct view *v, const char *type, const char *name)
{
    struct buf disposition = BUF_MAX(200);

    buf_addf(&disposition, "attachment; filename=\"%s\"", name);
    http_response_header(v->rs, "Content-Type", str_of(type));
    http_response_header(v->rs, "Content-Disposition", buf_str(&disposition));
    buf_clear(&disposition);
}

void
view_figures_json(struct view *v)
{
    struct figures f;
    struct fail fail = { "" };
    struct js *j;

    if (figures_load(&f, v, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else {
        j = js_new_object();
        js_set(j, "work", f.work);
        js_set(j, "queue", f.queue);
        js_set(j, "takedown", f.takedown);
        f = (struct figures){ .work = NULL };
        js_write(&v->rs->body, j);
        js_free(j);
        send(v, "application/json", "figures.json");
    }
    figures_clear(&f);
}

void
view_figures_csv(struct view *v)
{
    struct figures f;
    struct fail fail = { "" };
    struct buf *out = &v->rs->body;
    const struct js *days;

    if (figures_load(&f, v, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else {
        days = js_get(f.work, "days");
        buf_addz(out, "day,opened,confirmed,dismissed,backlog\r\n");
        for (size_t i = 0; i < js_count(days); i++) {
            buf_adds(out, js_get_text(js_at(days, i), "day"));
            for (size_t k = 0; k < COUNT(members); k++)
                buf_addf(out, ",%lld",
                    (long long)js_integer(
                        js_get(js_at(days, i), members[k]), 0));
            buf_addz(out, "\r\n");
        }
        send(v, "text/csv; charset=utf-8", "figures.csv");
    }
    figures_clear(&f);
}
