#include "review/view_align.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/align.h"
#include "review/view_evidence.h"
#include "review/view_table.h"

#include <stdio.h>

/* Linked notices, and pictures, that are named. */
#define LINKED_MAX 10
#define PICTURES_MAX 8

/* --- reading --- */

static int
is_better(const struct finding *a, const struct finding *b)
{
    return a->strength != b->strength ? a->strength > b->strength
                                      : a->score > b->score;
}

static void
insert(struct view_align *n, const struct finding *f)
{
    size_t at = n->count;

    while (at > 0 && is_better(f, n->item[at - 1].finding))
        at--;
    if (at == VIEW_ALIGN_MAX)
        return;
    if (n->count < VIEW_ALIGN_MAX)
        n->count++;
    memmove(n->item + at + 1, n->item + at,
        (n->count - at - 1) * sizeof n->item[0]);
    n->item[at].finding = f;
}

int
view_align_read(struct view_align *out, struct view *v,
    const struct queue_case *c, struct fail *fail)
{
    *out = (struct view_align){ .count = 0 };
    for (size_t i = 0; i < c->file->findings.count; i++)
        if (c->file->findings.item[i]->source == FINDING_RECALL)
            insert(out, c->file->findings.item[i]);
    for (size_t i = 0; i < out->count; i++)
        if (store_recall_find(v->store, STR(""),
                str_of(out->item[i].finding->id), &out->item[i].recall,
                fail) < 0)
            return -1;
    return 0;
}

void
view_align_clear(struct view_align *n)
{
    for (size_t i = 0; i < n->count; i++)
        recall_free(n->item[i].recall);
    n->count = 0;
}

const struct recall *
view_align_of(const struct view_align *n, const struct finding *f)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->item[i].finding == f)
            return n->item[i].recall;
    return NULL;
}

/* --- side by side --- */

static void
side(struct view *v, const struct align_side *s)
{
    struct markup *m = &v->m;

    markup_open(m, "td", NO_ATTRS);
    for (size_t i = 0; i < s->count; i++)
        markup_leaf(m, "div", ATTRS({ "dir", STR("auto") }), s->value[i]);
    if (s->more > 0) {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_textf(m, "+%zu", s->more);
        markup_close(m);
    }
    markup_close(m);
}

static void
mark(struct view *v, const struct align_row *row)
{
    struct markup *m = &v->m;

    markup_open(m, "td", NO_ATTRS);
    view_chip(v, "mark", str_of(align_mark_name(row->mark)));
    if (row->field[0] != '\0') {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_text(m, view_text(v, "align_read"));
        markup_textz(m, " ");
        view_evidence_field(v, str_of(row->field));
        markup_textz(m, " ");
        markup_leaf(m, "q", ATTRS({ "dir", STR("auto") }), row->words);
        markup_close(m);
    }
    markup_close(m);
}

static void
pictures(struct view *v, const struct texts *t)
{
    struct markup *m = &v->m;

    markup_open(m, "td", ATTRS({ "class", STR("quiet") }));
    for (size_t i = 0; i < t->count && i < PICTURES_MAX; i++) {
        markup_open(m, "div", NO_ATTRS);
        view_outside(v, str_of(t->item[i]));
        markup_close(m);
    }
    if (t->count > PICTURES_MAX)
        markup_textf(m, "+%zu", t->count - PICTURES_MAX);
    markup_close(m);
}

static void
aligned(struct view *v, const struct listing *l, const struct recall *r)
{
    static const char *const heads[] = { "field", "align_offer", "align_notice",
        "align_mark", NULL };
    struct align_row rows[ALIGN_ROWS];
    struct markup *m = &v->m;

    align_rows(rows, l, r);
    view_table_plain(v, "align", view_text(v, "align"), heads);
    for (size_t i = 0; i < ALIGN_ROWS; i++) {
        markup_open(m, "tr", NO_ATTRS);
        markup_leaf(m, "th", ATTRS({ "scope", STR("row") }),
            text_name(v->lang, "field", str_of(rows[i].what)));
        side(v, &rows[i].offer);
        side(v, &rows[i].notice);
        mark(v, &rows[i]);
        markup_close(m);
    }
    if (l->list[LISTING_IMAGES].count + r->list[RECALL_IMAGES].count > 0) {
        markup_open(m, "tr", NO_ATTRS);
        markup_leaf(m, "th", ATTRS({ "scope", STR("row") }),
            view_text(v, "field.images"));
        pictures(v, &l->list[LISTING_IMAGES]);
        pictures(v, &r->list[RECALL_IMAGES]);
        markup_leaf(m, "td", NO_ATTRS, STR(""));
        markup_close(m);
    }
    view_table_end(v);
}

/* --- what the notice says --- */

