/* crawler/extract_microdata.h - facts from itemscope, itemprop, itemtype.
 *
 * WHATWG HTML, section 5 (Microdata); beyond it, an item without itemprop
 * inside a product is taken for the property its type belongs to, because
 * shops forget it.
 */
#ifndef CRAWLER_EXTRACT_MICRODATA_H
#define CRAWLER_EXTRACT_MICRODATA_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

void extract_microdata(
    struct facts *f, const struct html *h, const struct url *base);

/* The top-level items of the page, as crawler/schema_item.h wants them:
 * owned array. */
struct js *extract_microdata_items(const struct html *h);

#endif
