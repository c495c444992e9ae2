/* Nearly all of a page is written alike: small letters, values in quotes, end
 * tags where they belong, all inside the body. That is read here, straight into
 * the tree; whatever is not so is left where it stands, for html_token.c and
 * the modes. */
#include "crawler/html_build.h"

#include "base/lanes.h"

/* Of a tag; more are not usual. */
#define ATTRS_MAX 8
#define NODE_BYTES                                                             \
    (sizeof(struct html_node) + ATTRS_MAX * sizeof(struct html_attr))
/* So many bytes are looked at without a look at the page's end. */
#define LOOK (2 * LANES)

/* What follows from a start tag. */
enum usual {
    USUAL_NOT,
    USUAL_BOX,    /* an element */
    USUAL_FORMAT, /* one that is remembered to be mended */
    USUAL_EMPTY,  /* one that has no end tag */
};

/* Where the reading stands. */
struct reading {
    struct html_builder *b;
    const char *p, *end; /* what is left of the page */
    struct html_node *n; /* where the next node goes, with its attributes */
};

/* A tag in work. */
struct usual_tag {
    const char *p, *end;    /* what is left of the page */
    struct html_attr *attr; /* behind the last one */
    struct html_attr *list;
    uint32_t names; /* html_attr_bits */
};

/* --- Text --- */

/* 1 if the '<' at p opens a tag, comment or the like, for sure. */
static inline int
opens(const char *p)
{
    return p[1] == '/' || str_is_alpha(p[1]);
}

/* The text at hand, which ends at `end`, is shown so. */
static inline int
put_text(struct reading *r, const char *end, struct str shown, unsigned flags)
{
    struct html_node *top = html_build_top(r->b), *n = r->n;

    if (top->last != NULL && top->last->kind == HTML_TEXT)
        return 0;
    html_build_node(r->b, n, HTML_TEXT);
    n->flags = (unsigned char)flags;
    n->text = shown;
    html_build_append(top, n);
    r->n = n + 1;
    r->p = end;
    return 1;
}

/* A text in which nothing is to be changed, as html_token.c's is_plain. */
static inline int
read_text(struct reading *r)
{
    const char *at = r->p;
    unsigned wide = 0;
    size_t len;

    for (;; at += LANES) {
        lanes v, next;

        if (r->end - at < LOOK)
            return 0;
        v = lanes_load(at);
        next = lanes_load(at + 1);
        if (lanes_any(v))
            wide |= lanes_tops((lanes)(v == 0xC2) | (lanes)(v == 0xE2) |
                               (lanes)(v == 0xE3) | (lanes)(v == 0xEF));
        len = lanes_first((lanes)(v == '<') | (lanes)(v < ' ') |
                          (lanes)(v == '&') |
                          ((lanes)(v == ' ') & (lanes)(next == ' ')));
        if (len < LANES)
            break;
    }
    at += len;
    if (*at != '<' || !opens(at))
        return 0;
    r->b->frameset_ok &= at == r->p + 1 && *r->p == ' ';
    return put_text(r, at, (struct str){ r->p, (size_t)(at - r->p) },
        wide == 0 ? HTML_PLAIN : 0);
}

/* The line end and what indents the next line, between two tags. */
static inline int
read_blank(struct reading *r)
{
    const char *at = r->p;

    while (r->end - at >= LOOK && html_token_is_space(*at))
        at++;
    if (r->end - at < LOOK || *at != '<' || !opens(at))
        return 0;
    return put_text(r, at, STR(" "), HTML_PLAIN);
}

/* --- Tags --- */

/* An end tag that closes the current element and nothing but that. */
static inline int
read_close(struct reading *r)
{
    struct html_builder *b = r->b;
    struct html_node *top = html_build_top(b);
    unsigned kinds = html_tag_kinds(top->tag);
    size_t len = top->name.len;

    if ((kinds & (HTML_TAG_ENDS_MORE | HTML_TAG_SCOPE)) || len > LOOK - 4 ||
        r->p[len + 2] != '>' || !str_same(r->p + 2, top->name.p, len) ||
        b->depth < 2 || b->stack[b->depth - 2]->space != HTML_SPACE_HTML)
        return 0;
    if (kinds & HTML_TAG_FORMAT) {
        if (b->format_count == 0 || b->formats[b->format_count - 1] != top)
            return 0;
        b->format_count--;
    }
    r->p += len + 3;
    html_build_pop(b);
    return 1;
}

/* What html_body.c does about a start tag of that name where it comes to no
 * more than a new element. */
static inline enum usual
usual_of(const struct html_builder *b, enum html_tag tag)
{
    const struct html_node *top = html_build_top(b);
    unsigned kinds = html_tag_kinds(tag);

    if (kinds & HTML_TAG_BOX)
        return b->open[HTML_TAG_P] == 0 ? USUAL_BOX : USUAL_NOT;
    if (kinds & HTML_TAG_FORMAT)
        return tag == HTML_TAG_NOBR ||
                       (tag == HTML_TAG_A && b->format_count > 0 &&
                           html_build_format_find(b, tag) >= 0)
                   ? USUAL_NOT
                   : USUAL_FORMAT;
    switch (tag) {
    case HTML_TAG_OTHER:
    case HTML_TAG_SPAN:
        return USUAL_BOX;
    case HTML_TAG_LI:
        return b->open[HTML_TAG_P] == 0 &&
                       (top->tag == HTML_TAG_UL || top->tag == HTML_TAG_OL)
                   ? USUAL_BOX
                   : USUAL_NOT;
    case HTML_TAG_H1:
    case HTML_TAG_H2:
    case HTML_TAG_H3:
    case HTML_TAG_H4:
    case HTML_TAG_H5:
    case HTML_TAG_H6:
        return b->open[HTML_TAG_P] == 0 &&
                       (top->tag < HTML_TAG_H1 || top->tag > HTML_TAG_H6)
                   ? USUAL_BOX
                   : USUAL_NOT;
    case HTML_TAG_BR:
    case HTML_TAG_IMG:
        return USUAL_EMPTY;
    default:
        return USUAL_NOT;
    }
}

