/* crawler/html_build.h - what the builder of the tree does at a time.
 *
 * The stack of open elements, the list of open formatting elements, and the
 * places where nodes go: WHATWG HTML, 13.2.4 and 13.2.6.1. Which of it a token
 * calls for is in html_modes.c, html_body.c, html_table.c. Inside crawler/html*
 * only.
 */
#ifndef CRAWLER_HTML_BUILD_H
#define CRAWLER_HTML_BUILD_H

#include "core/limits.h"
#include "crawler/html.h"
#include "crawler/html_tag.h"
#include "crawler/html_token.h"

enum html_mode {
    HTML_MODE_INITIAL,
    HTML_MODE_BEFORE_HTML,
    HTML_MODE_BEFORE_HEAD,
    HTML_MODE_IN_HEAD,
    HTML_MODE_IN_HEAD_NOSCRIPT,
    HTML_MODE_AFTER_HEAD,
    HTML_MODE_IN_BODY,
    HTML_MODE_TEXT,
    HTML_MODE_IN_TABLE,
    HTML_MODE_IN_CAPTION,
    HTML_MODE_IN_COLUMN_GROUP,
    HTML_MODE_IN_TABLE_BODY,
    HTML_MODE_IN_ROW,
    HTML_MODE_IN_CELL,
    HTML_MODE_IN_SELECT,
    HTML_MODE_IN_SELECT_IN_TABLE,
    HTML_MODE_IN_TEMPLATE,
    HTML_MODE_AFTER_BODY,
    HTML_MODE_IN_FRAMESET,
    HTML_MODE_AFTER_FRAMESET,
    HTML_MODE_AFTER_AFTER_BODY,
    HTML_MODE_AFTER_AFTER_FRAMESET,
};

enum html_scope {
    HTML_SCOPE_DEFAULT,
    HTML_SCOPE_LIST_ITEM,
    HTML_SCOPE_BUTTON,
    HTML_SCOPE_TABLE,
    HTML_SCOPE_SELECT,
};

/* Open formatting elements that are remembered; the first ones are forgotten,
 * so that a page of open tags costs no more than its length. */
#define HTML_FORMATS_MAX 256

/* A page has some thirty names of elements. */
#define HTML_BUILD_MEMO_BITS 8

struct html_builder {
    struct html *h;
    struct html_token_reader reader;
    struct html_token token;
    enum html_tag tag; /* of the token */
    /* Names met before and their tags, by a hash of the name. */
    uint64_t memo_words[1 << HTML_BUILD_MEMO_BITS];
    unsigned char memo_tags[1 << HTML_BUILD_MEMO_BITS];
    enum html_mode mode, original;
    struct html_node *stack[LIMIT_TREE_DEPTH];
    size_t depth;
    uint32_t open[HTML_TAG_COUNT]; /* of the stack, by tag; HTML's only */
    struct html_node *formats[HTML_FORMATS_MAX]; /* NULL: a marker */
    size_t format_count;
    enum html_mode template_modes[LIMIT_TREE_DEPTH];
    size_t template_count;
    struct html_node *document; /* above the html element */
    struct html_node *head, *form;
    int quirks, frameset_ok, foster, skip_newline;
    int no_drawing_end; /* of a drawing: looked for once */
    int no_room;        /* the arena is full */
    int done;
    int moved; /* some node was not put behind all others */
    struct html_node **scripts_end, **metas_end, **links_end;
    int64_t close_steps; /* left to look for start tags */
    /* The text node that was appended to last has room to grow. */
    struct html_node *tail;
    size_t tail_room;
};

/* Begin with an empty tree below `document`. */
void html_build_start(struct html_builder *b, struct html *h,
    struct html_node *document, struct str page);
/* Nothing more comes: every node gets its place in document order. */
void html_build_finish(struct html_builder *b);

/* --- The stack --- */

static inline struct html_node *
html_build_top(const struct html_builder *b)
{
    return b->stack[b->depth - 1];
}

/* 1 for HTML's own element of that tag. */
static inline int
html_build_is(const struct html_node *n, enum html_tag tag)
{
    return n->tag == (unsigned char)tag && n->space == HTML_SPACE_HTML;
}

static inline int
html_build_top_is(const struct html_builder *b, enum html_tag tag)
{
    return b->depth > 0 && html_build_is(html_build_top(b), tag);
}

void html_build_too_deep(struct html_builder *b);

static inline void
html_build_push(struct html_builder *b, struct html_node *n)
{
    if (b->depth == LIMIT_TREE_DEPTH) {
        html_build_too_deep(b);
        return;
    }
    b->stack[b->depth++] = n;
    n->is_open = 1;
    if (n->space == HTML_SPACE_HTML)
        b->open[n->tag]++;
}

/* The html element stays. */
static inline void
html_build_pop(struct html_builder *b)
{
    struct html_node *n = html_build_top(b);

    if (b->depth == 1)
        return;
    b->depth--;
    n->is_open = 0;
    n->end = b->h->node_count;
    if (n->space == HTML_SPACE_HTML)
        b->open[n->tag]--;
}

void html_build_pop_to(struct html_builder *b, enum html_tag tag); /* with it */
void html_build_pop_above(struct html_builder *b, const struct html_node *n);
void html_build_remove(struct html_builder *b, struct html_node *n);
int html_build_in_scope(
    const struct html_builder *b, enum html_tag tag, enum html_scope scope);
int html_build_node_in_scope(
    const struct html_builder *b, const struct html_node *n);
int html_build_is_special(const struct html_node *n);
int html_build_heading_in_scope(const struct html_builder *b);

