/* shelfwatch store: the store as a file. */
#include "cli/archive_check.h"
#include "cli/run_metrics.h"
#include "cli/store_keep.h"
#include "cli/verbs.h"

#include "base/buf.h"
#include "base/js.h"
#include "base/now.h"
#include "store/backup.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "shelfwatch store backup FILE [--force]\n"
    "       shelfwatch store check [FILE] [--archive DIR] [--json]\n"
    "       shelfwatch store restore FILE [--force]\n"
    "       shelfwatch store retention [FILE.json]\n"
    "       shelfwatch store hold case N|seller NAME --reason TEXT\n"
    "       shelfwatch store hold [list|all|lift ID]\n"
    "       shelfwatch store purge [--dry-run] [--archive DIR] [--key FILE]\n"
    "                              [--quiet]\n"
    "\n"
    "  backup    copy the store, as it is at one moment, into FILE, and read\n"
    "            the copy as check does; scans and pages go on meanwhile\n"
    "  check     read every page: structure, references, the audit log; and\n"
    "            whether the archive has what the store says it has\n"
    "  restore   put the backup in the place of the store; nobody may have\n"
    "            that open, and it is kept beside it (STORE.before-TIME)\n"
    "  retention for how many days what is kept, by state of the case and\n"
    "            campaign, as JSON; or set it\n"
    "  hold      keep what a case or a seller's offers rest on, whatever that\n"
    "            says; the holds in force, or all; end one\n"
    "  purge     name what is due, and delete it from store and archive; the\n"
    "            audit log keeps what went, when, by whom and by which policy\n"
    "\n"
    "  --store PATH   default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --archive DIR  default STORE.warc, if that is there\n"
    "  --force        replace FILE, or the store\n"
    "  --dry-run      of purge: name what is due and change nothing\n"
    "  --metrics FILE of purge: " RUN_METRICS_HELP "\n"
    "  --reason TEXT  of hold\n"
    "  --author NAME  of retention, hold and purge (default: who is logged "
    "in)\n"
    "  --key FILE     of purge: private key (Ed25519, PEM) that signs the\n"
    "                 tombstones in the audit log\n"
    "  --json         one JSON line; of purge one for each that is due\n"
    "  --quiet        of purge: print nothing but what is wrong; JSON where "
    "it\n"
    "                 is\n"
    "\n"
    "The archive is beside the store and scans only add to it: copy its\n"
    "folder after the store was backed up, so that it has all that the\n"
    "backup names.";

#define PATH_BYTES 4096

struct options {
    const char *store, *archive, *file, *author, *reason, *key, *metrics;
    int force, json, dry_run, quiet;
    char **args;
    int count;
};

static void
set_health(struct js *out, const struct store_health *h)
{
    js_set_integer(out, "bytes", h->bytes);
    js_set_integer(out, "version", h->version);
    js_set_integer(out, "faults", h->faults);
    js_set_integer(out, "broken_references", h->references);
    if (!h->audited)
        return;
    js_set_integer(out, "audit_entries", h->audit.entries);
    js_set_textz(out, "audit", store_audit_problem_name(h->audit.problem));
    js_set_integer(out, "audit_last", h->audit.last);
    js_set_textz(out, "audit_head", h->audit.head);
}

static void
print_health(const struct options *o, const char *path,
    const struct store_health *h, const char *what)
{
    struct buf line = BUF_MAX(64u << 10);
    struct js *out;

    if (!o->json) {
        printf("%s: %s, %lld bytes, version %lld of %lld\n", path, what,
            (long long)h->bytes, (long long)h->version, (long long)h->newest);
        if (h->audited)
            printf("audit log: %lld entries; head %lld:%s\n",
                (long long)h->audit.entries, (long long)h->audit.last,
                h->audit.head);
        return;
    }
    out = js_new_object();
    js_set_textz(out, "file", path);
    set_health(out, h);
    js_write(&line, out);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(out);
}

static int
run_backup(const struct options *o, struct fail *fail)
{
    struct store_health h;

    if (store_backup(o->store, o->file, o->force, &h, fail) != 0)
        return -1;
    print_health(o, o->file, &h, "whole");
    return 0;
}

static int
check_archive(const struct options *o, const char *file, struct fail *fail)
{
    struct archive_check a = { .dir = o->archive };
    struct store *s = NULL;
    char dir[PATH_BYTES];
    struct stat st;
    int rc = -1;

    if (a.dir == NULL) {
        snprintf(dir, sizeof dir, "%s.warc", file);
        if (stat(dir, &st) != 0)
            return 0; /* a backup alone, or nothing was scanned */
        a.dir = dir;
    }
    if (store_open(&s, file, STORE_READ, fail) == 0)
        rc = archive_check(&a, s, fail);
    store_close(s);
    if (rc == 0 && !o->json)
        printf("%s: %lld segments, with the records of %lld pages\n", a.dir,
            (long long)a.segments, (long long)a.pages);
    return rc;
}

