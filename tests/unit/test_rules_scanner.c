#include "tests/check.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/mem.h"
#include "core/limits.h"
#include "rules/rule_scan.h"
#include "rules/rule_test.h"

#include <sys/stat.h>

/* --- both engines say the same --- */

struct engine {
    struct rule_set *set;
    struct rule_scratch *scratch;
};

struct both {
    struct engine engine[2]; /* portable, vectorscan */
    size_t listings, findings, different;
};

static void
load(struct engine *e, int portable, const char *cache)
{
    const struct scanner_options o = { portable, cache };
    const char *packs = "rules/packs";
    struct fail fail = { "" };

    if (rule_set_load_fast(&e->set, &packs, 1, &o, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    e->scratch = rule_scratch_new(e->set);
}

static void
unload(struct engine *e)
{
    rule_scratch_free(e->scratch);
    rule_set_free(e->set);
}

/* Everything a finding says, as text. */
static void
print_findings(struct buf *out, struct engine *e, const struct listing *l)
{
    struct rule_context ctx = { .today_ms = 1795132800000 };
    struct findings found = { 0 };

    rule_scan(e->set, e->scratch, l, &ctx, &found);
    for (size_t i = 0; i < found.count; i++) {
        struct js *j = finding_to_json(found.item[i]);

        js_write(out, j);
        buf_addc(out, '\n');
        js_free(j);
    }
    findings_clear(&found);
}

static void
compare(struct both *b, const struct listing *l)
{
    struct buf text[2] = { BUF_MAX(1u << 22), BUF_MAX(1u << 22) };

    for (int k = 0; k < 2; k++)
        print_findings(&text[k], &b->engine[k], l);
    b->listings++;
    b->findings += text[0].len > 0;
    if (strcmp(buf_text(&text[0]), buf_text(&text[1])) != 0 &&
        b->different++ < 5)
        print_error("%s\n  portable   %s\n  vectorscan %s\n",
            l->text[LISTING_TITLE], text[0].p, text[1].p);
    buf_clear(&text[0]);
    buf_clear(&text[1]);
}

static void
compare_examples(struct both *b)
{
    const struct rule_set *s = b->engine[0].set;

    for (size_t i = 0; i < rule_set_packs(s); i++)
        for (const struct rule *r = rule_set_pack(s, i)->rules; r != NULL;
             r = r->next)
            for (const struct rule_example *e = r->examples; e; e = e->next) {
                struct listing *l = NULL;
                struct fail fail;

                if (rule_example_listing(&l, e, &fail) == 0)
                    compare(b, l);
                listing_free(l);
            }
}

/* Each listing alone, and joined to long texts with the ones before it. */
static void
compare_listings(struct both *b, const char *path)
{
    struct lines lines;
    struct str line;
    struct buf joined = BUF_MAX(1u << 20);
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &line)) {
        struct js *j = NULL;
        struct listing *l = NULL;
        struct fail fail;

        /* The sanitizers need minutes for all of them. */
        if (CHECK_SANITIZED && lines.number % 25 != 0)
            continue;
        if (js_parse(&j, line, &fail) == 0 &&
            listing_from_json(&l, j, &fail) == 0) {
            compare(b, l);
            buf_adds(&joined, listing_get(l, LISTING_TITLE));
            buf_addz(&joined, ". ");
            buf_adds(&joined, listing_get(l, LISTING_DESCRIPTION));
            buf_addz(&joined, " ");
            if (joined.len > 1500) {
                listing_set(l, LISTING_DESCRIPTION, buf_str(&joined));
                compare(b, l);
                buf_reset(&joined);
            }
        }
        js_free(j);
        listing_free(l);
    }
    lines_clear(&lines);
    buf_clear(&joined);
    fclose(in);
}

static void
engines_agree(void **state)
{
    const char *path = check_data("listings/listings.jsonl");
    struct both b = { .listings = 0 };

    (void)state;
    load(&b.engine[0], 1, NULL);
    load(&b.engine[1], 0, NULL);
    CHECK_TEXT(scanner_engine(rule_set_scanner(b.engine[0].set)), "portable",
        "asked for");
    compare_examples(&b);
    compare_listings(&b, path);
    print_message("%s: %zu listings, %zu with findings, %zu different\n",
        scanner_engine(rule_set_scanner(b.engine[1].set)), b.listings,
        b.findings, b.different);
    CHECK_INT(b.different, 0, "different");
    CHECK_INT(b.findings > 1000, 1, "enough to tell");
    unload(&b.engine[0]);
    unload(&b.engine[1]);
    check_end();
}

