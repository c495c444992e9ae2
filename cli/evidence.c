/* shelfwatch evidence: cases as packs that hold without us; and does what was
 * written down still hold? */
#include "cli/evidence_export.h"
#include "cli/evidence_stamp.h"
#include "cli/verbs.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/js.h"
#include "base/signature.h"
#include "evidence/pack.h"
#include "evidence/pack_check.h"
#include "store/audit.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch evidence COMMAND [OPTION]...\n"
    "\n"
    "  export CASE...    one zip with all that is known of the cases, which\n"
    "                    anyone can check; prints its SHA-256, which the "
    "audit\n"
    "                    log keeps\n"
    "  verify PACK       names every file that was altered, is missing or was\n"
    "                    added, and every entry of the audit log that was "
    "moved\n"
    "                    (exit 1); with --store, also a pack that the log of\n"
    "                    that store does not know\n"
    "  authority [FILE]  who stamps packs (RFC 3161); or set it: JSON with "
    "url,\n"
    "                    ca_file (roots to verify by) and connect_to (its\n"
    "                    address, where it is inside)\n"
    "  verify            the same for the audit log of the store: how many\n"
    "                    entries there are and the digest of the last one\n"
    "\n"
    "  --store PATH      default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --archive DIR     of export: raw pages (default: STORE.warc)\n"
    "  --out FILE.zip    of export (default: evidence-CASE.zip)\n"
    "  --operator NAME   of export: who does it (default: who is logged in)\n"
    "  --timestamp       of export: have the pack stamped; where that fails "
    "it\n"
    "                    is made without, and the exit status is 1\n"
    "  --authority FILE  of export: who stamps, instead of who is set\n"
    "  --no-pdf          of export: without summary.pdf\n"
    "  --ca FILE         of verify PACK: roots to verify its time stamp by\n"
    "  --key FILE        of verify: public key (PEM) by which the tombstones "
    "of\n"
    "                    purges are to be signed\n"
    "  --head ID:DIGEST  of verify: as it was printed before, and kept\n"
    "                    elsewhere: nothing since was cut off or made anew";

