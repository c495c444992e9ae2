#include "tests/check.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/store.h"
#include "tests/place.h"

/* Keep a notice of "eu", with members besides; its outcome. */
static int
put(struct place *p, const char *id, const char *rest, int64_t document,
    int64_t pass)
{
    struct store_origin from = { document, pass };
    struct buf text = BUF_MAX(4096);
    struct recall *r = NULL;
    struct js *j = NULL;
    int outcome = -1;

    buf_addf(&text, "{\"id\":\"%s\",\"source\":\"eu\"%s%s}", id,
        rest[0] ? "," : "", rest);
    OK(p, js_parse(&j, buf_str(&text), &p->fail));
    OK(p, recall_from_json(&r, j, &p->fail));
    OK(p, store_recall_put_from(p->s, r, &from, 1000, &outcome, &p->fail));
    recall_free(r);
    js_free(j);
    buf_clear(&text);
    return outcome;
}

static int64_t
row_of(struct place *p, const char *id)
{
    int64_t row = 0;

    store_recall_row(p->s, STR("eu"), str_of(id), &row, &p->fail);
    return row;
}

/* A member of the current version; owned. */
static char *
member(struct place *p, const char *id, enum recall_field f)
{
    struct recall *r = NULL;
    char *text;

    OK(p, store_recall_get(p->s, row_of(p, id), &r, &p->fail));
    text = str_dup(recall_get(r, f));
    recall_free(r);
    return text;
}

static void
check_member(struct place *p, const char *id, enum recall_field f,
    const char *want, const char *name)
{
    char *got = member(p, id, f);

    CHECK_TEXT(got, want, name);
    free(got);
}

static int
count_version(int64_t seen_at_ms, const struct js *record, void *ctx)
{
    (void)seen_at_ms;
    (void)record;
    ++*(int *)ctx;
    return 0;
}

static int
versions(struct place *p, const char *id)
{
    int count = 0;

    OK(p, store_recall_versions(
              p->s, row_of(p, id), count_version, &count, &p->fail));
    return count;
}

static int
add_id(int64_t row, void *ctx, struct fail *fail)
{
    (void)fail;
    *(int64_t *)ctx = *(int64_t *)ctx * 100 + row;
    return 0;
}

/* --- marks --- */

static void
marks_what_is_gone(void **state)
{
    static const struct store_mark gone = { "gone", "2026-10-01",
        "no longer listed", NULL };
    struct place *p = *state;
    int64_t all = 0, rows = 0;
    char newest[11];

    put(p, "A", "\"published\":\"2026-09-01\"", 7, 1);
    put(p, "B", "\"published\":\"2026-09-08\"", 7, 1);
    put(p, "C", "", 8, 1);
    put(p, "F", "", 0, 0); /* from a file */
    OK(p, store_recall_newest(p->s, "eu", "2026-11-20", newest, &p->fail));
    CHECK_TEXT(newest, "2026-09-08", "newest");
    OK(p, store_recall_newest(p->s, "eu", "2026-09-07", newest, &p->fail));
    CHECK_TEXT(newest, "2026-09-01", "not of the future");
    CHECK_INT(put(p, "A", "\"published\":\"2026-09-01\"", 7, 2), 0, "again");
    OK(p, store_recall_gone_each(p->s, "eu", 7, 2, add_id, &rows, &p->fail));
    CHECK_INT(rows, row_of(p, "B"), "of the document");
    rows = 0;
    OK(p, store_recall_gone_each(p->s, "eu", 0, 2, add_id, &rows, &p->fail));
    CHECK_INT(rows, row_of(p, "B") * 100 + row_of(p, "C"),
        "of the source, without those of files");
    OK(p, store_recall_mark(p->s, row_of(p, "B"), &gone, 2000, &p->fail));
    check_member(p, "B", RECALL_WITHDRAWN, "2026-10-01", "date");
    check_member(p, "B", RECALL_WITHDRAWN_WHY, "no longer listed", "why");
    CHECK_INT(versions(p, "B"), 2, "a version of its own");
    OK(p, store_recall_count_of(p->s, "eu", 0, &all, &p->fail));
    CHECK_INT(all, 2, "in force");
    CHECK_INT(
        put(p, "B", "\"published\":\"2026-09-08\"", 0, 0), 0, "a file's say");
    check_member(p, "B", RECALL_WITHDRAWN, "2026-10-01", "stays");
    CHECK_INT(put(p, "B", "\"published\":\"2026-09-08\",\"name\":\"x\"", 0, 0),
        2, "a file's other say");
    check_member(p, "B", RECALL_WITHDRAWN, "2026-10-01", "stays");
    CHECK_INT(
        put(p, "B", "\"published\":\"2026-09-08\"", 7, 3), 2, "listed again");
    check_member(p, "B", RECALL_WITHDRAWN, "", "in force again");
    OK(p, store_recall_seen(p->s, 8, 3, &p->fail));
    rows = 0;
    OK(p, store_recall_gone_each(p->s, "eu", 8, 3, add_id, &rows, &p->fail));
    CHECK_INT(rows, 0, "an unchanged document has what it had");
    check_end();
}

