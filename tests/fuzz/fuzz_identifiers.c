/* Input: prose. */
#include "tests/fuzz/fuzz.h"

#include "core/gtin.h"
#include "core/model_key.h"
#include "recalls/identifiers.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct identifiers ids = { 0 };
    struct buf key = BUF_MAX(1024);

    identifiers_mine(&ids, text);
    assert(ids.count <= IDENTIFIERS_MAX);
    for (size_t i = 0; i < ids.count; i++) {
        char gtin[GTIN_BYTES];

        assert(ids.item[i].value[0] != '\0');
        if (ids.item[i].kind == IDENTIFIER_GTIN)
            assert(gtin_parse(str_of(ids.item[i].value), gtin) == 0);
    }
    identifiers_clear(&ids);
    if (brand_key(&key, text) == 0)
        assert(key.len > 0 && key.len < MODEL_KEY_BYTES);
    buf_clear(&key);
    return 0;
}
