/* What the processes of a scan may no longer do, tried from inside the very
 * profiles they enter (scan/confine.h). Each try runs in a child of its own
 * that is told where a store is, and tells by its exit status what happened.
 */
#include "tests/place.h"

#include "base/shelf.h"
#include "scan/browser_world.h"
#include "scan/confine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>

enum { DONE = 0, STOPPED = 1, BROKEN = 2 };
enum who { FETCHER, INSPECTOR, SUPERVISOR, PROXY, WHO };

static const char *const who_names[] = { "fetcher", "inspector", "supervisor",
    "browser proxy" };

struct world {
    struct place *place;
    char archive[100];
    char home[120];      /* of a browser */
    char elsewhere[100]; /* a file that is nobody's business */
    uint16_t port;       /* something listens on loopback */
    long secret;         /* in the parent's memory */
    struct str body;     /* on a shelf, to be read */
};

static int
outcome(long rc)
{
    return rc < 0 ? STOPPED : DONE;
}

static int
reads(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd < 0 ? STOPPED : outcome(read(fd, &byte, 1));
}

/* --- files --- */

static int
read_store(const struct world *w)
{
    return reads(w->place->path);
}

static int
write_store(const struct world *w)
{
    return outcome(open(w->place->path, O_RDWR | O_CLOEXEC));
}

