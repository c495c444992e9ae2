#include "review/view_templates.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/letter.h"
#include "store/orders.h"

#include <stdio.h>
#include <string.h>

/* --- templates --- */

static void
template_place(char *out, size_t bytes, enum letter_kind k, enum lang l)
{
    snprintf(out, bytes, "/templates?kind=%s&language=%s", letter_kind_name(k),
        lang_code(l));
}

static struct str
kind_text(const struct view *v, enum letter_kind k)
{
    char key[40];

    snprintf(key, sizeof key, "order.%s", letter_kind_name(k));
    return view_text(v, key);
}

static int
list_row(struct view *v, enum letter_kind k, enum lang l, struct fail *fail)
{
    struct letter_template t;
    struct markup *m = &v->m;
    char to[80];

    if (letter_template_find(v->store, k, l, &t, fail) != 0)
        return -1;
    template_place(to, sizeof to, k, l);
    markup_open(m, "li", NO_ATTRS);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_text(m, kind_text(v, k));
    markup_textf(m, ", %s", text_lang_name((enum text_lang)l));
    markup_close(m);
    markup_textz(m, " ");
    markup_open(m, "span", ATTRS({ "class", STR("quiet") }));
    if (t.version == 0) {
        markup_text(m, view_text(v, "order.built_in"));
    } else {
        markup_text(m, view_text(v, "order.version"));
        markup_textf(m, " %lld", (long long)t.version);
    }
    markup_close(m);
    markup_close(m);
    letter_template_clear(&t);
    return 0;
}

static void
show_list(struct view *v)
{
    struct markup *m = &v->m;
    struct fail fail = { "" };

    view_start(v, view_text(v, "templates"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "templates"));
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "templates.lead"));
    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    for (int k = 0; k < LETTER_KINDS; k++)
        for (int l = 0; l < LANGS; l++)
            if (letter_language((enum letter_kind)k, (enum lang)l) ==
                    (enum lang)l &&
                list_row(v, (enum letter_kind)k, (enum lang)l, &fail) != 0) {
                view_error(v, 500, "broken_store", fail.text);
                return;
            }
    markup_close(m);
    markup_close(m);
    view_end(v);
}

/* What is on the page of one template. */
struct editing {
    enum letter_kind kind;
    enum lang language;
    int64_t version;
    struct str text, note;
    const char *error; /* or NULL */
};

static void
hidden(struct view *v, const char *name, const char *value)
{
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", str_of(name) },
            { "value", str_of(value) }));
}

static void
edit_form(struct view *v, const struct editing *e)
{
    struct markup *m = &v->m;
    int may = view_may(v, ROLE_ADMINISTRATOR);
    char version[24];

    snprintf(version, sizeof version, "%lld", (long long)e->version);
    markup_open(m, "form",
        ATTRS({ "class", STR("card letter-form") }, { "method", STR("post") },
            { "action", STR("/templates") }));
    if (may)
        view_csrf(v);
    hidden(v, "kind", letter_kind_name(e->kind));
    hidden(v, "language", lang_code(e->language));
    hidden(v, "version", version);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "templates.text"));
    markup_leaf(m, "textarea",
        ATTRS({ "name", STR("text") }, { "rows", STR("30") },
            { "class", STR("code") }, { "spellcheck", STR("false") },
            { "lang", str_of(lang_code(e->language)) },
            { "readonly", may ? STR_NONE : STR("") }),
        e->text);
    markup_close(m);
    if (may) {
        markup_open(m, "label", NO_ATTRS);
        markup_leaf(m, "span", NO_ATTRS, view_text(v, "templates.note"));
        markup_void(m, "input",
            ATTRS({ "type", STR("text") }, { "name", STR("note") },
                { "maxlength", STR("2000") }, { "value", e->note }));
        markup_close(m);
        markup_leaf(m, "button",
            ATTRS({ "type", STR("submit") }, { "class", STR("primary") }),
            view_text(v, "templates.keep"));
    }
    markup_close(m);
}

