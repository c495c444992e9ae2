/* store/sql_parties.h - statements for parties, and for related offers. */
#ifndef STORE_SQL_PARTIES_H
#define STORE_SQL_PARTIES_H

#define PARTY_COLUMNS                                                          \
    " p.id, p.role, p.key, p.name, p.country, p.offers, p.cases,"              \
    " p.first_seen_ms, p.last_seen_ms FROM "

/* What is shown of an offer stands in the card k of its case; the record of
 * the listing that is named between these two, which is larger and has to be
 * parsed, where there is none. */
#define SHOWN_OF                                                               \
    " k.card, CASE WHEN k.card IS NULL THEN "                                  \
    " (SELECT record_text(v.record, v.packed) FROM listing n"                  \
    "  JOIN listing_version v ON v.id = n.version WHERE n.id ="
#define SHOWN_END ") END FROM "
#define OFFER_COLUMNS                                                          \
    " l.id, coalesce(c.id, 0), l.market, l.url, coalesce(c.state, ''),"        \
    " coalesce(c.priority, 0), l.last_seen_ms," SHOWN_OF " l.id" SHOWN_END

#define SQL_PARTIES(X)                                                         \
    X(SQL_PARTY_KEY, "SELECT id FROM party WHERE role = ?1 AND key = ?2")      \
    X(SQL_PARTY_ADD,                                                           \
        "INSERT INTO party (role, key, name, country, first_seen_ms,"          \
        " last_seen_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")                      \
    X(SQL_PARTY_SEEN,                                                          \
        "UPDATE party SET last_seen_ms = max(last_seen_ms, ?2),"               \
        " country = CASE country WHEN '' THEN ?3 ELSE country END"             \
        " WHERE id = ?1")                                                      \
    X(SQL_PARTY_COUNT, "UPDATE party SET offers = offers + ?2,"                \
                       " cases = cases + ?3 WHERE id = ?1")                    \
    X(SQL_PARTY_OFFER_OF, "SELECT party FROM party_offer WHERE listing = ?1")  \
    X(SQL_PARTY_OFFER_ADD,                                                     \
        "INSERT OR IGNORE INTO party_offer (party, listing)"                   \
        " VALUES (?1, ?2)")                                                    \
    X(SQL_PARTY_OFFER_DROP,                                                    \
        "DELETE FROM party_offer WHERE party = ?1 AND listing = ?2")           \
    X(SQL_PARTY_CASE_ADD,                                                      \
        "INSERT OR IGNORE INTO party_case (party, casefile) VALUES (?1, ?2)")  \
    X(SQL_PARTY_TRAIT_ADD,                                                     \
        "INSERT OR IGNORE INTO party_trait (kind, value, party, shown)"        \
        " VALUES (?1, ?2, ?3, ?4)")                                            \
    X(SQL_PARTY_TIE_ADD,                                                       \
        "INSERT OR IGNORE INTO party_tie (party, other) VALUES (?1, ?2)")      \
    X(SQL_PRODUCT_DROP, "DELETE FROM product_key WHERE listing = ?1")          \
    X(SQL_PRODUCT_ADD, "INSERT OR IGNORE INTO product_key (key, listing)"      \
                       " VALUES (?1, ?2)")                                     \
    X(SQL_PRODUCT_OF, "SELECT key FROM product_key WHERE listing = ?1"         \
                      " LIMIT ?2")                                             \
    X(SQL_PRODUCT_OTHERS,                                                      \
        "SELECT listing FROM product_key WHERE key = ?1 AND listing <> ?2"     \
        " ORDER BY listing DESC LIMIT ?3")                                     \
    X(SQL_PARTY_FILL, "SELECT done, until FROM party_fill LIMIT 1")            \
    X(SQL_PARTY_FILLED, "UPDATE party_fill SET done = ?1")                     \
    X(SQL_PARTY_FILL_NEXT,                                                     \
        "SELECT l.id, l.last_seen_ms, record_text(v.record, v.packed)"         \
        " FROM listing l JOIN listing_version v ON v.id = l.version"           \
        " WHERE l.id > ?1 AND l.id <= ?2 ORDER BY l.id LIMIT 1")               \
    X(SQL_PARTY_GET, "SELECT" PARTY_COLUMNS "party p WHERE p.id = ?1")         \
    X(SQL_PARTY_EACH,                                                          \
        "SELECT" PARTY_COLUMNS "party p WHERE p.role = ?1"                     \
        " ORDER BY p.cases DESC, p.offers DESC, p.id LIMIT ?2 OFFSET ?3")      \
    X(SQL_PARTY_LIKE,                                                          \
        "SELECT" PARTY_COLUMNS "party p WHERE p.role = ?1 AND p.key >= ?4"     \
        " AND p.key < ?5 ORDER BY p.key LIMIT ?2 OFFSET ?3")                   \
    X(SQL_PARTY_OF,                                                            \
        "SELECT" PARTY_COLUMNS "party_offer o JOIN party p ON p.id = o.party"  \
        " WHERE o.listing = ?1 ORDER BY p.role, p.id")                         \
    X(SQL_PARTY_TIES,                                                          \
        "SELECT" PARTY_COLUMNS "party_tie t JOIN party p ON p.id = t.other"    \
        " WHERE t.party = ?1 ORDER BY t.other LIMIT ?2")                       \
    X(SQL_PARTY_TRAITS,                                                        \
        "SELECT t.kind, t.value, t.shown, (SELECT count(*) FROM"               \
        "  (SELECT 1 FROM party_trait x WHERE x.kind = t.kind"                 \
        "   AND x.value = t.value LIMIT ?3)) FROM party_trait t"               \
        " WHERE t.party = ?1 ORDER BY t.kind, t.value LIMIT ?2")               \
    X(SQL_PARTY_SHARING,                                                       \
        "SELECT" PARTY_COLUMNS "party_trait t JOIN party p ON p.id = t.party"  \
        " WHERE t.kind = ?1 AND t.value = ?2 AND t.party <> ?3"                \
        " ORDER BY t.party LIMIT ?4")                                          \
    X(SQL_PARTY_STATES,                                                        \
        "SELECT c.state, count(*) FROM party_case p"                           \
        " JOIN casefile c ON c.id = p.casefile WHERE p.party = ?1"             \
        " GROUP BY c.state ORDER BY 2 DESC, 1")                                \
    X(SQL_PARTY_FINDINGS,                                                      \
        "SELECT f.source, f.id, count(*) FROM party_case p"                    \
        " JOIN casefile_finding f ON f.casefile = p.casefile"                  \
        " WHERE p.party = ?1 AND f.current = 1"                                \
        " GROUP BY f.source, f.id ORDER BY 3 DESC, 1, 2 LIMIT ?2")             \
    X(SQL_PARTY_CASES, "SELECT" OFFER_COLUMNS "party_case p"                   \
                       " CROSS JOIN casefile c ON c.id = p.casefile"           \
                       " CROSS JOIN listing l ON l.id = c.listing"             \
                       " LEFT JOIN queue_card k ON k.casefile = c.id"          \
                       " WHERE p.party = ?1 AND c.listing <> ?2"               \
                       " ORDER BY p.casefile DESC LIMIT ?3")                   \
    /* Those without a case, among the last ones. */                           \
    X(SQL_PARTY_OFFERS,                                                        \
        "SELECT o.listing FROM (SELECT listing FROM party_offer"               \
        "  WHERE party = ?1 AND listing <> ?2 ORDER BY listing DESC"           \
        "  LIMIT 200) o WHERE NOT EXISTS (SELECT 1 FROM casefile c"            \
        "  WHERE c.listing = o.listing) LIMIT ?3")                             \
    X(SQL_OFFER_GET,                                                           \
        "SELECT" OFFER_COLUMNS "listing l"                                     \
        " LEFT JOIN casefile c ON c.listing = l.id"                            \
        " LEFT JOIN queue_card k ON k.casefile = c.id WHERE l.id = ?1")        \
    X(SQL_SIMILAR_EACH,                                                        \
        "SELECT c.id, c.state"                                                 \
        " FROM casefile_finding f INDEXED BY casefile_finding_by"              \
        " CROSS JOIN casefile c ON c.id = f.casefile"                          \
        " WHERE f.source = ?1 AND f.id = ?2"                                   \
        " ORDER BY f.casefile DESC LIMIT ?3")                                  \
    X(SQL_SIMILAR_GET,                                                         \
        "SELECT CASE c.verdict WHEN '' THEN e.verdict ELSE c.verdict END,"     \
        " e.reason_code, e.author, e.at_ms," SHOWN_OF " c.listing" SHOWN_END   \
        "casefile_event e CROSS JOIN casefile c ON c.id = e.casefile"          \
        " LEFT JOIN queue_card k ON k.casefile = c.id WHERE e.casefile = ?1"   \
        " AND (e.verdict = 'confirm' OR e.verdict = 'dismiss')"                \
        " ORDER BY e.id DESC LIMIT 1")                                         \
    X(SQL_CASE_LISTING, "SELECT listing FROM casefile WHERE id = ?1")

#endif
