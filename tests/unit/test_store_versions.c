/* A store as every version left it, brought to the newest: nothing is lost,
 * whole or not at all.
 *
 * tests/cases/versions/NN.sql goes into a store that has taken step NN of
 * store/migrate_steps.c, behind those before it: rows for the tables that the
 * step made, as the program of then wrote them. Whoever adds a step adds its
 * file.
 */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/listing.h"
#include "core/url.h"
#include "store/backup.h"
#include "store/migrate.h"
#include "store/parties.h"
#include "tests/place.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define ROWS "tests/cases/versions"
#define SQL_BYTES 8000
#define ROWS_BYTES_MAX (1u << 20)

/* What says how much is still to be read of what was there before, what
 * counts, and what is read off the offers again: look() holds these against
 * the rest. What was read off pages another program reads again. */
static const char upkeep[] =
    "'queue_behind', 'recall_behind', 'party_fill', 'queue_count', 'party',"
    " 'party_offer', 'party_case', 'party_trait', 'party_tie', 'product_key',"
    " 'reading', 'sqlite_sequence'";

static int
count_file(const char *path, void *ctx, struct fail *fail)
{
    (void)path;
    (void)fail;
    ++*(size_t *)ctx;
    return 0;
}

/* How many steps have a file. */
static size_t
count_versions(struct place *p)
{
    size_t n = 0;

    OK(p, file_each(ROWS, ".sql", count_file, &n, &p->fail));
    return n;
}

static void
add_rows(struct place *p, struct db *d, size_t step)
{
    struct buf script = BUF_MAX(ROWS_BYTES_MAX);
    char path[80];

    snprintf(path, sizeof path, ROWS "/%02zu.sql", step);
    OK(p, file_read(&script, path, &p->fail));
    if (db_script(d, buf_text(&script), &p->fail) != 0)
        fail_msg("%s: %s", path, p->fail.text);
    buf_clear(&script);
}

/* The store of a version, in place of the one that is there. */
static void
make(struct place *p, size_t version)
{
    struct db *d = NULL;

    store_close(p->s);
    p->s = NULL;
    for (const char *const *end =
             (const char *const[]){ "", "-wal", "-shm", ".before", NULL };
         *end != NULL; end++) {
        char path[128];

        snprintf(path, sizeof path, "%s%s", p->path, *end);
        unlink(path);
    }
    OK(p, db_open(&d, p->path, 1, &p->fail));
    for (size_t step = 1; step <= version; step++) {
        OK(p, migrate_run_to(d, step, &p->fail));
        add_rows(p, d, step);
    }
    db_close(d);
}

/* A copy of it beside it, to hold the newer one against. */
static void
keep(struct place *p)
{
    char before[128];
    struct db *d = NULL;

    snprintf(before, sizeof before, "%s.before", p->path);
    OK(p, db_open(&d, p->path, 0, &p->fail));
    OK(p, db_copy(d, before, &p->fail));
    db_close(d);
}

static void
forget(struct place *p)
{
    char before[128];

    snprintf(before, sizeof before, "%s.before", p->path);
    unlink(before);
}

/* The only value of a query. */
static int64_t
ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t n = INT64_MIN;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    else
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_finalize(st);
    return n;
}

/* Rows of a table of before that are not in the one of now, seen through the
 * columns of before, but for a key that is made of the others: see
 * look_at_keys(). */
static int64_t
lost(sqlite3 *db, const char *table)
{
    char sql[SQL_BYTES], columns[SQL_BYTES / 4] = "";
    sqlite3_stmt *st = NULL;
    size_t at = 0;

    snprintf(sql, sizeof sql, "PRAGMA old.table_info(%s)", table);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *column = (const char *)sqlite3_column_text(st, 1);

        if (strcmp(table, "page") != 0 || strcmp(column, "url_key") != 0)
            at += (size_t)snprintf(columns + at, sizeof columns - at,
                "%s\"%s\"", at > 0 ? ", " : "", column);
    }
    sqlite3_finalize(st);
    snprintf(sql, sizeof sql,
        "SELECT count(*) FROM (SELECT %s FROM old.%s EXCEPT"
        " SELECT %s FROM main.%s)",
        columns, table, columns, table);
    return ask(db, sql);
}

