/* tests/folder.h - a folder for one test, which goes away with all in it. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include "tests/check.h"

#include "base/mem.h"

#include <ftw.h>

static inline int
folder_remove_one(
    const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

/* Remove it and what is in it; links are not followed. */
static inline int
folder_remove(const char *path)
{
    return nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The state of a test: the folder's path. */
static inline int
folder_setup(void **state)
{
    char template[] = "/tmp/shelfwatch-test-XXXXXX";

    if (mkdtemp(template) == NULL)
        return -1;
    *state = mem_text(template);
    return 0;
}

static inline int
folder_teardown(void **state)
{
    int rc = folder_remove(*state);

    free(*state);
    return rc;
}

#endif
