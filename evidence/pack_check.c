#include "evidence/pack_check.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/unzip.h"
#include "evidence/pack.h"

#include <stdio.h>
#include <stdlib.h>

#define WHAT_BYTES 400
/* One listed name in a message: what is longer is no name of ours. */
#define NAME_SHOWN 200
/* As many digits as 63 bits have at most. */
#define ID_DIGITS_MAX 18
#define FILE_BYTES_MAX ((size_t)UNZIP_BYTES_MAX)

struct check {
    struct unzip zip;
    char (*digest)[DIGEST_HEX_BYTES]; /* owned; of entry i, "" if damaged */
    char *listed;                     /* owned; entry i is in the manifest */
    size_t listed_entries;            /* of the audit log, in the manifest */
    struct buf manifest, chain, stamp;
    void (*fault)(const char *what, void *ctx);
    void *ctx;
    struct pack_checked *out;
};

static void fault(struct check *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
fault(struct check *c, const char *format, ...)
{
    char what[WHAT_BYTES];
    va_list ap;

    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    c->out->faults++;
    c->fault(what, c->ctx);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct unzip_entry *)a)->name,
        ((const struct unzip_entry *)b)->name);
}

/* Index of an entry, by halves: a manifest may have as many lines as the zip
 * has entries. */
static ptrdiff_t
find(const struct check *c, struct str name)
{
    struct unzip_entry key = { .crc = 0 };
    const struct unzip_entry *e;

    if (name.len >= sizeof key.name)
        return -1;
    if (name.len > 0)
        memcpy(key.name, name.p, name.len);
    e = bsearch(&key, c->zip.entry, c->zip.count, sizeof key, by_name);
    return e == NULL ? -1 : e - c->zip.entry;
}

/* --- every file of the zip --- */

static void
digest_all(struct check *c)
{
    for (size_t i = 0; i < c->zip.count; i++) {
        const struct unzip_entry *e = &c->zip.entry[i];
        struct buf bytes = BUF_MAX(FILE_BYTES_MAX);

        if (unzip_read(&c->zip, e, &bytes, NULL) == 0)
            digest_sha256_hex(buf_str(&bytes), c->digest[i]);
        if (strcmp(e->name, PACK_MANIFEST) == 0)
            buf_adds(&c->manifest, buf_str(&bytes));
        else if (strcmp(e->name, PACK_CHAIN) == 0)
            buf_adds(&c->chain, buf_str(&bytes));
        else if (strcmp(e->name, PACK_STAMP) == 0)
            buf_adds(&c->stamp, buf_str(&bytes));
        buf_clear(&bytes);
        /* As base/zip.h writes them. */
        if (e->made_by != 20 || e->attributes != 0 || e->outside != 0 ||
            e->method != 8)
            c->out->repacked = 1;
    }
}

/* --- the manifest --- */

static int
is_entry_name(struct str name)
{
    struct str dir = STR("audit/"), end = STR(".entry");

    if (!str_starts(name, dir) || !str_ends(name, end))
        return 0;
    name = str_sub(name, dir.len, name.len - dir.len - end.len);
    for (size_t i = 0; i < name.len; i++)
        if (!str_is_digit(name.p[i]))
            return 0;
    return name.len > 0;
}

static void
check_line(struct check *c, struct str line)
{
    struct str want = str_sub(line, 0, DIGEST_HEX_BYTES - 1);
    struct str name = str_sub(line, DIGEST_HEX_BYTES + 1, line.len);
    ptrdiff_t i = find(c, name);

    c->out->files++;
    if (want.len != DIGEST_HEX_BYTES - 1 ||
        !str_is(str_sub(line, want.len, 2), "  ") || name.len == 0) {
        fault(c, PACK_MANIFEST ": line %zu is none", c->out->files);
        return;
    }
    name = str_sub(name, 0, NAME_SHOWN);
    c->listed_entries += is_entry_name(name);
    if (i < 0)
        fault(c, STR_FMT " is missing", STR_ARG(name));
    else if (c->listed[i])
        fault(c, PACK_MANIFEST ": " STR_FMT " is there twice", STR_ARG(name));
    else if (!str_is(want, c->digest[i]))
        fault(c, STR_FMT " was altered", STR_ARG(name));
    if (i >= 0)
        c->listed[i] = 1;
}

static void
check_manifest(struct check *c)
{
    ptrdiff_t own = find(c, STR(PACK_MANIFEST));
    struct str rest = buf_str(&c->manifest), line;

    if (own < 0 || c->manifest.len == 0) {
        fault(c, PACK_MANIFEST " is missing or damaged");
        return;
    }
    if (rest.p[rest.len - 1] != '\n')
        fault(c, PACK_MANIFEST " is cut off");
    else
        rest.len--;
    while (str_next(&rest, '\n', &line))
        check_line(c, line);
    c->listed[own] = 1;
    if (find(c, STR(PACK_STAMP)) >= 0)
        c->listed[find(c, STR(PACK_STAMP))] = 1;
    for (size_t i = 0; i < c->zip.count; i++)
        if (!c->listed[i])
            fault(c, "%s is not in the manifest", c->zip.entry[i].name);
}

