/* store/sql_runs.h - statements for runs of scans; as sql_accounts.h has it.
 */
#ifndef STORE_SQL_RUNS_H
#define STORE_SQL_RUNS_H

#define SQL_RUNS(X)                                                            \
    X(SQL_RUN_ADD,                                                             \
        "INSERT INTO scan_run (scan, started_ms, record) VALUES (?1, ?2, ?3)") \
    X(SQL_RUN_END,                                                             \
        "UPDATE scan_run SET ended_ms = ?2, record = ?3 WHERE id = ?1")        \
    X(SQL_RUN_OF_PAGE,                                                         \
        "SELECT r.id, r.started_ms, r.ended_ms, r.record"                      \
        " FROM page p JOIN scan_run r ON r.scan = p.scan"                      \
        " AND r.started_ms <= p.fetched_at_ms"                                 \
        " WHERE p.id = ?1 ORDER BY r.started_ms DESC, r.id DESC LIMIT 1")

#endif
