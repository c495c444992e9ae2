#include "rules/scanner.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "rules/literal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef SHELFWATCH_VECTORSCAN
#include <hs/hs.h>
#endif

/* Databases of ten thousand rules have 10 MB. */
#define CACHE_BYTES_MAX (512u << 20)
#define HEAD "shelfwatch scanner 3\n"
/* Literals this long are rare enough to ask PCRE2 at once. */
#define WORTH_ENOUGH 4
#define HEAD_BYTES (sizeof HEAD - 1 + 2 * (DIGEST_HEX_BYTES - 1))

struct scanner {
    struct prefilter *prefilter; /* owned; the portable engine, or NULL */
    uint64_t *always;            /* owned; patterns that cannot be looked for */
    size_t words;
    int any_always, was_cached;
    char engine[64];
#ifdef SHELFWATCH_VECTORSCAN
    hs_database_t *database; /* owned; NULL if there is no pattern */
    /* Of one pattern each, of those whose literals are common; else NULL. */
    hs_database_t **closer; /* owned array */
    size_t patterns;
#endif
};

struct scanner_scratch {
    struct buf plain;
    uint64_t *bits; /* of the scan under way */
    int any;
#ifdef SHELFWATCH_VECTORSCAN
    hs_scratch_t *space; /* owned */
#endif
};

void
scanner_pattern_clear(struct scanner_pattern *p)
{
    texts_clear(&p->literals);
    free(p->approx);
    p->approx = NULL;
}

struct scanner_options
scanner_options_default(struct buf *hold)
{
    const char *engine = getenv("SHELFWATCH_SCANNER");
    const char *cache = getenv("SHELFWATCH_CACHE");
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    struct scanner_options o = { 0 };

    o.portable = engine != NULL && strcmp(engine, "portable") == 0;
    if (cache != NULL)
        buf_addz(hold, cache);
    else if (xdg != NULL && xdg[0] == '/')
        buf_addf(hold, "%s/shelfwatch", xdg);
    else if (home != NULL && home[0] == '/')
        buf_addf(hold, "%s/.cache/shelfwatch", home);
    if (hold->len > 0)
        o.cache_dir = buf_text(hold);
    return o;
}

/* Append the literals of a pattern, cut to `most` bytes, each once. */
static size_t
cut_literals(struct prefilter_literal *lits, size_t n, const struct texts *t,
    size_t owner, size_t most)
{
    size_t first = n;

    for (size_t k = 0; k < t->count; k++) {
        struct str one = str_sub(str_of(t->item[k]), 0, most);
        size_t i = first;

        while (i < n && !str_eq(lits[i].text, one))
            i++;
        if (i == n)
            lits[n++] = (struct prefilter_literal){ one, owner };
    }
    return n;
}

static int
new_portable(struct scanner *s, const struct scanner_pattern *patterns,
    size_t count, struct fail *fail)
{
    /* As long as the table allows: a beginning will do, too. */
    static const size_t lengths[] = { 24, 12, 8, 6, 4 };
    struct prefilter_literal *lits;
    size_t n = 0;
    int rc = -1;

    for (size_t i = 0; i < count; i++)
        n += patterns[i].literals.count;
    lits = mem_array(n + 1, sizeof *lits);
    for (size_t t = 0; rc != 0 && t < COUNT(lengths); t++) {
        n = 0;
        for (size_t i = 0; i < count; i++)
            n = cut_literals(lits, n, &patterns[i].literals, i, lengths[t]);
        rc = prefilter_new(&s->prefilter, lits, n, count, fail);
    }
    free(lits);
    snprintf(s->engine, sizeof s->engine, "portable");
    return rc;
}

#ifdef SHELFWATCH_VECTORSCAN

/* The literals as vectorscan gets them: several may have one id. */
struct job {
    const char **text; /* owned array of borrowed texts */
    size_t *len;
    unsigned *id, *flags;
    size_t count;
    const char **closer; /* owned array; expressions by pattern, or NULL */
    size_t patterns;
    char key[DIGEST_HEX_BYTES]; /* of all that decides the databases */
    struct buf path;            /* of their file; empty: none */
};

static void
job_start(struct job *j, struct scanner *s,
    const struct scanner_pattern *patterns, size_t count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        n += patterns[i].literals.count;
    *j = (struct job){ .path = BUF_MAX(4096) };
    j->text = mem_array(n + 1, sizeof j->text[0]);
    j->len = mem_array(n + 1, sizeof j->len[0]);
    j->id = mem_array(n + 1, sizeof j->id[0]);
    j->flags = mem_array(n + 1, sizeof j->flags[0]);
    j->closer = mem_array(count + 1, sizeof j->closer[0]);
    j->patterns = count;
    for (size_t i = 0; i < count; i++) {
        const struct texts *t = &patterns[i].literals;
        int later;

        if (literal_worth(t) < WORTH_ENOUGH)
            j->closer[i] = patterns[i].approx;
        later = patterns[i].later && j->closer[i] != NULL;
        for (size_t k = 0; k < t->count && !later; k++) {
            j->text[j->count] = t->item[k];
            j->len[j->count] = strlen(t->item[k]);
            j->flags[j->count] = HS_FLAG_SINGLEMATCH;
            j->id[j->count++] = (unsigned)i;
        }
        if (t->count == 0 || later) {
            s->always[i / 64] |= 1ull << (i % 64);
            s->any_always = 1;
        }
    }
}

