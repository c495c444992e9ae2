/* Input: a Content-Type, a newline, the bytes of a page. What is counted of
 * many bytes at once is what they give one by one. */
#include "tests/fuzz/fuzz.h"

#include "base/charset.h"
#include "base/charset_guess.h"
#include "base/utf8.h"

#include <string.h>

static void
check_look(struct str bytes)
{
    struct bytes_seen seen, want = { 0 };

    for (size_t i = 0; i < bytes.len;) {
        size_t from = i;

        want.nuls += bytes.p[i] == 0;
        want.escapes += bytes.p[i] == 0x1B;
        if ((unsigned char)bytes.p[i] < 0x80) {
            i++;
            continue;
        }
        utf8_next(bytes, &i);
        want.high += i - from;
        want.utf8_good += i - from > 1;
        want.utf8_bad += i - from == 1;
    }
    charset_guess_look(&seen, bytes);
    assert(seen.nuls == want.nuls && seen.escapes == want.escapes);
    assert(seen.high == want.high && seen.utf8_good == want.utf8_good);
    assert(seen.utf8_bad == want.utf8_bad);
}

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
    check_look(rest);
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
