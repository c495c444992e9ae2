#include "crawler/turns.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

/* Turns that one step of priority is worth. */
#define TURNS_PER_PRIORITY 16

struct turn_group {
    char *address;         /* owned; NULL: the group of one turn alone */
    struct heap_node node; /* in turns.waiting or turns.ready */
    struct heap waiting;   /* turns by the time they may come */
    struct heap ready;     /* turns whose time has come, in order */
    int64_t next_at_ms;
    size_t members;
    int in_flight;
};

static struct turn_group *
group_new(struct str address)
{
    struct turn_group *g = mem_new(sizeof *g);

    g->address = address.len == 0 ? NULL : str_dup(address);
    g->node.owner = g;
    g->next_at_ms = INT64_MIN;
    return g;
}

static void
group_free(void *ptr)
{
    struct turn_group *g = ptr;

    if (g == NULL)
        return;
    heap_clear(&g->waiting);
    heap_clear(&g->ready);
    free(g->address);
    free(g);
}

static void
take_out(struct heap *a, struct heap *b, struct heap_node *n)
{
    if (n->at == 0)
        return;
    if (n->at <= a->count && a->nodes[n->at - 1] == n)
        heap_remove(a, n);
    else
        heap_remove(b, n);
}

/* Put a group where it belongs after anything about it changed. */
static void
place(struct turns *t, struct turn_group *g)
{
    struct heap_node *first = heap_first(&g->waiting);
    int64_t at_ms = g->next_at_ms;

    take_out(&t->waiting, &t->ready, &g->node);
    if (g->address != NULL && t->address_connections > 0 &&
        g->in_flight >= t->address_connections)
        return;
    if (g->ready.count == 0) {
        if (first == NULL)
            return;
        if (first->key > at_ms)
            at_ms = first->key;
    }
    heap_add(&t->waiting, &g->node, at_ms, t->count++);
}

void
turns_init(struct turns *t, int64_t address_delay_ms, int address_connections)
{
    *t = (struct turns){ .address_delay_ms = address_delay_ms,
        .address_connections = address_connections };
    t->addresses = map_new(group_free);
}

void
turns_clear(struct turns *t)
{
    map_free(t->addresses);
    heap_clear(&t->waiting);
    heap_clear(&t->ready);
}

void
turn_init(struct turns *t, struct turn *n, void *owner)
{
    (void)t;
    *n = (struct turn){ .owner = owner };
    n->node.owner = n;
    n->group = group_new(STR_NONE);
    n->group->members = 1;
}

static void
leave(struct turns *t, struct turn *n)
{
    struct turn_group *g = n->group;

    take_out(&g->waiting, &g->ready, &n->node);
    g->in_flight -= n->in_flight;
    n->group = NULL;
    if (--g->members > 0) {
        place(t, g);
        return;
    }
    take_out(&t->waiting, &t->ready, &g->node);
    if (g->address == NULL)
        group_free(g);
    else
        map_remove(t->addresses, str_of(g->address)); /* frees g */
}

void
turn_clear(struct turns *t, struct turn *n)
{
    leave(t, n);
}

void
turns_set(struct turns *t, struct turn *n, int64_t at_ms, int priority)
{
    struct turn_group *g = n->group;

    take_out(&g->waiting, &g->ready, &n->node);
    n->priority = priority;
    if (at_ms != TURN_NEVER)
        heap_add(&g->waiting, &n->node, at_ms, t->count++);
    place(t, g);
}

void
turns_join(struct turns *t, struct turn *n, struct str address)
{
    struct turn_group *old = n->group, *g = NULL;
    int64_t next_at_ms = INT64_MIN;

    if (old->address != NULL && str_is(address, old->address)) {
        take_out(&old->waiting, &old->ready, &n->node);
        place(t, old);
        return;
    }
    if (address.len > 0) {
        next_at_ms = old->next_at_ms; /* it was this address that was asked */
        g = map_get(t->addresses, address);
    }
    leave(t, n);
    if (g == NULL) {
        g = group_new(address);
        if (address.len > 0)
            map_put(t->addresses, str_of(g->address), g);
    }
    if (next_at_ms > g->next_at_ms)
        g->next_at_ms = next_at_ms;
    g->members++;
    g->in_flight += n->in_flight;
    n->group = g;
}

static void
wake(struct turns *t, struct turn_group *g, int64_t now_ms)
{
    struct heap_node *m;

    while ((m = heap_first(&g->waiting)) != NULL && m->key <= now_ms) {
        struct turn *n = m->owner;

        heap_remove(&g->waiting, m);
        heap_add(&g->ready, m,
            t->count++ + (int64_t)n->priority * TURNS_PER_PRIORITY, 0);
    }
}

struct turn *
turns_first(struct turns *t, int64_t now_ms)
{
    struct heap_node *n;
    struct turn_group *g;

    while ((n = heap_first(&t->waiting)) != NULL && n->key <= now_ms) {
        g = n->owner;
        heap_remove(&t->waiting, n);
        wake(t, g, now_ms);
        heap_add(&t->ready, n, heap_first(&g->ready)->key, 0);
    }
    n = heap_first(&t->ready);
    if (n == NULL)
        return NULL;
    g = n->owner;
    return heap_first(&g->ready)->owner;
}

int64_t
turns_wait_ms(const struct turns *t, int64_t now_ms)
{
    struct heap_node *n = heap_first(&t->waiting);

    return n == NULL ? -1 : n->key - now_ms;
}

void
turns_start(struct turns *t, struct turn *n, int64_t now_ms, int free_of_delay)
{
    int64_t next_at_ms = now_ms + t->address_delay_ms;

    n->in_flight++;
    n->group->in_flight++;
    if (!free_of_delay && next_at_ms > n->group->next_at_ms)
        n->group->next_at_ms = next_at_ms;
}

void
turns_end(struct turns *t, struct turn *n)
{
    (void)t;
    n->in_flight--;
    n->group->in_flight--;
}
