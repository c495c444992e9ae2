/* scan/pace.h - how fast and how far a scan goes: its frontier's settings, and
 * what the frontier is told of each answer. */
#ifndef SCAN_PACE_H
#define SCAN_PACE_H

#include "core/campaign.h"
#include "core/page.h"
#include "crawler/frontier.h"

/* A frontier as the campaign asks for, over the scan's queues. */
int pace_open(struct frontier **out, const struct campaign *c,
    const struct frontier_store *store, int64_t pages_handed,
    struct fail *fail);

/* Tell how the host of a URL answered. Returns 1 if the URL will be tried
 * again. */
int pace_tell(struct frontier *f, const struct campaign *c, struct str url,
    struct str host, const struct page *p);

/* 1 if the host asks to be left alone for a while. */
int pace_pushed_back(const struct page *p);

#endif
