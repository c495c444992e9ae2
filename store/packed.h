/* store/packed.h - long texts of rows in few bytes; internal to store/.
 *
 * A version of an offer says much of what it says twice, and most of a store
 * is versions. A text of some length is kept as a gzip member beside an empty
 * one; in a statement, record_text(record, packed) is the text either way.
 * Stores hold texts from before as they are.
 */
#ifndef STORE_PACKED_H
#define STORE_PACKED_H

#include "base/buf.h"

#include <stdint.h>

/* Of a text. A casefile carries its listing: some fields of LIMIT_FIELD_BYTES
 * each, and escapes may double them. */
#define PACKED_BYTES_MAX (64u << 20)

struct packed;
struct packed *packed_new(void);
void packed_free(struct packed *p); /* NULL is allowed */

/* The member for a text; an empty one where the text is to stay as it is.
 * Borrowed until the next call. Texts with one number `like` are alike, say
 * offers of one shop, which makes it faster. */
struct str packed_put(struct packed *p, struct str text, uint64_t like);

/* Append what a member holds. -1 where it is damaged. */
int packed_get(struct packed *p, struct buf *out, struct str member);

#endif
