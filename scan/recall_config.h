/* scan/recall_config.h - how official sources are fetched: who is calling,
 * how politely, how much, and from which addresses instead of the usual.
 *
 * Read from YAML (docs/formats.md, "sources"); every member may be left out.
 */
#ifndef SCAN_RECALL_CONFIG_H
#define SCAN_RECALL_CONFIG_H

#include "base/fail.h"
#include "core/texts.h"
#include "crawler/route.h"

#include <stdint.h>

struct recall_config {
    char *contact;        /* owned: URL or e-mail of who is calling, or NULL */
    int64_t delay_ms;     /* between two requests to a source */
    int64_t timeout_ms;   /* of one request */
    int64_t pages_max;    /* per source and run */
    int64_t bytes_max;    /* the same */
    int64_t time_max_ms;  /* the same */
    struct texts named;   /* sources that are listed: --all means these */
    struct texts bases;   /* "NAME BASE": stands for the base of a source */
    struct route *routes; /* owned, with owned texts: connect_to */
    size_t routes_count, routes_cap;
};

void recall_config_init(struct recall_config *c); /* the defaults */
void recall_config_clear(struct recall_config *c);

int recall_config_load(
    struct recall_config *c, const char *path, struct fail *fail);
int recall_config_parse(struct recall_config *c, struct str text,
    const char *name, struct fail *fail);

void recall_config_set_contact(struct recall_config *c, const char *contact);

/* The base to use for a source, or NULL for its own. */
const char *recall_config_base(
    const struct recall_config *c, const char *source);
/* Set it; base must be an http(s) address. A '/' at its end is dropped. */
int recall_config_set_base(struct recall_config *c, const char *source,
    struct str base, struct fail *fail);

#endif
