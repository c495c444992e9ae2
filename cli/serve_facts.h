/* cli/serve_facts.h - what the pages are given by the stages they do not know.
 */
#ifndef CLI_SERVE_FACTS_H
#define CLI_SERVE_FACTS_H

#include "review/facts.h"

/* The installed rules, and how the sources are. Rules that cannot be read are
 * left out, with a line in the log: the queue is served all the same. */
void serve_facts_load(struct facts *f);
void serve_facts_clear(struct facts *f);

/* How the sources are, alone; nothing is to be cleared. */
void serve_facts_sources(struct facts *f);

#endif
