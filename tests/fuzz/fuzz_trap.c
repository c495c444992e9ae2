/* Input: URLs, one on a line. */
#include "tests/fuzz/fuzz.h"

#include "crawler/trap.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { size == 0 ? "" : (const char *)data, size }, url;
    struct trap_limits l = trap_defaults();
    struct trap_counts c = { 0 };

    l.year = 2026;
    while (str_next(&rest, '\n', &url)) {
        enum trap t = trap_check(url, &l);

        assert(t >= TRAP_NONE && t <= TRAP_PATTERN);
        assert(url.len <= l.url_bytes || t == TRAP_LONG);
        trap_check_counts(&c, url, &l);
        trap_count(&c, url);
        assert(c.count == 0 || c.count < c.cap);
    }
    trap_counts_clear(&c);
    return 0;
}
