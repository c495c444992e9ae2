/* base/escape.h - text from outside as text of an HTML page.
 *
 * Markup becomes visible text, and so do the characters that would turn the
 * reading direction of what stands around them, or that a page cannot show.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"

/* Append `text` for use between tags and in double-quoted attributes. C0 and
 * C1 controls but tab and line feed, bidirectional embeddings, overrides and
 * isolates (UAX 9), characters without width, and what is not UTF-8 come out
 * as U+FFFD: a word that was split ("bu<U+200B>tane") is seen to be. */
void escape_html(struct buf *out, struct str text);

/* The same replacements without escaping, for plain text. */
void escape_plain(struct buf *out, struct str text);

#endif
