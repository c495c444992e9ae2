/* scan/recall_collect.h - one notice out of several collections of it.
 *
 * The CPSC's and the Safety Gate's notices come in many files, each with other
 * gaps. A notice read from a file is put together with what the store has of
 * it, so that no collection takes away what another one gave: the texts read
 * last count, of prose the longer, and lists stand side by side. The store
 * keeps what was there before as a version.
 */
#ifndef SCAN_RECALL_COLLECT_H
#define SCAN_RECALL_COLLECT_H

#include "store/store.h"

struct recall_collect;

/* What the store has of a source, by address of the notice's page. */
int recall_collect_new(struct recall_collect **out, struct store *s,
    const char *source, struct fail *fail);
void recall_collect_free(struct recall_collect *c);

/* Fill r up from the store. Where only one of two records of a page has a
 * number, they are the same notice: the id that the store knows stays, and a
 * number that r brings becomes the extra member case_number. */
int recall_collect_fill(struct recall_collect *c, struct store *s,
    struct recall *r, struct fail *fail);

#endif
