/* libdeflate writes: a page of 60 KB takes 0.44 ms at level 6, zlib 0.82 ms,
 * for the same size; ISA-L what is to be fast, but for heads of records, which
 * brief does. zlib reads what may be damaged, because it alone gives what stood
 * before that; libdeflate what came whole. */
#include "base/gzip.h"

#include "base/brief.h"
#include "base/igzip.h"
#include "base/mem.h"
#include "base/recurring.h"

#include <libdeflate.h>
#include <stdlib.h>
#define ZLIB_CONST /* next_in is not written to */
#include <zlib.h>

/* Room is made in steps that double from here. */
#define READ_STEP_MIN (16u << 10)
#define READ_STEP_MAX (4u << 20)

struct gzip_writer {
    struct libdeflate_compressor *state; /* owned; NULL at level 0 */
    struct igzip *fast;                  /* owned; at level 0 */
    struct brief *brief;                 /* the same */
    struct recurring *recurring;         /* owned; NULL before the first body */
    struct buf whole;                    /* of parts */
};

struct gzip_writer *
gzip_writer_new(int level)
{
    struct gzip_writer *w = mem_new(sizeof *w);

    w->whole = BUF_MAX(SIZE_MAX / 2);
    if (level == 0) {
        w->fast = igzip_new();
        w->brief = brief_new();
    } else {
        w->state = libdeflate_alloc_compressor(level);
    }
    return w;
}

void
gzip_writer_free(struct gzip_writer *w)
{
    if (w == NULL)
        return;
    libdeflate_free_compressor(w->state);
    igzip_free(w->fast);
    brief_free(w->brief);
    recurring_free(w->recurring);
    buf_clear(&w->whole);
    free(w);
}

int
gzip_writer_add(struct gzip_writer *w, struct buf *out, struct str bytes)
{
    return gzip_writer_add_like(w, out, bytes, 0);
}

int
gzip_writer_add_like(
    struct gzip_writer *w, struct buf *out, struct str bytes, uint64_t like)
{
    size_t bound;
    char *room;

    if (w->fast != NULL)
        return igzip_add(w->fast, out, bytes, like);
    if (w->state == NULL)
        return -1;
    bound = libdeflate_gzip_compress_bound(w->state, bytes.len);
    /* Near the cap the bound, which is above the result, would not fit. */
    if (!out->over && bound > out->max - out->len)
        bound = out->max - out->len;
    room = buf_room(out, bound);
    if (room != NULL) {
        size_t n =
            libdeflate_gzip_compress(w->state, bytes.p, bytes.len, room, bound);

        if (n == 0)
            out->over = 1;
        out->len += n;
        room[n] = '\0';
    }
    return out->over ? -1 : 0;
}

int
gzip_add(struct buf *out, struct str bytes, int level)
{
    struct gzip_writer *w = gzip_writer_new(level);
    int rc = gzip_writer_add(w, out, bytes);

    gzip_writer_free(w);
    return rc;
}

/* RFC 1952: 10 bytes before, without a time or a name, and 8 behind; RFC 1951:
 * 5 before each stored block of at most 65,535. */
#define MEMBER_HEAD STR("\x1f\x8b\x08\0\0\0\0\0\0\xff")
#define MEMBER_FRAME 18
#define STORED_HEAD 5
#define STORED_MAX 65535u

size_t
gzip_stored_room(size_t member)
{
    size_t inner, blocks;

    if (member < MEMBER_FRAME + STORED_HEAD)
        return 0;
    inner = member - MEMBER_FRAME;
    blocks =
        (inner + STORED_HEAD + STORED_MAX - 1) / (STORED_HEAD + STORED_MAX);
    return inner < blocks * STORED_HEAD ? 0 : inner - blocks * STORED_HEAD;
}

static void
add_little(struct buf *out, uint32_t v, size_t bytes)
{
    char little[4];

    for (size_t i = 0; i < sizeof little; i++)
        little[i] = (char)(v >> (8 * i) & 0xff);
    buf_add(out, little, bytes);
}

