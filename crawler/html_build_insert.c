#include "crawler/html_build.h"

#include "base/char_ref.h"
#include "base/lanes.h"

#include <string.h>

/* A text that goes on is copied into room of twice its length. */
#define TAIL_ROOM_MIN 64

static inline void *
take(struct html_builder *b, size_t bytes)
{
    void *p = arena_alloc(&b->h->arena, bytes);

    if (p == NULL)
        b->no_room = b->done = 1;
    return p;
}

/* A node behind all others, with room for attributes behind it. */
static inline struct html_node *
make(struct html_builder *b, enum html_kind kind, size_t attrs)
{
    struct html_node *n = take(b, sizeof *n + attrs * sizeof(struct html_attr));

    if (n == NULL)
        return NULL;
    html_build_node(b, n, kind);
    return n;
}

/* --- Links between nodes --- */

void
html_build_detach(struct html_builder *b, struct html_node *n)
{
    struct html_node *parent = n->parent;

    b->tail = NULL;
    b->moved = 1;
    if (parent == NULL)
        return;
    if (n->prev != NULL)
        n->prev->next = n->next;
    else
        parent->first = n->next;
    if (n->next != NULL)
        n->next->prev = n->prev;
    else
        parent->last = n->prev;
    n->parent = n->prev = n->next = NULL;
}

void
html_build_insert_at(
    struct html_node *parent, struct html_node *before, struct html_node *n)
{
    if (before == NULL) {
        html_build_append(parent, n);
        return;
    }
    n->parent = parent;
    n->next = before;
    n->prev = before->prev;
    *(before->prev != NULL ? &before->prev->next : &parent->first) = n;
    before->prev = n;
}

static int
is_table_part(const struct html_node *n)
{
    switch (n->tag) {
    case HTML_TAG_TABLE:
    case HTML_TAG_TBODY:
    case HTML_TAG_TFOOT:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        return n->space == HTML_SPACE_HTML;
    default:
        return 0;
    }
}

struct html_node *
html_build_place(
    struct html_builder *b, struct html_node *target, struct html_node **before)
{
    *before = NULL;
    if (!b->foster || !is_table_part(target))
        return target;
    b->moved = 1;
    for (size_t i = b->depth; i-- > 0;) {
        struct html_node *n = b->stack[i];

        if (html_build_is(n, HTML_TAG_TEMPLATE))
            return n;
        if (!html_build_is(n, HTML_TAG_TABLE))
            continue;
        if (n->parent == NULL)
            return b->stack[i - 1];
        *before = n;
        return n->parent;
    }
    return b->stack[0];
}

/* --- Elements --- */

/* The token's attributes, one or more, as a list at `list`; returns its
 * html_attr_bits. */
static uint32_t
put_attrs(struct html_builder *b, struct html_attr *list)
{
    const struct html_token *t = &b->token;
    uint32_t names = 0;

    for (size_t i = 0; i < t->attr_count; i++) {
        struct str name = t->attrs[i].name;

        list[i].name = name;
        list[i].value = t->attrs[i].value;
        list[i].next = &list[i + 1];
        names |= html_attr_bit(name);
        html_build_see(b->h, name);
    }
    list[t->attr_count - 1].next = NULL;
    return names;
}

/* Scripts, metas and links are chained as they come. */
static void
chain(struct html_builder *b, struct html_node *n)
{
    struct html_node ***end = n->tag == HTML_TAG_SCRIPT ? &b->scripts_end
                              : n->tag == HTML_TAG_META ? &b->metas_end
                                                        : &b->links_end;

    **end = n;
    *end = &n->same;
}

static void
insert_fostered(struct html_builder *b, struct html_node *n)
{
    struct html_node *before;
    struct html_node *parent = html_build_place(b, html_build_top(b), &before);

    html_build_insert_at(parent, before, n);
}

struct html_node *
html_build_insert_as(struct html_builder *b, enum html_tag tag,
    enum html_space space, int with_attrs)
{
    size_t attrs = with_attrs ? b->token.attr_count : 0;
    struct html_node *n = make(b, HTML_ELEMENT, attrs);

    if (n == NULL)
        return NULL;
    n->tag = (unsigned char)tag;
    n->space = (unsigned char)space;
    n->flags = (unsigned char)html_tag_flags(tag);
    n->name = tag != HTML_TAG_OTHER ? html_tag_name(tag) : b->token.name;
    if (attrs > 0) {
        n->attrs = (struct html_attr *)(n + 1);
        n->attr_names = put_attrs(b, n->attrs);
    }
    if (b->foster && b->depth > 0)
        insert_fostered(b, n);
    else
        html_build_append(b->depth > 0 ? html_build_top(b) : b->document, n);
    if (tag == HTML_TAG_SCRIPT || tag == HTML_TAG_META || tag == HTML_TAG_LINK)
        chain(b, n);
    html_build_push(b, n);
    return n;
}

struct html_node *
html_build_insert(struct html_builder *b)
{
    return html_build_insert_as(b, b->tag, HTML_SPACE_HTML, 1);
}

void
html_build_insert_void(struct html_builder *b)
{
    if (html_build_insert(b) != NULL && !b->done)
        html_build_pop(b);
}

struct html_node *
html_build_copy(struct html_builder *b, const struct html_node *n)
{
    struct html_node *copy = make(b, HTML_ELEMENT, 0);

    if (copy == NULL)
        return NULL;
    copy->tag = n->tag;
    copy->space = n->space;
    copy->flags = n->flags;
    copy->name = n->name;
    copy->attrs = n->attrs;
    copy->attr_names = n->attr_names;
    return copy;
}

