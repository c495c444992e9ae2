/* Ordinary offers against every recall at hand: what must stay silent. */
#include "tests/check.h"

#include "base/file.h"
#include "base/map.h"
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

/* The first collection's names also stand for offers. */
#define OFFERS "recalls/cpsc.jsonl"
#define VERDICTS "tests/cases/recalls/strong.tsv"
#define PRECISION_MIN 0.95

static struct recall_index *
load_from(size_t first)
{
    static const char *const files[] = { OFFERS,
        "recalls/us_cpsc_export_appliances/recalls.csv",
        "recalls/us_cpsc_second_look/recalls.json",
        "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl",
        "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl" };
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs };
    struct fail fail = { "" };

    for (size_t i = first; i < COUNT(files); i++)
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
    struct recall_index *ix = load_from(0);
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

/* --- strong findings, checked by hand --- */

struct check {
    struct map *verdict; /* "offer\tnotice": 1 right, 2 wrong */
    int right, wrong, unknown;
};

static void
load_verdicts(struct map *verdict)
{
    struct buf text = BUF_MAX(1 << 20);
    struct fail fail = { "" };
    struct str rest, line;

    if (file_read(&text, VERDICTS, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        size_t tab = line.len;

        if (line.len == 0 || line.p[0] == '#')
            continue;
        while (tab > 0 && line.p[tab - 1] != '\t')
            tab--;
        map_add(verdict, str_sub(line, 0, tab - 1), NULL)->value.num =
            str_is(str_sub(line, tab, line.len), "right") ? 1 : 2;
    }
    buf_clear(&text);
}

/* The offer's number, or the end of its page's address. */
static struct str
offer_id(const struct js *j)
{
    struct str id = js_get_text(j, "recall_number");
    size_t at;

    if (id.len > 0)
        return id;
    id = js_get_text(j, "url");
    for (at = id.len; at > 0 && id.p[at - 1] != '/'; at--)
        ;
    return str_sub(id, at, id.len);
}

static void
tally(struct check *c, const struct js *offer, const struct findings *found)
{
    for (size_t i = 0; i < found->count; i++) {
        struct buf key = BUF_MAX(4096);
        const struct map_item *item;

        if (found->item[i]->strength == FINDING_CANDIDATE)
            continue;
        buf_addf(
            &key, STR_FMT "\t%s", STR_ARG(offer_id(offer)), found->item[i]->id);
        item = map_find(c->verdict, buf_str(&key));
        c->right += item != NULL && item->value.num == 1;
        c->wrong += item != NULL && item->value.num == 2;
        c->unknown += item == NULL;
        if (item == NULL)
            print_message("not checked: %s (%s)\n", buf_text(&key),
                found->item[i]->title);
        buf_clear(&key);
    }
}

static void
strong_findings_are_right(void **state)
{
    struct recall_index *ix = load_from(1);
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct check c = { .verdict = map_new(NULL) };
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct fail fail = { "" };
    struct str rest, line;

    (void)state;
    load_verdicts(c.verdict);
    assert_int_equal(file_read(&text, check_data(OFFERS), &fail), 0);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct listing *l = listing_new();
        struct findings found = { 0 };
        struct js *j;

        if (js_parse(&j, line, &fail) == 0) {
            listing_set(l, LISTING_TITLE, js_get_text(j, "product_name"));
            recall_match(ix, scratch, l, &found);
            tally(&c, j, &found);
            js_free(j);
        }
        findings_clear(&found);
        listing_free(l);
    }
    print_message("names of notices as offers, strong findings: %d right, %d "
                  "wrong, %d not checked: precision %.3f\n",
        c.right, c.wrong, c.unknown,
        c.right > 0 ? (double)c.right / (double)(c.right + c.wrong) : 0);
    CHECK_INT(c.right >= 50, 1, "right ones are still found");
    CHECK_INT(c.unknown * 10 <= c.right, 1, "most are checked");
    CHECK_INT(c.right >= PRECISION_MIN * (c.right + c.wrong), 1, "precision");
    buf_clear(&text);
    map_free(c.verdict);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_offers_stay_silent),
        cmocka_unit_test(strong_findings_are_right),
    };

    return cmocka_run_group_tests_name(
        "recalls/false_alarms", tests, NULL, NULL);
}