/* The end of a member. */
static int
add_sum(struct buf *out, uint32_t crc, size_t bytes)
{
    add_little(out, crc, 4);
    add_little(out, (uint32_t)bytes, 4);
    return out->over ? -1 : 0;
}

static void
add_stored_block(struct buf *out, struct str part, int is_last)
{
    buf_addc(out, (char)is_last);
    add_little(out, (uint32_t)part.len, 2);
    add_little(out, ~(uint32_t)part.len, 2);
    buf_adds(out, part);
}

int
gzip_add_stored(struct buf *out, struct str bytes, size_t member)
{
    struct str rest = bytes;
    size_t blocks;

    if (member < MEMBER_FRAME + STORED_HEAD + bytes.len ||
        (member - MEMBER_FRAME - bytes.len) % STORED_HEAD != 0)
        return -1;
    blocks = (member - MEMBER_FRAME - bytes.len) / STORED_HEAD;
    if (blocks * (size_t)STORED_MAX < bytes.len)
        return -1;
    buf_adds(out, MEMBER_HEAD);
    for (; blocks > 0; blocks--) {
        struct str part = str_sub(rest, 0, STORED_MAX);

        rest = str_sub(rest, part.len, rest.len);
        add_stored_block(out, part, blocks == 1);
    }
    return add_sum(out, gzip_crc(bytes), bytes.len);
}

/* To copy less than this costs less than two more heads of blocks. */
#define LONG_BYTES 8192
/* Shorter ones wait for the next: they are one piece. */
#define SHORT_BYTES 4096

static int
add_waiting(struct gzip_writer *w, struct buf *out, uint64_t like)
{
    int rc = w->whole.len == 0
                 ? 0
                 : igzip_add_piece(w->fast, out, buf_str(&w->whole), like);

    buf_reset(&w->whole);
    return rc;
}

static int
add_piece(
    struct gzip_writer *w, struct buf *out, struct str bytes, uint64_t like)
{
    if (bytes.len < SHORT_BYTES)
        return buf_adds(&w->whole, bytes);
    if (add_waiting(w, out, like) != 0)
        return -1;
    return igzip_add_piece(w->fast, out, bytes, like);
}

/* Packed from where it is, but for what others had too. */
static int
add_body(struct gzip_writer *w, struct buf *out, struct str body, uint64_t like)
{
    struct recurring_piece known;
    size_t at = 0;

    if (w->recurring == NULL)
        w->recurring = recurring_new();
    for (; recurring_find(w->recurring, w->fast, body, at, &known);
         at = known.at + known.len)
        if (add_piece(w, out, str_sub(body, at, known.at - at), like) != 0 ||
            add_waiting(w, out, like) != 0 || buf_adds(out, known.packed) != 0)
            return -1;
    if (add_piece(w, out, str_sub(body, at, body.len), like) != 0)
        return -1;
    return add_waiting(w, out, like);
}

/* The tail is the last block. */
static int
add_apart(struct gzip_writer *w, struct buf *out,
    const struct gzip_parts *parts, uint64_t like)
{
    uint32_t crc = gzip_crc(parts->head);

    buf_reset(&w->whole);
    buf_adds(out, MEMBER_HEAD);
    if (add_piece(w, out, parts->head, like) != 0 ||
        add_body(w, out, parts->body, like) != 0)
        return -1;
    add_stored_block(out, parts->tail, 1);
    crc = libdeflate_crc32(crc, parts->body.p, parts->body.len);
    crc = libdeflate_crc32(crc, parts->tail.p, parts->tail.len);
    return add_sum(
        out, crc, parts->head.len + parts->body.len + parts->tail.len);
}

/* 1 if the text is one for brief. */
static int
add_brief(struct gzip_writer *w, struct buf *out, struct str text)
{
    size_t before = out->len;

    if (w->brief == NULL)
        return 0;
    buf_adds(out, MEMBER_HEAD);
    if (!brief_add(w->brief, out, text)) {
        buf_cut(out, before);
        return 0;
    }
    add_sum(out, gzip_crc(text), text.len);
    return 1;
}