void
html_build_merge_attrs(struct html_builder *b, struct html_node *n)
{
    size_t count = b->token.attr_count;
    struct html_attr *a = count > 0 ? take(b, count * sizeof *a) : NULL, *next;

    if (a != NULL)
        n->attr_names |= put_attrs(b, a);
    for (; a != NULL; a = next) {
        struct html_attr **end = &n->attrs;

        next = a->next;
        while (*end != NULL && !str_eq((*end)->name, a->name))
            end = &(*end)->next;
        if (*end != NULL)
            continue;
        a->next = NULL;
        *end = a;
    }
}

/* --- Text --- */

/* What a byte of shown text asks for: 1 white space, 2 to be decoded. */
static const unsigned char class_of[256] = {
    [' '] = 1,
    ['\t'] = 1,
    ['\n'] = 1,
    ['\v'] = 1,
    ['\f'] = 1,
    ['\r'] = 1,
    ['&'] = 2,
    ['\0'] = 2,
};

/* Bytes from p on that are shown as they are, of LANES and the one behind. */
static size_t
plain_lanes(const char *p)
{
    lanes v = lanes_load(p), next = lanes_load(p + 1);

    return lanes_first((lanes)(v < ' ') | (lanes)(v == '&') |
                       ((lanes)(v == ' ') & (lanes)(next <= ' ')));
}

static char *
put_shown(char *to, struct str s)
{
    size_t i = 0;

    while (i < s.len) {
        unsigned c;

        /* There is room for all sixteen. */
        while (s.len - i > LANES) {
            size_t n = plain_lanes(s.p + i);

            memcpy(to, s.p + i, LANES);
            to += n;
            i += n;
            if (n < LANES)
                break;
        }
        c = class_of[(unsigned char)s.p[i]];
        if (c == 0) {
            *to++ = s.p[i++];
        } else if (c == 1) {
            *to++ = ' ';
            while (i < s.len && class_of[(unsigned char)s.p[i]] == 1)
                i++;
        } else if (s.p[i] == '\0') {
            i++;
        } else {
            size_t len = 0, used = char_ref_read(
                                str_sub(s, i, s.len), CHAR_REF_TEXT, to, &len);

            if (used == 0)
                *to = '&';
            to += used > 0 ? len : 1;
            i += used > 0 ? used : 1;
        }
    }
    return to;
}

/* Where white space stands. */
static inline lanes
blank_lanes(const char *p)
{
    lanes v = lanes_load(p);

    return (lanes)(v == ' ') | (lanes)((lanes)(v - '\t') <= '\r' - '\t');
}

static int
is_blank(struct str s)
{
    size_t i = 0;

    /* Line ends and what indents the next line. */
    while (s.len - i >= LANES && !lanes_any(~blank_lanes(s.p + i)))
        i += LANES;
    while (i < s.len && class_of[(unsigned char)s.p[i]] == 1)
        i++;
    return i == s.len;
}

/* Append to the text node n, which holds some text already. */
static void
go_on(struct html_builder *b, struct html_node *n, struct str s,
    enum html_text how)
{
    /* "&nGt;" is six bytes, and a reference is written before it is known. */
    size_t room = s.len + s.len / 4 + 2 * CHAR_REF_BYTES;
    char *to;

    n->flags &= ~(unsigned)HTML_PLAIN;
    if (n != b->tail || b->tail_room < room) {
        size_t want = 2 * (n->text.len + room) + TAIL_ROOM_MIN;
        char *copy = take(b, want);

        if (copy == NULL)
            return;
        if (n->text.len > 0)
            memcpy(copy, n->text.p, n->text.len);
        n->text.p = copy;
        b->tail = n;
        b->tail_room = want - n->text.len;
    }
    to = (char *)n->text.p + n->text.len;
    if (how == HTML_TEXT_RAW)
        memcpy(to, s.p, s.len);
    room = how == HTML_TEXT_RAW ? s.len : (size_t)(put_shown(to, s) - to);
    n->text.len += room;
    b->tail_room -= room;
}

/* The text node that text which goes into `parent` before `before` belongs
 * to. NULL when there is no room. */
static struct html_node *
text_node(
    struct html_builder *b, struct html_node *parent, struct html_node *before)
{
    struct html_node *last = before != NULL ? before->prev : parent->last, *n;

    if (last != NULL && last->kind == HTML_TEXT)
        return last;
    n = make(b, HTML_TEXT, 0);
    if (n != NULL)
        html_build_insert_at(parent, before, n);
    return n;
}

static struct html_node *
fostered_text(struct html_builder *b)
{
    struct html_node *before;
    struct html_node *parent = html_build_place(b, html_build_top(b), &before);

    return text_node(b, parent, before);
}

void
html_build_text(struct html_builder *b, struct str s, enum html_text how)
{
    struct html_node *n;
    char *to;

    if (s.len == 0)
        return;
    n = b->foster ? fostered_text(b) : text_node(b, html_build_top(b), NULL);
    if (n == NULL)
        return;
    if (n->text.len > 0 || n == b->tail) {
        go_on(b, n, s, how);
    } else if (how == HTML_TEXT_RAW || b->token.is_plain) {
        n->text = s;
    } else if (is_blank(s)) {
        n->text = STR(" ");
    } else {
        to = take(b, s.len + s.len / 4 + 2 * CHAR_REF_BYTES);
        if (to != NULL)
            n->text = (struct str){ to, (size_t)(put_shown(to, s) - to) };
    }
}
