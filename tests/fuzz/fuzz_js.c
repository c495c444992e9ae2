/* Input: JSON. What is read without jansson is what jansson reads, and what
 * is written reads the same. */
#include "tests/fuzz/fuzz.h"

#include "base/js_value.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct buf ours = BUF_MAX(64u << 20), theirs = BUF_MAX(64u << 20);
    struct js *j, *other = NULL;

    if (size == 0 || memchr(data, '\0', size) != NULL)
        return 0;
    j = js_value_read(text);
    if (j != NULL) {
        assert(js_value_parse_rest(&other, text, NULL) == 0);
        assert(js_equal(j, other));
        assert(js_write(&ours, j) == 0 && js_write(&theirs, other) == 0);
        assert(str_eq(buf_str(&ours), buf_str(&theirs)));
        js_free(other);
        assert(js_parse(&other, buf_str(&ours), NULL) == 0);
        buf_reset(&theirs);
        assert(js_write_pretty(&theirs, other) == 0);
        js_free(j);
        assert(js_parse(&j, buf_str(&theirs), NULL) == 0);
        assert(js_equal(j, other));
    }
    js_free(j);
    js_free(other);
    buf_clear(&ours);
    buf_clear(&theirs);
    return 0;
}
