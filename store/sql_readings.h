/* store/sql_readings.h - statements about what was read off pages. */
#ifndef STORE_SQL_READINGS_H
#define STORE_SQL_READINGS_H

/* clang-format off */
#define SQL_READINGS(X)                                                        \
    X(SQL_READING_GET,                                                         \
        "SELECT key, judge, status, content_type, body_record, body_url,"      \
        " body_at_ms, brief, link_keys FROM reading WHERE id = ?1")            \
    X(SQL_READING_LAST,                                                        \
        "SELECT seq FROM sqlite_sequence WHERE name = 'reading'")              \
    X(SQL_READING_PUT,                                                         \
        "INSERT INTO reading (id, key, judge, status, content_type,"           \
        " body_record, body_url, body_at_ms, brief, link_keys)"                \
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"                    \
        " ON CONFLICT (id) DO UPDATE SET key = ?2, judge = ?3, status = ?4,"   \
        " content_type = ?5, body_record = ?6, body_url = ?7,"                 \
        " body_at_ms = ?8, brief = ?9, link_keys = ?10")                       \
    X(SQL_READING_REST_GET,                                                    \
        "SELECT links, offers FROM reading_rest WHERE reading = ?1")           \
    X(SQL_READING_REST_PUT,                                                    \
        "INSERT INTO reading_rest (reading, links, offers)"                    \
        " VALUES (?1, ?2, ?3) ON CONFLICT (reading) DO UPDATE SET"             \
        " links = ?2, offers = ?3")                                            \
    X(SQL_READING_OF_PAGE, "UPDATE page SET reading = ?2 WHERE id = ?1")       \
    X(SQL_VERSION_TEXT,                                                        \
        "SELECT record_text(record, packed) FROM listing_version"              \
        " WHERE id = ?1 AND digest = ?2")                                      \
    X(SQL_LISTING_SETTLED,                                                     \
        "SELECT 1 FROM listing l WHERE l.id = ?1 AND l.version = ?2"           \
        " AND l.identity = ?3 AND NOT EXISTS"                                  \
        " (SELECT 1 FROM casefile WHERE listing = l.id)")
/* clang-format on */

#endif