int
gzip_writer_add_parts(struct gzip_writer *w, struct buf *out,
    const struct gzip_parts *parts, uint64_t like)
{
    struct str text = parts->head;

    if (w->fast != NULL && parts->body.len >= LONG_BYTES &&
        parts->tail.len <= STORED_MAX)
        return add_apart(w, out, parts, like);
    if (parts->body.len + parts->tail.len > 0) {
        buf_reset(&w->whole);
        buf_adds(&w->whole, parts->head);
        buf_adds(&w->whole, parts->body);
        buf_adds(&w->whole, parts->tail);
        text = buf_str(&w->whole);
    }
    if (parts->body.len == 0 && add_brief(w, out, text))
        return out->over ? -1 : 0;
    return gzip_writer_add_like(w, out, text, like);
}

struct gzip_unpacker {
    struct libdeflate_decompressor *state; /* owned */
};

struct gzip_unpacker *
gzip_unpacker_new(void)
{
    struct gzip_unpacker *r = mem_new(sizeof *r);

    r->state = libdeflate_alloc_decompressor();
    return r;
}

void
gzip_unpacker_free(struct gzip_unpacker *r)
{
    if (r == NULL)
        return;
    libdeflate_free_decompressor(r->state);
    free(r);
}

int
gzip_unpacker_get(
    struct gzip_unpacker *r, struct buf *out, struct str member, size_t bytes)
{
    char *room = r->state != NULL ? buf_room(out, bytes) : NULL;

    if (room == NULL ||
        libdeflate_gzip_decompress(r->state, member.p, member.len, room, bytes,
            NULL) != LIBDEFLATE_SUCCESS)
        return -1;
    out->len += bytes;
    out->p[out->len] = '\0';
    return 0;
}

int
gzip_is(struct str bytes)
{
    return str_starts(bytes, STR("\x1f\x8b\x08"));
}

/* Inflate until the member ends, the input ends or the cap is reached. */
static int
inflate_all(struct buf *out, z_stream *z)
{
    size_t step = READ_STEP_MIN;
    int rc = Z_OK;

    while (rc == Z_OK) {
        size_t left = out->max - out->len, want = step < left ? step : left;
        char *room = buf_room(out, want);

        if (room == NULL)
            return Z_BUF_ERROR;
        z->next_out = (Bytef *)room;
        z->avail_out = (uInt)want;
        rc = inflate(z, Z_NO_FLUSH);
        out->len += want - z->avail_out;
        out->p[out->len] = '\0';
        if (step < READ_STEP_MAX)
            step *= 2;
        if (rc == Z_OK && z->avail_out > 0 && z->avail_in == 0)
            return Z_DATA_ERROR;
    }
    return rc;
}

int
gzip_read(struct buf *out, struct str bytes, size_t *used, struct fail *fail)
{
    const int gzip_only = 16; /* added to windowBits: no zlib header */
    z_stream z = { 0 };
    int rc;

    if (used != NULL)
        *used = 0;
    if (!gzip_is(bytes))
        return fail_set(fail, "not gzip");
    if (bytes.len > UINT32_MAX)
        return fail_set(fail, "gzip member above 4 GiB");
    z.next_in = (const Bytef *)bytes.p;
    z.avail_in = (uInt)bytes.len;
    rc = inflateInit2(&z, MAX_WBITS + gzip_only);
    if (rc != Z_OK)
        return fail_set(fail, "gzip: %s", zError(rc));
    rc = inflate_all(out, &z);
    if (used != NULL)
        *used = bytes.len - z.avail_in;
    inflateEnd(&z);
    if (rc == Z_STREAM_END)
        return 0;
    if (out->len == out->max) {
        out->over = 1;
        return fail_set(fail, "gzip: more than %zu bytes", out->max);
    }
    return fail_set(fail, "gzip: truncated or damaged");
}