static void
marks_what_is_superseded(void **state)
{
    static const struct store_mark mark = { "superseded", "2026-10-01",
        "superseded", "B" };
    struct place *p = *state;

    put(p, "A", "\"name\":\"Lamp\"", 7, 1);
    OK(p, store_recall_mark(p->s, row_of(p, "A"), &mark, 2000, &p->fail));
    CHECK_INT(put(p, "A", "\"name\":\"Lamp\"", 7, 2), 0, "as it was");
    CHECK_INT(put(p, "A", "\"name\":\"Lamps\"", 7, 2), 2, "changed");
    check_member(p, "A", RECALL_NAME, "Lamps", "the new name");
    check_member(p, "A", RECALL_SUPERSEDED_BY, "B", "still superseded");
    CHECK_INT(put(p, "A", "\"name\":\"Lamps\"", 7, 3), 0, "as it was, twice");
    CHECK_INT(versions(p, "A"), 3, "versions");
    /* What the authority itself says counts. */
    put(p, "C", "\"withdrawn\":\"2026-01-01\"", 7, 1);
    OK(p, store_recall_mark(p->s, row_of(p, "C"), &mark, 2000, &p->fail));
    check_member(p, "C", RECALL_WITHDRAWN, "2026-01-01", "its own date");
    CHECK_INT(store_recall_mark(p->s, 99, &mark, 1, &p->fail), -1, "no row");
    check_end();
}

static void
old_versions_are_no_news(void **state)
{
    struct place *p = *state;

    CHECK_INT(put(p, "A", "\"version\":[\"1\"],\"name\":\"a\"", 7, 1), 1, "1");
    CHECK_INT(put(p, "A", "\"version\":[\"2\"],\"name\":\"b\"", 7, 1), 2, "2");
    CHECK_INT(
        put(p, "A", "\"version\":[\"1\"],\"name\":\"a\"", 7, 2), 0, "1 again");
    CHECK_INT(
        put(p, "A", "\"version\":[\"2\"],\"name\":\"b\"", 7, 2), 0, "2 again");
    CHECK_INT(put(p, "A", "\"version\":\"10\",\"name\":\"c\"", 7, 2), 2, "10");
    CHECK_INT(put(p, "A", "\"name\":\"d\"", 7, 2), 2, "without a number");
    CHECK_INT(versions(p, "A"), 4, "versions");
    check_end();
}

/* --- what is left to fetch --- */

static void
check_next(struct place *p, int64_t run, const char *want)
{
    struct store_turn t;
    int rc = store_turn_next(p->s, "eu", run, &t, &p->fail);

    CHECK_TEXT(rc == 1 ? t.url : "", want, "next");
    if (rc == 1)
        store_turn_clear(&t);
}

static void
fails_last(void **state)
{
    static const char *const urls[] = { "http://a", "http://b", "http://c",
        "http://a" };
    struct place *p = *state;
    struct store_turn t;
    int64_t left;

    for (size_t i = 0; i < COUNT(urls); i++) {
        struct store_turn add = { .url = (char *)(uintptr_t)urls[i],
            .kind = (int)i,
            .listed = "2026-09-25" };

        OK(p, store_turn_add(p->s, "eu", &add, &p->fail));
    }
    OK(p, store_turn_count(p->s, "eu", 0, &left, &p->fail));
    CHECK_INT(left, 3, "a URL waits once");
    assert_int_equal(store_turn_next(p->s, "eu", 50, &t, &p->fail), 1);
    CHECK_TEXT(t.url, "http://a", "first in, first out");
    CHECK_TEXT(t.listed, "2026-09-25", "its date");
    OK(p, store_turn_failed(p->s, t.id, 50, &p->fail));
    store_turn_clear(&t);
    check_next(p, 50, "http://b");
    check_next(p, 51, "http://b");
    assert_int_equal(store_turn_next(p->s, "eu", 51, &t, &p->fail), 1);
    OK(p, store_turn_done(p->s, t.id, &p->fail));
    store_turn_clear(&t);
    OK(p, store_turn_count(p->s, "eu", INT64_MAX, &left, &p->fail));
    CHECK_INT(left, 2, "done is done");
    OK(p, store_turn_clear_all(p->s, "eu", &p->fail));
    check_next(p, 52, "");
    check_end();
}

