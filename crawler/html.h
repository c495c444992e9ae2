/* crawler/html.h - the tree of a page.
 *
 * Built by the rules of the HTML standard (crawler/html_build.h), out of
 * crawler/html_token.h's tokens. Nodes live in an arena and die with the page.
 */
#ifndef CRAWLER_HTML_H
#define CRAWLER_HTML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"

enum html_kind { HTML_ELEMENT, HTML_TEXT };
struct html_builder;

/* How an element stands in the text a reader sees; 0: it runs inline. And what
 * is known of a text. */
enum html_flag {
    HTML_BLOCK = 1,  /* on lines of its own */
    HTML_CELL = 2,   /* a table cell: apart from its neighbours */
    HTML_UNSEEN = 4, /* script, style, head ...: contents are not shown */
    HTML_PLAIN = 8,  /* a text: all white space in it is single ' ' */
};

struct html_attr {
    struct str name, value; /* name lower case; entities decoded */
    struct html_attr *next;
};

/* Whose element it is. */
enum html_space { HTML_SPACE_HTML, HTML_SPACE_SVG, HTML_SPACE_MATH };

struct html_node {
    /* Parts of one number: what is written as a byte may be anything else that
     * a compiler remembers. */
    unsigned kind : 8;   /* of enum html_kind */
    unsigned flags : 8;  /* of enum html_flag */
    unsigned tag : 8;    /* of enum html_tag (crawler/html_tag.h) */
    unsigned space : 8;  /* of enum html_space */
    uint32_t attr_names; /* html_attr_bit of each attribute */
    struct str name;     /* element: lower-case tag name; else empty */
    struct str text; /* text: characters, entities decoded outside scripts */
    struct html_attr *attrs;
    struct html_node *parent, *first, *last, *next, *prev;
    struct html_node *same; /* next script, meta or link, see struct html */
    /* Document order: a is an ancestor of b when a->order < b->order and
     * b->order < a->end. */
    uint32_t order, end;
    unsigned is_open; /* while the tree is built */
};

struct html {
    struct arena arena;
    struct html_node *root; /* the html element */
    uint32_t node_count;
    /* All elements of these names in document order, chained by `same`, so
     * that their readers need not walk the tree. */
    struct html_node *scripts, *metas, *links;
    int has_itemscope, has_typeof; /* some element has the attribute */
    struct html_builder *builder;  /* owned scratch */
    int truncated; /* a cap was reached: the tree is not whole */
    int by_token;  /* 1: in single steps, which takes longer; same tree */
};

/* Parse valid UTF-8, which must outlive the tree. Comments and what stands in
 * drawings (svg) are left out, white space in text is collapsed. `h` may be
 * reused: init once with html_init. Fails only when nothing could be built. */
void html_init(struct html *h);
int html_parse(struct html *h, struct str utf8, struct fail *fail);
void html_clear(struct html *h);

/* Give every node below the root its place in document order, and chain
 * scripts, metas and links: for whoever builds a tree in another order. */
void html_number(struct html *h);

/* Next node in document order inside `within` (inclusive start: pass
 * `within` itself as node), or NULL. */
struct html_node *html_next(
    const struct html_node *within, struct html_node *node);
/* The same without going into node's children. */
struct html_node *html_skip(
    const struct html_node *within, struct html_node *node);

/* First descendant element with that tag name, or NULL. */
struct html_node *html_find(const struct html_node *within, const char *name);

/* 1 if it is an element of that name. Inline, as is what follows: the length
 * of a name that is written out need not be counted. */
static inline int
html_is(const struct html_node *n, const char *name)
{
    return n != NULL && n->kind == HTML_ELEMENT && str_is(n->name, name);
}

/* One bit for each name of an attribute, and few others share it: most
 * elements lack most attributes, and it takes no look at their names to say
 * so. The factors keep class, id, href, style ... apart. Not of "". */
static inline uint32_t
html_attr_bit(struct str name)
{
    return 1u << ((2 * name.len + (unsigned char)name.p[0] +
                      13u * (unsigned char)name.p[name.len - 1]) %
                  32);
}

/* The attribute, or NULL; html_attr_look is what it does where the bit says
 * that it may be there. */
const struct html_attr *html_attr_look(
    const struct html_node *n, struct str name);

static inline const struct html_attr *
html_attr_find(const struct html_node *n, struct str name)
{
    return n != NULL && name.len > 0 && (n->attr_names & html_attr_bit(name))
               ? html_attr_look(n, name)
               : NULL;
}

static inline struct str
html_attr(const struct html_node *n, const char *name)
{
    const struct html_attr *a = html_attr_find(n, str_of(name));

    return a != NULL ? a->value : STR_NONE;
}

static inline int
html_has_attr(const struct html_node *n, const char *name)
{
    return html_attr_find(n, str_of(name)) != NULL;
}

/* 1 if a white-space list has the word, ignoring ASCII case. */
int html_list_has(struct str list, struct str word);

/* The same of the list in an attribute (class, rel, itemprop). */
static inline int
html_attr_has_word(const struct html_node *n, const char *name, struct str word)
{
    struct str list = html_attr(n, name);

    return list.len > 0 && html_list_has(list, word);
}

/* Append the text a reader sees: no script/style/template/noscript, blanks
 * collapsed, a line break between blocks, alt text of images left out. */
int html_visible_text(struct buf *out, const struct html_node *n);
/* All character data below n, as it stands (for script contents). */
int html_raw_text(struct buf *out, const struct html_node *n);

#endif
