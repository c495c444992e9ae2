#include "review/metrics.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/workflow.h"
#include "store/queue.h"
#include "store/vitals.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Upper ends in microseconds: pages take 1 to 100 ms, passwords 300 ms,
 * exports seconds. */
static const struct {
    int64_t us;
    const char *label;
} buckets[] = {
    { 1000, "0.001" },
    { 2500, "0.0025" },
    { 5000, "0.005" },
    { 10000, "0.01" },
    { 25000, "0.025" },
    { 50000, "0.05" },
    { 100000, "0.1" },
    { 250000, "0.25" },
    { 500000, "0.5" },
    { 1000000, "1" },
    { 2500000, "2.5" },
    { 10000000, "10" },
};

/* Statuses by their first digit, 1 to 5. */
#define CLASSES 5

struct metrics {
    atomic_uint_fast64_t status[CLASSES];
    atomic_uint_fast64_t took[COUNT(buckets) + 1]; /* the last: longer */
    atomic_uint_fast64_t sum_us;
};

struct metrics *
metrics_new(void)
{
    return mem_new(sizeof(struct metrics));
}

void
metrics_free(struct metrics *m)
{
    free(m);
}

static void
add(atomic_uint_fast64_t *n, uint64_t more)
{
    atomic_fetch_add_explicit(n, more, memory_order_relaxed);
}

static unsigned long long
get(const atomic_uint_fast64_t *n)
{
    return (unsigned long long)atomic_load_explicit(n, memory_order_relaxed);
}

void
metrics_count(struct metrics *m, int status, int64_t us)
{
    size_t i = 0;

    if (status < 100 || status > 599)
        status = 500;
    if (us < 0)
        us = 0;
    while (i < COUNT(buckets) && us > buckets[i].us)
        i++;
    add(&m->status[status / 100 - 1], 1);
    add(&m->took[i], 1);
    add(&m->sum_us, (uint64_t)us);
}

/* The two lines that stand before a metric. */
static void
head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_addf(out, "# HELP shelfwatch_%s %s\n# TYPE shelfwatch_%s %s\n", name,
        help, name, type);
}

static void
one(struct buf *out, const char *name, const char *help, int64_t value)
{
    head(out, name, "gauge", help);
    buf_addf(out, "shelfwatch_%s %lld\n", name, (long long)value);
}

/* A label, whose value may be any text. */
static void
label_put(struct buf *out, const char *label, struct str value)
{
    buf_addf(out, "%s=\"", label);
    for (size_t i = 0; i < value.len; i++) {
        if (value.p[i] == '\n') {
            buf_addz(out, "\\n");
            continue;
        }
        if (value.p[i] == '"' || value.p[i] == '\\')
            buf_addc(out, '\\');
        buf_addc(out, value.p[i]);
    }
    buf_addc(out, '"');
}

/* One with a label. */
static void
labelled(struct buf *out, const char *name, const char *label, struct str value,
    int64_t n)
{
    buf_addf(out, "shelfwatch_%s{", name);
    label_put(out, label, value);
    buf_addf(out, "} %lld\n", (long long)n);
}

void
metrics_write_requests(struct buf *out, const struct metrics *m)
{
    static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
    unsigned long long so_far = 0;

    head(out, "http_requests_total", "counter",
        "Requests answered, by class of status.");
    for (size_t i = 0; i < CLASSES; i++)
        buf_addf(out, "shelfwatch_http_requests_total{status=\"%s\"} %llu\n",
            classes[i], get(&m->status[i]));
    head(out, "http_request_seconds", "histogram",
        "Time to make an answer, sending it not counted.");
    for (size_t i = 0; i < COUNT(buckets); i++) {
        so_far += get(&m->took[i]);
        buf_addf(out,
            "shelfwatch_http_request_seconds_bucket{le=\"%s\"} %llu\n",
            buckets[i].label, so_far);
    }
    so_far += get(&m->took[COUNT(buckets)]);
    buf_addf(out,
        "shelfwatch_http_request_seconds_bucket{le=\"+Inf\"} %llu\n"
        "shelfwatch_http_request_seconds_sum %.6f\n"
        "shelfwatch_http_request_seconds_count %llu\n",
        so_far, (double)get(&m->sum_us) / 1e6, so_far);
}

