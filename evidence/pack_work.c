#include "evidence/pack_work.h"

#include "base/mem.h"
#include "base/now.h"
#include "evidence/pack_capture.h"
#include "evidence/pack_log.h"
#include "evidence/pack_summary.h"
#include "store/orders.h"
#include "store/purge.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME_BYTES 100
/* More versions and pages of one offer than years of daily scans leave. */
#define VERSIONS_MAX 5000
#define RECORDS_BYTES_MAX (768u << 20)

void
pack_work_init(struct pack_work *w)
{
    w->records = BUF_MAX(RECORDS_BYTES_MAX);
    w->copied = (struct texts){ .count = 0 };
    w->objects = (struct texts){ .count = 0 };
    w->cases = js_new_array();
}

void
pack_work_clear(struct pack_work *w)
{
    buf_clear(&w->records);
    texts_clear(&w->copied);
    texts_clear(&w->objects);
    js_free(w->cases);
}

static const char *
file(char out[NAME_BYTES], int64_t id, const char *name)
{
    snprintf(out, NAME_BYTES, "cases/%lld/%s", (long long)id, name);
    return out;
}

/* --- rules and notices that findings cite --- */

static const struct js *
rule_find(const struct js *rules, struct str id)
{
    for (size_t i = 0; i < js_count(rules); i++)
        if (str_eq(js_get_text(js_at(rules, i), "id"), id))
            return js_at(rules, i);
    return NULL;
}

/* In place of what is cited and is not known any more. */
static void
add_missing(struct js *all, struct str id, const char *why)
{
    struct js *j = js_new_object();

    js_set_text(j, "id", id);
    js_set_textz(j, "missing", why);
    js_add(all, j);
}

static struct js *
rules_cited(const struct pack_work *w, const struct js *findings)
{
    struct js *all = js_new_array();

    for (size_t i = 0; i < js_count(findings); i++) {
        struct str id = js_get_text(js_at(findings, i), "id");
        const struct js *rule;

        if (!str_is(js_get_text(js_at(findings, i), "source"), "rule"))
            continue;
        rule = rule_find(w->rules, id);
        if (rule_find(all, id) != NULL)
            continue;
        if (rule != NULL)
            js_add(all, js_copy(rule));
        else
            add_missing(all, id, "not among the rules at export");
    }
    return all;
}

static int
version(int64_t seen_at_ms, const struct js *record, void *ctx)
{
    struct js *j = js_copy(record);
    char at[NOW_TEXT_BYTES];

    now_text(seen_at_ms, at);
    js_set_integer(j, "seen_at_ms", seen_at_ms);
    js_set_textz(j, "seen_at", at);
    js_add(ctx, j);
    return 0;
}

/* Every version of each notice, the newest last. */
static int
recalls_cited(struct store *s, const struct js *findings, struct js *all,
    struct js *versions, struct fail *fail)
{
    for (size_t i = 0; i < js_count(findings); i++) {
        const struct js *f = js_at(findings, i);
        struct recall *r = NULL;
        struct js *j;
        int64_t row;
        int rc;

        if (!str_is(js_get_text(f, "source"), "recall") ||
            rule_find(all, js_get_text(f, "id")) != NULL)
            continue;
        if (store_recall_find(s, STR_NONE, js_get_text(f, "id"), &r, fail) != 0)
            return -1;
        if (r == NULL) {
            add_missing(all, js_get_text(f, "id"), "not in the store");
            continue;
        }
        j = recall_to_json(r);
        recall_free(r);
        rc = store_recall_row(
            s, js_get_text(j, "source"), js_get_text(j, "id"), &row, fail);
        if (rc == 1)
            rc = store_recall_versions(s, row, version, versions, fail);
        js_add(all, j);
        if (rc < 0)
            return -1;
    }
    return 0;
}

static int
add_cited(
    struct pack_work *w, int64_t id, const struct js *found, struct fail *fail)
{
    const struct js *findings = js_get(js_get(found, "casefile"), "findings");
    struct js *rules = rules_cited(w, findings);
    struct js *recalls = js_new_array(), *versions = js_new_array();
    char name[NAME_BYTES];
    int rc = recalls_cited(w->store, findings, recalls, versions, fail);

    if (rc == 0)
        rc =
            pack_add_lines(w->pack, file(name, id, "rules.jsonl"), rules, fail);
    if (rc == 0)
        rc = pack_add_lines(
            w->pack, file(name, id, "recalls.jsonl"), recalls, fail);
    if (rc == 0)
        rc = pack_add_lines(
            w->pack, file(name, id, "recall-versions.jsonl"), versions, fail);
    js_free(rules);
    js_free(recalls);
    js_free(versions);
    return rc;
}

/* --- letters --- */

static int
keep_order(const struct store_order *o, void *ctx, struct fail *fail)
{
    (void)fail;
    js_add(ctx, store_order_record(o));
    return 0;
}

struct letter {
    struct pack_work *work;
    int64_t of_case;
};

static int
add_letter(const struct store_order *o, void *ctx, struct fail *fail)
{
    const struct letter *l = ctx;
    char name[NAME_BYTES];

    snprintf(name, sizeof name, "cases/%lld/orders/%lld.txt",
        (long long)l->of_case, (long long)o->id);
    return pack_add(l->work->pack, name, o->document, fail);
}

