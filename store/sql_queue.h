/* store/sql_queue.h - the statements that list the queue; as sql_accounts.h has
 * its own.
 *
 * A list is walked in one of five ways, in one of six orders, and gives the
 * numbers of cases. Parameters, where NULL is no filter:
 * ?1 state or 'open', ?2 market, ?3 hazard, ?4 assignee, ?5 finding source,
 * ?6 language, ?7 query of queue_text, ?8 most rank, ?9 seller, ?10 recall,
 * ?11 rule, ?12 seen from, ?13 seen before, ?14 and ?15 the facet that is
 * walked and its value, ?16 ?17 ?18 the row behind which to begin (two keys
 * and the number), ?19 limit, ?20 offset.
 */
#ifndef STORE_SQL_QUEUE_H
#define STORE_SQL_QUEUE_H

#define QUEUE_HAS(facet, n)                                                    \
    " AND (" n " IS NULL OR EXISTS (SELECT 1 FROM queue_facet h"               \
    " WHERE h.facet = '" facet "' AND h.value = " n                            \
    " AND h.casefile = q.casefile))"

/* The words come last: their subquery is read at the first row that fits
 * everything else, and once. */
#define QUEUE_FILTER                                                           \
    " (?2 IS NULL OR q.market = ?2) AND (?8 IS NULL OR q.rank <= ?8)"          \
    " AND (?4 IS NULL OR q.assignee = ?4)"                                     \
    " AND (?6 IS NULL OR q.language = ?6)"                                     \
    " AND (?9 IS NULL OR q.seller = ?9)"                                       \
    " AND (?12 IS NULL OR q.seen_ms >= ?12)"                                   \
    " AND (?13 IS NULL OR q.seen_ms < ?13)" QUEUE_HAS("hazard", "?3")          \
        QUEUE_HAS("source", "?5") QUEUE_HAS("recall", "?10")                   \
            QUEUE_HAS("rule", "?11") " AND (?7 IS NULL OR q.casefile IN"       \
                                     " (SELECT rowid FROM queue_text"          \
                                     "  WHERE queue_text MATCH ?7))"

#define QUEUE_STATE                                                            \
    " (?1 IS NULL OR q.state = ?1 OR (?1 = 'open' AND q.open = 1)) AND"

/* FROM and the beginning of WHERE. A walk over the open ones looks into
 * queue_row only for what is filtered by: the index has the rest. */
#define QUEUE_BY_OPEN(order)                                                   \
    " FROM queue_row q INDEXED BY queue_open_" order " WHERE q.open = 1 AND"
#define QUEUE_BY_ALL(order)                                                    \
    " FROM queue_row q INDEXED BY queue_all_" order " WHERE" QUEUE_STATE
#define QUEUE_BY_STATE(order)                                                  \
    " FROM queue_row q INDEXED BY queue_state WHERE q.state = ?1 AND"
#define QUEUE_BY_FACET(order)                                                  \
    " FROM queue_facet d CROSS JOIN queue_row q ON q.casefile = d.casefile"    \
    " WHERE d.facet = ?14 AND d.value = ?15 AND" QUEUE_STATE
#define QUEUE_BY_TEXT(order)                                                   \
    " FROM queue_text d CROSS JOIN queue_row q ON q.casefile = d.rowid"        \
    " WHERE d.queue_text MATCH ?7 AND" QUEUE_STATE

#define QUEUE_LIST(X, by, name, order, keys, marks)                            \
    X(SQL_QUEUE_##by##_##name,                                                 \
        "SELECT q.casefile" QUEUE_BY_##by(order) QUEUE_FILTER                  \
        " AND (" keys ", q.casefile) > (" marks ", ?18) ORDER BY " keys        \
        ", q.casefile LIMIT ?19 OFFSET ?20")

/* In the order of enum store_sort. */
#define QUEUE_LISTS(X, by)                                                     \
    QUEUE_LIST(X, by, PRIORITY, "priority", "q.rank", "?16")                   \
    QUEUE_LIST(X, by, AGE, "age", "q.seen_ms", "?16")                          \
    QUEUE_LIST(X, by, NEWEST, "newest", "q.newness", "?16")                    \
    QUEUE_LIST(X, by, DEADLINE, "deadline", "q.due_ms, q.rank", "?16, ?17")    \
    QUEUE_LIST(X, by, PRICE, "price", "q.price", "?16")                        \
    QUEUE_LIST(X, by, MARKET, "market", "q.market, q.rank", "?16, ?17")

/* A case leaves all its counts (OUT) and enters them again (IN), as the
 * trigger queue_follow does it. The lists are in the order of enum way of
 * store_queue.c. */
