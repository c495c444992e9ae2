#include "scan/link_list.h"

#include "base/mem.h"

#include <string.h>

/* What a link takes at least: its flag, and how much of the one before and of
 * its own it has. */
#define ENTRY_BYTES_MIN 3
#define LIKELY_MAX 3

/* Seven bits a byte, the lowest first, the eighth set where more follow. */
static char *
put_number(char *to, size_t n)
{
    for (; n > 0x7f; n >>= 7)
        *to++ = (char)(n | 0x80);
    *to++ = (char)n;
    return to;
}

/* Five bytes hold what a length may be. */
#define NUMBER_BYTES_MAX 5
/* Before a link's own bytes. */
#define HEAD_BYTES_MAX (1 + 2 * NUMBER_BYTES_MAX)

static size_t
get_number(struct wire_reader *r)
{
    size_t n = 0;

    for (size_t i = 0; i < NUMBER_BYTES_MAX && i < r->rest.len; i++) {
        unsigned char c = (unsigned char)r->rest.p[i];

        n |= (size_t)(c & 0x7f) << (7 * i);
        if (c <= 0x7f) {
            r->rest = str_sub(r->rest, i + 1, r->rest.len);
            return n;
        }
    }
    r->bad = 1;
    return 0;
}

int
link_list_put(struct buf *out, const struct message_result *m)
{
    struct str before = STR_NONE;
    size_t bytes = 0;

    for (size_t i = 0; i < m->link_count; i++)
        bytes += m->links[i].url.len;
    wire_put_int(out, (int64_t)m->link_count);
    wire_put_int(out, (int64_t)bytes);
    for (size_t i = 0; i < m->link_count; i++) {
        struct str url = m->links[i].url;
        size_t same = str_shared(before, url), own = url.len - same;
        char *to = buf_room(out, HEAD_BYTES_MAX + own);

        if (to == NULL)
            return -1;
        *to++ = (char)m->links[i].likely;
        to = put_number(to, same);
        to = put_number(to, own);
        memcpy(to, url.p + same, own);
        out->len = (size_t)(to + own - out->p);
        out->p[out->len] = '\0';
        before = url;
    }
    return out->over ? -1 : 0;
}

/* The next one, behind those that stand in `texts`, which has the room. */
static void
get_one(struct wire_reader *r, struct buf *texts, size_t room,
    struct str before, struct message_link *out)
{
    unsigned char likely = 0;
    size_t same, own;
    char *to = texts->p + texts->len;

    if (r->rest.len > 0) {
        likely = (unsigned char)r->rest.p[0];
        r->rest = str_sub(r->rest, 1, r->rest.len);
    }
    same = get_number(r);
    own = get_number(r);
    if (likely > LIKELY_MAX || same > before.len || own > r->rest.len ||
        same + own > room - texts->len)
        r->bad = 1;
    if (r->bad)
        return;
    memcpy(to, before.p, same);
    memcpy(to + same, r->rest.p, own);
    r->rest = str_sub(r->rest, own, r->rest.len);
    texts->len += same + own;
    *out = (struct message_link){ { to, same + own }, likely };
}

int
link_list_get(struct message_result *m, struct buf *texts, struct str bytes)
{
    struct wire_reader r = { bytes, 0 };
    int64_t count = wire_get_int(&r), text_bytes = wire_get_int(&r);
    struct str before = STR("");

    buf_reset(texts);
    if (r.bad || count < 0 || text_bytes < 0 ||
        (uint64_t)count > r.rest.len / ENTRY_BYTES_MIN ||
        (uint64_t)text_bytes > texts->max ||
        buf_room(texts, (size_t)text_bytes + 1) == NULL)
        return -1;
    m->links =
        mem_grow(m->links, &m->link_cap, (size_t)count, sizeof m->links[0]);
    for (int64_t i = 0; i < count && !r.bad; i++) {
        get_one(
            &r, texts, (size_t)text_bytes, before, &m->links[m->link_count]);
        if (!r.bad)
            before = m->links[m->link_count++].url;
    }
    if (!r.bad && r.rest.len == 0 && texts->len == (size_t)text_bytes)
        return 0;
    m->link_count = 0;
    return -1;
}
