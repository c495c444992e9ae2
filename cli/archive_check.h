/* cli/archive_check.h - has the archive what the store says it has? */
#ifndef CLI_ARCHIVE_CHECK_H
#define CLI_ARCHIVE_CHECK_H

#include "store/store.h"

struct archive_check {
    const char *dir; /* borrowed; set by the caller */
    int64_t segments, pages;
};

/* Every segment that pages name is there and reaches to the last of them.
 * Reads no record. -1 with the first segment that is not. */
int archive_check(struct archive_check *a, struct store *s, struct fail *fail);

#endif
