/* Input: what stands in a page's script of application/ld+json. */
#include "tests/fuzz/facts.h"

#include "crawler/extract_jsonld.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf page = BUF_MAX(size + 200);

    buf_addz(&page, "<title>Kettle</title><script "
                    "type=\"application/ld+json\">");
    buf_add(&page, data, size);
    buf_addz(&page, "</script>");
    facts_of(buf_str(&page), extract_jsonld);
    buf_clear(&page);
    return 0;
}
