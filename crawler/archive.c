#include "crawler/archive.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/archive_work.h"
#include "crawler/page_record.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct archive *
archive_new(void)
{
    struct archive *a = mem_new(sizeof *a);

    a->place = BUF_MAX(2 * ARCHIVE_RECORD_BYTES);
    a->same = BUF_MAX(2 * LIMIT_HEADER_BYTES);
    a->head = BUF_MAX(WARC_RECORD_BYTES);
    a->block = BUF_MAX(WARC_RECORD_BYTES);
    a->plain = BUF_MAX(WARC_RECORD_BYTES);
    a->raw = BUF_MAX(WARC_RECORD_BYTES);
    return a;
}

void
archive_close(struct archive *a)
{
    if (a == NULL)
        return;
    segments_close(a->segments);
    buf_clear(&a->place);
    buf_clear(&a->same);
    buf_clear(&a->head);
    buf_clear(&a->block);
    buf_clear(&a->plain);
    buf_clear(&a->raw);
    free(a->software);
    free(a->contact);
    free(a->part_of);
    originals_clear(&a->lately);
    free(a);
}

/* --- writing --- */

/* Add a record with the head so far, as a member of its own: what a->block
 * holds is its block, with a body behind it. */
static int
add_with_body(struct archive *a, struct str body, struct fail *fail)
{
    size_t bytes = a->block.len + body.len;
    struct gzip_parts parts = { STR_NONE, body, STR(WARC_RECORD_END) };

    warc_head_end(&a->head, bytes);
    buf_adds(&a->head, buf_str(&a->block));
    if (body.len == 0) {
        buf_adds(&a->head, parts.tail);
        parts.tail = STR_NONE;
    }
    parts.head = buf_str(&a->head);
    if (a->head.over || a->block.over ||
        segments_add(a->segments, &parts, a->level, a->like) != 0)
        return fail_set(
            fail, "archive: record of %zu bytes is too large", bytes);
    return 0;
}

/* The same of a block that has a digest, and no body. */
static int
add_record(struct archive *a, struct fail *fail)
{
    warc_digest_add(&a->head, "WARC-Block-Digest", buf_str(&a->block));
    return add_with_body(a, STR_NONE, fail);
}

/* Where the next page goes: identities are made from it. */
static void
set_place(struct archive *a)
{
    buf_reset(&a->place);
    buf_addz(&a->place, segments_name(a->segments));
    buf_addc(&a->place, ':');
    buf_addu(&a->place, (uint64_t)segments_end(a->segments));
}

static void
make_id(struct archive *a, const char *type, char id[WARC_ID_BYTES])
{
    size_t len = a->place.len;

    buf_addc(&a->place, ':');
    buf_addz(&a->place, type);
    warc_id(buf_str(&a->place), id);
    buf_cut(&a->place, len);
}

static void
add_id(struct archive *a, const char *field, const char *type)
{
    char id[WARC_ID_BYTES];

    make_id(a, type, id);
    warc_field_add(&a->head, field, str_of(id));
}

static void
add_date(struct buf *to, int64_t wall_ms)
{
    char text[NOW_TEXT_BYTES];

    now_text(wall_ms, text);
    warc_field_add(to, "WARC-Date", str_of(text));
}

static int
add_warcinfo(struct archive *a, struct fail *fail)
{
    set_place(a);
    buf_reset(&a->block);
    warc_field_add(&a->block, "software", str_of(a->software));
    warc_field_add(&a->block, "format", STR("WARC File Format 1.1"));
    warc_field_add(&a->block, "conformsTo",
        STR("http://iipc.github.io/warc-specifications/specifications/"
            "warc-format/warc-1.1/"));
    warc_field_add(&a->block, "operator", str_of(a->contact));
    warc_field_add(&a->block, "isPartOf", str_of(a->part_of));
    warc_field_add(&a->block, "description",
        STR("Bodies are decoded; what was said of their coding and length "
            "is under X-Orig-"));
    warc_begin(&a->head, "warcinfo");
    add_id(a, "WARC-Record-ID", "warcinfo");
    add_date(&a->head, a->now_wall_ms);
    warc_field_add(
        &a->head, "WARC-Filename", str_of(segments_name(a->segments)));
    warc_field_add(&a->head, "Content-Type", STR("application/warc-fields"));
    return add_record(a, fail);
}

