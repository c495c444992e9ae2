/* Input: a page that marks its product up: microdata, RDFa Lite, or the
 * properties of its head. */
#include "tests/fuzz/facts.h"

#include "crawler/extract_meta.h"
#include "crawler/extract_microdata.h"
#include "crawler/extract_rdfa.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str page = { (const char *)data, size };

    facts_of(page, extract_microdata);
    facts_of(page, extract_rdfa);
    facts_of(page, extract_meta);
    return 0;
}
