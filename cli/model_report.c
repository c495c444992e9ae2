#include "cli/model_report.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/calibrate.h"
#include "classifier/metrics.h"
#include "classifier/tongue.h"
#include "cli/plot.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PAGE_BYTES_MAX (16u << 20)
#define SEED 1
#define BINS 10
/* What fewer documents say of a bin is chance. */
#define BIN_MIN 10
/* Errors shown of each kind, and bytes of a title. */
#define WORST 15
#define TITLE_BYTES 160

static const double thresholds[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7,
    0.9 };
static const double source_thresholds[] = { 0.1, 0.2, 0.5 };

static const char style[] =
    ":root{color-scheme:light dark;--text:#1c2733;--back:#fff;--soft:#4a5766;"
    "--rule:#d8dee6;--grid:#e3e8ee;--line:#0b5cad;--other:#8a97a6;"
    "--right:#dcebf8;--warn:#8a1f11;--warn-back:#fdecea}"
    "@media(prefers-color-scheme:dark){:root{--text:#dfe6ee;--back:#12181f;"
    "--soft:#9fb0c1;--rule:#2e3a46;--grid:#25303a;--line:#6cb2f5;"
    "--other:#76879a;--right:#1d3a56;--warn:#ffb4a8;--warn-back:#3d1713}}"
    "body{font:15px/1.45 system-ui,sans-serif;color:var(--text);"
    "background:var(--back);margin:2rem auto;max-width:72rem;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem}"
    "table{border-collapse:collapse;margin:.6rem 0}"
    "th,td{padding:.25rem .7rem;border-bottom:1px solid var(--rule);"
    "text-align:right}th{font-weight:600}"
    "th:first-child,td:first-child,.errors th,.errors td{text-align:left}"
    ".hazards{font-size:.85rem}.hazards th,.hazards td{padding:.2rem .5rem}"
    ".hazards th+th{writing-mode:vertical-rl;transform:rotate(180deg);"
    "text-align:left;border-bottom:0;border-top:1px solid var(--rule)}"
    "td{white-space:nowrap}td.words{white-space:normal;"
    "overflow-wrap:anywhere}"
    ".plots{display:flex;flex-wrap:wrap;gap:1.2rem 1.6rem}figure{margin:0}"
    "figcaption{font-weight:600;margin-bottom:.3rem}"
    "svg{max-width:100%;height:auto}"
    "svg text{font-size:12px;fill:var(--soft)}"
    ".middle{text-anchor:middle}.end{text-anchor:end}"
    ".grid{stroke:var(--grid);stroke-width:1}"
    ".line{fill:none;stroke:var(--line);stroke-width:2.2}"
    ".other{fill:none;stroke:var(--other);stroke-width:1.5;"
    "stroke-dasharray:5 4}"
    ".dot{fill:var(--line)}.right{background:var(--right)}"
    ".note{color:var(--soft)}.digest{overflow-wrap:anywhere}"
    ".warning{color:var(--warn);background:var(--warn-back);"
    "padding:.6rem 1rem;border-radius:6px}"
    ".scroll{overflow-x:auto}";

/* Items from the highest risk, and the weights that make positives as rare as
 * on the market. */
struct page {
    struct markup m;
    const struct model_report *r;
    const struct model_judged **item; /* owned */
    size_t positives;
    double weight[2];
};

static int
by_risk(const void *a, const void *b)
{
    const struct model_judged *const *x = a, *const *y = b;

    if ((*x)->risk != (*y)->risk)
        return (*x)->risk < (*y)->risk ? 1 : -1;
    return *x < *y ? -1 : *x > *y;
}

static void
cell(struct markup *m, int digits, double value)
{
    markup_open(m, "td", NO_ATTRS);
    if (isnan(value))
        markup_textz(m, "–");
    else
        markup_textf(m, "%.*f", digits, value);
    markup_close(m);
}

static void
cell_range(struct markup *m, const struct metrics_range *r)
{
    markup_open(m, "td", NO_ATTRS);
    if (isnan(r->value))
        markup_textz(m, "–");
    else
        markup_textf(m, "%.3f (%.3f–%.3f)", r->value, r->low, r->high);
    markup_close(m);
}

