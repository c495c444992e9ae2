/* store/sql_orders.h - statements for letters, clocks and re-checks. */
#ifndef STORE_SQL_ORDERS_H
#define STORE_SQL_ORDERS_H

#define SQL_ORDER_COLUMNS                                                      \
    "o.id, o.kind, o.language, o.number, o.template_version,"                  \
    " o.template_digest, o.calendar, o.recipient, o.address, o.channel,"       \
    " o.digest, o.author, o.issued_ms, o.sent_ms, o.due_ms, o.due_known,"      \
    " o.form, (SELECT count(*) FROM order_case WHERE orders = o.id),"          \
    " (SELECT count(*) FROM order_case WHERE orders = o.id AND gone_ms > 0)"

#define SQL_ORDERS(X)                                                          \
    X(SQL_AUTHORITY_GET,                                                       \
        "SELECT record FROM authority ORDER BY id DESC LIMIT 1")               \
    X(SQL_AUTHORITY_ADD,                                                       \
        "INSERT INTO authority (record, author, at_ms) VALUES (?1, ?2, ?3)")   \
    X(SQL_TEMPLATE_GET,                                                        \
        "SELECT kind, language, version, text, digest, author, note, at_ms"    \
        " FROM letter_template WHERE kind = ?1 AND language = ?2"              \
        " AND (?3 < 0 OR version = ?3) ORDER BY version DESC LIMIT 1")         \
    X(SQL_TEMPLATE_EACH,                                                       \
        "SELECT kind, language, version, text, digest, author, note, at_ms"    \
        " FROM letter_template"                                                \
        " WHERE ?1 IS NULL OR (kind = ?1 AND language = ?2)"                   \
        " ORDER BY kind, language, version DESC")                              \
    X(SQL_TEMPLATE_ADD,                                                        \
        "INSERT INTO letter_template (kind, language, version, text, digest,"  \
        " author, note, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")       \
    X(SQL_ORDER_ADD,                                                           \
        "INSERT INTO orders (kind, language, number, template_version,"        \
        " template_digest, calendar, recipient, address, channel, document,"   \
        " digest, author, issued_ms, sent_ms, due_ms, due_known, form) VALUES" \
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"  \
        "  ?16, ?17)")                                                         \
    X(SQL_ORDER_CASE_ADD,                                                      \
        "INSERT INTO order_case (orders, casefile, version, due_ms)"           \
        " SELECT ?1, c.id, l.version, ?3 FROM casefile c"                      \
        " JOIN listing l ON l.id = c.listing WHERE c.id = ?2")                 \
    X(SQL_ORDER_GET, "SELECT " SQL_ORDER_COLUMNS                               \
                     ", o.document FROM orders o WHERE o.id = ?1")             \
    /* ?1: all, open, overdue at ?3; of case ?2 or of all for 0. */            \
    X(SQL_ORDER_EACH,                                                          \
        "SELECT " SQL_ORDER_COLUMNS " FROM orders o"                           \
        " WHERE (?2 = 0 OR o.id IN"                                            \
        "  (SELECT orders FROM order_case WHERE casefile = ?2))"               \
        " AND (?1 = 0 OR (o.due_ms > 0 AND (?1 = 1 OR o.due_ms <= ?3)"         \
        "  AND EXISTS (SELECT 1 FROM order_case k WHERE k.orders = o.id"       \
        "  AND k.gone_ms = 0))) ORDER BY o.id DESC LIMIT ?4 OFFSET ?5")        \
    X(SQL_ORDER_LAST_NUMBER,                                                   \
        "SELECT coalesce(max(CAST(substr(number, length(?1) + 1)"              \
        " AS INTEGER)), 0) FROM orders WHERE number >= ?1"                     \
        " AND number < ?1 || char(1114111)")                                   \
    X(SQL_ORDER_CASES,                                                         \
        "SELECT c.id, k.gone_ms, c.state, l.url,"                              \
        " coalesce(json_extract(r.record, '$.listing.title'), ''), c.market"   \
        " FROM order_case k JOIN casefile c ON c.id = k.casefile"              \
        " JOIN listing l ON l.id = c.listing"                                  \
        " JOIN casefile_record r ON r.casefile = c.id"                         \
        " WHERE k.orders = ?1 ORDER BY c.id")                                  \
    X(SQL_ORDER_EVENT_ADD,                                                     \
        "INSERT INTO order_event (orders, kind, author, note, at_ms)"          \
        " VALUES (?1, ?2, ?3, ?4, ?5)")                                        \
    X(SQL_ORDER_EVENT_EACH,                                                    \
        "SELECT kind, author, note, at_ms FROM order_event"                    \
        " WHERE orders = ?1 ORDER BY id")                                      \
    X(SQL_ORDER_GONE, "UPDATE order_case SET gone_ms = ?2"                     \
                      " WHERE casefile = ?1 AND gone_ms = 0")                  \
    X(SQL_CASE_DUE,                                                            \
        "SELECT k.due_ms, o.due_known, o.id FROM order_case k"                 \
        " JOIN orders o ON o.id = k.orders WHERE k.casefile = ?1"              \
        " AND k.gone_ms = 0 AND k.due_ms > 0 ORDER BY k.due_ms LIMIT 1")       \
    X(SQL_OVERDUE_EACH,                                                        \
        "SELECT c.id, o.id, k.due_ms, o.kind, o.number, o.recipient, l.url,"   \
        " c.market FROM order_case k INDEXED BY order_case_due"                \
        " JOIN orders o ON o.id = k.orders"                                    \
        " JOIN casefile c ON c.id = k.casefile"                                \
        " JOIN listing l ON l.id = c.listing"                                  \
        " WHERE k.gone_ms = 0 AND k.due_ms > 0 AND k.due_ms <= ?1"             \
        " ORDER BY k.due_ms, c.id LIMIT ?2")                                   \
    /* One step per case, so that the visitor may write. A form gives the time \
     * of sending by the minute: what is seen in that minute came before. */   \
    X(SQL_WATCHED_NEXT,                                                        \
        "SELECT c.id, c.listing, coalesce((SELECT max(k.version)"              \
        "  FROM order_case k WHERE k.casefile = c.id), l.version),"            \
        " coalesce(CASE c.state WHEN 'ordered' THEN (SELECT max("              \
        "   CASE WHEN o.issued_ms - o.sent_ms BETWEEN 0 AND 3600000"           \
        "   THEN o.issued_ms ELSE o.sent_ms END)"                              \
        "   FROM order_case k JOIN orders o ON o.id = k.orders"                \
        "   WHERE k.casefile = c.id) ELSE (SELECT nullif(max(k.gone_ms), 0)"   \
        "   FROM order_case k WHERE k.casefile = c.id) END,"                   \
        "  (SELECT max(e.at_ms) FROM casefile_event e WHERE e.casefile = c.id" \
        "   AND e.act IN ('order', 'mark_removed', 'watch')),"                 \
        "  c.last_seen_ms),"                                                   \
        " coalesce((SELECT max(k.at_ms) FROM look k WHERE k.casefile = c.id"   \
        "  AND k.result <> 'unseen'), 0), c.state <> 'ordered', l.url,"        \
        " c.market, c.state, r.record,"                                        \
        " coalesce((SELECT max(CASE WHEN o.issued_ms - o.sent_ms"              \
        "   BETWEEN 0 AND 3600000 THEN o.issued_ms ELSE o.sent_ms END)"        \
        "  FROM order_case k JOIN orders o ON o.id = k.orders"                 \
        "  WHERE k.casefile = c.id), (SELECT max(e.at_ms)"                     \
        "  FROM casefile_event e WHERE e.casefile = c.id"                      \
        "  AND e.act IN ('order', 'mark_removed', 'watch')), 0)"               \
        " FROM casefile c JOIN listing l ON l.id = c.listing"                  \
        " JOIN casefile_record r ON r.casefile = c.id"                         \
        " WHERE c.state IN ('ordered', 'removed', 'watching') AND c.id > ?1"   \
        " ORDER BY c.id LIMIT 1")                                              \
    X(SQL_LOOK_ADD, "INSERT INTO look (casefile, at_ms, result, detail)"       \
                    " VALUES (?1, ?2, ?3, ?4)")                                \
    X(SQL_LOOK_EACH,                                                           \
        "SELECT at_ms, result, detail FROM look WHERE casefile = ?1"           \
        " ORDER BY id DESC LIMIT ?2")                                          \
    X(SQL_VISIT_LAST,                                                          \
        "SELECT id, status, state, kind, final_url = url FROM page"            \
        " WHERE id = (SELECT max(id) FROM (" SQL_VISITS(                       \
            " AND v.fetched_at_ms >= ?3") "))")                                \
    X(SQL_LISTING_WHERE,                                                       \
        "SELECT coalesce(page, 0), last_seen_ms FROM listing WHERE id = ?1")   \
    X(SQL_VERSION_GET,                                                         \
        "SELECT record_text(record, packed) FROM listing_version"              \
        " WHERE id = ?1")                                                      \
    X(SQL_CONTENT_NEXT,                                                        \
        "SELECT l.id, v.id, l.first_seen_ms, l.last_seen_ms,"                  \
        " record_text(v.record, v.packed)"                                     \
        " FROM listing_version v JOIN listing l ON l.id = v.listing"           \
        " WHERE v.id > ?1 AND l.version = v.id ORDER BY v.id")                 \
    X(SQL_MARK_GET, "SELECT CAST(value AS INTEGER) FROM setting"               \
                    " WHERE name = ?1")                                        \
    X(SQL_MARK_PUT, "INSERT INTO setting (name, value)"                        \
                    " VALUES (?1, CAST(?2 AS TEXT))"                           \
                    " ON CONFLICT DO UPDATE SET value = excluded.value")       \
    X(SQL_CASE_LINK_ADD,                                                       \
        "INSERT OR IGNORE INTO case_link (first, second, kind, key, again,"    \
        " at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                             \
    X(SQL_CASE_LINK_EACH,                                                      \
        "SELECT first, second, kind, key, again, at_ms FROM case_link"         \
        " WHERE first = ?1 UNION ALL SELECT first, second, kind, key, again,"  \
        " at_ms FROM case_link WHERE second = ?1 ORDER BY 6, 1, 2")            \
    X(SQL_TAKEDOWN_EACH,                                                       \
        "SELECT c.market,"                                                     \
        " coalesce(json_extract(r.record, '$.listing.seller.name'), ''),"      \
        " min(o.sent_ms), max(k.gone_ms), max(k.gone_ms = 0 AND"               \
        "  k.due_ms <= ?1), EXISTS (SELECT 1 FROM case_link n"                 \
        "  WHERE n.first = c.id AND n.again = 1) OR EXISTS (SELECT 1 FROM"     \
        "  casefile_event e WHERE e.casefile = c.id AND e.act = 'relist')"     \
        " FROM order_case k JOIN orders o ON o.id = k.orders"                  \
        " JOIN casefile c ON c.id = k.casefile"                                \
        " JOIN casefile_record r ON r.casefile = c.id"                         \
        " WHERE k.due_ms > 0 GROUP BY c.id ORDER BY c.id")

#endif
