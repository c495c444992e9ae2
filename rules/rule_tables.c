#include "rules/rule_tables.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define PATH_BYTES_MAX 4096

/* Tables by the path they were read from. */
struct rule_tables {
    struct map *lexicons, *rates;
};

static void
free_lexicon(void *p)
{
    term_table_free(p);
}

static void
free_rates(void *p)
{
    rates_free(p);
}

struct rule_tables *
rule_tables_new(void)
{
    struct rule_tables *t = mem_new(sizeof *t);

    t->lexicons = map_new(free_lexicon);
    t->rates = map_new(free_rates);
    return t;
}

void
rule_tables_free(struct rule_tables *t)
{
    if (t == NULL)
        return;
    map_free(t->lexicons);
    map_free(t->rates);
    free(t);
}

/* Path of `name` beside the pack or among the program's packs. */
static int
find(struct buf *path, const char *pack, const char *name, struct fail *fail)
{
    const char *slash = strrchr(pack, '/');
    struct buf shared = BUF_MAX(PATH_BYTES_MAX);
    int rc = 0;

    buf_add(path, pack, slash ? (size_t)(slash - pack) + 1 : 0);
    buf_addz(path, name);
    if (!path->over && !file_exists(buf_text(path))) {
        buf_reset(path);
        buf_addf(&shared, "rules/packs/%s", name);
        if (datadir_find(path, buf_text(&shared), fail) != 0)
            rc = fail_set(fail,
                "%s is neither beside the pack nor among the program's packs",
                name);
    }
    buf_clear(&shared);
    return rc;
}

/* Read the file, unless it is known: then *known is what it gave. */
static int
read_once(const struct map *tables, const struct buf *path, struct buf *text,
    void **known, struct digest *d, struct fail *fail)
{
    *known = map_get(tables, buf_str(path));
    if (*known != NULL)
        return 0;
    if (file_read(text, path->p, fail) != 0)
        return -1;
    digest_add(d, buf_str(text));
    return 0;
}

const struct term_table *
rule_tables_lexicon(struct rule_tables *t, const char *pack, struct str name,
    struct digest *d, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX),
               text = BUF_MAX(LIMIT_RULE_PACK_BYTES),
               file = BUF_MAX(PATH_BYTES_MAX);
    struct term_table *l = NULL;
    void *known = NULL;

    buf_addf(&file, "lexicons/" STR_FMT ".tsv", STR_ARG(name));
    if (find(&path, pack, buf_text(&file), fail) == 0 &&
        read_once(t->lexicons, &path, &text, &known, d, fail) == 0) {
        if (known != NULL)
            l = known;
        else if (term_table_parse(&l, buf_str(&text), buf_text(&path), fail) ==
                 0)
            map_put(t->lexicons, buf_str(&path), l);
    }
    buf_clear(&path);
    buf_clear(&text);
    buf_clear(&file);
    return l;
}

const struct rates *
rule_tables_rates(struct rule_tables *t, const char *pack, struct digest *d,
    struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX),
               text = BUF_MAX(LIMIT_RULE_PACK_BYTES);
    struct rates *r = NULL;
    void *known = NULL;

    if (find(&path, pack, "rates.tsv", fail) == 0 &&
        read_once(t->rates, &path, &text, &known, d, fail) == 0) {
        if (known != NULL)
            r = known;
        else if (rates_parse(&r, buf_str(&text), buf_text(&path), fail) == 0)
            map_put(t->rates, buf_str(&path), r);
    }
    buf_clear(&path);
    buf_clear(&text);
    return r;
}
