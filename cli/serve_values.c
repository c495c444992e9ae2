#include "cli/serve_values.h"

#include "base/datadir.h"
#include "base/mem.h"
#include "score/policy.h"

#include <stdlib.h>

#define PATH_BYTES_MAX 4096
#define VALUE_BYTES_MAX 4096

struct serve_values {
    struct pages_value *row; /* owned, and its texts */
    size_t count, cap;
};

static void
add(struct serve_values *v, const char *name, const char *from,
    const char *value)
{
    v->row = mem_grow(v->row, &v->cap, v->count + 2, sizeof v->row[0]);
    v->row[v->count++] =
        (struct pages_value){ mem_text(name), mem_text(value), mem_text(from) };
    v->row[v->count] = (struct pages_value){ .name = NULL };
}

static void
add_number(
    struct serve_values *v, const char *name, const char *from, double number)
{
    struct buf text = BUF_MAX(100);

    buf_addf(&text, "%.6g", number);
    add(v, name, from, buf_text(&text));
    buf_clear(&text);
}

static void
add_policy(struct serve_values *v)
{
    static const char *const strengths[] = { "strength.candidate",
        "strength.strong", "strength.conclusive" };
    static const char *const severities[] = { "severity.unknown",
        "severity.low", "severity.medium", "severity.high",
        "severity.serious" };
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct policy p;
    struct fail fail = { "" };
    const char *from;

    if (datadir_find(&path, "score/policy.yaml", &fail) != 0 ||
        policy_load(&p, buf_text(&path), &fail) != 0) {
        add(v, "policy", "score/policy.yaml", fail.text);
        buf_clear(&path);
        return;
    }
    from = buf_text(&path);
    add(v, "version", from, p.version);
    for (size_t i = 0; i < COUNT(strengths); i++)
        add_number(v, strengths[i], from, p.strength[i]);
    for (size_t i = 0; i < COUNT(severities); i++)
        add_number(v, severities[i], from, p.severity[i]);
    add_number(v, "formal_max", from, p.formal_max);
    add_number(v, "model.weight", from, p.model_weight);
    add_number(v, "model.finding_from", from, p.model_finding_from);
    add_number(v, "context.child", from, p.child);
    add_number(v, "context.no_brand", from, p.no_brand);
    add_number(v, "context.out_of_stock", from, p.out_of_stock);
    add_number(v, "context.used", from, p.used);
    add_number(v, "context.non_eu_seller", from, p.non_eu_seller);
    add_number(v, "flag_from", from, p.flag_from);
    add_number(v, "sample.audit_share", from, p.sample.audit_share);
    add_number(
        v, "sample.uncertain_per_scan", from, p.sample.uncertain_per_scan);
    add_number(v, "sample.flagged_share", from, p.sample.flagged_share);
    buf_clear(&path);
}

static void
add_options(struct serve_values *v, const struct serve_options *o,
    const struct store_session_limits *limits)
{
    struct buf hosts = BUF_MAX(VALUE_BYTES_MAX);

    buf_addz(&hosts, "127.0.0.1 localhost [::1]");
    for (size_t i = 0; i < o->hosts; i++)
        buf_addf(&hosts, " %s", o->host[i]);
    add(v, "store", "--store", o->store);
    add(v, "address", "--address", o->address);
    add(v, "tls", "--tls-cert", o->cert_file != NULL ? o->cert_file : "no");
    add(v, "hosts", "--host", buf_text(&hosts));
    add(v, "behind_proxy", "--behind-proxy", o->behind_proxy ? "yes" : "no");
    add(v, "proxy_user", "--proxy-user",
        o->proxy_user != NULL ? o->proxy_user : "no");
    add_number(
        v, "idle_minutes", "--idle", (double)limits->idle_ms / (60 * 1000));
    add_number(v, "session_hours", "--session",
        (double)limits->absolute_ms / (3600 * 1000));
    add(v, "campaigns", "--campaigns",
        o->campaigns != NULL ? o->campaigns : "no");
    buf_clear(&hosts);
}

struct serve_values *
serve_values_new(
    const struct serve_options *o, const struct store_session_limits *limits)
{
    struct serve_values *v = mem_new(sizeof *v);

    add_policy(v);
    add_options(v, o, limits);
    return v;
}

void
serve_values_free(struct serve_values *v)
{
    if (v == NULL)
        return;
    for (size_t i = 0; i < v->count; i++) {
        free((void *)(uintptr_t)v->row[i].name);
        free((void *)(uintptr_t)v->row[i].value);
        free((void *)(uintptr_t)v->row[i].from);
    }
    free(v->row);
    free(v);
}

const struct pages_value *
serve_values_list(const struct serve_values *v)
{
    return v->row;
}
