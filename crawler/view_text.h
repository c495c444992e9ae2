/* crawler/view_text.h - pieces of text into the lines of a view.
 *
 * White space is collapsed, what shows nothing is dropped, and neighbours
 * that the page sets apart without a blank get one. Knows no elements but
 * those around the text.
 */
#ifndef CRAWLER_VIEW_TEXT_H
#define CRAWLER_VIEW_TEXT_H

#include "crawler/view.h"

/* Items of each kind in one view. */
#define VIEW_ITEMS_MAX 200000

/* Where the writing stands; zero at the start of a page. */
struct view_pen {
    int is_due;        /* a line break is, before the next character */
    int has_space;     /* a blank is due likewise */
    int is_open;       /* a line is */
    uint32_t line_run; /* first run of the open line */
    unsigned any, all; /* flags of its runs, or-ed and and-ed */
};

/* Append the text of a text node, or of an element's attribute, as one run. At
 * a cap v->cut is set and nothing appended. */
void view_text_add(struct view *v, struct view_pen *pen,
    const struct html_node *from, struct str text, unsigned flags);

/* End the line, if one is open. */
void view_text_end(struct view *v, struct view_pen *pen);

#endif
