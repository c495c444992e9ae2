#include "crawler/politeness.h"

struct politeness_limits
politeness_defaults(void)
{
    return (struct politeness_limits){ .host_delay_ms = 1000,
        .slow_factor = 2,
        .slow_max_ms = 30000,
        .crawl_delay_max_ms = 300000,
        .backoff_ms = 2000,
        .backoff_max_ms = 300000,
        .retry_after_max_ms = 3600000,
        .host_strikes = 8 };
}

void
politeness_host_init(struct politeness_host *h)
{
    *h = (struct politeness_host){ .next_at_ms = INT64_MIN };
}

void
politeness_wait(struct politeness_host *h, int64_t at_ms)
{
    if (at_ms > h->next_at_ms)
        h->next_at_ms = at_ms;
}

static int64_t
delay_of(const struct politeness *p, const struct politeness_host *h)
{
    int64_t delay_ms = p->limits.host_delay_ms, slow_ms;

    if (h->crawl_delay_ms > delay_ms)
        delay_ms = h->crawl_delay_ms;
    if (p->limits.host_delay_ms == 0)
        return delay_ms;
    slow_ms = h->took_ms * p->limits.slow_factor;
    if (slow_ms > p->limits.slow_max_ms)
        slow_ms = p->limits.slow_max_ms;
    return slow_ms > delay_ms ? slow_ms : delay_ms;
}

void
politeness_asked(
    const struct politeness *p, struct politeness_host *h, int64_t now_ms)
{
    politeness_wait(h, now_ms + delay_of(p, h));
}

void
politeness_took(const struct politeness *p, struct politeness_host *h,
    int64_t started_at_ms, int64_t took_ms)
{
    h->took_ms = h->took_ms == 0 ? took_ms : (h->took_ms * 3 + took_ms) / 4;
    politeness_asked(p, h, started_at_ms);
}

int64_t
politeness_pause_ms(struct politeness *p, int times)
{
    int64_t ms = p->limits.backoff_ms;

    for (int i = 1; i < times && ms < p->limits.backoff_max_ms; i++)
        ms *= 2;
    if (ms > p->limits.backoff_max_ms)
        ms = p->limits.backoff_max_ms;
    return ms * 3 / 4 + (int64_t)dice_below(&p->dice, (size_t)(ms / 2 + 1));
}

int
politeness_answered(struct politeness *p, struct politeness_host *h,
    int64_t now_ms, int status, int64_t retry_after_ms)
{
    if (retry_after_ms > p->limits.retry_after_max_ms)
        retry_after_ms = p->limits.retry_after_max_ms;
    if (retry_after_ms > 0 && status >= 429)
        politeness_wait(h, now_ms + retry_after_ms);
    if (status != 0 && status != 429 && status != 503) {
        h->strikes = 0;
        return 0;
    }
    h->strikes++;
    politeness_wait(h, now_ms + politeness_pause_ms(p, h->strikes));
    if (h->strikes >= p->limits.host_strikes)
        h->gone = 1;
    return 1;
}

void
politeness_set_crawl_delay(
    const struct politeness *p, struct politeness_host *h, int64_t delay_ms)
{
    if (delay_ms > p->limits.crawl_delay_max_ms)
        delay_ms = p->limits.crawl_delay_max_ms;
    if (delay_ms > h->crawl_delay_ms)
        h->crawl_delay_ms = delay_ms;
}
