#include "review/view.h"

#include "base/mem.h"
#include "core/decision.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERY_BYTES_MAX 8000

int
view_may(const struct view *v, unsigned roles)
{
    return v->user != NULL && (v->user->roles & roles) != 0;
}

int
view_audit(struct view *v, const char *action, const char *object,
    struct str detail, struct fail *fail)
{
    const struct store_audit a = {
        .actor = str_of(v->user->name),
        .action = str_of(action),
        .object = str_of(object),
        .detail = detail,
        .at_ms = v->now_ms,
    };

    return store_audit_add(v->store, &a, fail);
}

struct str
view_text(const struct view *v, const char *key)
{
    return str_of(text_get(v->lang, key));
}

struct str
view_reason(const struct view *v, struct str code)
{
    for (const struct decision_reason *r = decision_reasons(); r->code != NULL;
         r++)
        if (str_is(code, r->code))
            return str_of(v->lang == TEXT_DE   ? r->label_de
                          : v->lang == TEXT_ZH ? r->label_zh
                                               : r->label_en);
    return code;
}

void
view_query_add(struct buf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    buf_addf(out, "%c%s=", str_find_char(buf_str(out), '?', 0) < 0 ? '?' : '&',
        name);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.p[i];

        if (str_is_alnum((char)c) || c == '-' || c == '.' || c == '_')
            buf_addc(out, (char)c);
        else
            buf_addf(out, "%%%02X", c);
    }
}

/* This page in another language: its address with everything but "lang". */
static void
language_link(struct view *v, enum text_lang lang)
{
    struct buf to = BUF_MAX(QUERY_BYTES_MAX);
    struct str query = v->rq->query, pair;
    const char *code = text_lang_code(lang);

    buf_adds(&to, v->here);
    buf_addf(&to, "?lang=%s", code);
    while (query.len > 0 && str_next(&query, '&', &pair))
        if (!str_starts(pair, STR("lang=")) && !str_starts(pair, STR("key=")) &&
            pair.len > 0)
            buf_addf(&to, "&" STR_FMT, STR_ARG(pair));
    markup_leaf(&v->m, "a",
        ATTRS({ "href", buf_str(&to) }, { "lang", str_of(code) },
            { "hreflang", str_of(code) },
            { "aria-current", lang == v->lang ? STR("true") : STR_NONE }),
        str_of(text_lang_name(lang)));
    buf_clear(&to);
}

static void
head(struct view *v, struct str title)
{
    struct markup *m = &v->m;

    markup_open(m, "head", NO_ATTRS);
    markup_void(m, "meta", ATTRS({ "charset", STR("utf-8") }));
    markup_void(m, "meta",
        ATTRS({ "name", STR("viewport") },
            { "content", STR("width=device-width, initial-scale=1") }));
    markup_open(m, "title", NO_ATTRS);
    markup_text(m, title);
    markup_textz(m, " \xC2\xB7 shelfwatch");
    markup_close(m);
    markup_void(m, "link",
        ATTRS({ "rel", STR("stylesheet") },
            { "href", STR("/static/style.css") }));
    markup_void(m, "link",
        ATTRS({ "rel", STR("icon") }, { "type", STR("image/svg+xml") },
            { "href", STR("/static/icon.svg") }));
    markup_leaf(m, "script",
        ATTRS({ "src", STR("/static/app.js") }, { "defer", STR("") }), STR(""));
    markup_close(m);
}

/* Where everybody who is signed in, or who has one of the roles, may go. */
static const struct place {
    const char *key, *path;
    unsigned roles;
} places[] = {
    { "queue", "/", ROLE_ALL },
    { "recalls", "/recalls", ROLE_ALL },
    { "rules", "/rules", ROLE_ALL },
    { "scans", "/scans", ROLE_ALL },
    { "orders", "/orders", ROLE_ALL },
    { "nav.sellers", "/sellers", ROLE_ALL },
    { "figures", "/figures", ROLE_ALL },
    { "admin", "/admin/users", ROLE_AUDITOR | ROLE_ADMINISTRATOR },
};

