/* scan/crew.h - the supervisor's helpers: start, feed, watch, replace.
 *
 * One fetcher (with spares, made while the network may still be used) and
 * some inspectors. Knows processes and deadlines, not what a page means.
 */
#ifndef SCAN_CREW_H
#define SCAN_CREW_H

#include "base/fail.h"
#include "base/shelf.h"
#include "base/wire.h"
#include "core/campaign.h"
#include "crawler/extract.h"
#include "scan/message.h"
#include "score/screen.h"

#include <poll.h>
#include <sys/types.h>

#define CREW_INSPECTORS_MAX 64
/* Pages an inspector may have: one in work, the others on the way to it. They
 * are its work while the supervisor commits, which takes tens of ms. */
#define CREW_DEPTH 32
/* One that has so much in hand gets no more: pages may be 10 MB each. */
#define CREW_BYTES_MAX (4u << 20)
/* And one that lets so much wait gets no more yet: what its socket does not
 * take is copied. */
#define CREW_WAITING_MAX (16u << 10)

struct crew_inspector {
    pid_t pid;   /* 0: none */
    int ready;   /* it has said that it may be given pages */
    int gave_up; /* a rule could not be decided on its oldest page */
    struct wire wire;
    int64_t pages[CREW_DEPTH]; /* numbers, oldest first */
    size_t bytes[CREW_DEPTH];  /* of what was sent of each */
    size_t page_count, bytes_in_hand;
    int64_t deadline_ms; /* for the oldest page, or to become ready */
};

struct crew {
    const struct campaign *campaign;
    const struct screener *screener;
    struct extractor *extractor; /* owned; never used here, only copied */
    /* Bodies travel on shelves (base/shelf.h); NULL: over sockets alone. */
    struct shelf *bodies;  /* owned; read by inspectors */
    struct shelf *fetched; /* owned; written by the fetcher */
    int64_t copied;        /* of its bodies, which it does not know yet */
    struct wire fetcher;   /* fd -1: none left */
    pid_t fetcher_pid;
    struct wire spare[2];
    struct shelf *spare_fetched[2];
    pid_t spare_pid[2];
    /* Keepers of a browser; only where a site profile asks for one. */
    struct wire browser; /* fd -1: none, or none left */
    pid_t browser_pid;
    struct wire spare_browser[2]; /* fd -1: used up */
    pid_t spare_browser_pid[2];
    struct crew_inspector inspector[CREW_INSPECTORS_MAX];
    size_t inspector_count;  /* 0 until they are wanted */
    size_t inspectors_to_be; /* so many then */
    struct crew_cpu {
        int64_t fetchers_ms, inspectors_ms, browsers_ms;
    } cpu;           /* of those that ended */
    int idle_deaths; /* without a page in hand, since one was answered */
};

/* Why an inspector ended, for the quarantine. */
struct crew_death {
    int64_t pages[CREW_DEPTH]; /* what it had, oldest first */
    size_t page_count;
    char why[100];
};

/* Fetchers, and keepers of a browser. Before what inspectors judge by is
 * loaded, of which they need nothing: the more memory a process has, the longer
 * takes its fork. `profiles_dir`: site profiles, or NULL; read before anything
 * is forked. From then on this process and its children keep what they free
 * (base/mem.h). */
int crew_start(struct crew *c, const struct campaign *campaign,
    const char *profiles_dir, struct fail *fail);

/* Which inspectors there will be; 0: one per core. */
void crew_prepare_inspectors(
    struct crew *c, const struct screener *screener, int inspectors);
/* A page is to be inspected: start them, where they are not. Where all pages
 * are known there are none. */
int crew_want_inspectors(struct crew *c, struct fail *fail);

/* The fetcher died: go on with a spare. -1 when there is none. */
int crew_next_fetcher(struct crew *c, struct fail *fail);

/* The browser's keeper died or hangs: go on with a spare, or without one.
 * How it ended is put into `why` (at least 100 bytes). Returns how many spares
 * are left then. */
int crew_next_browser(struct crew *c, char *why, size_t why_bytes);

/* An inspector that is ready and has room, or NULL. The one with the fewest
 * pages. */
struct crew_inspector *crew_idle(struct crew *c);

/* Give a page to an inspector that is idle, as MESSAGE_INSPECT or
 * MESSAGE_JUDGE, in the frame that was begun on its wire and ends with `tail`
 * (base/wire.h); now_ms starts its clock if it is the first. */
int crew_give(struct crew_inspector *i, enum message_type type, int64_t page,
    struct str tail, int64_t now_ms);

/* The inspector answered its oldest page. */
void crew_answered(struct crew *c, struct crew_inspector *i, int64_t now_ms);

/* Why an inspector is replaced. */
enum crew_end_of { CREW_DIED, CREW_HANGS, CREW_TALKS_NONSENSE };

/* End an inspector that died, hangs or talks nonsense, and put a new one in
 * its place. */
int crew_replace(struct crew *c, struct crew_inspector *i,
    enum crew_end_of end_of, struct crew_death *death, struct fail *fail);

/* Write what waits for anybody; who is gone shows when it is read. */
void crew_flush(struct crew *c);

/* Nothing more is asked of anybody: they end while other work is done. */
void crew_stop(const struct crew *c);
/* Close every socket and wait for every process, where that is not done. What
 * lay on shelves is gone. */
void crew_end(struct crew *c);

#endif
