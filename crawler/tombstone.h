/* crawler/tombstone.h - what stands in an archive where something was purged.
 *
 * One WARC record, as a gzip member of exactly the length of what was there,
 * so that every other record keeps its bytes and its place. It says that
 * something was purged and when, and nothing of what.
 */
#ifndef CRAWLER_TOMBSTONE_H
#define CRAWLER_TOMBSTONE_H

#include "base/buf.h"

#include <stdint.h>

/* Of all of them. */
#define TOMBSTONE_URI "urn:shelfwatch:purged"
/* The shortest there can be; a page's records are longer. */
#define TOMBSTONE_BYTES_MIN 420

/* Append the member. `seed` is what makes its identity: its place. -1 where no
 * member of that length can be made. */
int tombstone_write(
    struct buf *out, struct str seed, int64_t now_wall_ms, size_t bytes);

#endif
