/* scan/doors.h - where a campaign lets its processes connect beyond what is
 * always allowed: its connect_to, and the ports that its start pages name.
 */
#ifndef SCAN_DOORS_H
#define SCAN_DOORS_H

#include "core/campaign.h"
#include "crawler/route.h"

struct doors {
    struct route *routes; /* owned; their texts are the campaign's */
    size_t routes_count;
    int *ports; /* owned */
    size_t ports_count;
};

void doors_init(struct doors *d, const struct campaign *c);
void doors_clear(struct doors *d);

#endif