static int
run_check(const struct options *o, struct fail *fail)
{
    const char *file = o->file != NULL ? o->file : o->store;
    struct store_health h;
    int rc;

    if (store_health(file, &h, fail) != 0)
        return -1;
    rc = store_health_say(&h, file, fail);
    print_health(o, file, &h, rc == 0 ? "whole" : "not whole");
    if (rc == 0 && h.version == h.newest)
        rc = check_archive(o, file, fail);
    return rc;
}

/* --- */

static int
run_restore(const struct options *o, struct fail *fail)
{
    int64_t now = now_wall_ms();
    struct buf actor = BUF_MAX(1024), detail = BUF_MAX(PATH_BYTES * 2);
    struct js *said = js_new_object();
    struct store_restored done;
    struct store_audit by;
    char stamp[NOW_TEXT_BYTES];
    int rc;

    now_text(now, stamp);
    buf_addf(&actor, "terminal:%s", verb_author(NULL));
    js_set_textz(said, "backup", o->file);
    js_write(&detail, said);
    by = (struct store_audit){ .actor = buf_str(&actor),
        .action = STR("store.restore"),
        .detail = buf_str(&detail),
        .at_ms = now };
    rc = store_restore(o->file, o->store, o->force, &by, stamp, &done, fail);
    if (rc == 0) {
        print_health(o, o->store, &done.health, "restored");
        if (done.kept[0] != '\0')
            fprintf(stderr, "the store before is %s\n", done.kept);
    }
    js_free(said);
    buf_clear(&detail);
    buf_clear(&actor);
    return rc;
}

static struct store_keep
keep(const struct options *o)
{
    return (struct store_keep){ .store = o->store,
        .archive = o->archive,
        .author = o->author,
        .reason = o->reason,
        .key = o->key,
        .metrics = o->metrics,
        .dry_run = o->dry_run,
        .json = o->json,
        .quiet = o->quiet,
        .args = o->args,
        .count = o->count };
}

static int
run_purge(const struct options *o, struct fail *fail)
{
    const struct store_keep k = keep(o);

    return store_keep_purge(&k, fail);
}

static int
run_retention(const struct options *o, struct fail *fail)
{
    const struct store_keep k = keep(o);

    return store_keep_retention(&k, fail);
}

static int
run_hold(const struct options *o, struct fail *fail)
{
    const struct store_keep k = keep(o);

    return store_keep_hold(&k, fail);
}

static const struct {
    const char *name;
    int min, max; /* files */
    int (*run)(const struct options *o, struct fail *fail);
} commands[] = {
    { "backup", 1, 1, run_backup },
    { "check", 0, 1, run_check },
    { "restore", 1, 1, run_restore },
    { "retention", 0, 1, run_retention },
    { "hold", 0, 2, run_hold },
    { "purge", 0, 0, run_purge },
};

static const struct option long_options[] = {
    { "store", required_argument, NULL, 's' },
    { "archive", required_argument, NULL, 'a' },
    { "force", no_argument, NULL, 'f' },
    { "author", required_argument, NULL, 'u' },
    { "reason", required_argument, NULL, 'r' },
    { "key", required_argument, NULL, 'k' },
    { "dry-run", no_argument, NULL, 'n' },
    { "metrics", required_argument, NULL, 'M' },
    { "json", no_argument, NULL, 'j' },
    { "quiet", no_argument, NULL, 'q' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static int
run(const struct options *o, char **args, int count)
{
    struct fail fail = { "" };

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        int files = count - 1;

        if (strcmp(args[0], commands[i].name) != 0 || files < commands[i].min ||
            files > commands[i].max)
            continue;
        return commands[i].run(o, &fail) == 0 ? VERB_DONE
                                              : verb_failed("store", fail.text);
    }
    return verb_usage(usage);
}

int
cli_store(int argc, char **argv)
{
    struct options o = { .store = NULL };
    int option;

    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
        switch (option) {
        case 's':
            o.store = optarg;
            break;
        case 'a':
            o.archive = optarg;
            break;
        case 'f':
            o.force = 1;
            break;
        case 'M':
            o.metrics = optarg;
            break;
        case 'u':
            o.author = optarg;
            break;
        case 'r':
            o.reason = optarg;
            break;
        case 'k':
            o.key = optarg;
            break;
        case 'n':
            o.dry_run = 1;
            break;
        case 'j':
            o.json = 1;
            break;
        case 'q':
            o.quiet = 1;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_bad_option(argv, usage);
        }
    if (optind == argc)
        return verb_usage(usage);
    o.store = store_path(o.store);
    o.file = optind + 1 < argc ? argv[optind + 1] : NULL;
    o.args = argv + optind + 1;
    o.count = argc - optind - 1;
    return run(&o, argv + optind, argc - optind);
}
