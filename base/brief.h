/* base/brief.h - short texts in lines, such as heads of records, as deflate
 * streams (RFC 1951).
 *
 * They share one code, and what stood before is looked for only where a line
 * ends or a value may begin: half of ISA-L's time, for the same size.
 */
#ifndef BASE_BRIEF_H
#define BASE_BRIEF_H

#include "base/buf.h"

/* Of a longer one a code of its own is worth its time. */
#define BRIEF_BYTES_MAX 4096

struct brief; /* the code; the same in all processes */

struct brief *brief_new(void);
void brief_free(struct brief *b); /* NULL is allowed */

/* Append a text as a stream of its own: 1. 0, and nothing is appended, where
 * it is too long, is not all printable ASCII in lines, or could come near the
 * cap of out. */
int brief_add(const struct brief *b, struct buf *out, struct str text);

#endif
