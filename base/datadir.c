#include "base/datadir.h"

#include "base/file.h"

#include <stdlib.h>
#include <unistd.h>

/* build/VARIANT/bin/shelfwatch and build/VARIANT/tests/test_x both stand
 * three folders below the top of the tree; PREFIX/bin/shelfwatch stands one
 * below PREFIX. */
#define TREE_UP 3
#define PREFIX_UP 1

/* Append the folder that is `up` above the folder of the program. */
static void
add_above(struct buf *out, int up)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);

    for (up++; len > 0 && up > 0;)
        if (path[--len] == '/')
            up--;
    if (len > 0)
        buf_add(out, path, (size_t)len);
}

/* Keep what was appended if `name` is there. */
static int
try_dir(struct buf *out, size_t start, const char *name)
{
    buf_addf(out, "/%s", name);
    if (!out->over && file_exists(buf_text(out)))
        return 1;
    buf_cut(out, start);
    return 0;
}

int
datadir_find(struct buf *out, const char *name, struct fail *fail)
{
    const char *env = getenv("SHELFWATCH_DATADIR");
    size_t start = out->len;

    if (env != NULL && env[0] != '\0') {
        buf_addz(out, env);
        if (try_dir(out, start, name))
            return 0;
        return fail_set(
            fail, "%s/%s is not there ($SHELFWATCH_DATADIR)", env, name);
    }
    /* The installed place first: three above /usr/bin/shelfwatch is the root
     * folder, where a program should not look for anything. */
    add_above(out, PREFIX_UP);
    buf_addz(out, "/share/shelfwatch");
    if (try_dir(out, start, name))
        return 0;
    buf_cut(out, start);
    add_above(out, TREE_UP);
    if (out->len > start && try_dir(out, start, name))
        return 0;
    buf_cut(out, start);
    return fail_set(fail,
        "%s is neither in ../share/shelfwatch beside the program nor in the "
        "tree it was built in; set SHELFWATCH_DATADIR",
        name);
}
