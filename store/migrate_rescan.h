/* store/migrate_rescan.h - steps about what scans keep for their next ones;
 * part of store/migrate_steps.c.
 */
#ifndef STORE_MIGRATE_RESCAN_H
#define STORE_MIGRATE_RESCAN_H

/* Readings in two rows, of which an unchanged page needs the one. Those that
 * were there hold for no other program than the one that made them. */
#define MIGRATE_READING_REST                                                   \
    "DELETE FROM reading;"                                                     \
    "ALTER TABLE reading DROP COLUMN key;"                                     \
    "ALTER TABLE reading DROP COLUMN judge;"                                   \
    "ALTER TABLE reading DROP COLUMN bytes;"                                   \
    "ALTER TABLE reading DROP COLUMN result;"                                  \
    "ALTER TABLE reading ADD COLUMN key BLOB NOT NULL DEFAULT x'';"            \
    "ALTER TABLE reading ADD COLUMN judge BLOB NOT NULL DEFAULT x'';"          \
    "ALTER TABLE reading ADD COLUMN brief BLOB NOT NULL DEFAULT x'';"          \
    "ALTER TABLE reading ADD COLUMN link_keys BLOB NOT NULL DEFAULT x'';"      \
    "CREATE TABLE reading_rest ("                                              \
    " reading INTEGER PRIMARY KEY, links BLOB NOT NULL,"                       \
    " offers BLOB NOT NULL) STRICT;"                                           \
    "CREATE TRIGGER reading_with_rest AFTER DELETE ON reading BEGIN"           \
    " DELETE FROM reading_rest WHERE reading = old.id; END;"

/* A visit that found nothing new names the one it is unchanged since, and is
 * found by it: URLs are spread over an index of which each such visit wrote
 * another page. Where that one goes, it stands under its URL itself. */
#define MIGRATE_PAGE_SINCE                                                     \
    "ALTER TABLE page ADD COLUMN since INTEGER NOT NULL DEFAULT 0;"            \
    "DROP INDEX page_url;"                                                     \
    "CREATE INDEX page_url ON page (url_key, state, id) WHERE since = 0;"      \
    "CREATE INDEX page_since ON page (since) WHERE since > 0;"                 \
    "CREATE TRIGGER page_since_none AFTER DELETE ON page WHEN old.since = 0"   \
    " BEGIN UPDATE page SET since = 0 WHERE since = old.id AND since > 0;"     \
    " END;"

#endif
