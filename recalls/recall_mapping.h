/* recalls/recall_mapping.h - an authority's own list, CSV or JSON, read by a
 * mapping that a person wrote (docs/recall-mapping.md).
 *
 * The mapping says which member of ours comes from which column or path, so
 * that a new list needs no code. What is wrong in it is an error with file,
 * line and column.
 */
#ifndef RECALLS_RECALL_MAPPING_H
#define RECALLS_RECALL_MAPPING_H

#include "recalls/recall_import.h"

struct recall_mapping; /* immutable once loaded */

int recall_mapping_load(
    struct recall_mapping **out, const char *path, struct fail *fail);
/* The same from text; name is used in errors. */
int recall_mapping_parse(struct recall_mapping **out, struct str text,
    const char *name, struct fail *fail);
void recall_mapping_free(struct recall_mapping *m);

/* Read a list. Records with the same id become one. Bad records are the
 * import's; -1 where a mapped column is not there or the text cannot be
 * read at all. */
int recall_mapping_read(const struct recall_mapping *m,
    struct recall_import *im, struct str text, struct fail *fail);

#endif
