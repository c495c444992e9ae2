#include "review/view_watch.h"

#include "base/now.h"
#include "store/watch.h"

#include <stdio.h>
#include <string.h>

#define LOOKS_SHOWN 10

struct section {
    struct view *v;
    int64_t id;
    int open; /* heading and list stand open */
};

/* The section begins with its first entry. */
static void
entry(struct section *s)
{
    struct markup *m = &s->v->m;

    if (!s->open) {
        markup_open(m, "section", ATTRS({ "class", STR("card") }));
        markup_leaf(m, "h2", NO_ATTRS, view_text(s->v, "watch"));
        markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
        s->open = 1;
    }
    markup_open(m, "li", NO_ATTRS);
}

static void
day(struct view *v, int64_t at_ms)
{
    char at[NOW_TEXT_BYTES];

    now_text(at_ms, at);
    view_date(v, str_of(at), 1);
}

/* The flagged words that are gone, struck through: the rest of what changed
 * stands under "What the seller changed". */
static void
removed_words(struct view *v, const char *detail)
{
    struct js *j = NULL;
    const struct js *removed;

    if (js_parse(&j, str_of(detail), NULL) != 0)
        return;
    removed = js_get(j, "removed");
    for (size_t i = 0; i < js_count(removed); i++) {
        const struct js *word = js_at(removed, i);

        markup_void(&v->m, "br", NO_ATTRS);
        markup_leaf(&v->m, "span", ATTRS({ "class", STR("quiet") }),
            text_name(v->lang, "field", js_get_text(word, "field")));
        markup_textz(&v->m, ": ");
        markup_open(&v->m, "del", NO_ATTRS);
        markup_leaf(&v->m, "bdi", NO_ATTRS, js_get_text(word, "text"));
        markup_close(&v->m);
    }
    js_free(j);
}

static int
look(const struct store_look *l, void *ctx, struct fail *fail)
{
    struct section *s = ctx;
    struct view *v = s->v;
    int edited = strcmp(l->result, STORE_WATCH_EDITED) == 0;

    (void)fail;
    entry(s);
    day(v, l->at_ms);
    markup_textz(&v->m, " ");
    markup_leaf(&v->m, "span",
        ATTRS({ "class", edited ? STR("chip bad") : STR("chip") }),
        text_name(v->lang, "watch", str_of(l->result)));
    if (edited)
        removed_words(v, l->detail);
    markup_close(&v->m);
    return 0;
}

static int
linked(const struct store_case_link *l, void *ctx, struct fail *fail)
{
    struct section *s = ctx;
    struct view *v = s->v;
    struct markup *m = &v->m;
    int64_t other = l->from == s->id ? l->to : l->from;
    const char *what = !l->again          ? "watch.identical"
                       : l->from == s->id ? "watch.relisted"
                                          : "watch.relists";
    char to[40];

    (void)fail;
    entry(s);
    day(v, l->at_ms);
    markup_textz(m, " ");
    markup_leaf(m, "span",
        ATTRS({ "class", l->again ? STR("chip bad") : STR("chip") }),
        view_text(v, what));
    markup_textz(m, " ");
    snprintf(to, sizeof to, "/case/%lld", (long long)other);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_text(m, view_text(v, "case"));
    markup_textf(m, " %lld", (long long)other);
    markup_close(m);
    markup_textz(m, ", ");
    markup_text(m, text_name(v->lang, "same", str_of(l->kind)));
    markup_textz(m, " ");
    markup_leaf(m, "bdi", NO_ATTRS, l->key);
    markup_close(m);
    return 0;
}

void
view_watch(struct view *v, int64_t id)
{
    struct section s = { v, id, 0 };
    struct fail fail = { "" };

    if (store_look_each(v->store, id, LOOKS_SHOWN, look, &s, &fail) != 0 ||
        store_case_link_each(v->store, id, linked, &s, &fail) != 0) {
        entry(&s);
        markup_text(&v->m, view_text(v, "broken_store"));
        markup_close(&v->m);
    }
    if (s.open) {
        markup_close(&v->m);
        markup_close(&v->m);
    }
}
