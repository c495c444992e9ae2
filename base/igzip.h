/* base/igzip.h - gzip members by ISA-L: twice as fast as libdeflate's fastest
 * level, 5 % larger. */
#ifndef BASE_IGZIP_H
#define BASE_IGZIP_H

#include "base/buf.h"

#include <stdint.h>

struct igzip; /* what compressing needs, kept between members */

struct igzip *igzip_new(void);
void igzip_free(struct igzip *z); /* NULL is allowed */

/* Append bytes as one member; -1 when it does not fit below the cap of out.
 * Members with the same number should be alike: they share a code. */
int igzip_add(
    struct igzip *z, struct buf *out, struct str bytes, uint64_t like);
/* The same of a piece of a deflate stream (RFC 1951), without a frame: it ends
 * on a whole byte, refers to nothing before it, and is not the last. */
int igzip_add_piece(
    struct igzip *z, struct buf *out, struct str bytes, uint64_t like);
/* The same with a code of its own: for what is packed once to be used often. */
int igzip_add_piece_alone(struct igzip *z, struct buf *out, struct str bytes);

#endif
