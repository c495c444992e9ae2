#include "tests/check.h"

#include "base/mem.h"
#include "rules/term_table.h"

static void
reads_tables(void **state)
{
    static const char text[] =
        "# Substances; a note\n"
        "name\tinci\tcas\tannex\taliases\tnote\n"
        "lilial\tButylphenyl Methylpropional\t80-54-6\tAnnex II/1666\t"
        "BMHCA|Lysmeral\tfragrance\n"
        "# a note between\n"
        "water\tAqua\t7732-18-5 | 7732-18-5\t\twater|WATER\t\n";
    struct term_table *l = NULL;
    struct fail fail = { "" };

    (void)state;
    if (term_table_parse(&l, str_of(text), "x.tsv", &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(l->count, 2, "rows");
    CHECK_INT(l->row[0].terms, 5, "names of the first");
    CHECK_INT(str_is(l->row[0].term[2], "80-54-6"), 1, "CAS");
    CHECK_INT(str_is(l->row[0].term[4], "Lysmeral"), 1, "alias");
    CHECK_INT(str_is(l->row[0].entry, "Annex II/1666"), 1, "entry");
    CHECK_INT(l->row[0].line, 3, "line");
    CHECK_INT(l->row[1].terms, 3, "each name once");
    CHECK_INT(l->row[1].entry.len, 0, "no entry");
    term_table_free(l);
    check_end();
}

static void
says_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "nothing", "", "the lexicon is empty" },
        { "header only", "term\n", "the lexicon is empty" },
        { "no terms", "note\tmeaning\nx\ty\n", "no column with terms" },
        { "unknown column", "term\tcass\nx\ty\n", "unknown column 'cass'" },
        { "wrong CAS", "term\tcas\nx\t80-54-7\n",
            "x.tsv:2: '80-54-7' is no CAS number" },
        { "empty line of tabs", "term\tentry\n\tx\n", "x.tsv:2: no term" },
        { "too many columns", "term\nx\ty\n", "2 columns, the header has 1" },
        { "open quote", "term\n\"x\n", "quot" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct term_table *l = NULL;
        struct fail fail = { "" };

        CHECK_INT(term_table_parse(&l, str_of(cases[i].text), "x.tsv", &fail),
            -1, cases[i].name);
        if (strstr(fail.text, cases[i].want) == NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].name);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_tables),
        cmocka_unit_test(says_what_is_wrong),
    };

    return cmocka_run_group_tests_name("rules/term_table", tests, NULL, NULL);
}
