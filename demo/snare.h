/* demo/snare.h - pages that a crawler must survive, and how it must end.
 *
 * Four hosts of their own, so that a snare costs no shop its turn: one with
 * pages that are broken or hostile, one without end, one that is slow, one
 * that only a browser can read, with scripts that would harm it.
 */
#ifndef DEMO_SNARE_H
#define DEMO_SNARE_H

#include "base/buf.h"
#include "base/http_server.h"

#define SNARE_MAZE "maze.example"
#define SNARE_ENDLESS "endless.example"
#define SNARE_SNAIL "snail.example"
#define SNARE_STAGE "stage.example" /* demo/stage.h */

struct snare {
    const char *name;
    const char *host, *path;
    /* States its page may end in, parted by blanks ("" for a snare without
     * end, which has no last page), and a word of the reason, or NULL. */
    const char *states, *reason;
};

/* Every snare; *count gets how many. */
const struct snare *snare_list(size_t *count);

#define SNARE_MAX 32 /* no more than these */

/* The place in that list of the snare a request falls into, told by the first
 * part of its path; -1 if it is none. */
int snare_find(const char *host, struct str path);

/* The host of a Host header, also by its first label; NULL if none. */
const char *snare_host_find(struct str host);

/* Answer a request to a snare's host. */
void snare_answer(
    const char *host, const struct http_request *rq, struct http_response *rs);

/* The most that a scan may ask for of one snare without end, when it is told
 * to ask for no more than pages_max pages of a host. */
int64_t snare_endless_max(int64_t pages_max);

#endif
