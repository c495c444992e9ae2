#include "scan/crew.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "scan/browser_keeper.h"
#include "scan/fetcher.h"
#include "scan/inspector.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a helper's socket is, behind the standard streams. */
#define SOCKET_FD 3
#define IDLE_DEATHS_MAX 20
/* Of a shelf. Most pages are shorter; a longer one goes over the socket. */
#define SLOT_BYTES (256u << 10)
/* As many as a fetcher is asked for at a time. */
#define FETCHED_SLOTS 64
/* Those that came at once and wait, and what inspectors have in hand. */
#define BODIES_SLOTS 96
#define BODIES_SLOTS_MAX 256
/* A new inspector needs milliseconds, on a machine that swaps more. */
#define READY_MS 30000

/* In a new process: keep standard streams and one socket, end with the
 * supervisor, and leave its signals to it (it lets us finish). Returns the
 * socket's number. */
static int
become_helper(int fd, pid_t parent)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGTERM, &ignore, NULL);
    if (fd != SOCKET_FD && dup2(fd, SOCKET_FD) < 0)
        _exit(1);
    if (close_range(SOCKET_FD + 1, ~0u, 0) != 0)
        _exit(1);
    return SOCKET_FD;
}

/* Fork a helper with a wire to it. In the helper the number of its socket, in
 * the supervisor 0, or -1 with no wire (fd -1) and no process (pid 0). */
static int
start_helper(struct wire *wire, pid_t *pid, struct fail *fail)
{
    pid_t parent = getpid(), child;
    int fd[2];

    wire->fd = -1;
    *pid = 0;
    if (wire_pair(fd, fail) != 0)
        return -1;
    child = fork();
    if (child == 0)
        return become_helper(fd[1], parent);
    close(fd[1]);
    if (child < 0) {
        close(fd[0]);
        return fail_set(fail, "fork: %s", strerror(errno));
    }
    *pid = child;
    wire_init(wire, fd[0], MESSAGE_BYTES_MAX);
    return 0;
}

/* NULL where the kernel has no such memory. */
static struct shelf *
new_shelf(size_t slots)
{
    struct shelf *s = NULL;
    struct fail why = { 0 };

    if (shelf_new(&s, slots, SLOT_BYTES, &why) != 0)
        log_warn("event=no_shared_memory why=%s", why.text);
    return s;
}

static int
start_fetcher(struct crew *c, struct wire *wire, struct shelf **fetched,
    pid_t *pid, struct fail *fail)
{
    int fd;

    *fetched = new_shelf(FETCHED_SLOTS);
    fd = start_helper(wire, pid, fail);
    if (fd > 0)
        _exit(fetcher_run(fd, *fetched, c->campaign));
    shelf_keep_reading(*fetched);
    wire_shelves(wire, NULL, *fetched);
    return fd;
}

/* Before the network is given up: it runs a proxy that needs it. */
static int
start_browser(struct crew *c, struct wire *wire, pid_t *pid, struct fail *fail)
{
    int fd = start_helper(wire, pid, fail);

    if (fd > 0)
        _exit(browser_keeper_run(fd, c->campaign));
    return fd;
}

static int
start_browsers(struct crew *c, struct fail *fail)
{
    if (!extractor_renders(c->extractor, STR_NONE))
        return 0;
    if (start_browser(c, &c->browser, &c->browser_pid, fail) != 0)
        return -1;
    for (size_t i = 0; i < COUNT(c->spare_browser); i++)
        if (start_browser(
                c, &c->spare_browser[i], &c->spare_browser_pid[i], fail) != 0)
            return -1;
    return 0;
}

static int
start_inspector(struct crew *c, struct crew_inspector *i, struct fail *fail)
{
    int fd;

    *i = (struct crew_inspector){ 0 };
    fd = start_helper(&i->wire, &i->pid, fail);
    if (fd > 0)
        _exit(inspector_run(fd, c->bodies, c->screener, c->extractor));
    wire_shelves(&i->wire, c->bodies, NULL);
    i->deadline_ms = now_monotonic_ms() + READY_MS;
    return fd;
}

static size_t
bodies_slots(int inspectors)
{
    size_t slots = BODIES_SLOTS + (size_t)inspectors * CREW_DEPTH;

    return slots < BODIES_SLOTS_MAX ? slots : BODIES_SLOTS_MAX;
}

