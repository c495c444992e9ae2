/* The packs on ordinary offers: what a person found when looking at what they
 * flag, kept in tests/cases/rules/coverage*.tsv. */
#include "tests/check.h"

#include "base/file.h"
#include "base/lines.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "rules/rule_scan.h"

/* Content rules marked strong flag fewer than one offer in a hundred. */
#define STRONG_SHARE_MAX 0.01

#define VERDICTS_MAX 4096

struct verdict {
    char rule[96], word[16];
    size_t line;
    int fires;
};

struct verdicts {
    struct verdict item[VERDICTS_MAX];
    size_t count;
};

struct corpus {
    struct rule_set *set;
    struct rule_scratch *scratch;
    size_t listings, strong;
};

/* Add the verdicts of one file of tests/cases/rules. */
static int
read_verdicts(const char *path, struct verdicts *all, struct fail *fail)
{
    char text[512];
    FILE *in = fopen(path, "r");

    if (in == NULL)
        return fail_set(fail, "cannot read %s", path);
    while (fgets(text, sizeof text, in) != NULL) {
        struct verdict *v = &all->item[all->count];

        if (text[0] == '#' || all->count == VERDICTS_MAX)
            continue;
        if (sscanf(text, "%95s %zu %*s %15s", v->rule, &v->line, v->word) == 3)
            all->count++;
        else
            fail_msg("%s: not a verdict: %s", path, text);
    }
    fclose(in);
    return 0;
}

static struct listing *
read_listing(struct str line)
{
    struct fail fail = { "" };
    struct listing *l = NULL;
    struct js *j;

    if (js_parse(&j, line, &fail) != 0)
        return NULL;
    if (listing_from_json(&l, j, &fail) != 0)
        l = NULL;
    js_free(j);
    return l;
}

static void
scan_line(struct corpus *c, struct verdicts *all, size_t line, struct str text)
{
    const struct rule_context ctx = { .language = "en",
        .today_ms = now_wall_ms() };
    struct findings found = { 0 };
    struct listing *l = read_listing(text);
    int strong = 0;

    if (l == NULL)
        return;
    rule_scan(c->set, c->scratch, l, &ctx, &found);
    for (size_t i = 0; i < found.count; i++) {
        strong |= found.item[i]->strength >= FINDING_STRONG;
        for (size_t k = 0; k < all->count; k++)
            if (all->item[k].line == line &&
                strcmp(all->item[k].rule, found.item[i]->id) == 0)
                all->item[k].fires = 1;
    }
    c->listings++;
    c->strong += (size_t)strong;
    findings_clear(&found);
    listing_free(l);
}

static int
is_wanted(const struct verdicts *all, size_t line)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].line == line)
            return 1;
    return 0;
}

static void
scan_corpus(struct corpus *c, struct verdicts *all, const char *path)
{
    FILE *in = fopen(path, "r");
    struct lines lines;
    struct str text;

    if (in == NULL)
        fail_msg("cannot read %s", path);
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &text))
        /* With a sanitizer all of it takes minutes. */
        if (!CHECK_SANITIZED || is_wanted(all, lines.number))
            scan_line(c, all, lines.number, text);
    lines_clear(&lines);
    fclose(in);
}

static void
tally(const struct verdicts *all)
{
    size_t right = 0, wrong = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct verdict *v = &all->item[i];

        if (strcmp(v->word, "mended") == 0) {
            CHECK_INT(v->fires, 0, v->rule);
            continue;
        }
        if (strcmp(v->word, "true") != 0 && strcmp(v->word, "false") != 0)
            fail_msg("%s: no verdict '%s'", v->rule, v->word);
        if (v->fires && v->word[0] == 't')
            right++;
        else if (v->fires)
            wrong++;
    }
    print_message("fires read by a person: %zu right, %zu wrong, precision "
                  "%.3f\n",
        right, wrong,
        right + wrong > 0 ? (double)right / (double)(right + wrong) : 0.0);
}

static void
stays_silent_where_it_was_mended(void **state)
{
    const char *path = check_data("listings/listings.jsonl");
    static const char *const packs[] = { "rules/packs" };
    static const char *const files[] = { "tests/cases/rules/coverage.tsv",
        "tests/cases/rules/coverage-devices-and-trade.tsv" };
    struct corpus c = { NULL, NULL, 0, 0 };
    struct fail fail = { "" };
    struct verdicts *all = mem_new(sizeof *all);

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++)
        if (read_verdicts(files[i], all, &fail) != 0)
            fail_msg("%s", fail.text);
    if (rule_set_load(&c.set, packs, 1, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    c.scratch = rule_scratch_new(c.set);
    scan_corpus(&c, all, path);
    tally(all);
    print_message("%zu listings, %zu (%.3f %%) with a strong finding\n",
        c.listings, c.strong, 100.0 * (double)c.strong / (double)c.listings);
    if (!CHECK_SANITIZED)
        assert_true((double)c.strong < STRONG_SHARE_MAX * (double)c.listings);
    rule_scratch_free(c.scratch);
    rule_set_free(c.set);
    free(all);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_silent_where_it_was_mended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
