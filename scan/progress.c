#include "scan/progress.h"

#include "base/log.h"

#include <stdio.h>

#define LIVE_EVERY_MS 500
#define LOG_EVERY_MS 30000
/* Weight of the last interval in the rate shown. */
#define SMOOTH 0.3

void
progress_init(struct progress *p, int live, int64_t now_ms)
{
    *p = (struct progress){
        .live = live, .started_ms = now_ms, .shown_ms = now_ms
    };
}

void
progress_show(
    struct progress *p, const struct progress_counts *c, int64_t now_ms)
{
    int64_t since = now_ms - p->shown_ms;
    int64_t eta_s;
    double rate;

    if (since < (p->live ? LIVE_EVERY_MS : LOG_EVERY_MS))
        return;
    rate = 1000.0 * (double)(c->pages - p->shown_pages) / (double)since;
    p->rate = p->rate > 0 ? p->rate + SMOOTH * (rate - p->rate) : rate;
    p->shown_ms = now_ms;
    p->shown_pages = c->pages;
    eta_s = p->rate > 0 ? (int64_t)((double)c->waiting / p->rate) : 0;
    if (p->live)
        fprintf(stderr,
            "\r\033[K%lld pages  %.1f/s  %lld waiting  %lld offers  "
            "%lld flagged  ETA %lld:%02lld:%02lld",
            (long long)c->pages, p->rate, (long long)c->waiting,
            (long long)c->listings, (long long)c->flagged,
            (long long)(eta_s / 3600), (long long)(eta_s / 60 % 60),
            (long long)(eta_s % 60));
    else
        log_info("event=progress pages=%lld rate=%.1f waiting=%lld "
                 "listings=%lld flagged=%lld eta_s=%lld",
            (long long)c->pages, p->rate, (long long)c->waiting,
            (long long)c->listings, (long long)c->flagged, (long long)eta_s);
}

void
progress_end(struct progress *p)
{
    if (p->live)
        fputs("\r\033[K", stderr);
}
