/* Notices and scans as pages list them. */
#include "store/browse.h"

#include "base/fold.h"
#include "base/mem.h"
#include "store/handle.h"

#define WORDS_BYTES_MAX 4096

/* --- notices --- */

static int
notices(struct store *s, enum sql n, const struct db_arg *args, size_t count,
    int (*visit)(const struct store_notice *n, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, count, fail), found = 0;

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_notice notice = { .row = db_rows_i(&r, 0),
            .source = db_rows_s(&r, 1),
            .id = db_rows_s(&r, 2),
            .published = db_rows_s(&r, 3),
            .record = db_rows_s(&r, 4),
            .first_seen_ms = db_rows_i(&r, 5),
            .changed_at_ms = db_rows_i(&r, 6) };

        found = 1;
        rc = visit(&notice, ctx);
    }
    db_rows_end(&r);
    return rc == 0 ? found : rc;
}

int
store_notice_each(struct store *s, const struct store_notice_filter *f,
    int (*visit)(const struct store_notice *n, void *ctx), void *ctx,
    struct fail *fail)
{
    struct str words[STORE_NOTICE_WORDS], word;
    struct buf folded = BUF_MAX(WORDS_BYTES_MAX);
    /* Behind every date. */
    struct str from = f->row > 0 ? f->published : STR("~");
    size_t n = 0;
    int rc;

    fold_key(&folded, f->text);
    for (size_t i = 0; i < COUNT(words); i++)
        words[i] = STR("");
    for (struct str rest = buf_str(&folded);
         n < COUNT(words) && str_next(&rest, ' ', &word);)
        if (word.len > 0)
            words[n++] = word;
    rc = notices(s, f->source.len > 0 ? SQL_NOTICE_OF_SOURCE : SQL_NOTICE_EACH,
        DB_ARGS(db_s(from), db_i(f->row), db_s(f->source), db_s(words[0]),
            db_s(words[1]), db_s(words[2]), db_s(words[3]), db_s(words[4]),
            db_s(words[5]), db_i(f->limit)),
        visit, ctx, fail);
    buf_clear(&folded);
    return rc == 1 ? 0 : rc;
}

int
store_notice_get(struct store *s, int64_t row,
    int (*visit)(const struct store_notice *n, void *ctx), void *ctx,
    struct fail *fail)
{
    return notices(s, SQL_NOTICE_GET, DB_ARGS(db_i(row)), visit, ctx, fail);
}

int
store_notice_sources(struct store *s,
    void (*visit)(struct str source, int64_t notices, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_NOTICE_SOURCES, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        visit(db_rows_s(&r, 0), db_rows_i(&r, 1), ctx);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

/* --- scans --- */

static int
scans(struct store *s, enum sql n, const struct db_arg *args, size_t count,
    int (*visit)(const struct store_scan_row *r, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, count, fail), found = 0;

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_scan_row scan = { .id = db_rows_i(&r, 0),
            .started_at_ms = db_rows_i(&r, 1),
            .finished_at_ms = db_rows_i(&r, 2),
            .name = db_rows_s(&r, 3),
            .how = db_rows_s(&r, 4),
            .summary = db_rows_s(&r, 5) };

        found = 1;
        rc = visit(&scan, ctx);
    }
    db_rows_end(&r);
    return rc == 0 ? found : rc;
}

int
store_scan_each(struct store *s, int64_t before, int64_t limit,
    int (*visit)(const struct store_scan_row *r, void *ctx), void *ctx,
    struct fail *fail)
{
    int rc = scans(s, SQL_SCAN_EACH,
        DB_ARGS(db_i(before > 0 ? before : INT64_MAX), db_i(limit)), visit, ctx,
        fail);

    return rc == 1 ? 0 : rc;
}

int
store_scan_get(struct store *s, int64_t id,
    int (*visit)(const struct store_scan_row *r, void *ctx), void *ctx,
    struct fail *fail)
{
    return scans(s, SQL_SCAN_ROW, DB_ARGS(db_i(id)), visit, ctx, fail);
}

int
store_scan_hosts(struct store *s, int64_t scan, int64_t limit,
    void (*visit)(struct str host, int64_t known, int64_t waiting, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_SCAN_HOSTS, DB_ARGS(db_i(scan), db_i(limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        visit(db_rows_s(&r, 0), db_rows_i(&r, 1), db_rows_i(&r, 2), ctx);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

int
store_scan_troubles(struct store *s, int64_t scan, const char *state,
    int64_t limit, void (*visit)(const struct store_trouble *t, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SCAN_TROUBLES,
        DB_ARGS(db_i(scan), db_z(state), db_i(limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_trouble t = { .url = db_rows_s(&r, 0),
            .state = db_rows_s(&r, 1),
            .reason = db_rows_s(&r, 2),
            .fetched_at_ms = db_rows_i(&r, 3) };

        visit(&t, ctx);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}
