#include "crawler/view_element.h"

#include "base/mem.h"
#include "crawler/html_tag.h"
#include "crawler/view_class.h"

#include <stdlib.h>
#include <string.h>

/* Flags that a class name gives to a small element only: "price" on a whole
 * column says nothing. Counted in nodes of the tree. */
#define NEAR_NODES 60
#define NEAR_FLAGS                                                             \
    (VIEW_PRICE | VIEW_OLD | VIEW_UNIT | VIEW_RATE | VIEW_SAVE | VIEW_SHIP |   \
        VIEW_STOCK | VIEW_TITLE | VIEW_BRAND | VIEW_SKU | VIEW_CENTS)
/* Zones that class names claim; not believed for most of a page. */
#define ZONE_FLAGS                                                             \
    (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_DIALOG | VIEW_CART |           \
        VIEW_REVIEW)

/* Values remembered, and the longest. */
#define SAID 1024
#define SAID_BYTES 122

struct said {
    unsigned flags;
    unsigned char len; /* 0: a free place */
    unsigned char kind;
    char text[SAID_BYTES];
};

/* What kinds of values are remembered. */
enum said_kind { SAID_CLASS, SAID_STYLE };

struct view_element_memory {
    struct view_class classes;
    struct said said[SAID]; /* by hash, of pages before this too */
};

struct view_element_memory *
view_element_memory_new(void)
{
    struct view_element_memory *m = mem_new(sizeof *m);

    view_class_init(&m->classes);
    return m;
}

void
view_element_memory_free(struct view_element_memory *m)
{
    free(m);
}

static const unsigned tag_flags[HTML_TAG_COUNT] = {
    [HTML_TAG_A] = VIEW_LINK,
    [HTML_TAG_ASIDE] = VIEW_ASIDE,
    [HTML_TAG_B] = VIEW_STRONG,
    [HTML_TAG_BIG] = VIEW_STRONG,
    [HTML_TAG_BUTTON] = VIEW_BUTTON,
    [HTML_TAG_DIALOG] = VIEW_DIALOG,
    [HTML_TAG_FOOTER] = VIEW_FOOTER,
    [HTML_TAG_H1... HTML_TAG_H6] = VIEW_HEADING,
    [HTML_TAG_NAV] = VIEW_NAV,
    [HTML_TAG_S] = VIEW_STRUCK,
    [HTML_TAG_SELECT] = VIEW_OPTION,
    [HTML_TAG_STRIKE] = VIEW_STRUCK,
    [HTML_TAG_STRONG] = VIEW_STRONG,
    [HTML_TAG_SUP] = VIEW_CENTS,
};

static unsigned
view_element_tag(const struct html_node *n)
{
    if (n->tag != HTML_TAG_OTHER)
        return tag_flags[n->tag];
    return str_is(n->name, "del")   ? VIEW_STRUCK
           : str_is(n->name, "ins") ? VIEW_STRONG
                                    : 0;
}

static unsigned
view_element_style(struct str style)
{
    unsigned flags = 0;
    ptrdiff_t at;

    if (style.len < 9)
        return 0;
    if (str_find_nocase(style, STR("line-through"), 0) >= 0)
        flags |= VIEW_STRUCK;
    at = str_find_nocase(style, STR("display"), 0);
    if (at >= 0) {
        struct str rest = str_sub(style, (size_t)at + 7, 8);

        if (str_find_nocase(rest, STR("none"), 0) >= 0)
            flags |= VIEW_HIDDEN;
    }
    if (str_find_nocase(style, STR("visibility:hidden"), 0) >= 0 ||
        str_find_nocase(style, STR("visibility: hidden"), 0) >= 0)
        flags |= VIEW_HIDDEN;
    return flags;
}

static unsigned
view_element_role(struct str role)
{
    if (str_is_nocase(role, "navigation") || str_is_nocase(role, "menu"))
        return VIEW_NAV;
    if (str_is_nocase(role, "contentinfo"))
        return VIEW_FOOTER;
    if (str_is_nocase(role, "dialog") || str_is_nocase(role, "alertdialog"))
        return VIEW_DIALOG;
    if (str_is_nocase(role, "heading"))
        return VIEW_HEADING;
    return 0;
}

static unsigned
view_element_read(
    const struct view_element_memory *m, enum said_kind kind, struct str value)
{
    return kind == SAID_CLASS ? view_class_flags(&m->classes, value)
                              : view_element_style(value);
}

/* The same, remembered. */
static unsigned
view_element_said(
    struct view_element_memory *m, enum said_kind kind, struct str value)
{
    struct said *s;

    if (value.len == 0)
        return 0;
    if (value.len > SAID_BYTES)
        return view_element_read(m, kind, value);
    s = &m->said[(str_hash_ends(value) + kind) % SAID];
    if (s->len != value.len || s->kind != kind ||
        !str_same(s->text, value.p, value.len)) {
        memcpy(s->text, value.p, value.len);
        s->len = (unsigned char)value.len;
        s->kind = (unsigned char)kind;
        s->flags = view_element_read(m, kind, value);
    }
    return s->flags;
}

unsigned
view_element_flags(struct view_element_memory *m, const struct view *v,
    const struct html_node *n)
{
    unsigned flags = view_element_tag(n), said = 0;
    uint32_t size = n->end - n->order;

    if (n->attrs == NULL)
        return flags;
    for (const struct html_attr *a = n->attrs; a; a = a->next) {
        struct str name = a->name;

        switch (name.p[0]) {
        case 'c':
            if (str_is(name, "class"))
                said |= view_element_said(m, SAID_CLASS, a->value);
            break;
        case 'i':
            if (str_is(name, "id") || str_is(name, "itemprop"))
                said |= view_element_said(m, SAID_CLASS, a->value);
            break;
        case 'd':
            if (name.len >= 9 && (str_starts(name, STR("data-test")) ||
                                     str_starts(name, STR("data-auto"))))
                said |= view_element_said(m, SAID_CLASS, a->value);
            break;
        case 'h':
            if (str_is(name, "hidden"))
                flags |= VIEW_HIDDEN;
            break;
        case 's':
            if (str_is(name, "style"))
                flags |= view_element_said(m, SAID_STYLE, a->value);
            break;
        case 'r':
            if (str_is(name, "role"))
                flags |= view_element_role(a->value);
            break;
        default:
            break;
        }
    }
    if (size > NEAR_NODES)
        said &= ~(unsigned)NEAR_FLAGS;
    if ((said & ZONE_FLAGS) != 0 &&
        (size > v->html->node_count / 2 ||
            (v->h1 && size > NEAR_NODES && view_inside(n, v->h1))))
        said &= ~(unsigned)ZONE_FLAGS;
    return flags | said;
}
