#include "rules/vectorscan.h"

#ifdef SHELFWATCH_VECTORSCAN

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"

#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Databases of ten thousand rules have 10 MB. */
#define CACHE_BYTES_MAX (512u << 20)
#define HEAD "shelfwatch scanner 4\n"
#define HEAD_BYTES (sizeof HEAD - 1 + 2 * (DIGEST_HEX_BYTES - 1))

struct vectorscan {
    hs_database_t *database; /* owned; NULL if there is no literal */
    int was_cached;
    char name[64];
};

struct vectorscan_scratch {
    hs_scratch_t *space; /* owned */
};

/* --- the cache --- */

/* Digest of all that decides the database. */
static void
find_key(const struct str *literals, size_t count, char key[DIGEST_HEX_BYTES])
{
    hs_platform_info_t here = { 0 };
    struct digest *d = digest_new();

    hs_populate_platform(&here);
    digest_add(d, STR(HEAD));
    digest_add(d, str_of(hs_version()));
    digest_add(d, (struct str){ (const char *)&here, sizeof here });
    for (size_t i = 0; i < count; i++) {
        digest_add(d, literals[i]);
        digest_add(d, STR("\n")); /* none holds one */
    }
    digest_end(d, key);
}

/* A file that somebody else could have written is not believed: a database is
 * as good as code. */
static int
is_ours(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_uid == geteuid() && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Whatever is wrong with the file: it is made anew. */
static int
load_cached(struct vectorscan *v, const char *path, const char *key)
{
    struct buf file = BUF_MAX(CACHE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];
    struct fail unused;
    struct str body;
    int rc = -1;

    if (!is_ours(path) || file_read(&file, path, &unused) != 0 ||
        file.len < HEAD_BYTES)
        goto out;
    body = str_sub(buf_str(&file), HEAD_BYTES, file.len);
    digest_sha256_hex(body, hex);
    if (memcmp(file.p, HEAD, sizeof HEAD - 1) != 0 ||
        memcmp(file.p + sizeof HEAD - 1, key, DIGEST_HEX_BYTES - 1) != 0 ||
        memcmp(file.p + sizeof HEAD - 1 + DIGEST_HEX_BYTES - 1, hex,
            DIGEST_HEX_BYTES - 1) != 0)
        goto out;
    if (hs_deserialize_database(body.p, body.len, &v->database) == HS_SUCCESS)
        rc = 0;
out:
    buf_clear(&file);
    return rc;
}

/* Not being able to keep it costs time only. */
static void
save_cached(const struct vectorscan *v, const char *dir, const char *path,
    const char *key)
{
    struct buf file = BUF_MAX(CACHE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES], *bytes = NULL;
    size_t len = 0;
    struct fail unused;

    if (file_make_dirs(dir, &unused) == 0 &&
        hs_serialize_database(v->database, &bytes, &len) == HS_SUCCESS) {
        digest_sha256_hex((struct str){ bytes, len }, hex);
        buf_addf(&file, "%s%s%s", HEAD, key, hex);
        buf_add(&file, bytes, len);
        if (!file.over)
            (void)file_write(path, buf_str(&file), &unused);
    }
    free(bytes);
    buf_clear(&file);
}

/* --- the database --- */

static int
compile(struct vectorscan *v, const struct str *literals, size_t count,
    struct fail *fail)
{
    const char **text = mem_array(count, sizeof *text);
    size_t *len = mem_array(count, sizeof *len);
    unsigned *id = mem_array(count, sizeof *id);
    unsigned *flags = mem_array(count, sizeof *flags);
    hs_compile_error_t *error = NULL;
    int rc = 0;

    for (size_t i = 0; i < count; i++) {
        text[i] = literals[i].p;
        len[i] = literals[i].len;
        id[i] = (unsigned)i;
    }
    if (hs_compile_lit_multi(text, flags, id, len, (unsigned)count,
            HS_MODE_BLOCK, NULL, &v->database, &error) != HS_SUCCESS) {
        v->database = NULL;
        rc = fail_set(fail, "vectorscan: %s", error->message);
    }
    hs_free_compile_error(error);
    free(text);
    free(len);
    free(id);
    free(flags);
    return rc;
}

int
vectorscan_new(struct vectorscan **out, const struct str *literals,
    size_t count, const char *cache_dir, struct fail *fail)
{
    struct vectorscan *v;
    struct buf path = BUF_MAX(4096);
    char key[DIGEST_HEX_BYTES];
    int rc = 0;

    if (hs_valid_platform() != HS_SUCCESS)
        return fail_set(fail, "vectorscan does not run on this processor");
    v = mem_new(sizeof *v);
    snprintf(v->name, sizeof v->name, "vectorscan %.5s", hs_version());
    find_key(literals, count, key);
    if (cache_dir != NULL)
        buf_addf(&path, "%s/rules-%.32s.db", cache_dir, key);
    v->was_cached =
        count == 0 || (path.len > 0 && load_cached(v, path.p, key) == 0);
    if (!v->was_cached)
        rc = compile(v, literals, count, fail);
    if (!v->was_cached && rc == 0 && path.len > 0)
        save_cached(v, cache_dir, path.p, key);
    buf_clear(&path);
    if (rc != 0)
        vectorscan_free(v);
    else
        *out = v;
    return rc;
}

void
vectorscan_free(struct vectorscan *v)
{
    if (v == NULL)
        return;
    hs_free_database(v->database);
    free(v);
}

const char *
vectorscan_name(const struct vectorscan *v)
{
    return v->name;
}

int
vectorscan_was_cached(const struct vectorscan *v)
{
    return v->was_cached;
}

struct vectorscan_scratch *
vectorscan_scratch_new(const struct vectorscan *v)
{
    struct vectorscan_scratch *x = mem_new(sizeof *x);

    if (v->database != NULL &&
        hs_alloc_scratch(v->database, &x->space) != HS_SUCCESS)
        abort(); /* out of memory, as base/mem.c */
    return x;
}

void
vectorscan_scratch_free(struct vectorscan_scratch *x)
{
    if (x == NULL)
        return;
    hs_free_scratch(x->space);
    free(x);
}

struct visit {
    int (*hit)(size_t literal, size_t end, void *arg);
    void *arg;
};

static int
on_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *arg)
{
    const struct visit *v = arg;

    (void)from, (void)flags;
    return v->hit(id, (size_t)to, v->arg);
}

void
vectorscan_scan(const struct vectorscan *v, struct vectorscan_scratch *x,
    struct str text, int (*hit)(size_t literal, size_t end, void *arg),
    void *arg)
{
    struct visit visit = { hit, arg };

    if (v->database != NULL && text.len > 0)
        hs_scan(v->database, text.p, (unsigned)text.len, 0, x->space, on_match,
            &visit);
}

#endif
