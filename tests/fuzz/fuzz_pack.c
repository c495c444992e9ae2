/* Input: a zip that claims to be a pack of evidence. */
#include "tests/fuzz/fuzz.h"

#include "base/unzip.h"
#include "evidence/pack_check.h"

static void
count(const char *what, void *ctx)
{
    assert(what[0] != '\0');
    ++*(size_t *)ctx;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = { (const char *)data, size };
    struct pack_checked checked;
    struct fail fail = { "" };
    size_t faults = 0;
    struct unzip z;

    if (unzip_open(&z, file, &fail) == 0) {
        assert(z.count * 46 <= size);
        for (size_t i = 0; i < z.count; i++) {
            const struct unzip_entry *e = &z.entry[i];

            assert(e->name[0] != '/' && e->name[0] != '\0');
            assert(!str_is(str_of(e->name), ".."));
            assert(e->packed <= size);
            assert(unzip_find(&z, str_of(e->name)) == e);
        }
    } else {
        assert(fail.text[0] != '\0');
    }
    unzip_clear(&z);
    if (pack_check(file, NULL, count, &faults, &checked, &fail) == 0)
        assert(checked.faults == faults);
    return 0;
}
