/* Input: what stands in a script of a page. */
#include "tests/fuzz/fuzz.h"

#include "crawler/lenient_json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct buf line = BUF_MAX(64u << 20);
    struct js *j = lenient_json(text), *again = NULL;
    size_t used = 0;

    /* What came out is JSON. */
    if (js_kind(j) == JS_OBJECT || js_kind(j) == JS_ARRAY) {
        assert(js_write(&line, j) == 0);
        assert(js_parse(&again, buf_str(&line), NULL) == 0);
        js_free(again);
    }
    js_free(j);
    js_free(lenient_json_value(text, &used));
    assert(used <= size);
    buf_clear(&line);
    return 0;
}