static void
documents_come_again(void **state)
{
    static const struct {
        const char *url, *listed;
    } list[] = { { "http://old", "2026-08-01" }, { "http://new", "2026-09-25" },
        { "http://list", "" } };
    struct place *p = *state;
    struct store_document d = { .etag = (char *)(uintptr_t) "\"x\"",
        .last_modified = (char *)(uintptr_t) "",
        .records = 4 };
    size_t count = 0;
    int64_t id = 0, again = 0;

    for (size_t i = 0; i < COUNT(list); i++) {
        struct store_turn t = { .url = (char *)(uintptr_t)list[i].url,
            .kind = 3 };

        snprintf(t.listed, sizeof t.listed, "%s", list[i].listed);
        OK(p, store_document_put(p->s, "eu", &t, &d, 1000, &id, &p->fail));
        OK(p, store_document_put(p->s, "eu", &t, &d, 1001, &again, &p->fail));
        CHECK_INT(again, id, "one row for one address");
    }
    OK(p, store_document_again(p->s, "eu", "2026-09-01", &count, &p->fail));
    CHECK_INT(count, 1, "those listed since");
    check_next(p, 1, "http://new");
    assert_int_equal(
        store_document_find(p->s, "eu", STR("http://old"), &d, &p->fail), 1);
    CHECK_TEXT(d.etag, "\"x\"", "etag");
    CHECK_INT(d.records, 4, "records");
    store_document_clear(&d);
    CHECK_INT(store_document_find(p->s, "us", STR("http://old"), &d, &p->fail),
        0, "of another source");
    check_end();
}

/* --- a store of before --- */

/* A store as version 1 made it, with the recalls of this one. */
static void
make_version_1(struct place *p)
{
    static const char *const ends[] = { "-wal", "-shm" };
    struct db *d = NULL;
    char path[128], script[800];

    snprintf(path, sizeof path, "%s.1", p->path);
    snprintf(script, sizeof script,
        "ATTACH '%s' AS now;"
        "INSERT INTO recall (source, id, digest, record, first_seen_ms,"
        " changed_at_ms) SELECT source, id, digest, record, first_seen_ms,"
        " changed_at_ms FROM now.recall;"
        "INSERT INTO recall_version SELECT * FROM now.recall_version;"
        "DETACH now;",
        p->path);
    OK(p, db_open(&d, path, 1, &p->fail));
    OK(p, migrate_run_to(d, 1, &p->fail));
    OK(p, db_script(d, script, &p->fail));
    db_close(d);
    assert_int_equal(rename(path, p->path), 0);
    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
        unlink(path);
    }
}

static void
takes_the_step_from_version_1(void **state)
{
    struct place *p = *state;
    int64_t row = 0;

    put(p, "A", "\"name\":\"Lamp\"", 0, 0);
    store_close(p->s);
    p->s = NULL;
    make_version_1(p);
    CHECK_INT(store_open(&p->s, p->path, STORE_READ, &p->fail), -1,
        "a reader takes no steps");
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    check_member(p, "A", RECALL_NAME, "Lamp", "nothing is lost");
    CHECK_INT(
        store_recall_unkeyed(p->s, &row, &p->fail), 1, "its links are to do");
    CHECK_INT(put(p, "A", "\"name\":\"Lamp\"", 1, 1), 0, "as it was");
    check_end();
}

static int
each_recall(struct recall **r, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, STR_FMT "/" STR_FMT "=" STR_FMT " ",
        STR_ARG(recall_get(*r, RECALL_SOURCE)),
        STR_ARG(recall_get(*r, RECALL_ID)),
        STR_ARG(recall_get(*r, RECALL_NAME)));
    return 0;
}

static int
put_recall(
    struct place *p, const char *source, const char *id, const char *name)
{
    struct recall *r = recall_new();
    int outcome;

    recall_set(r, RECALL_SOURCE, str_of(source));
    recall_set(r, RECALL_ID, str_of(id));
    recall_set(r, RECALL_NAME, str_of(name));
    OK(p, store_recall_put(p->s, r, 1000, &outcome, &p->fail));
    recall_free(r);
    return outcome;
}

