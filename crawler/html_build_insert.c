#include "crawler/html_build.h"

#include "base/char_ref.h"

#include <string.h>

/* A text that goes on is copied into room of twice its length. */
#define TAIL_ROOM_MIN 64

static void *
take(struct html_builder *b, size_t bytes)
{
    void *p = arena_alloc(&b->h->arena, bytes);

    if (p == NULL)
        b->no_room = b->done = 1;
    return p;
}

static struct html_node *
make(struct html_builder *b, enum html_kind kind)
{
    struct html_node *n = take(b, sizeof *n);

    if (n != NULL)
        *n = (struct html_node){ .kind = kind };
    return n;
}

/* --- Links between nodes --- */

void
html_build_detach(struct html_builder *b, struct html_node *n)
{
    struct html_node *parent = n->parent;

    b->tail = NULL;
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
html_build_insert_at(struct html_builder *b, struct html_node *parent,
    struct html_node *before, struct html_node *n)
{
    (void)b;
    n->parent = parent;
    n->next = before;
    n->prev = before != NULL ? before->prev : parent->last;
    if (n->prev != NULL)
        n->prev->next = n;
    else
        parent->first = n;
    if (before != NULL)
        before->prev = n;
    else
        parent->last = n;
}

void
html_build_append(
    struct html_builder *b, struct html_node *to, struct html_node *n)
{
    html_build_insert_at(b, to, NULL, n);
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

static struct html_attr *
attrs_of_token(struct html_builder *b)
{
    const struct html_token *t = &b->token;
    struct html_attr *list, *a;

    if (t->attr_count == 0)
        return NULL;
    list = take(b, t->attr_count * sizeof *list);
    for (size_t i = 0; list != NULL && i < t->attr_count; i++) {
        a = &list[i];
        a->name = t->attrs[i].name;
        a->value = t->attrs[i].value;
        a->next = i + 1 < t->attr_count ? a + 1 : NULL;
        if (a->name.len == 9 && str_is(a->name, "itemscope"))
            b->h->has_itemscope = 1;
        else if (a->name.len == 6 && str_is(a->name, "typeof"))
            b->h->has_typeof = 1;
    }
    return list;
}

struct html_node *
html_build_insert_as(struct html_builder *b, enum html_tag tag,
    enum html_space space, int with_attrs)
{
    struct html_node *n = make(b, HTML_ELEMENT), *parent, *before = NULL;

    if (n == NULL)
        return NULL;
    n->tag = (unsigned char)tag;
    n->space = (unsigned char)space;
    n->flags = (unsigned char)html_tag_flags(tag);
    n->name = tag != HTML_TAG_OTHER ? html_tag_name(tag) : b->token.name;
    if (with_attrs)
        n->attrs = attrs_of_token(b);
    parent = b->depth == 0 ? b->document
                           : html_build_place(b, html_build_top(b), &before);
    html_build_insert_at(b, parent, before, n);
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
    struct html_node *copy = make(b, HTML_ELEMENT);

    if (copy == NULL)
        return NULL;
    copy->tag = n->tag;
    copy->space = n->space;
    copy->flags = n->flags;
    copy->name = n->name;
    copy->attrs = n->attrs;
    return copy;
}

void
html_build_merge_attrs(struct html_builder *b, struct html_node *n)
{
    struct html_attr *a = attrs_of_token(b), *next;

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

/* Eight bytes that stand as they are: no control character, no '&', and no
 * two blanks side by side. 0 for some that would do. */
static int
are_plain(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t v, amp, blank, blanks;

    memcpy(&v, p, sizeof v);
    amp = v ^ ones * '&';
    blank = v ^ ones * ' ';
    /* Exact for each byte, whatever its neighbours are. */
    blanks = ~(((blank & ~tops) + ~tops) | blank) & tops;
    return (((v - ones * ' ') | (amp - ones)) & ~v & tops) == 0 &&
           (blanks & blanks >> 8) == 0;
}

/* 1 if the text can stand as it is: no references, white space collapsed. */
static int
is_plain(struct str s)
{
    size_t i = 0;

    /* The next eight begin with the last of these. */
    while (s.len - i >= 8 && are_plain(s.p + i))
        i += 7;
    for (; i < s.len; i++) {
        unsigned c = class_of[(unsigned char)s.p[i]];

        if (c == 2 ||
            (c == 1 && (s.p[i] != ' ' ||
                           (i + 1 < s.len &&
                               class_of[(unsigned char)s.p[i + 1]] == 1))))
            return 0;
    }
    return 1;
}

static char *
put_shown(char *to, struct str s)
{
    size_t i = 0;

    while (i < s.len) {
        unsigned c = class_of[(unsigned char)s.p[i]];

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

/* Append to the text node n, which holds some text already. */
static void
go_on(struct html_builder *b, struct html_node *n, struct str s,
    enum html_text how)
{
    /* "&nGt;" is six bytes, and a reference is written before it is known. */
    size_t room = s.len + s.len / 4 + 2 * CHAR_REF_BYTES;
    char *to;

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

void
html_build_text(struct html_builder *b, struct str s, enum html_text how)
{
    struct html_node *before, *last, *n, *parent;

    if (s.len == 0)
        return;
    parent = html_build_place(b, html_build_top(b), &before);
    last = before != NULL ? before->prev : parent->last;
    if (last != NULL && last->kind == HTML_TEXT) {
        go_on(b, last, s, how);
        return;
    }
    n = make(b, HTML_TEXT);
    if (n == NULL)
        return;
    html_build_insert_at(b, parent, before, n);
    if (how == HTML_TEXT_RAW || is_plain(s)) {
        n->text = s;
        return;
    }
    n->text.p = take(b, s.len + s.len / 4 + 2 * CHAR_REF_BYTES);
    if (n->text.p != NULL)
        n->text.len = (size_t)(put_shown((char *)n->text.p, s) - n->text.p);
}
