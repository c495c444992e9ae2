#include "crawler/names.h"

#include "base/map.h"
#include "base/mem.h"

#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The C library does not say how long an answer holds. */
#define KEPT_MS 300000
/* Pages of one dead host ask once, a second try some seconds later again. */
#define FAILED_MS 5000
/* A name server that never answers holds a thread for half a minute. */
#define THREADS_MAX 64
/* 2 KB each. */
#define HOSTS_MAX 5000
#define STACK_BYTES (256u << 10)

/* One name on its way; the thread's while it works, then its names'. */
struct query {
    struct query *next;
    struct mail *mail;
    char *host; /* owned */
    struct names_answer answer;
};

/* Where threads leave what they found: it lives as long as any of them. */
struct mail {
    pthread_mutex_t lock;
    struct query *first;
    int fd, users;
};

struct host {
    int asking;
    int64_t until_ms;
    struct names_answer answer;
};

struct names {
    struct mail *mail;
    struct map *hosts; /* by name */
    int threads;
};

static void
host_free(void *h)
{
    free(h);
}

static void
query_free(struct query *q)
{
    free(q->host);
    free(q);
}

static void
mail_leave(struct mail *m)
{
    int left;

    pthread_mutex_lock(&m->lock);
    left = --m->users;
    pthread_mutex_unlock(&m->lock);
    if (left > 0)
        return;
    while (m->first != NULL) {
        struct query *next = m->first->next;

        query_free(m->first);
        m->first = next;
    }
    close(m->fd);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

struct names *
names_new(void)
{
    struct names *n = mem_new(sizeof *n);

    n->mail = mem_new(sizeof *n->mail);
    pthread_mutex_init(&n->mail->lock, NULL);
    n->mail->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    n->mail->users = 1;
    n->hosts = map_new(host_free);
    return n;
}

void
names_free(struct names *n)
{
    if (n == NULL)
        return;
    mail_leave(n->mail);
    map_free(n->hosts);
    free(n);
}

int
names_fd(const struct names *n)
{
    return n->mail->fd;
}

/* --- in a thread --- */

static void
add_address(struct names_answer *a, const struct addrinfo *one)
{
    char ip[NI_MAXHOST];
    size_t len = strlen(a->addresses);
    int n;

    if (getnameinfo(one->ai_addr, one->ai_addrlen, ip, sizeof ip, NULL, 0,
            NI_NUMERICHOST) != 0)
        return;
    n = snprintf(a->addresses + len, sizeof a->addresses - len, "%s%s",
        len > 0 ? "," : "", ip);
    if (n < 0 || (size_t)n >= sizeof a->addresses - len)
        a->addresses[len] = '\0';
}

static void
resolve(struct query *q)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_ADDRCONFIG };
    struct addrinfo *all = NULL;
    int rc = getaddrinfo(q->host, NULL, &hints, &all), count = 0;

    if (rc != 0)
        snprintf(q->answer.why, sizeof q->answer.why, "%s", gai_strerror(rc));
    for (const struct addrinfo *one = all;
         one != NULL && count < NAMES_ADDRESSES_MAX; one = one->ai_next) {
        add_address(&q->answer, one);
        count++;
    }
    if (rc == 0 && q->answer.addresses[0] == '\0')
        snprintf(q->answer.why, sizeof q->answer.why, "no address");
    if (all != NULL)
        freeaddrinfo(all);
}

static void *
work(void *arg)
{
    static const uint64_t one = 1;
    struct query *q = arg;
    struct mail *m = q->mail;
    ssize_t n;

    resolve(q);
    pthread_mutex_lock(&m->lock);
    q->next = m->first;
    m->first = q;
    /* It fails only where the reader has 2^64 wake-ups before it already. */
    n = write(m->fd, &one, sizeof one);
    (void)n;
    pthread_mutex_unlock(&m->lock);
    mail_leave(m);
    return NULL;
}

/* --- */

static int
start(struct query *q)
{
    pthread_attr_t attr;
    pthread_t thread;
    int rc;

    pthread_mutex_lock(&q->mail->lock);
    q->mail->users++;
    pthread_mutex_unlock(&q->mail->lock);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    rc = pthread_create(&thread, &attr, work, q);
    pthread_attr_destroy(&attr);
    if (rc != 0)
        mail_leave(q->mail);
    return rc == 0 ? 0 : -1;
}

static void
begin(struct names *n, struct host *h, struct str host, int64_t now_wall_ms)
{
    struct query *q;

    if (n->threads >= THREADS_MAX)
        return; /* asked again when one has ended */
    q = mem_new(sizeof *q);
    q->mail = n->mail;
    q->host = str_dup(host);
    q->answer.asked_wall_ms = now_wall_ms;
    if (start(q) != 0) {
        query_free(q);
        return;
    }
    h->asking = 1;
    n->threads++;
}

/* Take what threads have left. */
static void
collect(struct names *n, int64_t now_ms)
{
    struct query *q;
    uint64_t count;
    ssize_t got = read(n->mail->fd, &count, sizeof count);

    if (got < 0)
        return; /* nothing has come */
    pthread_mutex_lock(&n->mail->lock);
    q = n->mail->first;
    n->mail->first = NULL;
    pthread_mutex_unlock(&n->mail->lock);
    while (q != NULL) {
        struct query *next = q->next;
        struct host *h = map_get(n->hosts, str_of(q->host));

        n->threads--;
        if (h != NULL) {
            h->answer = q->answer;
            h->asking = 0;
            h->until_ms =
                now_ms + (q->answer.addresses[0] != '\0' ? KEPT_MS : FAILED_MS);
        }
        query_free(q);
        q = next;
    }
}

/* Names are free, so a site may have any number of them. */
static void
trim(struct names *n)
{
    struct map *kept;

    if (map_count(n->hosts) < HOSTS_MAX)
        return;
    kept = map_new(host_free);
    for (struct map_item *i = map_next(n->hosts, NULL); i != NULL;
         i = map_next(n->hosts, i)) {
        struct host *h = i->value.ptr;

        if (!h->asking)
            continue;
        map_put(kept, i->key, h);
        i->value.ptr = NULL; /* handed over */
    }
    map_free(n->hosts);
    n->hosts = kept;
}

const struct names_answer *
names_ask(struct names *n, struct str host, int64_t now_ms, int64_t now_wall_ms)
{
    struct host *h;

    collect(n, now_ms);
    h = map_get(n->hosts, host);
    if (h == NULL) {
        trim(n);
        h = mem_new(sizeof *h);
        map_put(n->hosts, host, h);
    }
    if (!h->asking && now_ms < h->until_ms)
        return &h->answer;
    if (!h->asking)
        begin(n, h, host, now_wall_ms);
    return NULL;
}
