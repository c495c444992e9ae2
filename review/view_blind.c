#include "review/view_blind.h"

#define ADDRESS_BYTES_MAX 2000

/* The notices that name the brand: of any offer alike. */
static void
notices_link(struct view *v, struct str brand)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addz(&to, "/recalls");
    view_query_add(&to, "text", brand);
    markup_leaf(&v->m, "a",
        ATTRS({ "href", to.over ? STR("/recalls") : buf_str(&to) }),
        view_text(v, "blind_notices"));
    buf_clear(&to);
}

void
view_blind_ask(struct view *v, const struct queue_case *c)
{
    struct markup *m = &v->m;

    view_section(v, "blind");
    markup_open(m, "p", ATTRS({ "class", STR("hint") }));
    markup_text(m, view_text(v, "blind_ask"));
    markup_close(m);
    markup_leaf(
        m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, "blind_why"));
    markup_open(m, "p", NO_ATTRS);
    notices_link(v, listing_get(c->file->listing, LISTING_BRAND));
    markup_close(m);
    markup_close(m);
}

void
view_blind_told(struct view *v, const struct queue_case *c)
{
    const struct js *j = js_get(c->all, "judged_blind");
    struct markup *m = &v->m;

    if (j == NULL)
        return;
    view_section(v, "blind_said");
    markup_open(m, "p", NO_ATTRS);
    markup_leaf(m, "b", NO_ATTRS,
        text_name(v->lang, "verdict", js_get_text(j, "verdict")));
    markup_textz(m, " ");
    markup_text(m, view_text(v, "by"));
    markup_textz(m, " ");
    markup_leaf(m, "bdi", NO_ATTRS, js_get_text(j, "author"));
    markup_textz(m, ", ");
    view_date(v, js_get_text(j, "at"), 1);
    markup_close(m);
    markup_leaf(
        m, "p", NO_ATTRS, text_name(v->lang, "drawn", js_get_text(j, "drawn")));
    markup_leaf(
        m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, "blind_again"));
    markup_close(m);
}
