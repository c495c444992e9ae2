/* base/sandbox.h - give up network, files and new processes after start-up.
 *
 * Landlock for files, seccomp for system calls, resource limits for memory.
 * Where the kernel has one of them not, the rest still holds and `report`
 * says what is missing, so that the log can.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "base/fail.h"

#include <stddef.h>

struct sandbox {
    const char *const *read_dirs;  /* NULL-ended: may be read; may be NULL */
    const char *const *write_dirs; /* NULL-ended: read and written */
    const char *const *exec_dirs;  /* NULL-ended: read, and programs run */
    const char *const *own_dirs;   /* NULL-ended: anything may be done there */
    int network;                   /* 1: internet sockets may be made */
    int accepts;                   /* 1: and connections taken */
    int processes;                 /* 1: fork may be called; exec never */
    int all_calls;                 /* 1: only files and memory are limited */
    size_t memory_bytes;           /* address space; 0: no limit */
};

/* What a process with a network reads: resolver and certificates. NULL-ended;
 * for read_dirs. */
const char *const *sandbox_network_dirs(void);

/* Apply to this process, for ever. Calls that are not allowed fail with
 * EPERM. `report` (at least 200 bytes) gets a word per layer, for instance
 * "landlock=4 seccomp=yes". Fails only where a layer exists and refuses. */
int sandbox_enter(const struct sandbox *s, char *report, size_t report_bytes,
    struct fail *fail);

/* What an inspector would get here: tried in a child that ends at once. */
int sandbox_probe(char *report, size_t report_bytes, struct fail *fail);

#endif
