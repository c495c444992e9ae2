/* crawler/route.h - connect_to: which host is reached at which address.
 *
 * For replay and tests: "shop.example:443" is reached at "127.0.0.1:8443",
 * and nowhere else.
 */
#ifndef CRAWLER_ROUTE_H
#define CRAWLER_ROUTE_H

#include "base/fail.h"
#include "base/str.h"
#include "crawler/address.h"

struct route {
    const char *from; /* host:port as in the URL */
    const char *to;   /* numeric address:port */
};

struct routes;

/* The error names the route that cannot be read. */
int routes_new(struct routes **out, const struct route *list, size_t count,
    struct fail *fail);
void routes_free(struct routes *r);

/* Where host (lower case) and port lead, or NULL: wherever its name does. */
const struct address *routes_find(
    const struct routes *r, struct str host, int port);

#endif