int
archive_open(struct archive **out, const char *dir,
    const struct archive_options *o, struct fail *fail)
{
    struct archive *a = archive_new();

    a->software = mem_text(o->software);
    a->contact = mem_text(o->contact);
    a->part_of = mem_text(o->part_of);
    a->segment_bytes =
        o->segment_bytes == 0 ? ARCHIVE_SEGMENT_BYTES : o->segment_bytes;
    a->now_wall_ms = o->now_wall_ms;
    a->level = o->level;
    if (segments_open(&a->segments, dir, o->prefix, WARC_RECORD_BYTES,
            o->now_wall_ms, fail) != 0)
        goto failed;
    if (segments_end(a->segments) == 0 && add_warcinfo(a, fail) != 0)
        goto failed;
    if (archive_sync(a, fail) != 0)
        goto failed;
    *out = a;
    return 0;
failed:
    archive_close(a);
    return -1;
}

int
archive_open_read(struct archive **out, const char *dir, struct fail *fail)
{
    struct archive *a = archive_new();

    if (segments_open_read(&a->segments, dir, WARC_RECORD_BYTES, fail) != 0) {
        archive_close(a);
        return -1;
    }
    *out = a;
    return 0;
}

int
archive_sync(struct archive *a, struct fail *fail)
{
    return segments_sync(a->segments, fail);
}

void
archive_body_clear(struct archive_body *b)
{
    free(b->record);
    free(b->url);
    *b = (struct archive_body){ NULL, NULL, 0 };
}

/* --- a page --- */

/* Look up same_as. One that cannot be read is as none: the page is then kept
 * in full. A revisit leads on to what it refers to itself. */
static void
find_original(struct archive *a, const char *same_as, struct original *o)
{
    char *record = mem_text(same_as);
    struct warc_record r;
    int64_t offset;
    int fd;

    *o = (struct original){ 0 };
    for (int hops = 0; record != NULL && hops < 2; hops++) {
        if (originals_find(&a->lately, record, o))
            break;
        if (archive_first_record(a, str_of(record), &fd, &offset, &r, NULL) !=
            0)
            break;
        if (str_is(warc_field(&r, "WARC-Type"), "response")) {
            original_take(o, str_of(record), &r);
            break;
        }
        free(record);
        record = archive_refers_to(&r);
    }
    free(record);
}

struct told {
    char id[WARC_ID_BYTES], date[NOW_TEXT_BYTES];
};

/* What is told of the response that has the body, borrowed from b and t: its
 * identity hangs on its place alone. */
static struct original
told_original(struct archive *a, const struct archive_body *b, struct told *t)
{
    buf_reset(&a->block);
    buf_addz(&a->block, b->record);
    buf_addz(&a->block, ":first");
    warc_id(buf_str(&a->block), t->id);
    now_text(b->at_ms, t->date);
    return (struct original){ b->record, t->id, b->url, t->date, b->at_ms };
}

/* Where the body of a page is that was put as `record`. */
static void
tell_body(struct archive_body *b, const struct page *p,
    const struct original *o, const char *record)
{
    int again = o->record != NULL;

    *b = (struct archive_body){ mem_text(again ? o->record : record),
        mem_text(again ? o->uri : p->url),
        again ? o->at_ms : p->fetched_at_ms };
}

static void
begin_page(struct archive *a, const struct page *p)
{
    make_id(a, "first", a->first_id);
    buf_reset(&a->same);
    warc_field_add(&a->same, "WARC-Target-URI", str_of(p->url));
    add_date(&a->same, p->fetched_at_ms);
    warc_field_add(&a->same, "WARC-IP-Address", str_of(p->address));
}

static void
begin_record(struct archive *a, const char *type, int is_first)
{
    warc_begin(&a->head, type);
    if (is_first) {
        warc_field_add(&a->head, "WARC-Record-ID", str_of(a->first_id));
    } else {
        add_id(a, "WARC-Record-ID", type);
        warc_field_add(&a->head, "WARC-Concurrent-To", str_of(a->first_id));
    }
    buf_adds(&a->head, buf_str(&a->same));
    a->head.over |= a->same.over;
}

#define REVISIT "http://netpreserve.org/warc/1.1/revisit/"

static void
add_revisit(struct archive *a, const struct page *p, const struct original *o)
{
    warc_field_add(&a->head, "WARC-Profile",
        p->outcome == PAGE_NOT_MODIFIED
            ? STR(REVISIT "server-not-modified")
            : STR(REVISIT "identical-payload-digest"));
    warc_field_add(&a->head, "WARC-Refers-To", str_of(o->id));
    warc_field_add(&a->head, "WARC-Refers-To-Target-URI", str_of(o->uri));
    warc_field_add(&a->head, "WARC-Refers-To-Date", str_of(o->date));
    warc_field_add(&a->head, REFERS_TO_FIELD, str_of(o->record));
}

static void
add_payload_digest(struct archive *a, const struct page *p, const char *hex)
{
    if (hex != NULL && hex[0] != '\0')
        warc_hex_add(&a->head, "WARC-Payload-Digest", hex);
    else if (p->outcome != PAGE_NOT_MODIFIED)
        warc_digest_add(&a->head, "WARC-Payload-Digest", buf_str(&p->body));
}

