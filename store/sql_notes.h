/* store/sql_notes.h - statements about what befell a scan; as sql_accounts.h
 * has it.
 */
#ifndef STORE_SQL_NOTES_H
#define STORE_SQL_NOTES_H

/* A reason reads "word: particulars". */
#define SQL_NOTES(X)                                                           \
    X(SQL_NOTE_ADD,                                                            \
        "INSERT INTO scan_note (scan, kind, name, n) VALUES (?1, ?2, ?3, ?4)"  \
        " ON CONFLICT DO UPDATE SET n = n + ?4")                               \
    X(SQL_NOTE_GET, "SELECT n FROM scan_note WHERE scan = ?1 AND kind = ?2"    \
                    " AND name = ?3")                                          \
    X(SQL_NOTE_EACH, "SELECT kind, name, n FROM scan_note WHERE scan = ?1"     \
                     " AND n > 0 ORDER BY kind, n DESC, name")                 \
    X(SQL_NOTE_REASONS,                                                        \
        "SELECT state, CASE instr(reason, ': ') WHEN 0 THEN reason"            \
        " ELSE substr(reason, 1, instr(reason, ': ') - 1) END, count(*),"      \
        " max(reason), max(url) FROM page WHERE scan = ?1 AND reason <> ''"    \
        " AND state IN ('partial', 'blocked', 'failed', 'refused',"            \
        " 'quarantined') GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 100")

#endif