/* --- the store --- */

static int
write_cases(struct buf *out, struct store *s, struct fail *fail)
{
    int64_t all = 0, open = 0, n;

    head(out, "cases", "gauge", "Cases of the queue by state.");
    for (unsigned i = 0; i < WORKFLOW_STATES; i++) {
        const char *state = workflow_state_name((enum workflow_state)i);

        if (store_queue_count(s, "", "", state, &n, fail) != 0)
            return -1;
        labelled(out, "cases", "state", str_of(state), n);
    }
    if (store_queue_count(s, "", "", NULL, &all, fail) != 0 ||
        store_queue_count(s, "", "", "open", &open, fail) != 0)
        return -1;
    one(out, "cases_open", "Cases somebody has to decide.", open);
    one(out, "cases_decided", "Cases that were decided and are not open again.",
        all - open);
    return 0;
}

static void
add_scans(struct str how, int64_t scans, int64_t last_ms, void *ctx)
{
    (void)last_ms;
    labelled(ctx, "scans", "how", how.len > 0 ? how : STR("unfinished"), scans);
}

static void
add_ends(struct str how, int64_t scans, int64_t last_ms, void *ctx)
{
    (void)scans;
    if (how.len > 0)
        labelled(ctx, "scan_last_end_seconds", "how", how, last_ms / 1000);
}

static int
write_scans(struct buf *out, struct store *s, struct fail *fail)
{
    head(out, "scans", "gauge", "Scans by how they ended.");
    if (store_scan_ways(s, add_scans, out, fail) != 0)
        return -1;
    head(out, "scan_last_end_seconds", "gauge",
        "When a scan last ended like that, since 1970.");
    return store_scan_ways(s, add_ends, out, fail);
}

/* All lines of a metric stand together. */
static void
add_sources(struct buf *out, const struct js *all, const char *name,
    int64_t (*value)(const struct js *source))
{
    for (size_t i = 0; i < js_count(all); i++)
        labelled(out, name, "source", js_get_text(js_at(all, i), "name"),
            value(js_at(all, i)));
}

static int64_t
is_well(const struct js *source)
{
    return str_is(js_get_text(source, "state"), "ok");
}

static int64_t
is_fetched(const struct js *source)
{
    return !str_is(js_get_text(source, "state"), "never");
}

static int64_t
last_success(const struct js *source)
{
    int64_t ms = 0;

    now_parse(js_get_text(source, "last_success"), &ms);
    return ms / 1000;
}

static int
write_sources(struct buf *out, struct store *s, const struct facts *facts,
    int64_t now_ms, struct fail *fail)
{
    struct js *all;

    if (facts == NULL || facts->sources == NULL)
        return 0;
    all = facts->sources(s, now_ms, fail);
    if (all == NULL)
        return -1;
    head(out, "source_fetched", "gauge", "1 if the source is in use.");
    add_sources(out, all, "source_fetched", is_fetched);
    head(out, "source_ok", "gauge",
        "1 if the source gives what it usually does.");
    add_sources(out, all, "source_ok", is_well);
    head(out, "source_last_success_seconds", "gauge",
        "Time of its last good reading since 1970, 0 without one.");
    add_sources(out, all, "source_last_success_seconds", last_success);
    js_free(all);
    return 0;
}

static void
write_vitals(struct buf *out, const struct store_vitals *v, int64_t now_ms)
{
    one(out, "oldest_open_case_seconds",
        "Age of the open case that waits longest, 0 without one.",
        v->oldest_open_ms > 0 ? (now_ms - v->oldest_open_ms) / 1000 : 0);
    one(out, "store_bytes", "Size of the store's file.", v->bytes);
    one(out, "store_log_bytes",
        "Size of what was written and is not in the store's file yet.",
        v->log_bytes);
    one(out, "audit_entries", "Entries of the audit log.", v->audit_entries);
}

