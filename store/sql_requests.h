/* store/sql_requests.h - statements for requested scans; as sql_accounts.h
 * has it.
 */
#ifndef STORE_SQL_REQUESTS_H
#define STORE_SQL_REQUESTS_H

#define SQL_REQUESTS(X)                                                        \
    X(SQL_REQUEST_ADD,                                                         \
        "INSERT INTO scan_request (file, digest, author, at_ms)"               \
        " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM scan_request"  \
        " WHERE file = ?1 AND state = 'waiting')")                             \
    X(SQL_REQUEST_EACH,                                                        \
        "SELECT id, file, digest, author, state, why, at_ms, ended_ms"         \
        " FROM scan_request ORDER BY id DESC LIMIT ?1")                        \
    X(SQL_REQUEST_NEXT, "SELECT id, file, digest, author FROM scan_request"    \
                        " WHERE state = 'waiting' ORDER BY id LIMIT 1")        \
    X(SQL_REQUEST_RUNS,                                                        \
        "UPDATE scan_request SET state = 'running' WHERE id = ?1")             \
    X(SQL_REQUEST_ENDS,                                                        \
        "UPDATE scan_request SET state = ?2, why = ?3, ended_ms = ?4"          \
        " WHERE id = ?1")                                                      \
    X(SQL_REQUEST_AGAIN, "UPDATE scan_request SET state = 'waiting'"           \
                         " WHERE state = 'running'")

#endif
