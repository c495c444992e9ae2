/* crawler/page_record.h - a page as blocks of WARC records, and back.
 *
 * Pure: bytes to bytes. The convention for decoded bodies is told in
 * crawler/archive.h.
 */
#ifndef CRAWLER_PAGE_RECORD_H
#define CRAWLER_PAGE_RECORD_H

#include "base/buf.h"
#include "core/page.h"

/* What the inspection said of a page, or NULL. */
struct page_record_note {
    const char *state, *reason;
};

/* Append the head of a page's response, with the empty line; the body follows
 * unless head_only is set. */
void page_record_response_head(
    struct buf *out, const struct page *p, int head_only);
void page_record_request(struct buf *out, const struct page *p);
void page_record_metadata(
    struct buf *out, const struct page *p, const struct page_record_note *note);

/* The value of WARC-Truncated for a page that was cut, or "". */
const char *page_record_truncated(const struct page *p);

/* Take up into p what the block says; malformed parts are left out. */
void page_record_read_response(struct page *p, struct str block);
void page_record_read_request(struct page *p, struct str block);
void page_record_read_metadata(struct page *p, struct str block);

#endif
