#include "scan/reading_brief.h"

#include "base/digest.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Two digests, flags, a key and three rows; maybe an address. */
#define OFFER_BYTES_MIN (2 * DIGEST_BYTES + 1 + 8 + 3 * 8)
#define FLAGGED 1
#define AT_PAGE 2 /* its address is the page's */

static int
digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* What digest_hex made. */
static int
put_digest(struct buf *out, struct str hex)
{
    unsigned char d[DIGEST_BYTES];

    if (hex.len != 2 * DIGEST_BYTES)
        return -1;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return -1;
        d[i] = (unsigned char)(high << 4 | low);
    }
    return buf_add(out, d, sizeof d);
}

/* The offers stand before the page, whose frame ends with the bytes. */
int
reading_brief_put(struct buf *out, const struct message_result *m,
    const struct store_reading_offer *stored, struct str url)
{
    struct message_result page = *m;

    page.id = 0;
    page.link_count = 0;
    wire_put_int(out, (int64_t)m->offer_count);
    for (size_t i = 0; i < m->offer_count; i++) {
        const struct message_offer *o = &m->offers[i];
        int at_page = str_eq(o->listing.url, url);

        if (put_digest(out, o->listing.identity) != 0 ||
            put_digest(out, o->listing.version) != 0)
            return -1;
        buf_addc(out, (o->flagged ? FLAGGED : 0) | (at_page ? AT_PAGE : 0));
        wire_put_int(out, o->listing.identity_key);
        wire_put_int(out, stored[i].listing);
        wire_put_int(out, stored[i].version);
        wire_put_int(out, stored[i].text);
        if (!at_page)
            wire_put_str(out, o->listing.url);
    }
    message_put_result(out, &page, 0, STR_NONE);
    return out->over ? -1 : 0;
}

/* As hex digits, behind the texts that stand there. */
static struct str
get_digest(struct buf *texts, const char *raw)
{
    struct str hex = { texts->p + texts->len, 2 * DIGEST_BYTES };

    digest_hex((const unsigned char *)raw, texts->p + texts->len);
    texts->len += hex.len;
    return hex;
}

static void
get_offer(struct message_offer *o, struct store_reading_offer *stored,
    struct buf *texts, struct str url, struct wire_reader *r)
{
    const char *raw = r->rest.p;
    int flags;

    *o = (struct message_offer){ .flagged = 0 };
    if (r->bad || r->rest.len < OFFER_BYTES_MIN) {
        r->bad = 1;
        return;
    }
    o->listing.identity = get_digest(texts, raw);
    o->listing.version = get_digest(texts, raw + DIGEST_BYTES);
    flags = raw[(size_t)2 * DIGEST_BYTES];
    o->flagged = (flags & FLAGGED) != 0;
    r->rest = str_sub(r->rest, (size_t)2 * DIGEST_BYTES + 1, r->rest.len);
    o->listing.identity_key = wire_get_int(r);
    stored->listing = wire_get_int(r);
    stored->version = wire_get_int(r);
    stored->text = wire_get_int(r);
    o->listing.url = flags & AT_PAGE ? url : wire_get_str(r);
}

int
reading_brief_get(struct message_result *m, struct store_reading_offer **stored,
    struct buf *texts, struct str url, struct str bytes)
{
    struct wire_reader r = { bytes, 0 };
    struct message_offer *offers;
    int64_t count = wire_get_int(&r);

    buf_reset(texts);
    if (r.bad || count < 0 || (uint64_t)count > r.rest.len / OFFER_BYTES_MIN ||
        buf_room(texts, bytes.len + url.len + (size_t)count * 4 * DIGEST_BYTES +
                            1) == NULL ||
        buf_adds(texts, bytes) != 0 || buf_adds(texts, url) != 0)
        return -1;
    offers = mem_array((size_t)count + 1, sizeof offers[0]);
    *stored = mem_array((size_t)count + 1, sizeof(*stored)[0]);
    r.rest = str_sub(buf_str(texts), bytes.len - r.rest.len, r.rest.len);
    url = str_sub(buf_str(texts), bytes.len, url.len);
    for (int64_t i = 0; i < count; i++)
        get_offer(&offers[i], &(*stored)[i], texts, url, &r);
    if (r.bad || message_get_result(m, r.rest) != 0) {
        free(offers);
        free(*stored);
        *stored = NULL;
        return -1;
    }
    free(m->offers); /* the frame has none */
    m->offers = offers;
    m->offer_count = (size_t)count;
    m->offer_cap = (size_t)count + 1;
    return 0;
}
