#include "cli/pdf.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/now.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A letter takes two seconds; a first start on a slow disk some more. */
#define TIME_MAX_MS 60000
#define POLL_US 20000
#define PATH_BYTES 200

/* A network of its own, with nothing in it: no name and no address leads
 * anywhere, whatever the document or the browser wants. */
static int
leave_network(void)
{
    return unshare(CLONE_NEWNET) == 0 ||
                   unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
               ? 0
               : -1;
}

/* What the browser says is of no use to anybody. */
static void
be_quiet(void)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0)
        return;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
}

#define NO_NETWORK 126
#define NO_PROGRAM 127

static void
run_browser(const char *dir)
{
    const char *program = getenv("SHELFWATCH_CHROMIUM");
    char profile[PATH_BYTES + 40], pdf[PATH_BYTES + 40], url[PATH_BYTES + 40];
    char home[PATH_BYTES + 40], path[1000];
    /* Its own sandbox needs rights that not every machine gives; the document
     * is ours, escaped, and may run nothing. */
    const char *args[] = { "chromium", "--headless", "--no-sandbox",
        "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
        "--disable-background-networking", "--no-first-run",
        "--no-pdf-header-footer", "--print-to-pdf-no-header", profile, pdf, url,
        NULL };

    snprintf(profile, sizeof profile, "--user-data-dir=%s/profile", dir);
    snprintf(pdf, sizeof pdf, "--print-to-pdf=%s/print.pdf", dir);
    snprintf(url, sizeof url, "file://%s/print.html", dir);
    snprintf(home, sizeof home, "HOME=%s", dir);
    snprintf(path, sizeof path, "PATH=%.900s",
        getenv("PATH") != NULL ? getenv("PATH") : "/usr/bin:/bin");
    setpgid(0, 0);
    be_quiet();
    if (leave_network() != 0)
        _exit(NO_NETWORK);
    if (program != NULL && program[0] != '\0')
        args[0] = program;
    execvpe(args[0], (char *const *)args, (char *const[]){ home, path, NULL });
    _exit(NO_PROGRAM);
}

/* The whole group, because a browser is many processes. */
static int
wait_for(pid_t pid, struct fail *fail)
{
    int64_t until_ms = now_monotonic_ms() + TIME_MAX_MS;
    int status = 0, ended;

    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (now_monotonic_ms() > until_ms) {
            kill(-pid, SIGKILL);
            waitpid(pid, &status, 0);
            return fail_set(fail, "chromium did not end within %d seconds",
                TIME_MAX_MS / 1000);
        }
        usleep(POLL_US);
    }
    kill(-pid, SIGKILL);
    if (ended < 0)
        return fail_set(fail, "chromium: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NETWORK)
        return fail_set(fail,
            "this system gives no network name space, and nothing is ever "
            "printed by a browser that could reach the network");
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_PROGRAM)
        return fail_set(
            fail, "chromium is not installed: print the HTML instead");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail_set(fail, "chromium failed with status %d", status);
    return 0;
}

static int
take_pdf(const char *dir, struct buf *out, struct fail *fail)
{
    struct buf bytes = BUF_MAX(PDF_BYTES_MAX);
    char from[PATH_BYTES + 40];
    int rc;

    snprintf(from, sizeof from, "%s/print.pdf", dir);
    rc = file_read(&bytes, from, fail);
    if (rc == 0 && !str_starts(buf_str(&bytes), STR("%PDF-")))
        rc = fail_set(fail, "chromium printed no PDF");
    if (rc == 0 && buf_adds(out, buf_str(&bytes)) != 0)
        rc = fail_set(fail, "the PDF is too large");
    buf_clear(&bytes);
    return rc;
}

int
pdf_print(struct str html, struct buf *out, struct fail *fail)
{
    const char *tmp = getenv("TMPDIR");
    char dir[PATH_BYTES], page[PATH_BYTES + 40];
    pid_t pid;
    int rc;

    snprintf(dir, sizeof dir, "%.100s/shelfwatch-pdf-XXXXXX",
        tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (mkdtemp(dir) == NULL)
        return fail_set(fail, "%s: %s", dir, strerror(errno));
    snprintf(page, sizeof page, "%s/print.html", dir);
    rc = file_write(page, html, fail);
    if (rc == 0) {
        fflush(NULL);
        pid = fork();
        if (pid == 0)
            run_browser(dir);
        rc = pid < 0 ? fail_set(fail, "fork: %s", strerror(errno))
                     : wait_for(pid, fail);
    }
    if (rc == 0)
        rc = take_pdf(dir, out, fail);
    file_remove_tree(dir);
    return rc;
}
