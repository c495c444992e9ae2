/* crawler/html_raw.h - where raw text ends: scripts, styles, titles, CDATA.
 *
 * A part of the tokenizer (WHATWG HTML, 13.2.5.9 to 13.2.5.31 and 13.2.5.69).
 */
#ifndef CRAWLER_HTML_RAW_H
#define CRAWLER_HTML_RAW_H

#include "crawler/html_token.h"

/* Offset of the end tag, or of "]]>", that ends the raw text at r->at in the
 * state r->state; the end of the page if there is none. */
size_t html_raw_end(const struct html_token_reader *r);

#endif
