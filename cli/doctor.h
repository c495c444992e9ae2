/* cli/doctor.h - what the checks of `shelfwatch doctor` have in common.
 *
 * A check says one line: how it is, and where it is not well what to do.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdint.h>

enum doctor_state { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

struct doctor {
    const char *store, *archive;    /* borrowed */
    const char *tls_cert, *tls_key; /* the same; NULL: none was named */
    int64_t now_ms;                 /* wall clock */
    int json, quiet;                /* quiet: nothing is said of what is ok */
    int lines[3];                   /* said of each state */
};

/* Say a line: what was looked at, how it is, what to do ("" for nothing). */
void doctor_say(struct doctor *d, const char *check, enum doctor_state state,
    const char *to_do, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The machine: clock, limits, kernel, certificates, browser. */
void doctor_system(struct doctor *d);
/* The store: the file, its version, who writes it, space, the sources. */
void doctor_store(struct doctor *d);
/* What belongs to the program: rules, models, the cache. */
void doctor_data(struct doctor *d);

#endif
