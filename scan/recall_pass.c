#include "scan/recall_pass.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Numbers of a pass and their names in its record. */
static const struct {
    const char *name;
    size_t at;
} numbers[] = {
    { "started_ms", offsetof(struct recall_pass, started_ms) },
    { "records", offsetof(struct recall_pass, counts.records) },
    { "read", offsetof(struct recall_pass, counts.fresh) },
    { "bad", offsetof(struct recall_pass, counts.bad) },
    { "documents", offsetof(struct recall_pass, documents) },
    { "unchanged", offsetof(struct recall_pass, unchanged) },
    { "bytes", offsetof(struct recall_pass, bytes) },
    { "new", offsetof(struct recall_pass, fresh) },
    { "changed", offsetof(struct recall_pass, changed) },
    { "withdrawn", offsetof(struct recall_pass, withdrawn) },
};

static int64_t *
number_at(struct recall_pass *p, size_t i)
{
    return (int64_t *)(void *)((char *)p + numbers[i].at);
}

static const char *
filled_name(size_t i)
{
    return i < RECALL_FIELDS
               ? recall_field_name((enum recall_field)i)
               : recall_list_name((enum recall_list)(i - RECALL_FIELDS));
}

static void
copy_text(char *out, size_t size, struct str s)
{
    snprintf(out, size, STR_FMT, STR_ARG(utf8_cut(s, size - 1)));
}

static void
from_json(struct recall_pass *p, int64_t id, const struct js *j)
{
    const struct js *filled = js_get(j, "filled");

    *p = (struct recall_pass){ .id = id };
    p->full = (int)js_integer(js_get(j, "full"), 0);
    for (size_t i = 0; i < COUNT(numbers); i++)
        *number_at(p, i) = js_integer(js_get(j, numbers[i].name), 0);
    for (size_t i = 0; i < FEED_FILLED; i++)
        p->counts.filled[i] = js_integer(js_get(filled, filled_name(i)), 0);
    copy_text(p->since, sizeof p->since, js_get_text(j, "since"));
    copy_text(p->first_bad, sizeof p->first_bad, js_get_text(j, "first_bad"));
    copy_text(p->why, sizeof p->why, js_get_text(j, "why"));
    p->fault = feed_health_find(js_get_text(j, "state"));
    if (p->fault == FEED_NEVER)
        p->fault = FEED_OK;
}

static struct js *
to_json(const struct recall_pass *p)
{
    struct recall_pass copy = *p;
    struct js *j = js_new_object(), *filled = js_new_object();

    js_set_textz(j, "state", feed_health_name(p->fault));
    js_set_integer(j, "full", p->full);
    js_set_textz(j, "since", p->since);
    for (size_t i = 0; i < COUNT(numbers); i++)
        js_set_integer(j, numbers[i].name, *number_at(&copy, i));
    for (size_t i = 0; i < FEED_FILLED; i++)
        if (p->counts.filled[i] > 0)
            js_set_integer(filled, filled_name(i), p->counts.filled[i]);
    js_set(j, "filled", filled);
    js_set_textz(j, "first_bad", p->first_bad);
    js_set_textz(j, "why", p->why);
    return j;
}

struct looking {
    struct recall_pass *pass;
    int found;
};

static int
visit_open(int64_t id, int ended, const struct js *j, void *ctx)
{
    struct looking *l = ctx;

    if (!ended) {
        from_json(l->pass, id, j);
        l->found = 1;
    }
    return 0;
}

int
recall_pass_open(struct store *s, const char *source, struct recall_pass *out,
    struct fail *fail)
{
    struct looking l = { .pass = out };

    if (store_pass_each(s, source, 1, visit_open, &l, fail) != 0)
        return -1;
    return l.found;
}

int
recall_pass_begin(struct store *s, const char *source, struct recall_pass *p,
    struct fail *fail)
{
    struct js *j = to_json(p);
    int rc = store_pass_add(s, source, j, &p->id, fail);

    js_free(j);
    return rc;
}

int
recall_pass_keep(
    struct store *s, const struct recall_pass *p, int ended, struct fail *fail)
{
    struct js *j = to_json(p);
    int rc = store_pass_put(s, p->id, j, ended, fail);

    js_free(j);
    return rc;
}

struct gathering {
    struct feed_former *out;
    int full;
    int64_t after;
};

static int
visit_former(int64_t id, int ended, const struct js *j, void *ctx)
{
    struct gathering *g = ctx;
    struct recall_pass p;

    from_json(&p, id, j);
    if (ended && p.fault == FEED_OK && p.full == g->full && id >= g->after &&
        g->out->count < FEED_FORMER_MAX)
        g->out->pass[g->out->count++] = p.counts;
    return 0;
}

int
recall_pass_former(struct store *s, const char *source, int full, int64_t after,
    struct feed_former *out, struct fail *fail)
{
    struct gathering g = { out, full, after };

    out->count = 0;
    return store_pass_each(
        s, source, 4 * FEED_FORMER_MAX, visit_former, &g, fail);
}

void
recall_pass_fault(
    struct recall_pass *p, enum feed_state kind, const char *format, ...)
{
    struct fail why;
    struct buf text = BUF_MAX(sizeof why.text - 1);
    va_list ap;

    if (p->fault >= kind)
        return;
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    p->fault = kind;
    fail_set(&why, "%s", buf_text(&text));
    copy_text(p->why, sizeof p->why, str_of(why.text));
    buf_clear(&text);
}
