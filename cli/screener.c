#include "cli/screener.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/share.h"
#include "classifier/category_release.h"
#include "classifier/pair_release.h"
#include "recalls/recall_source.h"
#include "rules/rule_reach.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define PATH_BYTES_MAX 8192
/* The model in use, below the data folder. */

static int
speaks(const char *language)
{
    static const char *const known[] = { "en", "de", "zh" };

    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(language, known[i]) == 0)
            return 1;
    return 0;
}

int
screener_option(struct screener_files *files, int option, const char *value)
{
    switch (option) {
    case 's':
        files->store = value;
        return 0;
    case 'r':
        files->rules = value;
        return 0;
    case 'm':
        files->model = value;
        return 0;
    case 'p':
        files->policy = value;
        return 0;
    case 'l':
        files->language = value;
        return speaks(value) ? 0 : -1;
    default:
        return -1;
    }
}

/* Path of an installed file or folder, unless the user named one. */
static int
locate(struct buf *out, const char *given, const char *name, struct fail *fail)
{
    if (given != NULL)
        return buf_addz(out, given);
    return datadir_find(out, name, fail);
}

static int
load_rules(struct screener *s, const char *given, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct buf cache = BUF_MAX(PATH_BYTES_MAX);
    struct scanner_options o = scanner_options_default(&cache);
    const char *paths[1];
    int rc = locate(&path, given, "rules/packs", fail);

    paths[0] = buf_text(&path);
    if (rc == 0)
        rc = rule_set_load_fast(&s->rules, paths, 1, &o, NULL, fail);
    if (rc == 0 && !o.portable &&
        !scanner_was_cached(rule_set_scanner(s->rules)))
        log_info("event=rule_database_made engine=%s cache=%s",
            scanner_engine(rule_set_scanner(s->rules)),
            o.cache_dir ? o.cache_dir : "none");
    buf_clear(&path);
    buf_clear(&cache);
    return rc;
}

