/* crawler/extract_meta.h - facts from <head>: OpenGraph, product:*, twitter.
 *
 * Also what the page says of itself: canonical address, language, type.
 */
#ifndef CRAWLER_EXTRACT_META_H
#define CRAWLER_EXTRACT_META_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

void extract_meta(
    struct facts *f, const struct html *h, const struct url *base);

#endif