#define SQL_QUEUE(X)                                                           \
    X(SQL_QUEUE_BEHIND,                                                        \
        "SELECT r.casefile, r.record FROM queue_behind b"                      \
        " JOIN casefile_record r ON r.casefile = b.casefile LIMIT 1")          \
    X(SQL_QUEUE_BEHIND_DONE, "DELETE FROM queue_behind WHERE casefile = ?1")   \
    X(SQL_QUEUE_OUT,                                                           \
        "UPDATE queue_count SET n = n - 1 FROM queue_facet f, queue_row q"     \
        " WHERE f.casefile = ?1 AND q.casefile = ?1"                           \
        " AND queue_count.facet = f.facet AND queue_count.value = f.value"     \
        " AND (queue_count.state IN (q.state, 'all')"                          \
        "  OR (queue_count.state = 'open' AND q.open))")                       \
    X(SQL_QUEUE_IN,                                                            \
        "INSERT INTO queue_count (facet, value, state, n)"                     \
        " SELECT f.facet, f.value,"                                            \
        "  CASE s.column1 WHEN '' THEN q.state ELSE s.column1 END, 1"          \
        " FROM queue_facet f, queue_row q,"                                    \
        "  (VALUES ('all'), ('open'), ('')) s"                                 \
        " WHERE f.casefile = ?1 AND q.casefile = ?1"                           \
        " AND (s.column1 <> 'open' OR q.open)"                                 \
        " ON CONFLICT DO UPDATE SET n = n + 1")                                \
    X(SQL_QUEUE_ROW_PUT,                                                       \
        "INSERT INTO queue_row (casefile, state, open, assignee, rank, "       \
        "market,"                                                              \
        " seller, language, price, seen_ms, newness)"                          \
        " SELECT id, state,"                                                   \
        "  state IN ('new', 'assigned', 'needs_info', 'escalated',"            \
        "  'relisted'), assignee,"                                             \
        "  -priority, market, ?2, language, ?3, first_seen_ms, -first_seen_ms" \
        " FROM casefile WHERE id = ?1 ON CONFLICT DO UPDATE SET"               \
        " state = excluded.state, open = excluded.open,"                       \
        " assignee = excluded.assignee, rank = excluded.rank,"                 \
        " market = excluded.market, seller = excluded.seller,"                 \
        " language = excluded.language, price = excluded.price")               \
    X(SQL_QUEUE_CARD_PUT, "INSERT INTO queue_card (casefile, card)"            \
                          " VALUES (?1, ?2) ON CONFLICT DO UPDATE SET"         \
                          " card = excluded.card")                             \
    X(SQL_QUEUE_FACET_CLEAR, "DELETE FROM queue_facet WHERE casefile = ?1")    \
    X(SQL_QUEUE_FACET_ADD, "INSERT OR IGNORE INTO queue_facet (facet, value,"  \
                           " casefile) VALUES (?2, ?3, ?1)")                   \
    X(SQL_QUEUE_FACET_WHO,                                                     \
        "INSERT INTO queue_facet (facet, value, casefile)"                     \
        " SELECT 'assignee', assignee, casefile FROM queue_row"                \
        " WHERE casefile = ?1")                                                \
    X(SQL_QUEUE_TEXT_SAME, "SELECT words = ?2 AND parts = ?3 FROM queue_text"  \
                           " WHERE rowid = ?1")                                \
    X(SQL_QUEUE_TEXT_DROP, "DELETE FROM queue_text WHERE rowid = ?1")          \
    X(SQL_QUEUE_TEXT_ADD,                                                      \
        "INSERT INTO queue_text (rowid, words, parts) VALUES (?1, ?2, ?3)")    \
    X(SQL_QUEUE_TEXT_SOME, "SELECT count(*) FROM (SELECT 1 FROM queue_text"    \
                           " WHERE queue_text MATCH ?1 LIMIT ?2)")             \
    X(SQL_QUEUE_COUNT_OF, "SELECT n FROM queue_count"                          \
                          " WHERE facet = ?1 AND value = ?2 AND state = ?3")   \
    X(SQL_QUEUE_COUNT_MOST,                                                    \
        "SELECT value, n FROM queue_count"                                     \
        " WHERE facet = ?1 AND state = ?2 AND n > 0 ORDER BY n DESC LIMIT ?3") \
    X(SQL_QUEUE_DUE, "UPDATE queue_row SET due_ms = ?2 WHERE casefile = ?1")   \
    X(SQL_VIEW_PUT, "INSERT INTO saved_view (owner, name, query)"              \
                    " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET"           \
                    " query = excluded.query")                                 \
    X(SQL_VIEW_DROP, "DELETE FROM saved_view WHERE owner = ?1 AND name = ?2")  \
    X(SQL_VIEW_EACH, "SELECT name, query FROM saved_view WHERE owner = ?1"     \
                     " ORDER BY name")                                         \
    X(SQL_VIEW_COUNT,                                                          \
        "SELECT count(*) FROM saved_view WHERE owner = ?1 AND name <> ?2")     \
    QUEUE_LISTS(X, OPEN)                                                       \
    QUEUE_LISTS(X, ALL)                                                        \
    QUEUE_LISTS(X, STATE)                                                      \
    QUEUE_LISTS(X, FACET)                                                      \
    QUEUE_LISTS(X, TEXT)

#endif
