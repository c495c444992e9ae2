#include "review/view_picture.h"

#include "core/picture_facts.h"
#include "store/pictures.h"

#include <stdio.h>

/* A number's thumbnail never changes; it is asked for anew after this. */
#define CACHE "private, max-age=3600"

void
view_picture_thumb(struct view *v)
{
    struct buf thumb = BUF_MAX(PICTURE_FACTS_THUMB_BYTES);
    struct fail fail = { "" };
    int rc = store_picture_thumb(v->store, v->id, &thumb, &fail);

    if (rc < 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else if (rc == 0) {
        view_error(v, 404, "not_found", "");
    } else {
        http_response_replace(v->rs, "Cache-Control", STR(CACHE));
        http_response_text(v->rs, 200, "image/jpeg", buf_str(&thumb));
    }
    buf_clear(&thumb);
}

/* --- the part of a case's page --- */

static void
image(struct view *v, const struct js *p, int64_t number)
{
    struct markup *m = &v->m;
    char to[96], src[40], alt[100];

    snprintf(src, sizeof src, "/picture/%lld",
        (long long)js_integer(js_get(p, "picture"), 0));
    snprintf(to, sizeof to, "/capture/%lld?page=%lld&form=picture",
        (long long)v->id, (long long)js_integer(js_get(p, "id"), 0));
    snprintf(alt, sizeof alt, STR_FMT " %lld",
        STR_ARG(view_text(v, "picture_of_offer")), (long long)number);
    markup_open(m, "a",
        ATTRS({ "href", str_of(to) }, { "target", STR("_blank") },
            { "rel", STR("noopener") }, { "title", view_text(v, "larger") }));
    markup_void(m, "img",
        ATTRS({ "class", STR("photo") }, { "src", str_of(src) },
            { "alt", str_of(alt) }));
    markup_close(m);
}

static void
record_link(struct view *v, const struct js *p)
{
    char to[96];

    snprintf(to, sizeof to, "/capture/%lld?page=%lld&form=record",
        (long long)v->id, (long long)js_integer(js_get(p, "id"), 0));
    markup_leaf(&v->m, "a",
        ATTRS({ "href", str_of(to) }, { "target", STR("_blank") },
            { "rel", STR("noopener") }),
        view_text(v, "capture_record"));
}

/* How it came, or why it did not. */
static void
caption(struct view *v, const struct js *p)
{
    struct str reason = js_get_text(p, "reason");
    struct markup *m = &v->m;

    markup_open(m, "figcaption", ATTRS({ "class", STR("quiet") }));
    if (js_get(p, "picture") != NULL) {
        markup_textf(m, "%lld \xC3\x97 %lld ",
            (long long)js_integer(js_get(p, "width"), 0),
            (long long)js_integer(js_get(p, "height"), 0));
        view_date(v, js_get_text(p, "fetched_at"), 0);
    } else {
        markup_text(m, text_name(v->lang, "page", js_get_text(p, "state")));
        if (reason.len > 0) {
            markup_textz(m, ": ");
            markup_text(m, reason);
        }
    }
    if (js_get_text(p, "record").len > 0 && v->captures != NULL) {
        markup_textz(m, " ");
        record_link(v, p);
    }
    markup_close(m);
}

void
view_pictures(struct view *v, const struct queue_case *c)
{
    const struct js *list = js_get(c->all, "pictures");
    struct markup *m = &v->m;
    size_t count = js_count(list);

    if (count == 0)
        return;
    view_section(v, "pictures");
    markup_open(m, "div", ATTRS({ "class", STR("photos") }));
    for (size_t i = 0; i < count; i++) {
        const struct js *p = js_at(list, i);

        markup_open(m, "figure", NO_ATTRS);
        if (js_get(p, "picture") != NULL)
            image(v, p, (int64_t)i + 1);
        caption(v, p);
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}