int
metrics_write_store(struct buf *out, struct store *s, const struct facts *facts,
    int64_t now_ms, struct fail *fail)
{
    struct store_vitals v;

    head(out, "build_info", "gauge", "1, with the program's version.");
    labelled(out, "build_info", "version", STR(SHELFWATCH_VERSION), 1);
    if (write_cases(out, s, fail) != 0 || store_vitals(s, &v, fail) != 0)
        return -1;
    write_vitals(out, &v, now_ms);
    if (write_scans(out, s, fail) != 0)
        return -1;
    return write_sources(out, s, facts, now_ms, fail);
}

void
metrics_write_scan(struct buf *out, const struct js *summary)
{
    static const struct {
        const char *member, *name, *help;
    } counts[] = {
        { "pages", "scan_pages", "Pages of the scan." },
        { "urls_known", "scan_urls_known", "Addresses it has heard of." },
        { "urls_waiting", "scan_urls_waiting", "Addresses still to be asked." },
        { "listings", "scan_offers", "Offers it read." },
        { "listings_new", "scan_offers_new", "Of these, not known before." },
        { "flagged", "scan_flagged", "Offers that were flagged." },
        { "flagged_new", "scan_flagged_new", "Of these, not flagged before." },
    };
    struct str campaign = js_get_text(summary, "name"), state;
    struct js *n;
    void *it = NULL;

    for (size_t i = 0; i < COUNT(counts); i++) {
        head(out, counts[i].name, "gauge", counts[i].help);
        labelled(out, counts[i].name, "campaign", campaign,
            js_integer(js_get(summary, counts[i].member), 0));
    }
    head(out, "scan_finished", "gauge", "1 if nothing is left to be asked.");
    labelled(out, "scan_finished", "campaign", campaign,
        str_is(js_get_text(summary, "how"), "finished"));
    head(out, "scan_page_states", "gauge", "Pages of the scan by state.");
    while (js_next(js_get(summary, "states"), &it, &state, &n))
        labelled(out, "scan_page_states", "state", state, js_integer(n, 0));
}

/* --- runs of batch verbs --- */

void
metrics_run_add(struct metrics_run *r, const char *name, const char *help,
    const char *label, struct str value, int64_t n)
{
    r->figure = mem_grow(r->figure, &r->cap, r->count + 1, sizeof r->figure[0]);
    r->figure[r->count++] = (struct metrics_figure){ name, help, label,
        label != NULL ? mem_dup(value.p, value.len) : NULL, n };
}

void
metrics_run_clear(struct metrics_run *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->figure[i].value);
    free(r->figure);
    r->figure = NULL;
    r->count = r->cap = 0;
}

static void
run_one(struct buf *out, const struct metrics_run *r, const char *name,
    const char *help, int64_t n)
{
    head(out, name, "gauge", help);
    labelled(out, name, "verb", str_of(r->verb), n);
}

/* All figures of the name of the i-th, which is the first of them. */
static void
run_figures(struct buf *out, const struct metrics_run *r, size_t i)
{
    const char *name = r->figure[i].name;

    buf_addf(out,
        "# HELP shelfwatch_run_%s %s\n# TYPE shelfwatch_run_%s gauge\n", name,
        r->figure[i].help, name);
    for (; i < r->count; i++) {
        const struct metrics_figure *f = &r->figure[i];

        if (strcmp(f->name, name) != 0)
            continue;
        buf_addf(out, "shelfwatch_run_%s{", name);
        label_put(out, "verb", str_of(r->verb));
        if (f->label != NULL) {
            buf_addc(out, ',');
            label_put(out, f->label, str_of(f->value));
        }
        buf_addf(out, "} %lld\n", (long long)f->n);
    }
}

void
metrics_write_run(struct buf *out, const struct metrics_run *r)
{
    run_one(out, r, "run_ok", "1 if the run did what it was to do.", r->ok);
    run_one(out, r, "run_last_end_seconds", "When it ended, since 1970.",
        r->ended_ms / 1000);
    run_one(out, r, "run_milliseconds", "How long it took.",
        r->ended_ms - r->began_ms);
    for (size_t i = 0; i < r->count; i++) {
        size_t k = 0;

        while (strcmp(r->figure[k].name, r->figure[i].name) != 0)
            k++;
        if (k == i)
            run_figures(out, r, i);
    }
}
