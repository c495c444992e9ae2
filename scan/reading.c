#include "scan/reading.h"

#include "base/file.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/program.h"
#include "base/wire.h"
#include "core/limits.h"
#include "score/basis.h"
#include "store/readings.h"

#include <stdlib.h>
#include <string.h>

/* A page with 2,000 links takes 150 KB; longer results are made again. */
#define RESULT_BYTES_MAX (512u << 10)
#define KEY_BYTES_MAX (LIMIT_URL_BYTES + LIMIT_HEADER_BYTES + 1024)
#define DAY_MS ((int64_t)86400000)
/* The fastest. */
#define LEVEL 0

struct reading_basis {
    const struct screener *screener;
    char reader[DIGEST_HEX_BYTES]; /* program and site profiles */
    char judge[DIGEST_HEX_BYTES];  /* of offers seen on `day` */
    int64_t day;
    struct gzip_writer *writer;
    struct gzip_unpacker *unpacker;
    struct buf offers, text, brief, frame, packed, row, key; /* scratch */
};

static int
add_profile(const char *path, void *ctx, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    const char *name = strrchr(path, '/');
    int rc = file_read(&text, path, fail);

    digest_add(ctx, str_of(name != NULL ? name : path));
    digest_add(ctx, buf_str(&text));
    buf_clear(&text);
    return rc;
}

int
reading_basis_new(struct reading_basis **out, const struct screener *screener,
    const char *profiles_dir, struct fail *fail)
{
    struct reading_basis *b = mem_new(sizeof *b);
    struct digest *d = digest_new();
    char program[DIGEST_HEX_BYTES];
    int rc = 0;

    program_digest(program);
    digest_add(d, str_of(program));
    if (profiles_dir != NULL)
        rc = file_each(profiles_dir, ".yaml", add_profile, d, fail);
    digest_end(d, b->reader);
    b->screener = screener;
    b->day = INT64_MIN;
    b->writer = gzip_writer_new(LEVEL);
    b->unpacker = gzip_unpacker_new();
    b->offers = BUF_MAX(RESULT_BYTES_MAX);
    b->text = BUF_MAX(RESULT_BYTES_MAX);
    b->brief = BUF_MAX(RESULT_BYTES_MAX);
    b->frame = BUF_MAX(RESULT_BYTES_MAX);
    b->packed = BUF_MAX(2 * RESULT_BYTES_MAX);
    b->row = BUF_MAX(4 * RESULT_BYTES_MAX);
    b->key = BUF_MAX(KEY_BYTES_MAX);
    if (rc != 0) {
        reading_basis_free(b);
        return -1;
    }
    *out = b;
    return 0;
}

void
reading_basis_free(struct reading_basis *b)
{
    if (b == NULL)
        return;
    gzip_writer_free(b->writer);
    gzip_unpacker_free(b->unpacker);
    buf_clear(&b->offers);
    buf_clear(&b->text);
    buf_clear(&b->brief);
    buf_clear(&b->frame);
    buf_clear(&b->packed);
    buf_clear(&b->row);
    buf_clear(&b->key);
    free(b);
}

void
reading_clear(struct reading *r)
{
    free(r->content_type);
    archive_body_clear(&r->body);
    message_result_clear(&r->result);
    buf_clear(&r->frame);
    free(r->versions);
    buf_clear(&r->offers);
    free(r->rows);
    *r = (struct reading){ .id = 0 };
}

/* By what offers that are seen then are judged. Rates change by the day. */
static const char *
judge_of(struct reading_basis *b, int64_t seen_ms)
{
    struct buf text = BUF_MAX(2 * DIGEST_HEX_BYTES);

    if (b->day == seen_ms / DAY_MS)
        return b->judge;
    b->day = seen_ms / DAY_MS;
    basis_digest(b->screener, seen_ms, b->judge);
    buf_addf(&text, "%s %s", b->reader, b->judge);
    digest_sha256_hex(buf_str(&text), b->judge);
    buf_clear(&text);
    return b->judge;
}

