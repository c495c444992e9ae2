#include "base/share.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* More cores than this have nothing to do for long. */
#define THREADS_MAX 16

struct share {
    size_t parts;
    void (*one)(size_t part, void *ctx);
    void *ctx;
    int large;
    atomic_size_t next;
};

static void *
work(void *arg)
{
    struct share *s = arg;
    size_t part;

    if (s->large)
        mem_large_pages();
    while ((part = atomic_fetch_add(&s->next, 1)) < s->parts)
        s->one(part, s->ctx);
    return NULL;
}

static void
run(struct share *s)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t threads[THREADS_MAX];
    size_t count = 0;
    sigset_t all, before;

    /* Signals go to the thread that has a loop to leave. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (count + 1 < s->parts && count < THREADS_MAX &&
           (long)count + 1 < cores &&
           pthread_create(&threads[count], NULL, work, s) == 0)
        count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    work(s);
    while (count > 0)
        pthread_join(threads[--count], NULL);
}

void
share_run(size_t parts, void (*one)(size_t part, void *ctx), void *ctx)
{
    run(&(struct share){ .parts = parts, .one = one, .ctx = ctx });
}

void
share_load(size_t parts, void (*one)(size_t part, void *ctx), void *ctx)
{
    run(&(struct share){ .parts = parts, .one = one, .ctx = ctx, .large = 1 });
}