int
crew_start(struct crew *c, const struct campaign *campaign,
    const char *profiles_dir, struct fail *fail)
{
    mem_keep_freed();
    *c = (struct crew){ .campaign = campaign, .fetcher = { .fd = -1 } };
    for (size_t i = 0; i < COUNT(c->spare); i++)
        c->spare[i].fd = -1;
    c->browser.fd = -1;
    for (size_t i = 0; i < COUNT(c->spare_browser); i++)
        c->spare_browser[i].fd = -1;
    if (extractor_new(&c->extractor, profiles_dir, fail) != 0 ||
        start_fetcher(c, &c->fetcher, &c->fetched, &c->fetcher_pid, fail) !=
            0 ||
        start_browsers(c, fail) != 0)
        return -1;
    for (size_t i = 0; i < COUNT(c->spare); i++)
        if (start_fetcher(c, &c->spare[i], &c->spare_fetched[i],
                &c->spare_pid[i], fail) != 0)
            return -1;
    return 0;
}

void
crew_prepare_inspectors(
    struct crew *c, const struct screener *screener, int inspectors)
{
    if (inspectors <= 0)
        inspectors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (inspectors < 1)
        inspectors = 1;
    if (inspectors > CREW_INSPECTORS_MAX)
        inspectors = CREW_INSPECTORS_MAX;
    c->screener = screener;
    c->inspectors_to_be = (size_t)inspectors;
    c->bodies = new_shelf(bodies_slots(inspectors));
}

int
crew_want_inspectors(struct crew *c, struct fail *fail)
{
    while (c->inspector_count < c->inspectors_to_be) {
        if (start_inspector(c, &c->inspector[c->inspector_count], fail) != 0)
            return -1;
        c->inspector_count++;
    }
    return 0;
}

static int64_t
ms_of(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000 + t.tv_usec / 1000;
}

/* End a process, say in words how it ended, and add what it has cost. */
static void
bury(pid_t pid, int64_t *cpu_ms, char *why, size_t why_bytes)
{
    struct rusage cost = { 0 };
    int status = 0;

    kill(pid, SIGKILL);
    while (wait4(pid, &status, 0, &cost) < 0 && errno == EINTR)
        ;
    *cpu_ms += ms_of(cost.ru_utime) + ms_of(cost.ru_stime);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        snprintf(why, why_bytes, "crashed (%s)",
            WTERMSIG(status) == SIGABRT ? "memory limit or failed check"
                                        : strsignal(WTERMSIG(status)));
    else
        snprintf(why, why_bytes, "was ended or gave up");
}

int
crew_next_fetcher(struct crew *c, struct fail *fail)
{
    char why[100];

    bury(c->fetcher_pid, &c->cpu.fetchers_ms, why, sizeof why);
    wire_clear(&c->fetcher);
    shelf_free(c->fetched);
    c->fetched = NULL;
    c->copied = 0;
    for (size_t i = 0; i < COUNT(c->spare); i++) {
        if (c->spare[i].fd < 0)
            continue;
        log_warn("event=fetcher_replaced why=%s", why);
        c->fetcher = c->spare[i];
        c->fetcher_pid = c->spare_pid[i];
        c->fetched = c->spare_fetched[i];
        c->spare_fetched[i] = NULL;
        c->spare[i].fd = -1;
        return 0;
    }
    return fail_set(fail,
        "the fetcher %s, and no spare is left; started again, the scan goes on",
        why);
}

int
crew_next_browser(struct crew *c, char *why, size_t why_bytes)
{
    int left = 0;

    bury(c->browser_pid, &c->cpu.browsers_ms, why, why_bytes);
    wire_clear(&c->browser);
    c->browser.fd = -1;
    log_warn("event=browser_keeper_replaced why=%s", why);
    for (size_t i = 0; i < COUNT(c->spare_browser); i++) {
        if (c->spare_browser[i].fd < 0)
            continue;
        if (c->browser.fd >= 0) {
            left++;
            continue;
        }
        c->browser = c->spare_browser[i];
        c->browser_pid = c->spare_browser_pid[i];
        c->spare_browser[i].fd = -1;
    }
    return left;
}

struct crew_inspector *
crew_idle(struct crew *c)
{
    struct crew_inspector *best = NULL;

    for (size_t k = 0; k < c->inspector_count; k++) {
        struct crew_inspector *i = &c->inspector[k];

        if (i->ready && i->page_count < CREW_DEPTH &&
            i->bytes_in_hand < CREW_BYTES_MAX &&
            wire_waiting(&i->wire) < CREW_WAITING_MAX &&
            (best == NULL || i->page_count < best->page_count))
            best = i;
    }
    return best;
}

int
crew_give(struct crew_inspector *i, enum message_type type, int64_t page,
    struct str tail, int64_t now_ms)
{
    size_t bytes = i->wire.out.len - i->wire.frame_at + tail.len;

