/* store/migrate_frontier.h - a step about the queues of scans; part of
 * store/migrate_steps.c.
 */
#ifndef STORE_MIGRATE_FRONTIER_H
#define STORE_MIGRATE_FRONTIER_H

/* What waits stands in the order it is taken in, without an index beside it;
 * its numbers count the URLs of its host, behind `base`, so that no table of
 * counters is read and written for each. */
#define MIGRATE_FRONTIER_ORDER                                                 \
    "ALTER TABLE frontier_host ADD COLUMN base INTEGER NOT NULL DEFAULT 0;"    \
    "UPDATE frontier_host SET base = coalesce((SELECT seq FROM"                \
    "  sqlite_sequence WHERE name = 'frontier_waiting'), 0);"                  \
    "ALTER TABLE frontier_known ADD COLUMN host INTEGER NOT NULL DEFAULT 0;"   \
    "ALTER TABLE frontier_known ADD COLUMN priority INTEGER NOT NULL"          \
    "  DEFAULT 0;"                                                             \
    "UPDATE frontier_known SET (host, priority) = (SELECT w.host, w.priority"  \
    "  FROM frontier_waiting w WHERE w.seq = frontier_known.seq)"              \
    " WHERE seq IN (SELECT seq FROM frontier_waiting);"                        \
    "CREATE TABLE frontier_order ("                                            \
    " host INTEGER NOT NULL REFERENCES frontier_host,"                         \
    " priority INTEGER NOT NULL, seq INTEGER NOT NULL,"                        \
    " depth INTEGER NOT NULL, url TEXT NOT NULL,"                              \
    " PRIMARY KEY (host, priority, seq)) STRICT, WITHOUT ROWID;"               \
    "INSERT INTO frontier_order SELECT host, priority, seq, depth, url"        \
    " FROM frontier_waiting;"                                                  \
    "DROP TABLE frontier_waiting;"                                             \
    "ALTER TABLE frontier_order RENAME TO frontier_waiting;"

#endif
