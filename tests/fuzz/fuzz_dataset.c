/* Input: listings a model is to learn from, one JSON object a line. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "classifier/dataset.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str lines = { (const char *)data, size };
    struct buf out = BUF_MAX(4 * size + 100);
    struct fail fail = { "" };
    struct dataset d;

    dataset_init(&d);
    if (dataset_add_listings(&d, lines, "offers.jsonl", &fail) != 0)
        assert(fail.text[0] != '\0' && utf8_valid(str_of(fail.text)));
    for (size_t i = 0; i < d.count; i++) {
        assert(utf8_valid(str_of(d.item[i].title)) && d.item[i].label == -1);
        assert(d.item[i].source < d.sources.count);
    }
    dataset_clear(&d);
    if (utf8_valid(lines)) {
        dataset_clean_notice(&out, lines);
        assert(out.len <= size && utf8_valid(buf_str(&out)));
        buf_reset(&out);
        dataset_clean_description(&out, lines);
        assert(utf8_valid(buf_str(&out)));
    }
    buf_clear(&out);
    return 0;
}
