/* store/backup.h - the store as a file: whole, copied, put back.
 *
 * Knows nothing of the archive but where the store says that its records are.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/audit.h"

struct store_health {
    int64_t bytes;           /* of the file, without its log */
    int64_t version, newest; /* steps taken, steps this program knows */
    int64_t faults;     /* of the file's structure; at most 20 are counted */
    int64_t references; /* rows that point to rows that are missing */
    int audited;        /* 0: of an older version, the log was not read */
    struct store_audit_check audit;
    char first[200]; /* fault, "" without one */
};

/* Read every page of the file. 0 also where something is wrong: see
 * store_health_say. -1 if it cannot be read at all, or is not a store. */
int store_health(const char *path, struct store_health *out, struct fail *fail);
/* -1 and what is wrong, or 0. */
int store_health_say(
    const struct store_health *h, const char *path, struct fail *fail);

/* Copy the store at `path` into the new file `to`, which only its owner may
 * read and which appears whole, after it was checked. Scans and pages go on
 * meanwhile; the copy is of the moment the call began. */
int store_backup(const char *path, const char *to, int replace,
    struct store_health *out, struct fail *fail);

struct store_restored {
    char kept[4096]; /* where the store that was there is now, or "" */
    struct store_health health;
};
/* Put the backup in the place of the store `path`. Fails if a store is there
 * and replace is 0, or if any process has it open. What was there is kept
 * beside it, with `stamp` in its name. The audit log says who and when. */
int store_restore(const char *backup, const char *path, int replace,
    const struct store_audit *by, const char *stamp, struct store_restored *out,
    struct fail *fail);

/* Of every segment of the archive that pages name: the last offset, and how
 * many pages. A non-zero return ends the walk and is returned. */
int store_archive_each(struct store *s,
    int (*visit)(struct str segment, int64_t last, int64_t pages, void *ctx,
        struct fail *fail),
    void *ctx, struct fail *fail);

/* Wall time of the last page or act, 0 without one. */
int store_newest(struct store *s, int64_t *ms, struct fail *fail);

/* Who holds the lock of batch jobs: 1 and the process's number and its words
 * for itself, 0 if nobody does. The store need not be there. */
int store_lock_holder(const char *path, int64_t *process, char *who,
    size_t who_bytes, struct fail *fail);

#endif
