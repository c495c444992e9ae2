/* crawler/extract_jsonld.h - facts from <script type="application/ld+json">. */
#ifndef CRAWLER_EXTRACT_JSONLD_H
#define CRAWLER_EXTRACT_JSONLD_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

void extract_jsonld(
    struct facts *f, const struct html *h, const struct url *base);

#endif
