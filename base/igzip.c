#include "base/igzip.h"

#include "base/mem.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

/* On saved shop pages: 588 MB/s to 21.0 %; level 1 641 to 21.3, level 3 356 to
 * 20.3, libdeflate's fastest 255 to 19.9. */
#define LEVEL 2
#define LEVEL_BYTES ISAL_DEF_LVL2_DEFAULT
/* What does not shrink is stored: a head and a sum, and 5 bytes for each block
 * of 64 KB, of which there may be a few more than needed. */
#define MORE_BYTES 1024
/* To find the best code for so few bytes takes longer than to pack them: they
 * are packed in one pass with a code made from `sample`, in a quarter of the
 * time. They become a tenth larger. */
#define SMALL_BYTES 4096

/* What short texts of an archive look like. */
static const char sample[] =
    "WARC/1.1\r\nWARC-Type: request\r\nWARC-Record-ID: <urn:uuid:25571554-"
    "524d-8322-866d-3224800d57c7>\r\nWARC-Concurrent-To: <urn:uuid:1a7029bb-"
    "59d8-8695-8bc5-15d36165c0be>\r\nWARC-Target-URI: https://www.shop.example/"
    "product/garden-chair-4711.html?variant=2\r\nWARC-Date: 2024-03-20T22:32:"
    "40Z\r\nWARC-IP-Address: 203.0.113.90\r\nContent-Type: application/http; "
    "msgtype=request\r\nWARC-Block-Digest: sha256:8767f4470865a8ac39764e80a2cc"
    "cddee2f3ac87b1a91720ef25109acf37ca7f\r\nContent-Length: 260\r\n\r\nGET /"
    "product/garden-chair-4711.html?variant=2 HTTP/1.1\r\nHost: www.shop.examp"
    "le\r\nUser-Agent: Mozilla/5.0 (compatible; shelfwatch; +https://authority"
    ".example/contact)\r\nAccept-Encoding: deflate, gzip, br, zstd\r\nAccept: "
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept"
    "-Language: *\r\n\r\n\r\n\r\n"
    "WARC/1.1\r\nWARC-Type: metadata\r\nContent-Type: application/warc-fields"
    "\r\noutcome: received\r\nstate: observed\r\nfetchTimeMs: 81\r\nresolver-a"
    "nswer: 203.0.113.90 198.51.100.7\r\nresolved-at: 2024-03-20T22:32:39Z\r\n"
    "connected-at: 2024-03-20T22:32:39Z\r\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Chair for the gard"
    "en, blue</title></head><body class=\"page\"><div class=\"price\">EUR 49.9"
    "0</div><ul><li><a href=\"/c/chairs\">Chairs</a></li></ul><p>This chair is"
    " made of steel and can be folded.</p></div>"
    "{\"brand\": {\"text\": \"Example\", \"from\": \"jsonld\"}, \"gtin\": \"4"
    "006381333931\", \"title\": \"Chair\", \"url\": \"https://www.shop.example"
    "/p/1\"}";

/* Members that are alike, as pages of one shop are, share a code: that of one
 * of them, which is packed in two passes, and so many after it, in three
 * quarters of the time. Pages of a shop become half a per cent larger. */
#define CODE_USES 256
#define CODES 64 /* a like number's place; 170 KB in all */
/* One that shrinks much less or more than that first one is none of them: it is
 * packed again, and its code is the next ones'. */
#define CODE_FITS_MAX 1.25
#define CODE_FITS_MIN 0.5
#define CODE_SHARE_MAX                                                         \
    0.5 /* of what hardly shrinks the code is for nothing                      \
         */

struct code {
    struct isal_hufftables table;
    double share; /* of its bytes that the member took */
    int uses;     /* left */
};

struct igzip {
    struct isal_zstream stream;
    uint8_t *level;               /* owned */
    struct isal_hufftables small; /* of small members */
    struct code code[CODES];
};

#ifdef __x86_64__
__attribute__((target("avx"))) static void
zero_uppers(void)
{
    __builtin_ia32_vzeroupper();
}
#endif

/* ISA-L leaves the upper halves of the vector registers in use: then whatever
 * the process does in the lower ones (SHA-256 among it) waits for them, a
 * third of a record's time. */
static void
leave_vectors(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx"))
        zero_uppers();
#endif
}

