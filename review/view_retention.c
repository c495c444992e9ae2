#include "review/view_retention.h"

#include "base/mem.h"
#include "review/view_admin.h"
#include "review/view_hold.h"
#include "store/retention.h"

#include <stdio.h>
#include <string.h>

#define NAME_BYTES 60
#define TEXT_BYTES_MAX (64u << 10)

/* What the days are for: offers, pages, or cases in a state. */
static void
label(struct view *v, const char *state)
{
    struct markup *m = &v->m;

    markup_open(m, "span", NO_ATTRS);
    if (strcmp(state, "unflagged") == 0 || strcmp(state, "pages") == 0) {
        markup_text(m, text_name(v->lang, "retention", str_of(state)));
    } else {
        markup_text(m, view_text(v, "case"));
        markup_textz(m, ": ");
        markup_text(m, text_name(v->lang, "state", str_of(state)));
    }
    markup_close(m);
}

static void
days_field(struct view *v, const char *state, int64_t days)
{
    struct markup *m = &v->m;
    char number[24], name[NAME_BYTES];

    snprintf(number, sizeof number, "%lld", (long long)days);
    snprintf(name, sizeof name, "days_%s", state);
    markup_open(m, "label", NO_ATTRS);
    label(v, state);
    markup_void(m, "input",
        ATTRS({ "type", STR("number") }, { "name", str_of(name) },
            { "value", str_of(number) }, { "min", STR("0") },
            { "max", STR("36500") }, { "required", STR("") }));
    markup_close(m);
}

static void
campaigns_field(struct view *v, const struct retention *r)
{
    struct buf text = BUF_MAX(TEXT_BYTES_MAX);
    struct markup *m = &v->m;

    js_write_pretty(&text, js_get(retention_to_json(r), "campaigns"));
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "retention.campaigns"));
    markup_leaf(m, "textarea",
        ATTRS({ "name", STR("campaigns") }, { "rows", STR("6") },
            { "spellcheck", STR("false") }),
        buf_str(&text));
    markup_close(m);
    buf_clear(&text);
}

static void
policy_form(struct view *v, const struct retention *r)
{
    view_admin_form(v, "/admin/retention", "retention.lead");
    for (size_t i = 0; retention_state(i) != NULL; i++)
        days_field(
            v, retention_state(i), retention_days(r, "", retention_state(i)));
    campaigns_field(v, r);
    view_admin_form_end(v);
}

/* `why` is what was wrong with what was sent, or NULL. */
static void
show(struct view *v, int status, const char *why)
{
    struct retention r;
    struct fail fail = { "" };

    if (store_retention_get(v->store, &r, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    view_admin_start(v, status, "retention.title", why);
    policy_form(v, &r);
    view_hold_list(v);
    view_end(v);
    retention_clear(&r);
}

void
view_retention(struct view *v)
{
    show(v, 200, NULL);
}

/* The policy as it was typed; what is no number stays a text, and is refused.
 */
static int
read_form(struct view *v, struct js **out, struct fail *fail)
{
    struct js *days = js_new_object(), *campaigns = NULL;
    struct str text = str_trim(http_request_form(v->rq, "campaigns", 0));

    *out = js_new_object();
    for (size_t i = 0; retention_state(i) != NULL; i++) {
        char name[NAME_BYTES];
        struct str number;
        int64_t n;

        snprintf(name, sizeof name, "days_%s", retention_state(i));
        number = str_trim(http_request_form(v->rq, name, 0));
        if (str_to_i64(number, &n) == 0)
            js_set_integer(days, retention_state(i), n);
        else
            js_set_text(days, retention_state(i), number);
    }
    js_set(*out, "days", days);
    if (text.len > 0 && js_parse(&campaigns, text, fail) != 0)
        return fail_wrap(fail, "'campaigns'");
    if (campaigns != NULL)
        js_set(*out, "campaigns", campaigns);
    return 0;
}

void
view_retention_put(struct view *v)
{
    const struct store_by by = { v->user->name, v->now_ms };
    struct retention r = { NULL };
    struct fail fail = { "" };
    struct js *j = NULL;

    if (read_form(v, &j, &fail) != 0 || retention_from_json(&r, j, &fail) != 0)
        show(v, 422, fail.text);
    else if (store_retention_put(v->store, &r, &by, &fail) != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_redirect(v, "/admin/retention?done=1");
    retention_clear(&r);
    js_free(j);
}