static int
load_policy(struct screener *s, const char *given, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    int rc = locate(&path, given, "score/policy.yaml", fail);

    if (rc == 0)
        rc = policy_load(&s->policy, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

int
screener_model_dir(struct buf *path, struct fail *fail)
{
    struct buf name = BUF_MAX(256), current = BUF_MAX(PATH_BYTES_MAX);
    int rc = datadir_find(&current, "models/CURRENT", fail);

    if (rc == 0)
        rc = file_read(&name, buf_text(&current), fail);
    if (rc == 0) {
        struct str dir = buf_str(&current);

        buf_adds(path, str_sub(dir, 0, dir.len - strlen("CURRENT")));
        buf_adds(path, str_trim(buf_str(&name)));
    }
    buf_clear(&name);
    buf_clear(&current);
    return rc;
}

static int
load_model(struct screener *s, const char *given, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct fail none = { 0 };
    int rc = 0;

    if (given != NULL)
        buf_addz(&path, given);
    else if (screener_model_dir(&path, &none) != 0)
        log_warn("event=no_model why=%s", none.text);
    if (path.len > 0)
        rc = risk_load(&s->model, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

/* The pair model weighs candidates; without it they keep their likeness. */
static int
load_pair_model(struct pair_model **model, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct fail none = { 0 };
    int rc = 0;

    if (datadir_find(&path, SCREENER_PAIR_MODEL, &none) != 0)
        log_warn("event=no_pair_model why=%s", none.text);
    else
        rc = pair_release_load(model, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

/* Guesses categories; without it only stated ones count. */
static int
load_categories(struct screener *s, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct fail none = { 0 };
    int rc = 0;

    if (datadir_find(&path, SCREENER_CATEGORY_MODEL, &none) != 0)
        log_warn("event=no_category_model why=%s", none.text);
    else
        rc = category_release_load(&s->categories, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

/* --- recalls --- */

static int
collect(struct recall **r, void *ctx, struct fail *fail)
{
    (void)fail;
    recalls_add(ctx, r);
    return 0;
}

static int
read_recalls(struct recalls *out, const char *path, enum store_mode mode,
    struct fail *fail)
{
    struct store *store = NULL;
    int rc;

    if (!file_exists(path))
        return 0;
    if (store_open(&store, path, mode, fail) != 0)
        return -1;
    rc = store_recall_each(store, collect, out, fail);
    store_close(store);
    return rc;
}

int
screener_recalls(struct recalls *out, const char *path, struct fail *fail)
{
    return read_recalls(out, path, STORE_READ, fail);
}

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    log_warn("event=bad_recall why=%s", text);
}

static int
load_recalls(
    struct screener *s, const struct screener_files *files, struct fail *fail)
{
    struct recalls all = { 0 };
    struct recall_import im = { .out = &all, .say = say };
    int rc = 0;

    if (files->given != NULL && files->given->count > 0)
        s->recalls = recall_index_new(files->given);
    if (files->given != NULL)
        return 0;
    if (files->recalls != NULL)
        rc = recall_load(&im, files->recalls, NULL, fail);
    else if (files->store != NULL)
        rc = read_recalls(
            &all, files->store, files->renew ? STORE_UPDATE : STORE_READ, fail);
    if (rc == 0 && all.count == 0 && files->store != NULL)
        log_warn("event=no_recalls store=%s", files->store);
    if (rc == 0 && all.count > 0)
        s->recalls = recall_index_new(&all);
    recalls_clear(&all);
    return rc;
}

/* A market that is none would leave out every rule, without a word. */
static int
check_market(const char *market, struct fail *fail)
{
    char hint[3];

    if (market[0] == '\0' || rule_reach_market(str_of(market), hint))
        return 0;
    return fail_set(fail, "no market is written '%.40s'; write %s, EU or EEA",
        market, hint[0] != '\0' ? hint : "a country's code such as DE");
}

/* Those that take longest first. */
enum part {
    PART_RECALLS,
    PART_RULES,
    PART_RISK,
    PART_CATEGORIES,
    PART_PAIRS,
    PARTS,
};

struct loading {
    struct screener *s;
    const struct screener_files *files;
    struct pair_model *pairs; /* owned */
    struct {
        int rc;
        struct fail fail;
    } part[PARTS];
};

/* 1 if there is anything to take notices from. */
static int
wants_recalls(const struct screener_files *files)
{
    return files->given != NULL
               ? files->given->count > 0
               : files->recalls != NULL || files->store != NULL;
}

static void
load_part(size_t part, void *ctx)
{
    struct loading *l = ctx;
    struct fail *fail = &l->part[part].fail;
    int rc = 0;

    switch ((enum part)part) {
    case PART_RECALLS:
        rc = load_recalls(l->s, l->files, fail);
        break;
    case PART_RULES:
        rc = load_rules(l->s, l->files->rules, fail);
        if (rc == 0)
            rc = load_policy(l->s, l->files->policy, fail);
        break;
    case PART_RISK:
        rc = load_model(l->s, l->files->model, fail);
        break;
    case PART_CATEGORIES:
        rc = load_categories(l->s, fail);
        break;
    case PART_PAIRS:
        rc = wants_recalls(l->files) ? load_pair_model(&l->pairs, fail) : 0;
        break;
    case PARTS:
        break;
    }
    l->part[part].rc = rc;
}

/* All parts, on all cores; of several faults the first part's is told. */
static int
load(struct screener *s, const struct screener_files *files, struct fail *fail)
{
    struct loading l = { .s = s, .files = files };
    int rc = 0;

    share_load(PARTS, load_part, &l);
    mem_keep_freed(); /* from here on little is taken for good */
    for (size_t i = 0; i < PARTS && rc == 0; i++)
        if ((rc = l.part[i].rc) != 0)
            *fail = l.part[i].fail;
    if (rc == 0 && l.pairs != NULL && s->recalls != NULL)
        s->likeness = likeness_new(&l.pairs, s->recalls);
    pair_model_free(l.pairs);
    return rc;
}

int
screener_from_files(struct screener **out, const struct screener_files *files,
    const char *market, struct fail *fail)
{
    struct screener *s = screener_new(str_of(market), now_wall_ms());

    if (files->language != NULL)
        s->language = mem_text(files->language);
    if (check_market(market, fail) != 0 || load(s, files, fail) != 0) {
        screener_free(s);
        return -1;
    }
    *out = s;
    return 0;
}