static int
make_in_archive(const struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s/new", w->archive);
    return outcome(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int
read_elsewhere(const struct world *w)
{
    return reads(w->elsewhere);
}

static int
make_elsewhere(const struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s.new", w->elsewhere);
    return outcome(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int
delete_elsewhere(const struct world *w)
{
    return outcome(unlink(w->elsewhere));
}

static int
link_elsewhere(const struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s/link", w->archive);
    return outcome(symlink(w->elsewhere, path));
}

static int
list_root(const struct world *w)
{
    (void)w;
    return outcome(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int
read_own_memory_file(const struct world *w)
{
    (void)w;
    return reads("/proc/self/environ");
}

static int
read_resolver(const struct world *w)
{
    (void)w;
    return reads("/etc/nsswitch.conf");
}

/* --- network --- */

static int
call_loopback(const struct world *w)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_port = htons(w->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    return fd < 0 ? STOPPED
                  : outcome(connect(fd, (struct sockaddr *)&at, sizeof at));
}

static int
make_udp(const struct world *w)
{
    (void)w;
    return outcome(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int
make_unix(const struct world *w)
{
    (void)w;
    return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
make_packet(const struct world *w)
{
    (void)w;
    return socket(AF_PACKET, SOCK_RAW, 0) < 0 && errno == EPERM ? STOPPED
                                                                : DONE;
}

static int
serve_port(const struct world *w)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    (void)w;
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0)
        return STOPPED;
    return outcome(listen(fd, 1));
}

/* --- processes --- */

static int
make_process(const struct world *w)
{
    pid_t pid = fork();

    (void)w;
    if (pid == 0)
        _exit(0);
    return outcome(pid);
}

static int
clone_process(const struct world *w)
{
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    (void)w;
    if (pid == 0)
        _exit(0);
    return outcome(pid);
}

static int
run_program(const struct world *w)
{
    char *const argv[] = { (char *)"true", NULL };

    (void)w;
    execv("/bin/true", argv);
    return STOPPED;
}

static int
run_program_at(const struct world *w)
{
    char *const argv[] = { (char *)"true", NULL };

    (void)w;
    syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, NULL, 0);
    return STOPPED;
}

static int
trace_parent(const struct world *w)
{
    (void)w;
    return outcome(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
read_parent(const struct world *w)
{
    long copy = 0;
    struct iovec to = { &copy, sizeof copy },
                 from = { (void *)(uintptr_t)&w->secret, sizeof copy };

    return process_vm_readv(getppid(), &to, 1, &from, 1, 0) < 0 ? STOPPED
                                                                : DONE;
}

static int
signal_parent(const struct world *w)
{
    (void)w;
    return outcome(kill(getppid(), 0));
}

/* --- the kernel --- */

/* Calls by which programs have left sandboxes. None of them does harm with
 * these arguments; outside they fail otherwise, with EPERM only for want of
 * rights, so it is the filter's answer where one runs as root. */
static int
ask_kernel(const struct world *w)
{
    static const struct {
        const char *name;
        long number;
    } calls[] = { { "io_uring_setup", SYS_io_uring_setup }, { "bpf", SYS_bpf },
        { "userfaultfd", SYS_userfaultfd },
        { "perf_event_open", SYS_perf_event_open }, { "keyctl", SYS_keyctl },
        { "add_key", SYS_add_key }, { "unshare", SYS_unshare },
        { "setns", SYS_setns }, { "mount", SYS_mount },
        { "chroot", SYS_chroot }, { "pivot_root", SYS_pivot_root },
        { "open_by_handle_at", SYS_open_by_handle_at },
        { "memfd_create", SYS_memfd_create }, { "pidfd_open", SYS_pidfd_open },
        { "pidfd_getfd", SYS_pidfd_getfd },
        { "process_vm_writev", SYS_process_vm_writev },
        { "personality", SYS_personality }, { "setuid", SYS_setuid },
        { "capset", SYS_capset }, { "init_module", SYS_init_module },
        { "kexec_load", SYS_kexec_load }, { "quotactl", SYS_quotactl },
        { "name_to_handle_at", SYS_name_to_handle_at }, { "mknod", SYS_mknod },
        { "syslog", SYS_syslog }, { "modify_ldt", SYS_modify_ldt } };
    int rc = STOPPED;

    (void)w;
    for (size_t i = 0; i < COUNT(calls); i++) {
        errno = 0;
        if (syscall(calls[i].number, -1L, 0L, 0L, 0L, 0L) >= 0 ||
            errno != EPERM) {
            fprintf(stderr, "%s: %s\n", calls[i].name, strerror(errno));
            rc = DONE;
        }
    }
    return rc;
}

static int
take_memory(const struct world *w)
{
    (void)w;
    return mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
               ? STOPPED
               : DONE;
}

static int
write_body(const struct world *w)
{
    return outcome(
        mprotect((char *)w->body.p, w->body.len, PROT_READ | PROT_WRITE));
}

static int
compute(const struct world *w)
{
    char *p = malloc(1 << 20);

    (void)w;
    memset(p, 1, 1 << 20);
    return p[17] == 1 ? DONE : STOPPED;
}

/* --- */

static int
enter(enum who who, const struct world *w)
{
    const struct confine_places places = { w->place->path, w->archive, NULL };
    char report[CONFINE_REPORT_BYTES];
    struct fail why;

    return who == FETCHER     ? confine_fetcher(report, &why)
           : who == INSPECTOR ? confine_inspector(report, &why)
           : who == PROXY     ? confine_browser_proxy(report, &why)
                              : confine_supervisor(&places, report, &why);
}

/* What a try came to; one that was ended by a signal was stopped too, but
 * none is meant to be. */
static int
run_inside(
    enum who who, const struct world *w, int (*attempt)(const struct world *w))
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(enter(who, w) != 0 ? BROKEN : attempt(w));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Without the profile: DONE, or the try proves nothing. */
static int
run_outside(const struct world *w, int (*attempt)(const struct world *w))
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(attempt(w));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int
listen_somewhere(uint16_t *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

static void
make_world(struct world *w, struct place *p)
{
    int fd;

    *w = (struct world){ .place = p, .secret = 42 };
    snprintf(w->archive, sizeof w->archive, "%s/archive", p->dir);
    assert_int_equal(mkdir(w->archive, 0700), 0);
    snprintf(w->elsewhere, sizeof w->elsewhere, "%s-other", p->dir);
    fd = open(w->elsewhere, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
}

static void
end_world(struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s/new", w->archive);
    unlink(path);
    snprintf(path, sizeof path, "%s/link", w->archive);
    unlink(path);
    rmdir(w->archive);
    snprintf(path, sizeof path, "%s.new", w->elsewhere);
    unlink(path);
    unlink(w->elsewhere);
}

#define O DONE
#define X STOPPED

static void
stops_each_process_at_its_walls(void **state)
{
    /* Address space cannot be capped under the sanitizers. */
    const int memory = CHECK_SANITIZED ? DONE : STOPPED;
    const struct {
        const char *name;
        int (*attempt)(const struct world *w);
        int want[WHO];
        int outside; /* 0: it may fail there too, for want of rights */
    } cases[] = {
        { "computes", compute, { O, O, O, O }, 1 },
        { "writes bodies", write_body, { X, X, X, X }, 0 },
        { "reads the store", read_store, { X, X, O, X }, 1 },
        { "writes the store", write_store, { X, X, O, X }, 1 },
        { "makes a file in the archive", make_in_archive, { X, X, O, X }, 1 },
        { "reads another file", read_elsewhere, { X, X, X, X }, 1 },
        { "makes another file", make_elsewhere, { X, X, X, X }, 1 },
        { "deletes another file", delete_elsewhere, { X, X, X, X }, 0 },
        { "links to another file", link_elsewhere, { X, X, X, X }, 0 },
        { "lists /", list_root, { X, X, X, X }, 1 },
        { "reads /proc/self", read_own_memory_file, { X, X, X, X }, 1 },
        { "reads the resolver's files", read_resolver, { O, X, X, O }, 1 },
        { "connects", call_loopback, { O, X, X, O }, 1 },
        { "makes a UDP socket", make_udp, { O, X, X, O }, 0 },
        { "makes a local socket", make_unix, { X, X, X, X }, 1 },
        { "listens to packets", make_packet, { X, X, X, X }, 0 },
        { "serves a port", serve_port, { X, X, X, X }, 1 },
        { "forks", make_process, { X, X, O, X }, 1 },
        { "clones", clone_process, { X, X, O, X }, 1 },
        { "executes", run_program, { X, X, X, X }, 1 },
        { "executes by another call", run_program_at, { X, X, X, X }, 1 },
        { "traces its parent", trace_parent, { X, X, X, X }, 0 },
        { "reads its parent's memory", read_parent, { X, X, X, X }, 0 },
        { "signals its parent", signal_parent, { X, X, O, X }, 1 },
        { "leaves by the kernel", ask_kernel, { X, X, X, X }, 0 },
        { "takes 4 GB", take_memory, { O, memory, O, O }, 0 },
    };
    struct world w;
    char name[100];
    int listener, stopped = 0;
    struct shelf *shelf = NULL;

    make_world(&w, *state);
    assert_int_equal(shelf_new(&shelf, 1, 4096, &(struct fail){ "" }), 0);
    assert_int_equal(shelf_find(shelf, 0, 4096, &w.body), 0);
    listener = listen_somewhere(&w.port);
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (enum who who = 0; who < WHO; who++) {
            snprintf(name, sizeof name, "%s %s", who_names[who], cases[i].name);
            CHECK_INT(run_inside(who, &w, cases[i].attempt), cases[i].want[who],
                name);
            stopped += cases[i].want[who] == STOPPED;
        }
        snprintf(name, sizeof name, "anybody %s", cases[i].name);
        if (cases[i].outside)
            CHECK_INT(run_outside(&w, cases[i].attempt), DONE, name);
    }
    print_message("%d attempts from inside were to be stopped\n", stopped);
    close(listener);
    shelf_free(shelf);
    end_world(&w);
    check_end();
}

/* What a browser would do, from where its keeper stands once it works: in a
 * network and with files of its own. */
static int
run_as_browser(const struct world *w, int (*attempt)(const struct world *w))
{
    pid_t pid = fork();
    int status, listener, port;

    if (pid == 0) {
        char report[CONFINE_REPORT_BYTES];

        if (browser_world_enter(&listener, &port, NULL) != 0 ||
            confine_browser_keeper(
                w->home, "/usr/bin/x", "/usr/bin/y", report, NULL) != 0)
            _exit(BROKEN);
        _exit(attempt(w));
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int
make_at_home(const struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s/profile", w->home);
    return outcome(mkdir(path, 0700));
}

/* Another machine: no network, no route. */
static int
call_outside(const struct world *w)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_port = htons(53),
        .sin_addr.s_addr = htonl(0xc0000201) }; /* 192.0.2.1, RFC 5737 */
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    (void)w;
    return fd < 0 ? STOPPED
                  : outcome(connect(fd, (struct sockaddr *)&at, sizeof at));
}

static void
keeps_a_browser_in_its_world(void **state)
{
    static const struct {
        const char *name;
        int (*attempt)(const struct world *w);
        int want;
    } cases[] = {
        { "computes", compute, O },
        { "makes a folder of its own", make_at_home, O },
        { "reads the system's files", read_resolver, O },
        { "forks", make_process, O },
        { "reads the store", read_store, X },
        { "writes the store", write_store, X },
        { "makes a file in the archive", make_in_archive, X },
        { "reads another file", read_elsewhere, X },
        { "makes another file", make_elsewhere, X },
        { "deletes another file", delete_elsewhere, X },
        { "links to another file", link_elsewhere, X },
        { "lists /", list_root, X },
        { "reaches a server of this machine", call_loopback, X },
        { "reaches another machine", call_outside, X },
        { "traces its parent", trace_parent, X },
        { "reads its parent's memory", read_parent, X },
    };
    struct fail why = { "" };
    struct world w;
    char path[128];
    int listener;

    if (browser_world_probe(&why) != 0) {
        print_message("skipped: %s\n", why.text);
        skip();
    }
    make_world(&w, *state);
    snprintf(w.home, sizeof w.home, "%s-home", w.elsewhere);
    assert_int_equal(mkdir(w.home, 0700), 0);
    listener = listen_somewhere(&w.port);
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            run_as_browser(&w, cases[i].attempt), cases[i].want, cases[i].name);
    close(listener);
    snprintf(path, sizeof path, "%s/profile", w.home);
    rmdir(path);
    rmdir(w.home);
    end_world(&w);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            stops_each_process_at_its_walls, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            keeps_a_browser_in_its_world, place_setup, place_teardown),
    };

    return cmocka_run_group_tests_name("scan/confine", tests, NULL, NULL);
}
