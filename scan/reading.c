#include "scan/reading.h"

#include "base/file.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/program.h"
#include "base/wire.h"
#include "core/limits.h"
#include "scan/link_list.h"
#include "scan/met.h"
#include "scan/reading_brief.h"
#include "score/basis.h"

#include <stdlib.h>
#include <string.h>

/* A page with 2,000 links takes 80 KB; longer results are made again. */
#define RESULT_BYTES_MAX (512u << 10)
#define KEY_BYTES_MAX (LIMIT_URL_BYTES + LIMIT_HEADER_BYTES + 1024)
#define DAY_MS ((int64_t)86400000)
/* The fastest. */
#define LEVEL 0

struct reading_basis {
    const struct screener *screener;
    char reader[DIGEST_HEX_BYTES];     /* program and site profiles */
    unsigned char judge[DIGEST_BYTES]; /* of offers seen on `day` */
    int64_t day;
    struct gzip_writer *writer;
    struct gzip_unpacker *unpacker;
    struct buf offers, text, brief, links, packed, key; /* scratch */
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
    b->links = BUF_MAX(RESULT_BYTES_MAX);
    b->packed = BUF_MAX(2 * RESULT_BYTES_MAX);
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
    buf_clear(&b->links);
    buf_clear(&b->packed);
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
    buf_clear(&r->link_keys);
    buf_clear(&r->link_texts);
    free(r->stored);
    *r = (struct reading){ .id = 0 };
}

static struct str
raw(const unsigned char digest[DIGEST_BYTES])
{
    return (struct str){ (const char *)digest, DIGEST_BYTES };
}

/* By what offers that are seen then are judged. Rates change by the day. */
static struct str
judge_of(struct reading_basis *b, int64_t seen_ms)
{
    struct buf text = BUF_MAX(2 * DIGEST_HEX_BYTES);
    char judge[DIGEST_HEX_BYTES];

    if (b->day == seen_ms / DAY_MS)
        return raw(b->judge);
    b->day = seen_ms / DAY_MS;
    basis_digest(b->screener, seen_ms, judge);
    buf_addf(&text, "%s %s", b->reader, judge);
    digest_sha256(buf_str(&text), b->judge);
    buf_clear(&text);
    return raw(b->judge);
}

/* All that an inspector's reading hangs on. */
static void
key_of(struct reading_basis *b, const struct page *p, int status,
    struct str content_type, const char *digest,
    unsigned char out[DIGEST_BYTES])
{
    buf_reset(&b->key);
    buf_addz(&b->key, b->reader);
    buf_addz(&b->key, digest);
    buf_addu(&b->key, (uint64_t)status);
    buf_addz(&b->key, p->outcome == PAGE_TRUNCATED ? " cut off\n" : "\n");
    buf_addz(&b->key, p->final_url);
    buf_addc(&b->key, '\n');
    buf_adds(&b->key, content_type);
    digest_sha256(buf_str(&b->key), out);
}

struct finding_one {
    struct reading *reading;
    struct reading_basis *basis;
    const struct page *page;
    const char *digest;
};

/* What pack made of the page and, in brief, its offers. */
static int
take_brief(struct reading *r, const struct store_reading *row, struct str url)
{
    r->frame = BUF_MAX(2 * RESULT_BYTES_MAX);
    r->link_keys = BUF_MAX(RESULT_BYTES_MAX);
    if (row->link_keys.len % MET_KEY_BYTES != 0 ||
        buf_adds(&r->link_keys, row->link_keys) != 0)
        return -1;
    return reading_brief_get(
        &r->result, &r->stored, &r->frame, url, row->brief);
}

/* What is still to be read of a reading. */
struct taking {
    struct reading *reading;
    struct reading_basis *basis;
    int offers; /* of these too */
};

/* What pack_offers made, into b->offers. */
static int
take_texts(struct reading_basis *b, struct str packed)
{
    struct wire_reader w = { packed, 0 };
    int64_t bytes = wire_get_int(&w);

    buf_reset(&b->offers);
    if (w.bad || bytes < 0 || bytes > (int64_t)RESULT_BYTES_MAX)
        return -1;
    return bytes == 0 ? 0
                      : gzip_unpacker_get(
                            b->unpacker, &b->offers, w.rest, (size_t)bytes);
}

/* 1 if it could be taken. */
static int
take_rest(const struct store_reading_rest *rest, void *ctx)
{
    struct taking *t = ctx;
    struct reading *r = t->reading;

    r->link_texts = BUF_MAX(RESULT_BYTES_MAX);
    return link_list_get(&r->result, &r->link_texts, rest->links) == 0 &&
           r->result.link_count == r->link_keys.len / MET_KEY_BYTES &&
           (!t->offers || take_texts(t->basis, rest->offers) == 0);
}

int
reading_links(struct reading *r, struct reading_basis *b, struct store *s,
    struct fail *fail)
{
    struct taking t = { r, b, 0 };

    return store_reading_rest(s, r->id, take_rest, &t, fail);
}

/* The offer with what it says: where that does not stand in the store, it comes
 * next in w. 1, 0 if it is nowhere, or -1. */
static int
put_whole_offer(struct taking *t, size_t i, struct store *s,
    struct wire_reader *w, struct fail *fail)
{
    struct message_offer o = t->reading->result.offers[i];
    int64_t version = t->reading->stored[i].text;
    struct reading_basis *b = t->basis;
    int rc = 1;

