/* store/migrate_steps.h - what each version of the store adds to the one
 * before; internal to store/migrate.
 */
#ifndef STORE_MIGRATE_STEPS_H
#define STORE_MIGRATE_STEPS_H

#include <stddef.h>

/* Step n brings the file from version n to n + 1. */
extern const char *const migrate_steps[];
extern const size_t migrate_step_count;

#endif