/* All that an inspector's reading hangs on. */
static void
key_of(struct reading_basis *b, const struct page *p, int status,
    struct str content_type, const char *digest, char out[DIGEST_HEX_BYTES])
{
    buf_reset(&b->key);
    buf_addf(&b->key, "%s %s %d %d\n%s\n", b->reader, digest, status,
        p->outcome == PAGE_TRUNCATED, p->final_url);
    buf_adds(&b->key, content_type);
    digest_sha256_hex(buf_str(&b->key), out);
}

struct finding_one {
    struct reading *reading;
    struct reading_basis *basis;
    const struct page *page;
    const char *digest;
};

/* What pack made. */
static int
unpack(
    struct reading *r, struct reading_basis *b, const struct store_reading *row)
{
    struct wire_reader w = { row->result, 0 };
    struct str brief = wire_get_str(&w);
    int64_t bytes;

    if (w.bad || row->bytes < 0 || row->bytes > (int64_t)RESULT_BYTES_MAX)
        return -1;
    r->frame = BUF_MAX(RESULT_BYTES_MAX);
    r->offers = BUF_MAX(2 * RESULT_BYTES_MAX);
    if (gzip_unpacker_get(b->unpacker, &r->frame, brief, (size_t)row->bytes) !=
            0 ||
        message_get_result(&r->result, buf_str(&r->frame)) != 0)
        return -1;
    r->versions = mem_array(r->result.offer_count + 1, sizeof *r->versions);
    for (size_t i = 0; i < r->result.offer_count; i++)
        r->versions[i] = wire_get_int(&w);
    bytes = wire_get_int(&w);
    if (w.bad || bytes < 0 || bytes > (int64_t)RESULT_BYTES_MAX)
        return -1;
    r->offer_bytes = (size_t)bytes;
    return buf_adds(&r->offers, w.rest);
}

/* The texts of the offers that the store has not. */
static int
unpack_texts(struct reading *r, struct reading_basis *b)
{
    buf_reset(&b->offers);
    return r->offer_bytes == 0 ? 0
                               : gzip_unpacker_get(b->unpacker, &b->offers,
                                     buf_str(&r->offers), r->offer_bytes);
}

int
reading_whole(struct reading *r, struct reading_basis *b, struct store *s,
    struct fail *fail)
{
    struct message_result *m = &r->result;
    struct buf frame = BUF_MAX(RESULT_BYTES_MAX);
    struct wire_reader w;

    buf_reset(&b->brief);
    if (unpack_texts(r, b) != 0)
        return 0;
    w = (struct wire_reader){ buf_str(&b->offers), 0 };
    for (size_t i = 0; i < m->offer_count; i++) {
        struct message_offer o = m->offers[i];
        int rc = 1;

        buf_reset(&b->text);
        if (r->versions[i] > 0)
            rc = store_version_text(
                s, r->versions[i], o.listing.version, &b->text, fail);
        if (rc != 1)
            return rc;
        o.listing.text =
            r->versions[i] > 0 ? buf_str(&b->text) : wire_get_str(&w);
        message_put_offer(&b->brief, &o);
    }
    if (w.bad || w.rest.len > 0 || b->brief.over)
        return 0;
    message_put_result(&frame, m, m->offer_count, buf_str(&b->brief));
    message_result_clear(m);
    buf_clear(&r->frame);
    r->frame = frame;
    return !frame.over && message_get_result(m, buf_str(&r->frame)) == 0;
}

/* A row that is damaged is none: the page is then read. */
static int
take_row(const struct store_reading *row, void *ctx)
{
    const struct finding_one *f = ctx;
    struct reading *r = f->reading;
    int again = f->page->outcome == PAGE_NOT_MODIFIED;
    char key[DIGEST_HEX_BYTES];

    r->id = row->id;
    r->status = again ? row->status : f->page->status;
    r->content_type =
        again ? str_dup(row->content_type) : mem_text(f->page->content_type);
    key_of(
        f->basis, f->page, r->status, str_of(r->content_type), f->digest, key);
    if (!str_is(row->key, key) || unpack(r, f->basis, row) != 0)
        return 0;
    r->body = (struct archive_body){ str_dup(row->record), str_dup(row->url),
        row->at_ms };
    r->judged = str_is(row->judge, judge_of(f->basis, f->page->fetched_at_ms));
    r->fits = 1;
    return 0;
}

