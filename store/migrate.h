/* store/migrate.h - the shape of the database, in numbered forward steps.
 *
 * The number of steps taken is kept in the file (user_version), beside a
 * mark that the file is ours (application_id).
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/db.h"

/* Take the steps that are missing, all or none. Fails on a file of another
 * program, or of a newer version of this one. */
int migrate_run(struct db *d, struct fail *fail);
/* No further than version `last`: for tests of stores of before. */
int migrate_run_to(struct db *d, size_t last, struct fail *fail);

/* The same checks for a reader, who may not take steps: fails where some are
 * missing. */
int migrate_check(struct db *d, struct fail *fail);

/* The number of steps the file has taken, also where some are missing, and of
 * all there are. */
int migrate_version(
    struct db *d, int64_t *version, int64_t *newest, struct fail *fail);

#endif
