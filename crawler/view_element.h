/* crawler/view_element.h - what an element says of all that stands in it.
 *
 * By its name, its style and role, and by the words in its class names.
 */
#ifndef CRAWLER_VIEW_ELEMENT_H
#define CRAWLER_VIEW_ELEMENT_H

#include "crawler/view.h"

/* Tables, and what values said that were met before: a page says the same of
 * its fifty cards, and a shop on all its pages. */
struct view_element_memory;

struct view_element_memory *view_element_memory_new(void);
void view_element_memory_free(struct view_element_memory *m);

/* Flags of enum view_flag that n gives to everything below it. v->html and
 * v->h1 are known. */
unsigned view_element_flags(struct view_element_memory *m, const struct view *v,
    const struct html_node *n);

#endif
