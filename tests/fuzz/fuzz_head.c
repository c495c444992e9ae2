/* Input: the head of a response, line by line as from the network. */
#include "tests/fuzz/fuzz.h"

#include "core/limits.h"
#include "core/page.h"
#include "crawler/cookies.h"
#include "crawler/head.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { size == 0 ? "" : (const char *)data, size }, line;
    struct cookies_origin at = { STR("shop.example"), STR("/a/b"), 1 };
    struct page *p = page_new(STR("http://shop.example/a/b"));
    struct buf head = BUF_MAX(LIMIT_HEADER_BYTES);
    struct buf sent = BUF_MAX(2 * COOKIES_HEADER_BYTES);
    struct cookies *c = cookies_new();
    int rc = 0;

    while (rc == 0 && str_next(&rest, '\n', &line))
        rc = head_add(&head, line);
    assert(head.len <= head.max);
    assert(memchr(buf_text(&head), '\r', head.len) == NULL);
    free(p->headers);
    p->headers = buf_take(&head);
    p->status = 301;
    assert(memchr(head_location(p).p ? head_location(p).p : "", '\n',
               head_location(p).len) == NULL);
    assert(head_retry_after_ms(p, 1700000000000) >= -1);
    cookies_set_all(c, &at, str_of(p->headers), 1700000000000);
    cookies_get(c, &at, 1700000000000, &sent);
    assert(sent.len <= COOKIES_HEADER_BYTES);
    for (size_t i = 0; i < sent.len; i++)
        assert((unsigned char)sent.p[i] >= 0x20);
    cookies_free(c);
    buf_clear(&head);
    buf_clear(&sent);
    page_free(p);
    return 0;
}
