/* How fast listings are held against many recalls, on one core, and what
 * memory that takes: `make bench-recalls`, `bench/recalls [COUNT]...`; or
 * `bench/recalls --write FILE COUNT`, which only writes the recalls, for
 * bench/screen.py.
 *
 * The recalls are those of ../shared/data and, up to COUNT, others made from
 * them: the name and kind of one, a brand of made-up syllables, the models
 * and numbers of another with other digits (check digits are right). Words
 * keep their natural frequencies, identifiers are new. The listings are the
 * ordinary ones; reading them is not in the time, which is processor time:
 * what else the machine does is not in it either. */
#include "base/file.h"
#include "base/lines.h"
#include "base/mem.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "recalls/recall_match.h"
#include "recalls/recall_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Listings parsed before their matching is timed. */
#define BATCH 2000
#define COUNT_MAX 2000000

struct figures {
    size_t listings, offers[3];
    double s; /* of processor time */
};

static double
processor_s(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static const char *const files[] = { "recalls/cpsc.jsonl",
    "recalls/us_cpsc_export_appliances/recalls.csv",
    "recalls/us_cpsc_second_look/recalls.json",
    "recalls/us_cpsc_usagov_api_2013/recalls_union.jsonl",
    "recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl" };

static const char *
data_path(char *out, size_t size, const char *name)
{
    const char *dir = getenv("SHELFWATCH_DATA");

    snprintf(out, size, "%s/%s", dir != NULL ? dir : "../shared/data", name);
    return out;
}

/* xorshift64: the same recalls on every machine. */
static uint64_t
roll(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void
make_brand(struct buf *out, uint64_t *seed)
{
    static const char *const syllables[] = { "ba", "ko", "mi", "ter", "lun",
        "vex", "ro", "da", "nim", "sel", "qua", "tor", "fel", "wex", "jo",
        "lar", "pi", "zu", "gan", "hel" };
    size_t n = 3 + roll(seed) % 2;

    for (size_t i = 0; i < n; i++)
        buf_addz(out, syllables[roll(seed) % COUNT(syllables)]);
    out->p[0] = (char)(out->p[0] - 'a' + 'A');
}

/* The text with other digits. */
static void
add_other_digits(struct buf *out, struct str s, uint64_t *seed)
{
    for (size_t i = 0; i < s.len; i++)
        buf_addc(
            out, str_is_digit(s.p[i]) ? (char)('0' + roll(seed) % 10) : s.p[i]);
}

static void
add_other_gtin(struct recall *r, struct str s, uint64_t *seed)
{
    struct buf digits = BUF_MAX(64);
    char gtin[GTIN_BYTES];

    add_other_digits(&digits, str_sub(s, 0, 13), seed);
    for (char c = '0'; c <= '9' && digits.len == 13; c++) {
        buf_addc(&digits, c);
        if (gtin_parse(buf_str(&digits), gtin) == 0)
            recall_add(r, RECALL_GTINS, str_of(gtin));
        buf_cut(&digits, 13);
    }
    buf_clear(&digits);
}

static struct recall *
make_recall(const struct recalls *real, size_t count, size_t i, uint64_t *seed)
{
    static const enum recall_field of_name[] = { RECALL_NAME, RECALL_PRODUCT,
        RECALL_CATEGORY, RECALL_LEVEL, RECALL_DESCRIPTION, RECALL_HAZARD_TEXT };
    const struct recall *a = real->item[roll(seed) % count];
    const struct recall *b = real->item[roll(seed) % count];
    struct recall *r = recall_new();
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    buf_addf(&text, "MADE-%07zu", i);
    recall_set(r, RECALL_ID, buf_str(&text));
    recall_set(r, RECALL_SOURCE, STR("made"));
    for (size_t f = 0; f < COUNT(of_name); f++)
        recall_set(r, of_name[f], recall_get(a, of_name[f]));
    buf_reset(&text);
    make_brand(&text, seed);
    recall_set(r, RECALL_BRAND, buf_str(&text));
    for (size_t m = 0; m < b->list[RECALL_MODELS].count; m++) {
        buf_reset(&text);
        add_other_digits(&text, str_of(b->list[RECALL_MODELS].item[m]), seed);
        recall_add(r, RECALL_MODELS, buf_str(&text));
    }
    for (size_t g = 0; g < b->list[RECALL_GTINS].count; g++)
        add_other_gtin(r, str_of(b->list[RECALL_GTINS].item[g]), seed);
    buf_clear(&text);
    return r;
}

static int
load(struct recalls *rs, size_t count)
{
    struct recall_import im = { .out = rs };
    struct fail fail = { "" };
    uint64_t seed = 20261120;
    size_t real;
    char path[1024];

    for (size_t i = 0; i < COUNT(files); i++)
        if (recall_load(&im, data_path(path, sizeof path, files[i]), NULL,
                &fail) != 0) {
            fprintf(stderr, "bench/recalls: %s\n", fail.text);
            return -1;
        }
    real = rs->count;
    for (size_t i = count; i < real; i++)
        recall_free(rs->item[i]);
    if (count < real)
        rs->count = count;
    while (rs->count < count) {
        struct recall *r = make_recall(rs, real, rs->count, &seed);

        recalls_add(rs, &r);
    }
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
    if (js_get_text(j, "gtin").len > 0)
        js_set_text(j, "gtins", js_get_text(j, "gtin"));
    if (listing_from_json(&l, j, &fail) != 0)
        l = NULL;
    js_free(j);
    return l;
}

static void
match_batch(const struct recall_index *ix, struct recall_scratch *scratch,
    struct listing **batch, size_t count, struct figures *f)
{
    double start = processor_s();

    for (size_t i = 0; i < count; i++) {
        struct findings found = { 0 };
        int seen[3] = { 0 };

        recall_match(ix, scratch, batch[i], &found);
        for (size_t k = 0; k < found.count; k++)
            f->offers[found.item[k]->strength] +=
                !seen[found.item[k]->strength]++;
        findings_clear(&found);
    }
    f->s += processor_s() - start;
    f->listings += count;
    for (size_t i = 0; i < count; i++)
        listing_free(batch[i]);
}

static int
match_all(const struct recall_index *ix, struct figures *f)
{
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct listing **batch = mem_array(BATCH, sizeof batch[0]);
    char path[1024];
    FILE *in =
        fopen(data_path(path, sizeof path, "listings/listings.jsonl"), "re");
    struct lines lines;
    struct str line;
    size_t count = 0;

    if (in == NULL) {
        fprintf(stderr, "bench/recalls: %s is not here\n", path);
        return -1;
    }
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &line)) {
        batch[count] = read_listing(line);
        count += batch[count] != NULL;
        if (count == BATCH) {
            match_batch(ix, scratch, batch, count, f);
            count = 0;
        }
    }
    match_batch(ix, scratch, batch, count, f);
    lines_clear(&lines);
    fclose(in);
    free(batch);
    recall_scratch_free(scratch);
    return 0;
}

