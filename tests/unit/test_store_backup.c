#include "tests/place.h"

#include "store/audit.h"
#include "store/backup.h"
#include "store/handle.h"
#include "store/vitals.h"

#include <fcntl.h>
#include <sys/wait.h>

/* Other processes look and lock: locks of one's own do not count. */
static int
in_child(int (*run)(const struct place *p), const struct place *p)
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(run(p));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
add_entry(struct place *p, const char *action)
{
    const struct store_audit a = {
        .actor = STR("anna"), .action = str_of(action), .at_ms = 1000
    };

    OK(p, store_audit_add(p->s, &a, &p->fail));
}

static void
path_beside(const struct place *p, const char *end, char out[128])
{
    snprintf(out, 128, "%s%s", p->path, end);
}

static void
copies_what_was_committed(void **state)
{
    struct place *p = *state;
    struct store_health h;
    char to[128];

    path_beside(p, ".b", to);
    add_entry(p, "a.one");
    /* What is not committed yet is another moment's. */
    OK(p, store_begin(p->s, &p->fail));
    add_entry(p, "a.two");
    OK(p, store_backup(p->path, to, 0, &h, &p->fail));
    OK(p, store_commit(p->s, &p->fail));
    CHECK_INT((int)h.audit.entries, 1, "entries of that moment");
    CHECK_INT((int)h.faults + (int)h.references, 0, "whole");
    CHECK_INT(h.version == h.newest, 1, "version");
    CHECK_INT(store_backup(p->path, to, 0, &h, &p->fail), -1, "a second time");
    OK(p, store_backup(p->path, to, 1, &h, &p->fail));
    CHECK_INT((int)h.audit.entries, 2, "entries after it");
    CHECK_INT(store_backup(p->path, p->path, 1, &h, &p->fail), -1, "itself");
    unlink(to);
    check_end();
}

static void
looks_at_files_of_all_kinds(void **state)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        { "empty", "" },
        { "text", "this is no database, and is longer than a header is, so "
                  "that it can be told from one at once, or nearly so" },
        { "header alone", "SQLite format 3" },
    };
    struct place *p = *state;
    struct store_health h;
    char path[128];

    path_beside(p, ".x", path);
    CHECK_INT(store_health(path, &h, &p->fail), -1, "missing");
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        size_t len = strlen(cases[i].text);

        assert_int_equal(write(fd, cases[i].text, len), (ssize_t)len);
        close(fd);
        CHECK_INT(store_health(path, &h, &p->fail), -1, cases[i].name);
        CHECK_INT(store_backup(p->path, path, 0, &h, &p->fail), -1,
            "is not replaced");
    }
    unlink(path);
    check_end();
}

/* The test itself has the store open. */
static int
restore_in_child(const struct place *p)
{
    const struct store_audit by = {
        .actor = STR("t"), .action = STR("store.restore"), .at_ms = 2000
    };
    struct store_restored done;
    struct fail fail;
    char from[128];

    path_beside(p, ".b", from);
    return store_restore(from, p->path, 1, &by, "T", &done, &fail) == 0 ? 0
           : strstr(fail.text, "in use by process") != NULL             ? 1
                                                                        : 2;
}

static void
puts_it_back_only_when_nobody_has_it_open(void **state)
{
    struct place *p = *state;
    struct store_health h;
    struct store_audit_check c;
    char from[128], kept[128];

    path_beside(p, ".b", from);
    path_beside(p, ".before-T", kept);
    add_entry(p, "a.one");
    OK(p, store_backup(p->path, from, 0, &h, &p->fail));
    add_entry(p, "a.two");
    CHECK_INT(in_child(restore_in_child, p), 1, "while it is open");
    store_close(p->s);
    p->s = NULL;
    CHECK_INT(in_child(restore_in_child, p), 0, "when it is not");
    OK(p, store_health(kept, &h, &p->fail));
    CHECK_INT((int)h.audit.entries, 2, "the one before is kept");
    CHECK_INT(in_child(restore_in_child, p), 2, "never over what is kept");
    OK(p, store_open(&p->s, p->path, STORE_UPDATE, &p->fail));
    OK(p, store_audit_verify(p->s, &c, &p->fail));
    CHECK_INT((int)c.entries, 2, "one, and that it was put back");
    CHECK_INT(c.problem, STORE_AUDIT_WHOLE, "chain");
    unlink(from);
    unlink(kept);
    check_end();
}

static int
ask_holder(const struct place *p)
{
    char who[100];
    int64_t process;
    struct fail fail;
    int rc = store_lock_holder(p->path, &process, who, sizeof who, &fail);

    return rc == 1 && process == getppid() && strncmp(who, "a test", 6) == 0
               ? 1
               : rc * 2;
}

static void
names_who_holds_the_lock(void **state)
{
    struct place *p = *state;

    CHECK_INT(in_child(ask_holder, p), 0, "nobody yet");
    OK(p, store_lock(p->s, "a test", &p->fail));
    CHECK_INT(in_child(ask_holder, p), 1, "this process");
    check_end();
}

static void
tells_numbers_at_once(void **state)
{
    struct place *p = *state;
    struct store_vitals v;
    int64_t ms;

    OK(p, store_newest(p->s, &ms, &p->fail));
    CHECK_INT((int)ms, 0, "nothing happened");
    add_entry(p, "a.one");
    OK(p, store_newest(p->s, &ms, &p->fail));
    CHECK_INT((int)ms, 1000, "the entry");
    OK(p, store_vitals(p->s, &v, &p->fail));
    CHECK_INT((int)v.audit_entries, 1, "entries");
    CHECK_INT((int)v.oldest_open_ms, 0, "no case");
    CHECK_INT(v.bytes > 0 && v.log_bytes > 0, 1, "sizes");
    check_end();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(copies_what_was_committed),
        TEST(looks_at_files_of_all_kinds),
        TEST(puts_it_back_only_when_nobody_has_it_open),
        TEST(names_who_holds_the_lock),
        TEST(tells_numbers_at_once),
    };

    return cmocka_run_group_tests_name("store/backup", tests, NULL, NULL);
}
