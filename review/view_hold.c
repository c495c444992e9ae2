#include "review/view_hold.h"

#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "store/purge.h"

#include <stdio.h>

#define REASON_BYTES_MAX 2000
#define FORM_PATH_BYTES 60

struct section {
    struct view *v;
    int64_t case_id; /* 0: on the page of all */
    int shown;
};

static void
lift_form(struct section *s, int64_t id)
{
    struct view *v = s->v;
    struct markup *m = &v->m;
    char to[FORM_PATH_BYTES], of[24];

    if (!view_may(v, VIEW_HOLD_ROLES))
        return;
    snprintf(to, sizeof to, "/hold/%lld/lift", (long long)id);
    snprintf(of, sizeof of, "%lld", (long long)s->case_id);
    markup_open(
        m, "form", ATTRS({ "method", STR("post") }, { "action", str_of(to) }));
    view_csrf(v);
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("case") },
            { "value", str_of(of) }));
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "hold.lift"));
    markup_close(m);
}

static int
one_hold(const struct store_hold *h, void *ctx, struct fail *fail)
{
    struct section *s = ctx;
    struct view *v = s->v;
    struct markup *m = &v->m;
    char at[NOW_TEXT_BYTES], to[FORM_PATH_BYTES];

    (void)fail;
    if (s->shown++ == 0)
        markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    now_text(h->at_ms, at);
    markup_open(m, "li", NO_ATTRS);
    view_date(v, str_of(at), 0);
    markup_textz(m, " ");
    if (h->casefile > 0) {
        snprintf(to, sizeof to, "/case/%lld", (long long)h->casefile);
        markup_open(m, "a", ATTRS({ "href", str_of(to) }));
        markup_text(m, view_text(v, "case"));
        markup_textf(m, " %lld", (long long)h->casefile);
        markup_close(m);
    } else {
        markup_text(m, view_text(v, "hold.seller"));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, h->seller);
    }
    markup_textz(m, ": ");
    markup_leaf(m, "bdi", NO_ATTRS, h->reason);
    markup_textz(m, " (");
    markup_leaf(m, "bdi", NO_ATTRS, h->author);
    markup_textz(m, ") ");
    lift_form(s, h->id);
    markup_close(m);
    return 0;
}

static void
hold_form(struct view *v, int64_t case_id, struct str seller)
{
    struct markup *m = &v->m;
    char to[FORM_PATH_BYTES];

    snprintf(to, sizeof to, "/case/%lld/hold", (long long)case_id);
    markup_open(m, "details", NO_ATTRS);
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "hold.set"));
    markup_open(
        m, "form", ATTRS({ "method", STR("post") }, { "action", str_of(to) }));
    view_csrf(v);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "hold.reason"));
    markup_void(m, "input",
        ATTRS({ "name", STR("reason") }, { "required", STR("") },
            { "maxlength", STR("500") }));
    markup_close(m);
    if (seller.len > 0) {
        markup_open(m, "label", ATTRS({ "class", STR("choice") }));
        markup_void(m, "input",
            ATTRS({ "type", STR("checkbox") }, { "name", STR("seller") },
                { "value", seller }));
        markup_textz(m, " ");
        markup_text(m, view_text(v, "hold.all_of"));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, seller);
        markup_close(m);
    }
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "hold.set"));
    markup_close(m);
    markup_close(m);
}

/* Open the section: what holds the case, or all that is held where it is 0. */
static void
list_holds(struct view *v, int64_t case_id)
{
    struct section s = { v, case_id, 0 };
    struct markup *m = &v->m;
    struct fail fail = { "" };
    int rc;

    markup_open(
        m, "section", ATTRS({ "class", STR("card") }, { "id", STR("hold") }));
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "hold.title"));
    rc = case_id > 0
             ? store_hold_of_case(v->store, case_id, one_hold, &s, &fail)
             : store_hold_each(v->store, 0, one_hold, &s, &fail);
    if (s.shown > 0)
        markup_close(m);
    if (rc != 0 || s.shown == 0)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, rc != 0 ? "broken_store" : "hold.none"));
}

void
view_hold(struct view *v, int64_t case_id, struct str seller)
{
    list_holds(v, case_id);
    if (view_may(v, VIEW_HOLD_ROLES))
        hold_form(v, case_id, seller);
    else
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "hold.who"));
    markup_close(&v->m);
}

void
view_hold_list(struct view *v)
{
    list_holds(v, 0);
    markup_close(&v->m);
}

void
view_hold_post(struct view *v)
{
    const struct store_by by = { v->user->name, v->now_ms };
    struct str reason = utf8_cut(
        str_trim(http_request_form(v->rq, "reason", 0)), REASON_BYTES_MAX);
    struct str seller = http_request_form(v->rq, "seller", 0);
    struct fail fail = { "" };
    int rc;

    if (reason.len == 0) {
        view_error(v, 422, "hold.no_reason", "");
        return;
    }
    rc = seller.len > 0
             ? store_hold_seller(v->store, seller, reason, &by, &fail)
             : store_hold_case(v->store, v->id, reason, &by, &fail);
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 1)
        view_error(v, 404, "not_found", "");
    else
        view_redirect(v, "/case/%lld#hold", (long long)v->id);
}

void
view_hold_lift(struct view *v)
{
    const struct store_by by = { v->user->name, v->now_ms };
    struct fail fail = { "" };
    int64_t back = 0;
    int rc = store_hold_lift(v->store, v->id, &by, &fail);

    if (str_to_i64(http_request_form(v->rq, "case", 0), &back) != 0)
        back = 0;
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 1)
        view_error(v, 404, "not_found", "");
    else if (back > 0)
        view_redirect(v, "/case/%lld#hold", (long long)back);
    else
        view_redirect(v, "/admin/retention#hold");
}

void
view_hold_gone(struct view *v)
{
    struct fail fail = { "" };
    char at[NOW_TEXT_BYTES], why[100];
    int64_t at_ms = 0, entry = 0;
    int rc = store_purged_case(v->store, v->id, &at_ms, &entry, &fail);

    if (rc != 1) {
        view_error(v, 404, "not_found", "");
        return;
    }
    now_text(at_ms, at);
    snprintf(why, sizeof why, "%s (audit log: %lld)", at, (long long)entry);
    view_error(v, 410, "purged", why);
}
