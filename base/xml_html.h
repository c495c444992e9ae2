/* base/xml_html.h - HTML of notices as the events of base/xml.h, or as a tree
 * for its queries.
 *
 * For the pages and fragments that authorities publish: plain, often cut off,
 * with end tags missing. Not a browser: what a browser would move (text in a
 * table, crossed formatting) stays where it was written. Linear in time; for
 * shop pages see crawler/html.h.
 */
#ifndef BASE_XML_HTML_H
#define BASE_XML_HTML_H

#include "base/xml.h"

/* Bytes of one page or fragment. */
#define XML_HTML_BYTES_MAX (10u << 20)
/* Attributes of one element; further ones are left out. */
#define XML_HTML_ATTRS_MAX 64

/* Read UTF-8 text (bytes that are not become U+FFFD). Names come in lower
 * case, entities are resolved, scripts, styles and comments are left out.
 * There is one outermost element, "html", whether it is written or not; open
 * and close come in pairs. Elements deeper than XML_DEPTH_MAX are left out,
 * their text is not. Returns 0, 1 if a handler ended the reading, or -1 above
 * XML_HTML_BYTES_MAX. */
int xml_html_parse(
    struct str text, const struct xml_handler *h, void *ctx, struct fail *fail);

/* The page as a tree; owned by the caller. What is behind a cap of the tree
 * (base/xml.h) is left out, and *cut (may be NULL) then is 1. -1 above
 * XML_HTML_BYTES_MAX. */
int xml_html_tree(
    struct xml_tree **out, struct str text, int *cut, struct fail *fail);

/* Length of the entity or character number at the start of s ("&eacute;",
 * "&#233;", "&#xE9;"), or 0; its code point in *c. The semicolon may be
 * missing behind numbers and the names that pages write without it. */
size_t xml_html_read_entity(struct str s, uint32_t *c);

#endif