static void
version_row(const struct store_template *t, void *ctx)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    char at[NOW_TEXT_BYTES];

    now_text(t->at_ms, at);
    markup_open(m, "li", NO_ATTRS);
    markup_text(m, view_text(v, "order.version"));
    markup_textf(m, " %lld, ", (long long)t->version);
    view_date(v, str_of(at), 1);
    markup_textz(m, ", ");
    markup_leaf(m, "bdi", NO_ATTRS, t->author);
    if (t->note.len > 0) {
        markup_textz(m, ": ");
        markup_leaf(m, "bdi", NO_ATTRS, t->note);
    }
    markup_textz(m, " ");
    markup_leaf(m, "code", NO_ATTRS, t->digest);
    markup_close(m);
}

/* Every field there is, as it is written. */
static void
fields(struct view *v)
{
    struct markup *m = &v->m;
    struct js *known = letter_known(), *value;
    struct str name;
    void *it = NULL;

    markup_open(m, "details", NO_ATTRS);
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "templates.fields"));
    markup_open(m, "ul", NO_ATTRS);
    while (js_next(known, &it, &name, &value)) {
        int list = js_kind(value) == JS_ARRAY;
        struct js *inner = list ? js_at(value, 0) : value;
        struct str part;
        struct js *ignored;
        void *at = NULL;

        markup_open(m, "li", NO_ATTRS);
        markup_open(m, "code", NO_ATTRS);
        if (js_kind(inner) != JS_OBJECT)
            markup_textf(m, "{{" STR_FMT "}}", STR_ARG(name));
        else if (list)
            markup_textf(m, "{{#" STR_FMT "}}", STR_ARG(name));
        while (
            js_kind(inner) == JS_OBJECT && js_next(inner, &at, &part, &ignored))
            markup_textf(m, " {{" STR_FMT "%s" STR_FMT "}}",
                list ? 0 : (int)name.len, list ? "" : name.p, list ? "" : ".",
                STR_ARG(part));
        if (list)
            markup_textf(m, " {{/" STR_FMT "}}", STR_ARG(name));
        markup_close(m);
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
    js_free(known);
}

