/* bench/saved_pages.h - saved pages in memory, and what processors cost. */
#ifndef BENCH_SAVED_PAGES_H
#define BENCH_SAVED_PAGES_H

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SAVED_PAGES_MAX 20000

struct saved_pages {
    struct buf *page; /* owned */
    size_t count, cap, bytes;
};

static inline int
saved_pages_add_file(struct saved_pages *s, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_BODY_BYTES);

    if (s->count == SAVED_PAGES_MAX || strstr(path, ".htm") == NULL)
        return 0;
    if (file_read(&text, path, fail) != 0)
        return -1;
    s->page = mem_grow(s->page, &s->cap, s->count + 1, sizeof s->page[0]);
    s->bytes += text.len;
    s->page[s->count++] = text;
    return 0;
}

/* A file, or all *.html and *.htm of a folder and below. */
static inline int
saved_pages_add(struct saved_pages *s, const char *path, struct fail *fail)
{
    struct stat st;
    DIR *dir;
    int rc = 0;

    if (stat(path, &st) != 0)
        return fail_set(fail, "%s: not there", path);
    if (!S_ISDIR(st.st_mode))
        return saved_pages_add_file(s, path, fail);
    dir = opendir(path);
    for (struct dirent *e; dir != NULL && rc == 0 && (e = readdir(dir));) {
        struct buf child = BUF_MAX(4096);

        buf_addf(&child, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.')
            rc = saved_pages_add(s, buf_text(&child), fail);
        buf_clear(&child);
    }
    if (dir != NULL)
        closedir(dir);
    return rc;
}

/* All paths of the command line: -1 where one cannot be read or there is no
 * page. */
static inline int
saved_pages_read(struct saved_pages *s, char **paths, struct fail *fail)
{
    for (; *paths != NULL; paths++)
        if (saved_pages_add(s, *paths, fail) != 0)
            return -1;
    return s->count > 0 ? 0 : fail_set(fail, "no page *.html or *.htm");
}

/* Of this process (CLOCK_PROCESS_CPUTIME_ID) or thread. */
static inline double
cpu_seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
