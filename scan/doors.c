#include "scan/doors.h"

#include "base/mem.h"
#include "core/url.h"

#include <stdlib.h>

void
doors_init(struct doors *d, const struct campaign *c)
{
    *d = (struct doors){ .routes =
                             mem_array(c->connect_count + 1, sizeof *d->routes),
        .routes_count = c->connect_count,
        .ports = mem_array(c->start.count + 1, sizeof *d->ports) };
    for (size_t i = 0; i < c->connect_count; i++)
        d->routes[i] =
            (struct route){ c->connect[i].host_port, c->connect[i].to };
    for (size_t i = 0; i <= c->start.count; i++) {
        const char *url =
            i < c->start.count ? c->start.item[i] : c->search_template;
        struct url u;

        if (url == NULL || url_parse(&u, str_of(url), NULL, NULL) != 0)
            continue;
        if (u.has_port)
            d->ports[d->ports_count++] = u.port;
        url_clear(&u);
    }
}

void
doors_clear(struct doors *d)
{
    free(d->routes);
    free(d->ports);
    *d = (struct doors){ 0 };
}