    if (wire_end_with(&i->wire, type, tail) != 0)
        return -1;
    if (wire_waiting(&i->wire) >= CREW_WAITING_MAX)
        wire_flush(&i->wire); /* whether it is gone shows when it is read */
    if (i->page_count == 0)
        i->deadline_ms = now_ms + LIMIT_INSPECT_MS;
    i->pages[i->page_count] = page;
    i->bytes[i->page_count] = bytes;
    i->bytes_in_hand += i->bytes[i->page_count++];
    return 0;
}

void
crew_answered(struct crew *c, struct crew_inspector *i, int64_t now_ms)
{
    c->idle_deaths = 0;
    i->gave_up = 0;
    i->page_count--;
    i->bytes_in_hand -= i->bytes[0];
    memmove(i->pages, i->pages + 1, i->page_count * sizeof i->pages[0]);
    memmove(i->bytes, i->bytes + 1, i->page_count * sizeof i->bytes[0]);
    i->deadline_ms = now_ms + LIMIT_INSPECT_MS;
}

int
crew_replace(struct crew *c, struct crew_inspector *i, enum crew_end_of end_of,
    struct crew_death *death, struct fail *fail)
{
    memcpy(death->pages, i->pages, sizeof death->pages);
    death->page_count = i->page_count;
    /* One that dies without a page in hand will die again: not for ever. */
    if (i->page_count == 0 && ++c->idle_deaths > IDLE_DEATHS_MAX)
        return fail_set(fail, "inspectors end as soon as they are started");
    bury(i->pid, &c->cpu.inspectors_ms, death->why, sizeof death->why);
    if (end_of == CREW_HANGS)
        snprintf(death->why, sizeof death->why, "took longer than %d s",
            LIMIT_INSPECT_MS / 1000);
    else if (end_of == CREW_TALKS_NONSENSE)
        snprintf(death->why, sizeof death->why, "gave a broken answer");
    wire_clear(&i->wire);
    return start_inspector(c, i, fail);
}

void
crew_flush(struct crew *c)
{
    wire_flush(&c->fetcher);
    if (c->browser.fd >= 0)
        wire_flush(&c->browser);
    for (size_t k = 0; k < c->inspector_count; k++)
        wire_flush(&c->inspector[k].wire);
}

void
crew_stop(const struct crew *c)
{
    if (c->fetcher.fd >= 0)
        kill(c->fetcher_pid, SIGKILL);
    for (size_t i = 0; i < COUNT(c->spare); i++)
        if (c->spare[i].fd >= 0)
            kill(c->spare_pid[i], SIGKILL);
    if (c->browser.fd >= 0)
        kill(c->browser_pid, SIGKILL);
    for (size_t i = 0; i < COUNT(c->spare_browser); i++)
        if (c->spare_browser[i].fd >= 0)
            kill(c->spare_browser_pid[i], SIGKILL);
    for (size_t i = 0; i < c->inspector_count; i++)
        if (c->inspector[i].wire.fd >= 0)
            kill(c->inspector[i].pid, SIGKILL);
}

void
crew_end(struct crew *c)
{
    char why[100];

    if (c->fetcher.fd >= 0) {
        bury(c->fetcher_pid, &c->cpu.fetchers_ms, why, sizeof why);
        wire_clear(&c->fetcher);
    }
    for (size_t i = 0; i < COUNT(c->spare); i++)
        if (c->spare[i].fd >= 0) {
            bury(c->spare_pid[i], &c->cpu.fetchers_ms, why, sizeof why);
            wire_clear(&c->spare[i]);
        }
    if (c->browser.fd >= 0) {
        bury(c->browser_pid, &c->cpu.browsers_ms, why, sizeof why);
        wire_clear(&c->browser);
    }
    for (size_t i = 0; i < COUNT(c->spare_browser); i++)
        if (c->spare_browser[i].fd >= 0) {
            bury(c->spare_browser_pid[i], &c->cpu.browsers_ms, why, sizeof why);
            wire_clear(&c->spare_browser[i]);
        }
    for (size_t i = 0; i < c->inspector_count; i++)
        if (c->inspector[i].wire.fd >= 0) {
            bury(c->inspector[i].pid, &c->cpu.inspectors_ms, why, sizeof why);
            wire_clear(&c->inspector[i].wire);
        }
    c->inspector_count = 0;
    shelf_free(c->bodies);
    shelf_free(c->fetched);
    c->bodies = c->fetched = NULL;
    for (size_t i = 0; i < COUNT(c->spare_fetched); i++) {
        shelf_free(c->spare_fetched[i]);
        c->spare_fetched[i] = NULL;
    }
    extractor_free(c->extractor);
    c->extractor = NULL;
}
