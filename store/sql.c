#include "store/sql.h"

/* Event e of case ?1 was taken back by a later one. The events are read once
 * a statement, not once an event: a case may have thousands. */
#define UNDONE                                                                 \
    "e.id IN (SELECT u.undoes FROM casefile_event u WHERE u.casefile = ?1"     \
    " AND u.undoes <> 0)"
/* The last that is not taken back yet; remarks and findings do not stand in
 * the way of undo. */
#define LAST_ACT                                                               \
    " FROM casefile_event e WHERE casefile = ?1"                               \
    " AND kind NOT IN ('found', 'revealed', 'noted', 'undone') AND "           \
    "NOT " UNDONE " ORDER BY id DESC LIMIT 1"
#define LAST_CONFIRM                                                           \
    " FROM casefile_event e WHERE casefile = ?1"                               \
    " AND verdict = 'confirm' AND NOT " UNDONE " ORDER BY id DESC LIMIT 1"

/* The machine flagged the case itself. */
#define NO_SAMPLE                                                              \
    " AND NOT EXISTS (SELECT 1 FROM sample m WHERE m.casefile = c.id"          \
    "  AND m.kind <> 'flagged')"

/* What no statistics keep waiting, as sample_is_urgent says; 2 is
 * FINDING_CONCLUSIVE. */
#define URGENT                                                                 \
    " EXISTS (SELECT 1 FROM casefile_finding f WHERE f.casefile = c.id"        \
    "  AND f.current AND (f.strength = 2 OR f.source = 'watch'))"

#define SQL_ROW(name, text) [name] = (text),

