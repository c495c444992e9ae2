/* store/sql_browse.h - statements that list notices and scans; as
 * sql_accounts.h has it.
 */
#ifndef STORE_SQL_BROWSE_H
#define STORE_SQL_BROWSE_H

#define NOTICE_COLUMNS                                                         \
    "SELECT c.row, c.source, r.id, c.published, r.record, r.first_seen_ms,"    \
    " r.changed_at_ms FROM recall_card c JOIN recall r ON r.row = c.row"
/* Behind (published ?1, row ?2); words ?4 to ?9. */
#define NOTICE_WHERE                                                           \
    " WHERE (c.published, c.row) < (?1, ?2)"                                   \
    " AND (?4 = '' OR instr(c.words, ?4)) AND (?5 = '' OR instr(c.words, ?5))" \
    " AND (?6 = '' OR instr(c.words, ?6)) AND (?7 = '' OR instr(c.words, ?7))" \
    " AND (?8 = '' OR instr(c.words, ?8)) AND (?9 = '' OR instr(c.words, ?9))"
#define NOTICE_ORDER " ORDER BY c.published DESC, c.row DESC LIMIT ?10"
#define SCAN_COLUMNS                                                           \
    "SELECT id, started_at_ms, coalesce(finished_at_ms, 0), name, how,"        \
    " coalesce(summary, '') FROM scan"

#define SQL_BROWSE(X)                                                          \
    X(SQL_NOTICE_EACH,                                                         \
        NOTICE_COLUMNS NOTICE_WHERE " AND (?3 = '')" NOTICE_ORDER)             \
    X(SQL_NOTICE_OF_SOURCE,                                                    \
        NOTICE_COLUMNS NOTICE_WHERE " AND c.source = ?3" NOTICE_ORDER)         \
    X(SQL_NOTICE_GET, NOTICE_COLUMNS " WHERE c.row = ?1")                      \
    X(SQL_NOTICE_SOURCES, "SELECT source, count(*) FROM recall_card"           \
                          " GROUP BY source ORDER BY source")                  \
    X(SQL_NOTICE_PUT,                                                          \
        "INSERT INTO recall_card (row, source, published, words)"              \
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"                   \
        " published = excluded.published, words = excluded.words")             \
    X(SQL_NOTICE_BEHIND, "SELECT r.row, r.record FROM recall_behind b"         \
                         " JOIN recall r ON r.row = b.recall LIMIT 1")         \
    X(SQL_NOTICE_BEHIND_DONE, "DELETE FROM recall_behind WHERE recall = ?1")   \
    X(SQL_SCAN_EACH, SCAN_COLUMNS " WHERE id < ?1 ORDER BY id DESC LIMIT ?2")  \
    X(SQL_SCAN_ROW, SCAN_COLUMNS " WHERE id = ?1")                             \
    X(SQL_SCAN_HOSTS, "SELECT host, known, waiting FROM frontier_host"         \
                      " WHERE scan = ?1 ORDER BY known DESC, host LIMIT ?2")   \
    X(SQL_SCAN_TROUBLES,                                                       \
        "SELECT url, state, reason, fetched_at_ms FROM page"                   \
        " WHERE scan = ?1 AND state = ?2 ORDER BY id DESC LIMIT ?3")

#endif
