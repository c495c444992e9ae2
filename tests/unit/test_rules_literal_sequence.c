#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rules/literal_sequence.h"

#define ONCE                                                                   \
    {                                                                          \
        1, 1                                                                   \
    }

/* An atom by hand: its spellings, or NULL for one of which nothing is known. */
struct atom {
    const char *spellings; /* joined by | */
    struct literal_repeat n;
};

static void
make(struct literal_known *k, const char *spellings)
{
    struct str rest = str_of(spellings), part;

    literal_known_init(k);
    k->blank = 0;
    k->len.bytes = 4;
    k->exact = spellings != NULL;
    while (k->exact && str_next(&rest, '|', &part))
        assert_int_equal(spelling_add(&k->all, part.p, part.len), 0);
}

static void
print_spellings(struct buf *out, const struct literal_known *k)
{
    if (!k->exact)
        buf_addz(out, "-");
    for (size_t i = 0; i < k->all.count && k->exact; i++)
        buf_addf(out, "%s%.*s", i > 0 ? "|" : "", (int)k->all.item[i].len,
            k->all.item[i].p);
    buf_addc(out, ':');
    for (size_t i = 0; i < k->best.count; i++)
        buf_addf(out, "%s%s", i > 0 ? "|" : "", k->best.item[i].text);
}

static void
puts_atoms_together(void **state)
{
    static const struct {
        const char *name;
        struct atom atom[4];
        size_t count;
        int whole, spells;
        const char *want; /* spellings : literals */
    } cases[] = {
        { "one behind the other", { { "zq", ONCE }, { "xj", ONCE } }, 2, 0, 0,
            "zqxj:zqxj" },
        { "at the ends of words", { { "zq", ONCE } }, 1, 1, 0, "zq: zq " },
        { "each with each", { { "zq|xj", ONCE }, { "vk|wq", ONCE } }, 2, 0, 0,
            "zqvk|zqwq|xjvk|xjwq:xjvk|xjwq|zqvk|zqwq" },
        { "only what is exact", { { "zq", ONCE } }, 1, 0, 1, "zq:" },
        { "perhaps", { { "zq", ONCE }, { "xj", { 0, 1 } } }, 2, 0, 0,
            "zqxj|zq:zq|zqxj" },
        { "twice", { { "zq", { 2, 2 } } }, 1, 0, 0, "-:zqzq" },
        { "not at all, or often", { { "zq", ONCE }, { "xj", { 0, 9 } } }, 2, 0,
            0, "-:zq" },
        { "something unknown between",
            { { "zqxj", ONCE }, { NULL, ONCE }, { "e", ONCE } }, 3, 0, 0,
            "-:zqxj" },
        { "nothing known", { { NULL, ONCE } }, 1, 0, 0, "-:" },
        { "nothing at all", { { "zq", { 0, 1 } } }, 1, 0, 0, "zq|:" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf got = BUF_MAX(1000);
        struct literal_sequence q;
        struct literal_known k;

        literal_known_init(&k);
        literal_sequence_begin(&q, &k, cases[i].whole, cases[i].spells);
        for (size_t a = 0; a < cases[i].count; a++) {
            struct literal_known atom;

            make(&atom, cases[i].atom[a].spellings);
            literal_sequence_add(&q, &atom, cases[i].atom[a].n);
            literal_set_clear(&atom.best);
        }
        literal_sequence_end(&q, cases[i].whole);
        print_spellings(&got, &k);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        literal_set_clear(&k.best);
        buf_clear(&got);
    }
    check_end();
}

/* The literals of an atom that is no more than these are as far from the start
 * as what stands before it is long. */
static void
passes_on_the_literals_of_an_atom(void **state)
{
    struct literal_sequence q;
    struct literal_known k, atom;

    (void)state;
    literal_known_init(&k);
    literal_sequence_begin(&q, &k, 0, 0);
    make(&atom, NULL);
    literal_sequence_add(&q, &atom, (struct literal_repeat)ONCE);
    make(&atom, NULL);
    literal_set_add(&atom.best, STR("zqxj"), (struct reach){ 10, 1 });
    literal_set_weigh(&atom.best);
    literal_sequence_add(&q, &atom, (struct literal_repeat)ONCE);
    literal_set_clear(&atom.best);
    literal_sequence_end(&q, 0);
    CHECK_INT(k.best.count, 1, "literals");
    CHECK_TEXT(k.best.item[0].text, "zqxj", "text");
    CHECK_INT(k.best.item[0].reach.bytes, 14, "bytes");
    CHECK_INT(k.best.item[0].reach.runs, 1, "runs");
    CHECK_INT(k.len.bytes, 8, "length of all");
    literal_set_clear(&k.best);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_atoms_together),
        cmocka_unit_test(passes_on_the_literals_of_an_atom),
    };

    return cmocka_run_group_tests_name(
        "rules/literal_sequence", tests, NULL, NULL);
}
