/* scan/cost.h - the processor time of this process and of the helpers. */
#ifndef SCAN_COST_H
#define SCAN_COST_H

#include "scan/crew.h"

/* What this process has used so far. */
int64_t cost_own_ms(void);

/* Log where the time went; start_ms: what was used before the scan began. */
void cost_tell(const struct crew *crew, int64_t start_ms);

#endif