/* A table's beginning; names end with NULL. The table and its body stay
 * open. */
static void
table(struct markup *m, const char *css_class, const char *const *names)
{
    markup_open(m, "div", ATTRS({ "class", STR("scroll") }));
    markup_open(m, "table", ATTRS({ "class", str_of(css_class) }));
    markup_open(m, "tr", NO_ATTRS);
    for (; *names != NULL; names++)
        markup_leaf(m, "th", NO_ATTRS, str_of(*names));
    markup_close(m);
}

static void
table_end(struct markup *m)
{
    markup_close(m);
    markup_close(m);
}

/* --- figures --- */

static void
language_row(struct page *p, int language, const char *name)
{
    struct metrics_item *items = mem_array(p->r->count + 1, sizeof *items);
    struct markup *m = &p->m;
    struct metrics x;
    size_t n = 0;

    for (size_t i = 0; i < p->r->count; i++)
        if (language < 0 || p->item[i]->language == language)
            items[n++] =
                (struct metrics_item){ p->item[i]->risk, p->item[i]->positive };
    metrics_measure(&x, items, n, CALIBRATE_BASE_RATE, SEED);
    free(items);
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "td", NO_ATTRS, str_of(name));
    cell(m, 0, (double)x.positives);
    cell(m, 0, (double)x.negatives);
    cell_range(m, &x.auc);
    cell_range(m, &x.average_precision);
    cell(m, 4, x.calibration_error);
    cell(m, 3, x.mean_positive);
    cell(m, 4, x.mean_negative);
    markup_close(m);
}

static void
languages(struct page *p)
{
    static const char *const names[] = { "language", "recalled", "ordinary",
        "ROC AUC (95 %)", "average precision at 2 % (95 %)",
        "calibration error", "mean risk, recalled", "mean risk, ordinary",
        NULL };

    markup_leaf(&p->m, "h2", NO_ATTRS, STR("By language"));
    table(&p->m, "figures", names);
    language_row(p, -1, "all");
    for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
        language_row(p, l, tongue_name((enum glossary_language)l));
    table_end(&p->m);
}

/* Weighted share of each side with a risk of at least the threshold. */
static void
shares(const struct page *p, double threshold, double share[2])
{
    double count[2] = { 0, 0 };

    for (size_t i = 0; i < p->r->count && p->item[i]->risk >= threshold; i++)
        count[p->item[i]->positive]++;
    share[1] = p->positives > 0 ? count[1] / (double)p->positives : NAN;
    share[0] = p->r->count > p->positives
                   ? count[0] / (double)(p->r->count - p->positives)
                   : NAN;
}

static void
threshold_table(struct page *p)
{
    static const char *const names[] = { "risk from", "flags", "of them right",
        "missed", "precision", "recall", "false alarm rate", NULL };
    struct markup *m = &p->m;

    markup_leaf(m, "h2", NO_ATTRS, STR("Thresholds, per 1,000 listings"));
    markup_leaf(m, "p", ATTRS({ "class", STR("note") }),
        STR("Expected on a market where 2 % of the listings are as suspected; "
            "by this model alone."));
    table(m, "figures", names);
    for (size_t t = 0; t < COUNT(thresholds); t++) {
        double share[2], right, wrong;

        shares(p, thresholds[t], share);
        right = 1000 * CALIBRATE_BASE_RATE * share[1];
        wrong = 1000 * (1 - CALIBRATE_BASE_RATE) * share[0];
        markup_open(m, "tr", NO_ATTRS);
        cell(m, 2, thresholds[t]);
        cell(m, 1, right + wrong);
        cell(m, 1, right);
        cell(m, 1, 1000 * CALIBRATE_BASE_RATE - right);
        cell(m, 2, right + wrong > 0 ? right / (right + wrong) : NAN);
        cell(m, 3, share[1]);
        cell(m, 4, share[0]);
        markup_close(m);
    }
    table_end(m);
}

