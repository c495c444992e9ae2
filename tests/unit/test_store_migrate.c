#include "tests/check.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/store.h"
#include "tests/place.h"

#include <sys/wait.h>

/* What a store of version 4 held: a case in every state it knew, with
 * numbers that leave gaps, and all that hangs on them. */
static const char version_4[] =
    "INSERT INTO listing (id, identity, market, url, version, first_seen_ms,"
    " last_seen_ms) VALUES (1, 'a', 'm', 'u1', 1, 1, 1),"
    " (2, 'b', 'm', 'u2', 2, 1, 1), (5, 'c', 'n', 'u5', 3, 1, 1),"
    " (6, 'd', 'n', 'u6', 4, 1, 1), (7, 'e', 'n', 'u7', 5, 1, 1),"
    " (9, 'f', 'n', 'u9', 6, 1, 1);"
    "INSERT INTO listing_version (id, listing, digest, record, seen_at_ms)"
    " SELECT version, id, 'd', '{\"url\":\"u\",\"title\":\"t\"}', 1"
    " FROM listing;"
    "INSERT INTO casefile (id, listing, priority, flagged, state, assignee,"
    " market, language, first_seen_ms, last_seen_ms, decided_at_ms,"
    " decisions, search) VALUES"
    " (3, 1, 0.9, 1, 'new', '', 'm', 'de', 1, 2, 0, 0, 's3'),"
    " (4, 2, 0.8, 1, 'assigned', 'bo', 'm', 'de', 1, 2, 0, 0, 's4'),"
    " (10, 5, 0.7, 1, 'confirmed', '', 'n', 'zh', 1, 2, 50, 2, 's10'),"
    " (11, 6, 0.6, 0, 'dismissed', '', 'n', 'zh', 1, 2, 51, 1, 's11'),"
    " (20, 7, 0.5, 1, 'needs_info', 'bo', 'n', 'en', 1, 2, 52, 1, 's20'),"
    " (40, 9, 0.4, 1, 'escalated', '', 'n', 'en', 1, 2, 53, 1, 's40');"
    "INSERT INTO casefile_record SELECT id, '{\"listing\":{\"url\":\"u\","
    "\"title\":\"t\"},\"flagged\":true,\"priority\":0.5}' FROM casefile;"
    "INSERT INTO casefile_hazard SELECT id, 'fire', 0.5 FROM casefile;"
    "INSERT INTO casefile_finding SELECT id, 'rule', 'r', 1, 1 FROM casefile;"
    "INSERT INTO casefile_event (casefile, kind, at_ms, author, state)"
    " SELECT id, 'opened', 1, '', 'new' FROM casefile;"
    "INSERT INTO casefile_event (casefile, kind, at_ms, author, state,"
    " verdict, reason_code, note) VALUES"
    " (10, 'decided', 49, 'anna', 'dismissed', 'dismiss', 'complies', ''),"
    " (10, 'decided', 50, 'bo', 'confirmed', 'confirm', 'banned', 'n'),"
    " (11, 'decided', 51, 'bo', 'dismissed', 'dismiss', 'complies', '');"
    "INSERT INTO sample VALUES (11, 'audit', 1, 0.1, 's', 0.1, 0.1, 0.6, 1);";

static struct db *
make_version_4(struct place *p)
{
    struct db *d = NULL;

    store_close(p->s);
    p->s = NULL;
    unlink(p->path);
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, migrate_run_to(d, 4, &p->fail));
    OK(p, db_script(d, version_4, &p->fail));
    return d;
}

/* A condition that does not hold overflows. */
static void
holds(struct place *p, struct db *d, const char *condition)
{
    char script[1000];

    snprintf(script, sizeof script,
        "SELECT abs(CASE WHEN (%s) THEN 1 ELSE -9223372036854775807 - 1 END)",
        condition);
    CHECK_INT(db_script(d, script, &p->fail), 0, condition);
}

