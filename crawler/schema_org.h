/* crawler/schema_org.h - items of one markup to facts: whose product is it.
 *
 * Tells the product a page is about from those it only mentions, and notes
 * what the page calls itself (article, list ...) and its breadcrumb.
 */
#ifndef CRAWLER_SCHEMA_ORG_H
#define CRAWLER_SCHEMA_ORG_H

#include "base/js.h"
#include "core/url.h"
#include "crawler/facts.h"

/* items: array of top-level items in the form of crawler/schema_item.h. */
void schema_org_read(struct facts *f, enum fact_source source,
    const struct js *items, const struct url *base);

#endif
