#include "tests/place.h"

#include "store/audit.h"
#include "store/handle.h"

#include <sys/wait.h>

/* Add entries "a.1", "a.2" ... as anna. */
static void
add(struct place *p, int from, int to)
{
    char action[32], object[32];

    for (int i = from; i <= to; i++) {
        struct store_audit a = { .actor = STR("anna"), .at_ms = 1000 * i };

        snprintf(action, sizeof action, "a.%d", i);
        snprintf(object, sizeof object, "case %d", i % 3);
        a.action = str_of(action);
        a.object = str_of(object);
        a.detail = STR("{\"k\":\"v\"}");
        OK(p, store_audit_add(p->s, &a, &p->fail));
    }
}

struct list {
    struct buf out;
};

static int
collect(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    struct list *l = ctx;

    (void)fail;
    buf_addf(&l->out, STR_FMT " ", STR_ARG(row->entry.action));
    return 0;
}

static void
keeps_entries_newest_first(void **state)
{
    static const struct {
        const char *name;
        struct store_audit_filter filter;
        const char *want;
    } cases[] = {
        { "all", { .limit = 0 }, "b.x a.5 a.4 a.3 a.2 a.1 " },
        { "two", { .limit = 2 }, "b.x a.5 " },
        { "next page", { .limit = 2, .before = 5 }, "a.4 a.3 " },
        { "actor", { .actor = "bo" }, "b.x " },
        { "nobody", { .actor = "eve" }, "" },
        { "object", { .object = "case 1" }, "a.4 a.1 " },
        { "actor and object", { .actor = "anna", .object = "case 2" },
            "a.5 a.2 " },
        { "actions", { .action = "b." }, "b.x " },
        { "days", { .from_ms = 2000, .to_ms = 4000 }, "a.3 a.2 " },
        { "quotes are no SQL", { .actor = "' OR 1=1 --" }, "" },
        { "empty is no filter", { .actor = "", .limit = 1 }, "b.x " },
    };
    struct place *p = *state;
    struct store_audit b = { STR("bo"), STR("b.x"), STR(""), STR(""), 9000 };

    add(p, 1, 5);
    OK(p, store_audit_add(p->s, &b, &p->fail));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct list l = { BUF_MAX(1000) };

        OK(p, store_audit_each(p->s, &cases[i].filter, collect, &l, &p->fail));
        CHECK_TEXT(buf_text(&l.out), cases[i].want, cases[i].name);
        buf_clear(&l.out);
    }
    check_end();
}

/* What somebody with a database tool would do to the file. */
static const char off[] = "DROP TRIGGER IF EXISTS audit_no_update;"
                          "DROP TRIGGER IF EXISTS audit_no_delete;";

static void
names_the_first_bad_entry(void **state)
{
    static const struct {
        const char *name, *script;
        enum store_audit_problem problem;
        int64_t at;
    } cases[] = {
        { "whole", "", STORE_AUDIT_WHOLE, 0 },
        { "who", "UPDATE audit SET actor = 'eve' WHERE id = 4",
            STORE_AUDIT_ALTERED, 4 },
        { "when", "UPDATE audit SET at_ms = at_ms + 1 WHERE id = 2",
            STORE_AUDIT_ALTERED, 2 },
        { "what", "UPDATE audit SET action = 'a.x' WHERE id = 6",
            STORE_AUDIT_ALTERED, 6 },
        { "detail", "UPDATE audit SET detail = '{\"k\":\"w\"}' WHERE id = 1",
            STORE_AUDIT_ALTERED, 1 },
        { "a byte moves over a border",
            "UPDATE audit SET actor = 'annaa', action = '.3' WHERE id = 3",
            STORE_AUDIT_ALTERED, 3 },
        { "first gone", "DELETE FROM audit WHERE id = 1", STORE_AUDIT_MISSING,
            2 },
        { "middle gone", "DELETE FROM audit WHERE id = 3", STORE_AUDIT_MISSING,
            4 },
        { "gone and renumbered",
            "DELETE FROM audit WHERE id = 3;"
            "UPDATE audit SET id = id - 1 WHERE id > 3",
            STORE_AUDIT_MISSING, 3 },
        { "last gone", "DELETE FROM audit WHERE id = 6", STORE_AUDIT_MISSING,
            6 },
        { "all gone", "DELETE FROM audit", STORE_AUDIT_MISSING, 1 },
        { "two swapped",
            "UPDATE audit SET id = 100 WHERE id = 3;"
            "UPDATE audit SET id = 3 WHERE id = 4;"
            "UPDATE audit SET id = 4 WHERE id = 100",
            STORE_AUDIT_REORDERED, 3 },
        { "first moved to the end", "UPDATE audit SET id = 100 WHERE id = 1",
            STORE_AUDIT_REORDERED, 2 },
        { "altered, and its digest with it",
            "UPDATE audit SET actor = 'eve', hash = '00' WHERE id = 5",
            STORE_AUDIT_ALTERED, 5 },
        { "inserted",
            "UPDATE audit SET id = 7 WHERE id = 6;"
            "INSERT INTO audit SELECT 6, at_ms, actor, action, object,"
            " detail, previous, 'x' FROM audit WHERE id = 5",
            STORE_AUDIT_ALTERED, 6 },
    };
    struct place *p = *state;
    struct store_audit_check c;

    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT(c.problem, STORE_AUDIT_WHOLE, "no entry yet");
    add(p, 1, 6);
    for (size_t i = 0; i < COUNT(cases); i++) {
        OK(p, store_begin(p->s, &p->fail));
        OK(p, db_script(p->s->db, off, &p->fail));
        OK(p, db_script(p->s->db, cases[i].script, &p->fail));
        OK(p, store_audit_verify(p->s, &c, &p->fail));
        store_rollback(p->s);
        CHECK_TEXT(store_audit_problem_name(c.problem),
            store_audit_problem_name(cases[i].problem), cases[i].name);
        CHECK_INT(c.at, cases[i].at, cases[i].name);
    }
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT(c.entries, 6, "entries");
    check_end();
}

