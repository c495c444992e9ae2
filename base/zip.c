#include "base/zip.h"

#include "base/gzip.h"
#include "base/mem.h"

#include <stdlib.h>

#define NAME_BYTES 100
#define LEVEL 6
/* Flags: the sizes follow the data; the name is UTF-8. */
#define FLAGS 0x0808
#define VERSION 20
#define DEFLATED 8
/* 1980-01-01: the time of day has no business in a file that is compared. */
#define DOS_DATE 0x0021
#define BYTES_MAX UINT32_MAX

struct entry {
    char name[NAME_BYTES];
    uint32_t crc;
    uint64_t packed, bytes, at;
};

struct zip {
    struct entry *entries; /* owned */
    size_t count, cap;
    struct gzip_stream *stream; /* of the entry that is open, or NULL */
    uint64_t written;           /* by all calls */
};

struct zip *
zip_new(void)
{
    return mem_new(sizeof(struct zip));
}

void
zip_free(struct zip *z)
{
    if (z == NULL)
        return;
    gzip_stream_free(z->stream);
    free(z->entries);
    free(z);
}

static void
le(struct buf *out, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++, v >>= 8)
        buf_addc(out, (char)v);
}

/* What stands alike in front of an entry and in the directory. */
static void
common(struct buf *out, const struct entry *e, int with_sizes)
{
    le(out, VERSION, 2);
    le(out, FLAGS, 2);
    le(out, DEFLATED, 2);
    le(out, 0, 2); /* time */
    le(out, DOS_DATE, 2);
    le(out, with_sizes ? e->crc : 0, 4);
    le(out, with_sizes ? e->packed : 0, 4);
    le(out, with_sizes ? e->bytes : 0, 4);
    le(out, strlen(e->name), 2);
    le(out, 0, 2); /* extra field */
}

static int
written(struct zip *z, const struct buf *out, size_t before)
{
    z->written += out->len - before;
    return out->over || z->written > BYTES_MAX ? -1 : 0;
}

int
zip_start(struct zip *z, struct buf *out, const char *name)
{
    size_t before = out->len;
    struct entry *e;

    z->entries = mem_grow(z->entries, &z->cap, z->count + 1, sizeof *e);
    e = &z->entries[z->count++];
    *e = (struct entry){ .at = z->written };
    for (size_t i = 0; name[i] != '\0' && i < NAME_BYTES - 1; i++)
        e->name[i] = name[i];
    z->stream = gzip_stream_new(LEVEL);
    buf_addz(out, "PK\3\4");
    common(out, e, 0);
    buf_addz(out, e->name);
    return written(z, out, before);
}

int
zip_add(struct zip *z, struct buf *out, struct str bytes)
{
    size_t before = out->len;
    int rc = gzip_stream_add(z->stream, out, bytes);

    z->entries[z->count - 1].packed += out->len - before;
    return rc == 0 ? written(z, out, before) : -1;
}

int
zip_end(struct zip *z, struct buf *out)
{
    struct entry *e = &z->entries[z->count - 1];
    size_t before = out->len;
    int rc = gzip_stream_end(z->stream, out);

    e->packed += out->len - before;
    e->crc = gzip_stream_crc(z->stream);
    e->bytes = gzip_stream_bytes(z->stream);
    gzip_stream_free(z->stream);
    z->stream = NULL;
    buf_addz(out, "PK\7\10");
    le(out, e->crc, 4);
    le(out, e->packed, 4);
    le(out, e->bytes, 4);
    return rc == 0 && e->bytes <= BYTES_MAX ? written(z, out, before) : -1;
}

int
zip_put(struct zip *z, struct buf *out, const char *name, struct str bytes)
{
    if (zip_start(z, out, name) != 0 || zip_add(z, out, bytes) != 0)
        return -1;
    return zip_end(z, out);
}

int
zip_finish(struct zip *z, struct buf *out)
{
    uint64_t at = z->written;
    size_t before = out->len;

    for (size_t i = 0; i < z->count; i++) {
        const struct entry *e = &z->entries[i];

        buf_addz(out, "PK\1\2");
        le(out, VERSION, 2);
        common(out, e, 1);
        le(out, 0, 2 + 2 + 2 + 4); /* comment, disk, attributes */
        le(out, e->at, 4);
        buf_addz(out, e->name);
    }
    z->written += out->len - before;
    buf_addz(out, "PK\5\6");
    le(out, 0, 2 + 2); /* disks */
    le(out, z->count, 2);
    le(out, z->count, 2);
    le(out, z->written - at, 4);
    le(out, at, 4);
    le(out, 0, 2); /* comment */
    return out->over || z->written > BYTES_MAX ? -1 : 0;
}
