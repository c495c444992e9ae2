#include "crawler/capture.h"

#include "base/charset.h"
#include "base/digest.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/picture.h"
#include "base/sandbox.h"
#include "core/limits.h"
#include "crawler/archive.h"
#include "crawler/html_gumbo.h"
#include "crawler/inert.h"
#include "crawler/png.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A person waits; the largest saved pages take a tenth of it. */
#define SECONDS_MAX 5
/* The pipe to the parent in the child: nothing above it stays open. */
#define PIPE_FD 3
#define OUT_BYTES_MAX (2 * INERT_BYTES_MAX)
#define PICTURE_QUALITY 85
#define HEAD_BYTES_MAX (64u << 10)

static const char died[] = "\n[shelfwatch: the page could not be shown to its "
                           "end; it took too much time or memory]\n";

/* A sanitizer's own address space is larger than any limit of ours. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_BYTES 0
#else
#define MEMORY_BYTES LIMIT_INSPECTOR_BYTES
#endif

struct capture_archive {
    char *dir; /* owned */
    size_t running;
    struct capture *first;
};

struct capture {
    struct capture_archive *of;
    struct capture *next, **before;
    pid_t pid; /* 0 once it is over */
    int fd;
    const char *last; /* of `died`, what is still to be given */
};

struct capture_archive *
capture_archive_new(const char *archive_dir)
{
    struct capture_archive *c = mem_new(sizeof *c);

    c->dir = mem_text(archive_dir);
    return c;
}

void
capture_archive_free(struct capture_archive *c)
{
    if (c == NULL)
        return;
    while (c->first != NULL)
        capture_end(c->first);
    free(c->dir);
    free(c);
}

/* --- in the process that reads --- */

static void
put_fact(struct buf *out, const char *name, struct str value)
{
    buf_addf(out, "%s: ", name);
    escape_plain(out, value);
    buf_addc(out, '\n');
}

static void
put_head(struct buf *out, const char *name, const char *lines)
{
    buf_addf(out, "\n--- %s ---\n", name);
    escape_plain(out, str_sub(str_of(lines), 0, HEAD_BYTES_MAX));
}

static void
put_record(struct buf *out, struct str record, const struct page *p)
{
    char digest[DIGEST_HEX_BYTES], at[NOW_TEXT_BYTES];

    now_text(p->fetched_at_ms, at);
    digest_sha256_hex(buf_str(&p->body), digest);
    put_fact(out, "record", record);
    put_fact(out, "fetched", str_of(at));
    buf_addf(out, "took: %lld ms\n", (long long)p->took_ms);
    put_fact(out, "address", str_of(p->url));
    put_fact(out, "final address", str_of(p->final_url));
    put_fact(out, "server", str_of(p->address));
    buf_addf(out, "status: %d\n", p->status);
    put_fact(out, "outcome", str_of(page_outcome_name(p->outcome)));
    put_fact(out, "why", str_of(p->why));
    put_fact(out, "robots.txt overridden", str_of(p->robots_override));
    if (p->browser[0] != '\0')
        put_fact(out, "rendered by", str_of(p->browser));
    if (p->render_why[0] != '\0')
        put_fact(out, "not all was rendered", str_of(p->render_why));
    buf_addf(out, "body: %zu bytes\n", p->body.len);
    put_fact(out, "sha256 of the body as kept", str_of(digest));
    put_head(out, "redirects", p->redirects);
    put_head(out, "request", p->request);
    put_head(out, "response", p->headers);
    buf_addc(out, '\n');
}

static int
put_tree(struct buf *out, const struct page *p, enum capture_form form,
    struct fail *fail)
{
    struct buf utf8 = BUF_MAX(2 * LIMIT_BODY_BYTES);
    struct str type, content = page_content(p, &type);
    struct charset charset;
    struct html h;
    int rc;

    html_init(&h);
    charset_settle(&charset, content, type);
    charset_to_utf8(&utf8, content, &charset);
    rc = html_gumbo_parse(&h, buf_str(&utf8), fail);
    if (rc == 0 && form == CAPTURE_PAGE)
        inert_page(out, &h);
    else if (rc == 0)
        inert_text(out, &h);
    html_clear(&h);
    buf_clear(&utf8);
    return rc;
}

/* Only what has the frame of a PNG is shown as one. */
static void
put_screenshot(struct buf *out, const struct page *p)
{
    struct png_size size;

    if (png_check(buf_str(&p->screenshot), &size, NULL) == 0)
        buf_adds(out, buf_str(&p->screenshot));
}

