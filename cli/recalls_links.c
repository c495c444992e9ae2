/* shelfwatch recalls links, and what show adds: which notices are about one
 * product, and what changed when. */
#include "cli/recalls_work.h"
#include "cli/verbs.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "recalls/recall_diff.h"
#include "recalls/recall_link.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All links at once: 16 bytes each, beside their reasons. */
#define LINKS_MAX 2000000

struct link {
    int64_t a, b;
    char *name, *key; /* owned */
};

struct links {
    struct link *item; /* owned */
    size_t count, cap;
};

static int
add_link(const struct store_link_row *row, void *ctx)
{
    struct links *l = ctx;

    if (l->count >= LINKS_MAX)
        return 1;
    l->item = mem_grow(l->item, &l->cap, l->count + 1, sizeof l->item[0]);
    l->item[l->count++] =
        (struct link){ row->a, row->b, mem_text(row->kind), str_dup(row->key) };
    return 0;
}

static void
links_clear(struct links *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->item[i].name);
        free(l->item[i].key);
    }
    free(l->item);
    *l = (struct links){ 0 };
}

static void
set_reason(struct js *out, const struct link *l)
{
    struct buf text = BUF_MAX(2000);

    js_set_textz(out, "by", l->name);
    recall_link_reason(&text, l->name, str_of(l->key));
    js_set_text(out, "reason", buf_str(&text));
    buf_clear(&text);
}

static void
set_notice(struct js *out, const struct recall *r)
{
    static const enum recall_field fields[] = { RECALL_SOURCE, RECALL_ID,
        RECALL_PUBLISHED, RECALL_BRAND, RECALL_NAME };

    for (size_t i = 0; i < COUNT(fields); i++)
        if (r->text[fields[i]] != NULL)
            js_set_textz(out, recall_field_name(fields[i]), r->text[fields[i]]);
}

/* --- show --- */

static int
add_links(struct store *s, int64_t row, struct js *notice, struct fail *fail)
{
    struct links links = { 0 };
    struct js *list = js_new_array();
    int rc = store_recall_link_each(s, row, add_link, &links, fail);

    for (size_t i = 0; rc >= 0 && i < links.count; i++) {
        const struct link *l = &links.item[i];
        struct js *j = js_new_object();
        struct recall *other = NULL;

        rc = store_recall_get(s, l->a == row ? l->b : l->a, &other, fail);
        if (other != NULL) {
            set_notice(j, other);
            set_reason(j, l);
            js_add(list, j);
            j = NULL;
        }
        js_free(j);
        recall_free(other);
    }
    if (rc >= 0 && js_count(list) > 0)
        js_set(notice, "links", list);
    else
        js_free(list);
    links_clear(&links);
    return rc < 0 ? -1 : 0;
}

struct versions {
    struct js *list;
    struct js *before; /* owned: the version before */
};

static int
add_version(int64_t seen_at_ms, const struct js *record, void *ctx)
{
    struct versions *v = ctx;
    struct js *j = js_new_object();
    char at[NOW_TEXT_BYTES];

    now_text(seen_at_ms, at);
    js_set_textz(j, "seen_at", at);
    if (v->before != NULL)
        js_set(j, "changes", recall_diff(v->before, record));
    js_add(v->list, j);
    js_free(v->before);
    v->before = js_copy(record);
    return 0;
}

int
recalls_links_add(struct store *s, struct js *notice,
    const struct recalls_options *o, struct fail *fail)
{
    struct versions v = { 0 };
    int64_t row = 0;
    int rc = store_recall_row(s, js_get_text(notice, "source"),
        js_get_text(notice, "id"), &row, fail);

    if (rc <= 0)
        return rc;
    if (add_links(s, row, notice, fail) != 0)
        return -1;
    if (!o->versions)
        return 0;
    v.list = js_new_array();
    rc = store_recall_versions(s, row, add_version, &v, fail);
    js_set(notice, "versions", v.list);
    js_free(v.before);
    return rc;
}

/* --- groups --- */

/* Which group each linked row is in: the lowest row of it, by union and
 * find. */
struct groups {
    struct map *parent; /* row's bytes to its parent */
};

static struct str
row_key(const int64_t *row)
{
    return (struct str){ (const char *)row, sizeof *row };
}

