#include "scan/pace.h"

#include "base/now.h"
#include "crawler/head.h"
#include "scan/enqueue.h"

int
pace_open(struct frontier **out, const struct campaign *c,
    const struct frontier_store *store, int64_t pages_handed, struct fail *fail)
{
    struct frontier_options o = frontier_defaults();
    char year[NOW_TEXT_BYTES];
    int64_t this_year;

    now_text(now_wall_ms(), year);
    str_to_i64(str_sub(str_of(year), 0, 4), &this_year);
    o.traps.year = (int)this_year;
    o.politeness.host_delay_ms = c->delay_ms;
    o.address_delay_ms = c->delay_ms / 4;
    o.host_connections = c->host_connections;
    o.address_connections = 4 * c->host_connections;
    o.depth_max = c->depth_max;
    o.pages_max = c->pages_max;
    o.pages_handed = pages_handed;
    o.pages_per_host_max = c->host_pages_max;
    /* A marketplace of millions numbers its offers: where the campaign lets
     * so many pages of a host be asked for, that bound is enough. */
    if (o.traps.numbers < c->host_pages_max)
        o.traps.numbers = (uint32_t)c->host_pages_max;
    o.seed = (uint64_t)now_wall_ms();
    return frontier_new(out, &o, store, fail);
}

int
pace_tell(struct frontier *f, const struct campaign *c, struct str url,
    struct str host, const struct page *p)
{
    struct frontier_answer a = { .status = p->status,
        .refused = p->outcome == PAGE_REFUSED,
        .took_ms = p->took_ms,
        .retry_after_ms = head_retry_after_ms(p, now_wall_ms()) };
    struct str last = enqueue_host(str_of(p->final_url));
    int64_t now_ms = now_monotonic_ms();

    /* Hosts that a test has put on one address do not share a server. */
    if (c->connect_count == 0)
        a.address = str_of(p->address);
    if (last.len > 0 && !str_eq(last, host))
        frontier_asked(f, now_ms, last);
    return frontier_answered(f, now_ms, url, &a);
}

int
pace_pushed_back(const struct page *p)
{
    return p->status == 429 || p->status == 503;
}