static void
source_row(struct page *p, int positive, uint32_t source, const char *name)
{
    double all = 0, sum = 0, over[COUNT(source_thresholds)] = { 0 };
    struct markup *m = &p->m;

    for (size_t i = 0; i < p->r->count; i++) {
        const struct model_judged *j = p->item[i];

        if (j->positive != positive || (!positive && j->source != source))
            continue;
        all++;
        sum += j->risk;
        for (size_t t = 0; t < COUNT(source_thresholds); t++)
            over[t] += j->risk >= source_thresholds[t];
    }
    if (all < 1)
        return;
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "td", NO_ATTRS, str_of(name));
    cell(m, 0, all);
    cell(m, 4, sum / all);
    for (size_t t = 0; t < COUNT(source_thresholds); t++)
        cell(m, 1, 1000 * over[t] / all);
    markup_close(m);
}

static void
source_table(struct page *p)
{
    static const char *const names[] = { "source", "count", "mean risk",
        "per 1,000 from 0.1", "from 0.2", "from 0.5", NULL };

    markup_leaf(&p->m, "h2", NO_ATTRS, STR("By source"));
    table(&p->m, "figures", names);
    source_row(p, 1, 0, "(notices)");
    for (size_t i = 0; i < p->r->sources->count; i++)
        source_row(p, 0, (uint32_t)i, p->r->sources->item[i]);
    table_end(&p->m);
}

/* --- plots --- */

/* Precision at the base rate over recall, and hits over false alarms. */
static void
curves(struct page *p)
{
    size_t n = p->r->count, k = 0;
    struct plot_point *pr = mem_array(n + 1, sizeof *pr);
    struct plot_point *roc = mem_array(n + 1, sizeof *roc);
    struct plot_point chance[] = { { 0, CALIBRATE_BASE_RATE },
        { 1, CALIBRATE_BASE_RATE } };
    struct plot_point even[] = { { 0, 0 }, { 1, 1 } };
    double sum[2] = { 0, 0 };

    roc[k++] = (struct plot_point){ 0, 0 };
    for (size_t i = 0; i < n; i++) {
        sum[p->item[i]->positive] += p->weight[p->item[i]->positive];
        /* Equal risks are one threshold. */
        if (i + 1 < n && p->item[i + 1]->risk >= p->item[i]->risk)
            continue;
        pr[k - 1] = (struct plot_point){ sum[1] / CALIBRATE_BASE_RATE,
            sum[1] / (sum[0] + sum[1]) };
        roc[k++] = (struct plot_point){ sum[0] / (1 - CALIBRATE_BASE_RATE),
            sum[1] / CALIBRATE_BASE_RATE };
    }
    plot_write(
        &p->m, &(struct plot){ "Precision and recall at a base rate of 2 %",
                   "recall", "precision",
                   (const struct plot_line[]){
                       { "other", chance, 2, 0 }, { "line", pr, k - 1, 0 } },
                   2 });
    plot_write(&p->m, &(struct plot){ "ROC", "false alarms", "hits",
                          (const struct plot_line[]){
                              { "other", even, 2, 0 }, { "line", roc, k, 0 } },
                          2 });
    free(pr);
    free(roc);
}

static void
reliability(struct page *p)
{
    double sum[BINS] = { 0 }, hits[BINS] = { 0 }, all[BINS] = { 0 };
    size_t documents[BINS] = { 0 };
    struct plot_point point[BINS], even[] = { { 0, 0 }, { 1, 1 } };
    size_t n = 0;

    for (size_t i = 0; i < p->r->count; i++) {
        const struct model_judged *j = p->item[i];
        double w = p->weight[j->positive];
        int b = (int)(j->risk * BINS);

        b = b < 0 ? 0 : b >= BINS ? BINS - 1 : b;
        documents[b]++;
        all[b] += w;
        sum[b] += w * j->risk;
        hits[b] += w * j->positive;
    }
    for (int b = 0; b < BINS; b++)
        if (documents[b] >= BIN_MIN)
            point[n++] =
                (struct plot_point){ sum[b] / all[b], hits[b] / all[b] };
    plot_write(&p->m,
        &(struct plot){ "Reliability (bins of 10 documents and more)",
            "risk said by the model", "share recalled, at a base rate of 2 %",
            (const struct plot_line[]){
                { "other", even, 2, 0 }, { "line", point, n, 1 } },
            2 });
}

