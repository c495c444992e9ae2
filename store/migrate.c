#include "store/migrate.h"

#include "base/log.h"
#include "store/migrate_steps.h"

#include <stdio.h>

/* "Shlf" */
#define APPLICATION_ID 0x53686c66

static int
read_marks(
    struct db *d, int64_t *version, int64_t *application, struct fail *fail)
{
    if (db_one(d, SQL_VERSION, DB_NONE, version, fail) != 1 ||
        db_one(d, SQL_APPLICATION, DB_NONE, application, fail) != 1)
        return -1;
    return 0;
}

/* Returns the version, or -1. */
static int64_t
check_marks(struct db *d, struct fail *fail)
{
    int64_t version, application, objects;

    if (read_marks(d, &version, &application, fail) != 0 ||
        db_one(d, SQL_OBJECTS, DB_NONE, &objects, fail) != 1)
        return -1;
    if (application != APPLICATION_ID && (objects > 0 || application != 0))
        return fail_set(fail, "%s: not a store of shelfwatch", db_path(d));
    if (version > (int64_t)migrate_step_count)
        return fail_set(fail,
            "%s: made by a newer shelfwatch (store version %lld, this one "
            "knows %zu)",
            db_path(d), (long long)version, migrate_step_count);
    return version;
}

int
migrate_check(struct db *d, struct fail *fail)
{
    int64_t version = check_marks(d, fail);

    if (version < 0)
        return -1;
    if (version < (int64_t)migrate_step_count)
        return fail_set(fail,
            "%s: store of an older version; serve, a scan or an import brings "
            "it to this one",
            db_path(d));
    return 0;
}

int
migrate_version(
    struct db *d, int64_t *version, int64_t *newest, struct fail *fail)
{
    *newest = (int64_t)migrate_step_count;
    *version = check_marks(d, fail);
    return *version < 0 ? -1 : 0;
}

/* Every row points to one that is there. */
static int
check_references(struct db *d, struct fail *fail)
{
    int64_t broken = 0;

    if (db_one(d, SQL_BROKEN_REFERENCES, DB_NONE, &broken, fail) != 1)
        return -1;
    if (broken > 0)
        return fail_set(fail,
            "%s: %lld rows point to rows that are missing; the store was left "
            "as it is",
            db_path(d), (long long)broken);
    return 0;
}

/* The steps that are missing, in one transaction. */
static int
take_steps(struct db *d, size_t last, struct fail *fail)
{
    char marks[96];
    int64_t version;

    if (db_run(d, SQL_BEGIN, DB_NONE, fail) != 0)
        return -1;
    /* Another process may have taken the steps while we waited. */
    version = check_marks(d, fail);
    if (version < 0)
        goto undo;
    for (size_t i = (size_t)version; i < last; i++)
        if (db_script(d, migrate_steps[i], fail) != 0)
            goto undo;
    if (version > 0 && check_references(d, fail) != 0)
        goto undo;
    snprintf(marks, sizeof marks,
        "PRAGMA application_id = %d; PRAGMA user_version = %zu;",
        APPLICATION_ID, last > (size_t)version ? last : (size_t)version);
    if (db_script(d, marks, fail) != 0 ||
        db_run(d, SQL_COMMIT, DB_NONE, fail) != 0)
        goto undo;
    return 0;
undo:
    db_run(d, SQL_ROLLBACK, DB_NONE, NULL);
    return -1;
}

int
migrate_run_to(struct db *d, size_t last, struct fail *fail)
{
    int64_t version = check_marks(d, fail);
    int rc;

    if (version < 0)
        return -1;
    if (version >= (int64_t)last)
        return 0;
    if (version > 0)
        log_info("event=store_upgrade store=%s from=%lld to=%zu", db_path(d),
            (long long)version, last);
    /* A table that is made anew is gone for a moment, and with foreign keys
     * on its children would be checked against nothing. */
    if (db_script(d, "PRAGMA foreign_keys = OFF", fail) != 0)
        return -1;
    rc = take_steps(d, last, fail);
    if (db_script(d, "PRAGMA foreign_keys = ON", rc == 0 ? fail : NULL) != 0)
        rc = -1;
    return rc;
}

int
migrate_run(struct db *d, struct fail *fail)
{
    return migrate_run_to(d, migrate_step_count, fail);
}
