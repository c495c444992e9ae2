/* Input: a page, as bytes from a server: all of extract_page. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/extract.h"

#include <stdlib.h>
#include <string.h>

static void
check_listing(const struct listing *l)
{
    assert(listing_get(l, LISTING_TITLE).len > 0);
    for (size_t f = 0; f < LISTING_FIELDS; f++)
        assert(utf8_valid(listing_get(l, (enum listing_field)f)));
    for (size_t i = 0; i < l->list[LISTING_GTINS].count; i++)
        assert(strlen(l->list[LISTING_GTINS].item[i]) == 14);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct extractor *extractor; /* its fingerprints are loaded once */
    struct page *p = page_new(STR("https://shop.example/p/12345"));
    struct buf line = BUF_MAX(64u << 20);
    struct extraction x;
    struct js *j;

    if (extractor == NULL && extractor_new(&extractor, NULL, NULL) != 0)
        abort();
    buf_clear(&p->body);
    p->body = BUF_MAX(LIMIT_BODY_BYTES);
    buf_add(&p->body, data, size);
    p->status = 200;
    extract_page(extractor, p, &x);
    assert(x.reason != NULL && x.charset != NULL);
    assert(x.listing_count <= LIMIT_LISTINGS_PER_PAGE);
    assert(x.link_count <= LIMIT_LINKS_PER_PAGE);
    for (size_t i = 0; i < x.listing_count; i++)
        check_listing(x.listings[i]);
    j = extraction_to_json(&x, STR("https://shop.example/p/12345"));
    assert(js_write(&line, j) == 0);
    js_free(j);
    buf_clear(&line);
    extraction_clear(&x);
    page_free(p);
    return 0;
}
