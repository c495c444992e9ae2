#include "review/view_versions.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "review/changes.h"
#include "review/view_evidence.h"
#include "review/word_diff.h"

/* What stays the same is shown so far around a change. */
#define CONTEXT_BYTES 80
/* Versions that are compared in full; of older ones the dates are kept. */
#define COMPARED_MAX 10

static struct str
last_bytes(struct str s, size_t bytes)
{
    size_t at = s.len > bytes ? s.len - bytes : 0;

    while (at < s.len && ((unsigned char)s.p[at] & 0xC0) == 0x80)
        at++;
    return str_sub(s, at, s.len - at);
}

static void
piece(enum word_diff kind, struct str text, void *ctx)
{
    struct view *v = ctx;

    if (kind == WORD_GONE) {
        markup_leaf(&v->m, "del", NO_ATTRS, text);
    } else if (kind == WORD_NEW) {
        markup_leaf(&v->m, "ins", NO_ATTRS, text);
    } else if (text.len <= 2 * CONTEXT_BYTES) {
        markup_text(&v->m, text);
    } else {
        markup_text(&v->m, utf8_cut(text, CONTEXT_BYTES));
        markup_textz(&v->m, " \xE2\x80\xA6 ");
        markup_text(&v->m, last_bytes(text, CONTEXT_BYTES));
    }
}

static void
change(struct str member, struct str before, struct str after, void *ctx)
{
    struct view *v = ctx;

    markup_open(&v->m, "tr", NO_ATTRS);
    markup_open(&v->m, "th", ATTRS({ "scope", STR("row") }));
    view_evidence_field(v, member);
    markup_close(&v->m);
    markup_open(&v->m, "td", ATTRS({ "dir", STR("auto") }));
    word_diff(before, after, piece, v);
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
step(struct view *v, const struct js *old, const struct js *now)
{
    struct markup *m = &v->m;

    markup_open(m, "table", ATTRS({ "class", STR("changes") }));
    markup_open(m, "caption", NO_ATTRS);
    view_date(v, js_get_text(now, "seen_at"), 1);
    markup_close(m);
    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "th", ATTRS({ "scope", STR("col") }), view_text(v, "field"));
    markup_leaf(m, "th", ATTRS({ "scope", STR("col") }),
        view_text(v, "version_change"));
    markup_close(m);
    markup_close(m);
    markup_open(m, "tbody", NO_ATTRS);
    changes_each(js_get(old, "listing"), js_get(now, "listing"), change, v);
    markup_close(m);
    markup_close(m);
}

void
view_versions(struct view *v, const struct queue_case *c)
{
    const struct js *list = js_get(c->all, "versions");

    view_section(v, "versions");
    if (js_count(list) < 2)
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "unchanged"));
    for (size_t i = 0; i + 1 < js_count(list) && i < COMPARED_MAX; i++)
        step(v, js_at(list, i + 1), js_at(list, i));
    markup_close(&v->m);
}