static void
recalls_have_versions(void **state)
{
    struct place *p = *state;
    struct buf text = BUF_MAX(1000);
    struct recall *r;

    CHECK_INT(put_recall(p, "us-cpsc", "24-1", "Car"), 1, "new");
    CHECK_INT(put_recall(p, "us-cpsc", "24-1", "Car"), 0, "as it was");
    CHECK_INT(put_recall(p, "us-cpsc", "24-1", "Toy car"), 2, "changed");
    put_recall(p, "eu-safety-gate", "24-1", "Doll");
    put_recall(p, "eu-safety-gate", "A/1", "Lamp");
    OK(p, store_recall_each(p->s, each_recall, &text, &p->fail));
    CHECK_TEXT(buf_text(&text),
        "eu-safety-gate/24-1=Doll eu-safety-gate/A/1=Lamp "
        "us-cpsc/24-1=Toy car ",
        "in order");
    OK(p, store_recall_find(p->s, STR("us-cpsc"), STR("24-1"), &r, &p->fail));
    CHECK_TEXT(recall_get(r, RECALL_NAME).p, "Toy car", "by source and id");
    recall_free(r);
    OK(p, store_recall_find(p->s, STR(""), STR("24-1"), &r, &p->fail));
    CHECK_TEXT(recall_get(r, RECALL_NAME).p, "Doll", "first source");
    recall_free(r);
    OK(p, store_recall_find(p->s, STR(""), STR("none"), &r, &p->fail));
    CHECK_INT(r == NULL, 1, "none");
    buf_clear(&text);
    check_end();
}

struct seen {
    int count, wrong;
};

static int
each_numbered(struct recall **r, void *ctx, struct fail *fail)
{
    struct seen *seen = ctx;
    char id[20];

    (void)fail;
    snprintf(id, sizeof id, "24-%05d", seen->count++);
    seen->wrong += strcmp(recall_get(*r, RECALL_ID).p, id) != 0;
    return seen->count == 4000 ? 7 : 0;
}

/* More than are read at a time, in their order; the walk ends where a visit
 * says so, and where a record cannot be read. */
static void
walks_many_recalls(void **state)
{
    struct place *p = *state;
    struct seen seen = { 0, 0 };
    struct fail fail;
    struct db *db = NULL;
    char id[20];

    OK(p, store_begin(p->s, &p->fail));
    for (int i = 0; i < 3000; i++) {
        snprintf(id, sizeof id, "24-%05d", i);
        put_recall(p, "us-cpsc", id, "Car");
    }
    OK(p, store_commit(p->s, &p->fail));
    OK(p, store_recall_each(p->s, each_numbered, &seen, &p->fail));
    CHECK_INT(seen.count, 3000, "all");
    CHECK_INT(seen.wrong, 0, "in order");
    seen = (struct seen){ 1000, -1 };
    CHECK_INT(store_recall_each(p->s, each_numbered, &seen, &p->fail), 7,
        "what the visit said");
    CHECK_INT(seen.count, 4000, "not past it");
    OK(p, db_open(&db, p->path, 1, &p->fail));
    OK(p, db_script(db, "UPDATE recall SET record = '{' WHERE id = '24-01500';",
              &p->fail));
    db_close(db);
    seen = (struct seen){ 0, 0 };
    CHECK_INT(store_recall_each(p->s, each_numbered, &seen, &fail), -1,
        "one cannot be read");
    CHECK_INT(seen.count, 1500, "those before it");
    check_end();
}

static int
each_unswept(struct str source, struct str id, void *ctx)
{
    buf_addf(ctx, STR_FMT "/" STR_FMT " ", STR_ARG(source), STR_ARG(id));
    return 0;
}

static void
knows_what_is_to_sweep(void **state)
{
    struct place *p = *state;
    struct buf text = BUF_MAX(1000);

    put_recall(p, "us-cpsc", "24-1", "Car");
    put_recall(p, "us-cpsc", "24-2", "Doll");
    OK(p, store_unswept_each(p->s, each_unswept, &text, &p->fail));
    CHECK_TEXT(buf_text(&text), "us-cpsc/24-1 us-cpsc/24-2 ", "new");
    OK(p, store_recall_swept(p->s, &p->fail));
    put_recall(p, "us-cpsc", "24-1", "Car");
    put_recall(p, "us-cpsc", "24-2", "Dolls");
    buf_reset(&text);
    OK(p, store_unswept_each(p->s, each_unswept, &text, &p->fail));
    CHECK_TEXT(buf_text(&text), "us-cpsc/24-2 ", "changed");
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(marks_what_is_gone),
        T(marks_what_is_superseded),
        T(old_versions_are_no_news),
        T(fails_last),
        T(documents_come_again),
        T(takes_the_step_from_version_1),
        T(recalls_have_versions),
        T(walks_many_recalls),
        T(knows_what_is_to_sweep),
#undef T
    };

    return cmocka_run_group_tests_name("store/recalls", tests, NULL, NULL);
}
