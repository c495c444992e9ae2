/* crawler/markup_items.h - items that attributes spread over the page.
 *
 * Microdata (WHATWG HTML, section 5) and RDFa Lite (W3C, rdfa-lite) differ
 * in the names of attributes only, as far as shops use them. Beyond both, an
 * item without a property name inside another is taken for the property its
 * type belongs to, because shops forget it.
 */
#ifndef CRAWLER_MARKUP_ITEMS_H
#define CRAWLER_MARKUP_ITEMS_H

#include "base/js.h"
#include "crawler/html.h"

enum markup_syntax { MARKUP_MICRODATA, MARKUP_RDFA };

/* The top-level items of the page in the form of crawler/schema_item.h:
 * owned array. */
struct js *markup_items(const struct html *h, enum markup_syntax syntax);

#endif
