/* crawler/extract_microdata.h - facts from itemscope, itemprop, itemtype. */
#ifndef CRAWLER_EXTRACT_MICRODATA_H
#define CRAWLER_EXTRACT_MICRODATA_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

void extract_microdata(
    struct facts *f, const struct html *h, const struct url *base);

#endif
