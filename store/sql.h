/* store/sql.h - every statement of the store, by number.
 *
 * None is built from text. An optional filter is `?n IS NULL OR col = ?n`.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

/* The visits of URL ?2, whose key is ?1, that `and` also holds of: those that
 * stand under the URL, and those that found one of them unchanged. */
#define SQL_VISITS(and)                                                        \
    " SELECT v.id FROM page v WHERE v.url_key = ?1 AND v.url = ?2"             \
    " AND v.since = 0" and                                                     \
        " UNION ALL SELECT v.id FROM page p"                                   \
        " JOIN page v ON v.since = p.id AND v.since > 0"                       \
        " WHERE p.url_key = ?1 AND p.url = ?2 AND p.since = 0" and

#include "store/sql_accounts.h"
#include "store/sql_browse.h"
#include "store/sql_figures.h"
#include "store/sql_notes.h"
#include "store/sql_orders.h"
#include "store/sql_parties.h"
#include "store/sql_pictures.h"
#include "store/sql_purge.h"
#include "store/sql_queue.h"
#include "store/sql_readings.h"
#include "store/sql_requests.h"
#include "store/sql_runs.h"
#include "store/sql_upkeep.h"

#define SQL_NAME(name, text) name,
enum sql {
    SQL_BEGIN,
    SQL_BEGIN_READ,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_VERSION,
    SQL_APPLICATION,
    SQL_OBJECTS,
    SQL_BROKEN_REFERENCES,
    SQL_SCAN_UNFINISHED,
    SQL_SCAN_ADD,
    SQL_SCAN_FINISH,
    SQL_SCAN_GET,
    SQL_SCAN_PAGES,
    SQL_SCAN_LISTINGS,
    SQL_SCAN_CASEFILES,
    SQL_HOST_FIND,
    SQL_HOST_ADD,
    SQL_HOST_COUNT,
    SQL_HOST_EACH,
    SQL_HOST_TOTALS,
    SQL_KNOWN_FIND,
    SQL_KNOWN_ADD,
    SQL_KNOWN_OTHERS,
    SQL_KNOWN_CLEAR,
    SQL_KNOWN_CLEAR_ALL,
    SQL_WAITING_ADD,
    SQL_WAITING_TAKE,
    SQL_WAITING_LOAD,
    SQL_WAITING_CLEAR,
    SQL_PAGE_ADD,
    SQL_PAGE_VALIDATORS,
    SQL_PAGE_LAST,
    SQL_PAGE_RENDERED,
    SQL_PAGE_BODY,
    SQL_LISTING_FIND,
    SQL_LISTING_ADD,
    SQL_LISTING_SEEN,
    SQL_LISTING_NEXT,
    SQL_LISTING_GET,
    SQL_LISTING_LATELY,
    SQL_KEYS_PUT,
    SQL_KEYS_EACH,
    SQL_VERSION_LAST,
    SQL_VERSION_ADD,
    SQL_VERSION_EACH,
    SQL_CASE_OF_LISTING,
    SQL_CASE_ADD,
    SQL_CASE_UPDATE,
    SQL_CASE_RECORD,
    SQL_CASE_ROW,
    SQL_CASE_CARD,
    SQL_CASE_GET,
    SQL_CASE_NOW,
    SQL_CASE_SET,
    SQL_CASE_RECORD_GET,
    SQL_CASE_PAGES,
    SQL_HAZARD_CLEAR,
    SQL_HAZARD_ADD,
    SQL_FINDING_FIND,
    SQL_FINDING_OLD,
    SQL_FINDING_PUT,
    SQL_EVENT_ADD,
    SQL_EVENT_EACH,
    SQL_EVENT_COUNT,
    SQL_EVENT_SINCE,
    SQL_ACT_ADD,
    SQL_ACT_LAST,
    SQL_CONFIRMED_BY,
    SQL_DECIDED_AT,
    SQL_LEASE_GET,
    SQL_LEASE_PUT,
    SQL_LEASE_END,
    SQL_SETTING_GET,
    SQL_SETTING_PUT,
    SQL_STATS_STATE,
    SQL_STATS_HAZARD,
    SQL_STATS_MARKET,
    SQL_STATS_LANGUAGE,
    SQL_STATS_FINDING,
    SQL_RECALL_FIND,
    SQL_RECALL_ADD,
    SQL_RECALL_UPDATE,
    SQL_RECALL_VERSION_ADD,
    SQL_RECALL_NEXT,
    SQL_RECALL_BY_ID,
    SQL_RECALL_UNSWEPT,
    SQL_RECALL_SWEPT,
    SQL_RECALL_CASES,
    SQL_SECRET,
    SQL_SAMPLE_ADD,
    SQL_SAMPLE_GET,
    SQL_SAMPLE_SET,
    SQL_SAMPLE_JUDGED,
    SQL_SAMPLE_OF,
    SQL_SAMPLE_PLACE,
    SQL_SAMPLE_LAST,
    SQL_SAMPLE_WAIT,
    SQL_SAMPLE_WAIT_CUT,
    SQL_SAMPLE_WAIT_EACH,
    SQL_SAMPLE_WAIT_CLEAR,
    SQL_SAMPLE_TAKEN,
    SQL_STATS_SOURCE,
    SQL_STATS_SAMPLE,
    SQL_STATS_DECIDED,
    SQL_STATS_LISTINGS,
    SQL_LISTING_COUNT,
    SQL_DECIDED_EACH,
    SQL_RECALL_ROW,
    SQL_RECALL_SAID,
    SQL_RECALL_MARK,
    SQL_RECALL_SEEN,
    SQL_RECALL_VERSIONS,
    SQL_RECALL_GONE,
    SQL_RECALL_COUNT_OF,
    SQL_RECALL_NEWEST,
    SQL_RECALL_UNKEYED,
    SQL_RECALL_KEYED,
    SQL_KEY_CLEAR,
    SQL_KEY_ADD,
    SQL_KEY_EACH,
    SQL_LINK_CLEAR,
    SQL_LINK_ADD,
    SQL_LINK_OF,
    SQL_LINK_EACH,
    SQL_FEED_GET,
    SQL_FEED_PUT,
    SQL_PASS_ADD,
    SQL_PASS_PUT,
    SQL_PASS_EACH,
    SQL_DOCUMENT_FIND,
    SQL_DOCUMENT_PUT,
    SQL_DOCUMENT_SINCE,
    SQL_TURN_ADD,
    SQL_TURN_NEXT,
    SQL_TURN_DONE,
    SQL_TURN_FAILED,
    SQL_TURN_COUNT,
    SQL_TURN_CLEAR,
    SQL_ACCOUNTS(SQL_NAME) SQL_QUEUE(SQL_NAME) SQL_BROWSE(SQL_NAME)
        SQL_FIGURES(SQL_NAME) SQL_REQUESTS(SQL_NAME) SQL_RUNS(SQL_NAME)
            SQL_ORDERS(SQL_NAME) SQL_PARTIES(SQL_NAME) SQL_UPKEEP(SQL_NAME)
                SQL_PICTURES(SQL_NAME) SQL_NOTES(SQL_NAME) SQL_PURGE(SQL_NAME)
                    SQL_READINGS(SQL_NAME) SQL_COUNT /* how many there are */
};

const char *sql_text(enum sql n);

#endif
