/* Input: a Content-Type, a newline, the bytes of a page. */
#include "tests/fuzz/fuzz.h"

#include "base/charset.h"
#include "base/utf8.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, type;
    struct buf text = BUF_MAX(size * 2 + 16);
    struct charset c, settled;

    if (size == 0)
        rest = STR("");
    if (!str_next(&rest, '\n', &type) || rest.p == NULL)
        return 0;
    charset_decide(&c, rest, type);
    assert(c.name != NULL && c.bom_bytes <= rest.len);
    assert((c.lie == NULL) == (c.lie_why == NULL));
    assert(charset_where_name(c.where) != NULL);
    charset_settle(&settled, rest, type);
    assert(strcmp(settled.name, c.name) == 0);
    assert(settled.bom_bytes == c.bom_bytes && settled.is_clean == c.is_clean);
    charset_to_utf8(&text, rest, &c);
    assert(text.len <= text.max && utf8_valid(buf_str(&text)));
    assert(text.len == 0 || memchr(text.p, 0, text.len) == NULL);
    buf_clear(&text);
    return 0;
}