static void
keeps_every_row_of_version_4(void **state)
{
    static const char *const conditions[] = {
        "SELECT group_concat(id || state || assignee || verdict) ="
        " '3new,4assignedbo,10confirmedconfirm,11dismisseddismiss,"
        "20needs_infobo,40escalated' FROM (SELECT * FROM casefile"
        " ORDER BY id)",
        "SELECT group_concat(decided_at_ms || '-' || decisions || search) ="
        " '0-0s3,0-0s4,50-2s10,51-1s11,52-1s20,53-1s40' FROM"
        " (SELECT * FROM casefile ORDER BY id)",
        "SELECT count(*) = 6 FROM casefile c JOIN casefile_record"
        " ON casefile = c.id JOIN listing l ON l.id = c.listing",
        "SELECT count(*) = 6 FROM casefile_hazard JOIN casefile"
        " ON casefile = id",
        "SELECT count(*) = 6 FROM casefile_finding JOIN casefile c"
        " ON casefile = c.id",
        "SELECT count(*) = 9 AND sum(act = '') = 9 FROM casefile_event",
        "SELECT casefile = 11 FROM sample",
        "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'index' AND"
        " name IN ('casefile_order', 'casefile_market') AND"
        " tbl_name = 'casefile'",
        "SELECT count(*) = 0 FROM sqlite_schema WHERE name LIKE '%_next%'"
        " AND name NOT LIKE 'frontier%' AND name NOT LIKE 'feed%'",
        "SELECT count(*) = 0 FROM pragma_foreign_key_check",
        "SELECT integrity_check = 'ok' FROM pragma_integrity_check",
        "SELECT foreign_keys = 1 FROM pragma_foreign_keys",
    };
    struct place *p = *state;
    struct db *d = make_version_4(p);
    struct js *j = NULL;

    OK(p, migrate_run(d, &p->fail));
    for (size_t i = 0; i < COUNT(conditions); i++)
        holds(p, d, conditions[i]);
    db_close(d);
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    OK(p, store_case_find(p->s, 10, &j, &p->fail));
    CHECK_INT(js_count(js_get(j, "history")), 3, "history");
    CHECK_INT(js_count(js_get(j, "decisions")), 2, "decisions");
    js_free(j);
    check_end();
}

static void
takes_the_new_states_only(void **state)
{
    static const struct {
        const char *script;
        int want;
    } cases[] = {
        { "UPDATE casefile SET state = 'validated' WHERE id = 3", 0 },
        { "UPDATE casefile SET state = 'relisted' WHERE id = 3", 0 },
        { "UPDATE casefile SET state = 'open' WHERE id = 3", -1 },
        { "UPDATE casefile SET verdict = 'maybe' WHERE id = 3", -1 },
        { "UPDATE casefile_event SET note = 'x' WHERE id = 1", -1 },
        { "DELETE FROM casefile_event WHERE id = 1", -1 },
        { "DELETE FROM casefile WHERE id = 3", -1 },
        { "INSERT INTO casefile_hazard VALUES (99, 'fire', 1)", -1 },
    };
    struct place *p = *state;
    struct db *d = make_version_4(p);

    OK(p, migrate_run(d, &p->fail));
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(db_script(d, cases[i].script, &p->fail), cases[i].want,
            cases[i].script);
    db_close(d);
    check_end();
}

static void
leaves_a_broken_store_as_it_is(void **state)
{
    struct place *p = *state;
    struct db *d = make_version_4(p);

    OK(p, db_script(d,
              "PRAGMA foreign_keys = OFF;"
              "INSERT INTO casefile_hazard VALUES (99, 'fire', 1);"
              "PRAGMA foreign_keys = ON;",
              &p->fail));
    CHECK_INT(migrate_run(d, &p->fail), -1, "refused");
    CHECK_INT(
        strstr(p->fail.text, "1 rows point to rows that are missing") != NULL,
        1, p->fail.text);
    holds(p, d, "SELECT user_version = 4 FROM pragma_user_version");
    holds(p, d, "SELECT count(*) = 6 FROM casefile");
    holds(p, d, "SELECT foreign_keys = 1 FROM pragma_foreign_keys");
    db_close(d);
    check_end();
}

/* Two programs open the old store at once: one takes the steps. */
static void
one_of_two_takes_the_steps(void **state)
{
    struct place *p = *state;
    int done = 0;

    db_close(make_version_4(p));
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            struct fail fail;
            struct store *s = NULL;

            _exit(store_open(&s, p->path, STORE_WRITE, &fail) != 0);
        }
    for (int i = 0; i < 2; i++) {
        int status;

        wait(&status);
        done += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    CHECK_INT(done, 2, "both opened it");
    OK(p, store_open(&p->s, p->path, STORE_READ, &p->fail));
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(keeps_every_row_of_version_4),
        T(takes_the_new_states_only),
        T(leaves_a_broken_store_as_it_is),
        T(one_of_two_takes_the_steps),
#undef T
    };

    return cmocka_run_group_tests_name("store/migrate", tests, NULL, NULL);
}
