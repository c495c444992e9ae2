/* shelfwatch extract: saved pages to records, one JSON line each, in order. */
#include "cli/verbs.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/lines.h"
#include "core/limits.h"
#include "crawler/extract.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

/* A path, an address, a content type. */
#define LIST_LINE_MAX (4 * LIMIT_URL_BYTES)

static const char usage[] =
    "shelfwatch extract [--url URL] [--content-type TYPE] "
    "[--profiles DIR] [--rendered]\n           FILE...\n"
    "       shelfwatch extract [--profiles DIR] [--rendered] --list TSV";

static const char help[] =
    "\n  --rendered  the files are documents as a browser has them (UTF-8), "
    "not as\n              they were served\n"
    "\nPrints one JSON line per page, in order of the arguments. A TSV line "
    "holds file,\nURL and content type; the last two may be left out. "
    "FILE and TSV may be '-'.\nA file that cannot be read gives a line with "
    "\"observed\": \"blocked\" and the\nreason, a message, and exit status "
    "1.\n";

struct job {
    struct extractor *extractor;
    struct buf line;
    int rendered, failed;
};

static void
print_line(struct job *job, struct js *j)
{
    job->line.len = 0;
    js_write(&job->line, j);
    buf_addc(&job->line, '\n');
    fwrite(job->line.p, 1, job->line.len, stdout);
    js_free(j);
}

static void
set_text(char **member, struct str s)
{
    free(*member);
    *member = str_dup(s);
}

static void
extract_one(struct job *job, const char *path, struct str url, struct str type)
{
    struct page *p = page_new(url);
    struct extraction x = { .kind = EXTRACT_OTHER };
    struct fail fail;

    buf_clear(&p->body);
    p->body = BUF_MAX(LIMIT_BODY_BYTES);
    set_text(&p->content_type, type);
    p->status = 200;
    if (file_read(&p->body, path, &fail) != 0) {
        fprintf(stderr, "shelfwatch extract: %s\n", fail.text);
        job->failed = 1;
        x.observed = PAGE_BLOCKED;
        x.reason = str_dup(str_of(fail.text));
    } else {
        if (job->rendered)
            buf_adds(&p->rendered, buf_str(&p->body));
        extract_page(job->extractor, p, &x);
    }
    print_line(job, extraction_to_json(&x, url));
    extraction_clear(&x);
    page_free(p);
}

static int
extract_list(struct job *job, const char *path)
{
    FILE *in = str_is(str_of(path), "-") ? stdin : fopen(path, "r");
    struct lines lines;
    struct str rest;

    if (in == NULL) {
        fprintf(stderr, "shelfwatch extract: cannot read %s\n", path);
        return VERB_FAILED;
    }
    lines_init(&lines, in, LIST_LINE_MAX);
    while (lines_next(&lines, &rest)) {
        struct str part, url = STR_NONE, type = STR_NONE;
        char *file;

        if (lines.text.over) {
            fprintf(stderr, "shelfwatch extract: %s:%zu: line too long\n", path,
                lines.number);
            job->failed = 1;
            continue;
        }
        rest = str_trim(rest);
        if (!str_next(&rest, '\t', &part) || part.len == 0)
            continue;
        file = str_dup(part);
        str_next(&rest, '\t', &url);
        str_next(&rest, '\t', &type);
        extract_one(job, file, str_trim(url), str_trim(type));
        free(file);
    }
    lines_clear(&lines);
    if (in != stdin)
        fclose(in);
    return VERB_DONE;
}

struct arguments {
    const char *url, *type, *list, *profiles;
    int rendered;
};

/* Returns a verb status to end with, or -1 to go on. */
static int
read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option options[] = {
        { "url", required_argument, NULL, 'u' },
        { "content-type", required_argument, NULL, 't' },
        { "list", required_argument, NULL, 'l' },
        { "profiles", required_argument, NULL, 'p' },
        { "rendered", no_argument, NULL, 'r' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'u':
            a->url = optarg;
            break;
        case 't':
            a->type = optarg;
            break;
        case 'l':
            a->list = optarg;
            break;
        case 'p':
            a->profiles = optarg;
            break;
        case 'r':
            a->rendered = 1;
            break;
        case 'h':
            printf("usage: %s\n%s", usage, help);
            return VERB_DONE;
        default:
            return verb_bad_option(argv, usage);
        }
    }
    return (a->list == NULL) == (optind == argc) ? verb_usage(usage) : -1;
}

int
cli_extract(int argc, char **argv)
{
    struct arguments a = { .url = "", .type = "" };
    struct job job = { .line = BUF_MAX(4u * LIMIT_LINE_BYTES) };
    struct buf profiles = BUF_MAX(4096);
    int rc = read_arguments(&a, argc, argv);
    struct fail fail;

    if (rc >= 0)
        return rc;
    /* Without the option those that come with the program. */
    if (a.profiles == NULL &&
        datadir_find(&profiles, "crawler/sites", NULL) == 0)
        a.profiles = profiles.p;
    if (extractor_new(&job.extractor, a.profiles, &fail) != 0) {
        buf_clear(&profiles);
        return verb_failed("extract", fail.text);
    }
    job.rendered = a.rendered;
    rc = VERB_DONE;
    if (a.list != NULL)
        rc = extract_list(&job, a.list);
    for (int i = optind; i < argc; i++)
        extract_one(&job, argv[i], str_of(a.url), str_of(a.type));
    extractor_free(job.extractor);
    buf_clear(&job.line);
    buf_clear(&profiles);
    if (fflush(stdout) != 0 || ferror(stdout))
        return verb_failed("extract", "cannot write to standard output");
    return job.failed ? VERB_FAILED : rc;
}