static int
add_response(struct archive *a, const struct page *p, const struct original *o,
    const char *digest, struct fail *fail)
{
    int again = o->record != NULL;

    begin_record(a, again ? "revisit" : "response", 1);
    if (again)
        add_revisit(a, p, o);
    warc_field_add(
        &a->head, "WARC-Truncated", str_of(page_record_truncated(p)));
    warc_field_add(
        &a->head, "Content-Type", STR("application/http; msgtype=response"));
    add_payload_digest(a, p, digest);
    buf_reset(&a->block);
    page_record_response_head(&a->block, p, again);
    if (again)
        return add_record(a, fail);
    /* No digest of the block: to hash each page once more would cost as much
     * as packing it, and all but the head has one. */
    return add_with_body(a, buf_str(&p->body), fail);
}

static int
add_request(struct archive *a, const struct page *p, struct fail *fail)
{
    begin_record(a, "request", 0);
    warc_field_add(
        &a->head, "Content-Type", STR("application/http; msgtype=request"));
    buf_reset(&a->block);
    page_record_request(&a->block, p);
    return add_record(a, fail);
}

/* Nothing is added where there is nothing. */
static int
add_conversion(struct archive *a, const struct page *p, const char *name,
    const char *type, struct str block, struct fail *fail)
{
    if (block.len == 0)
        return 0;
    warc_begin(&a->head, "conversion");
    add_id(a, "WARC-Record-ID", name);
    warc_field_add(&a->head, "WARC-Refers-To", str_of(a->first_id));
    warc_field_add(&a->head, "WARC-Target-URI", str_of(p->url));
    add_date(&a->head, p->fetched_at_ms + p->took_ms);
    warc_field_add(&a->head, "Content-Type", str_of(type));
    warc_digest_add(&a->head, "WARC-Payload-Digest", block);
    warc_digest_add(&a->head, "WARC-Block-Digest", block);
    buf_reset(&a->block);
    return add_with_body(a, block, fail);
}

static int
add_metadata(struct archive *a, const struct page *p,
    const struct archive_note *note, struct fail *fail)
{
    struct page_record_note said = { note->state, note->reason };

    begin_record(a, "metadata", p->status == 0);
    warc_field_add(&a->head, "Content-Type", STR("application/warc-fields"));
    buf_reset(&a->block);
    page_record_metadata(&a->block, p, &said);
    return add_record(a, fail);
}

/* All records of a page, as they follow each other. */
static int
add_page(struct archive *a, const struct page *p,
    const struct archive_note *note, const struct original *o,
    struct fail *fail)
{
    begin_page(a, p);
    if (p->status > 0 && add_response(a, p, o, note->digest, fail) != 0)
        return -1;
    if (p->status == 0 && add_metadata(a, p, note, fail) != 0)
        return -1;
    if (p->request[0] != '\0' && add_request(a, p, fail) != 0)
        return -1;
    if (add_conversion(a, p, "rendered", "text/html; charset=utf-8",
            buf_str(&p->rendered), fail) != 0 ||
        add_conversion(a, p, "screenshot", "image/png", buf_str(&p->screenshot),
            fail) != 0)
        return -1;
    if (p->status > 0 && add_metadata(a, p, note, fail) != 0)
        return -1;
    return 0;
}

int
archive_put(struct archive *a, const struct page *p,
    const struct archive_note *note, char record[ARCHIVE_RECORD_BYTES],
    struct fail *fail)
{
    int is_told = p->status > 0 && note->same_body != NULL;
    struct original o = { 0 };
    struct told told;
    int64_t offset;
    int rc;

    if (segments_end(a->segments) >= a->segment_bytes &&
        (archive_sync(a, fail) != 0 || segments_start(a->segments, fail) != 0 ||
            add_warcinfo(a, fail) != 0))
        return -1;
    if (segments_settle(a->segments, fail) != 0)
        return -1;
    if (is_told)
        o = told_original(a, note->same_body, &told);
    else if (p->status > 0 && note->same_as != NULL && note->same_as[0] != '\0')
        find_original(a, note->same_as, &o);
    offset = segments_end(a->segments);
    set_place(a);
    assert(a->place.len < ARCHIVE_RECORD_BYTES);
    memcpy(record, a->place.p, a->place.len + 1);
    a->like = str_hash(url_host_of(str_of(p->url))) ^
              str_hash(str_of(p->content_type));
    rc = add_page(a, p, note, &o, fail);
    if (rc != 0)
        segments_take_back(a->segments, offset);
    else if (note->body != NULL)
        tell_body(note->body, p, &o, record);
    if (!is_told)
        original_clear(&o);
    return rc;
}
