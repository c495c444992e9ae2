/* Words, tables, alignment, trees and whole models of product pairs. */
#include "tests/check.h"

#include "base/dice.h"
#include "base/file.h"
#include "base/mem.h"
#include "classifier/metrics.h"
#include "classifier/pair_release.h"
#include "classifier/pair_trainer.h"
#include "classifier/pair_weights.h"

#include <math.h>

/* The words of a text, as the table spells them. */
static void
words_of(struct buf *out, const char *text)
{
    struct pair_words words;
    struct pair_reader reader;
    struct pair_record record;
    struct arena arena = ARENA_MAX(1 << 20);
    struct str field = str_of(text);

    pair_words_init(&words);
    pair_reader_init(&reader, &words, &arena, 0);
    buf_reset(out);
    CHECK_INT(pair_record_read(&record, &reader, &field, 1), 0, text);
    for (size_t i = 0; i < record.word_count; i++)
        buf_addf(out, "%s" STR_FMT, i > 0 ? " " : "",
            STR_ARG(words.item[record.word[i]].text));
    pair_reader_clear(&reader);
    pair_words_clear(&words);
    arena_clear(&arena);
}

static void
test_words(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "  - / \" ", "" },
        { "Red Kettles", "red kettle" },
        { "Rouge rot ROSSO", "red red red" },
        { "500 GB 500gb 0.5TB", "500~4 500~4 500~4" },
        { "17\" 17-inch 17 inches", "17~1 17~1 17~1" },
        { "2x4gb", "2~15 4~4" },
        { "1.7 l 1.7L 230 v 5 a", "1700~13 1700~13 230~8 5 a" },
        { "plug in 3 in 1", "plug in 3 in 1" },
        { "8.0 8 version II", "8 8 version 2" },
        { "KD-55X80", "kd 55~15 80 kd55x80" },
        { "2x4gb-kit 705149-009", "2~15 4~4 kit 705149 009 705149009" },
        { "12345 07227", "12345 07227" },
        { "\"Uhr\"@de-AT neu", "watch neu" },
        { "\xEF\xBC\xB8\xEF\xBC\x91\xEF\xBC\x90 \xE5\xAE\x89\xE5\x85\xA8",
            "x10 \xE5\xAE\x89 \xE5\x85\xA8" },
    };
    struct buf got = BUF_MAX(4096);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        words_of(&got, cases[i].text);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].text);
    }
    buf_clear(&got);
    check_end();
}

/* Two texts aligned: how many words match, are near, and are left over. */
static void
align(const char *a, const char *b, struct pair_alignment *out)
{
    struct pair_words words;
    struct pair_reader reader;
    struct pair_record record[2];
    struct arena arena = ARENA_MAX(1 << 20);
    struct str field[2] = { str_of(a), str_of(b) };
    struct pair_likeness *likeness;

    pair_words_init(&words);
    pair_reader_init(&reader, &words, &arena, 0);
    for (size_t i = 0; i < 2; i++)
        CHECK_INT(pair_record_read(&record[i], &reader, &field[i], 1), 0, a);
    likeness = pair_likeness_new(&words);
    pair_align(
        out, likeness, &record[0], &record[0].all, &record[1], &record[1].all);
    pair_likeness_free(likeness);
    pair_reader_clear(&reader);
    pair_words_clear(&words);
    arena_clear(&arena);
}

static size_t
hard_left(const struct pair_left *left)
{
    size_t n = 0;

    for (size_t i = 0; i < left->count; i++)
        n += !left->soft[i];
    return n;
}

static void
test_alignment(void **state)
{
    static const struct {
        const char *a, *b;
        size_t matched, left, right;
        int near;
    } cases[] = {
        { "kettle", "kettle", 1, 0, 0, 0 },
        { "view sonic monitor", "viewsonic monitor", 2, 0, 0, 0 },
        { "photo editor deluxe", "photo editor", 2, 1, 0, 0 },
        { "panasonic", "panasonik", 0, 0, 0, 1 },
        { "office 2007", "office 07", 1, 0, 0, 1 },
        { "drive 500 gb", "drive 320 gb", 1, 1, 1, 0 },
        { "kettle", "heater", 0, 1, 1, 0 },
        { "hp q6511x", "hpq6511x", 1, 0, 0, 0 },
        { "", "", 0, 0, 0, 0 },
    };
    struct pair_alignment *al = mem_new(sizeof *al);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        align(cases[i].a, cases[i].b, al);
        CHECK_INT(al->matched_count, cases[i].matched, cases[i].a);
        CHECK_INT(hard_left(&al->left[0]), cases[i].left, cases[i].a);
        CHECK_INT(hard_left(&al->left[1]), cases[i].right, cases[i].a);
        CHECK_INT(al->soft > 0, cases[i].near, cases[i].a);
    }
    align("drive 500 gb", "drive 320 gb", al);
    CHECK_INT(al->measure_conflicts, 1, "sizes differ");
    free(al);
    check_end();
}

