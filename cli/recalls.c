/* shelfwatch recalls: official notices in, out, and against offers. */
#include "cli/recalls_work.h"
#include "cli/verbs.h"

#include "base/lines.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "recalls/recall_match.h"
#include "recalls/recall_source.h"
#include "scan/recall_collect.h"
#include "scan/recall_keep.h"
#include "store/store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch recalls COMMAND [OPTION]... [FILE]...\n"
    "\n"
    "  import FILE...     read notices into the store; bad records are named\n"
    "                     on standard error and cost only themselves\n"
    "  list               source, id, date, brand and name, one per line\n"
    "  show ID            one notice, all of it\n"
    "  export             every notice as a JSON line (docs/formats.md)\n"
    "  match FILE...      offers on standard input, one JSON line each, "
    "against\n"
    "                     the notices of the files: findings, one line each\n"
    "  explain LISTING RECALL\n"
    "                     one offer (a file with a JSON line, or its number in "
    "the\n"
    "                     store) against one notice: every rung, every "
    "feature's share\n"
    "  fetch SOURCE...    the web into the store: what is new or changed; "
    "goes\n"
    "                     on where the last run stopped; exit 1 when a source "
    "is\n"
    "                     unwell, and which on standard error\n"
    "  sources            how they are: last success, records, what is wrong; "
    "exit\n"
    "                     1 when one is unwell\n"
    "  links [ID]         notices about one product, and why\n"
    "  sweep              new and changed notices against every stored offer;\n"
    "                     import and fetch end with it\n"
    "  formats            what import reads, from whom, under which licence\n"
    "\n"
    "  --all              of fetch: every source, or those --config names\n"
    "  --config FILE      of fetch: contact, limits and addresses "
    "(docs/formats.md)\n"
    "  --contact C        of fetch: who is calling, a URL or e-mail address\n"
    "  --base URL         of fetch: instead of the one source's own address\n"
    "  --full             of fetch: everything again\n"
    "  --accept           of fetch: what comes now is the usual from now on\n"
    "  --json             of sources and links: JSON lines\n"
    "  --versions         of show: what changed when\n"
    "  --recalls FILE     of explain: its notices, not the store's\n"
    "  --language L       of match, explain and sweep: reasons in en, de\n"
    "                     or zh\n"
    "  --market M         of sweep, import, fetch: which law applies; default "
    "EU\n"
    "  --no-sweep         of import and fetch\n"
    "  --metrics FILE     of fetch and sweep: " RUN_METRICS_HELP "\n"
    "  --format F         of import and match; default: by content\n"
    "  --mapping YAML     of import and match: what is what in a list of your "
    "own\n"
    "                     (docs/recall-mapping.md)\n"
    "  --replace          of import: of a notice that is there keep nothing "
    "but\n"
    "                     its history (CPSC, Safety Gate: default is to put "
    "them\n"
    "                     together)\n"
    "  --source S         of list, show, export: only this authority's\n"
    "  --store PATH       default $SHELFWATCH_STORE, else ./shelfwatch.db";

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    log_warn("event=bad_notice why=%s", text);
}

static int
put_each(struct store *s, const struct recall_import *im, int replace,
    struct recall_kept *count, struct fail *fail)
{
    const struct recalls *rs = im->out;
    struct store_origin from = { 0 };
    struct recall_collect *collect = NULL;
    int64_t now_ms = now_wall_ms();
    int rc = 0;

    if (!im->collected || replace || rs->count == 0)
        return recall_keep(s, rs, &from, now_ms, count, fail);
    rc =
        recall_collect_new(&collect, s, rs->item[0]->text[RECALL_SOURCE], fail);
    for (size_t i = 0; i < rs->count && rc == 0; i++) {
        rc = recall_collect_fill(collect, s, rs->item[i], fail);
        if (rc == 0)
            rc = recall_keep_one(s, rs->item[i], &from, now_ms, count, fail);
    }
    recall_collect_free(collect);
    return rc;
}

static int
put_all(struct store *s, const struct recall_import *im, int replace,
    struct recall_kept *count, struct fail *fail)
{
    size_t links;

    if (store_begin(s, fail) != 0)
        return -1;
    if (put_each(s, im, replace, count, fail) != 0) {
        store_rollback(s);
        return -1;
    }
    if (store_commit(s, fail) != 0)
        return -1;
    return recall_keep_links(s, now_wall_ms(), &links, fail);
}

static int
load(struct recall_import *im, const char *path,
    const struct recalls_options *o, struct fail *fail)
{
    return o->mapping != NULL ? recall_load_mapped(im, path, o->mapping, fail)
                              : recall_load(im, path, o->form, fail);
}

static int
import_file(struct store *s, const char *path, const struct recalls_options *o,
    struct fail *fail)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .say = say };
    struct recall_kept count = { 0 };
    int rc = load(&im, path, o, fail);

    if (rc == 0)
        rc = put_all(s, &im, o->replace, &count, fail);
    if (rc == 0)
        printf("%s: read %zu, kept %zu, bad %zu; new %zu, changed %zu, as "
               "before %zu\n",
            path, im.read, im.kept, im.bad, count.fresh, count.changed,
            count.as_before);
    recalls_clear(&rs);
    return rc;
}

