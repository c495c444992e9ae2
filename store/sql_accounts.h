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
        " ORDER BY id DESC LIMIT ?5")                                          \
    SQL_ACCOUNT_ROWS(X)

/* Columns of struct store_account; the account is `a`. */
#define ACCOUNT_COLUMNS                                                        \
    " a.id, a.name, a.display, a.language, a.roles, a.disabled,"               \
    " a.must_change, a.kept <> '', a.created_ms, a.seen_ms"

#define SQL_ACCOUNT_ROWS(X)                                                    \
    X(SQL_ACCOUNT_ANY, "SELECT 1 FROM account LIMIT 1")                        \
    X(SQL_ACCOUNT_FIND,                                                        \
        "SELECT" ACCOUNT_COLUMNS " FROM account a WHERE a.name = ?1")          \
    X(SQL_ACCOUNT_GET,                                                         \
        "SELECT" ACCOUNT_COLUMNS " FROM account a WHERE a.id = ?1")            \
    X(SQL_ACCOUNT_EACH,                                                        \
        "SELECT" ACCOUNT_COLUMNS " FROM account a ORDER BY a.name")            \
    X(SQL_ACCOUNT_KEPT, "SELECT kept FROM account WHERE id = ?1")              \
    X(SQL_ACCOUNT_ADD,                                                         \
        "INSERT INTO account (name, display, language, roles, kept,"           \
        " must_change, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")       \
    X(SQL_ACCOUNT_PASSWORD,                                                    \
        "UPDATE account SET kept = ?2, must_change = ?3 WHERE id = ?1")        \
    X(SQL_ACCOUNT_ROLES, "UPDATE account SET roles = ?2 WHERE id = ?1")        \
    X(SQL_ACCOUNT_DISABLE, "UPDATE account SET disabled = ?2 WHERE id = ?1")   \
    X(SQL_ACCOUNT_SEEN, "UPDATE account SET seen_ms = ?2 WHERE id = ?1")       \
    X(SQL_ACCOUNT_OTHER_ADMIN,                                                 \
        "SELECT 1 FROM account WHERE id <> ?1 AND disabled = 0"                \
        " AND roles & ?2 <> 0 LIMIT 1")                                        \
    X(SQL_SESSION_ADD,                                                         \
        "INSERT INTO session (hash, account, started_ms, seen_ms)"             \
        " VALUES (?1, ?2, ?3, ?3)")                                            \
    X(SQL_SESSION_FIND,                                                        \
        "SELECT" ACCOUNT_COLUMNS ", s.started_ms, s.seen_ms FROM session s"    \
        " JOIN account a ON a.id = s.account WHERE s.hash = ?1")               \
    X(SQL_SESSION_SEEN, "UPDATE session SET seen_ms = ?2 WHERE hash = ?1")     \
    X(SQL_SESSION_END, "DELETE FROM session WHERE hash = ?1")                  \
    X(SQL_SESSION_END_ALL, "DELETE FROM session WHERE account = ?1")           \
    X(SQL_SESSION_CUT,                                                         \
        "DELETE FROM session WHERE account = ?1 AND hash NOT IN (SELECT hash"  \
        " FROM session WHERE account = ?1 ORDER BY seen_ms DESC LIMIT ?2)")    \
    X(SQL_VIEW_HAS,                                                            \
        "SELECT 1 FROM evidence_view WHERE session = ?1 AND casefile = ?2")    \
    X(SQL_VIEW_ADD, "INSERT OR IGNORE INTO evidence_view (session, casefile)"  \
                    " VALUES (?1, ?2)")                                        \
    X(SQL_TOKEN_ADD,                                                           \
        "INSERT INTO token (hash, account, name, scopes, created_ms,"          \
        " expires_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                        \
    X(SQL_TOKEN_FIND,                                                          \
        "SELECT" ACCOUNT_COLUMNS ", t.id, t.name, t.scopes, t.created_ms,"     \
        " t.expires_ms, t.seen_ms, t.revoked FROM token t"                     \
        " JOIN account a ON a.id = t.account WHERE t.hash = ?1")               \
    X(SQL_TOKEN_EACH,                                                          \
        "SELECT" ACCOUNT_COLUMNS ", t.id, t.name, t.scopes, t.created_ms,"     \
        " t.expires_ms, t.seen_ms, t.revoked FROM token t"                     \
        " JOIN account a ON a.id = t.account ORDER BY a.name, t.id")           \
    X(SQL_TOKEN_SEEN, "UPDATE token SET seen_ms = ?2 WHERE id = ?1")           \
    X(SQL_TOKEN_REVOKE,                                                        \
        "UPDATE token SET revoked = 1 WHERE id = ?1 AND revoked = 0")          \
    X(SQL_TOKEN_REVOKE_ALL, "UPDATE token SET revoked = 1 WHERE account = ?1") \
    X(SQL_THROTTLE_GET,                                                        \
        "SELECT failures, last_ms FROM throttle WHERE key = ?1")               \
    X(SQL_THROTTLE_PUT,                                                        \
        "INSERT INTO throttle (key, failures, last_ms) VALUES (?1, ?2, ?3)"    \
        " ON CONFLICT DO UPDATE SET failures = ?2, last_ms = ?3")              \
    X(SQL_THROTTLE_CUT,                                                        \
        "DELETE FROM throttle WHERE last_ms < ?1 OR key IN (SELECT key FROM"   \
        " throttle ORDER BY last_ms DESC LIMIT -1 OFFSET ?2)")                 \
    X(SQL_CAMPAIGN_PUT,                                                        \
        "INSERT INTO campaign_allowed (file, digest, author, at_ms)"           \
        " VALUES (?1, ?2, ?3, ?4)"                                             \
        " ON CONFLICT DO UPDATE SET digest = ?2, author = ?3, at_ms = ?4")     \
    X(SQL_CAMPAIGN_DROP, "DELETE FROM campaign_allowed WHERE file = ?1")       \
    X(SQL_CAMPAIGN_EACH, "SELECT file, digest, author, at_ms FROM "            \
                         "campaign_allowed ORDER BY file")

#endif
