/* base/xml.h - XML as events, out of documents that may be broken; and XPath.
 *
 * libxml2 behind it, without network, files or entities: only the five of
 * XML itself and character numbers are known, any other "&" is text, as most
 * who write it mean it. Namespaces are not resolved (resolving costs the
 * square of what a stranger declares): names come as prefix and local name.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/fail.h"
#include "base/str.h"

struct xml_attr {
    struct str name;  /* with its prefix, as written */
    struct str value; /* UTF-8 */
};

struct xml_element {
    struct str prefix; /* "image" in "image:loc"; else empty */
    struct str name;   /* "loc" */
    const struct xml_attr *attrs;
    size_t attr_count;
    int depth; /* 1 for the outermost */
    int line;  /* from 1 */
};

/* Called in the order of the document; views are borrowed for the call. Any
 * of them may be NULL. A non-zero return ends the reading. */
struct xml_handler {
    int (*open)(void *ctx, const struct xml_element *e);
    /* Character data in UTF-8; one text may come in several pieces. */
    int (*text)(void *ctx, struct str text);
    /* e has no attributes here. In a broken document an end may be missing,
     * but never comes without its beginning. */
    int (*close)(void *ctx, const struct xml_element *e);
};

enum xml_flag {
    /* Go on behind errors, as far as possible. */
    XML_RECOVER = 1,
};

/* Elements in elements: libxml2's own limit. */
#define XML_DEPTH_MAX 256
/* Attributes of one element: looking for repeated ones costs the square. */
#define XML_ATTRS_MAX 256

/* Read a document of at most 1 GiB. Returns 0 if it was whole and well, 1 if
 * a handler ended the reading, -1 with the first error and its line in fail;
 * with XML_RECOVER the handler has then got everything that could be read.
 * The encoding is that of the mark or declaration, else UTF-8. */
int xml_parse(struct str bytes, unsigned flags, const struct xml_handler *h,
    void *ctx, struct fail *fail);

/* 1 if bytes begin like XML: "<" behind a mark and white space. */
int xml_is(struct str bytes);

/* Code point of an entity of HTML 4 by its name ("eacute"), 0 if unknown. */
uint32_t xml_entity(struct str name);

/* Attribute by local name, whatever its prefix; empty if there is none. */
struct str xml_attr(const struct xml_element *e, const char *name);

/* --- XPath 1.0 on a tree that the caller builds ---
 *
 * Trees come from hostile pages, queries from people who err: both have caps,
 * and a tree answers only so many steps of work, whatever it is asked. */

/* Of a tree: elements and texts, attributes, and the bytes they hold. */
#define XML_TREE_NODES_MAX 30000
#define XML_TREE_ATTRS_MAX 100000
#define XML_TREE_BYTES_MAX (2u << 20)
/* Nodes a query may look at: so many times the tree (//a[@b = 'c'] takes two),
 * and what makes so many comparisons in all queries to a tree, because
 * libxml2 compares each node found along //a//b with all found before. */
#define XML_TREE_SHARES 3
#define XML_TREE_COMPARISONS 500000000ul

struct xml_tree;

struct xml_tree *xml_tree_new(void);
void xml_tree_free(struct xml_tree *t);

/* Begin an element inside the open one; its attributes come before what it
 * holds. mark is the caller's and comes back in hits. Names and texts are
 * UTF-8 and end at a NUL. Returns -1 and adds nothing at a cap, for a second
 * root, and deeper than XML_DEPTH_MAX. */
int xml_tree_open(struct xml_tree *t, struct str name, void *mark);
int xml_tree_attr(struct xml_tree *t, struct str name, struct str value);
int xml_tree_text(struct xml_tree *t, struct str text);
void xml_tree_close(struct xml_tree *t);

struct xml_query; /* not for use by two threads at a time */

/* Compile what xml_path_check (base/xml_path.h) allows. The error names the
 * byte, from 1. */
int xml_query_new(struct xml_query **out, struct str text, struct fail *fail);
void xml_query_free(struct xml_query *q);

struct xml_hit {
    void *mark;      /* of an element; else NULL */
    struct str text; /* of attribute and text nodes, and of computed values */
    void *node;      /* ours */
};

/* Call visit with what the query gives: nodes in document order, or one
 * computed value ("true", "12", a text). Relative paths begin at `from`, at
 * the top if that is NULL. Hits are borrowed for the call; a query may be
 * asked inside of it. Stops at a non-zero return. Returns 0, or -1 with the
 * reason where there is no answer: out of memory, or out of steps; then the
 * tree answers nothing more. */
int xml_query_each(const struct xml_query *q, struct xml_tree *t,
    const struct xml_hit *from,
    int (*visit)(void *ctx, const struct xml_hit *hit), void *ctx,
    struct fail *fail);

/* The answer as XPath's boolean(): 1 for any node, a text that is not empty,
 * a number other than 0. No answer is 0. */
int xml_query_holds(const struct xml_query *q, struct xml_tree *t);

#endif