/* Every table of before has its rows; and had some. */
static void
compare(struct place *p, size_t version)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    char sql[SQL_BYTES], name[200];

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    snprintf(sql, sizeof sql, "ATTACH '%s.before' AS old", p->path);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    snprintf(sql, sizeof sql,
        "SELECT name FROM old.sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE 'queue_text_%%' AND name NOT IN (%s)",
        upkeep);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(st, 0);

        snprintf(name, sizeof name, "version %zu: %s", version, table);
        CHECK_INT(lost(db, table), 0, name);
        snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM old.%s", table);
        if (ask(db, sql) != 1) {
            check_failures++;
            print_error("%s has no rows in " ROWS "\n", name);
        }
    }
    sqlite3_finalize(st);
    sqlite3_close(db);
}

/* What stands beside the records, made of them when the store is opened. */
static void
look(struct place *p, size_t version)
{
    static const struct {
        const char *sql;
        int64_t want;
    } cases[] = {
        { "SELECT count(*) FROM queue_behind", 0 },
        { "SELECT count(*) FROM recall_behind", 0 },
        { "SELECT done >= until FROM party_fill", 1 },
        { "SELECT count(*) FROM casefile", 2 },
        { "SELECT count(*) FROM queue_row JOIN casefile ON id = casefile", 2 },
        { "SELECT count(*) FROM queue_row q JOIN casefile c"
          " ON c.id = q.casefile AND c.state = q.state",
            2 },
        { "SELECT n FROM queue_count WHERE facet = '' AND state = 'all'", 2 },
        { "SELECT count(*) FROM queue_text WHERE queue_text MATCH 'kettle'",
            1 },
        { "SELECT count(*) FROM queue_text WHERE queue_text MATCH 'licht'", 2 },
        { "SELECT count(*) FROM recall_card", 2 },
        { "SELECT count(*) FROM party_offer", 2 },
        { "SELECT offers FROM party WHERE name = 'Licht GmbH'", 2 },
        { "SELECT count(*) FROM party", 1 },
        { "SELECT count(*) FROM party_case", 2 },
        { "SELECT count(*) > 0 FROM party_trait", 1 },
        { "SELECT count(*) FROM pragma_foreign_key_check", 0 },
        { "SELECT integrity_check = 'ok' FROM pragma_integrity_check", 1 },
    };
    char name[300];
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(name, sizeof name, "version %zu: %s", version, cases[i].sql);
        CHECK_INT(ask(db, cases[i].sql), cases[i].want, name);
    }
    snprintf(name, sizeof name, "version %zu: words", version);
    CHECK_INT(sqlite3_exec(db,
                  "INSERT INTO queue_text (queue_text)"
                  " VALUES ('integrity-check')",
                  NULL, NULL, NULL),
        SQLITE_OK, name);
    sqlite3_close(db);
}

/* The key is the one that the program makes of the offer. Returns 1 for one
 * whose identity is what it would be too, which few are here. */
static int
check_offer(const char *record, const char *identity, int64_t key)
{
    struct buf hold = BUF_MAX(10000);
    struct listing_record r;
    struct listing *l = NULL;
    struct js *j = NULL;
    struct fail fail;
    int same;

    assert_int_equal(js_parse(&j, str_of(record), &fail), 0);
    assert_int_equal(listing_from_json(&l, j, &fail), 0);
    listing_record(&r, &hold, l);
    same = str_eq(r.identity, str_of(identity));
    if (same)
        CHECK_INT(key, r.identity_key, record);
    buf_clear(&hold);
    listing_free(l);
    js_free(j);
    return same;
}

