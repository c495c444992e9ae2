/* What reading one page costs, stage by stage, in processor time.
 *
 *   build/release/bench/page [--seconds N] [--only STAGE] FILE|FOLDER...
 *
 * Reads saved pages (*.html, *.htm) into memory and runs each stage over all
 * of them again and again: Debian's gumbo, static (gumbo), our tree
 * (tree), the whole extraction (extract). Prints milliseconds a page and
 * MB/s. One process, one core.
 */
#include "bench/saved_pages.h"

#include "crawler/extract.h"
#include "crawler/html.h"

#include <getopt.h>
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct set {
    struct saved_pages pages;
    struct extractor *extractor;
    struct html tree;
};

static void
run_gumbo(struct set *s, struct str page)
{
    GumboOutput *tree =
        gumbo_parse_with_options(&kGumboDefaultOptions, page.p, page.len);

    (void)s;
    gumbo_destroy_output(&kGumboDefaultOptions, tree);
}

static void
run_tree(struct set *s, struct str page)
{
    struct fail fail;

    html_parse(&s->tree, page, &fail);
}

static void
run_extract(struct set *s, struct str page)
{
    struct page *p = page_new(STR("http://bench.example/p/1"));
    struct extraction x;

    p->status = 200;
    p->body.max = LIMIT_BODY_BYTES;
    buf_adds(&p->body, page);
    extract_page(s->extractor, p, &x);
    extraction_clear(&x);
    page_free(p);
}

static void
measure(struct set *s, const char *name, double seconds,
    void (*run)(struct set *, struct str))
{
    double best = 0, first = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);

    do {
        double start = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID), took;

        for (size_t i = 0; i < s->pages.count; i++)
            run(s, buf_str(&s->pages.page[i]));
        took = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
        if (best == 0 || took < best)
            best = took;
    } while (cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - first < seconds);
    printf("%-8s %8.3f ms/page %8.1f MB/s\n", name,
        1000 * best / (double)s->pages.count,
        (double)s->pages.bytes / best / 1e6);
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct set *, struct str);
    } stages[] = { { "gumbo", run_gumbo }, { "tree", run_tree },
        { "extract", run_extract } };
    static const struct option options[] = { { "seconds", required_argument,
                                                 NULL, 's' },
        { "only", required_argument, NULL, 'o' }, { NULL, 0, NULL, 0 } };
    struct set s = { 0 };
    struct fail fail = { "" };
    const char *only = NULL;
    double seconds = 2;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'o')
            only = optarg;
        else if (option != 's' ||
                 str_to_double(str_of(optarg), &seconds) != 0) {
            fputs("usage: page [--seconds N] [--only STAGE] FILE...\n", stderr);
            return 2;
        }
    }
    html_init(&s.tree);
    if (saved_pages_read(&s.pages, argv + optind, &fail) != 0 ||
        extractor_new(&s.extractor, NULL, &fail) != 0) {
        fprintf(stderr, "page: %s\n", fail.text);
        return 1;
    }
    printf("%zu pages, mean %zu bytes\n", s.pages.count,
        s.pages.bytes / s.pages.count);
    for (size_t i = 0; i < COUNT(stages); i++)
        if (only == NULL || strcmp(only, stages[i].name) == 0)
            measure(&s, stages[i].name, seconds, stages[i].run);
    return 0;
}
