#include "score/policy.h"

#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"

#include <stdio.h>

#define ENTRIES_MAX 8
/* A factor of 0 on certain odds would be no number. */
#define FACTOR_MIN 0.01

struct entry {
    const char *key;
    double min, max;
    double *out;
};

/* Read a number from min to max that must be there. */
static int
read_number(const struct yaml *y, const struct yaml_node *map,
    const struct entry *e, struct fail *fail)
{
    if (yaml_get(map, e->key) == NULL)
        return yaml_fail(y, map, fail, "'%s' is missing", e->key);
    return yaml_get_double(y, map, e->key, e->min, e->max, e->out, fail);
}

static int
read_numbers(const struct yaml *y, const char *name,
    const struct entry *entries, size_t count, struct fail *fail)
{
    const struct yaml_node *map = yaml_get(yaml_root(y), name);
    const char *keys[ENTRIES_MAX + 1];

    if (map == NULL)
        return yaml_fail(y, yaml_root(y), fail, "'%s' is missing", name);
    for (size_t i = 0; i < count; i++)
        keys[i] = entries[i].key;
    keys[count] = NULL;
    if (yaml_check_keys(y, map, keys, fail) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (read_number(y, map, &entries[i], fail) != 0)
            return -1;
    return 0;
}

/* Which offers are judged without what was found. Unflagged ones alone would
 * give themselves away. */
static int
read_sample(const struct yaml *y, struct policy_sample *s, struct fail *fail)
{
    static const char *const keys[] = { "audit_share", "uncertain_per_scan",
        "flagged_share", "seed", NULL };
    const struct entry numbers[] = { { "audit_share", 0, 1, &s->audit_share },
        { "uncertain_per_scan", 0, 1000, &s->uncertain_per_scan },
        { "flagged_share", 0, 1, &s->flagged_share } };
    const struct yaml_node *map = yaml_get(yaml_root(y), "sample");
    struct str seed = STR_NONE;

    *s = (struct policy_sample){ 0 };
    if (map == NULL)
        return 0;
    if (yaml_check_keys(y, map, keys, fail) != 0 ||
        read_number(y, map, &numbers[0], fail) != 0 ||
        read_number(y, map, &numbers[1], fail) != 0 ||
        read_number(y, map, &numbers[2], fail) != 0 ||
        yaml_get_text(y, map, "seed", &seed, fail) != 0)
        return -1;
    if (s->flagged_share <= 0 &&
        (s->audit_share > 0 || s->uncertain_per_scan > 0))
        return yaml_fail(y, map, fail,
            "'flagged_share' is 0: without flagged cases that are shown the "
            "same way, who reviews knows that a case was drawn");
    if (s->audit_share <= 0 && s->uncertain_per_scan <= 0)
        s->flagged_share = 0;
    if (seed.len >= sizeof s->seed)
        return yaml_fail(y, map, fail, "'seed' is longer than %zu bytes",
            sizeof s->seed - 1);
    snprintf(s->seed, sizeof s->seed, STR_FMT, STR_ARG(seed));
    return 0;
}

int
policy_load(struct policy *p, const char *path, struct fail *fail)
{
    static const char *const keys[] = { "version", "strength", "severity",
        "formal_max", "model", "context", "flag_from", "sample", NULL };
    const struct entry strength[] = { { "candidate", 0, 1, &p->strength[0] },
        { "strong", 0, 1, &p->strength[1] },
        { "conclusive", 0, 1, &p->strength[2] } };
    const struct entry severity[] = { { "unknown", 0, 1, &p->severity[0] },
        { "low", 0, 1, &p->severity[1] }, { "medium", 0, 1, &p->severity[2] },
        { "high", 0, 1, &p->severity[3] },
        { "serious", 0, 1, &p->severity[4] } };
    const struct entry model[] = { { "weight", 0, 1, &p->model_weight },
        { "finding_from", 0, 1, &p->model_finding_from } };
    const struct entry context[] = { { "child", FACTOR_MIN, 10, &p->child },
        { "no_brand", FACTOR_MIN, 10, &p->no_brand },
        { "out_of_stock", FACTOR_MIN, 10, &p->out_of_stock },
        { "used", FACTOR_MIN, 10, &p->used },
        { "non_eu_seller", FACTOR_MIN, 10, &p->non_eu_seller } };
    const struct entry top[] = { { "formal_max", 0, 1, &p->formal_max },
        { "flag_from", 0, 1, &p->flag_from } };
    struct yaml *y = NULL;
    struct str version = STR_NONE;
    const struct yaml_node *root;
    int rc = -1;

    if (yaml_load(&y, path, LIMIT_CONFIG_BYTES, fail) != 0)
        return -1;
    root = yaml_root(y);
    if (yaml_check_keys(y, root, keys, fail) != 0 ||
        yaml_get_text(y, root, "version", &version, fail) != 0 ||
        read_numbers(y, "strength", strength, COUNT(strength), fail) != 0 ||
        read_numbers(y, "severity", severity, COUNT(severity), fail) != 0 ||
        read_numbers(y, "model", model, COUNT(model), fail) != 0 ||
        read_numbers(y, "context", context, COUNT(context), fail) != 0 ||
        read_number(y, root, &top[0], fail) != 0 ||
        read_number(y, root, &top[1], fail) != 0 ||
        read_sample(y, &p->sample, fail) != 0)
        goto out;
    snprintf(p->version, sizeof p->version, STR_FMT, STR_ARG(version));
    rc = 0;
out:
    yaml_free(y);
    return rc;
}
