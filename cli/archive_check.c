#include "cli/archive_check.h"

#include "store/backup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 4096

static int
check_segment(struct str segment, int64_t last, int64_t pages, void *ctx,
    struct fail *fail)
{
    struct archive_check *a = ctx;
    char path[PATH_BYTES];
    struct stat st;

    snprintf(path, sizeof path, "%s/%.*s", a->dir, (int)segment.len, segment.p);
    if (stat(path, &st) != 0)
        return fail_set(fail, "%s, with the records of %lld pages: %s", path,
            (long long)pages, strerror(errno));
    if ((int64_t)st.st_size <= last)
        return fail_set(fail,
            "%s was cut off: %lld bytes, and a page is at %lld", path,
            (long long)st.st_size, (long long)last);
    a->segments++;
    a->pages += pages;
    return 0;
}

int
archive_check(struct archive_check *a, struct store *s, struct fail *fail)
{
    return store_archive_each(s, check_segment, a, fail);
}
