/* Input: a number as a shop writes it. What is read keeps its check digit,
 * whatever it is asked next. */
#include "tests/fuzz/fuzz.h"

#include "core/gtin.h"

#include <string.h>

/* GS1 General Specifications 7.9, written once more. */
static void
check(const char gtin[GTIN_BYTES])
{
    int sum = 0, any = 0;

    assert(strlen(gtin) == GTIN_BYTES - 1);
    for (int i = 0; i < GTIN_BYTES - 1; i++) {
        assert(gtin[i] >= '0' && gtin[i] <= '9');
        sum += (gtin[i] - '0') * (i % 2 == 0 ? 3 : 1);
        any |= gtin[i] != '0';
    }
    assert(any && sum % 10 == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    char gtin[GTIN_BYTES], again[GTIN_BYTES], inner[GTIN_BYTES];

    if (gtin_parse_isbn10(text, gtin) == 0) {
        check(gtin);
        assert(memcmp(gtin, "0978", 4) == 0);
    }
    if (gtin_parse(text, gtin) != 0)
        return 0;
    check(gtin);
    assert(gtin_parse(str_of(gtin), again) == 0);
    assert(strcmp(gtin, again) == 0);
    if (gtin_unpacked(gtin, inner) == 0) {
        check(inner);
        assert(gtin[0] != '0' && inner[0] == '0');
        assert(memcmp(gtin + 1, inner + 1, 12) == 0);
    }
    assert(gtin_is_global(gtin) == gtin_is_global(again));
    return 0;
}
