#include "review/view_capture.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Asked again while the reader works. */
#define WAIT_MS 5

/* No script, no form, no address of its own, nothing loaded but pictures that
 * stand in the page; and only our own pages may frame it. */
static const char policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

/* --- the document --- */

struct reading {
    const struct capture_source *source;
    void *job;
};

static int64_t
next(void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms)
{
    struct reading *r = ctx;
    int64_t n = r->source->read(r->job, out, max);

    (void)at;
    *wait_ms = WAIT_MS;
    return n < 0 ? HTTP_STREAM_END : n;
}

static void
done(void *ctx)
{
    struct reading *r = ctx;

    r->source->end(r->job);
    free(r);
}

/* The one with this row number in the case's list "pages" or "pictures". */
static const struct js *
row_of(const struct queue_case *c, const char *list, struct str row)
{
    const struct js *all = js_get(c->all, list);
    int64_t id;

    if (str_to_i64(row, &id) == 0)
        for (size_t i = 0; i < js_count(all); i++)
            if (js_integer(js_get(js_at(all, i), "id"), -1) == id)
                return js_at(all, i);
    return NULL;
}

/* 1 if a browser has opened the page. */
static int
has_screenshot(const struct js *p)
{
    return js_get_text(p, "rendered").len > 0;
}

/* What is asked for, in a form that it has; or NULL. */
static const struct js *
asked_for(const struct queue_case *c, struct str row, struct str form)
{
    const struct js *page = row_of(c, "pages", row);
    const struct js *picture = row_of(c, "pictures", row);

    if (page != NULL &&
        (str_is(form, "page") || str_is(form, "text") ||
            str_is(form, "record") ||
            (str_is(form, "screenshot") && has_screenshot(page))))
        return page;
    if (picture != NULL &&
        (str_is(form, "record") ||
            (str_is(form, "picture") && js_get(picture, "picture") != NULL)))
        return picture;
    return NULL;
}

static struct str
type_of(struct str form)
{
    return str_is(form, "page")         ? STR("text/html; charset=utf-8")
           : str_is(form, "picture")    ? STR("image/jpeg")
           : str_is(form, "screenshot") ? STR("image/png")
                                        : STR("text/plain; charset=utf-8");
}

/* Who looked at what is part of the evidence. */
static int
note_view(struct view *v, struct str record, struct str form, struct fail *fail)
{
    struct buf detail = BUF_MAX(1000);
    struct js *j = js_new_object();
    char object[40];
    int rc;

    js_set_text(j, "record", record);
    js_set_text(j, "form", form);
    js_write(&detail, j);
    snprintf(object, sizeof object, "case %lld", (long long)v->id);
    rc = view_audit(v, "evidence.view", object, buf_str(&detail), fail);
    js_free(j);
    buf_clear(&detail);
    return rc;
}

static void
stream(struct view *v, struct str record, struct str form)
{
    struct fail fail = { "" };
    struct reading *r;
    void *job = NULL;

    if (v->captures == NULL ||
        v->captures->start(v->captures->ctx, record, form, &job, &fail) != 0) {
        view_error(v, 503, "capture_unread", fail.text);
        return;
    }
    if (note_view(v, record, form, &fail) != 0) {
        v->captures->end(job);
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    r = mem_new(sizeof *r);
    *r = (struct reading){ v->captures, job };
    http_response_replace(v->rs, "Content-Security-Policy", str_of(policy));
    http_response_replace(v->rs, "X-Frame-Options", STR("SAMEORIGIN"));
    http_response_header(v->rs, "Content-Type", type_of(form));
    v->rs->next = next;
    v->rs->done = done;
    v->rs->ctx = r;
    v->rs->length = -1;
}

void
view_capture_document(struct view *v)
{
    struct str form = http_request_param(v->rq, "form", 0);
    struct queue_case *c = NULL;
    struct fail fail = { "" };
    const struct js *p = NULL;

    if (queue_case_find(v->store, v->id, &c, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    if (c != NULL)
        p = asked_for(c, http_request_param(v->rq, "page", 0), form);
    if (p == NULL)
        view_error(v, 404, "not_found", "");
    else if (js_get_text(p, "record").len == 0)
        view_error(v, 404, "capture_none", "");
    else
        stream(v, js_get_text(p, "record"), form);
    queue_case_free(c);
}

/* --- the part of a case's page --- */

static void
address(
    char out[96], const struct view *v, const struct js *p, const char *form)
{
    snprintf(out, 96, "/capture/%lld?page=%lld&form=%s", (long long)v->id,
        (long long)js_integer(js_get(p, "id"), 0), form);
}

static void
form_link(struct view *v, const struct js *p, const char *form, const char *key)
{
    char to[96];

    address(to, v, p, form);
    markup_leaf(&v->m, "a",
        ATTRS({ "href", str_of(to) }, { "target", STR("_blank") },
            { "rel", STR("noopener") }),
        view_text(v, key));
    markup_textz(&v->m, " ");
}

static void
frame(struct view *v, const struct js *p)
{
    struct markup *m = &v->m;
    char to[96];

    address(to, v, p, "page");
    markup_open(m, "details", ATTRS({ "class", STR("capture") }));
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "capture_show"));
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "capture_inert"));
    markup_open(m, "iframe",
        ATTRS({ "src", str_of(to) }, { "sandbox", STR("") },
            { "loading", STR("lazy") },
            { "referrerpolicy", STR("no-referrer") },
            { "title", view_text(v, "capture") }));
    markup_close(m);
    markup_close(m);
}

