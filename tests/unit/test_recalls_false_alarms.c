/* Ordinary offers against every recall at hand: what must stay silent. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "recalls/recall_match.h"
#include "recalls/recall_source.h"

/* Candidates above the default threshold: at most 0.5 % of listings. */
#define CANDIDATE_SHARE_MAX 0.005

struct tally {
    size_t listings;
    size_t findings[3]; /* by enum finding_strength */
    size_t offers[3];   /* listings with at least one */
};

static struct recall_index *
load_all(void)
{
    static const char *const files[] = { "recalls/cpsc.jsonl",
        "recalls/us_cpsc_export_appliances/recalls.csv",
        "recalls/us_cpsc_second_look/recalls.json",
        "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl",
        "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl" };
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs };
    struct fail fail = { "" };

    for (size_t i = 0; i < COUNT(files); i++)
        if (recall_load(&im, check_data(files[i]), NULL, &fail) != 0)
            fail_msg("%s", fail.text);
    return recall_index_new(&rs);
}

static struct listing *
read_listing(struct str line)
{
    struct fail fail = { "" };
    struct listing *l = NULL;
    struct js *j;

    if (js_parse(&j, line, &fail) != 0)
        return NULL;
    if (js_get_text(j, "gtin").len > 0)
        js_set_text(j, "gtins", js_get_text(j, "gtin"));
    if (listing_from_json(&l, j, &fail) != 0)
        l = NULL;
    js_free(j);
    return l;
}

static void
count(struct tally *t, const struct listing *l, const struct findings *found)
{
    int seen[3] = { 0 };

    t->listings++;
    for (size_t i = 0; i < found->count; i++) {
        const struct finding *f = found->item[i];

        t->findings[f->strength]++;
        if (!seen[f->strength]++)
            t->offers[f->strength]++;
        if (f->strength != FINDING_CANDIDATE)
            print_message("%s %s (%s): %s\n",
                finding_strength_name(f->strength), f->id, f->title,
                l->text[LISTING_TITLE]);
    }
}

static void
ordinary_offers_stay_silent(void **state)
{
    struct recall_index *ix = load_all();
    struct recall_scratch *scratch = recall_scratch_new(ix);
    const char *path = check_data("listings/listings.jsonl");
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct fail fail = { "" };
    struct str rest, line;
    struct tally t = { 0 };
    struct listing **all = NULL;
    size_t cap = 0, listings = 0;
    int64_t start, ms;

    (void)state;
    assert_int_equal(file_read(&text, path, &fail), 0);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct listing *l = read_listing(line);

        if (l == NULL)
            continue;
        all = mem_grow(all, &cap, listings + 1, sizeof all[0]);
        all[listings++] = l;
    }
    start = now_monotonic_ms();
    for (size_t i = 0; i < listings; i++) {
        struct findings found = { 0 };

        recall_match(ix, scratch, all[i], &found);
        count(&t, all[i], &found);
        findings_clear(&found);
    }
    ms = now_monotonic_ms() - start;
    print_message("%zu listings against %zu recalls: offers with a "
                  "conclusive finding %zu, strong %zu, candidate %zu "
                  "(%.2f %%); %.0f listings/s\n",
        t.listings, recall_index_count(ix), t.offers[FINDING_CONCLUSIVE],
        t.offers[FINDING_STRONG], t.offers[FINDING_CANDIDATE],
        100.0 * (double)t.offers[FINDING_CANDIDATE] / (double)t.listings,
        1000.0 * (double)t.listings / (double)(ms + 1));
    /* None of the listings is of a recalled item, by its number. */
    CHECK_INT(t.offers[FINDING_CONCLUSIVE], 0, "conclusive");
    CHECK_INT((double)t.offers[FINDING_CANDIDATE] <=
                  CANDIDATE_SHARE_MAX * (double)t.listings,
        1, "candidates");
    for (size_t i = 0; i < listings; i++)
        listing_free(all[i]);
    free(all);
    buf_clear(&text);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_offers_stay_silent),
    };

    return cmocka_run_group_tests_name(
        "recalls/false_alarms", tests, NULL, NULL);
}