int
reading_find(struct reading *r, struct reading_basis *b, struct store *s,
    const struct store_validators *known, const struct page *p,
    const char *digest, struct fail *fail)
{
    struct finding_one f = { r, b, p, digest };

    reading_clear(r);
    if (known->reading == 0 || digest[0] == '\0')
        return 0;
    return store_reading_find(s, known->reading, take_row, &f, fail);
}

/* Parts of a reading, for packing: those of a kind are alike. */
enum part { PART_BRIEF = 1, PART_OFFERS };

static int
pack_part(struct reading_basis *b, struct str plain, enum part part)
{
    buf_reset(&b->packed);
    return gzip_writer_add_like(b->writer, &b->packed, plain, part);
}

/* The version in the store that has the offer's text, or 0. Not any of that
 * digest: the text of a version says of some things how they were when it was
 * stored. */
static int64_t
version_of(
    const struct reading *before, const struct reading_kept *what, size_t i)
{
    const struct message_result *old = &before->result;
    const struct listing_record *now = &what->result->offers[i].listing;

    if (what->versions[i] > 0)
        return what->versions[i];
    if (!before->fits || i >= old->offer_count ||
        !str_eq(old->offers[i].listing.identity, now->identity) ||
        !str_eq(old->offers[i].listing.version, now->version))
        return 0;
    return before->versions[i];
}

/* The result as a frame without what judging adds, which would be made again,
 * and with offers in brief; apart from it what else they say, where it does
 * not stand in the store. */
static int
pack(struct reading_basis *b, const struct reading *before,
    const struct reading_kept *what)
{
    const struct message_result *result = what->result;
    struct message_result plain = *result;

    plain.id = 0;
    buf_reset(&b->offers);
    buf_reset(&b->brief);
    buf_reset(&b->frame);
    buf_reset(&b->row);
    for (size_t i = 0; i < result->offer_count; i++) {
        struct message_offer o = result->offers[i];

        if (version_of(before, what, i) == 0)
            wire_put_str(&b->offers, o.listing.text);
        o.verdict = STR_NONE;
        o.listing.keys = STR_NONE;
        o.listing.about = STR_NONE;
        o.listing.market = o.listing.text = STR_NONE;
        message_put_offer(&b->brief, &o);
    }
    message_put_result(
        &b->frame, &plain, result->offer_count, buf_str(&b->brief));
    if (b->frame.over || b->offers.over ||
        b->frame.len + b->offers.len > RESULT_BYTES_MAX ||
        pack_part(b, buf_str(&b->frame), PART_BRIEF) != 0)
        return -1;
    wire_put_str(&b->row, buf_str(&b->packed));
    for (size_t i = 0; i < result->offer_count; i++)
        wire_put_int(&b->row, version_of(before, what, i));
    wire_put_int(&b->row, (int64_t)b->offers.len);
    if (b->offers.len > 0 &&
        pack_part(b, buf_str(&b->offers), PART_OFFERS) != 0)
        return -1;
    return b->offers.len > 0 ? buf_adds(&b->row, buf_str(&b->packed)) : 0;
}

int
reading_put(struct reading *r, struct reading_basis *b, struct store *s,
    const struct reading_kept *what, struct fail *fail)
{
    const struct page *p = what->page;
    char key[DIGEST_HEX_BYTES];
    struct store_reading row = { .id = r->id,
        .status = p->status,
        .content_type = str_of(p->content_type),
        .record = str_of(what->body->record),
        .url = str_of(what->body->url),
        .at_ms = what->body->at_ms };

    if (pack(b, r, what) != 0) {
        r->id = 0;
        return 0;
    }
    key_of(b, p, p->status, row.content_type, what->digest, key);
    row.key = str_of(key);
    row.judge =
        what->undecided ? STR_NONE : str_of(judge_of(b, p->fetched_at_ms));
    row.bytes = (int64_t)b->frame.len;
    row.result = buf_str(&b->row);
    return store_reading_put(s, &row, fail);
}