/* Pop elements whose end tag may be left out, up to one of `except`. */
void html_build_imply(struct html_builder *b, enum html_tag except);
void html_build_leave_p(struct html_builder *b);
static inline void
html_build_close_p(struct html_builder *b) /* if one is in button scope */
{
    if (b->open[HTML_TAG_P] > 0)
        html_build_leave_p(b);
}

/* Pop down to an element that rows, cells ... of a table stand in. */
void html_build_clear_to(struct html_builder *b, enum html_mode mode);
void html_build_reset_mode(struct html_builder *b);

/* --- Nodes --- */

/* A node behind all others, at n. Inline, as is what follows: a page has some
 * thousand nodes. */
static inline void
html_build_node(
    struct html_builder *b, struct html_node *n, enum html_kind kind)
{
    n->kind = (unsigned char)kind;
    n->flags = n->tag = n->space = n->is_open = 0;
    n->attr_names = 0;
    n->name = STR_NONE;
    n->text = STR_NONE;
    n->attrs = NULL;
    n->parent = n->first = n->last = n->next = n->prev = n->same = NULL;
    n->order = b->h->node_count++;
    n->end = n->order + 1;
}

/* Append n as the last child of `to`. */
static inline void
html_build_append(struct html_node *to, struct html_node *n)
{
    n->parent = to;
    n->next = NULL;
    n->prev = to->last;
    *(to->last != NULL ? &to->last->next : &to->first) = n;
    to->last = n;
}

/* Some element has an attribute of that name; only those with a bit of
 * HTML_BUILD_SEEN need be told. */
#define HTML_BUILD_SEEN                                                        \
    (html_attr_bit(STR("itemscope")) | html_attr_bit(STR("typeof")))
static inline void
html_build_see(struct html *h, struct str name)
{
    if (name.len == 9 && str_is(name, "itemscope"))
        h->has_itemscope = 1;
    else if (name.len == 6 && str_is(name, "typeof"))
        h->has_typeof = 1;
}

/* An element for the current token, where the standard says; it is pushed. */
struct html_node *html_build_insert(struct html_builder *b);
struct html_node *html_build_insert_as(struct html_builder *b,
    enum html_tag tag, enum html_space space, int with_attrs);
void html_build_insert_void(struct html_builder *b); /* and popped again */
void html_build_merge_attrs(struct html_builder *b, struct html_node *n);

/* Text where the standard says: as it stands, or with white space collapsed
 * and references resolved. */
enum html_text { HTML_TEXT_RAW, HTML_TEXT_SHOWN };
void html_build_text(struct html_builder *b, struct str s, enum html_text how);

/* Take n out of the tree. */
void html_build_detach(struct html_builder *b, struct html_node *n);
/* Where a node goes that belongs into `target`: *before is the sibling it
 * goes before, or NULL for the end. */
struct html_node *html_build_place(struct html_builder *b,
    struct html_node *target, struct html_node **before);
void html_build_insert_at(
    struct html_node *parent, struct html_node *before, struct html_node *n);
struct html_node *html_build_copy(
    struct html_builder *b, const struct html_node *n);

/* --- Formatting --- */

void html_build_format_add(struct html_builder *b, struct html_node *n);
void html_build_format_mark(struct html_builder *b);
void html_build_format_clear(struct html_builder *b); /* to the last marker */
void html_build_format_drop(struct html_builder *b, size_t i);
/* Index of the last one of that tag behind the last marker, or -1. */
ptrdiff_t html_build_format_find(
    const struct html_builder *b, enum html_tag tag);
ptrdiff_t html_build_format_of(
    const struct html_builder *b, const struct html_node *n);
void html_build_reopen_all(struct html_builder *b);

/* 1 if formatting elements that were closed by what stood around them are to
 * go on in what comes next. */
static inline int
html_build_must_reopen(const struct html_builder *b)
{
    const struct html_node *last =
        b->format_count > 0 ? b->formats[b->format_count - 1] : NULL;

    return last != NULL && !last->is_open;
}

static inline void
html_build_reopen(struct html_builder *b)
{
    if (html_build_must_reopen(b))
        html_build_reopen_all(b);
}

/* The adoption agency. 0: treat the end tag as any other. */
int html_build_adopt(struct html_builder *b, enum html_tag tag);

/* --- The modes --- */

/* 2^64 by the golden ratio (Knuth, The Art of Computer Programming, 6.4). */
#define HTML_BUILD_HASH 0x9E3779B97F4A7C15u

/* What a name is called by; `word` is the name as a number, or 0. */
static inline enum html_tag
html_build_tag(struct html_builder *b, struct str name, uint64_t word)
{
    size_t i = word * HTML_BUILD_HASH >> (64 - HTML_BUILD_MEMO_BITS);

    if (word == 0)
        return html_tag_of(name);
    if (b->memo_words[i] != word) {
        b->memo_words[i] = word;
        b->memo_tags[i] = (unsigned char)html_tag_of(name);
    }
    return (enum html_tag)b->memo_tags[i];
}

/* One token by the rules of a mode. 1 if it must be treated again, by the
 * mode that is set then. */
int html_modes_apply(struct html_builder *b, enum html_mode mode);
int html_body_apply(struct html_builder *b);
/* Read as much as is written as usual: the same as token by token. */
void html_usual_read(struct html_builder *b);
int html_table_apply(struct html_builder *b, enum html_mode mode);
int html_foreign_applies(const struct html_builder *b);
int html_foreign_apply(struct html_builder *b);
void html_foreign_insert(struct html_builder *b, enum html_space space);

/* Text up to which a following element reads what the page holds as it is. */
void html_modes_raw(struct html_builder *b, enum html_token_state state);
int html_modes_quirks(const struct html_token *doctype);
/* Length of the white space that the text token begins with. */
size_t html_modes_blank(struct html_builder *b);

#endif