static void
look_at_keys(struct place *p, size_t version)
{
    sqlite3_stmt *st = NULL;
    sqlite3 *db = NULL;
    int offers = 0;

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT url, url_key FROM page", -1, &st, NULL),
        SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *url = (const char *)sqlite3_column_text(st, 0);

        CHECK_INT(sqlite3_column_int64(st, 1), url_key(str_of(url)), url);
    }
    sqlite3_finalize(st);
    assert_int_equal(sqlite3_prepare_v2(db,
                         "SELECT record, identity, identity_key FROM listing l"
                         " JOIN listing_version v ON v.id = l.version"
                         " WHERE record <> ''",
                         -1, &st, NULL),
        SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        offers += check_offer((const char *)sqlite3_column_text(st, 0),
            (const char *)sqlite3_column_text(st, 1),
            sqlite3_column_int64(st, 2));
    sqlite3_finalize(st);
    if (version >= 27)
        CHECK_INT(offers, 4, "offers that the program knows again");
    sqlite3_close(db);
}

/* As `shelfwatch store check` looks. */
static void
check_health(struct place *p, size_t version)
{
    struct store_health h;

    OK(p, store_health(p->path, &h, &p->fail));
    if (store_health_say(&h, p->path, &p->fail) != 0)
        fail_msg("version %zu: %s", version, p->fail.text);
    CHECK_INT(h.version, h.newest, "newest");
    CHECK_INT(h.audited, 1, "audited");
    if (version >= 5) /* where the log began */
        CHECK_INT(h.audit.entries, 2, "entries");
}

static void
open_all(struct place *p)
{
    int64_t left = 1;

    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    while (left > 0)
        OK(p, store_parties_fill(p->s, 1, &left, &p->fail));
    store_close(p->s);
    p->s = NULL;
}

static void
every_version_has_rows(void **state)
{
    struct place *p = *state;
    struct db *d = NULL;
    int64_t version, newest;

    OK(p, db_open(&d, p->path, 0, &p->fail));
    OK(p, migrate_version(d, &version, &newest, &p->fail));
    db_close(d);
    CHECK_INT(
        count_versions(p), newest, "files in " ROWS ", one for each step");
    check_end();
}

static void
brings_every_version_to_the_newest(void **state)
{
    struct place *p = *state;
    size_t versions = count_versions(p);

    for (size_t v = 1; v <= versions; v++) {
        make(p, v);
        keep(p);
        open_all(p);
        compare(p, v);
        look(p, v);
        look_at_keys(p, v);
        check_health(p, v);
        forget(p);
    }
    print_message("%zu versions brought to the newest\n", versions);
    check_end();
}

