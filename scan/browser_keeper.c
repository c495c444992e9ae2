#include "scan/browser_keeper.h"

#include "base/handover.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/which.h"
#include "core/limits.h"
#include "scan/browser_home.h"
#include "scan/browser_proxy.h"
#include "scan/browser_session.h"
#include "scan/browser_world.h"
#include "scan/confine.h"
#include "scan/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A browser that does not start so often in a row will not start. */
#define FAILURES_MAX 3
#define NEEDS "needs a browser: "

struct browser_keeper {
    const struct campaign *campaign;
    struct wire wire;
    struct buf frame;
    char *user_agent; /* owned */
    char driver[WHICH_PATH_BYTES], browser[WHICH_PATH_BYTES];
    struct browser_home home;
    struct browser_gate *gate;
    struct browser_place place;
    struct browser_session *session; /* or NULL */
    pid_t proxy;
    int proxy_socket;
    int ready, pages, failures;
    struct fail never; /* why there is no browser; "" while there may be */
};

/* --- once --- */

static int
find_programs(struct browser_keeper *k, struct fail *fail)
{
    if (!which_find("SHELFWATCH_CHROMIUM", "chromium", k->browser))
        return fail_set(fail, "%.500s is not installed", k->browser);
    if (!which_find("SHELFWATCH_CHROMEDRIVER", "chromedriver", k->driver))
        return fail_set(fail, "%.500s is not installed", k->driver);
    return 0;
}

/* Never returns. */
static void
be_proxy(struct browser_keeper *k, int socket, pid_t keeper)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != keeper)
        _exit(1);
    close(k->wire.fd);
    close(k->home.lock);
    _exit(browser_proxy_run(socket, k->gate, k->campaign));
}

/* The proxy stays in the network that the keeper is about to leave. */
static int
start_proxy(struct browser_keeper *k, struct fail *fail)
{
    pid_t keeper = getpid();
    int fd[2];

    if (wire_pair(fd, fail) != 0)
        return -1;
    k->proxy = fork();
    if (k->proxy == 0) {
        close(fd[0]);
        be_proxy(k, fd[1], keeper);
    }
    close(fd[1]);
    k->proxy_socket = fd[0];
    return k->proxy > 0 ? 0 : fail_set(fail, "fork: %s", strerror(errno));
}

/* If memory ends, it is the browser that the kernel should end. */
static void
offer_memory(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (write(fd, "800", 3) != 3)
        log_debug("event=oom_score_adj_kept");
    close(fd);
}

static int
enter_world(struct browser_keeper *k, struct fail *fail)
{
    char report[CONFINE_REPORT_BYTES];
    int listener, port, rc;

    if (start_proxy(k, fail) != 0 ||
        browser_world_enter(&listener, &port, fail) != 0)
        return -1;
    rc = handover_send(k->proxy_socket, listener, fail);
    close(listener);
    offer_memory();
    if (rc != 0 || confine_browser_keeper(
                       k->home.dir, k->driver, k->browser, report, fail) != 0)
        return -1;
    log_info("event=sandbox process=browser-keeper network=own %s", report);
    if (geteuid() == 0)
        log_warn("event=browser_without_sandbox why=its own does not work for "
                 "root; scan as another user");
    k->place = (struct browser_place){ k->driver, k->browser, k->home.dir,
        k->user_agent, port, k->gate };
    return 0;
}

static void
end_proxy(struct browser_keeper *k)
{
    if (k->proxy <= 0)
        return;
    kill(k->proxy, SIGKILL);
    while (waitpid(k->proxy, NULL, 0) < 0 && errno == EINTR)
        ;
    close(k->proxy_socket);
    k->proxy = 0;
}

static int
start_up(struct browser_keeper *k, struct fail *fail)
{
    if (find_programs(k, fail) != 0 || browser_gate_new(&k->gate, fail) != 0 ||
        browser_home_make(&k->home, fail) != 0)
        return -1;
    if (enter_world(k, fail) == 0)
        return 0;
    end_proxy(k);
    return -1;
}

