#include "review/view_settings.h"

#include "base/mem.h"
#include "review/view_admin.h"
#include "store/workflow.h"

#include <stdio.h>

#define SEVERITIES 5

static void
number_field(struct view *v, const char *name, int64_t value, const char *min,
    const char *max)
{
    struct markup *m = &v->m;
    char number[24];

    snprintf(number, sizeof number, "%lld", (long long)value);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, text_name(v->lang, "set", str_of(name)));
    markup_void(m, "input",
        ATTRS({ "type", STR("number") }, { "name", str_of(name) },
            { "value", str_of(number) }, { "min", str_of(min) },
            { "max", str_of(max) }, { "required", STR("") }));
    markup_close(m);
}

static void
tick(struct view *v, const char *name, struct str value, int set,
    struct str label)
{
    struct markup *m = &v->m;

    markup_open(m, "label", ATTRS({ "class", STR("choice") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("checkbox") }, { "name", str_of(name) },
            { "value", value }, { "checked", set ? STR("") : STR_NONE }));
    markup_textz(m, " ");
    markup_text(m, label);
    markup_close(m);
}

static void
option(struct view *v, struct str value, struct str label, int chosen)
{
    markup_leaf(&v->m, "option",
        ATTRS({ "value", value }, { "selected", chosen ? STR("") : STR_NONE }),
        label);
}

static void
select_start(struct view *v, const char *name)
{
    markup_open(&v->m, "label", NO_ATTRS);
    markup_leaf(
        &v->m, "span", NO_ATTRS, text_name(v->lang, "set", str_of(name)));
    markup_open(&v->m, "select", ATTRS({ "name", str_of(name) }));
}

static void
select_end(struct view *v)
{
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
second_person_fields(struct view *v, const struct workflow_settings *w)
{
    static const char *const severities[SEVERITIES] = { "0", "1", "2", "3",
        "4" };
    struct markup *m = &v->m;

    markup_open(m, "fieldset", NO_ATTRS);
    markup_leaf(m, "legend", NO_ATTRS, view_text(v, "set.second_person"));
    tick(v, "second_person", STR("on"), w->second_person,
        view_text(v, "set.second_person_on"));
    select_start(v, "severity");
    for (int i = 0; i < SEVERITIES; i++)
        option(v, str_of(severities[i]),
            text_name(v->lang, "severity", str_of(severities[i])),
            w->severity_from == i);
    select_end(v);
    select_start(v, "strength");
    for (int s = FINDING_CANDIDATE; s <= FINDING_CONCLUSIVE; s++) {
        struct str name =
            str_of(finding_strength_name((enum finding_strength)s));

        option(v, name, text_name(v->lang, "strength", name),
            w->strength_from == (enum finding_strength)s);
    }
    select_end(v);
    markup_open(
        m, "details", ATTRS({ "open", w->hazards != 0 ? STR("") : STR_NONE }));
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "set.hazards"));
    for (size_t h = 0; h < HAZARDS; h++) {
        struct str name = str_of(hazard_name((enum hazard)h));

        tick(v, "hazard", name, (w->hazards >> h & 1) != 0,
            text_name(v->lang, "hazard", name));
    }
    markup_close(m);
    markup_close(m);
}

static void
settings_form(struct view *v, const struct workflow_settings *w)
{
    view_admin_form(v, "/workflow", "set.lead");
    second_person_fields(v, w);
    number_field(v, "lease_minutes", w->lease_minutes, "1", "1440");
    number_field(v, "undo_minutes", w->undo_minutes, "0", "10080");
    view_admin_form_end(v);
}

/* `why` is what was wrong with what was sent, or NULL. */
static void
show(struct view *v, int status, const char *why)
{
    struct workflow_settings w;
    struct fail fail = { "" };

    if (store_workflow_settings_get(v->store, &w, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    view_admin_start(v, status, "set.title", why);
    settings_form(v, &w);
    view_end(v);
}

void
view_settings(struct view *v)
{
    show(v, 200, NULL);
}

/* A number as it was typed; what is none stays a text, and is refused. */
static void
set_number(struct js *j, struct view *v, const char *name)
{
    struct str text = http_request_form(v->rq, name, 0);
    int64_t n;

    if (str_to_i64(str_trim(text), &n) == 0)
        js_set_integer(j, name, n);
    else
        js_set_text(j, name, text);
}

static struct js *
read_form(struct view *v)
{
    struct js *j = js_new_object(), *second = js_new_object();
    struct js *hazards = js_new_array();

    set_number(j, v, "lease_minutes");
    set_number(j, v, "undo_minutes");
    js_set_bool(second, "on",
        str_is(http_request_form(v->rq, "second_person", 0), "on"));
    js_set_text(second, "strength", http_request_form(v->rq, "strength", 0));
    set_number(second, v, "severity");
    for (size_t i = 0; i <= HAZARDS; i++) {
        struct str name = http_request_form(v->rq, "hazard", i);

        if (name.len == 0)
            break;
        js_add_text(hazards, name);
    }
    js_set(second, "hazards", hazards);
    js_set(j, "second_person", second);
    return j;
}

void
view_settings_put(struct view *v)
{
    struct js *j = read_form(v);
    struct workflow_settings w;
    struct fail fail = { "" };

    if (workflow_settings_from_json(&w, j, &fail) != 0)
        show(v, 422, fail.text);
    else if (store_workflow_settings_put(
                 v->store, &w, str_of(v->user->name), v->now_ms, &fail) != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_redirect(v, "/workflow?done=1");
    js_free(j);
}