static int64_t
group_of(struct groups *g, int64_t row)
{
    int is_new;
    struct map_item *item = map_add(g->parent, row_key(&row), &is_new);

    if (is_new)
        item->value.num = row;
    while (item->value.num != row) {
        struct map_item *up;

        row = item->value.num;
        up = map_find(g->parent, row_key(&row));
        item->value.num = up->value.num; /* half the way next time */
        item = up;
    }
    return row;
}

static void
join(struct groups *g, int64_t a, int64_t b)
{
    int64_t low = group_of(g, a), high = group_of(g, b);

    if (low == high)
        return;
    if (low > high) {
        int64_t t = low;

        low = high;
        high = t;
    }
    map_find(g->parent, row_key(&high))->value.num = low;
}

struct ordered {
    const struct link *link;
    int64_t group;
};

static int
by_group(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->link->a != y->link->a)
        return x->link->a < y->link->a ? -1 : 1;
    return (x->link->b > y->link->b) - (x->link->b < y->link->b);
}

static void
print_pair(const struct recall *a, const struct recall *b, const struct link *l,
    int64_t group, int json)
{
    struct js *j = js_new_object(), *ja = js_new_object(),
              *jb = js_new_object();
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);

    set_reason(j, l);
    if (json) {
        js_set_integer(j, "group", group);
        set_notice(ja, a);
        set_notice(jb, b);
        js_set(j, "a", ja);
        js_set(j, "b", jb);
        js_write(&line, j);
        puts(buf_text(&line));
    } else {
        printf("%lld\t%s %s\t%s %s\t%s\n", (long long)group,
            a->text[RECALL_SOURCE], a->text[RECALL_ID], b->text[RECALL_SOURCE],
            b->text[RECALL_ID], js_get_text(j, "reason").p);
        js_free(ja);
        js_free(jb);
    }
    buf_clear(&line);
    js_free(j);
}

/* Print the links of the group that has `only`, or of all for 0. */
static int
print_groups(struct store *s, const struct links *links, int64_t only, int json,
    struct fail *fail)
{
    struct groups g = { map_new(NULL) };
    struct ordered *order = mem_array(links->count + 1, sizeof order[0]);
    int64_t wanted;
    int rc = 0;

    for (size_t i = 0; i < links->count; i++)
        join(&g, links->item[i].a, links->item[i].b);
    for (size_t i = 0; i < links->count; i++)
        order[i] =
            (struct ordered){ &links->item[i], group_of(&g, links->item[i].a) };
    qsort(order, links->count, sizeof order[0], by_group);
    wanted = only != 0 ? group_of(&g, only) : 0;
    for (size_t i = 0; i < links->count && rc == 0; i++) {
        struct recall *a = NULL, *b = NULL;

        if (only != 0 && order[i].group != wanted)
            continue;
        rc = store_recall_get(s, order[i].link->a, &a, fail);
        if (rc == 0)
            rc = store_recall_get(s, order[i].link->b, &b, fail);
        if (a != NULL && b != NULL)
            print_pair(a, b, order[i].link, order[i].group, json);
        recall_free(a);
        recall_free(b);
    }
    free(order);
    map_free(g.parent);
    return rc;
}

int
recalls_links(int argc, char **argv, const struct recalls_options *o)
{
    struct store *s = NULL;
    struct links links = { 0 };
    struct recall *r = NULL;
    struct fail fail = { "" };
    int64_t only = 0;
    int rc;

    if (argc > 1) {
        fprintf(stderr, "shelfwatch recalls: links takes one ID at most\n");
        return VERB_USAGE;
    }
    rc = store_open(&s, store_path(o->store), STORE_READ, &fail);
    if (rc == 0 && argc == 1) {
        rc =
            store_recall_find(s, str_of(o->source), str_of(argv[0]), &r, &fail);
        if (rc == 0 && r == NULL)
            rc = fail_set(&fail, "no recall '%s'", argv[0]);
        if (rc == 0)
            rc = store_recall_row(s, recall_get(r, RECALL_SOURCE),
                     recall_get(r, RECALL_ID), &only, &fail) < 0
                     ? -1
                     : 0;
    }
    if (rc == 0 && store_recall_link_each(s, 0, add_link, &links, &fail) < 0)
        rc = -1;
    if (rc == 0)
        rc = print_groups(s, &links, only, o->json, &fail);
    links_clear(&links);
    recall_free(r);
    store_close(s);
    return rc == 0 ? VERB_DONE : verb_failed("recalls", fail.text);
}
