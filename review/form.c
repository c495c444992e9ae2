#include "review/form.h"

#include <string.h>

void
form_start(struct view *v, const char *class, const char *action)
{
    markup_open(&v->m, "form",
        ATTRS({ "class", str_of(class) }, { "method", STR("post") },
            { "action", str_of(action) }));
    view_csrf(v);
}

void
form_end(struct view *v)
{
    markup_close(&v->m);
}

void
form_field(struct view *v, const struct form_field *f)
{
    const char *dot = strrchr(f->key, '.');
    struct markup *m = &v->m;

    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, f->key));
    markup_void(m, "input",
        ATTRS({ "name", str_of(dot != NULL ? dot + 1 : f->key) },
            { "type", str_of(f->type) }, { "value", f->value },
            { "autocomplete", str_of(f->autocomplete) },
            { "required", f->required ? STR("") : STR_NONE }));
    markup_close(m);
}

void
form_hidden(struct view *v, const char *name, struct str value)
{
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", str_of(name) },
            { "value", value }));
}

void
form_check(struct view *v, const char *name, const char *value,
    struct str label, int checked)
{
    struct markup *m = &v->m;

    markup_open(m, "label", ATTRS({ "class", STR("check") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("checkbox") }, { "name", str_of(name) },
            { "value", str_of(value) },
            { "checked", checked ? STR("") : STR_NONE }));
    markup_textz(m, " ");
    markup_text(m, label);
    markup_close(m);
}

void
form_submit(struct view *v, const char *key, int primary)
{
    markup_leaf(&v->m, "button",
        ATTRS({ "type", STR("submit") },
            { "class", primary ? STR("primary") : STR("small") }),
        view_text(v, key));
}

void
form_complain(struct view *v, const char *key, const char *why)
{
    struct markup *m = &v->m;

    if (key == NULL)
        return;
    markup_open(
        m, "p", ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
    markup_text(m, view_text(v, key));
    if (why != NULL && why[0] != '\0') {
        markup_textz(m, " ");
        markup_text(m, str_of(why));
    }
    markup_close(m);
}
