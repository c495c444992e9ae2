/* The solver on 100,000 documents and 2^20 features: time, memory, objective.
 *
 *   shelfwatch model documents ... >docs.jsonl
 *   build/release/bench/risk_solver docs.jsonl core/glossary.tsv rows.svm [C]
 *
 * Makes the rows the risk model learns from (with titles made from the
 * glossary, to ROWS documents), writes them for liblinear-train, and solves.
 */
#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "classifier/augment.h"
#include "classifier/model.h"
#include "core/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define ROWS 100000

static double
now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
read_documents(struct dataset *d, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct str rest, line;
    int rc = file_read(&text, path, fail);

    rest = buf_str(&text);
    while (rc == 0 && str_next_line(&rest, &line)) {
        struct dataset_doc doc = { .origin = DATASET_LISTING };
        struct js *j = NULL;

        rc = js_parse(&j, line, fail);
        if (rc != 0)
            break;
        doc.label = js_number(js_get(j, "label"), 0) > 0 ? 1 : -1;
        doc.source = dataset_source(d, js_get_text(j, "src"));
        dataset_add(d, js_get_text(j, "title"), &doc);
        js_free(j);
    }
    buf_clear(&text);
    return rc;
}

static void
count(struct features *f, const struct glossary *g, struct listing *l,
    const struct dataset *d, size_t i)
{
    listing_set(l, LISTING_TITLE, str_of(d->item[i].title));
    features_count(f, g, l);
}

static void
make_rows(struct model_rows *rows, signed char *label, const struct dataset *d,
    const struct glossary *g)
{
    uint32_t *df = mem_array(FEATURES_WIDTH, sizeof *df);
    uint8_t *idf = mem_array(FEATURES_WIDTH, 1);
    size_t n = d->count < ROWS ? d->count : ROWS;
    struct listing *l = listing_new();
    struct features f;

    features_init(&f);
    /* From the end, where the made titles are. */
    for (size_t i = d->count - n; i < d->count; i++) {
        count(&f, g, l, d, i);
        for (size_t k = 0; k < f.count; k++)
            df[f.item[k].index]++;
    }
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        idf[i] = features_idf(n, df[i]);
    for (size_t i = d->count - n; i < d->count; i++) {
        count(&f, g, l, d, i);
        features_weigh(&f, idf, 1);
        features_merge(&f);
        label[rows->count] = d->item[i].label;
        model_rows_add(rows, f.item, f.count);
    }
    features_clear(&f);
    listing_free(l);
    free(df);
    free(idf);
}

static void
write_rows(FILE *out, const struct model_rows *rows, const signed char *label)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t n;
        const struct feature *item = model_row(rows, i, &n);

        fprintf(out, "%d", label[i]);
        for (size_t k = 0; k < n; k++)
            fprintf(out, " %u:%.9g", item[k].index + 1, (double)item[k].value);
        putc('\n', out);
    }
}

static void
solve(const struct model_rows *rows, const signed char *label, double c)
{
    struct model_options o = {
        .c = c, .positive_weight = 1, .tolerance = 0.003, .rounds_max = 1000
    };
    struct model_linear m;
    struct rusage used;
    double start = now_s();

    model_train(&m, rows, label, &o);
    getrusage(RUSAGE_SELF, &used);
    printf("shelfwatch: %zu documents, C %g: objective %.4f, proven gap "
           "%.3f %%, %d rounds, %.1f s, %.0f MB at most\n",
        m.rows, c, m.objective, m.gap * 100, m.rounds, now_s() - start,
        (double)used.ru_maxrss / 1024);
    model_linear_clear(&m);
}

int
main(int argc, char **argv)
{
    struct buf table = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct model_rows rows = { 0 };
    struct glossary *g = NULL;
    struct fail fail = { "" };
    struct dice dice = { 1 };
    struct dataset d;
    signed char *label;
    FILE *out;

    if (argc < 4) {
        fprintf(stderr, "usage: risk_solver DOCUMENTS GLOSSARY ROWS [C]\n");
        return 2;
    }
    dataset_init(&d);
    if (file_read(&table, argv[2], &fail) != 0 ||
        glossary_parse(&g, buf_str(&table), argv[2], &fail) != 0 ||
        read_documents(&d, argv[1], &fail) != 0 ||
        (out = fopen(argv[3], "w")) == NULL) {
        fprintf(stderr, "risk_solver: %s\n", fail.text);
        return 1;
    }
    augment(&d, g, &dice);
    label = mem_array(ROWS, 1);
    make_rows(&rows, label, &d, g);
    write_rows(out, &rows, label);
    fclose(out);
    solve(&rows, label, argc > 4 ? atof(argv[4]) : 1);
    model_rows_clear(&rows);
    free(label);
    glossary_free(g);
    buf_clear(&table);
    dataset_clear(&d);
    return 0;
}
