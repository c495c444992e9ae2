/* crawler/inert.h - a page of a stranger as one that can do nothing.
 *
 * An allow-list: only elements and attributes named here are written, every
 * text is escaped. No script, style, form, link, frame or drawing of the page
 * is left, and nothing in it names an address outside; of pictures those that
 * stand in the page itself are left. What a reader would see is all there, in
 * its order. Knows no archive.
 */
#ifndef CRAWLER_INERT_H
#define CRAWLER_INERT_H

#include "crawler/html.h"

/* Of what is written; then a sentence says that the rest is left out. */
#define INERT_BYTES_MAX (4u << 20)

/* Append a whole HTML document. `out` needs room for twice INERT_BYTES_MAX. */
void inert_page(struct buf *out, const struct html *h);

/* Append the text a reader would see, line by line. */
void inert_text(struct buf *out, const struct html *h);

#endif
