#include "base/mem.h"
#include "base/now.h"
#include "crawler/archive_work.h"
#include "crawler/page_record.h"
#include "crawler/tombstone.h"

#include <errno.h>
#include <stdlib.h>

/* Read the record at *offset and step over it. It lies in a->plain, packed
 * in a->raw, until the next read. 1, 0 at the end of the segment, or -1. */
static int
read_record(struct archive *a, int fd, int64_t *offset, struct warc_record *out,
    struct fail *fail)
{
    size_t used;
    int rc = segments_read(fd, *offset, &a->raw, &a->plain, fail);

    if (rc <= 0)
        return rc;
    if (warc_parse(out, buf_str(&a->plain), &used, fail) != 0)
        return -1;
    *offset += (int64_t)a->raw.len;
    return 1;
}

int
archive_first_record(struct archive *a, struct str record, int *fd,
    int64_t *offset, struct warc_record *out, struct fail *fail)
{
    int rc;

    if (segments_seek(a->segments, record, fd, offset, fail) != 0)
        return -1;
    rc = read_record(a, *fd, offset, out, fail);
    if (rc == 0)
        fail_set(fail, "nothing is there");
    if (rc == 1 && str_is(warc_field(out, "WARC-Target-URI"), TOMBSTONE_URI)) {
        fail_set(fail, "it was purged");
        rc = 0;
    }
    return rc == 1 ? 0 : fail_wrap(fail, STR_FMT, STR_ARG(record));
}

/* 1 if r belongs to the page whose first record has this identity: said with
 * it, or made from it (of a revisit the same field leads elsewhere). */
static int
is_concurrent(const struct warc_record *r, const char *id)
{
    return str_is(warc_field(r, "WARC-Concurrent-To"), id) ||
           (str_is(warc_field(r, "WARC-Type"), "conversion") &&
               str_is(warc_field(r, "WARC-Refers-To"), id));
}

char *
archive_refers_to(const struct warc_record *r)
{
    struct str to = warc_field(r, REFERS_TO_FIELD);

    return to.len == 0 ? NULL : str_dup(to);
}

static int
fill_body(
    struct archive *a, struct page *p, const char *record, struct fail *fail)
{
    struct str head, body;
    struct warc_record r;
    int64_t offset;
    int fd;

    if (archive_first_record(a, str_of(record), &fd, &offset, &r, fail) != 0)
        return -1;
    warc_split(r.block, &head, &body);
    buf_reset(&p->body);
    buf_adds(&p->body, body);
    originals_add(&a->lately, str_of(record), &r);
    return 0;
}

static void
read_first(struct page *p, const struct warc_record *r)
{
    struct str type = warc_field(r, "WARC-Type");
    struct str ip = warc_field(r, "WARC-IP-Address");

    if (str_is(type, "metadata"))
        page_record_read_metadata(p, r->block);
    else
        page_record_read_response(p, r->block);
    if (now_parse(warc_field(r, "WARC-Date"), &p->fetched_at_ms) != 0)
        p->fetched_at_ms = 0;
    free(p->address);
    p->address = str_dup(ip);
}

/* What a browser made of the page: its document, or a picture of it. */
static void
read_conversion(struct page *p, const struct warc_record *r)
{
    struct buf *to = str_is(warc_field(r, "Content-Type"), "image/png")
                         ? &p->screenshot
                         : &p->rendered;

    buf_reset(to);
    if (buf_adds(to, r->block) != 0)
        buf_reset(to);
}

/* The page of a record; with what follows about it if `whole` is set. */
static int
get(struct archive *a, struct str record, int whole, struct page **out,
    struct fail *fail)
{
    struct page *p = NULL;
    struct warc_record r;
    char *id = NULL, *body = NULL;
    int64_t offset;
    int fd, rc = -1;

    if (archive_first_record(a, record, &fd, &offset, &r, fail) != 0)
        return -1;
    p = page_new(warc_field(&r, "WARC-Target-URI"));
    p->body = BUF_MAX(WARC_RECORD_BYTES);
    id = str_dup(warc_field(&r, "WARC-Record-ID"));
    body = archive_refers_to(&r);
    read_first(p, &r);
    if (body == NULL)
        originals_add(&a->lately, record, &r);
    while (whole && read_record(a, fd, &offset, &r, NULL) == 1 &&
           is_concurrent(&r, id)) {
        struct str type = warc_field(&r, "WARC-Type");

        if (str_is(type, "request"))
            page_record_read_request(p, r.block);
        else if (str_is(type, "metadata"))
            page_record_read_metadata(p, r.block);
        else if (str_is(type, "conversion"))
            read_conversion(p, &r);
    }
    if (body != NULL && fill_body(a, p, body, fail) != 0)
        goto out;
    *out = p;
    p = NULL; /* handed over */
    rc = 0;
out:
    page_free(p);
    free(id);
    free(body);
    return rc;
}

int
archive_get(
    struct archive *a, struct str record, struct page **out, struct fail *fail)
{
    return get(a, record, 1, out, fail);
}

int
archive_get_response(
    struct archive *a, struct str record, struct page **out, struct fail *fail)
{
    return get(a, record, 0, out, fail);
}

int
archive_copy(
    struct archive *a, struct str record, struct buf *out, struct fail *fail)
{
    struct warc_record r;
    char *id;
    int64_t offset;
    int fd;

    if (archive_first_record(a, record, &fd, &offset, &r, fail) != 0)
        return -1;
    id = str_dup(warc_field(&r, "WARC-Record-ID"));
    do
        buf_adds(out, buf_str(&a->raw));
    while (read_record(a, fd, &offset, &r, NULL) == 1 && is_concurrent(&r, id));
    free(id);
    return out->over ? fail_set(fail, "record is larger than its buffer") : 0;
}

/* --- erasing --- */

int
archive_extent(
    struct archive *a, struct str record, int64_t *bytes, struct fail *fail)
{
    struct warc_record r;
    int64_t offset, start;
    char *id;
    int fd;

    *bytes = 0;
    errno = 0;
    if (segments_seek(a->segments, record, &fd, &start, fail) != 0)
        return errno == ENOENT ? 0 : -1;
    if (archive_first_record(a, record, &fd, &offset, &r, fail) != 0)
        return -1;
    id = str_dup(warc_field(&r, "WARC-Record-ID"));
    do
        *bytes = offset - start;
    while (read_record(a, fd, &offset, &r, NULL) == 1 && is_concurrent(&r, id));
    free(id);
    return 0;
}

int
archive_erase(struct archive *a, struct str record, int64_t bytes,
    int64_t now_wall_ms, struct fail *fail)
{
    struct buf member = BUF_MAX((size_t)bytes);
    int rc = tombstone_write(&member, record, now_wall_ms, (size_t)bytes);

    if (rc != 0)
        fail_set(fail, STR_FMT ": %lld bytes are too few for a tombstone",
            STR_ARG(record), (long long)bytes);
    else
        rc = segments_overwrite(a->segments, record, buf_str(&member), fail);
    buf_clear(&member);
    return rc;
}

int
archive_erased(struct archive *a, struct fail *fail)
{
    return segments_overwritten(a->segments, fail);
}

int
archive_has(struct archive *a, struct str record)
{
    return segments_has(a->segments, record);
}