static void
job_end(struct job *j, const struct scanner_options *o)
{
    hs_platform_info_t here = { 0 };
    struct digest *d = digest_new();

    hs_populate_platform(&here);
    digest_add(d, STR(HEAD));
    digest_add(d, str_of(hs_version()));
    digest_add(d, (struct str){ (const char *)&here, sizeof here });
    for (size_t i = 0; i < j->count; i++) {
        digest_add(
            d, (struct str){ (const char *)&j->flags[i], sizeof *j->flags });
        digest_add(d, (struct str){ (const char *)&j->id[i], sizeof j->id[i] });
        digest_add(d, (struct str){ j->text[i], j->len[i] + 1 });
    }
    for (size_t i = 0; i < j->patterns; i++)
        digest_add(d, j->closer[i] == NULL ? (struct str){ "", 1 }
                                           : (struct str){ j->closer[i],
                                                 strlen(j->closer[i]) + 1 });
    digest_end(d, j->key);
    if (o->cache_dir != NULL)
        buf_addf(&j->path, "%s/rules-%.32s.db", o->cache_dir, j->key);
}

static void
job_clear(struct job *j)
{
    free(j->text);
    free(j->len);
    free(j->closer);
    free(j->id);
    free(j->flags);
    buf_clear(&j->path);
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

/* Read the next of the databases, each behind its length. */
static int
read_database(struct str *body, hs_database_t **out)
{
    uint64_t len = 0;

    if (body->len < sizeof len)
        return -1;
    memcpy(&len, body->p, sizeof len);
    *body = str_sub(*body, sizeof len, body->len);
    if (len > body->len)
        return -1;
    if (len > 0 && hs_deserialize_database(body->p, len, out) != HS_SUCCESS)
        return -1;
    *body = str_sub(*body, len, body->len);
    return 0;
}

static void
write_database(struct buf *out, const hs_database_t *db)
{
    char *bytes = NULL;
    size_t len = 0;
    uint64_t stated;

    if (db != NULL && hs_serialize_database(db, &bytes, &len) != HS_SUCCESS)
        out->over = 1;
    stated = len;
    buf_add(out, &stated, sizeof stated);
    buf_add(out, bytes ? bytes : "", len);
    free(bytes);
}

/* Whatever is wrong with the file: it is made anew. */
static int
load_cached(struct scanner *s, const struct job *j)
{
    struct buf file = BUF_MAX(CACHE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];
    struct fail unused;
    struct str body;
    int rc = -1;

    if (j->path.len == 0 || !is_ours(j->path.p) ||
        file_read(&file, j->path.p, &unused) != 0 || file.len < HEAD_BYTES)
        goto out;
    body = str_sub(buf_str(&file), HEAD_BYTES, file.len);
    digest_sha256_hex(body, hex);
    if (memcmp(file.p, HEAD, sizeof HEAD - 1) != 0 ||
        memcmp(file.p + sizeof HEAD - 1, j->key, DIGEST_HEX_BYTES - 1) != 0 ||
        memcmp(file.p + sizeof HEAD - 1 + DIGEST_HEX_BYTES - 1, hex,
            DIGEST_HEX_BYTES - 1) != 0)
        goto out;
    rc = read_database(&body, &s->database);
    for (size_t i = 0; i < j->patterns && rc == 0; i++)
        rc = read_database(&body, &s->closer[i]);
out:
    buf_clear(&file);
    return rc;
}

/* Not being able to keep it costs time only. */
static void
save_cached(const struct scanner *s, const struct job *j,
    const struct scanner_options *o)
{
    struct buf body = BUF_MAX(CACHE_BYTES_MAX), file = BUF_MAX(CACHE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];
    struct fail unused;

    if (j->path.len == 0 || file_make_dirs(o->cache_dir, &unused) != 0)
        return;
    write_database(&body, s->database);
    for (size_t i = 0; i < j->patterns; i++)
        write_database(&body, s->closer[i]);
    digest_sha256_hex(buf_str(&body), hex);
    buf_addz(&file, HEAD);
    buf_addf(&file, "%s%s", j->key, hex);
    buf_adds(&file, buf_str(&body));
    if (!file.over && !body.over)
        (void)file_write(j->path.p, buf_str(&file), &unused);
    buf_clear(&body);
    buf_clear(&file);
}

static void
clear_databases(struct scanner *s)
{
    hs_free_database(s->database);
    s->database = NULL;
    for (size_t i = 0; s->closer != NULL && i < s->patterns; i++) {
        hs_free_database(s->closer[i]);
        s->closer[i] = NULL;
    }
}

static int
compile(struct scanner *s, const struct job *j, struct fail *fail)
{
    hs_compile_error_t *error = NULL;
    int rc = 0;

    if (j->count > 0 && hs_compile_lit_multi(j->text, j->flags, j->id, j->len,
                            (unsigned)j->count, HS_MODE_BLOCK, NULL,
                            &s->database, &error) != HS_SUCCESS) {
        s->database = NULL;
        rc = fail_set(fail, "vectorscan: %s", error->message);
    }
    hs_free_compile_error(error);
    for (size_t i = 0; i < j->patterns && rc == 0; i++) {
        error = NULL;
        /* What it refuses PCRE2 is asked about. */
        if (j->closer[i] != NULL &&
            hs_compile(j->closer[i], HS_FLAG_PREFILTER | HS_FLAG_SINGLEMATCH,
                HS_MODE_BLOCK, NULL, &s->closer[i], &error) != HS_SUCCESS)
            s->closer[i] = NULL;
        hs_free_compile_error(error);
    }
    return rc;
}

static int
new_vectorscan(struct scanner *s, const struct scanner_pattern *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail)
{
    struct job j;
    int rc = 0;

    if (hs_valid_platform() != HS_SUCCESS)
        return fail_set(fail, "vectorscan does not run on this processor");
    snprintf(s->engine, sizeof s->engine, "vectorscan %.5s", hs_version());
    s->closer = mem_array(count + 1, sizeof s->closer[0]);
    s->patterns = count;
    job_start(&j, s, patterns, count);
    job_end(&j, o);
    s->was_cached = load_cached(s, &j) == 0;
    if (!s->was_cached) {
        clear_databases(s);
        rc = compile(s, &j, fail);
        if (rc == 0)
            save_cached(s, &j, o);
    }
    job_clear(&j);
    return rc;
}

static int
on_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *arg)
{
    struct scanner_scratch *x = arg;

    (void)from, (void)to, (void)flags;
    x->bits[id / 64] |= 1ull << (id % 64);
    x->any = 1;
    return 0;
}

