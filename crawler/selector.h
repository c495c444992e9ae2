/* crawler/selector.h - the selectors of site profiles.
 *
 * A part of CSS: `tag`, `#id`, `.class`, `[name]`, `[name=value]` (value in
 * quotes or not), joined without blanks; a blank for a descendant, `>` for a
 * child; and behind the last part `@name` to take an attribute instead of
 * the text: "div.price > span.now", "meta[itemprop=sku] @content".
 */
#ifndef CRAWLER_SELECTOR_H
#define CRAWLER_SELECTOR_H

#include "base/fail.h"
#include "crawler/html.h"

struct selector;

/* The error tells what is wrong with the text. */
int selector_new(struct selector **out, struct str text, struct fail *fail);
void selector_free(struct selector *s);

/* Next match in document order behind `after` (NULL: from the start) inside
 * `within`, or NULL. */
struct html_node *selector_next(const struct selector *s,
    const struct html_node *within, struct html_node *after);

/* Append what the selector takes from a node that it matched: the attribute
 * behind '@', else the text a reader sees. */
int selector_take(
    struct buf *out, const struct selector *s, const struct html_node *n);

/* 1 if an attribute is taken. */
int selector_takes_attribute(const struct selector *s);

#endif