/* --- each page --- */

static void
end_session(struct browser_keeper *k)
{
    browser_session_free(k->session);
    k->session = NULL;
    k->pages = 0;
    browser_home_empty(&k->home);
}

/* A browser for the next page: -1 with the reason where there is none. */
static int
have_session(struct browser_keeper *k, struct fail *fail)
{
    if (!k->ready && k->never.text[0] == '\0' && start_up(k, &k->never) == 0)
        k->ready = 1;
    if (k->never.text[0] != '\0') {
        *fail = k->never;
        return -1;
    }
    if (k->session != NULL)
        return 0;
    if (browser_session_new(&k->session, &k->place, fail) == 0) {
        log_info(
            "event=browser_started name=%s", browser_session_name(k->session));
        k->failures = 0;
        return 0;
    }
    browser_home_empty(&k->home);
    log_warn("event=browser_failed why=%s", fail->text);
    if (++k->failures == FAILURES_MAX)
        k->never = *fail;
    return -1;
}

static void
render(struct browser_keeper *k, const struct message_render *m)
{
    struct message_rendered said = { .id = m->id };
    struct browser_result result;
    struct buf why = BUF_MAX(FAIL_TEXT_MAX + 100);
    struct fail fail = { "" };
    int64_t began_ms = now_monotonic_ms();
    int again = 1;

    browser_session_result_init(&result);
    if (have_session(k, &fail) != 0) {
        buf_addf(&why, NEEDS "%s", fail.text);
    } else {
        said.browser = str_of(browser_session_name(k->session));
        again = browser_session_render(k->session, m->url, &result);
        buf_addz(&why, result.why);
        log_info("event=rendered took_ms=%lld requests=%lld bytes=%lld "
                 "refused=%lld picture_bytes=%zu url=" STR_FMT,
            (long long)(now_monotonic_ms() - began_ms),
            (long long)k->gate->requests, (long long)k->gate->bytes,
            (long long)k->gate->refused, result.picture.len, STR_ARG(m->url));
    }
    said.why = buf_str(&why);
    said.document = buf_str(&result.document);
    said.picture = buf_str(&result.picture);
    said.took_ms = now_monotonic_ms() - began_ms;
    buf_reset(&k->frame);
    message_put_rendered(&k->frame, &said);
    wire_send(&k->wire, MESSAGE_RENDERED, buf_str(&k->frame));
    if (k->session != NULL && (!again || ++k->pages >= LIMIT_RENDER_PAGES))
        end_session(k);
    browser_session_result_clear(&result);
    buf_clear(&why);
}

static int
serve(struct browser_keeper *k)
{
    for (;;) {
        struct pollfd fd = { k->wire.fd,
            (short)(POLLIN | (wire_wants_write(&k->wire) ? POLLOUT : 0)), 0 };
        struct message_render m;
        struct str frame;
        int type, gone;

        if (poll(&fd, 1, -1) < 0)
            continue;
        gone = wire_fill(&k->wire);
        while (wire_next(&k->wire, &type, &frame)) {
            if (type != MESSAGE_RENDER || message_get_render(&m, frame) != 0)
                return 1;
            render(k, &m);
        }
        if (gone || wire_flush(&k->wire) != 0)
            return 0; /* the supervisor is gone: so are we */
    }
}

int
browser_keeper_run(int fd, const struct campaign *campaign)
{
    struct browser_keeper k = { .campaign = campaign };
    int rc;

    wire_init(&k.wire, fd, MESSAGE_BYTES_MAX);
    k.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    k.user_agent = campaign_user_agent(campaign);
    rc = serve(&k);
    browser_session_free(k.session);
    end_proxy(&k);
    browser_gate_free(k.gate);
    free(k.user_agent);
    wire_clear(&k.wire);
    buf_clear(&k.frame);
    return rc;
}
