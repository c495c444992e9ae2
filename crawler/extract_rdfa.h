/* crawler/extract_rdfa.h - facts from vocab, typeof, property (RDFa Lite). */
#ifndef CRAWLER_EXTRACT_RDFA_H
#define CRAWLER_EXTRACT_RDFA_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

void extract_rdfa(
    struct facts *f, const struct html *h, const struct url *base);

#endif
