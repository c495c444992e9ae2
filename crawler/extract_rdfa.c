#include "crawler/extract_rdfa.h"

#include "crawler/markup_items.h"
#include "crawler/schema_org.h"

void
extract_rdfa(struct facts *f, const struct html *h, const struct url *base)
{
    struct js *items = markup_items(h, MARKUP_RDFA);

    if (js_count(items) > 0)
        schema_org_read(f, FACT_RDFA, items, base);
    js_free(items);
}
