/* scan/progress.h - how a scan is doing, on standard error.
 *
 * On a terminal one line that is rewritten; otherwise a log line now and
 * then, so that a cron mail stays short.
 */
#ifndef SCAN_PROGRESS_H
#define SCAN_PROGRESS_H

#include <stdint.h>

struct progress {
    int live;           /* 1: a terminal */
    int64_t started_ms; /* monotonic, as all times here */
    int64_t shown_ms, shown_pages;
    double rate; /* pages per second, smoothed */
};

struct progress_counts {
    int64_t pages, waiting, listings, flagged;
};

void progress_init(struct progress *p, int live, int64_t now_ms);

/* Show the counts if it is time to. */
void progress_show(
    struct progress *p, const struct progress_counts *c, int64_t now_ms);

/* End the live line. */
void progress_end(struct progress *p);

#endif
