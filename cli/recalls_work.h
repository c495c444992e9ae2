/* cli/recalls_work.h - the commands of `shelfwatch recalls` that are files of
 * their own.
 */
#ifndef CLI_RECALLS_WORK_H
#define CLI_RECALLS_WORK_H

#include "cli/run_metrics.h"
#include "recalls/recall_source.h"

struct recalls_options {
    const char *store, *source;
    const struct recall_source *form;
    struct recall_mapping *mapping; /* of import and match, or NULL; owned */
    const char *config, *contact, *base; /* of fetch */
    int all, full, accept;
    int replace; /* of import */
    int json, versions;
    const char *recalls, *language; /* of explain; language of match too */
    const char *market;             /* of sweep: which law applies; NULL: EU */
    int no_sweep;
    const char *metrics; /* of fetch and sweep: file for figures, or NULL */
};

/* fetch SOURCE...|--all */
int recalls_fetch(int argc, char **argv, const struct recalls_options *o);

/* sources: how they are. */
int recalls_fetch_sources(const struct recalls_options *o);

/* explain LISTING RECALL: every rung of the ladder. argc is 2. */
int recalls_explain(int argc, char **argv, const struct recalls_options *o);
/* sweep: new and changed recalls against the stored offers; and the same for
 * a store that is open and locked: prints what came of it, and adds it to
 * the figures (NULL: none). */
int recalls_sweep(const struct recalls_options *o);
struct store;
int recalls_sweep_store(struct store *s, const struct recalls_options *o,
    struct run_metrics *figures, struct fail *fail);

/* links [ID]: which notices are about one product. */
int recalls_links(int argc, char **argv, const struct recalls_options *o);

/* Append to a notice's JSON what the store knows beside it: "links", and
 * with --versions what changed when. */
struct js;
int recalls_links_add(struct store *s, struct js *notice,
    const struct recalls_options *o, struct fail *fail);

#endif