/* --- the audit log --- */

struct link {
    int64_t id;
    struct str previous, hash;
};

static int
read_link(struct str line, struct link *out)
{
    struct str id;

    return str_next(&line, '\t', &id) &&
                   str_next(&line, '\t', &out->previous) &&
                   str_next(&line, '\t', &out->hash) && line.p == NULL &&
                   id.len <= ID_DIGITS_MAX && str_to_i64(id, &out->id) == 0 &&
                   out->id > 0 && id.p[0] != '0' && id.p[0] != '+'
               ? 0
               : -1;
}

/* 1 if the entry's second line names the entry before it. */
static int
names_previous(struct check *c, size_t i, struct str previous)
{
    struct buf bytes = BUF_MAX(FILE_BYTES_MAX);
    struct str rest, line = STR_NONE;
    int same;

    unzip_read(&c->zip, &c->zip.entry[i], &bytes, NULL);
    rest = buf_str(&bytes);
    str_next(&rest, '\n', &line);
    line = STR_NONE;
    str_next(&rest, '\n', &line);
    same = str_starts(line, STR("64:")) &&
           str_eq(str_sub(line, 3, line.len), previous);
    buf_clear(&bytes);
    return same;
}

static void
check_link(struct check *c, const struct link *before, const struct link *now)
{
    char name[64];
    ptrdiff_t i;

    snprintf(name, sizeof name, "audit/%lld.entry", (long long)now->id);
    i = find(c, str_of(name));
    if (now->id <= before->id)
        fault(c, "audit entry %lld does not stand where it was added",
            (long long)now->id);
    else if (before->id > 0 && now->id == before->id + 1 &&
             !str_eq(now->previous, before->hash))
        fault(c, "audit entry %lld does not follow entry %lld",
            (long long)now->id, (long long)before->id);
    if (i < 0)
        fault(c, "audit entry %lld is missing", (long long)now->id);
    else if (!str_is(now->hash, c->digest[i]) ||
             !names_previous(c, (size_t)i, now->previous))
        fault(c, "audit entry %lld was altered", (long long)now->id);
}

static void
check_chain(struct check *c)
{
    struct str rest = buf_str(&c->chain), line;
    struct link before = { .id = 0 };

    if (find(c, STR(PACK_CHAIN)) < 0) {
        fault(c, PACK_CHAIN " is missing");
        return;
    }
    if (rest.len > 0 && rest.p[rest.len - 1] == '\n')
        rest.len--;
    while (rest.len > 0 && str_next(&rest, '\n', &line)) {
        struct link now = { .id = 0 };

        c->out->entries++;
        if (read_link(line, &now) != 0) {
            fault(c, PACK_CHAIN ": line %zu is none", c->out->entries);
            continue;
        }
        check_link(c, &before, &now);
        before = now;
    }
    if (c->listed_entries != c->out->entries)
        fault(c, PACK_CHAIN ": %zu lines for %zu entries", c->out->entries,
            c->listed_entries);
}

/* --- the time stamp --- */

static void
check_stamp(struct check *c, const char *ca_file)
{
    unsigned char digest[DIGEST_BYTES];
    struct fail fail = { "" };

    if (find(c, STR(PACK_STAMP)) < 0) {
        if (ca_file != NULL)
            fault(c, PACK_STAMP " is missing: nobody stamped this pack");
        return;
    }
    digest_sha256(buf_str(&c->manifest), digest);
    if (timestamp_read(&c->out->stamp, buf_str(&c->stamp), digest, STR_NONE,
            ca_file, &fail) != 0)
        fault(c, PACK_STAMP ": %.300s", fail.text);
    else
        c->out->stamped = 1;
}

int
pack_check(struct str file, const char *ca_file,
    void (*what)(const char *what, void *ctx), void *ctx,
    struct pack_checked *out, struct fail *fail)
{
    struct check c = { .manifest = BUF_MAX(FILE_BYTES_MAX),
        .chain = BUF_MAX(FILE_BYTES_MAX),
        .stamp = BUF_MAX(TIMESTAMP_BYTES_MAX),
        .fault = what,
        .ctx = ctx,
        .out = out };
    int rc = unzip_open(&c.zip, file, fail);

    *out = (struct pack_checked){ .files = 0 };
    if (rc == 0) {
        qsort(c.zip.entry, c.zip.count, sizeof c.zip.entry[0], by_name);
        c.digest = mem_array(c.zip.count + 1, sizeof c.digest[0]);
        c.listed = mem_new(c.zip.count + 1);
        out->repacked = c.zip.commented;
        digest_all(&c);
        check_manifest(&c);
        check_chain(&c);
        check_stamp(&c, ca_file);
    }
    free(c.digest);
    free(c.listed);
    unzip_clear(&c.zip);
    buf_clear(&c.manifest);
    buf_clear(&c.chain);
    buf_clear(&c.stamp);
    return rc;
}