static void
show_one(struct view *v, const struct editing *e, int status)
{
    struct markup *m = &v->m;
    struct fail fail = { "" };

    v->rs->status = status;
    v->here = STR("/templates");
    view_start(v, kind_text(v, e->kind));
    markup_open(m, "p", ATTRS({ "class", STR("quiet") }));
    markup_leaf(m, "a", ATTRS({ "href", STR("/templates") }),
        view_text(v, "templates"));
    markup_close(m);
    markup_open(m, "h1", NO_ATTRS);
    markup_text(m, kind_text(v, e->kind));
    markup_textf(m, ", %s", text_lang_name((enum text_lang)e->language));
    markup_close(m);
    if (e->error != NULL)
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }),
            str_of(e->error));
    else if (http_request_param(v->rq, "done", 0).len > 0)
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "templates.saved"));
    edit_form(v, e);
    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    fields(v);
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "templates.versions"));
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    if (store_template_each(v->store, letter_kind_name(e->kind),
            lang_code(e->language), version_row, v, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    markup_open(m, "li", NO_ATTRS);
    markup_text(m, view_text(v, "order.built_in"));
    markup_close(m);
    markup_close(m);
    markup_close(m);
    view_end(v);
}

/* 0, or -1 where the request names no template. */
static int
read_which(struct editing *e, struct str kind, struct str language)
{
    enum text_lang l;

    if (letter_kind_find(&e->kind, kind) != 0 ||
        text_lang_find(&l, language) != 0)
        return -1;
    e->language = letter_language(e->kind, (enum lang)l);
    return 0;
}

void
view_templates(struct view *v)
{
    struct editing e = { .error = NULL };
    struct letter_template t;
    struct fail fail = { "" };

    if (read_which(&e, http_request_param(v->rq, "kind", 0),
            http_request_param(v->rq, "language", 0)) != 0) {
        show_list(v);
        return;
    }
    if (letter_template_find(v->store, e.kind, e.language, &t, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    e.version = t.version;
    e.text = buf_str(&t.text);
    show_one(v, &e, 200);
    letter_template_clear(&t);
}

void
view_templates_put(struct view *v)
{
    struct editing e = { .error = NULL };
    struct fail fail = { "" };
    struct store_template t;
    char to[80];
    int rc;

    if (read_which(&e, http_request_form(v->rq, "kind", 0),
            http_request_form(v->rq, "language", 0)) != 0 ||
        str_to_i64(http_request_form(v->rq, "version", 0), &e.version) != 0) {
        view_error(v, 404, "not_found", "");
        return;
    }
    e.text = http_request_form(v->rq, "text", 0);
    e.note = str_trim(http_request_form(v->rq, "note", 0));
    t = (struct store_template){ .kind = str_of(letter_kind_name(e.kind)),
        .language = str_of(lang_code(e.language)),
        .version = e.version,
        .text = e.text,
        .note = e.note,
        .author = str_of(v->user->name),
        .at_ms = v->now_ms };
    rc = letter_template_check(e.kind, e.language, e.text, &fail);
    if (rc == 0)
        rc = store_template_put(v->store, &t, &e.version, &fail);
    if (rc != 0) {
        e.error = fail.text;
        show_one(v, &e, 422);
        return;
    }
    template_place(to, sizeof to, e.kind, e.language);
    view_redirect(v, "%s&done=1", to);
}

/* --- the authority --- */

static const struct {
    const char *name;
    int lines; /* more than one: a text area */
} parts[] = {
    { "name", 1 },
    { "unit", 1 },
    { "address", 3 },
    { "email", 1 },
    { "phone", 1 },
    { "signatory", 1 },
    { "report_to", 1 },
    { "territory", 1 },
    { "calendar", 1 },
    { "prefix", 1 },
    { "redress_en", 3 },
    { "redress_de", 3 },
    { "redress_zh", 3 },
};

static void
part_field(struct view *v, const struct js *record, size_t i, int may)
{
    struct markup *m = &v->m;
    struct str value = js_get_text(record, parts[i].name);
    char key[60];

    snprintf(key, sizeof key, "authority.%s", parts[i].name);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, key));
    if (parts[i].lines > 1)
        markup_leaf(m, "textarea",
            ATTRS({ "name", str_of(parts[i].name) }, { "rows", STR("3") },
                { "readonly", may ? STR_NONE : STR("") }),
            value);
    else
        markup_void(m, "input",
            ATTRS({ "type", STR("text") }, { "name", str_of(parts[i].name) },
                { "maxlength", STR("500") },
                { "value", value.p != NULL ? value : STR("") },
                { "readonly", may ? STR_NONE : STR("") }));
    markup_close(m);
}

void
view_templates_authority(struct view *v)
{
    int may = view_may(v, ROLE_ADMINISTRATOR);
    struct markup *m = &v->m;
    struct js *record = NULL;
    struct fail fail = { "" };

    if (store_authority_get(v->store, &record, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    view_start(v, view_text(v, "authority"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "authority"));
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "authority.lead"));
    if (http_request_param(v->rq, "done", 0).len > 0)
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "authority.saved"));
    markup_open(m, "form",
        ATTRS({ "class", STR("card letter-form") }, { "method", STR("post") },
            { "action", STR("/authority") }));
    if (may)
        view_csrf(v);
    for (size_t i = 0; i < COUNT(parts); i++)
        part_field(v, record, i, may);
    if (may)
        markup_leaf(m, "button",
            ATTRS({ "type", STR("submit") }, { "class", STR("primary") }),
            view_text(v, "authority.save"));
    markup_close(m);
    view_end(v);
    js_free(record);
}

void
view_templates_authority_put(struct view *v)
{
    struct js *record = js_new_object();
    struct fail fail = { "" };

    for (size_t i = 0; i < COUNT(parts); i++)
        js_set_text(record, parts[i].name,
            str_trim(http_request_form(v->rq, parts[i].name, 0)));
    if (store_authority_put(
            v->store, record, str_of(v->user->name), v->now_ms, &fail) != 0)
        view_error(v, 422, "error", fail.text);
    else
        view_redirect(v, "/authority?done=1");
    js_free(record);
}
