/* Input: bytes as a browser sends them to a proxy; the same bytes are tried
 * as a server's answer. */
#include "tests/fuzz/fuzz.h"

#include "crawler/proxy_request.h"

#include <string.h>

static void
check_one_head(const struct buf *out)
{
    struct str head = buf_str(out);

    assert(proxy_request_head_length(head) == head.len);
    assert(str_find(head, STR("Connection: close\r\n\r\n"), 0) ==
           (ptrdiff_t)(head.len - strlen("Connection: close\r\n\r\n")));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str head = { (const char *)data, size };
    struct buf out = BUF_MAX(4 * size + 10000);
    struct proxy_request r;
    size_t length;
    int status = 0;

    if (size == 0)
        head = STR("");
    length = proxy_request_head_length(head);
    assert(length <= size);
    head = str_sub(head, 0, length);
    if (length == 0)
        goto out;
    if (proxy_request_parse(&r, head, NULL) == 0) {
        assert(r.port >= 1 && r.port <= 65535);
        assert(r.host[0] != '\0' && strlen(r.host) < sizeof r.host);
        assert(strpbrk(r.host, "/@ \r\n") == NULL);
        assert(strpbrk(r.target, " \r\n") == NULL);
        if (!r.tunnel) {
            proxy_request_forward(&out, &r);
            check_one_head(&out);
        }
        proxy_request_clear(&r);
    }
    buf_reset(&out);
    if (proxy_request_answer(&out, head, &status) == 0) {
        assert(status >= 100 && status <= 999);
        check_one_head(&out);
    }
out:
    buf_clear(&out);
    return 0;
}