static int
on_any(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *arg)
{
    (void)id, (void)from, (void)to, (void)flags;
    *(int *)arg = 1;
    return 1; /* enough */
}

#endif

int
scanner_new(struct scanner **out, const struct scanner_pattern *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail)
{
    struct scanner *s = mem_new(sizeof *s);
    int rc = -1;

    s->words = (count + 63) / 64;
    s->always = mem_array(s->words + 1, sizeof s->always[0]);
#ifdef SHELFWATCH_VECTORSCAN
    if (!o->portable)
        rc = new_vectorscan(s, patterns, count, o, fail);
#else
    (void)o;
#endif
    if (rc != 0) /* also where vectorscan cannot: the other one always can */
        rc = new_portable(s, patterns, count, fail);
    if (rc != 0) {
        scanner_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void
scanner_free(struct scanner *s)
{
    if (s == NULL)
        return;
    prefilter_free(s->prefilter);
#ifdef SHELFWATCH_VECTORSCAN
    clear_databases(s);
    free(s->closer);
#endif
    free(s->always);
    free(s);
}

const char *
scanner_engine(const struct scanner *s)
{
    return s->engine;
}

int
scanner_was_cached(const struct scanner *s)
{
    return s->was_cached;
}

struct scanner_scratch *
scanner_scratch_new(const struct scanner *s)
{
    struct scanner_scratch *x = mem_new(sizeof *x);

#ifdef SHELFWATCH_VECTORSCAN
    if (s->database != NULL &&
        hs_alloc_scratch(s->database, &x->space) != HS_SUCCESS)
        abort(); /* out of memory, as base/mem.c */
    for (size_t i = 0; i < s->patterns; i++)
        if (s->closer[i] != NULL &&
            hs_alloc_scratch(s->closer[i], &x->space) != HS_SUCCESS)
            abort();
#else
    (void)s;
#endif
    return x;
}

void
scanner_scratch_free(struct scanner_scratch *x)
{
    if (x == NULL)
        return;
#ifdef SHELFWATCH_VECTORSCAN
    hs_free_scratch(x->space);
#endif
    buf_clear(&x->plain);
    free(x);
}

int
scanner_scan(const struct scanner *s, struct scanner_scratch *x,
    struct str text, uint64_t *bits)
{
    literal_plain(&x->plain, text);
    text = buf_str(&x->plain);
    if (s->prefilter != NULL)
        return prefilter_scan(s->prefilter, text, bits);
    x->bits = bits;
    x->any = s->any_always;
    for (size_t i = 0; i < s->words && s->any_always; i++)
        bits[i] |= s->always[i];
#ifdef SHELFWATCH_VECTORSCAN
    if (s->database != NULL && text.len > 0)
        hs_scan(
            s->database, text.p, (unsigned)text.len, 0, x->space, on_match, x);
#endif
    return x->any;
}

int
scanner_may(const struct scanner *s, struct scanner_scratch *x, struct str text,
    size_t pattern)
{
    int found = 0;

#ifdef SHELFWATCH_VECTORSCAN
    if (s->closer == NULL || s->closer[pattern] == NULL)
        return 1;
    if (text.len > 0)
        hs_scan(s->closer[pattern], text.p, (unsigned)text.len, 0, x->space,
            on_any, &found);
    return found;
#else
    (void)s, (void)x, (void)text, (void)pattern, (void)found;
    return 1;
#endif
}