/* --- hazards and errors --- */

/* Rows: hazards that notices name (a notice with two counts in both); columns:
 * the likeliest by the model. */
static void
hazard_table(struct page *p)
{
    size_t count[HAZARDS][HAZARDS + 1] = { { 0 } }, rows[HAZARDS] = { 0 };
    struct markup *m = &p->m;

    for (size_t i = 0; i < p->r->count; i++)
        for (size_t h = 0; h < HAZARDS; h++)
            if (p->item[i]->positive && (p->item[i]->hazards & 1u << h) != 0) {
                int guess = p->item[i]->guess;

                rows[h]++;
                count[h][guess < 0 ? HAZARDS : (size_t)guess]++;
            }
    for (size_t h = 0, any = 0; h <= HAZARDS; h++) {
        if (h == HAZARDS && any == 0)
            return;
        any += h < HAZARDS ? rows[h] : 0;
    }
    markup_leaf(m, "h2", NO_ATTRS,
        STR("Hazards: named by the notice (rows), likeliest by the model"));
    markup_open(m, "div", ATTRS({ "class", STR("scroll") }));
    markup_open(m, "table", ATTRS({ "class", STR("hazards") }));
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "th", NO_ATTRS, STR(""));
    for (size_t g = 0; g <= HAZARDS; g++)
        if (g == HAZARDS || rows[g] > 0)
            markup_leaf(m, "th", NO_ATTRS,
                g < HAZARDS ? str_of(hazard_name((enum hazard)g))
                            : STR("none"));
    markup_close(m);
    for (size_t h = 0; h < HAZARDS; h++) {
        if (rows[h] == 0)
            continue;
        markup_open(m, "tr", NO_ATTRS);
        markup_leaf(m, "td", NO_ATTRS, str_of(hazard_name((enum hazard)h)));
        for (size_t g = 0; g <= HAZARDS; g++) {
            if (g < HAZARDS && rows[g] == 0)
                continue;
            markup_open(
                m, "td", g == h ? ATTRS({ "class", STR("right") }) : NO_ATTRS);
            if (count[h][g] > 0)
                markup_textf(m, "%zu", count[h][g]);
            markup_close(m);
        }
        markup_close(m);
    }
    table_end(m);
}

static void
error_row(struct page *p, const struct model_judged *j)
{
    struct markup *m = &p->m;

    markup_open(m, "tr", NO_ATTRS);
    cell(m, 3, j->risk);
    markup_leaf(m, "td", NO_ATTRS,
        str_of(tongue_name((enum glossary_language)j->language)));
    markup_leaf(m, "td", NO_ATTRS,
        j->positive ? STR("(notice)") : str_of(p->r->sources->item[j->source]));
    markup_leaf(m, "td", ATTRS({ "class", STR("words") }),
        utf8_cut(str_of(j->title), TITLE_BYTES));
    markup_close(m);
}

static void
error_tables(struct page *p)
{
    static const char *const names[] = { "risk", "language", "source", "title",
        NULL };
    size_t n = p->r->count, shown = 0;

    markup_leaf(&p->m, "h2", NO_ATTRS, STR("Ordinary, with the highest risk"));
    table(&p->m, "errors", names);
    for (size_t i = 0; i < n && shown < WORST; i++)
        if (!p->item[i]->positive) {
            error_row(p, p->item[i]);
            shown++;
        }
    table_end(&p->m);
    markup_leaf(&p->m, "h2", NO_ATTRS, STR("Recalled, with the lowest risk"));
    table(&p->m, "errors", names);
    shown = 0;
    for (size_t i = n; i > 0 && shown < WORST; i--)
        if (p->item[i - 1]->positive) {
            error_row(p, p->item[i - 1]);
            shown++;
        }
    table_end(&p->m);
}