/* --- what a server sends --- */

/* So much of a stream is kept until its end. */
#define HELD_MAX (256u << 10)
/* A gzip member ends in the length of what it holds. */
#define MEMBER_BYTES_MIN 18
/* No bytes of deflate hold more for each of them. */
#define DEFLATE_RATIO_MAX 1032

struct gzip_reader {
    struct libdeflate_decompressor *whole; /* owned; NULL until one is needed */
    struct buf held;                       /* what came while not `begun` */
    z_stream z;
    int begun, ended; /* z was; all of it came */
};

struct gzip_reader *
gzip_reader_new(void)
{
    struct gzip_reader *r = mem_new(sizeof *r);

    r->held = BUF_MAX(HELD_MAX);
    return r;
}

void
gzip_reader_reset(struct gzip_reader *r)
{
    if (r->begun)
        inflateEnd(&r->z);
    r->z = (z_stream){ 0 };
    r->begun = r->ended = 0;
    buf_reset(&r->held);
}

void
gzip_reader_free(struct gzip_reader *r)
{
    if (r == NULL)
        return;
    gzip_reader_reset(r);
    libdeflate_free_decompressor(r->whole);
    buf_clear(&r->held);
    free(r);
}

/* The bits for inflateInit2: "deflate" is a zlib stream (RFC 9110), but some
 * servers send a raw one. */
static int
window_bits(const unsigned char head[2])
{
    const int either = 32; /* added: gzip or zlib, as the header says */
    int gzip = head[0] == 0x1f && head[1] == 0x8b;
    int zlib = (head[0] & 0x0f) == Z_DEFLATED && head[0] >> 4 <= 7 &&
               (head[0] * 256 + head[1]) % 31 == 0;

    return gzip || zlib ? MAX_WBITS + either : -MAX_WBITS;
}

static int
reader_step(struct gzip_reader *r, struct buf *out, const void *p, size_t len)
{
    int rc;

    r->z.next_in = p;
    r->z.avail_in = (uInt)len;
    do {
        size_t left = out->max - out->len;
        size_t want = left < READ_STEP_MIN ? left : READ_STEP_MIN;
        /* At the cap: is there anything more? */
        char more, *room = want > 0 ? buf_room(out, want) : &more;

        r->z.next_out = (Bytef *)room;
        r->z.avail_out = want > 0 ? (uInt)want : 1;
        rc = inflate(&r->z, Z_NO_FLUSH);
        if (want > 0) {
            out->len += want - r->z.avail_out;
            out->p[out->len] = '\0';
        } else if (r->z.avail_out == 0) {
            out->over = 1;
            return -1;
        }
    } while (rc == Z_OK && (r->z.avail_in > 0 || r->z.avail_out == 0));
    r->ended = rc == Z_STREAM_END;
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ? 0 : -1;
}

/* Go on with zlib, and give it what was held. */
static int
begin_stream(struct gzip_reader *r, struct buf *out)
{
    struct str held = buf_str(&r->held);

    if (held.len < 2)
        return 0;
    if (inflateInit2(&r->z, window_bits((const unsigned char *)held.p)) != Z_OK)
        return -1;
    r->begun = 1;
    return reader_step(r, out, held.p, held.len);
}

/* How many bytes a member says that it holds; 0 where that cannot be. */
static size_t
said_size(struct str member)
{
    const unsigned char *p;
    size_t size = 0;

    if (!gzip_is(member) || member.len < MEMBER_BYTES_MIN)
        return 0;
    p = (const unsigned char *)member.p + member.len - 4;
    for (int i = 3; i >= 0; i--)
        size = size << 8 | p[i];
    return size / DEFLATE_RATIO_MAX <= member.len ? size : 0;
}

