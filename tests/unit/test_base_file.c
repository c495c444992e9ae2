#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"

#include <limits.h>
#include <sys/stat.h>

struct place {
    char dir[64], path[128];
    struct fail fail;
};

static int
place_new(void **state)
{
    struct place *p = mem_new(sizeof *p);

    snprintf(p->dir, sizeof p->dir, "/tmp/shelfwatch-test-XXXXXX");
    *state = p;
    return mkdtemp(p->dir) == NULL ? -1 : 0;
}

static int
note(const char *path, void *ctx, struct fail *fail)
{
    struct buf *b = ctx;

    (void)fail;
    buf_addz(b, strrchr(path, '/') + 1);
    buf_addc(b, ' ');
    return str_is(buf_str(b), "1.x 2.x ") ? 7 : 0;
}

static int
place_free(void **state)
{
    struct place *p = *state;

    file_remove_tree(p->dir);
    free(p);
    return 0;
}

static const char *
in(struct place *p, const char *name)
{
    snprintf(p->path, sizeof p->path, "%s/%s", p->dir, name);
    return p->path;
}

static void
reads_what_it_wrote(void **state)
{
    struct place *p = *state;
    struct buf out = BUF_MAX(8), big = BUF_MAX(1 << 20);
    struct stat st;

    CHECK_INT(file_write(in(p, "a"),
                  STR("12\0"
                      "45678"),
                  &p->fail),
        0, p->fail.text);
    CHECK_INT(file_read(&out, in(p, "a"), &p->fail), 0, p->fail.text);
    CHECK_INT(out.len, 8, "as large as the cap");
    CHECK_INT(memcmp(out.p,
                  "12\0"
                  "45678",
                  9),
        0, "same bytes, NUL behind");
    buf_clear(&out);
    out = BUF_MAX(7);
    CHECK_INT(file_read(&out, in(p, "a"), &p->fail), -1, "over the cap");
    CHECK_INT(strstr(p->fail.text, "/a: larger than 7 bytes") != NULL, 1,
        p->fail.text);
    CHECK_INT(file_write(in(p, "a"), STR_NONE, &p->fail), 0, "empty");
    CHECK_INT(stat(in(p, "a"), &st) == 0 && st.st_size == 0, 1, "replaced");
    while (big.len < 200000)
        buf_addz(&big, "0123456789");
    CHECK_INT(file_write(in(p, "b"), buf_str(&big), &p->fail), 0, "large");
    buf_clear(&out);
    out = BUF_MAX(1 << 20);
    CHECK_INT(file_read(&out, in(p, "b"), &p->fail), 0, "large");
    CHECK_INT(str_eq(buf_str(&out), buf_str(&big)), 1, "all of it");
    buf_clear(&out);
    buf_clear(&big);
    check_end();
}

static void
says_what_is_wrong(void **state)
{
    struct place *p = *state;
    struct buf out = BUF_MAX(100);

    CHECK_INT(file_exists(in(p, "none")), 0, "is not there");
    CHECK_INT(file_read(&out, in(p, "none"), &p->fail), -1, "no file");
    CHECK_INT(
        strstr(p->fail.text, "none: No such file") != NULL, 1, p->fail.text);
    CHECK_INT(file_read(&out, p->dir, &p->fail), -1, "a folder");
    CHECK_INT(
        file_write(in(p, "no/such"), STR("x"), &p->fail), -1, "no folder");
    CHECK_INT(strstr(p->fail.text, "no/such") != NULL, 1, p->fail.text);
    CHECK_INT(file_each(in(p, "no"), "", note, NULL, &p->fail), -1,
        "no folder to visit");
    buf_clear(&out);
    check_end();
}

static void
visits_in_order(void **state)
{
    static const char *const names[] = { "3.x", "1.x", ".0.x", "2.x", "a.y" };
    struct place *p = *state;
    struct buf b = BUF_MAX(100);

    for (size_t i = 0; i < COUNT(names); i++)
        file_write(in(p, names[i]), STR("x"), &p->fail);
    CHECK_INT(file_each(p->dir, ".y", note, &b, &p->fail), 0, "suffix");
    CHECK_TEXT(buf_text(&b), "a.y ", "only that one");
    buf_reset(&b);
    CHECK_INT(file_each(p->dir, ".x", note, &b, &p->fail), 7, "stopped");
    CHECK_TEXT(buf_text(&b), "1.x 2.x ", "in order, hidden ones left out");
    buf_clear(&b);
    check_end();
}

static void
removes_trees(void **state)
{
    struct place *p = *state;
    char tree[PATH_MAX];

    snprintf(tree, sizeof tree, "%s", in(p, "tree"));
    assert_int_equal(file_make_dirs(in(p, "tree/.hidden/deep"), &p->fail), 0);
    file_write(in(p, "tree/.hidden/deep/.x"), STR("x"), &p->fail);
    file_write(in(p, "kept"), STR("x"), &p->fail);
    assert_int_equal(symlink(p->dir, in(p, "tree/out")), 0);
    file_remove_tree(tree);
    CHECK_INT(file_exists(tree), 0, "gone with what was hidden in it");
    CHECK_INT(file_exists(in(p, "kept")), 1, "not through a link");
    file_remove_tree(tree);
    file_remove_tree(in(p, "kept"));
    CHECK_INT(file_exists(in(p, "kept")), 0, "a file");
    check_end();
}

static void
makes_folders(void **state)
{
    struct place *p = *state;
    struct stat st;

    CHECK_INT(file_make_dirs(in(p, "d/e"), &p->fail), 0, p->fail.text);
    CHECK_INT(file_make_dirs(in(p, "d/e"), &p->fail), 0, "again");
    CHECK_INT(stat(in(p, "d/e"), &st) == 0 && S_ISDIR(st.st_mode), 1, "made");
    file_write(in(p, "f"), STR("x"), &p->fail);
    CHECK_INT(file_make_dirs(in(p, "f/g"), &p->fail), -1, "in a file");
    rmdir(in(p, "d/e"));
    check_end();
}

int
main(void)
{
#define IN_PLACE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, place_new, place_free)
    const struct CMUnitTest tests[] = {
        IN_PLACE(reads_what_it_wrote),
        IN_PLACE(says_what_is_wrong),
        IN_PLACE(visits_in_order),
        IN_PLACE(removes_trees),
        IN_PLACE(makes_folders),
    };

    return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
