#include "tests/check.h"

#include "base/mem.h"
#include "scan/progress.h"

#include <fcntl.h>

/* What progress_show writes at these times, one entry per call. */
static void
captured(char out[4096], int live, const int64_t *times_ms,
    const int64_t *pages, size_t count)
{
    char path[] = "/tmp/shelfwatch-progress-XXXXXX";
    int fd = mkstemp(path), kept = dup(STDERR_FILENO);
    struct progress p;
    ssize_t n;

    fflush(NULL);
    dup2(fd, STDERR_FILENO);
    progress_init(&p, live, 1000);
    for (size_t i = 0; i < count; i++) {
        struct progress_counts c = { pages[i], 100, 5, 2 };

        progress_show(&p, &c, times_ms[i]);
    }
    progress_end(&p);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    lseek(fd, 0, SEEK_SET);
    n = read(fd, out, 4095);
    out[n > 0 ? n : 0] = '\0';
    close(fd);
    close(kept);
    unlink(path);
}

static size_t
times_in(const char *text, const char *words)
{
    size_t n = 0;

    for (; (text = strstr(text, words)) != NULL; text++)
        n++;
    return n;
}

static void
rewrites_one_line_on_a_terminal(void **state)
{
    static const int64_t at[] = { 1100, 1500, 1600, 2500, 3500 };
    static const int64_t pages[] = { 1, 10, 11, 30, 50 };
    char out[4096];

    (void)state;
    captured(out, 1, at, pages, COUNT(at));
    CHECK_INT(times_in(out, "\n"), 0, "one line");
    CHECK_INT(times_in(out, " pages "), 3, "twice a second at most");
    CHECK_INT(times_in(out, "10 pages  20.0/s"), 1, "rate of half a second");
    CHECK_INT(times_in(out, "100 waiting  5 offers  2 flagged"), 3, "counts");
    CHECK_INT(times_in(out, "ETA 0:00:05"), 3, "100 pages at 20 a second");
    CHECK_INT(strlen(out) > 4 && strcmp(out + strlen(out) - 4, "\r\033[K") == 0,
        1, "the line is wiped at the end");
    check_end();
}

static void
logs_now_and_then_elsewhere(void **state)
{
    static const int64_t at[] = { 2000, 20000, 31000, 32000, 61000 };
    static const int64_t pages[] = { 1, 20, 30, 31, 30 };
    char out[4096];

    (void)state;
    captured(out, 0, at, pages, COUNT(at));
    CHECK_INT(times_in(out, "\n"), 2, "every half minute");
    CHECK_INT(times_in(out, "event=progress pages=30 rate=1.0 waiting=100 "
                            "listings=5 flagged=2 eta_s=100"),
        1, "the first");
    CHECK_INT(times_in(out, "\033"), 0, "nothing for terminals");
    check_end();
}

/* Nothing came in: no rate, so no time of arrival either. */
static void
bears_a_standstill(void **state)
{
    static const int64_t at[] = { 1500, 2500 };
    static const int64_t pages[] = { 0, 0 };
    char out[4096];

    (void)state;
    captured(out, 1, at, pages, COUNT(at));
    CHECK_INT(times_in(out, "0 pages  0.0/s"), 2, "shown");
    CHECK_INT(times_in(out, "ETA 0:00:00"), 2, "not known");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rewrites_one_line_on_a_terminal),
        cmocka_unit_test(logs_now_and_then_elsewhere),
        cmocka_unit_test(bears_a_standstill),
    };

    return cmocka_run_group_tests_name("scan/progress", tests, NULL, NULL);
}