static void
test_bad_tables(void **state)
{
    static const struct {
        const char *csv, *want;
    } cases[] = {
        { "", "line 1: no header" },
        { "label\n1\n", "line 1: no column whose name begins with \"left_\"" },
        { "left_a,right_a\nx,y\n", "line 1: no column \"label\"" },
        { "label,left_a\n1,x\n", "line 1: no column \"right_a\"" },
        { "label,left_a,right_a\n", "no pairs behind the header" },
        { "label,left_a,right_a\n1,x,y\n2,x,y\n",
            "line 3: column \"label\" is \"2\", not 0 or 1" },
        { "label,left_a,right_a\n1,x\n",
            "line 2: 2 columns, the header has 3" },
        { "label,left_a,right_a\n1,x,\xFFy\n",
            "line 2: column \"right_a\" is not UTF-8 text" },
        { "label,left_a,left_a,right_a\n", "column \"a\" stands there twice" },
        { "label,left_1,left_2,left_3,left_4,left_5,left_6,left_7,left_8,"
          "left_9\n",
            "column \"9\": more than 8 fields" },
        { "label,left_a,right_a\n1,x,y\n0,\"x,y\n", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pair_schema schema = { 0 };
        struct pair_words words;
        struct pair_table t;
        struct fail fail = { "" };
        int rc = pair_schema_read(&schema, str_of(cases[i].csv), &fail);

        pair_words_init(&words);
        if (rc == 0)
            rc = pair_table_read(
                &t, &schema, &words, str_of(cases[i].csv), &fail);
        CHECK_INT(rc, -1, cases[i].csv);
        if (cases[i].want != NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].csv);
        else
            CHECK_INT(fail.text[0] != '\0', 1, cases[i].csv);
        pair_words_clear(&words);
        pair_schema_clear(&schema);
    }
    check_end();
}

/* What no line can part: trees learn it. */
static void
test_trees(void **state)
{
    float item[800];
    uint32_t pick[400];
    signed char label[400];
    struct pair_dense rows = { item, 400, 2 };
    struct pair_trees_options options = { .rounds = 60,
        .rate = 0.2,
        .ridge = 1,
        .leaf_rows = 2,
        .rows = 1,
        .features = 1,
        .seed = 1 };
    struct pair_trees t;
    size_t right = 0;
    struct dice dice = { 5 };

    (void)state;
    for (size_t i = 0; i < 400; i++) {
        item[2 * i] = (float)dice_share(&dice);
        item[2 * i + 1] = (float)dice_share(&dice);
        pick[i] = (uint32_t)i;
        label[i] = (item[2 * i] > 0.5F) != (item[2 * i + 1] > 0.5F) ? 1 : -1;
    }
    pair_trees_train(&t, &rows, pick, label, 400, &options);
    for (size_t i = 0; i < 400; i++)
        right += (pair_trees_decide(&t, item + 2 * i) > 0) == (label[i] > 0);
    CHECK_INT(right >= 390, 1, "exclusive or");
    pair_trees_clear(&t);
    check_end();
}

/* Made-up goods: the same product has its number and its size on both sides,
 * other words come and go; another one differs in the number or the size. */
static void
make_pairs(struct buf *out, size_t count, uint64_t seed)
{
    static const char *const brands[] = { "Nordwind", "Kestrel", "Tanaro" };
    static const char *const goods[] = { "kettle", "lamp", "drill", "router" };
    static const char *const extras[] = { "new", "sale", "with cable",
        "boxed" };
    static const int sizes[] = { 2, 5, 8 };
    struct dice dice = { seed };

    buf_addz(out, "label,left_title,left_price,right_title,right_price\n");
    for (size_t i = 0; i < count; i++) {
        const char *brand = brands[dice_below(&dice, COUNT(brands))];
        const char *good = goods[dice_below(&dice, COUNT(goods))];
        size_t number = 100 + dice_below(&dice, 800);
        size_t size = dice_below(&dice, COUNT(sizes));
        int same = dice_below(&dice, 3) == 0;
        int by_size = !same && dice_below(&dice, 2) == 0;
        size_t other = same || by_size ? number : 100 + (number + 7) % 800;
        size_t other_size = by_size ? (size + 1) % COUNT(sizes) : size;

        buf_addf(out, "%d,%s %s KX%zu %d gb %s,%zu,%s KX-%zu %s %dGB %s,%zu\n",
            same, brand, good, number, sizes[size],
            extras[dice_below(&dice, COUNT(extras))], number, brand, other,
            good, sizes[other_size], extras[dice_below(&dice, COUNT(extras))],
            same ? number : number + 50);
    }
}

