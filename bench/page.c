/* What reading one page costs, stage by stage, in processor time.
 *
 *   build/release/bench/page [--seconds N] [--only STAGE] FILE|FOLDER...
 *
 * Reads saved pages (*.html, *.htm) into memory and runs each stage over all
 * of them again and again: Debian's gumbo, static (gumbo), our tree
 * (tree), the whole extraction (extract). Prints milliseconds a page and
 * MB/s. One process, one core.
 */
#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/extract.h"
#include "crawler/html.h"

#include <dirent.h>
#include <getopt.h>
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define PAGES_MAX 20000

struct set {
    struct buf *pages; /* owned */
    size_t count, cap, bytes;
    struct extractor *extractor;
    struct html tree;
};

static int
add_file(const char *path, void *ctx, struct fail *fail)
{
    struct set *s = ctx;
    struct buf text = BUF_MAX(LIMIT_BODY_BYTES);

    if (s->count == PAGES_MAX || strstr(path, ".htm") == NULL)
        return 0;
    if (file_read(&text, path, fail) != 0)
        return -1;
    s->pages = mem_grow(s->pages, &s->cap, s->count + 1, sizeof s->pages[0]);
    s->bytes += text.len;
    s->pages[s->count++] = text;
    return 0;
}

static int
add(struct set *s, const char *path, struct fail *fail)
{
    struct stat st;
    DIR *dir;
    int rc = 0;

    if (stat(path, &st) != 0)
        return fail_set(fail, "%s: not there", path);
    if (!S_ISDIR(st.st_mode))
        return add_file(path, s, fail);
    dir = opendir(path);
    for (struct dirent *e; dir != NULL && rc == 0 && (e = readdir(dir));) {
        struct buf child = BUF_MAX(4096);

        buf_addf(&child, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.')
            rc = add(s, buf_text(&child), fail);
        buf_clear(&child);
    }
    if (dir != NULL)
        closedir(dir);
    return rc;
}

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

static double
cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
measure(struct set *s, const char *name, double seconds,
    void (*run)(struct set *, struct str))
{
    double best = 0, first = cpu_seconds();

    do {
        double start = cpu_seconds(), took;

        for (size_t i = 0; i < s->count; i++)
            run(s, buf_str(&s->pages[i]));
        took = cpu_seconds() - start;
        if (best == 0 || took < best)
            best = took;
    } while (cpu_seconds() - first < seconds);
    printf("%-8s %8.3f ms/page %8.1f MB/s\n", name,
        1000 * best / (double)s->count, (double)s->bytes / best / 1e6);
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
    for (int i = optind; i < argc; i++)
        if (add(&s, argv[i], &fail) != 0)
            break;
    if (fail.text[0] != '\0' || s.count == 0 ||
        extractor_new(&s.extractor, NULL, &fail) != 0) {
        fprintf(stderr, "page: %s\n", fail.text);
        return 1;
    }
    printf("%zu pages, mean %zu bytes\n", s.count, s.bytes / s.count);
    for (size_t i = 0; i < COUNT(stages); i++)
        if (only == NULL || strcmp(only, stages[i].name) == 0)
            measure(&s, stages[i].name, seconds, stages[i].run);
    return 0;
}
