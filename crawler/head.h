/* crawler/head.h - the head of an HTTP message as text.
 *
 * Collects field lines as they come from the network into the form that
 * struct page keeps: one "Name: value" per line, each ended by LF.
 */
#ifndef CRAWLER_HEAD_H
#define CRAWLER_HEAD_H

#include "base/buf.h"
#include "core/page.h"

/* Append one line as received, with or without its line end. A status line
 * starts over (after 1xx responses), a folded line (RFC 9112 section 5.2)
 * joins the one before, an empty one is skipped; CR and NUL inside become
 * blanks, or they would read as line ends later and forge a field. Return 0,
 * or -1 past the cap of out. */
int head_add(struct buf *out, struct str line);

/* Append a whole head, line by line; for requests. */
int head_add_all(struct buf *out, struct str head);

/* The Location of a page that redirects (301, 302, 303, 307, 308), not yet
 * resolved; empty otherwise. Borrowed from the page. */
struct str head_location(const struct page *p);

/* Retry-After of a page in milliseconds after now_wall_ms: seconds or an
 * HTTP date. -1 if there is none that can be read. */
int64_t head_retry_after_ms(const struct page *p, int64_t now_wall_ms);

#endif
