/* crawler/turns.h - whose turn it is, among hosts that share addresses.
 *
 * Each host says from when on it may be asked. Hosts that one address answers
 * for share that address's delay and number of connections as well. Among
 * those whose time has come, turns go round; a priority is a head start, so
 * that nobody starves. Every step costs O(log n). Knows no URLs.
 */
#ifndef CRAWLER_TURNS_H
#define CRAWLER_TURNS_H

#include "base/heap.h"
#include "base/str.h"

#define TURN_NEVER INT64_MAX

struct turn_group;

/* One host's place; part of the caller's struct. */
struct turn {
    struct heap_node node;
    struct turn_group *group; /* owned while it has no address */
    int in_flight, priority;
    void *owner;
};

struct turns {
    int64_t address_delay_ms;
    int address_connections; /* 0: no limit */
    struct map *addresses;   /* text to struct turn_group */
    struct heap waiting;     /* groups by the time they may be asked */
    struct heap ready;       /* groups whose time has come, by turn */
    int64_t count;
};

void turns_init(
    struct turns *t, int64_t address_delay_ms, int address_connections);
void turns_clear(struct turns *t); /* after turn_clear of every turn */

void turn_init(struct turns *t, struct turn *n, void *owner);
void turn_clear(struct turns *t, struct turn *n);

/* From at_ms on it may be n's turn; TURN_NEVER for not at all. */
void turns_set(struct turns *t, struct turn *n, int64_t at_ms, int priority);

/* Let n share an address, or none if it is empty. Takes n out: turns_set
 * follows. */
void turns_join(struct turns *t, struct turn *n, struct str address);

/* Whose turn it is at now_ms, or NULL. It stays so until turns_set. */
struct turn *turns_first(struct turns *t, int64_t now_ms);
/* After turns_first gave NULL: how long until that changes by itself, or -1. */
int64_t turns_wait_ms(const struct turns *t, int64_t now_ms);

/* A request to n begins or ends. turns_set follows. With `free_of_delay` the
 * address is not asked. */
void turns_start(
    struct turns *t, struct turn *n, int64_t now_ms, int free_of_delay);
void turns_end(struct turns *t, struct turn *n);

#endif
