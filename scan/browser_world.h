/* scan/browser_world.h - what a browser finds around it: a network of its own
 * with nothing in it, and processes of which none outlives the first.
 *
 * The network is a name space with a loopback interface; the only thing that
 * listens there and leads out is the proxy (scan/browser_proxy.h), whose
 * socket is made here. The kernel keeps it so, whatever the browser wants or
 * a page makes of it. Linux only.
 */
#ifndef SCAN_BROWSER_WORLD_H
#define SCAN_BROWSER_WORLD_H

#include "base/fail.h"

#include <sys/types.h>

/* Leave the network for an empty one, for ever; *listener is a socket that
 * listens on its loopback at *port. Fails where the system gives no such
 * name space; the process is then as before. */
int browser_world_enter(int *listener, int *port, struct fail *fail);

/* Whether that would work here: tried in a child that ends at once. */
int browser_world_probe(struct fail *fail);

struct browser_child {
    pid_t pid; /* the first of its processes, of ours; 0: none */
    int out;   /* what the program says on its standard output */
};

/* Run a program, after browser_world_enter, in processes of its own; `home`
 * is its folder in every respect. They end with this process. */
int browser_world_start(struct browser_child *out, const char *const *argv,
    const char *home, struct fail *fail);
/* All of them are gone when it returns. NULL pid is allowed. */
void browser_world_end(struct browser_child *c);

#endif
