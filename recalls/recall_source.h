/* recalls/recall_source.h - the forms in which notices come, and from whom.
 *
 * One row per form: its name on the command line, who publishes it, under
 * which licence, and after how long without news something is wrong.
 */
#ifndef RECALLS_RECALL_SOURCE_H
#define RECALLS_RECALL_SOURCE_H

#include "recalls/recall_import.h"
#include "recalls/recall_mapping.h"

#define RECALL_EXPECTS_MAX 3

struct recall_source {
    const char *format; /* "cpsc-jsonl": name on the command line */
    const char *source; /* RECALL_SOURCE of its records, NULL: theirs */
    const char *authority;
    const char *licence;
    int stale_days; /* without a new notice; 0: no rhythm */
    /* Read the whole text. Bad records are the import's; -1 only where the
     * text is not of this form at all. */
    int (*read)(struct recall_import *im, struct str text, struct fail *fail);
    /* 1 if the text looks like this form. */
    int (*looks_like)(struct str text);
    /* 1: the same notices come in many files with other gaps; what is read
     * from one is put together with what is known. */
    int collected;
    /* Fields that every feed of this form fills, and what it calls them:
     * where none of several records has one, the feed changed its shape. */
    struct {
        enum recall_field field;
        const char *theirs;
    } expects[RECALL_EXPECTS_MAX]; /* to the first without a name */
};

/* By format name; NULL if there is none. */
const struct recall_source *recall_source_find(struct str format);

/* By content, from the beginning of the text; NULL if no form fits. */
const struct recall_source *recall_source_guess(struct str text);

/* The i-th row, NULL behind the last. */
const struct recall_source *recall_source_at(size_t i);

/* Read a file of notices ("-" is standard input), of the given form or the
 * one it looks like, into im->out. im->name is set to path. -1 when the file
 * cannot be read, is of no known form, or held no good record at all. */
int recall_load(struct recall_import *im, const char *path,
    const struct recall_source *form, struct fail *fail);

/* The same for a list that a person mapped. */
int recall_load_mapped(struct recall_import *im, const char *path,
    const struct recall_mapping *mapping, struct fail *fail);

#endif