/* "page" for the page itself, "true" for one that belongs to it. */
static struct str
current(const struct view *v, const char *path)
{
    static const struct {
        const char *begins, *path;
    } parts[] = {
        { "/case/", "/" },
        { "/recall/", "/recalls" },
        { "/sources", "/recalls" },
        { "/rule", "/rules" },
        { "/scan/", "/scans" },
        { "/order/", "/orders" },
        { "/templates", "/orders" },
        { "/authority", "/orders" },
        { "/party/", "/sellers" },
        { "/admin/", "/admin/users" },
        { "/workflow", "/admin/users" },
        { "/audit", "/admin/users" },
    };

    if (str_is(v->here, path))
        return STR("page");
    for (size_t i = 0; i < COUNT(parts); i++)
        if (strcmp(path, parts[i].path) == 0 &&
            str_starts(v->here, str_of(parts[i].begins)))
            return STR("true");
    return STR_NONE;
}

static void
navigation(struct view *v)
{
    struct markup *m = &v->m;

    if (v->user == NULL)
        return;
    markup_open(
        m, "nav", ATTRS({ "aria-label", view_text(v, "main_navigation") }));
    for (size_t i = 0; i < COUNT(places); i++)
        if (view_may(v, places[i].roles))
            markup_leaf(m, "a",
                ATTRS({ "href", str_of(places[i].path) },
                    { "aria-current", current(v, places[i].path) }),
                view_text(v, places[i].key));
    markup_close(m);
}

/* Who is signed in, and out again. */
static void
user_box(struct view *v)
{
    struct markup *m = &v->m;

    markup_open(m, "div", ATTRS({ "class", STR("session") }));
    markup_open(m, "span", ATTRS({ "class", STR("user") }));
    markup_text(m, view_text(v, "signed_in_as"));
    markup_textz(m, " ");
    if (v->terminal)
        markup_leaf(m, "b", NO_ATTRS, str_of(v->user->display));
    else
        markup_leaf(m, "a", ATTRS({ "href", STR("/password") }),
            str_of(v->user->display));
    markup_close(m);
    if (!v->terminal) {
        markup_open(m, "form",
            ATTRS({ "method", STR("post") }, { "action", STR("/logout") }));
        view_csrf(v);
        markup_leaf(m, "button",
            ATTRS({ "type", STR("submit") }, { "class", STR("small") }),
            view_text(v, "sign_out"));
        markup_close(m);
    }
    markup_close(m);
}

/* All roles, and no name that anybody checked: that is said on every page. */
static void
terminal_banner(struct view *v)
{
    struct markup *m = &v->m;

    markup_open(m, "p", ATTRS({ "class", STR("banner") }));
    markup_text(m, view_text(v, "no_accounts"));
    markup_textz(m, " ");
    markup_leaf(m, "a", ATTRS({ "href", STR("/admin/users") }),
        view_text(v, "add_account"));
    markup_close(m);
}

void
view_start(struct view *v, struct str title)
{
    struct markup *m = &v->m;

    markup_start(m, &v->rs->body, text_lang_code(v->lang));
    head(v, title);
    markup_open(m, "body", NO_ATTRS);
    markup_leaf(m, "a",
        ATTRS({ "class", STR("skip") }, { "href", STR("#main") }),
        view_text(v, "skip"));
    markup_open(m, "header", ATTRS({ "class", STR("top") }));
    markup_leaf(m, "a", ATTRS({ "class", STR("brand") }, { "href", STR("/") }),
        STR("shelfwatch"));
    navigation(v);
    markup_open(m, "nav",
        ATTRS({ "class", STR("languages") },
            { "aria-label", view_text(v, "language") }));
    for (int i = 0; i < TEXT_LANGS; i++)
        language_link(v, (enum text_lang)i);
    markup_close(m);
    if (v->user != NULL)
        user_box(v);
    markup_close(m);
    markup_open(m, "main", ATTRS({ "id", STR("main") }));
    if (v->user != NULL && v->terminal)
        terminal_banner(v);
}