static int
add_orders(
    struct pack_work *w, int64_t id, struct js *orders, struct fail *fail)
{
    struct letter l = { w, id };
    char name[NAME_BYTES];
    int rc = store_order_each(w->store, STORE_ORDERS_ALL, id, w->now_ms, 0, 0,
        keep_order, orders, fail);

    for (size_t i = 0; i < js_count(orders) && rc == 0; i++) {
        int64_t order = js_integer(js_get(js_at(orders, i), "id"), 0);

        rc = store_order_find(w->store, order, add_letter, &l, fail);
        rc = rc == 1 ? 0 : -1;
        snprintf(name, sizeof name, "order %lld", (long long)order);
        texts_add_new(&w->objects, str_of(name));
    }
    if (rc == 0)
        rc = pack_add_lines(
            w->pack, file(name, id, "orders.jsonl"), orders, fail);
    return rc;
}

/* --- a case --- */

static int
add_found(
    struct pack_work *w, int64_t id, const struct js *found, struct fail *fail)
{
    const struct js *casefile = js_get(found, "casefile");
    struct js *listing = js_new_array();
    char name[NAME_BYTES];
    int rc;

    if (js_get(casefile, "listing") != NULL)
        js_add(listing, js_copy(js_get(casefile, "listing")));
    rc =
        pack_add_lines(w->pack, file(name, id, "listing.jsonl"), listing, fail);
    js_free(listing);
    if (rc != 0 ||
        pack_add_lines(w->pack, file(name, id, "versions.jsonl"),
            js_get(found, "versions"), fail) != 0 ||
        pack_add_json(
            w->pack, file(name, id, "casefile.json"), casefile, fail) != 0 ||
        pack_add_lines(w->pack, file(name, id, "history.jsonl"),
            js_get(found, "history"), fail) != 0)
        return -1;
    return add_cited(w, id, found, fail);
}

static int
add_object(struct pack_work *w, int64_t id, struct fail *fail)
{
    char name[NAME_BYTES];

    snprintf(name, sizeof name, "case %lld", (long long)id);
    if (texts_has(&w->objects, str_of(name)))
        return fail_set(fail, "%s is named twice", name);
    texts_add(&w->objects, str_of(name));
    return 0;
}

static int
no_case(struct pack_work *w, int64_t id, struct fail *fail)
{
    char at[NOW_TEXT_BYTES];
    int64_t at_ms, entry;

    if (store_purged_case(w->store, id, &at_ms, &entry, fail) != 1)
        return fail_set(fail, "no case %lld", (long long)id);
    now_text(at_ms, at);
    return fail_set(fail, "case %lld was deleted at %s (audit entry %lld)",
        (long long)id, at, (long long)entry);
}

int
pack_work_case(struct pack_work *w, int64_t id, struct fail *fail)
{
    struct js *found = NULL, *capture = NULL, *orders = js_new_array();
    int rc = store_case_read(w->store, id, VERSIONS_MAX, &found, fail);

    if (rc == 0 && found == NULL)
        rc = no_case(w, id, fail);
    if (rc == 0 &&
        (add_object(w, id, fail) != 0 || add_found(w, id, found, fail) != 0 ||
            pack_capture_add(w, id, found, &capture, fail) != 0 ||
            add_orders(w, id, orders, fail) != 0))
        rc = -1;
    if (rc == 0) {
        js_set(found, "capture", capture);
        js_set(found, "orders", orders);
        js_add(w->cases, found);
    } else {
        js_free(capture);
        js_free(orders);
        js_free(found);
    }
    return rc;
}

/* The same summary as PDF; what cannot be printed is named. */
static int
add_pdf(struct pack_work *w, struct str html, struct fail *fail)
{
    struct buf pdf = BUF_MAX(PACK_SUMMARY_BYTES_MAX);
    struct fail why = { "it was not asked for" };
    int rc = w->print != NULL ? w->print(html, &pdf, &why) : -1;

    rc = rc == 0 ? pack_add(w->pack, "summary.pdf", buf_str(&pdf), fail)
                 : pack_lacks(w->pack, "summary.pdf", why.text, fail);
    buf_clear(&pdf);
    return rc;
}

int
pack_work_end(struct pack_work *w, struct fail *fail)
{
    struct js *entries = NULL;
    struct buf page = BUF_MAX(PACK_SUMMARY_BYTES_MAX);
    int rc = 0;

    if (w->records.len > 0)
        rc = pack_add(w->pack, PACK_RECORDS, buf_str(&w->records), fail);
    if (rc == 0)
        rc = pack_log_add(w, &entries, fail);
    if (rc == 0) {
        pack_summary_write(&page, w->cases, entries);
        rc = page.over
                 ? fail_set(fail, "summary.html: too large")
                 : pack_add(w->pack, "summary.html", buf_str(&page), fail);
        if (rc == 0)
            rc = add_pdf(w, buf_str(&page), fail);
    }
    js_free(entries);
    buf_clear(&page);
    return rc;
}
