#include "cli/doctor.h"

#include "base/buf.h"
#include "base/datadir.h"
#include "base/file.h"
#include "classifier/category_release.h"
#include "classifier/pair_release.h"
#include "classifier/risk.h"
#include "cli/screener.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES_MAX 8192
static const char reinstall[] =
    "install the program again: its data is damaged";

static void
check_rules(struct doctor *d)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct rule_set *set = NULL;
    struct fail fail = { "" };
    const char *one;
    int rc = datadir_find(&path, "rules/packs", &fail);

    if (rc == 0) {
        one = buf_text(&path);
        rc = rule_set_load(&set, &one, 1, NULL, &fail);
    }
    if (rc != 0)
        doctor_say(d, "rules", DOCTOR_FAIL, reinstall, "%s", fail.text);
    else
        doctor_say(d, "rules", DOCTOR_OK, "", "%zu rules in %zu packs, %s",
            rule_set_rules(set), rule_set_packs(set), rule_set_version(set));
    rule_set_free(set);
    buf_clear(&path);
}

static void
check_risk(struct doctor *d)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct risk_model *m = NULL;
    struct fail fail = { "" };

    if (screener_model_dir(&path, &fail) != 0 ||
        risk_load(&m, buf_text(&path), &fail) != 0)
        doctor_say(d, "model", DOCTOR_FAIL, reinstall, "%s", fail.text);
    else
        doctor_say(d, "model", DOCTOR_OK, "", "%s", risk_version(m));
    risk_free(m);
    buf_clear(&path);
}

static void
say_model(struct doctor *d, const char *name, int rc, const struct fail *fail)
{
    if (rc != 0)
        doctor_say(d, "model", DOCTOR_FAIL, reinstall, "%s", fail->text);
    else
        doctor_say(d, "model", DOCTOR_OK, "", "%s, checksums agree", name);
}

static void
check_models(struct doctor *d)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct pair_model *pair = NULL;
    struct category_model *category = NULL;
    struct fail fail = { "" };
    int rc = datadir_find(&path, SCREENER_PAIR_MODEL, &fail);

    if (rc == 0)
        rc = pair_release_load(&pair, buf_text(&path), &fail);
    say_model(d, SCREENER_PAIR_MODEL, rc, &fail);
    buf_reset(&path);
    rc = datadir_find(&path, SCREENER_CATEGORY_MODEL, &fail);
    if (rc == 0)
        rc = category_release_load(&category, buf_text(&path), &fail);
    say_model(d, SCREENER_CATEGORY_MODEL, rc, &fail);
    pair_model_free(pair);
    category_model_free(category);
    buf_clear(&path);
}

/* Without it every scan makes its databases again. */
static void
check_cache(struct doctor *d)
{
    static const char to_do[] =
        "CacheDirectory= in the unit, or set SHELFWATCH_CACHE";
    struct buf hold = BUF_MAX(PATH_BYTES_MAX);
    struct scanner_options o = scanner_options_default(&hold);

    if (o.portable || o.cache_dir == NULL)
        doctor_say(d, "cache", DOCTOR_OK, "", "none is needed");
    else if (!file_exists(o.cache_dir))
        doctor_say(d, "cache", DOCTOR_OK, "", "%s, not made yet", o.cache_dir);
    else if (access(o.cache_dir, W_OK) != 0)
        doctor_say(d, "cache", DOCTOR_WARN, to_do, "%s: %s", o.cache_dir,
            strerror(errno));
    else
        doctor_say(d, "cache", DOCTOR_OK, "", "%s", o.cache_dir);
    buf_clear(&hold);
}

void
doctor_data(struct doctor *d)
{
    check_rules(d);
    check_risk(d);
    check_models(d);
    check_cache(d);
}
