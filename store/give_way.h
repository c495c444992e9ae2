/* store/give_way.h - a batch job lets people write in between; internal.
 *
 * SQLite has one writer, who waits has no place in a line, and a scan begins
 * its next transaction as soon as it has ended one: whoever decides a case
 * meanwhile may not get in for seconds. So who waits holds a shared lock on
 * a file beside the store, and the job looks there. It is a file of its own:
 * to close any descriptor of the batch jobs' lock file would let go that lock.
 */
#ifndef STORE_GIVE_WAY_H
#define STORE_GIVE_WAY_H

struct give_way {
    int fd;   /* -1: not open */
    int asks; /* 1: holds the lock */
};

void give_way_init(struct give_way *g);
/* Say that somebody waits; where no batch job ever was, nothing happens. */
void give_way_ask(struct give_way *g, const char *store_path);
void give_way_thank(struct give_way *g); /* the wait and the writing is over */
void give_way_close(struct give_way *g);

/* For the batch job: make the file and open it. -1 if that fails, which only
 * means that nobody can ask. */
int give_way_open(const char *store_path);
/* 1 while anybody asks. */
int give_way_asked(int fd);

#endif