static int
do_import(int argc, char **argv, const struct recalls_options *o)
{
    struct store *s = NULL;
    struct fail fail = { "" };
    int rc = VERB_DONE;

    if (argc == 0)
        return verb_usage(usage);
    if (store_open(&s, store_path(o->store), STORE_WRITE, &fail) != 0 ||
        store_lock(s, "recalls import", &fail) != 0) {
        store_close(s);
        return verb_failed("recalls", fail.text);
    }
    /* A file that fails leaves the others their turn. */
    for (int i = 0; i < argc; i++)
        if (import_file(s, argv[i], o, &fail) != 0)
            rc = verb_failed("recalls", fail.text);
    if (recalls_sweep_store(s, o, NULL, &fail) != 0)
        rc = verb_failed("recalls", fail.text);
    store_close(s);
    return rc;
}

static int
print_line(struct recall **each, void *ctx, struct fail *fail)
{
    static const enum recall_field columns[] = { RECALL_SOURCE, RECALL_ID,
        RECALL_PUBLISHED, RECALL_BRAND, RECALL_NAME };
    const struct recalls_options *o = ctx;
    const struct recall *r = *each;

    (void)fail;
    if (o->source == NULL || str_is(recall_get(r, RECALL_SOURCE), o->source))
        for (size_t i = 0; i < COUNT(columns); i++)
            printf("%s%c", r->text[columns[i]] ? r->text[columns[i]] : "-",
                i + 1 < COUNT(columns) ? '\t' : '\n');
    return 0;
}

static int
print_json(struct recall **each, void *ctx, struct fail *fail)
{
    const struct recalls_options *o = ctx;
    const struct recall *r = *each;
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);

    (void)fail;
    if (o->source == NULL || str_is(recall_get(r, RECALL_SOURCE), o->source)) {
        struct js *j = recall_to_json(r);

        js_write(&line, j);
        puts(buf_text(&line));
        js_free(j);
    }
    buf_clear(&line);
    return 0;
}

static int
do_each(const struct recalls_options *o,
    int (*visit)(struct recall **r, void *ctx, struct fail *fail))
{
    struct recalls_options copy = *o;
    struct store *s = NULL;
    struct fail fail = { "" };
    int rc = store_open(&s, store_path(o->store), STORE_READ, &fail);

    if (rc == 0)
        rc = store_recall_each(s, visit, &copy, &fail);
    store_close(s);
    return rc == 0 ? VERB_DONE : verb_failed("recalls", fail.text);
}

static int
do_show(int argc, char **argv, const struct recalls_options *o)
{
    struct store *s = NULL;
    struct recall *r = NULL;
    struct fail fail = { "" };
    int rc;

    if (argc != 1)
        return verb_usage(usage);
    rc = store_open(&s, store_path(o->store), STORE_READ, &fail);
    if (rc == 0)
        rc =
            store_recall_find(s, str_of(o->source), str_of(argv[0]), &r, &fail);
    if (rc == 0 && r == NULL)
        rc = fail_set(&fail, "no recall '%s'", argv[0]);
    if (rc == 0) {
        struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
        struct js *j = recall_to_json(r);

        rc = recalls_links_add(s, j, o, &fail);
        js_write_pretty(&text, j);
        if (rc == 0)
            puts(buf_text(&text));
        js_free(j);
        buf_clear(&text);
    }
    recall_free(r);
    store_close(s);
    return rc == 0 ? VERB_DONE : verb_failed("recalls", fail.text);
}

static int
do_formats(void)
{
    const struct recall_source *row;

    for (size_t i = 0; (row = recall_source_at(i)) != NULL; i++)
        printf("%s\t%s\t%s\t%s\n", row->format,
            row->source != NULL ? row->source : "-", row->authority,
            row->licence);
    return VERB_DONE;
}

/* One line of findings for one offer. */
static int
match_line(const struct recall_index *ix, struct recall_scratch *scratch,
    struct str line, struct fail *fail)
{
    struct js *j = NULL, *out, *array;
    struct listing *l = NULL;
    struct findings found = { 0 };
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);

    if (js_parse(&j, line, fail) != 0 || listing_from_json(&l, j, fail) != 0) {
        js_free(j);
        return -1;
    }
    recall_match(ix, scratch, l, &found);
    out = js_new_object();
    js_set_text(out, "title", listing_get(l, LISTING_TITLE));
    array = js_new_array();
    for (size_t i = 0; i < found.count; i++)
        js_add(array, finding_to_json(found.item[i]));
    js_set(out, "findings", array);
    js_write(&text, out);
    puts(buf_text(&text));
    js_free(out);
    js_free(j);
    buf_clear(&text);
    findings_clear(&found);
    listing_free(l);
    return 0;
}

