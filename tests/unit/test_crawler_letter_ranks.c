#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/letter_ranks.h"

/* Languages with the ranks that one file of pieces each gives. */
static struct letter_ranks *
make(const char *const *files, size_t count)
{
    struct letter_ranks *l = letter_ranks_new();
    char path[] = "/tmp/shelfwatch-ranks-XXXXXX";
    int fd = mkstemp(path);
    struct fail fail = { "" };

    assert_true(fd >= 0);
    for (size_t i = 0; i < count; i++) {
        size_t number = 99;

        assert_int_equal(
            file_write(path, (struct str){ files[i], strlen(files[i]) }, &fail),
            0);
        assert_int_equal(letter_ranks_add(l, path, &number, &fail), 0);
        assert_int_equal(number, i);
    }
    close(fd);
    unlink(path);
    return l;
}

/* The numbers of the answers, as text. */
static const char *
ask(struct letter_ranks *l, const char *words)
{
    static char text[LETTER_RANKS_ANSWERS + 1];
    size_t out[LETTER_RANKS_ANSWERS];
    size_t n = letter_ranks_ask(l, str_of(words), out);

    for (size_t i = 0; i < n; i++)
        text[i] = (char)('0' + out[i]);
    text[n] = '\0';
    return text;
}

static void
finds_the_likest(void **state)
{
    static const char *const files[] = { "_ 9\na 8\nka 3\n_ka 2\n",
        "_\t9\no\t8\nto\t3\n_to\t2\n", "_ 9\nж 5\nжо 4\n\n_ж 1\n" };
    static const struct {
        const char *name, *words, *want;
    } cases[] = {
        { "the first", "ka ka kaka ", "0" },
        { "the second", "to tot toto ", "1" },
        { "letters of two bytes", "жо жожо ", "2" },
        { "what none has but the edge of a word: all alike", "mi ", "012" },
        { "nothing", "", "" },
    };
    struct letter_ranks *l = make(files, COUNT(files));

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_TEXT(ask(l, cases[i].words), cases[i].want, cases[i].name);
    letter_ranks_free(l);
    check_end();
}

/* Like more than five languages, a text is like none. */
static void
gives_up_among_many(void **state)
{
    static const char *const files[] = { "ka\n", "ka\n", "ka\n", "ka\n", "ka\n",
        "ka\n" };
    struct letter_ranks *l = make(files, 5);

    (void)state;
    CHECK_TEXT(ask(l, "ka ka "), "01234", "five");
    letter_ranks_free(l);
    l = make(files, 6);
    CHECK_TEXT(ask(l, "ka ka "), "", "six");
    letter_ranks_free(l);
    check_end();
}

/* A piece that a file has twice counts once, by its first rank. */
static void
counts_a_piece_once(void **state)
{
    static const char *const files[] = { "x\ny\nz\nu\nv\nw\nka\nka\nka\nka\n",
        "x\ny\nz\nu\nv\nw\nka\n" };
    struct letter_ranks *l = make(files, COUNT(files));

    (void)state;
    CHECK_TEXT(ask(l, "ka "), "01", "both");
    letter_ranks_free(l);
    check_end();
}

static void
says_which_file_is_missing(void **state)
{
    struct letter_ranks *l = letter_ranks_new();
    struct fail fail = { "" };
    size_t number;

    (void)state;
    CHECK_INT(letter_ranks_add(l, "/nowhere/xx.lm", &number, &fail), -1, "rc");
    CHECK_INT(strstr(fail.text, "/nowhere/xx.lm") != NULL, 1, fail.text);
    letter_ranks_free(l);
    check_end();
}

/* A word of a whole sample's length, and letters cut short. */
static void
bears_long_words(void **state)
{
    static const char *const files[] = { "ka\n" };
    struct letter_ranks *l = make(files, 1);
    size_t len = 50000, out[LETTER_RANKS_ANSWERS];
    char *word = mem_new(len + 2);

    (void)state;
    for (size_t i = 0; i < len; i++)
        word[i] = (char)('a' + i * i % 26);
    word[len] = ' ';
    CHECK_INT(letter_ranks_ask(l, str_of(word), out), 1, "long");
    word[len] = '\xE4';
    CHECK_INT(letter_ranks_ask(l, str_of(word), out), 1, "cut");
    free(word);
    letter_ranks_free(l);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_the_likest),
        cmocka_unit_test(gives_up_among_many),
        cmocka_unit_test(counts_a_piece_once),
        cmocka_unit_test(says_which_file_is_missing),
        cmocka_unit_test(bears_long_words) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