static struct pair_model *
train(struct str csv, int context, struct pair_trainer_figures *figures)
{
    struct pair_trainer_options options = { context, 1 };
    struct pair_model *m = mem_new(sizeof *m);
    struct pair_words words;
    struct pair_table t;
    struct fail fail = { "" };

    pair_model_init(m);
    pair_words_init(&words);
    CHECK_INT(pair_schema_read(&m->schema, csv, &fail), 0, fail.text);
    CHECK_INT(
        pair_table_read(&t, &m->schema, &words, csv, &fail), 0, fail.text);
    CHECK_INT(pair_trainer_run(m, figures, &words, &t, &options, &fail), 0,
        fail.text);
    pair_table_clear(&t);
    pair_words_clear(&words);
    return m;
}

/* F1 on a file; *sum: all probabilities, to compare two models. */
static double
judge(const struct pair_model *m, struct str csv, double *sum)
{
    struct pair_words words;
    struct pair_table t;
    struct pair_counts c;
    struct fail fail = { "" };
    double *p;

    pair_words_init(&words);
    CHECK_INT(
        pair_table_read(&t, &m->schema, &words, csv, &fail), 0, fail.text);
    p = mem_array(t.pair_count, sizeof *p);
    pair_model_score(m, &words, &t, p);
    *sum = 0;
    for (size_t i = 0; i < t.pair_count; i++)
        *sum += p[i];
    c = pair_trainer_count(p, t.pair, t.pair_count, m->threshold);
    free(p);
    pair_table_clear(&t);
    pair_words_clear(&words);
    return metrics_f1(c.hits, c.false_alarms, c.misses);
}

static void
test_model(void **state)
{
    struct buf csv = BUF_MAX(1 << 20), other = BUF_MAX(1 << 20);
    struct buf bytes[2] = { BUF_MAX(8 << 20), BUF_MAX(8 << 20) };
    char dir[] = "/tmp/test-pair-XXXXXX";
    struct buf card = BUF_MAX(8192);
    struct fail fail = { "" };

    (void)state;
    assert_non_null(mkdtemp(dir));
    make_pairs(&csv, 400, 1);
    make_pairs(&other, 200, 2);
    for (int context = 0; context < 2; context++) {
        struct pair_trainer_figures figures;
        struct pair_model *m = train(buf_str(&csv), context, &figures);
        struct pair_model *again = train(buf_str(&csv), context, &figures);
        struct pair_model *back = NULL;
        double sum[2], f1 = judge(m, buf_str(&other), &sum[0]);

        CHECK_INT(f1 > 0.9, 1, "learns what tells products apart");
        print_message("context %d: F1 %.3f\n", context, f1);
        buf_reset(&bytes[0]);
        buf_reset(&bytes[1]);
        pair_weights_write(&bytes[0], m);
        pair_weights_write(&bytes[1], again);
        CHECK_INT(str_eq(buf_str(&bytes[0]), buf_str(&bytes[1])), 1,
            "the same seed, the same bytes");
        CHECK_INT(
            pair_release_save(m, dir, STR("# card\n"), &fail), 0, fail.text);
        CHECK_INT(pair_release_load(&back, dir, &fail), 0, fail.text);
        judge(back, buf_str(&other), &sum[1]);
        CHECK_INT(sum[0] == sum[1], 1, "as it was saved");
        pair_model_free(m);
        pair_model_free(again);
        pair_model_free(back);
    }
    buf_addf(&card, "%s/weights.bin", dir);
    buf_cut(&bytes[0], bytes[0].len - 3);
    CHECK_INT(file_write(buf_text(&card), buf_str(&bytes[0]), &fail), 0, dir);
    CHECK_INT(pair_release_load(&(struct pair_model *){ NULL }, dir, &fail), -1,
        "not the bytes of the sums");
    buf_reset(&card);
    buf_addf(&card, "rm -r %s", dir);
    CHECK_INT(system(buf_text(&card)), 0, dir);
    for (size_t i = 0; i < 2; i++)
        buf_clear(&bytes[i]);
    buf_clear(&csv);
    buf_clear(&other);
    buf_clear(&card);
    check_end();
}

/* A pair that stands alone is judged, and so are records without a word. */
static void
test_odd_pairs(void **state)
{
    static const char *const odd[] = {
        "label,left_title,left_price,right_title,right_price\n1,a,,a,\n",
        "label,left_title,left_price,right_title,right_price\n0,,,,\n",
        "right_price,right_title,more,left_price,left_title,label\n1,b,c,d,e,0"
        "\n",
    };
    struct buf csv = BUF_MAX(1 << 20);
    struct pair_trainer_figures figures;
    struct pair_model *m;
    double sum;

    (void)state;
    make_pairs(&csv, 200, 1);
    m = train(buf_str(&csv), 1, &figures);
    for (size_t i = 0; i < COUNT(odd); i++) {
        judge(m, str_of(odd[i]), &sum);
        CHECK_INT(sum >= 0 && sum <= 1, 1, odd[i]);
    }
    pair_model_free(m);
    buf_clear(&csv);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_bad_tables),
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_odd_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
