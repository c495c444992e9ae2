/* Input: a byte that says which message, then a frame. What is read is
 * written again and reads the same. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "core/about.h"
#include "core/limits.h"
#include "scan/enqueue.h"
#include "scan/message.h"

#define FRAME_MAX (8u << 20)

static void
fetch(struct str frame)
{
    struct message_fetch m;
    struct buf again = BUF_MAX(FRAME_MAX);

    if (message_get_fetch(&m, frame) != 0)
        return;
    message_put_fetch(&again, &m);
    assert(str_eq(buf_str(&again), frame));
    buf_clear(&again);
}

/* A text that holds a NUL comes out shorter, once. */
static void
page(struct str frame)
{
    struct buf first = BUF_MAX(FRAME_MAX), second = BUF_MAX(FRAME_MAX);
    struct buf body = BUF_MAX(FRAME_MAX);
    enum message_kind kind;
    struct page *p = page_new(STR("")), *q = page_new(STR(""));
    int64_t id;

    buf_adds(&body, frame); /* as good as any other */
    if (message_get_page(&id, &kind, p, frame, &body) == 0) {
        assert(str_eq(buf_str(&p->body), frame) && body.len == 0);
        message_put_page(&first, id, kind, p);
        assert(message_get_page(&id, &kind, q, buf_str(&first), &p->body) == 0);
        assert(str_eq(buf_str(&q->body), frame));
        message_put_page(&second, id, kind, q);
        assert(str_eq(buf_str(&first), buf_str(&second)));
        assert(message_get_page(&id, &kind, p, buf_str(&first), &q->body) == 0);
        buf_reset(&second);
        message_put_page(&second, id, kind, p);
        assert(str_eq(buf_str(&first), buf_str(&second)));
        assert(str_eq(buf_str(&p->body), frame));
    }
    page_free(p);
    page_free(q);
    buf_clear(&body);
    buf_clear(&first);
    buf_clear(&second);
}

static void
host(struct str frame)
{
    struct message_host m;

    if (message_get_host(&m, frame) != 0)
        return;
    assert(m.host.len > 0 && m.delay_ms >= 0);
    assert(m.sitemaps.count <= LIMIT_SITEMAPS_PER_HOST);
    texts_clear(&m.sitemaps);
}

static void
about(struct str bytes)
{
    struct buf again = BUF_MAX(FRAME_MAX);
    struct about a;

    if (about_read(&a, bytes) != 0)
        return;
    about_write(&again, &a);
    buf_adds(&again, a.parties);
    assert(str_eq(buf_str(&again), bytes));
    buf_clear(&again);
}

static void
result(struct str frame)
{
    struct message_result m = { 0 };
    struct casefile **list;
    struct fail fail = { 0 };
    struct buf again = BUF_MAX(FRAME_MAX), offers = BUF_MAX(FRAME_MAX);

    if (message_get_result(&m, frame) != 0)
        return;
    for (size_t i = 0; i < m.offer_count; i++) {
        message_put_offer(&offers, &m.offers[i]);
        about(m.offers[i].listing.about);
    }
    message_put_result(&again, &m, m.offer_count, buf_str(&offers));
    assert(str_eq(buf_str(&again), frame));
    for (size_t i = 0; i < m.link_count; i++)
        assert(enqueue_host(m.links[i].url).len <= m.links[i].url.len);
    if (message_casefiles(&m, &list, &fail) == 0)
        message_casefiles_free(list, m.offer_count);
    else
        assert(fail.text[0] != '\0');
    message_result_clear(&m);
    buf_clear(&offers);
    buf_clear(&again);
}

static void
rendered(struct str frame)
{
    struct message_rendered m;
    struct message_render ask;
    struct buf again = BUF_MAX(FRAME_MAX);

    if (message_get_render(&ask, frame) == 0)
        message_put_render(&again, &ask);
    else if (message_get_rendered(&m, frame) == 0)
        message_put_rendered(&again, &m);
    assert(again.len == 0 || str_eq(buf_str(&again), frame));
    buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str frame = { (const char *)data + 1, size - 1 };
    struct message_result m = { 0 };
    int64_t id;

    if (size == 0)
        return 0;
    switch (data[0] % 7) {
    case 0:
        fetch(frame);
        break;
    case 1:
        page(frame);
        break;
    case 2:
        host(frame);
        break;
    case 3:
        result(frame);
        break;
    case 4:
        rendered(frame);
        break;
    case 5:
        if (message_get_judge(&m, &id, frame) == 0)
            message_result_clear(&m);
        break;
    default:
        message_get_later(&id, frame);
    }
    return 0;
}