/* 1 if what is held was a whole member and is read. */
static int
read_whole(struct gzip_reader *r, struct buf *out)
{
    struct str held = buf_str(&r->held);
    size_t said = said_size(held), used, size;
    char *room;

    if (said == 0 || said > out->max - out->len)
        return 0;
    if (r->whole == NULL)
        r->whole = libdeflate_alloc_decompressor();
    room = buf_room(out, said);
    if (r->whole == NULL || room == NULL ||
        libdeflate_gzip_decompress_ex(r->whole, held.p, held.len, room, said,
            &used, &size) != LIBDEFLATE_SUCCESS)
        return 0;
    out->len += size;
    out->p[out->len] = '\0';
    r->ended = 1;
    return 1;
}

int
gzip_reader_add(struct gzip_reader *r, struct buf *out, struct str bytes)
{
    if (!r->begun) {
        if (bytes.len <= HELD_MAX - r->held.len) {
            buf_adds(&r->held, bytes);
            return 0;
        }
        if (begin_stream(r, out) != 0)
            return -1;
    }
    return r->ended || bytes.len == 0 ? 0
                                      : reader_step(r, out, bytes.p, bytes.len);
}

int
gzip_reader_end(struct gzip_reader *r, struct buf *out)
{
    return r->begun || read_whole(r, out) ? 0 : begin_stream(r, out);
}

int
gzip_reader_ended(const struct gzip_reader *r)
{
    return r->ended;
}

/* --- raw streams --- */

struct gzip_stream {
    z_stream z;
    uint32_t crc;
    uint64_t bytes;
};

struct gzip_stream *
gzip_stream_new(int level)
{
    struct gzip_stream *s = mem_new(sizeof *s);

    /* A negative window: neither a header nor a sum around the stream. */
    if (deflateInit2(&s->z, level, Z_DEFLATED, -MAX_WBITS, 8,
            Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    s->crc = (uint32_t)crc32(0, NULL, 0);
    return s;
}

void
gzip_stream_free(struct gzip_stream *s)
{
    if (s == NULL)
        return;
    deflateEnd(&s->z);
    free(s);
}

static int
stream_run(struct gzip_stream *s, struct buf *out, int flush)
{
    int rc;

    do {
        char *room = buf_room(out, READ_STEP_MIN);

        if (room == NULL)
            return -1;
        s->z.next_out = (unsigned char *)room;
        s->z.avail_out = READ_STEP_MIN;
        rc = deflate(&s->z, flush);
        out->len += READ_STEP_MIN - s->z.avail_out;
        room[READ_STEP_MIN - s->z.avail_out] = '\0';
    } while (s->z.avail_out == 0 && rc == Z_OK);
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ? 0 : -1;
}

int
gzip_stream_add(struct gzip_stream *s, struct buf *out, struct str bytes)
{
    if (bytes.len == 0)
        return 0;
    s->crc = (uint32_t)crc32_z(s->crc, (const void *)bytes.p, bytes.len);
    s->bytes += bytes.len;
    s->z.next_in = (const void *)bytes.p;
    s->z.avail_in = (unsigned)bytes.len;
    return stream_run(s, out, Z_NO_FLUSH);
}

int
gzip_stream_end(struct gzip_stream *s, struct buf *out)
{
    s->z.next_in = NULL;
    s->z.avail_in = 0;
    return stream_run(s, out, Z_FINISH);
}

uint32_t
gzip_stream_crc(const struct gzip_stream *s)
{
    return s->crc;
}

uint64_t
gzip_stream_bytes(const struct gzip_stream *s)
{
    return s->bytes;
}

int
gzip_stream_read(struct buf *out, struct str bytes)
{
    z_stream z = { 0 };
    int rc;

    if (bytes.len > UINT32_MAX || inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return -1;
    z.next_in = (const Bytef *)bytes.p;
    z.avail_in = (uInt)bytes.len;
    rc = inflate_all(out, &z);
    inflateEnd(&z);
    return rc == Z_STREAM_END && z.avail_in == 0 ? 0 : -1;
}

uint32_t
gzip_crc(struct str bytes)
{
    return libdeflate_crc32(0, bytes.p, bytes.len);
}
