/* scan/browser_home.h - the folder a browser lives in, and how it goes.
 *
 * Made anew in $TMPDIR (or /tmp), so that nothing is known of earlier pages.
 * A process of its own waits for the end of the one that made it, however
 * that comes, and removes the folder. What is left where both were killed is
 * told by its lock, which nobody holds, and removed when the next is made.
 */
#ifndef SCAN_BROWSER_HOME_H
#define SCAN_BROWSER_HOME_H

#include "base/fail.h"

/* A local socket's path, which ends in a folder of Chromium's own, has 107
 * bytes at most. */
#define BROWSER_HOME_BYTES 64

struct browser_home {
    char dir[BROWSER_HOME_BYTES];
    int lock; /* open while it is ours */
};

/* First remove what others left behind. It goes when this process ends. */
int browser_home_make(struct browser_home *h, struct fail *fail);

/* Remove everything in the folder but the lock. */
void browser_home_empty(const struct browser_home *h);

#endif
