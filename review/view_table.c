#include "review/view_table.h"

#include "base/now.h"
#include "core/interval.h"

void
view_table_title(struct view *v, struct str title, struct str note)
{
    markup_open(&v->m, "div", ATTRS({ "class", STR("title") }));
    markup_leaf(&v->m, "h1", NO_ATTRS, title);
    if (note.len > 0)
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }), note);
    markup_close(&v->m);
}

/* What scrolls can be reached with the keyboard. */
static void
open_region(struct view *v, const char *class_name, struct str label)
{
    markup_open(&v->m, "div",
        ATTRS({ "class", STR("scroll") }, { "tabindex", STR("0") },
            { "role", STR("region") }, { "aria-label", label }));
    if (class_name[0] != '\0')
        markup_open(&v->m, "table", ATTRS({ "class", str_of(class_name) }));
    else
        markup_open(&v->m, "table", NO_ATTRS);
}

static void
open_rows(struct view *v, const char *const *columns)
{
    struct markup *m = &v->m;

    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    for (; *columns != NULL; columns++)
        markup_leaf(
            m, "th", ATTRS({ "scope", STR("col") }), view_text(v, *columns));
    markup_close(m);
    markup_close(m);
    markup_open(m, "tbody", NO_ATTRS);
}

void
view_table_start(struct view *v, struct str caption, const char *const *columns)
{
    open_region(v, "", caption);
    markup_leaf(&v->m, "caption", NO_ATTRS, caption);
    open_rows(v, columns);
}

void
view_table_plain(struct view *v, const char *class_name, struct str label,
    const char *const *columns)
{
    open_region(v, class_name, label);
    open_rows(v, columns);
}

void
view_table_end(struct view *v)
{
    markup_close(&v->m);
    markup_close(&v->m);
    markup_close(&v->m);
}

void
view_table_text(struct view *v, struct str text)
{
    markup_open(&v->m, "td", NO_ATTRS);
    markup_leaf(&v->m, "bdi", NO_ATTRS, text);
    markup_close(&v->m);
}

void
view_table_number(struct view *v, int64_t n)
{
    markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
    markup_textf(&v->m, "%lld", (long long)n);
    markup_close(&v->m);
}

void
view_table_link(struct view *v, struct str to, struct str text)
{
    markup_open(&v->m, "td", ATTRS({ "class", STR("offer") }));
    markup_open(&v->m, "a", ATTRS({ "href", to }));
    markup_leaf(&v->m, "bdi", NO_ATTRS, text);
    markup_close(&v->m);
    markup_close(&v->m);
}

void
view_table_time(struct view *v, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    markup_open(&v->m, "td", ATTRS({ "class", STR("date") }));
    if (ms > 0) {
        now_text(ms, text);
        view_date(v, str_of(text), 1);
    }
    markup_close(&v->m);
}

void
view_table_share(struct view *v, int64_t hits, int64_t of)
{
    struct interval share = interval_share(hits, of);

    markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
    if (of == 0)
        markup_textz(&v->m, "-");
    else
        markup_textf(&v->m, "%.0f %% (%.0f\xE2\x80\x93%.0f)", 100 * share.value,
            100 * share.low, 100 * share.high);
    markup_close(&v->m);
}

void
view_table_none(struct view *v, const char *key, const char *hint)
{
    markup_leaf(
        &v->m, "p", ATTRS({ "class", STR("empty") }), view_text(v, key));
    markup_leaf(
        &v->m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, hint));
}
