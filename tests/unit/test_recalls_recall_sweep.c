/* A sweep must never pass over an offer that the ladder has a finding for. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "recalls/recall_keys.h"
#include "recalls/recall_match.h"
#include "recalls/recall_probe.h"
#include "recalls/recall_source.h"
#include "recalls/recall_sweep.h"

#include <string.h>

#define LADDER "tests/cases/recalls/ladder/"
/* Every n-th recall of all is taken for a new one: about a hundred. */
#define NEW_EVERY 120

struct offer {
    struct listing *listing;
    struct buf keys;
};

struct offers {
    struct offer *item;
    size_t count, cap;
};

/* Names are paths, or of files beside the project. */
static struct recall_index *
load(const char *const *names, size_t count, int data)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs };
    struct fail fail = { "" };

    for (size_t i = 0; i < count; i++)
        if (recall_load(
                &im, data ? check_data(names[i]) : names[i], NULL, &fail) != 0)
            fail_msg("%s", fail.text);
    return recall_index_new(&rs);
}

/* Lines of listings; member: where in the line the listing is, or NULL. */
static void
read_offers(struct offers *o, const char *path, const char *member)
{
    struct recall_probe *probe = recall_probe_new(NULL);
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct fail fail = { "" };
    struct str rest, line;

    if (file_read(&text, path, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct offer *one;
        struct js *j = NULL;

        if (line.len == 0)
            continue;
        o->item = mem_grow(o->item, &o->cap, o->count + 1, sizeof o->item[0]);
        one = &o->item[o->count++];
        *one = (struct offer){ .keys = BUF_MAX(1u << 20) };
        if (js_parse(&j, line, &fail) != 0 ||
            listing_from_json(&one->listing,
                member != NULL ? js_get(j, member) : j, &fail) != 0)
            fail_msg("%s", fail.text);
        js_free(j);
        recall_probe_keys(probe, one->listing, &one->keys);
    }
    buf_clear(&text);
    recall_probe_free(probe);
}

static void
free_offers(struct offers *o)
{
    for (size_t i = 0; i < o->count; i++) {
        listing_free(o->item[i].listing);
        buf_clear(&o->item[i].keys);
    }
    free(o->item);
}

/* The number of the finding's recall. */
static size_t
recall_of(const struct recall_index *ix, const struct finding *f)
{
    size_t i = 0;

    while (i < recall_index_count(ix) &&
           !str_is(recall_get(recall_index_at(ix, i), RECALL_ID), f->id))
        i++;
    return i;
}

static void
finds_what_the_ladder_finds(void **state)
{
    static const char *const path[] = { LADDER "recalls.jsonl" };
    struct recall_index *ix = load(path, 1, 0);
    struct recall_scratch *scratch = recall_scratch_new(ix);
    unsigned char *wanted = mem_array(recall_index_count(ix) + 1, 1);
    struct offers o = { 0 };
    size_t found_all = 0;

    (void)state;
    read_offers(&o, LADDER "cases.jsonl", "offer");
    for (size_t i = 0; i < o.count; i++) {
        struct findings found = { 0 };

        recall_match(ix, scratch, o.item[i].listing, &found);
        for (size_t k = 0; k < found.count; k++) {
            size_t r = recall_of(ix, found.item[k]);
            struct recall_sweep *s;

            wanted[r] = 1;
            s = recall_sweep_new(ix, wanted);
            CHECK_INT(recall_sweep_may(s, buf_str(&o.item[i].keys)), 1,
                o.item[i].listing->text[LISTING_TITLE]);
            recall_sweep_free(s);
            wanted[r] = 0;
            found_all++;
        }
        findings_clear(&found);
    }
    print_message(
        "%zu findings, each seen by a sweep of its recall alone\n", found_all);
    CHECK_INT(found_all > 100, 1, "findings");
    free(wanted);
    free_offers(&o);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static void
leaves_most_offers_out(void **state)
{
    static const char *const names[] = { "recalls/cpsc.jsonl",
        "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl" };
    struct recall_index *ix;
    struct recall_scratch *scratch;
    struct recall_sweep *s;
    unsigned char *wanted;
    struct offers o = { 0 };
    struct recall_probe *probe = recall_probe_new(NULL);
    struct buf keys = BUF_MAX(1u << 20);
    size_t count = 0, may = 0, missed = 0, bytes = 0, others = 0;

    (void)state;
    ix = load(names, COUNT(names), 1);
    scratch = recall_scratch_new(ix);
    wanted = mem_array(recall_index_count(ix) + 1, 1);
    for (size_t i = 0; i < recall_index_count(ix); i += NEW_EVERY, count++)
        wanted[i] = 1;
    s = recall_sweep_new(ix, wanted);
    read_offers(&o, check_data("listings/listings.jsonl"), NULL);
    for (size_t i = 0; i < o.count; i++) {
        struct findings found = { 0 };
        int yes = recall_sweep_may(s, buf_str(&o.item[i].keys));

        may += (size_t)yes;
        bytes += o.item[i].keys.len;
        recall_match(ix, scratch, o.item[i].listing, &found);
        buf_reset(&keys);
        recall_probe_matched(probe, scratch, &keys);
        others += !str_eq(buf_str(&keys), buf_str(&o.item[i].keys));
        for (size_t k = 0; k < found.count; k++)
            missed += !yes && wanted[recall_of(ix, found.item[k])];
        findings_clear(&found);
    }
    print_message("%zu new recalls, %zu listings: %zu left to match (%.3f %%), "
                  "%.0f bytes of keys each, %zu findings missed\n",
        count, o.count, may, 100.0 * (double)may / (double)o.count,
        (double)bytes / (double)o.count, missed);
    CHECK_INT(missed, 0, "missed");
    CHECK_INT(others, 0, "other keys when the text was read by a match");
    recall_probe_free(probe);
    buf_clear(&keys);
    CHECK_INT(may * 50 <= o.count, 1, "one in fifty is left at most");
    free_offers(&o);
    free(wanted);
    recall_sweep_free(s);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    check_end();
}

static size_t
count_unordered(struct str keys)
{
    size_t n = 0;

    for (size_t i = 1; i < keys.len / RECALL_KEY_BYTES; i++)
        n += recall_key_at(keys, i - 1) >= recall_key_at(keys, i);
    return n;
}

/* Of an offer with a few numbers, and of one with thousands. */
static void
keys_ascend(void **state)
{
    struct recall_probe *probe = recall_probe_new(NULL);
    size_t longest = 0;

    (void)state;
    for (int words = 1; words <= 1000; words *= 10) {
        struct listing *l = listing_new();
        struct buf title = BUF_MAX(1u << 20), keys = BUF_MAX(1u << 20);
        struct recall_key_view view;

        for (int i = 0; i < words; i++)
            buf_addf(&title, "AB%d-%d kettle%d ", i * 7919, i, i % 5);
        listing_set(l, LISTING_TITLE, buf_str(&title));
        recall_probe_keys(probe, l, &keys);
        CHECK_INT(recall_keys_view(&view, buf_str(&keys)), 0, "keys");
        CHECK_INT(count_unordered(view.keys), 0, "numbers");
        CHECK_INT(count_unordered(view.tokens), 0, "words");
        longest = view.keys.len;
        buf_clear(&title);
        buf_clear(&keys);
        listing_free(l);
    }
    assert_true(longest > 1000 * RECALL_KEY_BYTES);
    recall_probe_free(probe);
    check_end();
}

static void
reads_any_bytes(void **state)
{
    static const struct {
        const char *name;
        struct str bytes;
        int rc;
    } cases[] = {
        { "nothing", { "", 0 }, -1 },
        { "no keys", { "\0\0\0\0\0\0\0\0", 8 }, 0 },
        { "cut count", { "\0\0\0\0\0", 5 }, -1 },
        { "count past the end", { "\xff\xff\xff\xff\0\0\0\0", 8 }, -1 },
        { "bytes behind", { "\0\0\0\0\0\0\0\0x", 9 }, -1 },
    };
    struct recall_key_view view;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(recall_keys_view(&view, cases[i].bytes), cases[i].rc,
            cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_the_ladder_finds),
        cmocka_unit_test(leaves_most_offers_out),
        cmocka_unit_test(keys_ascend),
        cmocka_unit_test(reads_any_bytes),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_sweep", tests, NULL, NULL);
}
