/* store/sql_purge.h - statements for holds and for what goes; as
 * sql_accounts.h has it.
 *
 * A hold of a seller is one of every seller of that name (party_trait of kind
 * 0): it keeps too much rather than too little.
 *
 * SQL_PURGE_CASE_* and SQL_PURGE_LISTING_* take the number of the case or of
 * the listing and are run in the order they stand in.
 */
#ifndef STORE_SQL_PURGE_H
#define STORE_SQL_PURGE_H

#define HOLD_COLUMNS                                                           \
    " h.id, h.casefile, h.shown, h.reason, h.author, h.at_ms, h.lifted_ms,"    \
    " h.lifted_by FROM hold h"

/* Listings that are held: l is the listing, c its case or nothing. */
#define PURGE_HELD                                                             \
    " (EXISTS (SELECT 1 FROM hold h WHERE h.lifted_ms = 0"                     \
    "  AND h.casefile = c.id) OR EXISTS (SELECT 1 FROM party_offer o"          \
    "  JOIN party y ON y.id = o.party AND y.role = 0"                          \
    "  JOIN party_trait t ON t.party = y.id AND t.kind = 0"                    \
    "  JOIN hold h ON h.seller = t.value AND h.lifted_ms = 0"                  \
    "  WHERE o.listing = l.id))"

/* All visits of the addresses of pages p: as SQL_VISITS has it. */
#define PURGE_URL                                                              \
    " JOIN page q ON q.url_key = p.url_key AND q.url = p.url AND q.since = 0"
#define PURGE_SINCE " JOIN page v ON v.since = q.id AND v.since > 0"
#define PURGE_VISITS(from)                                                     \
    " SELECT q.id" from(PURGE_URL) " UNION ALL SELECT v.id" from(              \
        PURGE_URL PURGE_SINCE)

/* The pages that listing ?1 was read from. */
#define PURGE_READ_FROM(join)                                                  \
    " FROM page p" join                                                        \
    " WHERE p.id IN (SELECT page FROM listing WHERE id = ?1"                   \
    " UNION SELECT page FROM listing_version WHERE listing = ?1"               \
    " UNION SELECT page FROM listing_picture WHERE listing = ?1)"

/* The pages that held listings were read from. */
#define PURGE_HELD_FROM(join)                                                  \
    " FROM listing l LEFT JOIN casefile c ON c.listing = l.id"                 \
    " JOIN page p ON p.id = l.page OR p.id IN"                                 \
    "  (SELECT page FROM listing_version WHERE listing = l.id UNION"           \
    "   SELECT page FROM listing_picture WHERE listing = l.id)" join           \
    " WHERE l.id IN"                                                           \
    " (SELECT d.listing FROM hold h JOIN casefile d ON d.id = h.casefile"      \
    "  WHERE h.lifted_ms = 0 UNION SELECT o.listing FROM hold h"               \
    "  JOIN party_trait t ON t.kind = 0 AND t.value = h.seller"                \
    "  JOIN party y ON y.id = t.party AND y.role = 0"                          \
    "  JOIN party_offer o ON o.party = y.id WHERE h.lifted_ms = 0)"

