/* store/sql_figures.h - statements behind the figures; as sql_accounts.h has
 * it. A day is the number of days since 1970.
 */
#ifndef STORE_SQL_FIGURES_H
#define STORE_SQL_FIGURES_H

#define SQL_FIGURES(X)                                                         \
    X(SQL_FIGURES_OPENED,                                                      \
        "SELECT first_seen_ms / 86400000, count(*) FROM casefile GROUP BY 1")  \
    X(SQL_FIGURES_DECIDED,                                                     \
        "SELECT decided_at_ms / 86400000, count(*),"                           \
        " sum(verdict = 'confirm'), sum(verdict = 'dismiss')"                  \
        " FROM casefile WHERE decided_at_ms > 0 AND verdict <> '' GROUP BY 1") \
    X(SQL_FIGURES_TIMES_COUNT, "SELECT count(*) FROM casefile"                 \
                               " WHERE decided_at_ms >= ?1 AND verdict <> ''") \
    X(SQL_FIGURES_TIMES_AT,                                                    \
        "SELECT decided_at_ms - first_seen_ms FROM casefile"                   \
        " WHERE decided_at_ms >= ?1 AND verdict <> ''"                         \
        " ORDER BY decided_at_ms - first_seen_ms LIMIT 1 OFFSET ?2")

#endif
