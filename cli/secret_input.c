#include "cli/secret_input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

void
secret_input_clear(struct buf *b)
{
    if (b->cap > 0)
        explicit_bzero(b->p, b->cap);
    buf_clear(b);
}

/* One line, byte by byte: what follows is not ours. */
static int
read_line(struct buf *out, struct fail *fail)
{
    char c;
    ssize_t n;

    while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
        buf_addc(out, c);
    if (n < 0)
        return fail_set(fail, "standard input: %s", strerror(errno));
    if (out->len > 0 && out->p[out->len - 1] == '\r')
        buf_cut(out, out->len - 1);
    if (out->over)
        return fail_set(fail, "the password is too long");
    return 0;
}

static int
ask(const char *what, const char *name, struct buf *out, struct fail *fail)
{
    struct termios before, silent;
    int rc;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return fail_set(fail, "terminal: %s", strerror(errno));
    silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    fprintf(stderr, "%s for %s: ", what, name);
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
        return fail_set(fail, "terminal: %s", strerror(errno));
    rc = read_line(out, fail);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fprintf(stderr, "\n");
    return rc;
}

int
secret_input_new(struct buf *out, const char *name, struct fail *fail)
{
    struct buf again = BUF_MAX(out->max);
    int rc;

    if (!isatty(STDIN_FILENO))
        return read_line(out, fail);
    rc = ask("New password", name, out, fail);
    if (rc == 0)
        rc = ask("Again", name, &again, fail);
    if (rc == 0 && !str_eq(buf_str(out), buf_str(&again)))
        rc = fail_set(fail, "the two passwords differ");
    secret_input_clear(&again);
    return rc;
}
