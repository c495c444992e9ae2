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

/* A tag in work. */
struct usual_tag {
    const char *p, *end; /* what is left of the page */
    struct html_node *n; /* where the node will be */
    size_t attrs;
    uint32_t names; /* html_attr_bits */
};

static inline void
go_to(struct html_builder *b, const char *p)
{
    b->reader.at = (size_t)(p - b->reader.page.p);
}

/* --- Text --- */

/* 1 if the '<' at p opens a tag, comment or the like, for sure. */
static inline int
opens(const char *p)
{
    return p[1] == '/' || str_is_alpha(p[1]);
}

/* The text at hand, which ends at `end`, is shown so. */
static inline int
put_text(struct html_builder *b, struct html_node *n, const char *end,
    struct str shown, unsigned flags)
{
    struct html_node *top = html_build_top(b);

    if (top->last != NULL && top->last->kind == HTML_TEXT)
        return 0;
    arena_use(&b->h->arena, sizeof *n);
    html_build_node(b, n, HTML_TEXT);
    n->flags = (unsigned char)flags;
    n->text = shown;
    html_build_append(top, n);
    go_to(b, end);
    return 1;
}

/* A text in which nothing is to be changed, as html_token.c's is_plain. */
static int
read_text(
    struct html_builder *b, struct html_node *n, const char *p, const char *end)
{
    const char *at = p;
    unsigned high = 0;
    size_t len;

    for (;; at += LANES) {
        lanes v, next;

        if (end - at < LOOK)
            return 0;
        v = lanes_load(at);
        next = lanes_load(at + 1);
        high |= lanes_tops(v);
        len = lanes_first((lanes)(v == '<') | (lanes)(v < ' ') |
                          (lanes)(v == '&') |
                          ((lanes)(v == ' ') & (lanes)(next == ' ')));
        if (len < LANES)
            break;
    }
    at += len;
    if (*at != '<' || !opens(at))
        return 0;
    b->frameset_ok &= at == p + 1 && *p == ' ';
    return put_text(b, n, at, (struct str){ p, (size_t)(at - p) },
        high == 0 ? HTML_PLAIN : 0);
}

/* The line end and what indents the next line, between two tags. */
static int
read_blank(
    struct html_builder *b, struct html_node *n, const char *p, const char *end)
{
    const char *at = p;

    while (end - at >= LOOK && html_token_is_space(*at))
        at++;
    if (end - at < LOOK || *at != '<' || !opens(at))
        return 0;
    return put_text(b, n, at, STR(" "), HTML_PLAIN);
}

/* --- Tags --- */

/* An end tag that closes the current element and nothing but that. */
static inline int
read_close(struct html_builder *b, const char *p)
{
    struct html_node *top = html_build_top(b);
    unsigned kinds = html_tag_kinds(top->tag);
    size_t len = top->name.len;

    if ((kinds & (HTML_TAG_ENDS_MORE | HTML_TAG_SCOPE)) || len > LOOK - 4 ||
        p[len + 2] != '>' || !str_same(p + 2, top->name.p, len))
        return 0;
    if (kinds & HTML_TAG_FORMAT) {
        if (b->format_count == 0 || b->formats[b->format_count - 1] != top)
            return 0;
        b->format_count--;
    }
    go_to(b, p + len + 3);
    html_build_pop(b);
    b->reader.cdata = html_build_top(b)->space != HTML_SPACE_HTML;
    return !b->reader.cdata;
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
    struct html_attr *list = (struct html_attr *)(t->n + 1);
    struct html_attr *a = &list[t->attrs];
    const char *p = t->p + 1;
    size_t n = html_token_name_lanes(p);
    uint32_t bit;

    if (t->attrs == ATTRS_MAX || n == 0 || n > LANES - 2 || p[n] != '=' ||
        p[n + 1] != '"')
        return 0;
    a->name = (struct str){ p, n };
    bit = html_attr_bit(a->name);
    for (size_t i = 0; (t->names & bit) && i < t->attrs; i++)
        if (list[i].name.len == n && str_same(list[i].name.p, p, n))
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
    t->p = p + n + 1;
    t->attrs++;
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
put_tag(struct html_builder *b, struct usual_tag *t, struct str name,
    enum html_tag tag, enum usual how)
{
    struct html_node *n = t->n;

    arena_use(&b->h->arena, sizeof *n + t->attrs * sizeof(struct html_attr));
    html_build_node(b, n, HTML_ELEMENT);
    n->tag = (unsigned char)tag;
    n->flags = (unsigned char)html_tag_flags(tag);
    n->name = tag != HTML_TAG_OTHER ? html_tag_name(tag) : name;
    if (t->attrs > 0) {
        n->attrs = (struct html_attr *)(n + 1);
        n->attrs[t->attrs - 1].next = NULL;
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
    go_to(b, t->p);
}

static int
read_open(
    struct html_builder *b, struct html_node *n, const char *p, const char *end)
{
    size_t len = html_token_name_lanes(p + 1);
    struct str name = { p + 1, len };
    struct usual_tag t = { .p = p + 1 + len, .end = end, .n = n };
    enum html_tag tag;
    enum usual how;

    /* The name as a number ends with it. */
    if (len == 0 || len > sizeof(uint64_t) || b->depth == LIMIT_TREE_DEPTH)
        return 0;
    tag = html_build_tag(b, name, lanes_word(name.p, len));
    how = usual_of(b, tag);
    if (how == USUAL_NOT || !read_attrs(&t))
        return 0;
    put_tag(b, &t, name, tag, how);
    return 1;
}

void
html_usual_read(struct html_builder *b)
{
    const char *end = b->reader.page.p + b->reader.page.len;
    int usual =
        (b->mode == HTML_MODE_IN_BODY || b->mode == HTML_MODE_IN_CELL) &&
        b->reader.state == HTML_TOKEN_DATA && !b->reader.cdata &&
        !b->skip_newline && !b->foster;

    while (usual) {
        const char *p = b->reader.page.p + b->reader.at;
        struct html_node *n = arena_next(&b->h->arena, NODE_BYTES);

        if (end - p < LOOK || n == NULL)
            return;
        if (*p == '<' && p[1] == '/')
            usual = read_close(b, p);
        else if (html_build_must_reopen(b))
            return;
        else if (*p == '<')
            usual = p[1] >= 'a' && p[1] <= 'z' && read_open(b, n, p, end);
        else if (html_token_is_space(*p) && *p != ' ')
            usual = read_blank(b, n, p, end);
        else
            usual = read_text(b, n, p, end);
    }
}
