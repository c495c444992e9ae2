/* Input: a gzip member, read; and any bytes, written and read again. */
#include "tests/fuzz/fuzz.h"

#include "base/gzip.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct buf out = BUF_MAX(100000), packed = BUF_MAX(1u << 20);
    struct gzip_reader *reader;
    size_t used;

    if (gzip_read(&out, bytes, &used, NULL) == 0)
        assert(used <= size && !out.over);
    assert(out.len <= out.max);
    buf_reset(&out);
    if (size < out.max) {
        assert(gzip_add(&packed, bytes, 1) == 0);
        assert(gzip_read(&out, buf_str(&packed), &used, NULL) == 0);
        assert(used == packed.len && str_eq(buf_str(&out), bytes));
    }
    buf_reset(&out);
    reader = gzip_reader_new();
    for (size_t at = 0; at < size && !out.over; at += 7)
        if (gzip_reader_add(reader, &out, str_sub(bytes, at, 7)) != 0)
            break;
    gzip_reader_end(reader, &out);
    assert(out.len <= out.max);
    gzip_reader_free(reader);
    buf_clear(&out);
    buf_clear(&packed);
    return 0;
}
