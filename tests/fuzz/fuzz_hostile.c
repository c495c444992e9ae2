/* Input: a pattern; texts that make it work hard are made from it. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "rules/rule_hostile.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = { (const char *)data, size };
    struct texts small = { 0 }, large = { 0 };

    if (size == 0 || size > 4096 || !utf8_valid(s))
        return 0;
    rule_hostile_texts(&small, s, 16);
    rule_hostile_texts(&large, s, 64);
    assert(small.count == large.count);
    for (size_t i = 0; i < large.count; i++)
        assert(utf8_valid(str_of(large.item[i])));
    texts_clear(&small);
    texts_clear(&large);
    return 0;
}
