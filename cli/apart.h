/* cli/apart.h - work in a process of its own, one piece after the other.
 *
 * For work that gives up for ever what the next piece needs (base/sandbox).
 * Knows no verb.
 */
#ifndef CLI_APART_H
#define CLI_APART_H

#include "base/fail.h"

/* Call work(ctx) in a new process and wait for it. What it returns is
 * returned: 0 if all went well, 1 if it stopped because it was asked to
 * (cli/stop), or -1 with its reason. -1 also where the process ended without
 * saying how. The caller catches signals by stop_on_first_signal: the first
 * one is handed on to the work, and if a second one ends the caller, the
 * kernel ends the work. No store may be open. */
int apart_run(
    int (*work)(void *ctx, struct fail *fail), void *ctx, struct fail *fail);

#endif