static int
measure(size_t count)
{
    struct recalls rs = { 0 };
    struct figures f = { 0 };
    struct recall_index *ix;
    struct rusage usage;
    double start;
    int rc;

    if (load(&rs, count) != 0)
        return 1;
    start = processor_s();
    ix = recall_index_new(&rs);
    printf("%8zu recalls: indexed in %5.2f s", recall_index_count(ix),
        processor_s() - start);
    rc = match_all(ix, &f);
    getrusage(RUSAGE_SELF, &usage);
    printf(", %zu listings at %6.0f/s, peak %4ld MB; offers with a "
           "conclusive finding %zu, strong %zu, candidate %zu (%.2f %%)\n",
        f.listings, (double)f.listings / (f.s + 0.001), usage.ru_maxrss / 1024,
        f.offers[FINDING_CONCLUSIVE], f.offers[FINDING_STRONG],
        f.offers[FINDING_CANDIDATE],
        100.0 * (double)f.offers[FINDING_CANDIDATE] / (double)f.listings);
    fflush(stdout);
    recall_index_free(ix);
    return rc != 0;
}

static int
write_recalls(const char *path, const char *number)
{
    struct recalls rs = { 0 };
    struct buf text = BUF_MAX(1u << 30);
    struct fail fail = { "" };
    uint64_t count;
    int rc = 1;

    if (str_to_u64(str_of(number), &count) != 0 || count > COUNT_MAX ||
        load(&rs, (size_t)count) != 0)
        return 2;
    for (size_t i = 0; i < rs.count; i++) {
        struct js *j = recall_to_json(rs.item[i]);

        js_write(&text, j);
        buf_addc(&text, '\n');
        js_free(j);
    }
    if (text.over || file_write(path, buf_str(&text), &fail) != 0)
        fprintf(stderr, "bench/recalls: %s\n", fail.text);
    else
        rc = 0;
    recalls_clear(&rs);
    buf_clear(&text);
    return rc;
}

int
main(int argc, char **argv)
{
    uint64_t count;

    if (argc == 1)
        return measure(50000);
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_recalls(argv[2], argv[3]);
    for (int i = 1; i < argc; i++)
        if (str_to_u64(str_of(argv[i]), &count) != 0 || count == 0 ||
            count > COUNT_MAX) {
            fprintf(stderr, "usage: bench/recalls [COUNT]...\n");
            return 2;
        } else if (measure((size_t)count) != 0) {
            return 1;
        }
    return 0;
}