/* --- the page --- */

/* How far these figures can be believed. */
static void
write_caution(struct page *p)
{
    static const struct {
        const char *css_class, *text;
    } says[] = {
        [MODEL_REPORT_OTHERS] = { "note",
            "Notices and listings that the model was trained on flatter it: "
            "hold out whole sources and later years." },
        [MODEL_REPORT_LEARNED] = { "warning",
            "The model has learned from files of these names: what follows "
            "says how well it remembers them, not how well it judges what is "
            "new. Its card has the figures of what was held out; the page "
            "that model train --report writes shows them." },
        [MODEL_REPORT_HELD_OUT] = { "note",
            "Judged by a model from which these later notices and whole "
            "sources of listings were kept, with the curve that is released; "
            "the released model has learned from them too. German and Chinese "
            "notices are English ones rewritten, which flatters." },
    };

    markup_leaf(&p->m, "p",
        ATTRS({ "class", str_of(says[p->r->kind].css_class) }),
        str_of(says[p->r->kind].text));
    markup_leaf(&p->m, "p", ATTRS({ "class", STR("note") }),
        STR("Ordinary listings were not selected as recalled; they are not "
            "proven safe."));
}

static void
write_head(struct page *p)
{
    struct markup *m = &p->m;

    markup_open(m, "head", NO_ATTRS);
    markup_void(m, "meta", ATTRS({ "charset", STR("utf-8") }));
    markup_void(m, "meta",
        ATTRS({ "name", STR("viewport") },
            { "content", STR("width=device-width, initial-scale=1") }));
    markup_leaf(m, "title", NO_ATTRS, STR("Model evaluation"));
    markup_leaf(m, "style", NO_ATTRS, str_of(style));
    markup_close(m);
    markup_open(m, "body", NO_ATTRS);
    markup_leaf(m, "h1", NO_ATTRS, STR("Evaluation of a risk model"));
    markup_open(m, "p", ATTRS({ "class", STR("digest") }));
    markup_textf(m, "%.200s. %zu products of notices, %zu ordinary listings.",
        p->r->version, p->positives, p->r->count - p->positives);
    markup_close(m);
    write_caution(p);
}

static void
write_page(struct page *p, struct buf *out)
{
    markup_start(&p->m, out, "en");
    write_head(p);
    languages(p);
    markup_leaf(&p->m, "h2", NO_ATTRS, STR("Curves"));
    markup_open(&p->m, "div", ATTRS({ "class", STR("plots") }));
    if (p->positives > 0 && p->positives < p->r->count) {
        curves(p);
        reliability(p);
    }
    markup_close(&p->m);
    threshold_table(p);
    source_table(p);
    hazard_table(p);
    error_tables(p);
    markup_end(&p->m);
}

static int
page_path(struct buf *out, const char *path, struct fail *fail)
{
    buf_addz(out, path);
    if (str_ends(buf_str(out), STR(".html")))
        return 0;
    buf_addz(out, "/report.html");
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    return 0;
}

int
model_report_write(
    const struct model_report *r, const char *path, struct fail *fail)
{
    struct page p = { .r = r };
    struct buf out = BUF_MAX(PAGE_BYTES_MAX), name = BUF_MAX(4096);
    int rc;

    p.item = mem_array(r->count + 1, sizeof *p.item);
    for (size_t i = 0; i < r->count; i++) {
        p.item[i] = &r->item[i];
        p.positives += (size_t)r->item[i].positive;
    }
    qsort(p.item, r->count, sizeof *p.item, by_risk);
    p.weight[1] = CALIBRATE_BASE_RATE / (double)p.positives;
    p.weight[0] = (1 - CALIBRATE_BASE_RATE) / (double)(r->count - p.positives);
    write_page(&p, &out);
    rc = out.over ? fail_set(fail, "the report is too long")
                  : page_path(&name, path, fail);
    if (rc == 0)
        rc = file_write(buf_text(&name), buf_str(&out), fail);
    free(p.item);
    buf_clear(&out);
    buf_clear(&name);
    return rc;
}
