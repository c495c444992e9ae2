#include "store/migrate_steps.h"

#include "base/mem.h"
#include "store/migrate_frontier.h"
#include "store/migrate_keys.h"
#include "store/migrate_rescan.h"

/* Rows that are only ever added. */
#define KEPT(table)                                                            \
    "CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table               \
    " BEGIN SELECT RAISE(ABORT, '" table " is never changed'); END;"           \
    "CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table               \
    " BEGIN SELECT RAISE(ABORT, '" table " is never changed'); END;"

/* Step n brings the file from version n to n + 1. A step that was released
 * is never edited; a change is a new step, with rows for the test of all
 * versions (tests/cases/versions). */
const char *const migrate_steps[] = {
    /* 1: scans and their frontier. frontier_known holds one small row per
     * URL ever seen, frontier_waiting only what is still to be fetched, and
     * frontier_host the counts, so that nothing has to be counted. */
    "CREATE TABLE scan ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL, digest TEXT NOT NULL,"
    " started_at_ms INTEGER NOT NULL, finished_at_ms INTEGER,"
    " how TEXT NOT NULL DEFAULT '', summary TEXT) STRICT;"
    "CREATE TABLE frontier_host ("
    " id INTEGER PRIMARY KEY,"
    " scan INTEGER NOT NULL REFERENCES scan, host TEXT NOT NULL,"
    " known INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (scan, host)) STRICT;"
    "CREATE TABLE frontier_known ("
    " scan INTEGER NOT NULL, key INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " PRIMARY KEY (scan, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE frontier_waiting ("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    " host INTEGER NOT NULL REFERENCES frontier_host,"
    " priority INTEGER NOT NULL, depth INTEGER NOT NULL,"
    " url TEXT NOT NULL) STRICT;"
    "CREATE INDEX frontier_next ON frontier_waiting (host, priority, seq);"
    /* Pages. Keys are digest_key() of the URL and of the body's digest:
     * eight bytes where the texts would make the indexes ten times larger. */
    "CREATE TABLE page ("
    " id INTEGER PRIMARY KEY,"
    " scan INTEGER NOT NULL, url_key INTEGER NOT NULL,"
    " url TEXT NOT NULL, final_url TEXT NOT NULL, status INTEGER NOT NULL,"
    " outcome TEXT NOT NULL, observed TEXT NOT NULL, state TEXT NOT NULL,"
    " reason TEXT NOT NULL, kind TEXT NOT NULL,"
    " fetched_at_ms INTEGER NOT NULL,"
    " digest TEXT NOT NULL, body_key INTEGER,"
    " etag TEXT NOT NULL, last_modified TEXT NOT NULL,"
    " record TEXT NOT NULL, robots_override TEXT NOT NULL) STRICT;"
    "CREATE INDEX page_url ON page (url_key, id);"
    "CREATE INDEX page_body ON page (body_key, id)"
    " WHERE body_key IS NOT NULL;"
    "CREATE INDEX page_scan ON page (scan, state, kind);"
    /* Listings: one row per offer, one row per content it ever had. */
    "CREATE TABLE listing ("
    " id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE,"
    " market TEXT NOT NULL, url TEXT NOT NULL,"
    " version INTEGER, page INTEGER,"
    " first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE listing_version ("
    " id INTEGER PRIMARY KEY,"
    " listing INTEGER NOT NULL REFERENCES listing,"
    " digest TEXT NOT NULL, record TEXT NOT NULL, page INTEGER,"
    " seen_at_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX listing_version_of ON listing_version (listing, id);"
    /* Casefiles: what the machine says now, with the columns the queue
     * filters by, and the state of the review. */
    "CREATE TABLE casefile ("
    " id INTEGER PRIMARY KEY,"
    " listing INTEGER NOT NULL UNIQUE REFERENCES listing,"
    " priority REAL NOT NULL, flagged INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'assigned',"
    "  'confirmed', 'dismissed', 'needs_info', 'escalated')),"
    " assignee TEXT NOT NULL DEFAULT '',"
    " market TEXT NOT NULL, language TEXT NOT NULL,"
    " first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,"
    " decided_at_ms INTEGER NOT NULL DEFAULT 0,"
    " decisions INTEGER NOT NULL DEFAULT 0,"
    " search TEXT NOT NULL) STRICT;"
    "CREATE INDEX casefile_order ON casefile (priority DESC, id);"
    "CREATE INDEX casefile_market ON casefile (market);"
    /* The record is ten times larger than the rest: apart from it, filters
     * read a tenth of the pages. */
    "CREATE TABLE casefile_record ("
    " casefile INTEGER PRIMARY KEY REFERENCES casefile,"
    " record TEXT NOT NULL) STRICT;"
    "CREATE TABLE casefile_hazard ("
    " casefile INTEGER NOT NULL REFERENCES casefile, hazard TEXT NOT NULL,"
    " score REAL NOT NULL,"
    " PRIMARY KEY (casefile, hazard)) STRICT, WITHOUT ROWID;"
    /* Every finding a casefile ever had; `current` are those of the last
     * screening. */
    "CREATE TABLE casefile_finding ("
    " casefile INTEGER NOT NULL REFERENCES casefile,"
    " source TEXT NOT NULL, id TEXT NOT NULL,"
    " strength INTEGER NOT NULL, current INTEGER NOT NULL,"
    " PRIMARY KEY (casefile, source, id)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX casefile_finding_by ON casefile_finding (source, id);"
    /* What happened to a casefile. Nothing in it is ever changed. */
    "CREATE TABLE casefile_event ("
    " id INTEGER PRIMARY KEY,"
    " casefile INTEGER NOT NULL REFERENCES casefile,"
    " kind TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    " author TEXT NOT NULL, state TEXT NOT NULL,"
    " verdict TEXT NOT NULL DEFAULT '',"
    " reason_code TEXT NOT NULL DEFAULT '',"
    " note TEXT NOT NULL DEFAULT '') STRICT;"
    "CREATE INDEX casefile_event_of ON casefile_event (casefile, id);"
    "CREATE TRIGGER casefile_event_no_update BEFORE UPDATE ON casefile_event"
    " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;"
    "CREATE TRIGGER casefile_event_no_delete BEFORE DELETE ON casefile_event"
    " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;"
    /* Official notices and their versions. */
    "CREATE TABLE recall ("
    " row INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL,"
    " digest TEXT NOT NULL, record TEXT NOT NULL,"
    " first_seen_ms INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL,"
    " UNIQUE (source, id)) STRICT;"
    "CREATE INDEX recall_id ON recall (id, source);"
    "CREATE TABLE recall_version ("
    " recall INTEGER NOT NULL REFERENCES recall,"
    " seen_at_ms INTEGER NOT NULL, record TEXT NOT NULL) STRICT;"
    "CREATE INDEX recall_version_of ON recall_version (recall);",

    /* 2: where notices were read, what is left to read, how it went; what was
     * marked here ('gone', 'superseded') beside what the authority says; and
     * which notices are about one product. `pass` is the reading that saw the
     * notice last, `keyed` is 0 where its links must be made again. */
    "ALTER TABLE recall ADD COLUMN document INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE recall ADD COLUMN pass INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE recall ADD COLUMN mark TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE recall ADD COLUMN keyed INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX recall_document ON recall (document, pass)"
    " WHERE document <> 0;"
    "CREATE INDEX recall_unkeyed ON recall (row) WHERE keyed = 0;"
    "CREATE TABLE feed (source TEXT PRIMARY KEY, record TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE feed_pass ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL,"
    " ended INTEGER NOT NULL DEFAULT 0, record TEXT NOT NULL) STRICT;"
    "CREATE INDEX feed_pass_of ON feed_pass (source, id);"
    "CREATE TABLE feed_document ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL,"
    " kind INTEGER NOT NULL, listed TEXT NOT NULL,"
    " etag TEXT NOT NULL, last_modified TEXT NOT NULL,"
    " records INTEGER NOT NULL, fetched_at_ms INTEGER NOT NULL,"
    " UNIQUE (source, url)) STRICT;"
    "CREATE TABLE feed_turn ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL,"
    " url TEXT NOT NULL, kind INTEGER NOT NULL, listed TEXT NOT NULL,"
    " tries INTEGER NOT NULL DEFAULT 0, run INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (source, url)) STRICT;"
    "CREATE INDEX feed_turn_next ON feed_turn (source, tries, id);"
    "CREATE TABLE recall_key ("
    " kind TEXT NOT NULL, key TEXT NOT NULL, recall INTEGER NOT NULL,"
    " PRIMARY KEY (kind, key, recall)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX recall_key_of ON recall_key (recall);"
    "CREATE TABLE recall_link ("
    " a INTEGER NOT NULL, b INTEGER NOT NULL, kind TEXT NOT NULL,"
    " key TEXT NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX recall_link_b ON recall_link (b);",
    /* 3: what a new recall is held against: the keys an offer is looked up
     * by, beside it; and which recalls have been. */
    "CREATE TABLE listing_keys ("
    " listing INTEGER PRIMARY KEY REFERENCES listing,"
    " keys BLOB NOT NULL) STRICT;"
    "ALTER TABLE recall ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX recall_unswept ON recall (row) WHERE swept = 0;",
    /* 4: unflagged offers in the queue, with what the machine really said and
     * what is shown; those of a running scan that may become one; and a key
     * that makes what is drawn unforeseeable. */
    "CREATE TABLE sample ("
    " casefile INTEGER PRIMARY KEY REFERENCES casefile,"
    " kind TEXT NOT NULL CHECK (kind IN ('audit', 'uncertain')),"
    " scan INTEGER NOT NULL, share REAL NOT NULL, seed TEXT NOT NULL,"
    " priority REAL NOT NULL, risk REAL NOT NULL, shown REAL NOT NULL,"
    " at_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE sample_waiting ("
    " scan INTEGER NOT NULL, listing INTEGER NOT NULL,"
    " distance REAL NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (scan, listing)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE secret (key TEXT NOT NULL) STRICT;"
    "INSERT INTO secret (key) VALUES (hex(randomblob(32)));",
    /* 5: who did what, as a chain of digests (store/audit.h). AUTOINCREMENT
     * keeps a counter, so that a last entry that is gone is missed. */
    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,"
    " actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,"
    " detail TEXT NOT NULL, previous TEXT NOT NULL,"
    " hash TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE INDEX audit_actor ON audit (actor, id);"
    "CREATE INDEX audit_object ON audit (object, id);"
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;"
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;",
    /* 6: the states of core/workflow.h. A CHECK cannot be changed, so the
     * table is made anew; no foreign key is followed meanwhile. `verdict` is
     * the decision that holds ('confirm', 'dismiss'), whatever came of it;
     * an event says what was before it, so that it can be taken back by
     * another one. */
    "CREATE TABLE casefile_next ("
    " id INTEGER PRIMARY KEY,"
    " listing INTEGER NOT NULL UNIQUE REFERENCES listing,"
    " priority REAL NOT NULL, flagged INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'assigned',"
    "  'needs_info', 'escalated', 'relisted', 'confirmed', 'dismissed',"
    "  'validated', 'ordered', 'removed', 'watching', 'closed')),"
    " assignee TEXT NOT NULL DEFAULT '',"
    " verdict TEXT NOT NULL DEFAULT ''"
    "  CHECK (verdict IN ('', 'confirm', 'dismiss')),"
    " serious INTEGER NOT NULL DEFAULT 0,"
    " market TEXT NOT NULL, language TEXT NOT NULL,"
    " first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,"
    " decided_at_ms INTEGER NOT NULL DEFAULT 0,"
    " decisions INTEGER NOT NULL DEFAULT 0,"
    " search TEXT NOT NULL) STRICT;"
    "INSERT INTO casefile_next (id, listing, priority, flagged, state,"
    " assignee, verdict, market, language, first_seen_ms, last_seen_ms,"
    " decided_at_ms, decisions, search)"
    " SELECT id, listing, priority, flagged, state, assignee,"
    " CASE state WHEN 'confirmed' THEN 'confirm'"
    "  WHEN 'dismissed' THEN 'dismiss' ELSE '' END,"
    " market, language, first_seen_ms, last_seen_ms, decided_at_ms,"
    " decisions, search FROM casefile;"
    "DROP TABLE casefile;"
    "ALTER TABLE casefile_next RENAME TO casefile;"
    "CREATE INDEX casefile_order ON casefile (priority DESC, id);"
    "CREATE INDEX casefile_market ON casefile (market);"
    "ALTER TABLE casefile_event ADD COLUMN act TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE casefile_event ADD COLUMN role TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE casefile_event ADD COLUMN from_state TEXT NOT NULL"
    " DEFAULT '';"
    "ALTER TABLE casefile_event ADD COLUMN from_assignee TEXT NOT NULL"
    " DEFAULT '';"
    "ALTER TABLE casefile_event ADD COLUMN from_verdict TEXT NOT NULL"
    " DEFAULT '';"
    "ALTER TABLE casefile_event ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE casefile_lease ("
    " casefile INTEGER PRIMARY KEY REFERENCES casefile,"
    " holder TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;",
    /* 7: the queue as it is listed. queue_row holds what rows are filtered
     * and sorted by, in few bytes, so that a walk reads few pages; `rank` is
     * the priority with its sign turned, so that all orders ascend. A case
     * has a row in queue_facet for each value it can be found by, and ('', '')
     * once; queue_count says how many have each value, per state and for the
     * states 'all' and 'open', so that nothing has to be counted. queue_behind
     * names the cases that were there before this step. */
    "CREATE TABLE queue_row ("
    " casefile INTEGER PRIMARY KEY,"
    " state TEXT NOT NULL, open INTEGER NOT NULL, assignee TEXT NOT NULL,"
    " rank REAL NOT NULL, market TEXT NOT NULL, seller TEXT NOT NULL,"
    " language TEXT NOT NULL, price REAL NOT NULL,"
    " seen_ms INTEGER NOT NULL, newness INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL DEFAULT 4611686018427387904) STRICT;"
    "CREATE INDEX queue_all_priority ON queue_row (rank, casefile);"
    "CREATE INDEX queue_open_priority ON queue_row (rank, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_all_age ON queue_row (seen_ms, casefile);"
    "CREATE INDEX queue_open_age ON queue_row (seen_ms, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_all_newest ON queue_row (newness, casefile);"
    "CREATE INDEX queue_open_newest ON queue_row (newness, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_all_deadline ON queue_row (due_ms, rank, casefile);"
    "CREATE INDEX queue_open_deadline ON queue_row (due_ms, rank, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_all_price ON queue_row (price, casefile);"
    "CREATE INDEX queue_open_price ON queue_row (price, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_all_market ON queue_row (market, rank, casefile);"
    "CREATE INDEX queue_open_market ON queue_row (market, rank, casefile)"
    " WHERE open = 1;"
    "CREATE INDEX queue_state ON queue_row (state);"
    "CREATE TABLE queue_card ("
    " casefile INTEGER PRIMARY KEY, card BLOB NOT NULL) STRICT;"
    "CREATE TABLE queue_facet ("
    " facet TEXT NOT NULL, value TEXT NOT NULL, casefile INTEGER NOT NULL,"
    " PRIMARY KEY (facet, value, casefile)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX queue_facet_of ON queue_facet (casefile);"
    "CREATE TABLE queue_count ("
    " facet TEXT NOT NULL, value TEXT NOT NULL, state TEXT NOT NULL,"
    " n INTEGER NOT NULL,"
    " PRIMARY KEY (facet, value, state)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX queue_count_most ON queue_count (facet, state, n);"
    "CREATE VIRTUAL TABLE queue_text USING fts5("
    " words, parts, tokenize = 'ascii', prefix = '3', columnsize = 0);"
    "CREATE TABLE queue_behind (casefile INTEGER PRIMARY KEY) STRICT;"
    "INSERT INTO queue_behind SELECT id FROM casefile;"
    "CREATE TABLE saved_view ("
    " owner TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,"
    " PRIMARY KEY (owner, name)) STRICT, WITHOUT ROWID;"
    /* Whoever changes the state or the assignee of a case, the queue
     * follows. */
    "CREATE TRIGGER queue_follow AFTER UPDATE OF state, assignee"
    " ON casefile"
    " WHEN old.state <> new.state OR old.assignee <> new.assignee BEGIN"
    " UPDATE queue_count SET n = n - 1 FROM queue_facet f, queue_row q"
    "  WHERE f.casefile = old.id AND q.casefile = old.id"
    "  AND queue_count.facet = f.facet AND queue_count.value = f.value"
    "  AND (queue_count.state IN (q.state, 'all')"
    "   OR (queue_count.state = 'open' AND q.open));"
    " UPDATE queue_row SET state = new.state, assignee = new.assignee,"
    "  open = new.state IN ('new', 'assigned', 'needs_info', 'escalated',"
    "   'relisted')"
    "  WHERE casefile = new.id;"
    " DELETE FROM queue_facet WHERE facet = 'assignee'"
    "  AND value = old.assignee AND casefile = old.id;"
    " INSERT INTO queue_facet (facet, value, casefile)"
    "  SELECT 'assignee', assignee, casefile FROM queue_row"
    "  WHERE casefile = new.id;"
    " INSERT INTO queue_count (facet, value, state, n)"
    "  SELECT f.facet, f.value, s.column1, 1 FROM queue_facet f,"
    "   queue_row q, (VALUES ('all'), ('open'), (new.state)) s"
    "  WHERE f.casefile = new.id AND q.casefile = new.id"
    "  AND (s.column1 <> 'open' OR q.open)"
    "  ON CONFLICT DO UPDATE SET n = n + 1;"
    " END;",

    /* 8: what notices are listed and found by, in few bytes; recall_behind
     * names those that were there before this step. */
    "CREATE TABLE recall_card ("
    " row INTEGER PRIMARY KEY REFERENCES recall, source TEXT NOT NULL,"
    " published TEXT NOT NULL, words TEXT NOT NULL) STRICT;"
    "CREATE INDEX recall_card_all ON recall_card (published, row);"
    "CREATE INDEX recall_card_of ON recall_card (source, published, row);"
    "CREATE TABLE recall_behind (recall INTEGER PRIMARY KEY) STRICT;"
    "INSERT INTO recall_behind SELECT row FROM recall;",
    /* 9: letters that were issued, and looking again at what they were about.
     * Only gone_ms is ever changed: the clock that stops. */
    "CREATE TABLE authority ("
    " id INTEGER PRIMARY KEY, record TEXT NOT NULL, author TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE letter_template ("
    " id INTEGER PRIMARY KEY, kind TEXT NOT NULL, language TEXT NOT NULL,"
    " version INTEGER NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL,"
    " author TEXT NOT NULL, note TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    " UNIQUE (kind, language, version)) STRICT;"
    "CREATE TABLE orders ("
    " id INTEGER PRIMARY KEY, kind TEXT NOT NULL, language TEXT NOT NULL,"
    " number TEXT NOT NULL UNIQUE, template_version INTEGER NOT NULL,"
    " template_digest TEXT NOT NULL, calendar TEXT NOT NULL,"
    " recipient TEXT NOT NULL, address TEXT NOT NULL, channel TEXT NOT NULL,"
    " document BLOB NOT NULL, digest TEXT NOT NULL, author TEXT NOT NULL,"
    " issued_ms INTEGER NOT NULL, sent_ms INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL, due_known INTEGER NOT NULL,"
    " form TEXT NOT NULL) STRICT;"
    "CREATE TABLE order_case ("
    " orders INTEGER NOT NULL REFERENCES orders,"
    " casefile INTEGER NOT NULL REFERENCES casefile,"
    " version INTEGER, due_ms INTEGER NOT NULL,"
    " gone_ms INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (orders, casefile)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX order_case_of ON order_case (casefile, due_ms);"
    "CREATE INDEX order_case_due ON order_case (due_ms) WHERE gone_ms = 0;"
    "CREATE TABLE order_event ("
    " id INTEGER PRIMARY KEY, orders INTEGER NOT NULL REFERENCES orders,"
    " kind TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX order_event_of ON order_event (orders, id);"
    "CREATE TABLE look ("
    " id INTEGER PRIMARY KEY, casefile INTEGER NOT NULL REFERENCES casefile,"
    " at_ms INTEGER NOT NULL, result TEXT NOT NULL, detail TEXT NOT NULL)"
    " STRICT;"
    "CREATE INDEX look_of ON look (casefile, at_ms);"
    "CREATE TABLE case_link ("
    " first INTEGER NOT NULL, second INTEGER NOT NULL, kind TEXT NOT NULL,"
    " key TEXT NOT NULL, again INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
    " PRIMARY KEY (first, second)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX case_link_second ON case_link (second);"
    "CREATE INDEX casefile_watched ON casefile (id)"
    " WHERE state IN ('ordered', 'removed', 'watching');" KEPT("authority")
        KEPT("letter_template") KEPT("orders") KEPT("order_event") KEPT("look"),
    /* 10: people and how they sign in (store/accounts.h, sessions.h, tokens.h,
     * throttle.h); secrets only as digests. Which campaigns may be started
     * from the pages, in the form that an administrator saw. */
    "CREATE TABLE account ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
    " display TEXT NOT NULL, language TEXT NOT NULL, roles INTEGER NOT NULL,"
    " kept TEXT NOT NULL, must_change INTEGER NOT NULL,"
    " disabled INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,"
    " seen_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE session ("
    " hash TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,"
    " started_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX session_account ON session (account, seen_ms);"
    "CREATE TABLE evidence_view ("
    " session TEXT NOT NULL, casefile INTEGER NOT NULL,"
    " PRIMARY KEY (session, casefile)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE token ("
    " id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " account INTEGER NOT NULL REFERENCES account, name TEXT NOT NULL,"
    " scopes INTEGER NOT NULL, created_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL DEFAULT 0,"
    " revoked INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX token_account ON token (account);"
    "CREATE TABLE throttle ("
    " key INTEGER PRIMARY KEY, failures INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX throttle_last ON throttle (last_ms);"
    "CREATE TABLE campaign_allowed ("
    " file TEXT PRIMARY KEY, digest TEXT NOT NULL, author TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
    /* 11: who stands behind the offers (store/parties.h) with counts, so that
     * nothing has to be counted; whom a case is about; what an offer shares
     * with the same product elsewhere, as digest_key() of the GTIN or of
     * brand and model. What was stored before is read by and by: party_fill
     * says how far. */
    "CREATE TABLE party ("
    " id INTEGER PRIMARY KEY, role INTEGER NOT NULL, key TEXT NOT NULL,"
    " name TEXT NOT NULL, country TEXT NOT NULL,"
    " offers INTEGER NOT NULL DEFAULT 0, cases INTEGER NOT NULL DEFAULT 0,"
    " first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,"
    " UNIQUE (role, key)) STRICT;"
    "CREATE INDEX party_order ON party (role, cases DESC, offers DESC, id);"
    "CREATE TABLE party_offer ("
    " party INTEGER NOT NULL, listing INTEGER NOT NULL,"
    " PRIMARY KEY (party, listing)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX party_offer_of ON party_offer (listing);"
    "CREATE TABLE party_case ("
    " party INTEGER NOT NULL, casefile INTEGER NOT NULL,"
    " PRIMARY KEY (party, casefile)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE party_trait ("
    " kind INTEGER NOT NULL, value TEXT NOT NULL, party INTEGER NOT NULL,"
    " shown TEXT NOT NULL,"
    " PRIMARY KEY (kind, value, party)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX party_trait_of ON party_trait (party);"
    "CREATE TABLE party_tie ("
    " party INTEGER NOT NULL, other INTEGER NOT NULL,"
    " PRIMARY KEY (party, other)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE product_key ("
    " key INTEGER NOT NULL, listing INTEGER NOT NULL,"
    " PRIMARY KEY (key, listing)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX product_key_of ON product_key (listing);"
    "CREATE TABLE party_fill (done INTEGER NOT NULL, until INTEGER NOT NULL)"
    " STRICT;"
    "INSERT INTO party_fill SELECT 0, coalesce(max(id), 0) FROM listing;",

    /* 12: scans that were asked for on the pages. */
    "CREATE TABLE scan_request ("
    " id INTEGER PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL,"
    " author TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting',"
    "  'running', 'done', 'failed')),"
    " why TEXT NOT NULL DEFAULT '', ended_ms INTEGER NOT NULL DEFAULT 0)"
    " STRICT;"
    "CREATE INDEX scan_request_state ON scan_request (state, id);",

    /* 13: each run of a scan: program, configuration, operator and clock. */
    "CREATE TABLE scan_run ("
    " id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan,"
    " started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL DEFAULT 0,"
    " record TEXT NOT NULL) STRICT;"
    "CREATE INDEX scan_run_of ON scan_run (scan, started_ms);",

    /* 14: pictures of offers that have a case (store/pictures.h). */
    "CREATE TABLE picture ("
    " id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,"
    " media_type TEXT NOT NULL, width INTEGER NOT NULL,"
    " height INTEGER NOT NULL, look INTEGER NOT NULL, plain INTEGER NOT NULL,"
    " thumb BLOB NOT NULL) STRICT;"
    "CREATE TABLE listing_picture ("
    " listing INTEGER NOT NULL REFERENCES listing, url TEXT NOT NULL,"
    " url_key INTEGER NOT NULL, place INTEGER NOT NULL,"
    " page INTEGER NOT NULL DEFAULT 0, picture INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (listing, url)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX listing_picture_at ON listing_picture (url_key);"
    "CREATE INDEX listing_picture_of ON listing_picture (picture);"
    /* Whoever takes an offer's rows away takes the thumbnails with them. */
    "CREATE TRIGGER picture_unused AFTER DELETE ON listing_picture BEGIN"
    " DELETE FROM picture WHERE id = old.picture AND NOT EXISTS"
    "  (SELECT 1 FROM listing_picture WHERE picture = old.picture);"
    " END;",

    /* 15: what befell a scan (store/notes.h). */
    "CREATE TABLE scan_note ("
    " scan INTEGER NOT NULL REFERENCES scan, kind TEXT NOT NULL,"
    " name TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (scan, kind, name)) STRICT, WITHOUT ROWID;",

    /* 16: what is held, and what went because its time was over. The history
     * of a case goes with the case, once that is written down in purge_case.
     * The other tables are a plan: purge_cut what is due before when, per
     * campaign and state; purge_old pages of offers that went; purge_record
     * records of the archive that are still to be overwritten. */
    "CREATE TABLE hold ("
    " id INTEGER PRIMARY KEY, casefile INTEGER NOT NULL DEFAULT 0,"
    " seller TEXT NOT NULL DEFAULT '', shown TEXT NOT NULL DEFAULT '',"
    " reason TEXT NOT NULL, author TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    " lifted_ms INTEGER NOT NULL DEFAULT 0,"
    " lifted_by TEXT NOT NULL DEFAULT '') STRICT;"
    "CREATE INDEX hold_case ON hold (casefile) WHERE lifted_ms = 0;"
    "CREATE INDEX hold_seller ON hold (seller) WHERE lifted_ms = 0;"
    "CREATE TRIGGER hold_no_delete BEFORE DELETE ON hold"
    " BEGIN SELECT RAISE(ABORT, 'hold is never deleted'); END;"
    "CREATE TABLE purge_case ("
    " casefile INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL,"
    " entry INTEGER NOT NULL) STRICT;"
    "DROP TRIGGER casefile_event_no_delete;"
    "CREATE TRIGGER casefile_event_no_delete BEFORE DELETE ON casefile_event"
    " WHEN old.casefile NOT IN (SELECT casefile FROM purge_case)"
    " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;"
    "CREATE TABLE purge_cut ("
    " campaign TEXT NOT NULL, state TEXT NOT NULL, days INTEGER NOT NULL,"
    " before_ms INTEGER NOT NULL, PRIMARY KEY (campaign, state))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE purge_offer ("
    " listing INTEGER PRIMARY KEY, casefile INTEGER NOT NULL,"
    " state TEXT NOT NULL, campaign TEXT NOT NULL, last_ms INTEGER NOT NULL,"
    " days INTEGER NOT NULL) STRICT;"
    "CREATE TABLE purge_old (page INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE purge_kept (page INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE purge_page ("
    " page INTEGER PRIMARY KEY, body_key INTEGER, campaign TEXT NOT NULL,"
    " days INTEGER NOT NULL) STRICT;"
    "CREATE TABLE purge_record ("
    " record TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT, WITHOUT "
    "ROWID;" KEPT("purge_case"),

    /* 17: what was read off a page, so that the same bytes need not be read
     * again (store/readings.h); a page names its own, 0 for none. */
    "CREATE TABLE reading ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL,"
    " judge TEXT NOT NULL,"
    " status INTEGER NOT NULL, content_type TEXT NOT NULL,"
    " body_record TEXT NOT NULL, body_url TEXT NOT NULL,"
    " body_at_ms INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " result BLOB NOT NULL) STRICT;"
    "ALTER TABLE page ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;"
    /* What goes takes with it what was read off it. */
    "CREATE TRIGGER reading_of_page AFTER DELETE ON page"
    " WHEN old.reading > 0 BEGIN"
    " DELETE FROM reading WHERE id = old.reading; END;"
    "CREATE TRIGGER reading_of_listing BEFORE DELETE ON listing BEGIN"
    " DELETE FROM reading WHERE id IN"
    "  (SELECT reading FROM page WHERE id = old.page); END;"
    "CREATE TRIGGER reading_of_version BEFORE DELETE ON listing_version BEGIN"
    " DELETE FROM reading WHERE id IN"
    "  (SELECT reading FROM page WHERE id = old.page); END;",

    /* 18: what a browser made of a page, by its name; "" if none did. */
    "ALTER TABLE page ADD COLUMN rendered TEXT NOT NULL DEFAULT '';",

    /* 19: sellers of one name are told apart (core/party.h); all offers'
     * parties are read again, as step 11 has it. */
    "DELETE FROM party_case; DELETE FROM party_offer; DELETE FROM party_trait;"
    "DELETE FROM party_tie; DELETE FROM party;"
    "UPDATE party_fill SET done = 0,"
    " until = coalesce((SELECT max(id) FROM listing), 0);",

    /* 20: flagged cases are drawn too, and all that are drawn are judged
     * before anybody sees what was found: `record` holds that until then.
     * `event` is the judgement in the history of the case. */
    "CREATE TABLE sample_next ("
    " casefile INTEGER PRIMARY KEY REFERENCES casefile,"
    " kind TEXT NOT NULL CHECK (kind IN ('audit', 'uncertain', 'flagged')),"
    " scan INTEGER NOT NULL, share REAL NOT NULL, seed TEXT NOT NULL,"
    " priority REAL NOT NULL, risk REAL NOT NULL, shown REAL NOT NULL,"
    " at_ms INTEGER NOT NULL, record TEXT,"
    " verdict TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '',"
    " judged_ms INTEGER NOT NULL DEFAULT 0,"
    " event INTEGER NOT NULL DEFAULT 0) STRICT;"
    "INSERT INTO sample_next (casefile, kind, scan, share, seed, priority,"
    " risk, shown, at_ms, verdict) SELECT casefile, kind, scan, share, seed,"
    " m.priority, risk, shown, at_ms, c.verdict FROM sample m"
    " JOIN casefile c ON c.id = casefile;"
    "DROP TABLE sample;"
    "ALTER TABLE sample_next RENAME TO sample;"
    "CREATE INDEX sample_kind ON sample (kind, scan);",

    /* 21: a scan counts its own offers without a look at all others. */
    "CREATE INDEX listing_page ON listing (page) WHERE page IS NOT NULL;",

    /* 22: how many offers there are is kept, not counted: the figures' page
     * read all of an index for it. */
    "CREATE TABLE listing_count (n INTEGER NOT NULL) STRICT;"
    "INSERT INTO listing_count SELECT count(*) FROM listing;"
    "CREATE TRIGGER listing_counted AFTER INSERT ON listing BEGIN"
    " UPDATE listing_count SET n = n + 1; END;"
    "CREATE TRIGGER listing_uncounted AFTER DELETE ON listing BEGIN"
    " UPDATE listing_count SET n = n - 1; END;",

    /* 23: long records of offers in few bytes (store/packed.h); record is
     * then empty. */
    "ALTER TABLE listing_version ADD COLUMN packed BLOB;",

    /* 24: new offers are counted once a commit: for a trigger SQLite keeps a
     * copy of each page that an offer's row changes. */
    "DROP TRIGGER listing_counted;",
    /* 25: */ MIGRATE_FRONTIER_ORDER,
    /* 26: */ MIGRATE_READING_REST,

    /* 27: the last observed visit stands at one place, behind however many
     * that found nothing new. */
    ("DROP INDEX page_url;"
     "CREATE INDEX page_url ON page (url_key, state, id);"),
    /* 28: */ MIGRATE_PAGE_KEYS MIGRATE_LISTING_KEYS,
    /* 29: */ MIGRATE_PAGE_SINCE,
};

const size_t migrate_step_count = COUNT(migrate_steps);