void
view_end(struct view *v)
{
    markup_end(&v->m);
    http_response_header(
        v->rs, "Content-Type", STR("text/html; charset=utf-8"));
}

void
view_error(struct view *v, int status, const char *key, const char *why)
{
    buf_reset(&v->rs->body);
    v->rs->status = status;
    view_start(v, view_text(v, "error"));
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, "error"));
    markup_leaf(&v->m, "p", NO_ATTRS, view_text(v, key));
    if (why[0] != '\0')
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }), str_of(why));
    view_end(v);
}

void
view_redirect(struct view *v, const char *format, ...)
{
    struct buf to = BUF_MAX(QUERY_BYTES_MAX);
    va_list ap;

    va_start(ap, format);
    buf_addv(&to, format, ap);
    va_end(ap);
    v->rs->status = 303;
    http_response_header(v->rs, "Location", buf_str(&to));
    buf_clear(&to);
}

void
view_csrf(struct view *v)
{
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("csrf") },
            { "value", str_of(v->session->csrf) }));
}

void
view_number(struct view *v, int64_t n, const char *key)
{
    char one[60];

    snprintf(one, sizeof one, "%s.one", key);
    markup_textf(&v->m, "%lld ", (long long)n);
    markup_text(&v->m, view_text(v, n == 1 ? one : key));
}

/* A decimal point in the language's own way. */
static void
decimal(struct view *v, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        markup_text(&v->m, text.p[i] == '.' && v->lang == TEXT_DE
                               ? STR(",")
                               : str_sub(text, i, 1));
}

void
view_decimal(struct view *v, double n, int digits)
{
    char text[400];

    snprintf(text, sizeof text, "%.*f", digits, n);
    decimal(v, str_of(text));
}

void
view_amount(struct view *v, struct str amount, struct str currency)
{
    decimal(v, amount);
    markup_textz(&v->m, " ");
    markup_text(&v->m, currency);
}

void
view_chip(struct view *v, const char *kind, struct str name)
{
    char class[100];
    int plain = name.len > 0 && name.len < 40;

    for (size_t i = 0; i < name.len; i++)
        plain &= (name.p[i] >= 'a' && name.p[i] <= 'z') || name.p[i] == '_';
    snprintf(class, sizeof class, "chip %.40s%s%.*s", kind, plain ? " " : "",
        plain ? (int)name.len : 0, name.len > 0 ? name.p : "");
    markup_leaf(&v->m, "span", ATTRS({ "class", str_of(class) }),
        text_name(v->lang, kind, name));
}

void
view_section(struct view *v, const char *key)
{
    markup_open(&v->m, "section",
        ATTRS({ "class", STR("card") }, { "id", str_of(key) }));
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, key));
}

void
view_outside(struct view *v, struct str url)
{
    if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://"))) {
        markup_leaf(&v->m, "bdi", NO_ATTRS, url);
        return;
    }
    markup_leaf(&v->m, "a",
        ATTRS({ "href", url }, { "rel", STR("noopener noreferrer nofollow") },
            { "target", STR("_blank") }, { "class", STR("outside") }),
        url);
}

void
view_date(struct view *v, struct str rfc3339, int with_time)
{
    markup_open(&v->m, "time", ATTRS({ "datetime", rfc3339 }));
    markup_text(&v->m, str_sub(rfc3339, 0, 10));
    if (with_time && rfc3339.len > 16) {
        markup_textz(&v->m, " ");
        markup_text(&v->m, str_sub(rfc3339, 11, 5));
    }
    markup_close(&v->m);
}
