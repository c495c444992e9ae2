#include "scan/browser_proxy.h"

#include "base/handover.h"
#include "base/log.h"
#include "base/mem.h"
#include "scan/browser_relay.h"
#include "scan/confine.h"
#include "scan/doors.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Chromium keeps 32 connections to a proxy, and 256 for WebSockets. */
#define THREADS_MAX 64
/* A relay's buffers are on the heap; the resolver's are not. */
#define STACK_BYTES (512u << 10)
/* Refusals of one page that are told in the log; the others are counted. */
#define TOLD_MAX 20

struct proxy {
    struct browser_gate *gate;
    struct browser_rules rules;
    _Atomic int threads;
    _Atomic int64_t told_page; /* and how often */
    _Atomic int told;
};

struct visit {
    struct proxy *proxy;
    int fd;
};

/* A page may ask for as many forbidden addresses as it likes. What is refused
 * between pages is the browser's own and of no interest. */
static void
tell(struct proxy *p, const char *why)
{
    struct str reason = str_of(why);
    int64_t page = p->gate->page;

    if (str_starts(reason, STR("gate:")) || str_starts(reason, STR("own:"))) {
        log_debug("event=browser_refused why=%s", why);
        return;
    }
    if (!str_starts(reason, STR("caps:")) && !str_starts(reason, STR("dns:")) &&
        !str_starts(reason, STR("connect:")))
        p->gate->refused++;
    if (p->told_page != page) {
        p->told_page = page;
        p->told = 0;
    }
    if (p->told++ < TOLD_MAX)
        log_warn("event=browser_refused why=%s", why);
}

static void *
serve(void *arg)
{
    struct visit *v = arg;
    struct proxy *p = v->proxy;
    struct fail why = { "" };

    if (browser_relay(p->gate, &p->rules, v->fd, &why) != 0)
        tell(p, why.text);
    free(v);
    p->threads--;
    return NULL;
}

static void
accept_one(struct proxy *p, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    pthread_attr_t attr;
    pthread_t thread;
    struct visit *v;

    if (fd < 0)
        return;
    if (p->threads >= THREADS_MAX) {
        close(fd); /* the browser tries again */
        return;
    }
    v = mem_new(sizeof *v);
    *v = (struct visit){ p, fd };
    p->threads++;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&thread, &attr, serve, v) != 0) {
        p->threads--;
        close(fd);
        free(v);
    }
    pthread_attr_destroy(&attr);
}

int
browser_proxy_run(
    int socket, struct browser_gate *gate, const struct campaign *campaign)
{
    struct proxy p = { .gate = gate };
    struct pollfd fds[2] = { { socket, POLLIN, 0 }, { -1, POLLIN, 0 } };
    struct fail fail = { "" };
    struct routes *routes = NULL;
    struct doors doors;
    char report[CONFINE_REPORT_BYTES];

    doors_init(&doors, campaign);
    fds[1].fd = handover_take(socket, &fail);
    if (fds[1].fd < 0 || fcntl(fds[1].fd, F_SETFL, O_NONBLOCK) != 0 ||
        routes_new(&routes, doors.routes, doors.routes_count, &fail) != 0 ||
        confine_browser_proxy(report, &fail) != 0) {
        log_error("event=browser_proxy_failed why=%s", fail.text);
        return 1;
    }
    log_info("event=sandbox process=browser-proxy kernel=%s", report);
    p.rules = (struct browser_rules){ routes, doors.ports, doors.ports_count };
    /* Whoever ends it ends the process, with all its threads. */
    while (fds[0].revents == 0)
        if (poll(fds, 2, -1) > 0 && fds[1].revents != 0)
            accept_one(&p, fds[1].fd);
    return 0;
}