#define SQL_PURGE(X)                                                           \
    X(SQL_HOLD_ADD,                                                            \
        "INSERT INTO hold (casefile, seller, shown, reason, author, at_ms)"    \
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                    \
    X(SQL_HOLD_LIFT, "UPDATE hold SET lifted_ms = ?2, lifted_by = ?3"          \
                     " WHERE id = ?1 AND lifted_ms = 0")                       \
    X(SQL_HOLD_EACH, "SELECT" HOLD_COLUMNS                                     \
                     " WHERE ?1 <> 0 OR h.lifted_ms = 0 ORDER BY h.id")        \
    X(SQL_HOLD_OF_CASE,                                                        \
        "SELECT" HOLD_COLUMNS " WHERE h.lifted_ms = 0 AND (h.casefile = ?1"    \
        " OR h.seller IN (SELECT t.value FROM casefile c"                      \
        "  JOIN party_offer o ON o.listing = c.listing"                        \
        "  JOIN party y ON y.id = o.party AND y.role = 0"                      \
        "  JOIN party_trait t ON t.party = y.id AND t.kind = 0"                \
        "  WHERE c.id = ?1))"                                                  \
        " ORDER BY h.id")                                                      \
    X(SQL_PURGE_CAMPAIGNS,                                                     \
        "SELECT DISTINCT name FROM scan UNION SELECT '' ORDER BY 1")           \
    X(SQL_PURGE_CUT_CLEAR, "DELETE FROM purge_cut")                            \
    X(SQL_PURGE_CUT_ADD, "INSERT INTO purge_cut (campaign, state, days,"       \
                         " before_ms) VALUES (?1, ?2, ?3, ?4)")                \
    X(SQL_PURGE_OFFER_CLEAR, "DELETE FROM purge_offer")                        \
    X(SQL_PURGE_OFFER_PLAN,                                                    \
        "INSERT INTO purge_offer (listing, casefile, state, campaign, "        \
        "last_ms,"                                                             \
        " days) SELECT l.id, coalesce(c.id, 0), k.state, k.campaign,"          \
        " max(l.last_seen_ms, coalesce(c.last_seen_ms, 0),"                    \
        "  coalesce(c.decided_at_ms, 0), coalesce((SELECT max(e.at_ms)"        \
        "   FROM casefile_event e WHERE e.casefile = c.id), 0)) AS happened,"  \
        " k.days FROM listing l LEFT JOIN casefile c ON c.listing = l.id"      \
        " LEFT JOIN page p ON p.id = l.page LEFT JOIN scan s ON s.id = p.scan" \
        " JOIN purge_cut k ON k.campaign = coalesce(s.name, '')"               \
        "  AND k.state = coalesce(c.state, 'unflagged')"                       \
        " WHERE happened < k.before_ms"                                        \
        " AND l.id < (SELECT max(id) FROM listing)"                            \
        " AND (c.id IS NULL OR c.id < (SELECT max(id) FROM casefile))"         \
        " AND NOT EXISTS (SELECT 1 FROM order_case a WHERE a.casefile = c.id)" \
        " AND NOT EXISTS (SELECT 1 FROM look a WHERE a.casefile = c.id)"       \
        " AND NOT" PURGE_HELD)                                                 \
    X(SQL_PURGE_OFFER_EACH,                                                    \
        "SELECT listing, casefile, state, campaign, last_ms, days"             \
        " FROM purge_offer ORDER BY listing LIMIT ?1")                         \
    X(SQL_PURGE_OFFER_DONE, "DELETE FROM purge_offer WHERE listing = ?1")      \
    X(SQL_PURGE_VERSION_EACH, "SELECT id, digest FROM listing_version"         \
                              " WHERE listing = ?1 ORDER BY id")               \
    X(SQL_PURGE_CASE_DONE, "INSERT INTO purge_case (casefile, at_ms, entry)"   \
                           " VALUES (?1, ?2, ?3)")                             \
    X(SQL_PURGE_CASE_OF,                                                       \
        "SELECT at_ms, entry FROM purge_case WHERE casefile = ?1")             \
    X(SQL_PURGE_CASE_ROW, "DELETE FROM queue_row WHERE casefile = ?1")         \
    X(SQL_PURGE_CASE_CARD, "DELETE FROM queue_card WHERE casefile = ?1")       \
    X(SQL_PURGE_CASE_BEHIND, "DELETE FROM queue_behind WHERE casefile = ?1")   \
    X(SQL_PURGE_CASE_RECORD,                                                   \
        "DELETE FROM casefile_record WHERE casefile = ?1")                     \
    X(SQL_PURGE_CASE_HAZARD,                                                   \
        "DELETE FROM casefile_hazard WHERE casefile = ?1")                     \
    X(SQL_PURGE_CASE_FINDING,                                                  \
        "DELETE FROM casefile_finding WHERE casefile = ?1")                    \
    X(SQL_PURGE_CASE_EVENT, "DELETE FROM casefile_event WHERE casefile = ?1")  \
    X(SQL_PURGE_CASE_LEASE, "DELETE FROM casefile_lease WHERE casefile = ?1")  \
    X(SQL_PURGE_CASE_SAMPLE, "DELETE FROM sample WHERE casefile = ?1")         \
    X(SQL_PURGE_CASE_LINK,                                                     \
        "DELETE FROM case_link WHERE first = ?1 OR second = ?1")               \
    X(SQL_PURGE_CASE_VIEW, "DELETE FROM evidence_view WHERE casefile = ?1")    \
    X(SQL_PURGE_CASE_PARTY, "DELETE FROM party_case WHERE casefile = ?1")      \
    X(SQL_PURGE_CASE_LAST, "DELETE FROM casefile WHERE id = ?1")               \
    X(SQL_PURGE_LISTING_PAGES,                                                 \
        "INSERT OR IGNORE INTO purge_old (page)" PURGE_VISITS(                 \
            PURGE_READ_FROM))                                                  \
    X(SQL_PURGE_LISTING_COUNT,                                                 \
        "UPDATE party SET offers = offers - 1 WHERE id IN"                     \
        " (SELECT party FROM party_offer WHERE listing = ?1)")                 \
    X(SQL_PURGE_LISTING_TRAIT,                                                 \
        "DELETE FROM party_trait WHERE party IN (SELECT id FROM party"         \
        " WHERE offers = 0 AND id IN (SELECT party FROM party_offer"           \
        "  WHERE listing = ?1))")                                              \
    X(SQL_PURGE_LISTING_TIE,                                                   \
        "DELETE FROM party_tie WHERE party IN (SELECT id FROM party"           \
        " WHERE offers = 0 AND id IN (SELECT party FROM party_offer"           \
        "  WHERE listing = ?1)) OR other IN (SELECT id FROM party"             \
        " WHERE offers = 0 AND id IN (SELECT party FROM party_offer"           \
        "  WHERE listing = ?1))")                                              \
    X(SQL_PURGE_LISTING_CASES,                                                 \
        "DELETE FROM party_case WHERE party IN (SELECT id FROM party"          \
        " WHERE offers = 0 AND id IN (SELECT party FROM party_offer"           \
        "  WHERE listing = ?1))")                                              \
    X(SQL_PURGE_LISTING_PARTY,                                                 \
        "DELETE FROM party WHERE offers = 0 AND id IN (SELECT party"           \
        " FROM party_offer WHERE listing = ?1)")                               \
    X(SQL_PURGE_LISTING_OFFER, "DELETE FROM party_offer WHERE listing = ?1")   \
    X(SQL_PURGE_LISTING_KEYS, "DELETE FROM listing_keys WHERE listing = ?1")   \
    X(SQL_PURGE_LISTING_WAITING,                                               \
        "DELETE FROM sample_waiting WHERE listing = ?1")                       \
    X(SQL_PURGE_LISTING_PICTURES,                                              \
        "DELETE FROM listing_picture WHERE listing = ?1")                      \
    X(SQL_PURGE_LISTING_VERSIONS,                                              \
        "DELETE FROM listing_version WHERE listing = ?1")                      \
    X(SQL_PURGE_LISTING_LAST, "DELETE FROM listing WHERE id = ?1")             \
    X(SQL_PURGE_KEPT_CLEAR, "DELETE FROM purge_kept")                          \
    X(SQL_PURGE_KEPT_PLAN,                                                     \
        "INSERT OR IGNORE INTO purge_kept (page)"                              \
        " SELECT page FROM listing WHERE page IS NOT NULL UNION"               \
        " SELECT page FROM listing_version WHERE page IS NOT NULL UNION"       \
        " SELECT page FROM listing_picture WHERE page <> 0")                   \
    X(SQL_PURGE_KEPT_HELD,                                                     \
        "INSERT OR IGNORE INTO purge_kept (page)" PURGE_VISITS(                \
            PURGE_HELD_FROM))                                                  \
    X(SQL_PURGE_PAGE_CLEAR, "DELETE FROM purge_page")                          \
    X(SQL_PURGE_PAGE_PLAN,                                                     \
        "INSERT INTO purge_page (page, body_key, campaign, days)"              \
        " SELECT p.id, p.body_key, s.name, coalesce(k.days, 0)"                \
        " FROM page p JOIN scan s ON s.id = p.scan LEFT JOIN purge_cut k"      \
        "  ON k.campaign = s.name AND k.state = 'pages'"                       \
        " WHERE (p.fetched_at_ms < k.before_ms"                                \
        "  OR p.id IN (SELECT page FROM purge_old))"                           \
        " AND p.id NOT IN (SELECT page FROM purge_kept)"                       \
        " AND p.id < (SELECT max(id) FROM page)")                              \
    /* A body that another page needs stays, and with it who has it. */        \
    X(SQL_PURGE_PAGE_SHARED,                                                   \
        "DELETE FROM purge_page WHERE body_key IN (SELECT body_key FROM page"  \
        " WHERE body_key IN (SELECT body_key FROM purge_page)"                 \
        " AND id NOT IN (SELECT page FROM purge_page))")                       \
    X(SQL_PURGE_PAGE_EACH,                                                     \
        "SELECT p.id, 0, 'pages', g.campaign, p.fetched_at_ms, g.days,"        \
        " p.digest, p.record FROM purge_page g JOIN page p ON p.id = g.page"   \
        " ORDER BY p.id LIMIT ?1")                                             \
    X(SQL_PURGE_PAGE_OLD, "DELETE FROM purge_old WHERE page = ?1")             \
    X(SQL_PURGE_PAGE_DONE, "DELETE FROM purge_page WHERE page = ?1")           \
    X(SQL_PURGE_PAGE_LAST, "DELETE FROM page WHERE id = ?1")                   \
    X(SQL_PURGE_WORDS,                                                         \
        "INSERT INTO queue_text (queue_text) VALUES ('optimize')")             \
    X(SQL_PURGE_RECORD_ADD,                                                    \
        "INSERT OR REPLACE INTO purge_record (record, bytes) VALUES (?1, ?2)") \
    X(SQL_PURGE_RECORD_EACH,                                                   \
        "SELECT record, bytes FROM purge_record ORDER BY record LIMIT 500")    \
    X(SQL_PURGE_RECORD_COUNT, "SELECT count(*) FROM purge_record")             \
    X(SQL_PURGE_RECORD_DONE, "DELETE FROM purge_record WHERE record = ?1")

#endif
