/* store/sql_pictures.h - statements for pictures of offers; as sql_accounts.h
 * has it.
 */
#ifndef STORE_SQL_PICTURES_H
#define STORE_SQL_PICTURES_H

/* Due: no visit has ended it yet, or the last one brought no picture. */
#define SQL_PICTURES(X)                                                        \
    X(SQL_PICTURE_HAVE, "SELECT picture FROM listing_picture"                  \
                        " WHERE listing = ?1 AND url = ?2")                    \
    X(SQL_PICTURE_SAME,                                                        \
        "INSERT INTO listing_picture (listing, url, url_key, place, page,"     \
        " picture) SELECT ?1, ?2, ?3, ?4, page, picture FROM listing_picture"  \
        " WHERE url_key = ?3 AND url = ?2 AND picture > 0"                     \
        " ORDER BY page DESC LIMIT 1"                                          \
        " ON CONFLICT DO UPDATE SET place = excluded.place,"                   \
        " page = excluded.page, picture = excluded.picture")                   \
    X(SQL_PICTURE_DUE,                                                         \
        "INSERT INTO listing_picture (listing, url, url_key, place)"           \
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"                   \
        " place = excluded.place")                                             \
    X(SQL_PICTURE_PLACE, "UPDATE listing_picture SET place = ?3"               \
                         " WHERE listing = ?1 AND url = ?2")                   \
    X(SQL_PICTURE_WANTED, "SELECT 1 FROM listing_picture"                      \
                          " WHERE url_key = ?1 AND url = ?2 AND picture = 0"   \
                          " LIMIT 1")                                          \
    X(SQL_PICTURE_FIND, "SELECT id FROM picture WHERE digest = ?1")            \
    X(SQL_PICTURE_ADD,                                                         \
        "INSERT INTO picture (digest, media_type, width, height, look, plain," \
        " thumb) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                         \
    X(SQL_PICTURE_CAME, "UPDATE listing_picture SET page = ?3, picture = ?4"   \
                        " WHERE url_key = ?1 AND url = ?2 AND picture = 0")    \
    X(SQL_PICTURE_EACH,                                                        \
        "SELECT l.place, l.url, l.page, l.picture, coalesce(p.digest, ''),"    \
        " coalesce(p.media_type, ''), coalesce(p.width, 0),"                   \
        " coalesce(p.height, 0), coalesce(p.look, 0), coalesce(p.plain, 0)"    \
        " FROM listing_picture l LEFT JOIN picture p ON p.id = l.picture"      \
        " WHERE l.listing = ?1 ORDER BY l.place, l.url")                       \
    X(SQL_PICTURE_THUMB, "SELECT thumb FROM picture WHERE id = ?1")            \
    X(SQL_CASE_PICTURES,                                                       \
        "SELECT l.place, l.url, l.picture, coalesce(i.media_type, ''),"        \
        " coalesce(i.width, 0), coalesce(i.height, 0), coalesce(p.id, 0),"     \
        " coalesce(p.final_url, ''), coalesce(p.status, 0),"                   \
        " coalesce(p.state, 'due'), coalesce(p.reason, ''),"                   \
        " coalesce(p.fetched_at_ms, 0), coalesce(p.digest, ''),"               \
        " coalesce(p.record, ''), coalesce(p.robots_override, '')"             \
        " FROM listing_picture l LEFT JOIN picture i ON i.id = l.picture"      \
        " LEFT JOIN page p ON p.id = l.page"                                   \
        " WHERE l.listing = ?1 ORDER BY l.place, l.url LIMIT ?2")

#endif
