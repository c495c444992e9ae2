/* shelfwatch evidence: does what was written down still hold? */
#include "cli/verbs.h"

#include "store/audit.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "shelfwatch evidence verify [--store S] [--head ID:DIGEST]\n"
    "\n"
    "Reads the audit log and checks its chain of digests: prints how many\n"
    "entries there are and the digest of the last one, or the first entry\n"
    "that was altered, is missing or stands in another place (exit 1).\n"
    "  --store PATH      default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --head ID:DIGEST  as it was printed before, and kept elsewhere: shows\n"
    "                    that nothing since was cut off or made anew";

struct options {
    const char *store;
    int64_t head_id;
    struct str head;
};

static int
read_head(struct options *o, const char *text)
{
    struct str s = str_of(text);
    ptrdiff_t colon = str_find_char(s, ':', 0);

    if (colon < 0 || str_to_i64(str_sub(s, 0, (size_t)colon), &o->head_id) != 0)
        return -1;
    o->head = str_sub(s, (size_t)colon + 1, s.len);
    return o->head.len == STORE_AUDIT_HASH_BYTES - 1 && o->head_id > 0 ? 0 : -1;
}

static int
is_head(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    const struct options *o = ctx;

    (void)fail;
    return row->id == o->head_id && str_eq(row->hash, o->head);
}

/* The entry whose digest was noted elsewhere is still there. */
static int
check_head(struct store *s, const struct options *o, struct fail *fail)
{
    struct store_audit_filter f = { .before = o->head_id + 1, .limit = 1 };
    int rc;

    if (o->head_id == 0)
        return 0;
    rc = store_audit_each(s, &f, is_head, (void *)(uintptr_t)o, fail);
    if (rc == 0)
        return fail_set(fail,
            "entry %lld is not the one whose digest was noted: the log was "
            "cut off or made anew",
            (long long)o->head_id);
    return rc == 1 ? 0 : -1;
}

static int
verify(struct store *s, const struct options *o, struct fail *fail)
{
    struct store_audit_check c;

    if (store_audit_verify(s, &c, fail) != 0)
        return -1;
    switch (c.problem) {
    case STORE_AUDIT_WHOLE:
        break;
    case STORE_AUDIT_ALTERED:
        return fail_set(
            fail, "audit log: entry %lld was altered", (long long)c.at);
    case STORE_AUDIT_MISSING:
        return fail_set(
            fail, "audit log: an entry is missing at %lld", (long long)c.at);
    case STORE_AUDIT_REORDERED:
        return fail_set(fail,
            "audit log: entry %lld does not stand where it was added",
            (long long)c.at);
    }
    if (check_head(s, o, fail) != 0)
        return -1;
    printf("audit log: %lld entries, unbroken; head %lld:%s\n",
        (long long)c.entries, (long long)c.last, c.head);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(struct store *s, const struct options *o, struct fail *fail);
} commands[] = {
    { "verify", verify },
};

int
cli_evidence(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "store", required_argument, NULL, 's' },
        { "head", required_argument, NULL, 'd' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct options o = { .store = NULL };
    struct fail fail = { "" };
    struct store *s = NULL;
    int option, rc = -1;

    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
        switch (option) {
        case 's':
            o.store = optarg;
            break;
        case 'd':
            if (read_head(&o, optarg) != 0)
                return verb_usage(usage);
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_usage(usage);
        }
    if (optind + 1 != argc)
        return verb_usage(usage);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[optind], commands[i].name) != 0)
            continue;
        if (store_open(&s, store_path(o.store), STORE_READ, &fail) == 0)
            rc = commands[i].run(s, &o, &fail);
        store_close(s);
        return rc == 0 ? VERB_DONE : verb_failed("evidence", fail.text);
    }
    return verb_usage(usage);
}