static void
fact(struct view *v, const char *key, struct str value)
{
    if (value.len == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_leaf(&v->m, "dd", ATTRS({ "dir", STR("auto") }), value);
}

static void
facts(struct view *v, const char *key, const struct texts *t)
{
    if (t->count == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", ATTRS({ "dir", STR("auto") }));
    for (size_t i = 0; i < t->count && i < ALIGN_VALUES_MAX; i++)
        markup_leaf(&v->m, "div", NO_ATTRS, str_of(t->item[i]));
    if (t->count > ALIGN_VALUES_MAX)
        markup_textf(&v->m, "+%zu", t->count - ALIGN_VALUES_MAX);
    markup_close(&v->m);
}

static void
hazards(struct view *v, const struct recall *r)
{
    const struct texts *t = &r->list[RECALL_HAZARDS];

    if (t->count == 0 && recall_get(r, RECALL_HAZARD_TEXT).len == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "notice_hazard"));
    markup_open(&v->m, "dd", ATTRS({ "dir", STR("auto") }));
    for (size_t i = 0; i < t->count; i++) {
        view_chip(v, "hazard", str_of(t->item[i]));
        markup_textz(&v->m, " ");
    }
    markup_leaf(&v->m, "div", NO_ATTRS, recall_get(r, RECALL_HAZARD_TEXT));
    markup_close(&v->m);
}

static int
version(int64_t seen_at_ms, const struct js *record, void *ctx)
{
    struct view *v = ctx;
    char at[NOW_TEXT_BYTES];

    (void)record;
    now_text(seen_at_ms, at);
    markup_open(&v->m, "div", NO_ATTRS);
    view_date(v, str_of(at), 1);
    markup_close(&v->m);
    return 0;
}

struct linked {
    int64_t row, other[LINKED_MAX];
    size_t count;
};

static int
link_row(const struct store_link_row *l, void *ctx)
{
    struct linked *k = ctx;

    k->other[k->count++] = l->a == k->row ? l->b : l->a;
    return k->count == LINKED_MAX;
}

static int
linked_notices(struct view *v, int64_t row, struct fail *fail)
{
    struct linked k = { .row = row };

    if (store_recall_link_each(v->store, row, link_row, &k, fail) < 0)
        return -1;
    if (k.count == 0)
        return 0;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "notice_linked"));
    markup_open(&v->m, "dd", NO_ATTRS);
    for (size_t i = 0; i < k.count; i++) {
        struct recall *r = NULL;

        if (store_recall_get(v->store, k.other[i], &r, fail) < 0 || r == NULL)
            continue;
        markup_open(&v->m, "div", NO_ATTRS);
        markup_leaf(&v->m, "bdi", NO_ATTRS, recall_get(r, RECALL_ID));
        markup_textz(&v->m, " ");
        view_outside(v, recall_get(r, RECALL_URL));
        markup_close(&v->m);
        recall_free(r);
    }
    markup_close(&v->m);
    return 0;
}

/* Versions and links of the stored notice. */
static void
kept(struct view *v, const struct recall *r)
{
    struct fail fail;
    int64_t row;

    if (store_recall_row(v->store, recall_get(r, RECALL_SOURCE),
            recall_get(r, RECALL_ID), &row, &fail) != 1)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "notice_versions"));
    markup_open(&v->m, "dd", NO_ATTRS);
    store_recall_versions(v->store, row, version, v, &fail);
    markup_close(&v->m);
    linked_notices(v, row, &fail);
}

static void
said(struct view *v, const struct recall *r)
{
    struct str level = recall_get(r, RECALL_LEVEL);
    struct markup *m = &v->m;

    markup_open(m, "dl", NO_ATTRS);
    fact(v, "notice_withdrawn", recall_get(r, RECALL_WITHDRAWN));
    if (level.len > 0)
        fact(v, "notice_level", text_name(v->lang, "level", level));
    hazards(v, r);
    facts(v, "notice_measures", &r->list[RECALL_MEASURES]);
    fact(v, "notice_description", recall_get(r, RECALL_DESCRIPTION));
    facts(v, "notice_sold_at", &r->list[RECALL_SOLD_AT]);
    fact(v, "notice_origin", recall_get(r, RECALL_COUNTRY_OF_ORIGIN));
    fact(v, "notice_country", recall_get(r, RECALL_NOTIFYING_COUNTRY));
    fact(v, "notice_published", recall_get(r, RECALL_PUBLISHED));
    if (recall_get(r, RECALL_URL).len > 0) {
        markup_leaf(m, "dt", NO_ATTRS, view_text(v, "notice_link"));
        markup_open(m, "dd", NO_ATTRS);
        view_outside(v, recall_get(r, RECALL_URL));
        markup_close(m);
    }
    kept(v, r);
    markup_close(m);
}

static void
heading(struct view *v, const struct finding *f, const struct recall *r)
{
    struct markup *m = &v->m;

    markup_open(m, "h3", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS, str_of(f->id));
    markup_textz(m, " ");
    if (r != NULL) {
        markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
            recall_get(r, RECALL_SOURCE));
        markup_textz(m, " ");
    }
    view_chip(v, "strength", str_of(finding_strength_name(f->strength)));
    markup_close(m);
}

void
view_align(
    struct view *v, const struct queue_case *c, const struct view_align *n)
{
    struct markup *m = &v->m;

    if (n->count == 0)
        return;
    view_section(v, "align");
    for (size_t i = 0; i < n->count; i++) {
        const struct recall *r = n->item[i].recall;

        markup_open(m, "article", ATTRS({ "class", STR("finding") }));
        heading(v, n->item[i].finding, r);
        if (r == NULL) {
            markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
                view_text(v, "align_gone"));
        } else {
            aligned(v, c->file->listing, r);
            markup_open(
                m, "details", i == 0 ? ATTRS({ "open", STR("") }) : NO_ATTRS);
            markup_leaf(m, "summary", NO_ATTRS, view_text(v, "notice"));
            said(v, r);
            markup_close(m);
        }
        markup_close(m);
    }
    markup_close(m);
}
