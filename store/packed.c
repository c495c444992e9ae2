#include "store/packed.h"

#include "base/gzip.h"
#include "base/mem.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* Shorter ones would not shrink to half. */
#define TEXT_BYTES_MIN 512
/* The fastest: these rows are written once and seldom read. */
#define LEVEL 0
/* Of head and trailer (RFC 1952). */
#define MEMBER_BYTES_MIN 18

struct packed {
    struct gzip_writer *writer;     /* owned, NULL before the first text */
    struct gzip_unpacker *unpacker; /* owned, NULL before the first member */
    struct buf member;
};

struct packed *
packed_new(void)
{
    struct packed *p = mem_new(sizeof *p);

    p->member = BUF_MAX(PACKED_BYTES_MAX);
    return p;
}

void
packed_free(struct packed *p)
{
    if (p == NULL)
        return;
    gzip_writer_free(p->writer);
    gzip_unpacker_free(p->unpacker);
    buf_clear(&p->member);
    free(p);
}

struct str
packed_put(struct packed *p, struct str text, uint64_t like)
{
    if (text.len < TEXT_BYTES_MIN)
        return STR_NONE;
    if (p->writer == NULL)
        p->writer = gzip_writer_new(LEVEL);
    buf_reset(&p->member);
    return gzip_writer_add_like(p->writer, &p->member, text, like) == 0
               ? buf_str(&p->member)
               : STR_NONE;
}

int
packed_get(struct packed *p, struct buf *out, struct str member)
{
    uint32_t bytes; /* of the text: the last four of its member */

    if (member.len < MEMBER_BYTES_MIN)
        return -1;
    memcpy(&bytes, member.p + member.len - sizeof bytes, sizeof bytes);
    if (p->unpacker == NULL)
        p->unpacker = gzip_unpacker_new();
    return gzip_unpacker_get(p->unpacker, out, member, le32toh(bytes));
}
