/* crawler/plain_text.h - a value out of markup, as a reader would see it.
 *
 * Values in JSON-LD and attributes hold entities ("Tom &amp; Jerry", often
 * escaped twice) and tags ("<p>..."). Works on short texts without building
 * a tree.
 */
#ifndef CRAWLER_PLAIN_TEXT_H
#define CRAWLER_PLAIN_TEXT_H

#include "base/buf.h"

/* Append s with character references decoded: numeric ones, and the names of
 * Latin-1 and of common punctuation. */
int plain_text_decode(struct buf *out, struct str s);

/* Append s without tags, references decoded (twice where they were escaped
 * twice), blanks collapsed, trimmed. Block tags become a blank. */
int plain_text(struct buf *out, struct str s);

#endif
