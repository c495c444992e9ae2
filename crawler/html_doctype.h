/* crawler/html_doctype.h - the parts of "<!DOCTYPE ...>".
 *
 * A part of the tokenizer (WHATWG HTML, 13.2.5.53 to 13.2.5.68).
 */
#ifndef CRAWLER_HTML_DOCTYPE_H
#define CRAWLER_HTML_DOCTYPE_H

#include "crawler/html_token.h"

/* Read into *t what follows "<!doctype" at offset `at`. Return the offset
 * behind it. */
size_t html_doctype_read(
    struct html_token_reader *r, struct html_token *t, size_t at);

#endif
