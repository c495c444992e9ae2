#include "cli/screener.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "recalls/recall_source.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define PATH_BYTES_MAX 8192
/* Searches made from one notice, and of one campaign. */
#define SEARCHES_PER_RECALL 2
#define SEARCHES_MAX 20000

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
    const char *paths[1];
    int rc = locate(&path, given, "rules/packs", fail);

    paths[0] = buf_text(&path);
    if (rc == 0)
        rc = rule_set_load(&s->rules, paths, 1, NULL, fail);
    buf_clear(&path);
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

/* --- recalls --- */

static int
collect(struct recall **r, void *ctx, struct fail *fail)
{
    (void)fail;
    recalls_add(ctx, r);
    return 0;
}

/* Every recall of a store; a store that does not exist has none. */
static int
stored_recalls(struct recalls *out, const char *path, struct fail *fail)
{
    struct store *store = NULL;
    int rc;

    if (!file_exists(path))
        return 0;
    if (store_open(&store, path, STORE_READ, fail) != 0)
        return -1;
    rc = store_recall_each(store, collect, out, fail);
    store_close(store);
    return rc;
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

    if (files->recalls != NULL)
        rc = recall_load(&im, files->recalls, NULL, fail);
    else if (files->store != NULL)
        rc = stored_recalls(&all, files->store, fail);
    if (rc == 0 && all.count == 0 && files->store != NULL)
        log_warn("event=no_recalls store=%s", files->store);
    if (rc == 0 && all.count > 0)
        s->recalls = recall_index_new(&all);
    recalls_clear(&all);
    return rc;
}

int
screener_from_files(struct screener **out, const struct screener_files *files,
    const char *market, struct fail *fail)
{
    struct screener *s = screener_new(str_of(market), now_wall_ms());

    if (load_rules(s, files->rules, fail) != 0 ||
        load_policy(s, files->policy, fail) != 0 ||
        load_model(s, files->model, fail) != 0 ||
        load_recalls(s, files, fail) != 0) {
        screener_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

/* --- searches --- */

/* Percent-encode a query term (RFC 3986 unreserved bytes stay). */
static void
add_encoded(struct buf *out, struct str term)
{
    for (size_t i = 0; i < term.len; i++) {
        unsigned char c = (unsigned char)term.p[i];

        if (str_is_alnum((char)c) || (c > ' ' && strchr("-._~", c) != NULL))
            buf_addc(out, (char)c);
        else
            buf_addf(out, "%%%02X", c);
    }
}

static void
add_search(struct texts *urls, const char *template, struct str term)
{
    struct str t = str_of(template);
    size_t at = (size_t)str_find(t, STR("{query}"), 0);
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    char *url;

    buf_adds(&text, str_sub(t, 0, at));
    add_encoded(&text, term);
    buf_adds(&text, str_sub(t, at + strlen("{query}"), t.len));
    url = text.over ? NULL : url_resolve(STR_NONE, buf_str(&text), NULL);
    texts_add(urls, str_of(url));
    free(url);
    buf_clear(&text);
}

/* Brand with model where there are both, else the name as sold. */
static void
add_searches(
    struct texts *urls, const struct campaign *c, const struct recall *r)
{
    struct str brand = recall_get(r, RECALL_BRAND);
    const struct texts *models = &r->list[RECALL_MODELS];
    struct str name = recall_get(r, RECALL_NAME);

    if (brand.len > 0 && models->count > 0) {
        for (size_t i = 0; i < models->count && i < SEARCHES_PER_RECALL; i++) {
            struct buf term = BUF_MAX(1024);

            buf_addf(&term, STR_FMT " %s", STR_ARG(brand), models->item[i]);
            add_search(urls, c->search_template, buf_str(&term));
            buf_clear(&term);
        }
        return;
    }
    if (name.len == 0)
        name = recall_get(r, RECALL_PRODUCT);
    if (name.len > 0)
        add_search(urls, c->search_template, name);
}

int
screener_searches(struct texts *urls, const struct screener_files *files,
    const struct campaign *campaign, struct fail *fail)
{
    struct recalls all = { 0 };
    struct str since = str_of(campaign->search_since);
    int rc;

    if (campaign->search_template == NULL)
        return 0;
    rc = stored_recalls(&all, files->store, fail);
    for (size_t i = 0; rc == 0 && i < all.count; i++) {
        const struct recall *r = all.item[i];

        if (campaign->search_source[0] != '\0' &&
            !str_is(recall_get(r, RECALL_SOURCE), campaign->search_source))
            continue;
        if (str_cmp(recall_get(r, RECALL_PUBLISHED), since) < 0)
            continue;
        if (urls->count < SEARCHES_MAX)
            add_searches(urls, campaign, r);
    }
    if (urls->count >= SEARCHES_MAX)
        log_warn("event=searches_capped at=%d", SEARCHES_MAX);
    recalls_clear(&all);
    return rc;
}