    buf_reset(&b->text);
    if (version > 0)
        rc = store_version_text(s, version, o.listing.version, &b->text, fail);
    o.listing.text = version > 0 ? buf_str(&b->text) : wire_get_str(w);
    if (rc == 1)
        message_put_offer(&b->brief, &o);
    return rc;
}

int
reading_whole(struct reading *r, struct reading_basis *b, struct store *s,
    struct fail *fail)
{
    struct message_result *m = &r->result;
    struct buf frame = BUF_MAX(RESULT_BYTES_MAX);
    struct taking t = { r, b, 1 };
    struct wire_reader w;
    int rc = store_reading_rest(s, r->id, take_rest, &t, fail);

    buf_reset(&b->brief);
    w = (struct wire_reader){ buf_str(&b->offers), 0 };
    for (size_t i = 0; i < m->offer_count && rc == 1; i++)
        rc = put_whole_offer(&t, i, s, &w, fail);
    if (rc != 1)
        return rc;
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
    unsigned char key[DIGEST_BYTES];

    r->id = row->id;
    r->status = again ? row->status : f->page->status;
    r->content_type =
        again ? str_dup(row->content_type) : mem_text(f->page->content_type);
    key_of(
        f->basis, f->page, r->status, str_of(r->content_type), f->digest, key);
    if (!str_eq(row->key, raw(key)) ||
        take_brief(r, row, str_of(f->page->url)) != 0)
        return 0;
    r->body = (struct archive_body){ str_dup(row->record),
        row->url.len > 0 ? str_dup(row->url) : mem_text(f->page->url),
        row->at_ms };
    r->judged = str_eq(row->judge, judge_of(f->basis, f->page->fetched_at_ms));
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

/* Readings are alike, for packing. */
#define ALIKE 1

/* The version in the store that has the offer's text, or 0. Not any of that
 * digest: the text of a version says of some things how they were when it was
 * stored. */
static int64_t
text_of(const struct reading *before, const struct reading_kept *what, size_t i)
{
    const struct message_result *old = &before->result;
    const struct listing_record *now = &what->result->offers[i].listing;

    if (what->stored[i].text > 0)
        return what->stored[i].text;
    if (!before->fits || i >= old->offer_count ||
        !str_eq(old->offers[i].listing.identity, now->identity) ||
        !str_eq(old->offers[i].listing.version, now->version))
        return 0;
    return before->stored[i].text;
}

/* The page and its offers in brief; and the texts of those offers that do not
 * stand in the store. */
static int
pack_offers(struct reading_basis *b, const struct reading *before,
    const struct reading_kept *what)
{
    const struct message_result *result = what->result;
    struct store_reading_offer *stored =
        mem_array(result->offer_count + 1, sizeof *stored);
    int rc;

    buf_reset(&b->offers);
    for (size_t i = 0; i < result->offer_count; i++) {
        stored[i] = what->stored[i];
        stored[i].text = text_of(before, what, i);
        if (stored[i].text == 0)
            wire_put_str(&b->offers, result->offers[i].listing.text);
    }
    buf_reset(&b->brief);
    rc = reading_brief_put(&b->brief, result, stored, str_of(what->page->url));
    free(stored);
    buf_reset(&b->packed);
    wire_put_int(&b->packed, (int64_t)b->offers.len);
    if (rc == 0 && !b->offers.over && b->offers.len > 0)
        rc = gzip_writer_add_like(
            b->writer, &b->packed, buf_str(&b->offers), ALIKE);
    return b->offers.over ? -1 : rc;
}

/* The result without what judging adds, which would be made again: in brief,
 * and apart from that links, and what else its offers say. */
static int
pack(struct reading_basis *b, const struct reading *before,
    const struct reading_kept *what)
{
    buf_reset(&b->links);
    return what->link_keys.len != what->result->link_count * MET_KEY_BYTES ||
                   pack_offers(b, before, what) != 0 ||
                   link_list_put(&b->links, what->result) != 0 ||
                   b->brief.len + b->links.len + b->offers.len >
                       RESULT_BYTES_MAX
               ? -1
               : 0;
}

int
reading_put(struct reading *r, struct reading_basis *b, struct store *s,
    const struct reading_kept *what, struct fail *fail)
{
    const struct page *p = what->page;
    unsigned char key[DIGEST_BYTES];
    struct store_reading row = { .id = r->id,
        .status = p->status,
        .content_type = str_of(p->content_type),
        .record = str_of(what->body->record),
        .url = str_of(what->body->url),
        .at_ms = what->body->at_ms,
        .link_keys = what->link_keys };
    struct store_reading_rest rest;

    if (pack(b, r, what) != 0) {
        r->id = 0;
        return 0;
    }
    if (str_is(row.url, p->url))
        row.url = STR_NONE;
    key_of(b, p, p->status, row.content_type, what->digest, key);
    row.key = raw(key);
    row.judge = what->undecided ? STR_NONE : judge_of(b, p->fetched_at_ms);
    row.brief = buf_str(&b->brief);
    rest =
        (struct store_reading_rest){ buf_str(&b->links), buf_str(&b->packed) };
    return store_reading_put(s, &row, &rest, fail);
}
