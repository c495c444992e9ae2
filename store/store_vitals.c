#include "store/vitals.h"

#include "store/handle.h"

#include <stdio.h>
#include <sys/stat.h>

static int64_t
log_bytes(struct store *s)
{
    char path[4096];
    struct stat st;

    snprintf(path, sizeof path, "%s-wal", db_path(s->db));
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

int
store_vitals(struct store *s, struct store_vitals *out, struct fail *fail)
{
    *out = (struct store_vitals){ .log_bytes = log_bytes(s) };
    if (db_one(s->db, SQL_BYTES, DB_NONE, &out->bytes, fail) < 0 ||
        db_one(s->db, SQL_OLDEST_OPEN, DB_NONE, &out->oldest_open_ms, fail) <
            0 ||
        db_one(s->db, SQL_AUDIT_COUNTER, DB_NONE, &out->audit_entries, fail) <
            0)
        return -1;
    return 0;
}

int
store_scan_ways(struct store *s,
    void (*visit)(struct str how, int64_t scans, int64_t last_ms, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SCAN_WAYS, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        visit(db_rows_s(&r, 0), db_rows_i(&r, 1), db_rows_i(&r, 2), ctx);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}