static void
refuses_to_change_entries(void **state)
{
    static const char *const scripts[] = {
        "UPDATE audit SET actor = 'eve'",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit",
    };
    struct place *p = *state;
    struct store_audit_check c;

    add(p, 1, 3);
    for (size_t i = 0; i < COUNT(scripts); i++) {
        CHECK_INT(db_script(p->s->db, scripts[i], &p->fail), -1, scripts[i]);
        CHECK_INT(strstr(p->fail.text, "never changed") != NULL, 1, scripts[i]);
    }
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT(c.problem, STORE_AUDIT_WHOLE, "whole");
    CHECK_INT(c.entries, 3, "entries");
    check_end();
}

/* The deed and its entry stay or go together. */
static void
goes_with_the_transaction(void **state)
{
    struct place *p = *state;
    struct store_audit_check c;

    add(p, 1, 2);
    OK(p, store_begin(p->s, &p->fail));
    add(p, 3, 4);
    store_rollback(p->s);
    add(p, 5, 5);
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT(c.problem, STORE_AUDIT_WHOLE, "whole");
    CHECK_INT(c.entries, 3, "entries");
    check_end();
}

static void
keeps_what_is_no_text(void **state)
{
    struct place *p = *state;
    struct store_audit a = { STR("a\xFF\0b"), STR("x.y"),
        STR("\xE2\x80\xAE case"), STR("\"\n\\"), 1 };
    struct store_audit long_one = { STR("a"), STR("x.y"), STR(""), STR(""), 1 };
    struct store_audit_check c;
    char *much = mem_new((1u << 20) + 1);

    OK(p, store_audit_add(p->s, &a, &p->fail));
    memset(much, 'x', 1u << 20);
    long_one.detail = (struct str){ much, 1u << 20 };
    CHECK_INT(store_audit_add(p->s, &long_one, &p->fail), -1, "a megabyte");
    long_one.detail = STR("");
    long_one.object = (struct str){ much, 4000 };
    CHECK_INT(store_audit_add(p->s, &long_one, &p->fail), -1, "long object");
    free(much);
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT(c.problem, STORE_AUDIT_WHOLE, "whole");
    CHECK_INT(c.entries, 1, "entries");
    check_end();
}

#define WRITERS 3
#define EACH 60

/* Processes at once: one chain. */
static void
is_one_chain_of_many_writers(void **state)
{
    struct place *p = *state;
    struct store_audit_check c;
    pid_t child[WRITERS];

    store_close(p->s);
    p->s = NULL;
    for (int i = 0; i < WRITERS; i++) {
        child[i] = fork();
        if (child[i] != 0)
            continue;
        if (store_open(&p->s, p->path, STORE_UPDATE, &p->fail) != 0)
            _exit(2);
        for (int k = 0; k < EACH; k++) {
            struct store_audit a = { STR("p"), STR("a.b"), STR(""), STR(""),
                i * 1000 + k };

            if (store_audit_add(p->s, &a, &p->fail) != 0)
                _exit(1);
        }
        store_close(p->s);
        _exit(0);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;

        waitpid(child[i], &status, 0);
        CHECK_INT(status, 0, "writer");
    }
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_TEXT(store_audit_problem_name(c.problem), "whole", "chain");
    CHECK_INT(c.entries, WRITERS * EACH, "entries");
    check_end();
}

#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(keeps_entries_newest_first),
        T(names_the_first_bad_entry),
        T(refuses_to_change_entries),
        T(goes_with_the_transaction),
        T(keeps_what_is_no_text),
        T(is_one_chain_of_many_writers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
