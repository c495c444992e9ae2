#include "crawler/warc.h"

#include "base/digest.h"
#include "base/gzip.h"
#include "base/lanes.h"
#include "core/limits.h"
#include "core/page.h"

void
warc_begin(struct buf *head, const char *type)
{
    buf_reset(head);
    buf_adds(head, STR("WARC/1.1\r\n"));
    warc_field_add(head, "WARC-Type", str_of(type));
}

/* 1 if some of n bytes may be below a blank. `before` bytes stand before them,
 * none of which is: so that there are enough to be looked at together. */
static int
has_control(const char *p, size_t n, size_t before)
{
    int has = 0;

    if (before + n < LANES)
        return 1;
    for (size_t i = 0; i + LANES <= n; i += LANES)
        has |= lanes_any((lanes)(lanes_load(p + i) < 0x20));
    return has | lanes_any((lanes)(lanes_load(p + n - LANES) < 0x20));
}

void
warc_field_add(struct buf *head, const char *name, struct str value)
{
    size_t before = strlen(name) + 2;
    char *to;

    if (value.len == 0 || (to = buf_room(head, before + value.len + 2)) == NULL)
        return;
    memcpy(to, name, before - 2);
    memcpy(to + before - 2, ": ", 2);
    to += before;
    memcpy(to, value.p, value.len);
    if (has_control(to, value.len, before))
        for (size_t i = 0; i < value.len; i++)
            if ((unsigned char)to[i] < 0x20)
                to[i] = ' ';
    memcpy(to + value.len, "\r\n", 3);
    head->len += before + value.len + 2;
}

void
warc_digest_add(struct buf *head, const char *name, struct str bytes)
{
    char hex[DIGEST_HEX_BYTES];

    digest_sha256_hex(bytes, hex);
    warc_hex_add(head, name, hex);
}

void
warc_hex_add(struct buf *head, const char *name, const char *hex)
{
    buf_addz(head, name);
    buf_adds(head, STR(": sha256:"));
    buf_addz(head, hex);
    buf_adds(head, STR("\r\n"));
}

void
warc_head_end(struct buf *head, size_t block_bytes)
{
    buf_adds(head, STR("Content-Length: "));
    buf_addu(head, block_bytes);
    buf_adds(head, STR("\r\n\r\n"));
}

int
warc_end(struct buf *out, const struct buf *head, struct str block)
{
    buf_adds(out, buf_str(head));
    warc_head_end(out, block.len);
    buf_adds(out, block);
    buf_adds(out, STR(WARC_RECORD_END));
    return out->over || head->over ? -1 : 0;
}

void
warc_id(struct str seed, char out[WARC_ID_BYTES])
{
    static const unsigned char groups[] = { 8, 4, 4, 4, 12 };
    char hex[DIGEST_HEX_BYTES];
    const char *h = hex;

    digest_sha256_hex(seed, hex);
    hex[12] = '8'; /* RFC 9562: version 8, made from what one likes */
    hex[16] = '8'; /* its variant */
    memcpy(out, "<urn:uuid:", 10);
    out += 10;
    for (size_t i = 0; i < sizeof groups; i++) {
        memcpy(out, h, groups[i]);
        h += groups[i];
        out += groups[i];
        *out++ = '-';
    }
    out[-1] = '>';
    *out = '\0';
}

/* Where the empty line is that ends a head, and its length; -1 if nowhere
 * in the first LIMIT_HEADER_BYTES. */
static ptrdiff_t
find_head_end(struct str s, size_t *gap)
{
    for (size_t i = 0; i < s.len && i < LIMIT_HEADER_BYTES; i++) {
        if (s.p[i] != '\n')
            continue;
        if (i + 1 < s.len && s.p[i + 1] == '\n') {
            *gap = 1;
            return (ptrdiff_t)i + 1;
        }
        if (i + 2 < s.len && s.p[i + 1] == '\r' && s.p[i + 2] == '\n') {
            *gap = 2;
            return (ptrdiff_t)i + 1;
        }
    }
    return -1;
}

int
warc_parse(
    struct warc_record *out, struct str bytes, size_t *used, struct fail *fail)
{
    size_t gap = 0, at;
    struct str rest, line;
    ptrdiff_t end;
    uint64_t len;

    if (!str_starts(bytes, STR("WARC/1.")) &&
        !str_starts(bytes, STR("WARC/0.1")))
        return fail_set(fail, "no WARC record");
    end = find_head_end(bytes, &gap);
    if (end < 0)
        return fail_set(fail, "head of a WARC record does not end");
    rest = str_sub(bytes, 0, (size_t)end);
    str_next_line(&rest, &line); /* the version */
    out->fields = rest;
    if (str_to_u64(warc_field(out, "Content-Length"), &len) != 0)
        return fail_set(fail, "WARC record without a length");
    at = (size_t)end + gap;
    if (len > bytes.len - at)
        return fail_set(fail, "WARC record of %llu bytes is cut off",
            (unsigned long long)len);
    out->block = str_sub(bytes, at, (size_t)len);
    at += (size_t)len;
    if (!str_starts(str_sub(bytes, at, 4), STR("\r\n\r\n")))
        return fail_set(fail, "WARC record is not as long as it says");
    *used = at + 4;
    return 0;
}

struct str
warc_field(const struct warc_record *r, const char *name)
{
    return page_header(r->fields, name);
}

void
warc_split(struct str block, struct str *head, struct str *body)
{
    size_t gap = 0;
    ptrdiff_t end = find_head_end(block, &gap);

    *head = end < 0 ? block : str_sub(block, 0, (size_t)end);
    *body = end < 0 ? STR_NONE : str_sub(block, (size_t)end + gap, block.len);
}

void
warc_reader_init(struct warc_reader *r, struct str file)
{
    *r = (struct warc_reader){ .rest = file,
        .member = BUF_MAX(WARC_RECORD_BYTES) };
}

int
warc_next(struct warc_reader *r, struct warc_record *out, struct fail *fail)
{
    size_t used;

    while (r->at == r->member.len) {
        if (r->rest.len == 0)
            return 0;
        if (!gzip_is(r->rest)) {
            if (warc_parse(out, r->rest, &used, fail) != 0)
                return -1;
            r->rest = str_sub(r->rest, used, r->rest.len);
            return 1;
        }
        buf_reset(&r->member);
        r->at = 0;
        if (gzip_read(&r->member, r->rest, &used, fail) != 0)
            return -1;
        r->rest = str_sub(r->rest, used, r->rest.len);
    }
    if (warc_parse(out, str_sub(buf_str(&r->member), r->at, SIZE_MAX), &used,
            fail) != 0)
        return -1;
    r->at += used;
    return 1;
}

void
warc_reader_clear(struct warc_reader *r)
{
    buf_clear(&r->member);
}
