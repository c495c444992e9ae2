#include "review/party_graph.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "base/width.h"

#include <stdio.h>
#include <stdlib.h>

/* The picture, in its own units. */
#define WIDTH 760
#define BOX_WIDTH 210
#define BOX_HEIGHT 34
#define ROW 44
#define MARGIN 10
/* Columns of text that fit into a box. */
#define LABEL_COLUMNS 26
/* Parties that are looked at for each thing shared. */
#define SHARERS_LOOKED 10

/* --- reading --- */

struct reader {
    struct party_graph *g;
    struct store *store;
    const struct store_party *of;
    const char *key; /* of the thing that is looked at */
    struct str label;
    int link; /* its number once it is in the graph, or -1 */
};

static char *
label_of(const struct store_party *p)
{
    return str_dup(p->name.len > 0 ? p->name : p->key);
}

static int
link_add(struct reader *r)
{
    struct party_graph *g = r->g;

    if (r->link >= 0)
        return r->link;
    if (g->links == PARTY_GRAPH_LINKS) {
        g->cut = 1;
        return -1;
    }
    g->link[g->links].key = r->key;
    g->link[g->links].label = str_dup(r->label);
    r->link = (int)g->links++;
    return r->link;
}

static int
other_add(struct party_graph *g, const struct store_party *p)
{
    for (size_t i = 0; i < g->others; i++)
        if (g->other[i].id == p->id)
            return (int)i;
    if (g->others == PARTY_GRAPH_OTHERS) {
        g->cut = 1;
        return -1;
    }
    g->other[g->others].id = p->id;
    g->other[g->others].label = label_of(p);
    return (int)g->others++;
}

static int
sharer(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct reader *r = ctx;
    struct party_graph *g = r->g;
    int other, link;

    (void)fail;
    if (p->id == r->of->id)
        return 0;
    link = link_add(r);
    other = link < 0 ? -1 : other_add(g, p);
    if (other < 0)
        return 0;
    if (g->edges == PARTY_GRAPH_EDGES) {
        g->cut = 1;
        return 0;
    }
    g->edge[g->edges].link = (unsigned char)link;
    g->edge[g->edges++].other = (unsigned char)other;
    return 0;
}

/* Of those that stand on one offer with a maker or a person, only who is in
 * the party's own role. */
static int
peer(const struct store_party *p, void *ctx, struct fail *fail)
{
    const struct reader *r = ctx;

    return p->role == r->of->role ? sharer(p, ctx, fail) : 0;
}

static int
trait(const struct store_trait *t, void *ctx, struct fail *fail)
{
    static const char *const keys[PARTY_TRAITS] = { "trait.name", "trait.email",
        "trait.phone", "trait.address", "trait.domain" };
    struct reader *r = ctx;

    if (t->sharers < 2)
        return 0;
    r->link = -1;
    r->key = keys[t->kind];
    r->label = t->shown;
    return store_party_sharing(
        r->store, r->of->id, t, SHARERS_LOOKED, sharer, r, fail);
}

static int
tie(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct reader *r = ctx;

    r->link = -1;
    r->key = p->role == PARTY_SELLER         ? "field.seller"
             : p->role == PARTY_MANUFACTURER ? "field.manufacturer"
                                             : "field.responsible_person";
    r->label = p->name.len > 0 ? p->name : p->key;
    return store_party_ties(r->store, p->id, SHARERS_LOOKED, peer, r, fail);
}

int
party_graph_read(struct party_graph *out, struct store *s,
    const struct store_party *of, struct fail *fail)
{
    struct reader r = { .g = out, .store = s, .of = of };

    *out = (struct party_graph){ .links = 0 };
    if (store_party_traits(s, of->id, PARTY_GRAPH_LINKS, trait, &r, fail) < 0 ||
        store_party_ties(s, of->id, PARTY_GRAPH_LINKS, tie, &r, fail) < 0) {
        party_graph_clear(out);
        return -1;
    }
    return 0;
}

void
party_graph_clear(struct party_graph *g)
{
    for (size_t i = 0; i < g->links; i++)
        free(g->link[i].label);
    for (size_t i = 0; i < g->others; i++)
        free(g->other[i].label);
    g->links = g->others = g->edges = 0;
}

/* --- drawing --- */

struct place {
    int x, y;
};

/* The i-th of `count` boxes of a column, in the middle of the height. */
static struct place
place_of(int x, size_t i, size_t count, int height)
{
    int top = (height - (int)count * ROW) / 2;

    return (struct place){ x, top + (int)i * ROW + (ROW - BOX_HEIGHT) / 2 };
}

static struct str
number(char text[16], int n)
{
    snprintf(text, 16, "%d", n);
    return str_of(text);
}

/* What fits, with an ellipsis where something does not. */
static void
short_label(struct buf *out, struct str label)
{
    if (width_text(label) <= LABEL_COLUMNS)
        width_add(out, label);
    else
        width_add_cell(out, label, LABEL_COLUMNS);
}

