#include "scan/browser_gate.h"

#include "core/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

int
browser_gate_new(struct browser_gate **out, struct fail *fail)
{
    void *p = mmap(NULL, sizeof **out, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return fail_set(fail, "shared memory: %s", strerror(errno));
    *out = p; /* zeroed: closed */
    return 0;
}

void
browser_gate_free(struct browser_gate *g)
{
    if (g != NULL)
        munmap(g, sizeof *g);
}

int64_t
browser_gate_open(struct browser_gate *g, int64_t now_ms)
{
    int64_t page = g->last + 1;

    g->last = page;
    g->requests = 0;
    g->bytes = 0;
    g->refused = 0;
    g->over = 0;
    g->moved_ms = now_ms;
    g->page = page;
    return page;
}

void
browser_gate_close(struct browser_gate *g)
{
    g->page = 0;
}

int64_t
browser_gate_ask(struct browser_gate *g)
{
    int64_t page = g->page;

    if (page == 0)
        return 0;
    if (g->requests++ < LIMIT_RENDER_REQUESTS)
        return page;
    g->over++;
    return -1;
}

int
browser_gate_moved(
    struct browser_gate *g, int64_t page, int64_t bytes, int64_t now_ms)
{
    if (g->page != page)
        return -1;
    g->moved_ms = now_ms;
    g->bytes += bytes;
    if (g->bytes <= LIMIT_RENDER_BYTES)
        return 0;
    g->over++;
    return -1;
}