/* What a browser showed, opened on demand; asking for it is noted in the log,
 * as for every form of a capture. */
static void
screenshot(struct view *v, const struct js *p)
{
    struct markup *m = &v->m;
    char to[96];

    address(to, v, p, "screenshot");
    markup_open(m, "details", ATTRS({ "class", STR("capture") }));
    markup_leaf(
        m, "summary", NO_ATTRS, view_text(v, "capture_screenshot_show"));
    markup_void(m, "img",
        ATTRS({ "src", str_of(to) }, { "loading", STR("lazy") },
            { "class", STR("screenshot") },
            { "alt", view_text(v, "capture_screenshot") }));
    markup_close(m);
}

static void
row(struct view *v, const struct js *p)
{
    struct str reason = js_get_text(p, "reason");
    struct str digest = js_get_text(p, "digest");
    struct markup *m = &v->m;

    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "td", NO_ATTRS);
    view_date(v, js_get_text(p, "fetched_at"), 1);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%lld ", (long long)js_integer(js_get(p, "status"), 0));
    markup_text(m, text_name(v->lang, "page", js_get_text(p, "state")));
    if (has_screenshot(p))
        markup_leaf(m, "div", ATTRS({ "class", STR("quiet") }),
            js_get_text(p, "rendered"));
    if (reason.len > 0)
        markup_leaf(m, "div", ATTRS({ "class", STR("quiet") }), reason);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    view_outside(v, js_get_text(p, "final_url"));
    if (digest.len > 0) {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_textz(m, "SHA-256 ");
        markup_leaf(m, "code", NO_ATTRS, digest);
        markup_close(m);
    }
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    if (js_get_text(p, "record").len > 0) {
        form_link(v, p, "page", "capture_page");
        form_link(v, p, "text", "capture_text");
        form_link(v, p, "record", "capture_record");
        if (has_screenshot(p))
            form_link(v, p, "screenshot", "capture_screenshot");
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_leaf(m, "code", NO_ATTRS, js_get_text(p, "record"));
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

static void
table(struct view *v, const struct js *list)
{
    static const char *const heads[] = { "capture_at", "capture_status",
        "field.url", "capture_forms" };
    struct markup *m = &v->m;

    markup_open(m, "div",
        ATTRS({ "class", STR("scroll") }, { "tabindex", STR("0") },
            { "role", STR("region") },
            { "aria-label", view_text(v, "captures") }));
    markup_open(m, "table", NO_ATTRS);
    markup_leaf(m, "caption", NO_ATTRS, view_text(v, "captures"));
    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    for (size_t i = 0; i < COUNT(heads); i++)
        markup_leaf(
            m, "th", ATTRS({ "scope", STR("col") }), view_text(v, heads[i]));
    markup_close(m);
    markup_close(m);
    markup_open(m, "tbody", NO_ATTRS);
    for (size_t i = 0; i < js_count(list); i++)
        row(v, js_at(list, i));
    markup_close(m);
    markup_close(m);
    markup_close(m);
}

void
view_capture(struct view *v, const struct queue_case *c)
{
    const struct js *list = js_get(c->all, "pages"), *shown = NULL;
    struct markup *m = &v->m;

    for (size_t i = 0; i < js_count(list) && shown == NULL; i++)
        if (js_get_text(js_at(list, i), "record").len > 0 &&
            js_get_text(js_at(list, i), "digest").len > 0)
            shown = js_at(list, i);
    view_section(v, "capture");
    if (js_count(list) == 0)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "capture_none"));
    else if (shown == NULL)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "capture_empty"));
    else if (v->captures == NULL)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "capture_unread"));
    else
        frame(v, shown);
    if (shown != NULL && v->captures != NULL && has_screenshot(shown))
        screenshot(v, shown);
    else if (js_count(list) > 0)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "capture_no_picture"));
    if (js_count(list) > 0)
        table(v, list);
    markup_close(m);
}