static int
match_stdin(
    const struct recall_index *ix, const char *language, struct fail *fail)
{
    struct recall_scratch *scratch = recall_scratch_new(ix);
    struct lines lines;
    struct str line;
    int rc = 0;

    recall_scratch_set_language(scratch, language);
    lines_init(&lines, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && lines_next(&lines, &line)) {
        if (lines.text.over)
            rc = fail_set(
                fail, "standard input:%zu: line too long", lines.number);
        else if (match_line(ix, scratch, line, fail) != 0)
            rc = fail_wrap(fail, "standard input:%zu", lines.number);
    }
    lines_clear(&lines);
    recall_scratch_free(scratch);
    return rc;
}

static int
do_match(int argc, char **argv, const struct recalls_options *o)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .say = say };
    struct fail fail = { "" };
    int rc = 0;

    if (argc == 0)
        return verb_usage(usage);
    for (int i = 0; i < argc && rc == 0; i++)
        rc = load(&im, argv[i], o, &fail);
    if (rc == 0) {
        struct recall_index *ix = recall_index_new(&rs);

        rc = match_stdin(ix, o->language, &fail);
        recall_index_free(ix);
    }
    recalls_clear(&rs);
    return rc == 0 ? VERB_DONE : verb_failed("recalls", fail.text);
}

static int
run(int argc, char **argv, const struct recalls_options *o)
{
    const char *command = argv[0];

    argc--;
    argv++;
    if (strcmp(command, "import") == 0)
        return do_import(argc, argv, o);
    if (strcmp(command, "match") == 0)
        return do_match(argc, argv, o);
    if (strcmp(command, "explain") == 0)
        return argc == 2 ? recalls_explain(argc, argv, o) : verb_usage(usage);
    if (strcmp(command, "show") == 0)
        return do_show(argc, argv, o);
    if (strcmp(command, "fetch") == 0)
        return recalls_fetch(argc, argv, o);
    if (strcmp(command, "sweep") == 0)
        return argc > 0 ? verb_usage(usage) : recalls_sweep(o);
    if (strcmp(command, "links") == 0)
        return recalls_links(argc, argv, o);
    if (argc > 0)
        return verb_usage(usage);
    if (strcmp(command, "list") == 0)
        return do_each(o, print_line);
    if (strcmp(command, "export") == 0)
        return do_each(o, print_json);
    if (strcmp(command, "sources") == 0)
        return recalls_fetch_sources(o);
    if (strcmp(command, "formats") == 0)
        return do_formats();
    return verb_usage(usage);
}

int
cli_recalls(int argc, char **argv)
{
    static const struct option options[] = {
        { "format", required_argument, NULL, 'f' },
        { "mapping", required_argument, NULL, 'm' },
        { "replace", no_argument, NULL, 'R' },
        { "source", required_argument, NULL, 's' },
        { "store", required_argument, NULL, 'd' },
        { "config", required_argument, NULL, 'c' },
        { "contact", required_argument, NULL, 'C' },
        { "base", required_argument, NULL, 'b' },
        { "all", no_argument, NULL, 'a' },
        { "full", no_argument, NULL, 'F' },
        { "accept", no_argument, NULL, 'A' },
        { "json", no_argument, NULL, 'j' },
        { "versions", no_argument, NULL, 'v' },
        { "recalls", required_argument, NULL, 'r' },
        { "language", required_argument, NULL, 'l' },
        { "market", required_argument, NULL, 'k' },
        { "no-sweep", no_argument, NULL, 'n' },
        { "metrics", required_argument, NULL, 'M' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct recalls_options o = { 0 };
    const char *mapping = NULL;
    struct fail fail;
    int c, rc;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (c) {
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        case 'f':
            o.form = recall_source_find(str_of(optarg));
            if (o.form == NULL) {
                fprintf(stderr,
                    "shelfwatch recalls: unknown format '%s'; "
                    "see 'recalls formats'\n",
                    optarg);
                return VERB_USAGE;
            }
            break;
        case 'm':
            mapping = optarg;
            break;
        case 'R':
            o.replace = 1;
            break;
        case 's':
            o.source = optarg;
            break;
        case 'd':
            o.store = optarg;
            break;
        case 'c':
            o.config = optarg;
            break;
        case 'C':
            o.contact = optarg;
            break;
        case 'b':
            o.base = optarg;
            break;
        case 'a':
            o.all = 1;
            break;
        case 'F':
            o.full = 1;
            break;
        case 'A':
            o.accept = 1;
            break;
        case 'j':
            o.json = 1;
            break;
        case 'v':
            o.versions = 1;
            break;
        case 'r':
            o.recalls = optarg;
            break;
        case 'l':
            o.language = optarg;
            break;
        case 'k':
            o.market = optarg;
            break;
        case 'n':
            o.no_sweep = 1;
            break;
        case 'M':
            o.metrics = optarg;
            break;
        default:
            return verb_bad_option(argv, usage);
        }
    if (optind >= argc || (mapping != NULL && o.form != NULL))
        return verb_usage(usage);
    if (mapping != NULL && recall_mapping_load(&o.mapping, mapping, &fail) != 0)
        return verb_failed("recalls", fail.text);
    rc = run(argc - optind, argv + optind, &o);
    recall_mapping_free(o.mapping);
    return rc;
}