struct options {
    const char *store;
    struct evidence_export export;
    const char *ca_file, *key;
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

/* --- tombstones of what was purged --- */

struct stones {
    const char *key;
    int64_t count, wrong;
};

/* What was signed is the detail as it was without its last member. */
static int
check_stone(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    struct stones *s = ctx;
    struct buf text = BUF_MAX(1u << 20);
    struct js *j = NULL;
    int rc = js_parse(&j, row->entry.detail, fail);

    if (rc == 0) {
        char *signature = str_dup(js_get_text(j, "signature"));

        js_remove(j, "signature");
        js_write(&text, j);
        rc = signature_check(str_of(signature), s->key, buf_str(&text), fail);
        free(signature);
    }
    s->count++;
    if (rc == 0) {
        printf("audit entry %lld: the tombstone is not signed by this key\n",
            (long long)row->id);
        s->wrong++;
    }
    js_free(j);
    buf_clear(&text);
    return rc < 0 ? -1 : 0;
}

static int
check_stones(struct store *s, const char *key, struct fail *fail)
{
    const struct store_audit_filter f = { .action = "store.purge" };
    struct stones stones = { .key = key };

    if (store_audit_each(s, &f, check_stone, &stones, fail) != 0)
        return -1;
    if (stones.wrong > 0)
        return fail_set(fail, "%lld of %lld tombstones are not signed by %s",
            (long long)stones.wrong, (long long)stones.count, key);
    printf("%lld tombstones, all signed\n", (long long)stones.count);
    return 0;
}

static int
verify_log(struct options *o, struct fail *fail)
{
    struct store *s = NULL;
    int rc = store_open(&s, store_path(o->store), STORE_READ, fail);

    if (rc == 0)
        rc = verify(s, o, fail);
    if (rc == 0 && o->key != NULL)
        rc = check_stones(s, o->key, fail);
    store_close(s);
    return rc;
}

/* --- packs --- */

static void
print_fault(const char *what, void *ctx)
{
    (void)ctx;
    printf("%s\n", what);
}

struct sought {
    char digest[DIGEST_HEX_BYTES];
};

static int
is_export(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    const struct sought *s = ctx;

    (void)fail;
    return str_find(row->entry.detail, str_of(s->digest), 0) >= 0;
}

/* 1 if the log has an export of a pack with this digest. */
static int
is_logged(const char *path, struct sought *sought, struct fail *fail)
{
    struct store_audit_filter f = { .action = "evidence.export" };
    struct store *s = NULL;
    int rc = store_open(&s, store_path(path), STORE_READ, fail);

    if (rc == 0)
        rc = store_audit_each(s, &f, is_export, sought, fail);
    store_close(s);
    return rc;
}

static int
verify_pack(struct options *o, const char *path, struct fail *fail)
{
    struct buf file = BUF_MAX(PACK_BYTES_MAX);
    struct pack_checked c = { .files = 0 };
    struct sought sought;
    int rc = file_read(&file, path, fail);

    if (rc == 0 && pack_check(buf_str(&file), o->ca_file, print_fault, NULL, &c,
                       fail) != 0)
        rc = fail_wrap(fail, "%s", path);
    digest_sha256_hex(buf_str(&file), sought.digest);
    buf_clear(&file);
    if (rc == 0 && o->store != NULL &&
        (rc = is_logged(o->store, &sought, fail)) == 0) {
        printf("the log of %s knows no pack with this SHA-256\n", o->store);
        c.faults++;
    }
    if (rc < 0)
        return -1;
    if (c.repacked)
        printf("the zip is not as it was written: packed again, or changed "
               "outside of its files\n");
    if (c.faults > 0)
        return fail_set(fail, "%s: %zu faults", path, c.faults);
    if (c.stamped)
        printf("stamped %s by %s (%s)\n", c.stamp.at, c.stamp.authority,
            c.stamp.verified ? "verified"
                             : "not verified: name its roots, --ca FILE");
    printf("%s  %s\nwhole: %zu files, %zu entries of the audit log\n",
        sought.digest, path, c.files, c.entries);
    return 0;
}

/* --- the verb --- */

/* 0, or -1 on wrong usage. */
static int
read_option(void *ctx, int option)
{
    struct options *o = ctx;
    switch (option) {
    case 's':
        o->store = optarg;
        return 0;
    case 'd':
        return read_head(o, optarg);
    case 'a':
        o->export.archive = optarg;
        return 0;
    case 'o':
        o->export.out = optarg;
        return 0;
    case 'n':
        o->export.operator= optarg;
        return 0;
    case 't':
        o->export.timestamp = 1;
        return 0;
    case 'y':
        o->export.timestamp = 1;
        o->export.authority = optarg;
        return 0;
    case 'p':
        o->export.no_pdf = 1;
        return 0;
    case 'c':
        o->ca_file = optarg;
        return 0;
    case 'k':
        o->key = optarg;
        return 0;
    default:
        return -1;
    }
}

static int
run(struct options *o, const char *what, char **args, int count)
{
    struct fail fail = { "" };
    int rc;

    if (strcmp(what, "export") == 0 && count > 0) {
        o->export.store = o->store;
        o->export.cases = args;
        o->export.count = count;
        rc = evidence_export(&o->export, &fail);
    } else if (strcmp(what, "authority") == 0 && count <= 1) {
        rc = evidence_stamp_authority(
            store_path(o->store), count == 1 ? args[0] : NULL, &fail);
    } else if (strcmp(what, "verify") == 0 && count == 0) {
        rc = verify_log(o, &fail);
    } else if (strcmp(what, "verify") == 0 && count == 1) {
        rc = verify_pack(o, args[0], &fail);
    } else {
        return verb_usage(usage);
    }
    return rc == 0 ? VERB_DONE : verb_failed("evidence", fail.text);
}

int
cli_evidence(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "store", required_argument, NULL, 's' },
        { "head", required_argument, NULL, 'd' },
        { "archive", required_argument, NULL, 'a' },
        { "out", required_argument, NULL, 'o' },
        { "operator", required_argument, NULL, 'n' },
        { "timestamp", no_argument, NULL, 't' },
        { "authority", required_argument, NULL, 'y' },
        { "no-pdf", no_argument, NULL, 'p' },
        { "ca", required_argument, NULL, 'c' },
        { "key", required_argument, NULL, 'k' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct options o = { .store = NULL };
    const struct verb_options how = { long_options, usage, read_option };
    int status = verb_options_read(argc, argv, &how, &o);

    if (status >= 0)
        return status;
    if (optind >= argc)
        return verb_usage(usage);
    return run(&o, argv[optind], argv + optind + 1, argc - optind - 1);
}
