#include "scan/cost.h"

#include "base/log.h"

#include <time.h>

int64_t
cost_own_ms(void)
{
    return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

void
cost_tell(const struct crew *crew, int64_t start_ms)
{
    const struct crew_cpu *c = &crew->cpu;

    log_info("event=cpu start_ms=%lld supervisor_ms=%lld fetchers_ms=%lld "
             "inspectors_ms=%lld browsers_ms=%lld",
        (long long)start_ms, (long long)(cost_own_ms() - start_ms),
        (long long)c->fetchers_ms, (long long)c->inspectors_ms,
        (long long)c->browsers_ms);
}
