/* Input: a text; an address is read from every place behind "/01/". */
#include "tests/fuzz/fuzz.h"

#include "rules/certificate.h"
#include "rules/gs1_link.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = { (const char *)data, size };
    ptrdiff_t at = 0;
    size_t start, end;
    int valid;

    if (size == 0)
        s = STR("");
    gs1_link_read(s, 0, &end);
    assert(end <= s.len);
    while ((at = str_find(s, STR("/01/"), (size_t)at)) >= 0) {
        at += 4;
        valid = gs1_link_read(s, (size_t)at, &end);
        assert(end >= (size_t)at && end <= s.len);
        assert(!valid || end >= (size_t)at + 14);
        certificate_read(
            CERTIFICATE_GS1_LINK, s, (size_t)at, 0, &start, &end, &valid);
        assert(start <= end && end <= s.len);
    }
    return 0;
}