static void
box(struct view *v, struct place at, const char *class, struct str label)
{
    struct buf text = BUF_MAX(4 * LABEL_COLUMNS + 16);
    struct markup *m = &v->m;
    char n[4][16];

    markup_leaf(m, "rect",
        ATTRS({ "class", str_of(class) }, { "x", number(n[0], at.x) },
            { "y", number(n[1], at.y) }, { "width", number(n[2], BOX_WIDTH) },
            { "height", number(n[3], BOX_HEIGHT) }, { "rx", STR("6") }),
        STR_NONE);
    short_label(&text, utf8_cut(label, 1000));
    markup_leaf(m, "text",
        ATTRS({ "x", number(n[0], at.x + MARGIN) },
            { "y", number(n[1], at.y + BOX_HEIGHT / 2 + 5) }),
        buf_str(&text));
    buf_clear(&text);
}

static void
line(struct view *v, struct place from, struct place to)
{
    char n[4][16];

    markup_leaf(&v->m, "line",
        ATTRS({ "x1", number(n[0], from.x + BOX_WIDTH) },
            { "y1", number(n[1], from.y + BOX_HEIGHT / 2) },
            { "x2", number(n[2], to.x) },
            { "y2", number(n[3], to.y + BOX_HEIGHT / 2) }),
        STR_NONE);
}

static void
describe(struct view *v, const struct party_graph *g, struct str name)
{
    struct markup *m = &v->m;

    markup_open(m, "title", ATTRS({ "id", STR("graph-title") }));
    markup_text(m, view_text(v, "graph"));
    markup_textz(m, ": ");
    markup_text(m, name);
    markup_close(m);
    markup_open(m, "desc", ATTRS({ "id", STR("graph-desc") }));
    markup_text(m, view_text(v, "graph_links"));
    markup_textf(m, " %zu. ", g->links);
    markup_text(m, view_text(v, "graph_others"));
    markup_textf(m, " %zu. ", g->others);
    markup_text(m, view_text(v, "graph_table"));
    markup_close(m);
}

static void
picture(struct view *v, const struct party_graph *g, struct str name)
{
    size_t rows = g->links > g->others ? g->links : g->others;
    int height = (int)rows * ROW + MARGIN;
    int middle = (WIDTH - BOX_WIDTH) / 2, right = WIDTH - BOX_WIDTH - MARGIN;
    struct place self = place_of(MARGIN, 0, 1, height);
    struct markup *m = &v->m;
    char size[48];

    snprintf(size, sizeof size, "0 0 %d %d", WIDTH, height);
    markup_open(m, "svg",
        ATTRS({ "class", STR("graph") }, { "viewBox", str_of(size) },
            { "role", STR("img") }, { "aria-labelledby", STR("graph-title") },
            { "aria-describedby", STR("graph-desc") }));
    describe(v, g, name);
    for (size_t i = 0; i < g->links; i++)
        line(v, self, place_of(middle, i, g->links, height));
    for (size_t i = 0; i < g->edges; i++)
        line(v, place_of(middle, g->edge[i].link, g->links, height),
            place_of(right, g->edge[i].other, g->others, height));
    box(v, self, "self", name);
    for (size_t i = 0; i < g->links; i++)
        box(v, place_of(middle, i, g->links, height), "shared",
            str_of(g->link[i].label));
    for (size_t i = 0; i < g->others; i++)
        box(v, place_of(right, i, g->others, height), "other",
            str_of(g->other[i].label));
    markup_close(m);
}

static void
table_row(struct view *v, const struct party_graph *g, size_t link)
{
    struct markup *m = &v->m;

    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "th", ATTRS({ "scope", STR("row") }),
        view_text(v, g->link[link].key));
    markup_leaf(
        m, "td", ATTRS({ "dir", STR("auto") }), str_of(g->link[link].label));
    markup_open(m, "td", NO_ATTRS);
    for (size_t i = 0; i < g->edges; i++) {
        char to[40];

        if (g->edge[i].link != link)
            continue;
        snprintf(to, sizeof to, "/party/%lld",
            (long long)g->other[g->edge[i].other].id);
        markup_open(m, "div", NO_ATTRS);
        markup_open(m, "a", ATTRS({ "href", str_of(to) }));
        markup_leaf(
            m, "bdi", NO_ATTRS, str_of(g->other[g->edge[i].other].label));
        markup_close(m);
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

void
party_graph_draw(struct view *v, const struct party_graph *g, struct str name)
{
    static const char *const heads[] = { "graph_what", "graph_value",
        "graph_with" };
    struct markup *m = &v->m;

    if (g->links == 0) {
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "graph_none"));
        return;
    }
    picture(v, g, name);
    if (g->cut)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "graph_cut"));
    markup_open(m, "table", NO_ATTRS);
    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    for (size_t i = 0; i < COUNT(heads); i++)
        markup_leaf(
            m, "th", ATTRS({ "scope", STR("col") }), view_text(v, heads[i]));
    markup_close(m);
    markup_close(m);
    markup_open(m, "tbody", NO_ATTRS);
    for (size_t i = 0; i < g->links; i++)
        table_row(v, g, i);
    markup_close(m);
    markup_close(m);
}
