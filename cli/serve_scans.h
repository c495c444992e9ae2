/* cli/serve_scans.h - carries out the scans that are asked for on the pages:
 * `shelfwatch scan --requested` as a process of its own.
 */
#ifndef CLI_SERVE_SCANS_H
#define CLI_SERVE_SCANS_H

struct serve_scans;

/* The texts are borrowed. */
struct serve_scans *serve_scans_new(
    const char *store, const char *archive, const char *campaigns);
/* Scans go on: they are another process's, and survive a restart. */
void serve_scans_free(struct serve_scans *s);

/* For struct facts; ctx is a struct serve_scans. May be called by several
 * threads at once. */
void serve_scans_start(void *ctx);

#endif
