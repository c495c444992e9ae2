/* Input: a table. */
#include "tests/fuzz/fuzz.h"

#include "base/csv.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv csv;
    struct fail fail;
    size_t bytes = 0;
    int rc;

    csv_init(&csv, (struct str){ (const char *)data, size }, 0);
    while ((rc = csv_next(&csv, &fail)) != 0) {
        if (rc < 0)
            continue;
        assert(csv.count >= 1 && csv.count <= CSV_FIELDS_MAX);
        for (size_t i = 0; i < csv.count; i++)
            bytes += csv.field[i].len;
    }
    assert(csv.rest.len == 0 && bytes <= size);
    csv_clear(&csv);
    return 0;
}
