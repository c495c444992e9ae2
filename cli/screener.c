#include "cli/screener.h"

#include "base/datadir.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "store/store.h"

/* Path of an installed file or folder, unless the user named one. */
static int
locate(struct buf *out, const char *given, const char *name,
    struct fail *fail)
{
    if (given != NULL)
        return buf_addz(out, given);
    return datadir_find(out, name, fail);
}

static int
load_rules(struct screener *s, const char *given, struct fail *fail)
{
    struct buf path = BUF_MAX(8192);
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
    struct buf path = BUF_MAX(8192);
    int rc = locate(&path, given, "score/policy.yaml", fail);

    if (rc == 0)
        rc = policy_load(&s->policy, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

int
screener_from_files(struct screener **out,
    const struct screener_files *files, const char *market,
    struct fail *fail)
{
    struct screener *s = screener_new(str_of(market), now_wall_ms());

    if (load_rules(s, files->rules, fail) != 0 ||
        load_policy(s, files->policy, fail) != 0) {
        screener_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

int
screener_searches(struct texts *urls, const struct screener_files *files,
    const struct campaign *campaign, struct fail *fail)
{
    (void)urls; (void)files; (void)campaign; (void)fail;
    return 0;
}
