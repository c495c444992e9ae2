/* scan/inspection.h - the supervisor's side of the inspectors: pages to them,
 * what they found to the store.
 *
 * An inspector that ends, hangs or talks nonsense is replaced; the page it had
 * in work is given to a second one, and then quarantined with its bytes.
 * Trusts nothing that an inspector says.
 */
#ifndef SCAN_INSPECTION_H
#define SCAN_INSPECTION_H

#include "scan/crew.h"
#include "scan/under_way.h"

struct inspection {
    struct crew *crew; /* borrowed, both */
    struct under_way *under_way;
    struct task_backlog backlog; /* pages that wait for an inspector */
    struct message_result said;  /* last; its arrays are used again */
};

/* The backlog may be added to from then on. */
void inspection_init(
    struct inspection *in, struct crew *crew, struct under_way *under_way);
void inspection_clear(struct inspection *in);

/* Give pages to inspectors that have room, which are started for the first one.
 * -1 if that or the store fails. */
int inspection_feed(struct inspection *in, struct fail *fail);

/* Read what an inspector of the crew says (1: its socket is readable), keep
 * what it found, and replace it where it has to be. -1 if the store fails or
 * no other can be started. */
int inspection_attend(struct inspection *in, struct crew_inspector *i,
    int readable, struct fail *fail);

#endif