static void
make_code(struct isal_hufftables *table, struct str bytes)
{
    struct isal_huff_histogram counts = { 0 };

    isal_update_histogram(
        (uint8_t *)(uintptr_t)bytes.p, (int)bytes.len, &counts);
    isal_create_hufftables(table, &counts);
    leave_vectors();
}

struct igzip *
igzip_new(void)
{
    struct igzip *z = mem_new(sizeof *z);

    z->level = mem_array(LEVEL_BYTES, 1);
    make_code(&z->small, (struct str){ sample, sizeof sample - 1 });
    return z;
}

void
igzip_free(struct igzip *z)
{
    if (z == NULL)
        return;
    free(z->level);
    free(z);
}

/* What is packed: a member, or a piece of one that ends on a whole byte and
 * is not the last. */
enum extent { MEMBER, PIECE };

/* Pack with a code, or, if it is NULL, with one made for these bytes. -1 when
 * there is no room. */
static int
pack(struct igzip *z, struct buf *out, struct str bytes,
    struct isal_hufftables *code, enum extent extent)
{
    struct isal_zstream *s = &z->stream;
    /* No code is longer than 15 bits. */
    size_t room =
        bytes.len + (code ? bytes.len : bytes.len / 1024) + MORE_BYTES;
    char *p;
    int rc;

    if (!out->over && room > out->max - out->len)
        room = out->max - out->len;
    if (bytes.len > INT32_MAX / 2 || (p = buf_room(out, room)) == NULL)
        return -1;
    isal_deflate_init(s);
    s->end_of_stream = extent == MEMBER;
    s->flush = extent == MEMBER ? NO_FLUSH : FULL_FLUSH;
    s->gzip_flag = extent == MEMBER ? IGZIP_GZIP : IGZIP_DEFLATE;
    if (code != NULL) {
        isal_deflate_set_hufftables(s, code, IGZIP_HUFFTABLE_CUSTOM);
    } else {
        s->level = LEVEL;
        s->level_buf = z->level;
        s->level_buf_size = LEVEL_BYTES;
    }
    s->next_in = (uint8_t *)(uintptr_t)bytes.p; /* is not written to */
    s->avail_in = (uint32_t)bytes.len;
    s->next_out = (uint8_t *)p;
    s->avail_out = (uint32_t)room;
    rc = isal_deflate(s);
    leave_vectors();
    if (rc != COMP_OK || s->avail_in > 0)
        return -1;
    return extent == MEMBER ? -(s->internal_state.state != ZSTATE_END)
                            : -(s->avail_out == 0);
}

static int
keep(struct igzip *z, struct buf *out)
{
    out->len += z->stream.total_out;
    out->p[out->len] = '\0';
    return 0;
}

/* With the code that fits best. */
static int
add(struct igzip *z, struct buf *out, struct str bytes, uint64_t like,
    enum extent extent)
{
    struct code *c = &z->code[like % CODES];
    double share;

    if (bytes.len < SMALL_BYTES && pack(z, out, bytes, &z->small, extent) == 0)
        return keep(z, out);
    if (bytes.len >= SMALL_BYTES && c->uses > 0 &&
        pack(z, out, bytes, &c->table, extent) == 0) {
        share = (double)z->stream.total_out / (double)bytes.len;
        c->uses--;
        if (share <= CODE_FITS_MAX * c->share &&
            share >= CODE_FITS_MIN * c->share)
            return keep(z, out);
        c->uses = 0;
    }
    if (pack(z, out, bytes, NULL, extent) != 0) {
        out->over = 1;
        return -1;
    }
    share = (double)z->stream.total_out / (double)(bytes.len + 1);
    if (bytes.len >= SMALL_BYTES && share < CODE_SHARE_MAX) {
        make_code(&c->table, bytes);
        c->share = share;
        c->uses = CODE_USES;
    }
    return keep(z, out);
}

int
igzip_add(struct igzip *z, struct buf *out, struct str bytes, uint64_t like)
{
    return add(z, out, bytes, like, MEMBER);
}

int
igzip_add_piece(
    struct igzip *z, struct buf *out, struct str bytes, uint64_t like)
{
    return add(z, out, bytes, like, PIECE);
}

int
igzip_add_piece_alone(struct igzip *z, struct buf *out, struct str bytes)
{
    if (pack(z, out, bytes, NULL, PIECE) == 0)
        return keep(z, out);
    out->over = 1;
    return -1;
}
