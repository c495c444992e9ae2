/* demo/shop_server.h - the bundled shops and snares on a port of loopback.
 *
 * One port for all hosts: the Host header tells which shop is meant. Counts
 * what was asked for, in memory that the caller may share between processes.
 */
#ifndef DEMO_SHOP_SERVER_H
#define DEMO_SHOP_SERVER_H

#include "base/http_server.h"
#include "demo/goods.h"
#include "demo/snare.h"

struct shop_server_counts {
    volatile int64_t requests;
    volatile int64_t forbidden;        /* for what robots.txt forbids */
    volatile int64_t snare[SNARE_MAX]; /* by place in snare_list */
    volatile int64_t unchanged;        /* answered with 304 */
};

struct shop_server;

/* Bind to a port of 127.0.0.1 (0: any free one). Borrows goods and counts. */
int shop_server_open(struct shop_server **out, const struct goods *g,
    uint16_t port, struct shop_server_counts *counts, struct fail *fail);
void shop_server_close(struct shop_server *s);
uint16_t shop_server_port(const struct shop_server *s);

/* Serve until *stop is non-zero. */
int shop_server_run(struct shop_server *s, const volatile sig_atomic_t *stop,
    struct fail *fail);

/* Append the campaign that scans all hosts at this port (docs/formats.md). */
void shop_server_campaign(
    struct buf *out, const struct goods *g, uint16_t port);

/* Pages of one host that the campaign asks for at most. */
#define SHOP_SERVER_HOST_PAGES 260

#endif