/* --- the cache --- */

struct search {
    char *path; /* owned; of the one file there */
};

static int
note_path(const char *path, void *arg, struct fail *fail)
{
    struct search *s = arg;

    (void)fail;
    free(s->path);
    s->path = mem_text(path);
    return 0;
}

static uint64_t
scan(const struct scanner *s, struct scanner_scratch *x, struct str text,
    struct scanner_hits *hits)
{
    struct plain plain = { .shift = NULL };
    struct scanner_part part = { .fields = 1 };
    uint64_t bits[1] = { 0 };

    plain_reset(&plain);
    plain_add(&plain, text);
    part.end = plain.text.len;
    scanner_scan(s, x,
        &(struct scanner_text){ buf_str(&plain.text), 0, 0, &part, 1 }, bits,
        hits);
    plain_clear(&plain);
    return bits[0];
}

/* Load with the cache; 1 if it was believed. It works in any case. */
static int
load_cached(const char *dir, const struct scanner_pattern *patterns)
{
    const struct scanner_options o = { 0, dir };
    struct scanner *s = NULL;
    struct scanner_scratch *x;
    struct scanner_hits hits = { .hit = NULL };
    struct fail fail = { "" };
    int cached;

    if (scanner_new(&s, patterns, 1, &o, &fail) != 0)
        fail_msg("%s", fail.text);
    x = scanner_scratch_new(s);
    CHECK_INT(scan(s, x, STR("a magnet ball"), &hits), 1, "found");
    CHECK_INT(hits.count, 1, "once");
    CHECK_INT(scan(s, x, STR("a red ball"), &hits), 0, "not found");
    CHECK_INT(hits.count, 0, "not once");
    cached = scanner_was_cached(s);
    scanner_hits_clear(&hits);
    scanner_scratch_free(x);
    scanner_free(s);
    return cached;
}

static void
believes_only_sound_files(void **state)
{
    struct scanner_pattern patterns[2] = { { .fields = 1 }, { .fields = 1 } };
    char dir[] = "/tmp/test_scanner_XXXXXX";
    struct search found = { NULL };
    struct buf file = BUF_MAX(1u << 24);
    const struct scanner_options o = { 0, NULL };
    struct scanner *s = NULL;
    struct fail fail = { "" };
    int portable;

    (void)state;
    literal_find(&patterns[0].literals, STR("magnet"), 0);
    literal_find(&patterns[1].literals, STR("magnets"), 0);
    if (scanner_new(&s, patterns, 1, &o, &fail) != 0)
        fail_msg("%s", fail.text);
    portable = strcmp(scanner_engine(s), "portable") == 0;
    scanner_free(s);
    assert_non_null(mkdtemp(dir));
    CHECK_INT(load_cached(dir, patterns), 0, "the first time");
    CHECK_INT(load_cached(dir, patterns), !portable, "the second time");
    if (!portable) {
        CHECK_INT(file_each(dir, ".db", note_path, &found, &fail), 0, "file");
        CHECK_INT(file_read(&file, found.path, &fail), 0, "read");
        file.p[file.len / 2] ^= 1;
        CHECK_INT(file_write(found.path, buf_str(&file), &fail), 0, "write");
        CHECK_INT(load_cached(dir, patterns), 0, "a bit is wrong");
        CHECK_INT(load_cached(dir, patterns), 1, "and mended");
        CHECK_INT(file_write(found.path, STR("short"), &fail), 0, "write");
        CHECK_INT(load_cached(dir, patterns), 0, "cut off");
        CHECK_INT(chmod(found.path, 0666), 0, "chmod");
        CHECK_INT(load_cached(dir, patterns), 0, "anybody may write it");
    }
    CHECK_INT(load_cached("/dev/null/x", patterns), 0, "no such folder");
    free(found.path);
    literal_set_clear(&patterns[0].literals);
    literal_set_clear(&patterns[1].literals);
    buf_clear(&file);
    check_end();
}

