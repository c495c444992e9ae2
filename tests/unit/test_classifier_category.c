/* The category model: its data, a small training, the released one. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "classifier/category_release.h"
#include "classifier/category_trainer.h"
#include "core/limits.h"

#include <stdlib.h>

#define RELEASED "models/category-1"
/* Of titles that the model has not seen, in each language. */
#define RIGHT_MIN 0.7
#define SURE_RIGHT_MIN 0.85

static void
reads_labels(void **state)
{
    static const struct {
        const char *name, *text, *label;
        int want;        /* category; -2: an error */
        const char *why; /* stands in the error */
    } cases[] = {
        { "the first line that fits", "Baby Toys\ttoys\nBaby\tchildcare\n",
            "Baby Toys & Games", CATEGORY_TOYS, NULL },
        { "in any case", "# note\n\nSHOES\tshoes\n", "men's shoes",
            CATEGORY_SHOES, NULL },
        { "none of ours", "Outlet\t-\nShoes\tshoes\n", "Outlet > Shoes", -1,
            NULL },
        { "unknown", "Shoes\tshoes\n", "Hats", -1, NULL },
        { "no tab", "Shoes\n", "", -2, "labels:1" },
        { "no such category", "Shoes\tshoes\nHats\thats\n", "", -2,
            "labels:2: no category \"hats\"" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct category_labels t;
        struct fail fail = { "" };
        int rc =
            category_labels_parse(&t, str_of(cases[i].text), "labels", &fail);

        CHECK_INT(rc == 0, cases[i].want != -2, cases[i].name);
        if (rc == 0)
            CHECK_INT(category_labels_find(&t, str_of(cases[i].label)),
                cases[i].want, cases[i].name);
        else
            CHECK_INT(strstr(fail.text, cases[i].why) != NULL, 1, fail.text);
        category_labels_clear(&t);
    }
    check_end();
}

static void
load_glossary(struct glossary **g, struct buf *text)
{
    struct fail fail = { "" };

    if (file_read(text, "core/glossary.tsv", &fail) != 0 ||
        glossary_parse(g, buf_str(text), "core/glossary.tsv", &fail) != 0)
        fail_msg("%s", fail.text);
}

/* 80 offers of two shops that differ in one word. */
static void
make_data(struct category_data *d)
{
    static const char *const words[] = { "teddy", "sandal" };
    struct category_labels t;
    struct buf lines = BUF_MAX(1u << 20);
    struct fail fail = { "" };

    category_data_init(d);
    for (int i = 0; i < 160; i++)
        buf_addf(&lines,
            "{\"src\":\"shop%d\",\"title\":\"%s brown no%c%c\","
            "\"category\":\"%s\"}\n",
            i / 2 % 2, words[i % 2], 'a' + i % 26, 'a' + i / 26,
            i % 2 ? "Shoes" : "Toys");
    buf_addz(&lines, "{\"src\":\"shop0\",\"title\":\"teddy brown noaa\","
                     "\"category\":\"Shoes\"}\n");
    buf_addz(&lines, "{\"src\":\"shop0\",\"title\":\"a hat\","
                     "\"category\":[\"Hats\"]}\n");
    if (category_labels_parse(
            &t, STR("Shoes\tshoes\nToys\ttoys\n"), "labels", &fail) != 0 ||
        category_data_add_listings(d, &t, buf_str(&lines), "lines", &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(d->count, 160, "neither twice nor without a category");
    fail.text[0] = '\0';
    CHECK_INT(category_data_add_listings(d, &t, STR("{}\n{"), "lines", &fail),
        -1, "a broken line");
    CHECK_INT(strncmp(fail.text, "lines:2", 7), 0, fail.text);
    category_labels_clear(&t);
    buf_clear(&lines);
}

static int
guess_title(const struct category_model *m, struct features *f,
    const char *title, struct category_guess *g)
{
    struct listing *l = listing_new();

    listing_set(l, LISTING_TITLE, str_of(title));
    category_model_guess(m, f, l, g);
    listing_free(l);
    return g->known ? (int)g->category : -1;
}

static void
learns_and_keeps(void **state)
{
    static const char *const held_out[] = { "shop1", NULL };
    struct category_options options = { .held_out = held_out };
    struct category_model *m = mem_new(sizeof *m), *again = NULL;
    struct category_figures figures;
    struct category_data d;
    struct category_guess a, b;
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct buf bytes = BUF_MAX(LIMIT_MODEL_BYTES);
    struct features f;
    struct fail fail = { "" };

    (void)state;
    features_init(&f);
    category_model_init(m);
    load_glossary(&m->glossary, &text);
    make_data(&d);
    CHECK_INT(
        category_trainer_run(m, &figures, &d, &options, &fail), 0, fail.text);
    CHECK_INT(figures.tested_count, 1, "one source was left out");
    CHECK_INT(figures.tested[0].offers, 80, "all of it was tested");
    CHECK_INT(figures.tested[0].right, 80, "and guessed");
    CHECK_INT(guess_title(m, &f, "Teddy, red", &a), CATEGORY_TOYS, "a toy");
    CHECK_INT(a.probability > 0.5 && a.probability <= 1, 1, "a probability");
    CHECK_INT(guess_title(m, &f, "sandal", &b), CATEGORY_SHOES, "a shoe");
    CHECK_INT(guess_title(m, &f, "123 --", &b), -1, "no words, no guess");
    category_model_write(&bytes, m);
    again = NULL;
    CHECK_INT(
        category_model_parse(&again, buf_str(&bytes), &fail), 0, fail.text);
    load_glossary(&again->glossary, &text);
    guess_title(again, &f, "Teddy, red", &b);
    CHECK_INT(a.probability == b.probability, 1, "read as written");
    category_model_free(again);
    bytes.p[8]++;
    CHECK_INT(category_model_parse(&again, buf_str(&bytes), &fail), -1,
        "another width");
    CHECK_INT(
        category_model_parse(&again, str_sub(buf_str(&bytes), 0, 99), &fail),
        -1, "cut off");
    CHECK_INT(category_model_parse(&again, STR(""), &fail), -1, "empty");
    category_data_clear(&d);
    category_model_free(m);
    features_clear(&f);
    buf_clear(&text);
    buf_clear(&bytes);
    check_end();
}

/* Titles written by hand; the category stated is not looked at. */
static void
guesses_what_shops_write(void **state)
{
    struct category_model *m = NULL;
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct str rest, line;
    struct features f;
    struct fail fail = { "" };
    size_t all[LANGS] = { 0 }, right[LANGS] = { 0 }, sure[LANGS] = { 0 },
           sure_right[LANGS] = { 0 };

    (void)state;
    features_init(&f);
    if (category_release_load(&m, RELEASED, &fail) != 0 ||
        file_read(&text, "tests/cases/classifier/categories.tsv", &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        ptrdiff_t one = str_find_char(line, '\t', 0);
        ptrdiff_t two = str_find_char(line, '\t', (size_t)one + 1);
        int want = category_find(str_sub(line, 0, (size_t)one));
        char *title = str_dup(str_sub(line, (size_t)two + 1, line.len));
        char code[3] = { line.p[one + 1], line.p[one + 2], '\0' };
        enum lang l = lang_of(code);
        struct category_guess g;
        int is = guess_title(m, &f, title, &g) == want;

        all[l]++;
        right[l] += (size_t)is;
        sure[l] += g.probability >= CATEGORY_SURE;
        sure_right[l] += is && g.probability >= CATEGORY_SURE;
        free(title);
    }
    for (int l = 0; l < LANGS; l++) {
        print_message("%s: %zu of %zu right; sure of %zu, %zu of them right\n",
            lang_code((enum lang)l), right[l], all[l], sure[l], sure_right[l]);
        CHECK_INT((double)right[l] >= RIGHT_MIN * (double)all[l], 1, "right");
        CHECK_INT((double)sure_right[l] >= SURE_RIGHT_MIN * (double)sure[l], 1,
            "right where sure");
    }
    category_model_free(m);
    features_clear(&f);
    buf_clear(&text);
    check_end();
}

static void
refuses_other_folders(void **state)
{
    static const char *const dirs[] = { "models/risk-5", "models/pair-1",
        "tests", "no such folder" };

    (void)state;
    for (size_t i = 0; i < COUNT(dirs); i++) {
        struct category_model *m = NULL;
        struct fail fail = { "" };

        CHECK_INT(category_release_load(&m, dirs[i], &fail), -1, dirs[i]);
        CHECK_INT(strstr(fail.text, dirs[i]) != NULL, 1, fail.text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_labels),
        cmocka_unit_test(learns_and_keeps),
        cmocka_unit_test(guesses_what_shops_write),
        cmocka_unit_test(refuses_other_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
