#include "crawler/route.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>

/* "host:port"; a longer one is looked for in memory of its own. */
#define KEY_BYTES 300

struct routes {
    struct map *by_origin; /* "host:port" to struct address */
};

static int
add(struct routes *r, const struct route *given, struct fail *fail)
{
    struct str from = str_of(given->from);
    struct buf key = BUF_MAX(LIMIT_URL_BYTES);
    struct address *to = mem_new(sizeof *to);
    int rc = -1;

    for (size_t i = 0; i < from.len; i++)
        buf_addc(&key, str_lower(from.p[i]));
    if (key.over || str_find_char(from, ':', 0) < 1 ||
        address_parse(to, str_of(given->to)) != 0 || to->port == 0) {
        fail_set(fail, "connect_to %s: %s: want 'host:port': 'address:port'",
            given->from, given->to);
        goto out;
    }
    map_put(r->by_origin, buf_str(&key), to);
    to = NULL; /* handed over */
    rc = 0;
out:
    free(to);
    buf_clear(&key);
    return rc;
}

int
routes_new(struct routes **out, const struct route *list, size_t count,
    struct fail *fail)
{
    struct routes *r = mem_new(sizeof *r);

    r->by_origin = map_new(free);
    for (size_t i = 0; i < count; i++)
        if (add(r, &list[i], fail) != 0) {
            routes_free(r);
            return -1;
        }
    *out = r;
    return 0;
}

void
routes_free(struct routes *r)
{
    if (r == NULL)
        return;
    map_free(r->by_origin);
    free(r);
}

const struct address *
routes_find(const struct routes *r, struct str host, int port)
{
    char text[KEY_BYTES];
    struct buf key = buf_lent(text, 0, sizeof text, LIMIT_URL_BYTES + 16);
    const struct address *to;

    buf_adds(&key, host);
    buf_addc(&key, ':');
    buf_addu(&key, (uint64_t)port);
    to = map_get(r->by_origin, buf_str(&key));
    buf_clear(&key);
    return to;
}