static int
put_picture(struct buf *out, const struct page *p, struct fail *fail)
{
    struct picture whole, small;
    int rc;

    if (picture_decode(&whole, buf_str(&p->body), LIMIT_PHOTO_PIXELS, fail) !=
        0)
        return -1;
    picture_shrink(&small, &whole, CAPTURE_SIDE);
    picture_clear(&whole);
    rc = picture_encode(out, &small, PICTURE_QUALITY, fail);
    picture_clear(&small);
    return rc;
}

static int
make(struct buf *out, const char *dir, struct str record,
    enum capture_form form, struct fail *fail)
{
    const char *const dirs[] = { dir, NULL };
    struct sandbox box = { .read_dirs = dirs, .memory_bytes = MEMORY_BYTES };
    struct archive *a = NULL;
    struct page *p = NULL;
    char report[200];
    int rc = -1;

    if (sandbox_enter(&box, report, sizeof report, fail) == 0 &&
        archive_open_read(&a, dir, fail) == 0 &&
        archive_get(a, record, &p, fail) == 0) {
        rc = 0;
        if (form == CAPTURE_RECORD)
            put_record(out, record, p);
        else if (form == CAPTURE_SCREENSHOT)
            put_screenshot(out, p);
        else if (form == CAPTURE_PICTURE)
            rc = put_picture(out, p, fail);
        else
            rc = put_tree(out, p, form, fail);
    }
    page_free(p);
    archive_close(a);
    return rc;
}

static void
send_all(struct str s)
{
    while (s.len > 0) {
        ssize_t n = write(PIPE_FD, s.p, s.len);

        if (n < 0 && errno != EINTR)
            _exit(1);
        s = str_sub(s, n > 0 ? (size_t)n : 0, s.len);
    }
}

/* Never returns. */
static void
read_apart(const char *dir, struct str record, enum capture_form form, int fd)
{
    struct buf out = BUF_MAX(OUT_BYTES_MAX);
    struct fail fail = { "" };
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGALRM, SIG_DFL);
    alarm(SECONDS_MAX);
    if (fd != PIPE_FD && dup2(fd, PIPE_FD) < 0)
        _exit(1);
    if (close_range(PIPE_FD + 1, ~0U, 0) != 0)
        _exit(1);
    if (make(&out, dir, record, form, &fail) != 0) {
        buf_reset(&out);
        if (form == CAPTURE_PICTURE || form == CAPTURE_SCREENSHOT)
            _exit(0);
        buf_addz(&out, "shelfwatch: ");
        if (form == CAPTURE_PAGE)
            escape_html(&out, str_of(fail.text));
        else
            escape_plain(&out, str_of(fail.text));
        buf_addc(&out, '\n');
    }
    send_all(buf_str(&out));
    _exit(0);
}

/* --- in the process that asks --- */

int
capture_start(struct capture_archive *c, struct str record,
    enum capture_form form, struct capture **out, struct fail *fail)
{
    struct capture *one;
    int fd[2];
    pid_t pid;

    *out = NULL;
    if (c->running >= CAPTURES_MAX)
        return fail_set(fail, "too many pages are being read at a time");
    if (pipe2(fd, O_CLOEXEC) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0)
        read_apart(c->dir, record, form, fd[1]);
    close(fd[1]);
    if (pid < 0) {
        close(fd[0]);
        return fail_set(fail, "fork: %s", strerror(errno));
    }
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    one = mem_new(sizeof *one);
    *one = (struct capture){
        .of = c, .next = c->first, .before = &c->first, .pid = pid, .fd = fd[0]
    };
    if (c->first != NULL)
        c->first->before = &one->next;
    c->first = one;
    c->running++;
    *out = one;
    return 0;
}

/* Returns 1 if the process ended well. */
static int
reap(struct capture *c)
{
    int status = 0;
    pid_t pid;

    do
        pid = waitpid(c->pid, &status, 0);
    while (pid < 0 && errno == EINTR);
    c->pid = 0;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int64_t
capture_read(struct capture *c, char *out, size_t max)
{
    ssize_t n;

    if (c->pid > 0) {
        n = read(c->fd, out, max);
        if (n > 0)
            return n;
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        c->last = reap(c) ? "" : died;
    }
    for (n = 0; (size_t)n < max && *c->last != '\0'; n++)
        out[n] = *c->last++;
    return n > 0 ? n : -1;
}

void
capture_wait(const struct capture *c)
{
    struct pollfd one = { .fd = c->fd, .events = POLLIN };

    if (c->pid > 0)
        poll(&one, 1, SECONDS_MAX * 1000);
}

void
capture_end(struct capture *c)
{
    if (c == NULL)
        return;
    if (c->pid > 0) {
        kill(c->pid, SIGKILL);
        reap(c);
    }
    close(c->fd);
    *c->before = c->next;
    if (c->next != NULL)
        c->next->before = c->before;
    c->of->running--;
    free(c);
}