/* Read an attribute behind a blank: name="value". */
static inline int
read_attr(struct usual_tag *t)
{
    struct html_attr *a = t->attr;
    const char *p = t->p + 1;
    size_t n = html_token_name_lanes(p);
    uint32_t bit;

    if (a == t->list + ATTRS_MAX || n == 0 || n > LANES - 2 || p[n] != '=' ||
        p[n + 1] != '"')
        return 0;
    a->name = (struct str){ p, n };
    bit = html_attr_bit(a->name);
    for (const struct html_attr *i = t->list; (t->names & bit) && i < a; i++)
        if (i->name.len == n && str_same(i->name.p, p, n))
            return 0;
    t->names |= bit;
    for (a->value.p = p += n + 2;; p += LANES) {
        lanes v;

        if (t->end - p < LOOK)
            return 0;
        v = lanes_load(p);
        n = lanes_first((lanes)(v == '"') | (lanes)(v == '&') |
                        (lanes)(v == '\r') | (lanes)(v == 0));
        if (n < LANES)
            break;
    }
    a->value.len = (size_t)(p + n - a->value.p);
    a->next = a + 1;
    t->attr = a + 1;
    t->p = p + n + 1;
    return p[n] == '"' && t->end - t->p >= LOOK;
}

/* Attributes, and '>' or "/>". */
static inline int
read_attrs(struct usual_tag *t)
{
    while (*t->p == ' ' && t->p[1] != '/')
        if (!read_attr(t))
            return 0;
    t->p += *t->p == ' ';
    t->p += *t->p == '/';
    return *t->p++ == '>';
}

/* The tag that was read goes into the tree. */
static inline void
put_tag(struct reading *r, struct usual_tag *t, struct str name,
    enum html_tag tag, enum usual how)
{
    struct html_builder *b = r->b;
    struct html_node *n = r->n;

    html_build_node(b, n, HTML_ELEMENT);
    n->tag = (unsigned char)tag;
    n->flags = (unsigned char)html_tag_flags(tag);
    n->name = tag != HTML_TAG_OTHER ? html_tag_name(tag) : name;
    if (t->attr > t->list) {
        n->attrs = t->list;
        t->attr[-1].next = NULL;
        n->attr_names = t->names;
        for (const struct html_attr *a = n->attrs;
             a != NULL && (t->names & HTML_BUILD_SEEN); a = a->next)
            html_build_see(b->h, a->name);
    }
    html_build_append(html_build_top(b), n);
    if (how != USUAL_EMPTY)
        html_build_push(b, n);
    if (how == USUAL_FORMAT && b->format_count == 0)
        b->formats[b->format_count++] = n;
    else if (how == USUAL_FORMAT)
        html_build_format_add(b, n);
    if (how == USUAL_EMPTY || tag == HTML_TAG_LI)
        b->frameset_ok = 0;
    r->n = (struct html_node *)t->attr;
    r->p = t->p;
}

static inline int
read_open(struct reading *r)
{
    size_t len = html_token_name_lanes(r->p + 1);
    struct str name = { r->p + 1, len };
    struct html_attr *list = (struct html_attr *)(r->n + 1);
    struct usual_tag t = {
        .p = name.p + len, .end = r->end, .attr = list, .list = list
    };
    enum html_tag tag;
    enum usual how;

    /* The name as a number ends with it. */
    if (len == 0 || len > sizeof(uint64_t) || r->b->depth == LIMIT_TREE_DEPTH)
        return 0;
    tag = html_build_tag(r->b, name, lanes_word(name.p, len));
    how = usual_of(r->b, tag);
    if (how == USUAL_NOT || !read_attrs(&t))
        return 0;
    put_tag(r, &t, name, tag, how);
    return 1;
}

static inline int
read_one(struct reading *r)
{
    const char *p = r->p;

    if (*p == '<' && p[1] == '/')
        return read_close(r);
    if (html_build_must_reopen(r->b))
        return 0;
    if (*p == '<')
        return p[1] >= 'a' && p[1] <= 'z' && read_open(r);
    return html_token_is_space(*p) && *p != ' ' ? read_blank(r) : read_text(r);
}

void
html_usual_read(struct html_builder *b)
{
    struct str page = b->reader.page;
    size_t room;
    char *rest = arena_rest(&b->h->arena, &room);
    struct reading r = { .b = b,
        .p = page.p + b->reader.at,
        .end = page.p + page.len,
        .n = (struct html_node *)(void *)rest };

    if ((b->mode != HTML_MODE_IN_BODY && b->mode != HTML_MODE_IN_CELL) ||
        b->reader.state != HTML_TOKEN_DATA || b->reader.cdata ||
        b->skip_newline || b->foster || rest == NULL)
        return;
    while (r.end - r.p >= LOOK &&
           room - (size_t)((char *)r.n - rest) >= NODE_BYTES && read_one(&r))
        ;
    arena_use(&b->h->arena, (size_t)((char *)r.n - rest));
    b->reader.at = (size_t)(r.p - page.p);
}