/* --- what is found --- */

static void
looks_for_partners(void **state)
{
    static const struct {
        const char *text;
        uint64_t want;
    } cases[] = {
        { "cable for the male end of a pump", 0 },
        { "a male to male adapter cable", 1 },
        { "adapter cable for fans", 0 },
        { "male "
          "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
          "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
          "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
          "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
          "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
          "adapter cable",
            0 },
    };
    struct scanner_pattern p = { .fields = 1 };

    (void)state;
    literal_find(&p.literals, STR("male[^,]{0,20}?adapter"), 0);
    CHECK_INT(p.literals.groups, 1, "a group of partners");
    for (int portable = 0; portable < 2; portable++) {
        const struct scanner_options o = { portable, NULL };
        struct scanner_hits hits = { .hit = NULL };
        struct scanner_scratch *x;
        struct scanner *s = NULL;
        struct fail fail = { "" };

        if (scanner_new(&s, &p, 1, &o, &fail) != 0)
            fail_msg("%s", fail.text);
        x = scanner_scratch_new(s);
        for (size_t i = 0; i < COUNT(cases); i++)
            CHECK_INT(scan(s, x, str_of(cases[i].text), &hits), cases[i].want,
                cases[i].text);
        scanner_hits_clear(&hits);
        scanner_scratch_free(x);
        scanner_free(s);
    }
    literal_set_clear(&p.literals);
    check_end();
}

/* A text that is nothing but hits is no reason to forget any. */
static void
survives_a_flood(void **state)
{
    const struct scanner_options o = { 1, NULL };
    struct scanner_pattern p[2] = { { .fields = 1 }, { .fields = 1 } };
    struct scanner_hits hits = { .hit = NULL };
    struct scanner_scratch *x;
    struct scanner *s = NULL;
    struct fail fail = { "" };
    struct buf text = BUF_MAX(1u << 20);

    (void)state;
    literal_find(&p[0].literals, STR("magnet"), 0);
    literal_find(&p[1].literals, STR("zebra"), 0);
    if (scanner_new(&s, p, 2, &o, &fail) != 0)
        fail_msg("%s", fail.text);
    x = scanner_scratch_new(s);
    for (int i = 0; i < 10000; i++)
        buf_addz(&text, "magnet ");
    buf_addz(&text, "zebra");
    CHECK_INT(scan(s, x, buf_str(&text), &hits), 3, "all may match");
    CHECK_INT(hits.flood, 1, "anywhere");
    CHECK_INT(scan(s, x, STR("a zebra"), &hits), 2, "the next is as ever");
    CHECK_INT(hits.flood, 0, "the next is as ever");
    buf_clear(&text);
    scanner_hits_clear(&hits);
    scanner_scratch_free(x);
    scanner_free(s);
    literal_set_clear(&p[0].literals);
    literal_set_clear(&p[1].literals);
    check_end();
}

/* An offer that is nothing but words of rules is judged like any other. */
static void
judges_a_flood(void **state)
{
    struct engine e;
    struct listing *l = listing_new();
    struct buf text = BUF_MAX(1u << 20), found = BUF_MAX(1u << 20);

    (void)state;
    load(&e, 1, NULL);
    for (int i = 0; i < 20000; i++)
        buf_addz(&text, "hot lamp ");
    buf_addz(&text, "GPS signal jammer for cars");
    listing_set(l, LISTING_TITLE, STR("GPS signal jammer for cars"));
    listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    print_findings(&found, &e, l);
    CHECK_INT(str_find(buf_str(&found), STR("radio/jammer"), 0) >= 0, 1,
        "what it is");
    buf_clear(&text);
    buf_clear(&found);
    listing_free(l);
    unload(&e);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(believes_only_sound_files),
        cmocka_unit_test(looks_for_partners),
        cmocka_unit_test(survives_a_flood),
        cmocka_unit_test(judges_a_flood),
        cmocka_unit_test(engines_agree),
    };

    return cmocka_run_group_tests_name("rules/scanner", tests, NULL, NULL);
}
