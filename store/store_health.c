/* Whether the file is whole: all that SQLite's integrity_check proves, in parts
 * that several threads take. The structure of the whole file is one, whether
 * references lead to rows another, and each table with what its indexes say of
 * it: that takes longest, as every row is looked up in every index. */
#include "store/backup.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/share.h"
#include "store/handle.h"
#include "store/migrate.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A check gives no more than so many. */
#define FAULTS_MAX 20

struct part {
    enum sql look;
    char *table; /* owned; NULL: the whole file */
    /* What came of it. */
    int64_t faults, references;
    char first[200];
    struct fail fail;
    int rc;
};

struct work {
    const char *path;
    struct part *part; /* owned: structure, tables, references */
    size_t count, cap;
    atomic_size_t next;
};

/* More threads are not made (base/share.h). */
#define LANES_MAX 16

static int
count_faults(struct part *p, struct db *d)
{
    const struct db_arg table = db_z(p->table);
    struct db_rows r;
    int rc = db_rows_start(&r, d, p->look, &table, p->table != NULL, &p->fail);

    while (rc == 0 && (rc = db_rows_next(&r, &p->fail)) == 1) {
        struct str s = db_rows_s(&r, 0);

        if (p->faults++ == 0)
            snprintf(p->first, sizeof p->first, "%.*s", (int)s.len, s.p);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

static int
run_part(struct part *p, struct db *d)
{
    if (p->look != SQL_BROKEN_REFERENCES)
        return count_faults(p, d);
    return db_one(d, p->look, DB_NONE, &p->references, &p->fail) == 1 ? 0 : -1;
}

/* Parts one after the other, until none is left. */
static void
run_lane(size_t lane, void *ctx)
{
    struct work *w = ctx;
    struct db *d = NULL;
    size_t i;

    (void)lane;
    while ((i = atomic_fetch_add(&w->next, 1)) < w->count) {
        struct part *p = &w->part[i];

        p->rc = d != NULL ? 0 : db_open(&d, w->path, 0, &p->fail);
        if (p->rc == 0)
            p->rc = run_part(p, d);
    }
    db_close(d);
}

static void
add_part(struct work *w, enum sql look, struct str table)
{
    w->part = mem_grow(w->part, &w->cap, w->count + 1, sizeof *w->part);
    w->part[w->count++] = (struct part){ .look = look,
        .table = table.p != NULL ? str_dup(table) : NULL };
}

static int
plan(struct work *w, struct db *d, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, d, SQL_TABLES, DB_NONE, fail);

    add_part(w, SQL_STRUCTURE, STR_NONE);
    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        add_part(w, SQL_TABLE_INTEGRITY, db_rows_s(&r, 0));
        rc = 0;
    }
    add_part(w, SQL_BROKEN_REFERENCES, STR_NONE);
    db_rows_end(&r);
    return rc;
}

/* Faults of the structure stand alone, as what is wrong with tables follows
 * from them. A part that could not be done counts where no other found one. */
static int
conclude(const struct work *w, struct store_health *out, struct fail *fail)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct part *p = &w->part[i];

        if (out->faults == 0)
            memcpy(out->first, p->first, sizeof out->first);
        out->faults += p->faults;
        out->references += p->references;
        if (p->look == SQL_STRUCTURE && p->faults > 0)
            break;
    }
    if (out->faults > FAULTS_MAX)
        out->faults = FAULTS_MAX;
    for (size_t i = 0; i < w->count && out->faults == 0; i++)
        if (w->part[i].rc != 0)
            return fail_set(fail, "%s", w->part[i].fail.text);
    return 0;
}

static int
look_for_faults(struct db *d, struct store_health *out, struct fail *fail)
{
    struct work w = { .path = db_path(d) };
    int rc = plan(&w, d, fail);

    if (rc == 0) {
        share_run(LANES_MAX, run_lane, &w);
        rc = conclude(&w, out, fail);
    }
    for (size_t i = 0; i < w.count; i++)
        free(w.part[i].table);
    free(w.part);
    return rc;
}

/* Bytes that can be had without taking them from a program; 0: not known. */
static int64_t
free_memory(void)
{
    struct buf text = BUF_MAX(64u << 10);
    struct str rest, line, word;
    int64_t kilobytes = 0;

    if (file_read(&text, "/proc/meminfo", NULL) == 0)
        for (rest = buf_str(&text); str_next_line(&rest, &line);)
            if (str_next_word(&line, &word) && str_is(word, "MemAvailable:") &&
                str_next_word(&line, &word))
                str_to_i64(word, &kilobytes);
    buf_clear(&text);
    return kilobytes * 1024;
}

static int
look(struct db *d, struct store_health *out, struct fail *fail)
{
    struct store s = { .db = d, .lock_fd = -1 };

    if (migrate_version(d, &out->version, &out->newest, fail) != 0)
        return -1;
    /* An empty file could become a store, and is none. */
    if (out->version == 0)
        return fail_set(fail, "%s: empty, not a store", db_path(d));
    /* In the order of indexes the disk is asked for a page at a time. */
    if (out->bytes < free_memory() / 4 * 3)
        db_read_ahead(d);
    if (look_for_faults(d, out, fail) != 0)
        return -1;
    if (out->version < out->newest || out->faults > 0)
        return 0;
    out->audited = 1;
    return store_audit_verify(&s, &out->audit, fail);
}

int
store_health(const char *path, struct store_health *out, struct fail *fail)
{
    struct db *d = NULL;
    struct stat st;
    int rc = -1;

    memset(out, 0, sizeof *out);
    if (stat(path, &st) != 0)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    out->bytes = (int64_t)st.st_size;
    if (db_open(&d, path, 0, fail) == 0)
        rc = look(d, out, fail);
    db_close(d);
    return rc;
}

int
store_health_say(
    const struct store_health *h, const char *path, struct fail *fail)
{
    if (h->faults > 0)
        return fail_set(fail, "%s: damaged: %s", path, h->first);
    if (h->references > 0)
        return fail_set(fail, "%s: %lld rows point to rows that are missing",
            path, (long long)h->references);
    if (h->audited && h->audit.problem != STORE_AUDIT_WHOLE)
        return fail_set(fail, "%s: audit log: entry %lld: %s", path,
            (long long)h->audit.at, store_audit_problem_name(h->audit.problem));
    return 0;
}