/* The shape is the same whichever way it came to be. */
static char *
shape(struct place *p)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    char *text = NULL;

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                         "SELECT group_concat(type || ' ' || name || ' ' ||"
                         " coalesce(sql, ''), char(10)) FROM"
                         " (SELECT * FROM sqlite_schema ORDER BY type, name)",
                         -1, &st, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    text = mem_text((const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return text;
}

static void
gives_all_the_same_shape(void **state)
{
    struct place *p = *state;
    size_t versions = count_versions(p);
    char *fresh = shape(p);

    for (size_t v = 1; v <= versions; v++) {
        char *text, name[40];

        make(p, v);
        open_all(p);
        text = shape(p);
        snprintf(name, sizeof name, "version %zu", v);
        CHECK_TEXT(text, fresh, name);
        free(text);
    }
    free(fresh);
    check_end();
}

/* Open it in a process that is killed at the first byte it writes behind
 * `bytes` of any file. 1 if it ended well. */
static int
open_up_to(struct place *p, rlim_t bytes)
{
    struct rlimit most = { bytes, bytes };
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct store *s = NULL;
        struct fail fail;

        signal(SIGXFSZ, SIG_DFL);
        if (setrlimit(RLIMIT_FSIZE, &most) != 0)
            _exit(3);
        if (store_open(&s, p->path, STORE_WRITE, &fail) != 0)
            _exit(2);
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == 0;
    CHECK_INT(WTERMSIG(status), SIGXFSZ, "how it ended");
    return 0;
}

/* What is there after that is the old store or the newer one, whole. */
static int
is_newer(struct place *p, size_t version)
{
    struct db *d = NULL;
    int64_t found, newest;

    OK(p, db_open(&d, p->path, 0, &p->fail));
    OK(p, migrate_version(d, &found, &newest, &p->fail));
    db_close(d);
    if (found != (int64_t)version && found != newest)
        CHECK_INT(found, newest, "between two versions");
    compare(p, version);
    return found == newest;
}

static void
ends_old_or_new_where_it_is_killed(void **state)
{
    static const size_t from[] = { 4, 8, 11 };
    struct place *p = *state;
    int killed = 0, old = 0;

    for (size_t i = 0; i < COUNT(from); i++)
        for (rlim_t bytes = 0;; bytes += 30000) {
            int done;

            make(p, from[i]);
            keep(p);
            done = open_up_to(p, bytes);
            killed += !done;
            old += !is_newer(p, from[i]);
            open_all(p);
            compare(p, from[i]);
            look(p, from[i]);
            check_health(p, from[i]);
            forget(p);
            assert_true(bytes < 64u << 20);
            if (done)
                break;
        }
    print_message("killed %d times: %d left the old, %d the new\n", killed, old,
        killed - old);
    CHECK_INT(old > 0, 1, "some were killed before the end");
    CHECK_INT(killed > old, 1, "some behind it");
    check_end();
}

/* An older program meets a newer store: nothing is touched, and said. */
static void
refuses_what_a_newer_one_made(void **state)
{
    static const enum store_mode modes[] = { STORE_READ, STORE_WRITE,
        STORE_UPDATE };
    struct place *p = *state;
    struct store_audit by = { .action = STR("store.restore") };
    struct store_restored restored;
    struct store_health health;
    char script[80], target[128];
    struct buf before = BUF_MAX(8u << 20), after = BUF_MAX(8u << 20);
    struct db *d = NULL;

    store_close(p->s);
    p->s = NULL;
    OK(p, db_open(&d, p->path, 1, &p->fail));
    snprintf(script, sizeof script, "PRAGMA user_version = %d", 1000);
    OK(p, db_script(d, script, &p->fail));
    db_close(d);
    OK(p, file_read(&before, p->path, &p->fail));
    snprintf(target, sizeof target, "%s.copy", p->path);
    for (size_t i = 0; i < COUNT(modes); i++) {
        CHECK_INT(store_open(&p->s, p->path, modes[i], &p->fail), -1, "opened");
        CHECK_INT(strstr(p->fail.text, "made by a newer shelfwatch") != NULL, 1,
            p->fail.text);
    }
    CHECK_INT(
        store_backup(p->path, target, 0, &health, &p->fail), -1, "backed up");
    CHECK_INT(
        strstr(p->fail.text, "newer shelfwatch") != NULL, 1, p->fail.text);
    CHECK_INT(
        store_restore(p->path, target, 0, &by, "now", &restored, &p->fail), -1,
        "put back");
    CHECK_INT(
        strstr(p->fail.text, "newer shelfwatch") != NULL, 1, p->fail.text);
    CHECK_INT(file_exists(target), 0, "a file was left");
    OK(p, file_read(&after, p->path, &p->fail));
    CHECK_INT(str_eq(buf_str(&before), buf_str(&after)), 1, "it is as it was");
    buf_clear(&before);
    buf_clear(&after);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(every_version_has_rows),
        T(brings_every_version_to_the_newest),
        T(gives_all_the_same_shape),
        T(ends_old_or_new_where_it_is_killed),
        T(refuses_what_a_newer_one_made),
#undef T
    };

    return cmocka_run_group_tests_name("store/versions", tests, NULL, NULL);
}
