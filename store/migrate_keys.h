/* store/migrate_keys.h - a step about the keys of pages and offers; part of
 * store/migrate_steps.c.
 */
#ifndef STORE_MIGRATE_KEYS_H
#define STORE_MIGRATE_KEYS_H

/* Keys of pages and offers by host or market (digest_key_in), so that a scan
 * writes to few places of an index that holds all shops. A body is looked for
 * among those of the run (scan/bodies.h), by no index. */
#define MIGRATE_PAGE_KEYS                                                      \
    "DROP INDEX page_url;"                                                     \
    "DROP INDEX page_body;"                                                    \
    "UPDATE page SET url_key = digest_key_in(url_host_of(url), url);"          \
    "CREATE INDEX page_url ON page (url_key, state, id);"

/* The group is that of core/listing.h: of what the identity was made of. */
#define MIGRATE_LISTING_KEYS                                                   \
    "CREATE TABLE listing_next ("                                              \
    " id INTEGER PRIMARY KEY,"                                                 \
    " identity_key INTEGER NOT NULL, identity TEXT NOT NULL,"                  \
    " market TEXT NOT NULL, url TEXT NOT NULL,"                                \
    " version INTEGER, page INTEGER,"                                          \
    " first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL)"          \
    " STRICT;"                                                                 \
    "INSERT INTO listing_next SELECT id, digest_key_in(CASE"                   \
    " WHEN sha256_hex('url' || char(10) || url) = identity"                    \
    "  THEN url_host_of(url)"                                                  \
    " WHEN url = '' AND (SELECT json_extract(record_text(record, packed),"     \
    "  '$.listing_id') FROM listing_version WHERE id = version) IS NULL"       \
    "  THEN ''"                                                                \
    " ELSE market END, identity), identity, market, url, version, page,"       \
    " first_seen_ms, last_seen_ms FROM listing;"                               \
    "DROP TABLE listing;"                                                      \
    "ALTER TABLE listing_next RENAME TO listing;"                              \
    "CREATE INDEX listing_identity ON listing (identity_key);"                 \
    "CREATE INDEX listing_page ON listing (page) WHERE page IS NOT NULL;"      \
    "CREATE TRIGGER listing_uncounted AFTER DELETE ON listing BEGIN"           \
    " UPDATE listing_count SET n = n - 1; END;"                                \
    "CREATE TRIGGER reading_of_listing BEFORE DELETE ON listing BEGIN"         \
    " DELETE FROM reading WHERE id IN"                                         \
    "  (SELECT reading FROM page WHERE id = old.page); END;"

#endif
