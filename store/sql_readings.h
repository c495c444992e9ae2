/* store/sql_readings.h - statements about what was read off pages. */
#ifndef STORE_SQL_READINGS_H
#define STORE_SQL_READINGS_H

/* clang-format off */
#define SQL_READINGS(X)                                                        \
    X(SQL_READING_GET,                                                         \
        "SELECT key, judge, status, content_type, body_record, body_url,"      \
        " body_at_ms, bytes, result FROM reading WHERE id = ?1")               \
    X(SQL_READING_ADD,                                                         \
        "INSERT INTO reading (key, judge, status, content_type, body_record,"  \
        " body_url, body_at_ms, bytes, result)"                                \
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                        \
    X(SQL_READING_SET,                                                         \
        "UPDATE reading SET key = ?1, judge = ?2, status = ?3,"                \
        " content_type = ?4, body_record = ?5, body_url = ?6,"                 \
        " body_at_ms = ?7, bytes = ?8, result = ?9 WHERE id = ?10")            \
    X(SQL_READING_OF_PAGE, "UPDATE page SET reading = ?2 WHERE id = ?1")       \
    X(SQL_LISTING_SETTLED,                                                     \
        "SELECT l.id, v.digest, c.id FROM listing l"                           \
        " JOIN listing_version v ON v.id = l.version"                          \
        " LEFT JOIN casefile c ON c.listing = l.id WHERE l.identity = ?1")
/* clang-format on */

#endif
