/* store/sql_upkeep.h - statements about the store as a file; as sql_accounts.h
 * has it.
 */
#ifndef STORE_SQL_UPKEEP_H
#define STORE_SQL_UPKEEP_H

#define SQL_UPKEEP(X)                                                          \
    X(SQL_STRUCTURE, "SELECT quick_check FROM pragma_quick_check(20)"          \
                     " WHERE quick_check <> 'ok'")                             \
    X(SQL_TABLE_INTEGRITY,                                                     \
        "SELECT integrity_check FROM pragma_integrity_check(?)"                \
        " WHERE integrity_check <> 'ok' LIMIT 20")                             \
    X(SQL_TABLES,                                                              \
        "SELECT name FROM sqlite_schema AS t WHERE type = 'table' ORDER BY"    \
        " (SELECT count(*) FROM sqlite_schema AS i WHERE i.type = 'index'"     \
        "  AND i.tbl_name = t.name) DESC, name")                               \
    X(SQL_BYTES, "SELECT page_count * page_size"                               \
                 " FROM pragma_page_count(), pragma_page_size()")              \
    X(SQL_OLDEST_OPEN, "SELECT seen_ms FROM queue_row WHERE open = 1"          \
                       " ORDER BY seen_ms, casefile LIMIT 1")                  \
    X(SQL_SCAN_WAYS, "SELECT how, count(*), coalesce(max(finished_at_ms), 0)"  \
                     " FROM scan GROUP BY how")                                \
    X(SQL_NEWEST, "SELECT max(coalesce((SELECT max(at_ms) FROM audit), 0),"    \
                  " coalesce((SELECT fetched_at_ms FROM page ORDER BY id DESC" \
                  " LIMIT 1), 0))")                                            \
    X(SQL_ARCHIVE_ENDS,                                                        \
        "SELECT substr(record, 1, instr(record, ':') - 1),"                    \
        " max(CAST(substr(record, instr(record, ':') + 1) AS INTEGER)),"       \
        " count(*) FROM page WHERE instr(record, ':') > 1 GROUP BY 1")

#endif
