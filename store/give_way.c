#include "store/give_way.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Locks of open files, not of processes: the review pages write from several
 * threads. */
static struct flock
whole(short type)
{
    return (struct flock){ .l_type = type, .l_whence = SEEK_SET };
}

static int
open_beside(const char *store_path, int flags)
{
    char path[4096];

    snprintf(path, sizeof path, "%s.way", store_path);
    return open(path, flags | O_CLOEXEC, 0666);
}

void
give_way_init(struct give_way *g)
{
    *g = (struct give_way){ .fd = -1 };
}

void
give_way_ask(struct give_way *g, const char *store_path)
{
    struct flock shared = whole(F_RDLCK);

    if (g->asks)
        return;
    if (g->fd < 0)
        g->fd = open_beside(store_path, O_RDONLY);
    g->asks = g->fd >= 0 && fcntl(g->fd, F_OFD_SETLK, &shared) == 0;
}

void
give_way_thank(struct give_way *g)
{
    struct flock none = whole(F_UNLCK);

    if (g->asks)
        fcntl(g->fd, F_OFD_SETLK, &none);
    g->asks = 0;
}

void
give_way_close(struct give_way *g)
{
    if (g->fd >= 0)
        close(g->fd);
    give_way_init(g);
}

int
give_way_open(const char *store_path)
{
    return open_beside(store_path, O_RDWR | O_CREAT);
}

int
give_way_asked(int fd)
{
    struct flock found = whole(F_WRLCK);

    return fd >= 0 && fcntl(fd, F_OFD_GETLK, &found) == 0 &&
           found.l_type != F_UNLCK;
}
