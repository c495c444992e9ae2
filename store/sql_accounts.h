/* store/sql_accounts.h - statements for people and for what they did.
 *
 * A noun's statements are a list X(name, text) in a file of its own, named in
 * store/sql.h and store/sql.c.
 */
#ifndef STORE_SQL_ACCOUNTS_H
#define STORE_SQL_ACCOUNTS_H

#define SQL_ACCOUNTS(X)                                                        \
    X(SQL_AUDIT_ADD,                                                           \
        "INSERT INTO audit (at_ms, actor, action, object, detail, previous,"   \
        " hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                          \
    X(SQL_AUDIT_HEAD, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1")       \
    /* The counter of ids that were ever given out. */                         \
    X(SQL_AUDIT_COUNTER, "SELECT seq FROM sqlite_sequence WHERE name ="        \
                         " 'audit'")                                           \
    X(SQL_AUDIT_HAS, "SELECT id FROM audit WHERE hash = ?1")                   \
    X(SQL_AUDIT_WALK,                                                          \
        "SELECT id, at_ms, actor, action, object, detail, previous, hash"      \
        " FROM audit ORDER BY id")                                             \
    X(SQL_AUDIT_EACH,                                                          \
        "SELECT id, at_ms, actor, action, object, detail, previous, hash"      \
        " FROM audit WHERE id < ?1 AND at_ms >= ?2 AND at_ms < ?3"             \
        " AND (?4 IS NULL OR substr(action, 1, length(?4)) = ?4)"              \
        " ORDER BY id DESC LIMIT ?5")                                          \
    X(SQL_AUDIT_OF_ACTOR,                                                      \
        "SELECT id, at_ms, actor, action, object, detail, previous, hash"      \
        " FROM audit INDEXED BY audit_actor WHERE actor = ?6 AND id < ?1"      \
        " AND at_ms >= ?2 AND at_ms < ?3"                                      \
        " AND (?4 IS NULL OR substr(action, 1, length(?4)) = ?4)"              \
        " AND (?7 IS NULL OR object = ?7) ORDER BY id DESC LIMIT ?5")          \
    X(SQL_AUDIT_OF_OBJECT,                                                     \
        "SELECT id, at_ms, actor, action, object, detail, previous, hash"      \
        " FROM audit INDEXED BY audit_object WHERE object = ?6 AND id < ?1"    \
        " AND at_ms >= ?2 AND at_ms < ?3"                                      \
        " AND (?4 IS NULL OR substr(action, 1, length(?4)) = ?4)"              \
        " ORDER BY id DESC LIMIT ?5")

#endif
