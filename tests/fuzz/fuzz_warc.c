/* Input: a file that claims to be WARC, plain or gzipped. */
#include "tests/fuzz/fuzz.h"

#include "core/page.h"
#include "crawler/page_record.h"
#include "crawler/warc.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = { (const char *)data, size };
    struct page *p = page_new(STR("http://a/"));
    struct warc_reader r;
    struct warc_record record;
    struct fail fail = { "" };
    int rc;

    warc_reader_init(&r, file);
    while ((rc = warc_next(&r, &record, &fail)) == 1) {
        struct str head, body;
        struct buf again = BUF_MAX(WARC_RECORD_BYTES);

        warc_split(record.block, &head, &body);
        assert(head.len + body.len <= record.block.len);
        page_record_read_response(p, record.block);
        page_record_read_request(p, record.block);
        page_record_read_metadata(p, record.block);
        assert(p->status == 0 || (p->status >= 100 && p->status <= 999));
        page_record_response_head(&again, p, 0);
        buf_adds(&again, buf_str(&p->body));
        page_record_request(&again, p);
        page_record_metadata(&again, p, NULL);
        buf_clear(&again);
    }
    assert(rc == 0 || fail.text[0] != '\0');
    warc_reader_clear(&r);
    page_free(p);
    return 0;
}