static const char *const texts[SQL_COUNT] = {
    SQL_ACCOUNTS(SQL_ROW) SQL_QUEUE(SQL_ROW) SQL_BROWSE(SQL_ROW) SQL_FIGURES(
        SQL_ROW) SQL_REQUESTS(SQL_ROW) SQL_RUNS(SQL_ROW) SQL_ORDERS(SQL_ROW)
        SQL_PARTIES(SQL_ROW) SQL_UPKEEP(SQL_ROW) SQL_PICTURES(SQL_ROW)
            SQL_NOTES(SQL_ROW) SQL_PURGE(SQL_ROW) SQL_READINGS(SQL_ROW)

                [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_VERSION] = "PRAGMA user_version",
    [SQL_APPLICATION] = "PRAGMA application_id",
    [SQL_OBJECTS] = "SELECT count(*) FROM sqlite_schema",
    [SQL_BROKEN_REFERENCES] = "SELECT count(*) FROM pragma_foreign_key_check",

    [SQL_SCAN_UNFINISHED] =
        "SELECT id, started_at_ms FROM scan WHERE name = ?1 AND digest = ?2"
        " AND finished_at_ms IS NULL ORDER BY id DESC LIMIT 1",
    [SQL_SCAN_ADD] = "INSERT INTO scan (name, digest, started_at_ms)"
                     " VALUES (?1, ?2, ?3)",
    [SQL_SCAN_FINISH] = "UPDATE scan SET finished_at_ms = ?2, how = ?3,"
                        " summary = ?4 WHERE id = ?1"
                        " AND finished_at_ms IS NULL",
    [SQL_SCAN_GET] = "SELECT name, started_at_ms, coalesce(finished_at_ms, 0),"
                     " how FROM scan WHERE id = ?1",
    [SQL_SCAN_PAGES] = "SELECT state, kind, count(*) FROM page"
                       " WHERE scan = ?1 GROUP BY state, kind"
                       " ORDER BY state, kind",
    /* From the scan's pages: of what else is stored nothing is read. */
    [SQL_SCAN_LISTINGS] =
        "SELECT count(*), coalesce(sum(l.first_seen_ms >= ?2), 0)"
        " FROM page p CROSS JOIN listing l ON l.page = p.id WHERE p.scan = ?1",
    [SQL_SCAN_CASEFILES] =
        "SELECT count(*), coalesce(sum(c.first_seen_ms >= ?2), 0)"
        " FROM page p CROSS JOIN listing l ON l.page = p.id"
        " CROSS JOIN casefile c ON c.listing = l.id AND c.flagged = 1"
        " WHERE p.scan = ?1" NO_SAMPLE,

    [SQL_HOST_FIND] = "SELECT id, base + known FROM frontier_host"
                      " WHERE scan = ?1 AND host = ?2",
    [SQL_HOST_ADD] = "INSERT INTO frontier_host (scan, host) VALUES (?1, ?2)",
    [SQL_HOST_COUNT] = "UPDATE frontier_host SET known = known + ?2,"
                       " waiting = waiting + ?3 WHERE id = ?1",
    [SQL_HOST_EACH] = "SELECT host, waiting FROM frontier_host"
                      " WHERE scan = ?1 AND waiting > 0 ORDER BY host",
    [SQL_HOST_TOTALS] =
        "SELECT coalesce(sum(known), 0), coalesce(sum(waiting), 0)"
        " FROM frontier_host WHERE scan = ?1",
    [SQL_KNOWN_FIND] = "SELECT host, priority, seq FROM frontier_known"
                       " WHERE scan = ?1 AND key = ?2",
    [SQL_KNOWN_ADD] = "INSERT INTO frontier_known (scan, key, host, priority,"
                      " seq) VALUES (?1, ?2, ?3, ?4, ?5)"
                      " ON CONFLICT DO NOTHING",
    [SQL_KNOWN_OTHERS] = "SELECT 1 FROM frontier_known WHERE scan < ?1"
                         " UNION ALL SELECT 1 FROM frontier_known"
                         " WHERE scan > ?1 LIMIT 1",
    [SQL_KNOWN_CLEAR_ALL] = "DELETE FROM frontier_known",
    [SQL_KNOWN_CLEAR] = "DELETE FROM frontier_known WHERE scan = ?1",
    [SQL_WAITING_ADD] = "INSERT INTO frontier_waiting (host, priority, seq,"
                        " depth, url) VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_WAITING_TAKE] = "DELETE FROM frontier_waiting WHERE host = ?1"
                         " AND priority = ?2 AND seq = ?3",
    [SQL_WAITING_LOAD] = "SELECT url, priority, depth FROM frontier_waiting"
                         " WHERE host = ?1 AND priority BETWEEN ?2 AND ?3"
                         " ORDER BY priority, seq LIMIT ?4",
    [SQL_WAITING_CLEAR] = "DELETE FROM frontier_waiting WHERE host IN"
                          " (SELECT id FROM frontier_host WHERE scan = ?1)",

    [SQL_PAGE_ADD] =
        "INSERT INTO page (scan, url_key, url, final_url, status, outcome,"
        " observed, state, reason, kind, fetched_at_ms, digest, body_key,"
        " etag, last_modified, record, robots_override, reading, since) VALUES"
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
        "  ?16, ?17, ?18, ?19)",
    [SQL_PAGE_VALIDATORS] =
        "SELECT id, etag, last_modified, digest, record, reading FROM page"
        " WHERE url_key = ?1 AND url = ?2 AND state = 'observed'"
        " AND since = 0 ORDER BY id DESC LIMIT 1",
    [SQL_PAGE_LAST] = "SELECT state, reason FROM page WHERE id ="
                      " (SELECT max(id) FROM (" SQL_VISITS("") "))",
    [SQL_PAGE_RENDERED] = "UPDATE page SET rendered = ?2 WHERE id = ?1",
    [SQL_PAGE_BODY] = "SELECT record FROM page WHERE id = ?1 AND digest = ?2"
                      " AND record <> ''",

    [SQL_LISTING_FIND] = "SELECT l.id, v.digest, v.id FROM listing l"
                         " JOIN listing_version v ON v.id = l.version"
                         " WHERE l.identity_key = ?1 AND l.identity = ?2",
    /* Most are new: who looked first would look for the place twice. */
    [SQL_LISTING_ADD] =
        "INSERT INTO listing (identity_key, identity, market, url, version,"
        " page, first_seen_ms, last_seen_ms)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7 WHERE NOT EXISTS"
        " (SELECT 1 FROM listing WHERE identity_key = ?1 AND identity = ?2)",
    /* A listing from a file has no page; it keeps the one it had. */
    [SQL_LISTING_SEEN] =
        "UPDATE listing SET version = coalesce(?2, version),"
        " page = coalesce(?3, page), last_seen_ms = max(last_seen_ms, ?4),"
        " url = ?5 WHERE id = ?1",
    [SQL_LISTING_NEXT] =
        "SELECT l.id, record_text(v.record, v.packed)"
        " FROM listing l JOIN listing_version v ON v.id = l.version"
        " WHERE l.id > ?1 ORDER BY l.id LIMIT 1",
    [SQL_LISTING_GET] =
        "SELECT record_text(v.record, v.packed)"
        " FROM listing l JOIN listing_version v ON v.id = l.version"
        " WHERE l.id = ?1",
    [SQL_LISTING_LATELY] =
        "SELECT l.id, record_text(v.record, v.packed) FROM listing l"
        " JOIN listing_version v ON v.id = l.version"
        " JOIN page p ON p.id = l.page WHERE l.id > ?1 AND p.scan >= coalesce("
        "  (SELECT id FROM scan ORDER BY id DESC LIMIT 1 OFFSET ?2 - 1), 0)"
        " ORDER BY l.id LIMIT 1",
    [SQL_KEYS_PUT] = "INSERT INTO listing_keys (listing, keys) VALUES (?1, ?2)"
                     " ON CONFLICT DO UPDATE SET keys = ?2",
    [SQL_KEYS_EACH] = "SELECT l.id, k.keys FROM listing l"
                      " LEFT JOIN listing_keys k ON k.listing = l.id"
                      " ORDER BY l.id",
    [SQL_VERSION_LAST] = "SELECT max(id) FROM listing_version",
    [SQL_VERSION_ADD] = "INSERT INTO listing_version (id, listing, digest,"
                        " record, packed, page, seen_at_ms)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_VERSION_EACH] =
        "SELECT digest, seen_at_ms, record_text(record, packed)"
        " FROM listing_version"
        " WHERE listing = ?1 ORDER BY id DESC LIMIT ?2",

    [SQL_CASE_OF_LISTING] = "SELECT id, state FROM casefile"
                            " WHERE listing = ?1",
    [SQL_CASE_ADD] =
        "INSERT INTO casefile (listing, priority, flagged, market, language,"
        " search, first_seen_ms, last_seen_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ?6)",
    [SQL_CASE_UPDATE] =
        "UPDATE casefile SET priority = ?2, flagged = ?3, market = ?4,"
        " language = ?5, last_seen_ms = max(last_seen_ms, ?6)"
        " WHERE listing = ?1",
    [SQL_CASE_RECORD] = "INSERT INTO casefile_record (casefile, record)"
                        " VALUES (?1, ?2) ON CONFLICT (casefile)"
                        " DO UPDATE SET record = excluded.record",
#define CASE_LIVE                                                              \
    " q.due_ms, q.price, q.market, coalesce(l.holder, ''),"                    \
    " coalesce(l.until_ms, 0), coalesce((SELECT max(id) FROM casefile_event e" \
    "  WHERE e.casefile = q.casefile), 0),"
/* The first picture of the offer that came. */
#define CASE_PICTURE(id)                                                       \
    ", coalesce((SELECT p.picture FROM casefile f JOIN listing_picture p"      \
    "  ON p.listing = f.listing WHERE f.id = " id " AND p.picture > 0"         \
    "  ORDER BY p.place LIMIT 1), 0)"
    [SQL_CASE_ROW] =
        "SELECT c.id, c.listing, c.priority, c.state, c.assignee,"
        " c.first_seen_ms, c.last_seen_ms, c.decided_at_ms,"
        " c.decisions," CASE_LIVE
        " (SELECT record FROM casefile_record r WHERE r.casefile = "
        "c.id)" CASE_PICTURE(
            "c.id") " FROM queue_row q JOIN casefile c ON c.id = q.casefile"
                    " LEFT JOIN casefile_lease l ON l.casefile = c.id"
                    " WHERE q.casefile = ?1",
    /* Without a look into casefile but for the picture: fifty a page. */
    [SQL_CASE_CARD] =
        "SELECT q.casefile, 0, -q.rank, q.state, q.assignee, q.seen_ms, 0, 0,"
        " 0," CASE_LIVE " (SELECT card FROM queue_card r WHERE r.casefile = "
        "q.casefile)" CASE_PICTURE(
            "q.casefile") " FROM queue_row q LEFT JOIN casefile_lease l"
                          " ON l.casefile = q.casefile WHERE q.casefile = ?1",
    [SQL_CASE_GET] =
        "SELECT id, listing, priority, state, assignee, record,"
        " first_seen_ms, last_seen_ms, decided_at_ms, decisions, flagged,"
        " verdict, serious FROM casefile JOIN casefile_record ON casefile = id "
        "WHERE id "
        "= ?1",
    [SQL_CASE_NOW] =
        "SELECT state, assignee, verdict,"
        " coalesce((SELECT max(id) FROM casefile_event WHERE casefile = ?1),"
        "  0), serious, EXISTS (SELECT 1 FROM sample WHERE casefile = ?1"
        "  AND record IS NOT NULL) FROM casefile WHERE id = ?1",
    [SQL_CASE_SET] =
        "UPDATE casefile SET state = ?2, assignee = ?3, verdict = ?4,"
        " decided_at_ms = coalesce(?5, decided_at_ms),"
        " decisions = decisions + ?6, serious = coalesce(?7, serious)"
        " WHERE id = ?1",
    [SQL_CASE_RECORD_GET] =
        "SELECT coalesce((SELECT record FROM sample WHERE casefile = ?1),"
        " record) FROM casefile_record WHERE casefile = ?1",
    [SQL_CASE_PAGES] =
        "SELECT p.id, p.url, p.final_url, p.status, p.state, p.reason,"
        " p.fetched_at_ms, p.digest, p.record, p.outcome, p.observed,"
        " p.robots_override, p.rendered FROM page p"
        " WHERE p.id IN (SELECT page FROM listing WHERE id = ?1 UNION"
        "  SELECT page FROM listing_version WHERE listing = ?1)"
        " ORDER BY p.id DESC LIMIT ?2",
    [SQL_HAZARD_CLEAR] = "DELETE FROM casefile_hazard WHERE casefile = ?1",
    [SQL_HAZARD_ADD] = "INSERT INTO casefile_hazard (casefile, hazard, score)"
                       " VALUES (?1, ?2, ?3)",
    [SQL_FINDING_FIND] = "SELECT strength FROM casefile_finding"
                         " WHERE casefile = ?1 AND source = ?2 AND id = ?3",
    [SQL_FINDING_OLD] =
        "UPDATE casefile_finding SET current = 0 WHERE casefile = ?1",
    [SQL_FINDING_PUT] =
        "INSERT INTO casefile_finding (casefile, source, id, strength,"
        " current) VALUES (?1, ?2, ?3, ?4, 1)"
        " ON CONFLICT (casefile, source, id) DO UPDATE SET"
        " strength = max(strength, excluded.strength), current = 1",
    [SQL_EVENT_ADD] =
        "INSERT INTO casefile_event (casefile, kind, at_ms, author, state,"
        " verdict, reason_code, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_EVENT_EACH] =
        "SELECT kind, at_ms, author, state, verdict, reason_code, note, act,"
        " role, from_state, id, undoes, " UNDONE
        " FROM casefile_event e WHERE casefile = ?1"
        " AND (id > coalesce((SELECT o.id FROM casefile_event o"
        "   WHERE o.casefile = ?1 ORDER BY o.id DESC LIMIT 1 OFFSET ?2), 0)"
        "  OR id = (SELECT id" LAST_ACT ")"
        "  OR id = (SELECT id" LAST_CONFIRM ")) ORDER BY id",
    [SQL_EVENT_COUNT] = "SELECT count(*) FROM casefile_event"
                        " WHERE casefile = ?1",
    /* What people did says more than what screening found. */
    [SQL_EVENT_SINCE] =
        "SELECT author, CASE WHEN act <> '' THEN act WHEN verdict <> ''"
        " THEN verdict ELSE kind END, at_ms FROM casefile_event"
        " WHERE casefile = ?1 AND id > ?2"
        " ORDER BY author <> '' DESC, id DESC LIMIT 1",
    [SQL_ACT_ADD] =
        "INSERT INTO casefile_event (casefile, kind, at_ms, author, state,"
        " verdict, reason_code, note, act, role, from_state, from_assignee,"
        " from_verdict, undoes) VALUES"
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    [SQL_ACT_LAST] = "SELECT id, act, author, at_ms, from_state, from_assignee,"
                     " from_verdict" LAST_ACT,
    [SQL_CONFIRMED_BY] = "SELECT author" LAST_CONFIRM,
    [SQL_DECIDED_AT] =
        "SELECT coalesce(max(at_ms), 0) FROM casefile_event e"
        " WHERE casefile = ?1 AND kind = 'decided' AND NOT " UNDONE,
    [SQL_LEASE_GET] = "SELECT holder, until_ms FROM casefile_lease"
                      " WHERE casefile = ?1 AND until_ms > ?2",
    [SQL_LEASE_PUT] =
        "INSERT INTO casefile_lease (casefile, holder, until_ms)"
        " VALUES (?1, ?2, ?3) ON CONFLICT (casefile) DO UPDATE SET"
        " holder = excluded.holder, until_ms = excluded.until_ms",
    [SQL_LEASE_END] =
        "DELETE FROM casefile_lease WHERE casefile = ?1 AND holder = ?2",
    [SQL_SETTING_GET] = "SELECT value FROM setting WHERE name = ?1",
    [SQL_SETTING_PUT] = "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                        " ON CONFLICT (name) DO UPDATE SET value ="
                        " excluded.value",

    [SQL_STATS_STATE] =
        "SELECT state, count(*) FROM casefile GROUP BY state ORDER BY state",
    [SQL_STATS_HAZARD] = "SELECT hazard, count(*) FROM casefile_hazard"
                         " GROUP BY hazard ORDER BY 2 DESC, 1",
    [SQL_STATS_MARKET] = "SELECT market, count(*) FROM casefile"
                         " GROUP BY market ORDER BY 2 DESC, 1",
    [SQL_STATS_LANGUAGE] = "SELECT language, count(*) FROM casefile"
                           " GROUP BY language ORDER BY 2 DESC, 1",
    [SQL_STATS_FINDING] =
        "SELECT f.source, f.id, sum(f.current),"
        " sum(c.verdict = 'confirm' AND m.casefile IS NULL),"
        " sum(c.verdict = 'dismiss' AND m.casefile IS NULL)"
        " FROM casefile_finding f JOIN casefile c ON c.id = f.casefile"
        " LEFT JOIN sample m ON m.casefile = c.id AND m.kind <> 'flagged'"
        " GROUP BY f.source, f.id ORDER BY 3 DESC, 1, 2",
    /* Each case counts once per source. */
    [SQL_STATS_SOURCE] =
        "SELECT f.source, sum(c.verdict = 'confirm'),"
        " sum(c.verdict = 'dismiss'), coalesce(sum(b.verdict = 'confirm'), 0),"
        " coalesce(sum(b.verdict = 'dismiss'), 0) FROM casefile c"
        " JOIN (SELECT DISTINCT casefile, source FROM casefile_finding) f"
        " ON f.casefile = c.id LEFT JOIN sample b ON b.casefile = c.id"
        " WHERE 1" NO_SAMPLE " GROUP BY f.source ORDER BY 1",
    [SQL_STATS_SAMPLE] =
        "SELECT count(*), coalesce(sum(m.verdict = 'confirm'), 0),"
        " coalesce(sum(m.verdict = 'dismiss'), 0), coalesce(sum(m.event > 0"
        "  AND m.verdict NOT IN ('confirm', 'dismiss')), 0),"
        " coalesce(sum(m.verdict IN ('confirm', 'dismiss')"
        "  AND c.verdict <> m.verdict), 0)"
        " FROM sample m JOIN casefile c ON c.id = m.casefile"
        " WHERE m.kind = ?1",
    /* Those that are never drawn, and the others. */
    [SQL_STATS_DECIDED] =
        "SELECT count(*), coalesce(sum(verdict = 'confirm'), 0),"
        " coalesce(sum(verdict = 'dismiss'), 0) FROM (SELECT c.verdict,"
        " " URGENT " AS urgent"
        "  FROM casefile c WHERE c.flagged = 1" NO_SAMPLE ")"
        " WHERE urgent = ?1",
    [SQL_STATS_LISTINGS] = "SELECT n FROM listing_count",
    [SQL_LISTING_COUNT] = "UPDATE listing_count SET n = n + ?1",
    [SQL_DECIDED_EACH] =
        "SELECT c.id, c.verdict = 'confirm', d.reason_code, d.at_ms,"
        " record_text(v.record, v.packed)"
        " FROM casefile c JOIN listing l ON l.id = c.listing"
        " JOIN listing_version v ON v.id = l.version"
        " JOIN casefile_event d ON d.id = (SELECT max(id)"
        "  FROM casefile_event e WHERE e.casefile = c.id"
        "  AND e.verdict = c.verdict AND NOT " UNDONE ")"
        " WHERE c.verdict <> '' ORDER BY c.id",

    [SQL_SECRET] = "SELECT key FROM secret LIMIT 1",
    [SQL_SAMPLE_ADD] =
        "INSERT INTO sample (casefile, kind, scan, share, seed, priority,"
        " risk, shown, at_ms, record)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_SAMPLE_GET] = "SELECT shown, record FROM sample WHERE casefile = ?1"
                       " AND record IS NOT NULL",
    [SQL_SAMPLE_SET] = "UPDATE sample SET record = ?2 WHERE casefile = ?1",
    [SQL_SAMPLE_JUDGED] =
        "UPDATE sample SET record = NULL, verdict = ?2, author = ?3,"
        " judged_ms = ?4, event = ?5 WHERE casefile = ?1",
    [SQL_SAMPLE_OF] = "SELECT kind, verdict, author, judged_ms FROM sample"
                      " WHERE casefile = ?1 AND event > 0",
    [SQL_SAMPLE_LAST] = "SELECT coalesce(max(id), 0) FROM casefile",
    /* One that could have been drawn, and was not. */
    [SQL_SAMPLE_PLACE] =
        "SELECT c.priority FROM casefile c WHERE c.id >= ?1 AND c.flagged = 1"
        " AND NOT EXISTS (SELECT 1 FROM sample m WHERE m.casefile = c.id)"
        " AND NOT" URGENT " ORDER BY c.id LIMIT 1",
    [SQL_SAMPLE_WAIT] =
        "INSERT INTO sample_waiting (scan, listing, distance, record)"
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (scan, listing) DO UPDATE SET"
        " distance = excluded.distance, record = excluded.record",
    [SQL_SAMPLE_WAIT_CUT] =
        "DELETE FROM sample_waiting WHERE scan = ?1 AND listing NOT IN"
        " (SELECT listing FROM sample_waiting WHERE scan = ?1"
        "  ORDER BY distance, listing LIMIT ?2)",
    [SQL_SAMPLE_WAIT_EACH] = "SELECT listing, record FROM sample_waiting"
                             " WHERE scan = ?1 ORDER BY distance, listing",
    [SQL_SAMPLE_WAIT_CLEAR] = "DELETE FROM sample_waiting WHERE scan = ?1",
    [SQL_SAMPLE_TAKEN] = "SELECT count(*) FROM sample WHERE kind = ?1"
                         " AND scan = ?2 AND at_ms >= ?3",

    [SQL_RECALL_FIND] = "SELECT row, digest, mark, record FROM recall"
                        " WHERE source = ?1 AND id = ?2",
    [SQL_RECALL_ADD] =
        "INSERT INTO recall (source, id, digest, record, first_seen_ms,"
        " changed_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    [SQL_RECALL_UPDATE] = "UPDATE recall SET digest = ?2, record = ?3,"
                          " changed_at_ms = ?4, mark = ?5, keyed = 0,"
                          " swept = 0"
                          " WHERE row = ?1",
    [SQL_RECALL_VERSION_ADD] =
        "INSERT INTO recall_version (recall, seen_at_ms, record)"
        " VALUES (?1, ?2, ?3)",
    [SQL_RECALL_NEXT] = "SELECT source, id, record FROM recall"
                        " WHERE (source, id) > (?1, ?2)"
                        " ORDER BY source, id LIMIT ?3",
    [SQL_RECALL_BY_ID] = "SELECT record FROM recall WHERE id = ?1"
                         " AND (?2 = '' OR source = ?2)"
                         " ORDER BY source LIMIT 1",
    [SQL_RECALL_UNSWEPT] = "SELECT source, id FROM recall WHERE swept = 0"
                           " ORDER BY row",
    [SQL_RECALL_SWEPT] = "UPDATE recall SET swept = 1 WHERE swept = 0",
    /* Cases that one of these recalls has a finding in. */
    [SQL_RECALL_CASES] =
        "SELECT DISTINCT c.listing FROM recall r"
        " JOIN casefile_finding f ON f.source = 'recall' AND f.id = r.id"
        " JOIN casefile c ON c.id = f.casefile"
        " WHERE r.swept = 0 AND f.current = 1",
    [SQL_RECALL_ROW] = "SELECT source, id, record FROM recall WHERE row = ?1",
    [SQL_RECALL_SAID] = "UPDATE recall SET document = ?2, pass = ?3"
                        " WHERE row = ?1 AND (document <> ?2 OR pass <> ?3)",
    [SQL_RECALL_MARK] = "UPDATE recall SET record = ?2, mark = ?3,"
                        " changed_at_ms = ?4, swept = 0 WHERE row = ?1",
    [SQL_RECALL_SEEN] = "UPDATE recall SET pass = ?2 WHERE document = ?1",
    [SQL_RECALL_VERSIONS] = "SELECT seen_at_ms, record FROM recall_version"
                            " WHERE recall = ?1 ORDER BY rowid",
    /* ?2: of one document, or 0 for all that were ever fetched. */
    [SQL_RECALL_GONE] =
        "SELECT row FROM recall WHERE source = ?1 AND pass > 0 AND pass < ?3"
        " AND (?2 = 0 OR document = ?2) AND mark = ''",
    [SQL_RECALL_COUNT_OF] =
        "SELECT count(*) FROM recall WHERE source = ?1 AND pass > 0"
        " AND (?2 = 0 OR document = ?2) AND mark = ''",
    [SQL_RECALL_NEWEST] =
        "SELECT coalesce(max(json_extract(record, '$.published')), '')"
        " FROM recall WHERE source = ?1 AND pass > 0"
        " AND json_extract(record, '$.published') <= ?2",
    [SQL_RECALL_UNKEYED] =
        "SELECT row FROM recall WHERE keyed = 0 ORDER BY row LIMIT 1",
    [SQL_RECALL_KEYED] = "UPDATE recall SET keyed = 1 WHERE row = ?1",
    [SQL_KEY_CLEAR] = "DELETE FROM recall_key WHERE recall = ?1",
    [SQL_KEY_ADD] = "INSERT OR IGNORE INTO recall_key (kind, key, recall)"
                    " VALUES (?1, ?2, ?3)",
    [SQL_KEY_EACH] = "SELECT recall FROM recall_key WHERE kind = ?1"
                     " AND key = ?2 ORDER BY recall LIMIT ?3",
    [SQL_LINK_CLEAR] = "DELETE FROM recall_link WHERE a = ?1 OR b = ?1",
    [SQL_LINK_ADD] = "INSERT OR IGNORE INTO recall_link (a, b, kind, key)"
                     " VALUES (?1, ?2, ?3, ?4)",
    [SQL_LINK_OF] = "SELECT a, b, kind, key FROM recall_link"
                    " WHERE a = ?1 OR b = ?1 ORDER BY a, b",
    [SQL_LINK_EACH] = "SELECT a, b, kind, key FROM recall_link ORDER BY a, b",

    [SQL_FEED_GET] = "SELECT record FROM feed WHERE source = ?1",
    [SQL_FEED_PUT] = "INSERT INTO feed (source, record) VALUES (?1, ?2)"
                     " ON CONFLICT DO UPDATE SET record = ?2",
    [SQL_PASS_ADD] = "INSERT INTO feed_pass (source, record) VALUES (?1, ?2)",
    [SQL_PASS_PUT] =
        "UPDATE feed_pass SET record = ?2, ended = ?3 WHERE id = ?1",
    [SQL_PASS_EACH] = "SELECT id, ended, record FROM feed_pass"
                      " WHERE source = ?1 ORDER BY id DESC LIMIT ?2",
    [SQL_DOCUMENT_FIND] = "SELECT id, etag, last_modified, records"
                          " FROM feed_document WHERE source = ?1 AND url = ?2",
    [SQL_DOCUMENT_PUT] =
        "INSERT INTO feed_document (source, url, kind, listed, etag,"
        " last_modified, records, fetched_at_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT DO UPDATE SET listed = max(listed, ?4), etag = ?5,"
        " last_modified = ?6, records = ?7, fetched_at_ms = ?8",
    [SQL_DOCUMENT_SINCE] =
        "SELECT url, kind, listed FROM feed_document WHERE source = ?1"
        " AND listed >= ?2 ORDER BY id",
    [SQL_TURN_ADD] = "INSERT OR IGNORE INTO feed_turn (source, url, kind,"
                     " listed) VALUES (?1, ?2, ?3, ?4)",
    [SQL_TURN_NEXT] = "SELECT id, url, kind, listed, tries FROM feed_turn"
                      " WHERE source = ?1 AND run <> ?2 ORDER BY tries, id"
                      " LIMIT 1",
    [SQL_TURN_DONE] = "DELETE FROM feed_turn WHERE id = ?1",
    [SQL_TURN_FAILED] =
        "UPDATE feed_turn SET tries = tries + 1, run = ?2 WHERE id = ?1",
    [SQL_TURN_COUNT] = "SELECT count(*) FROM feed_turn WHERE source = ?1"
                       " AND tries <= ?2",
    [SQL_TURN_CLEAR] = "DELETE FROM feed_turn WHERE source = ?1",
};

const char *
sql_text(enum sql n)
{
    return texts[n];
}
