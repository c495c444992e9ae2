#include "crawler/site_profile.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"

#include <stdlib.h>

struct site_profiles {
    struct site_profile *item;
    size_t count, cap;
};

struct site_profiles *
site_profiles_new(void)
{
    return mem_new(sizeof(struct site_profiles));
}

static void
value_clear(struct site_value *v)
{
    xml_query_free(v->query);
    pattern_free(v->match);
}

static void
profile_clear(struct site_profile *p)
{
    for (size_t i = 0; i < p->host_count; i++)
        free(p->hosts[i]);
    for (size_t i = 0; i < p->rule_count; i++)
        value_clear(&p->rules[i].value);
    for (size_t i = 0; i < COUNT(p->kind); i++)
        xml_query_free(p->kind[i]);
    value_clear(&p->row);
    value_clear(&p->name);
    value_clear(&p->content);
    free(p->hosts);
    free(p->rules);
    free(p->drops);
}

void
site_profiles_free(struct site_profiles *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->count; i++)
        profile_clear(&p->item[i]);
    free(p->item);
    free(p);
}

/* --- Reading --- */

static int
read_query(struct xml_query **out, const struct yaml *y,
    const struct yaml_node *n, struct fail *fail)
{
    struct fail why = { "" };

    if (n->kind != YAML_SCALAR)
        return yaml_fail(y, n, fail, "an XPath expression must stand here");
    if (xml_query_new(out, n->text, &why) != 0)
        return yaml_fail(y, n, fail, "in the XPath expression, %s", why.text);
    return 0;
}

/* An expression, or a map of `xpath` and `match`. */
static int
read_value(struct site_value *out, const struct yaml *y,
    const struct yaml_node *n, struct fail *fail)
{
    static const char *const keys[] = { "xpath", "match", NULL };
    const struct yaml_node *xpath = n, *match;
    struct fail why = { "" };

    if (n->kind == YAML_LIST)
        return yaml_fail(
            y, n, fail, "no list may stand here; join XPaths with '|'");
    if (n->kind == YAML_MAP) {
        if (yaml_check_keys(y, n, keys, fail) != 0)
            return -1;
        xpath = yaml_get(n, "xpath");
        if (xpath == NULL)
            return yaml_fail(y, n, fail, "xpath: is missing");
        match = yaml_get(n, "match");
        if (match != NULL && match->kind != YAML_SCALAR)
            return yaml_fail(y, match, fail, "match: must be one pattern");
        if (match != NULL &&
            pattern_new(&out->match, match->text, 0, &why) != 0)
            return yaml_fail(y, match, fail, "match: %s", why.text);
    }
    return read_query(&out->query, y, xpath, fail);
}

/* What the program itself knows of a page no profile may state. */
static int
is_ours(enum listing_field f)
{
    return f == LISTING_URL || f == LISTING_MARKET || f == LISTING_FETCHED_AT ||
           f == LISTING_LANGUAGE;
}

static int
find_field(struct site_rule *r, struct str name)
{
    if (str_is(name, "price"))
        name = STR("price.amount");
    r->is_list = listing_list_find(&r->list, name) == 0;
    if (r->is_list)
        return 0;
    return listing_field_find(&r->field, name) == 0 && !is_ours(r->field) ? 0
                                                                          : -1;
}

/* The names that may stand here, for those who guessed. */
static int
fail_field(const struct yaml *y, const struct yaml_node *n, struct str name,
    int lists, struct fail *fail)
{
    struct buf known = BUF_MAX(1000);

    for (int f = 0; f < LISTING_FIELDS; f++)
        if (!is_ours((enum listing_field)f))
            buf_addf(&known, " %s", listing_field_name((enum listing_field)f));
    for (int f = 0; lists && f < LISTING_LISTS; f++)
        buf_addf(&known, " %s", listing_list_name((enum listing_list)f));
    yaml_fail(y, n, fail, "'" STR_FMT "' is no field; the fields are%s",
        STR_ARG(name), buf_text(&known));
    buf_clear(&known);
    return -1;
}

static int
read_rules(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *fields, struct fail *fail)
{
    if (fields != NULL && fields->kind != YAML_MAP)
        return yaml_fail(y, fields, fail, "fields: must be a map");
    for (const struct yaml_node *n = fields != NULL ? fields->first : NULL;
         n != NULL; n = n->next) {
        struct site_rule r = { 0 }, *kept;

        if (find_field(&r, n->key) != 0)
            return fail_field(y, n, n->key, 1, fail);
        if (p->rule_count == SITE_PROFILE_ITEMS_MAX)
            return yaml_fail(
                y, n, fail, "more than %d fields", SITE_PROFILE_ITEMS_MAX);
        p->rules =
            mem_grow(p->rules, &p->rule_cap, p->rule_count + 1, sizeof r);
        kept = &p->rules[p->rule_count++];
        *kept = r;
        if (read_value(&kept->value, y, n, fail) != 0)
            return -1;
    }
    return 0;
}

static int
read_drops(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *drop, struct fail *fail)
{
    if (drop != NULL && drop->kind != YAML_LIST)
        return yaml_fail(y, drop, fail, "drop: must be a list of fields");
    for (const struct yaml_node *n = drop != NULL ? drop->first : NULL;
         n != NULL; n = n->next) {
        struct site_rule r;

        if (n->kind != YAML_SCALAR || find_field(&r, n->text) != 0 || r.is_list)
            return fail_field(y, n, n->text, 0, fail);
        if (p->drop_count == SITE_PROFILE_ITEMS_MAX)
            return yaml_fail(
                y, n, fail, "more than %d fields", SITE_PROFILE_ITEMS_MAX);
        p->drops = mem_grow(
            p->drops, &p->drop_cap, p->drop_count + 1, sizeof p->drops[0]);
        p->drops[p->drop_count++] = r.field;
    }
    return 0;
}

/* A host name whose labels may be '*', but not all of them. */
static int
is_host(struct str s)
{
    struct str rest = s, label;
    int named = 0;

    while (str_next(&rest, '.', &label)) {
        if (label.len == 0)
            return 0;
        if (str_is(label, "*"))
            continue;
        for (size_t i = 0; i < label.len; i++)
            if (!str_is_alnum(label.p[i]) && label.p[i] != '-')
                return 0;
        named = 1;
    }
    return named;
}

static int
add_host(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *n, struct fail *fail)
{
    if (n->kind != YAML_SCALAR || !is_host(n->text))
        return yaml_fail(y, n, fail,
            "no host name; write it like shop.example or shop.* (one label "
            "each '*'), punycode for other letters");
    if (p->host_count == SITE_PROFILE_ITEMS_MAX)
        return yaml_fail(
            y, n, fail, "more than %d hosts", SITE_PROFILE_ITEMS_MAX);
    p->hosts =
        mem_grow(p->hosts, &p->host_cap, p->host_count + 1, sizeof p->hosts[0]);
    p->hosts[p->host_count++] = str_dup(n->text);
    return 0;
}

static int
read_hosts(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    const struct yaml_node *hosts = yaml_get(root, "hosts");

    if (hosts == NULL)
        return yaml_fail(y, root, fail, "hosts: is missing");
    if (hosts->kind == YAML_SCALAR)
        return add_host(p, y, hosts, fail);
    if (hosts->kind != YAML_LIST || hosts->first == NULL)
        return yaml_fail(y, hosts, fail, "hosts: must be a list of names");
    for (const struct yaml_node *n = hosts->first; n != NULL; n = n->next)
        if (add_host(p, y, n, fail) != 0)
            return -1;
    return 0;
}

static int
read_kinds(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *page, struct fail *fail)
{
    static const char *const keys[] = { "product", "list", "other", NULL };
    static const enum extract_kind kinds[] = { EXTRACT_PRODUCT, EXTRACT_LIST,
        EXTRACT_OTHER };

    if (page == NULL)
        return 0;
    if (yaml_check_keys(y, page, keys, fail) != 0)
        return -1;
    for (size_t i = 0; keys[i] != NULL; i++) {
        const struct yaml_node *n = yaml_get(page, keys[i]);

        if (n != NULL && read_query(&p->kind[kinds[i]], y, n, fail) != 0)
            return -1;
    }
    return 0;
}

static int
read_attributes(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *map, struct fail *fail)
{
    static const char *const keys[] = { "rows", "name", "value", NULL };
    struct site_value *const parts[] = { &p->row, &p->name, &p->content };

    if (map == NULL)
        return 0;
    if (yaml_check_keys(y, map, keys, fail) != 0)
        return -1;
    for (size_t i = 0; keys[i] != NULL; i++) {
        const struct yaml_node *n = yaml_get(map, keys[i]);

        if (n == NULL)
            return yaml_fail(
                y, map, fail, "attributes: needs rows, name and value");
        /* Rows are nodes: nothing can be cut out of them. */
        if ((i == 0 ? read_query(&parts[i]->query, y, n, fail)
                    : read_value(parts[i], y, n, fail)) != 0)
            return -1;
    }
    return 0;
}

static int
read_render(struct site_profile *p, const struct yaml *y,
    const struct yaml_node *n, struct fail *fail)
{
    if (n == NULL)
        return 0;
    p->render = n->kind == YAML_SCALAR && str_is(n->text, "browser");
    if (!p->render && (n->kind != YAML_SCALAR || !str_is(n->text, "no")))
        return yaml_fail(y, n, fail, "render: must be 'browser' or 'no'");
    return 0;
}

static int
read_profile(struct site_profile *p, const struct yaml *y, struct fail *fail)
{
    static const char *const keys[] = { "hosts", "page", "fields", "attributes",
        "drop", "render", NULL };
    const struct yaml_node *root = yaml_root(y);

    if (yaml_check_keys(y, root, keys, fail) != 0 ||
        read_hosts(p, y, root, fail) != 0 ||
        read_render(p, y, yaml_get(root, "render"), fail) != 0 ||
        read_kinds(p, y, yaml_get(root, "page"), fail) != 0 ||
        read_rules(p, y, yaml_get(root, "fields"), fail) != 0 ||
        read_attributes(p, y, yaml_get(root, "attributes"), fail) != 0)
        return -1;
    return read_drops(p, y, yaml_get(root, "drop"), fail);
}

int
site_profiles_add(struct site_profiles *p, struct str text, const char *name,
    struct fail *fail)
{
    struct site_profile one = { 0 };
    struct yaml *y;

    if (yaml_parse(&y, text, name, fail) != 0)
        return -1;
    if (read_profile(&one, y, fail) != 0) {
        profile_clear(&one);
        yaml_free(y);
        return -1;
    }
    yaml_free(y);
    p->item = mem_grow(p->item, &p->cap, p->count + 1, sizeof p->item[0]);
    p->item[p->count++] = one;
    return 0;
}

static int
add_file(const char *path, void *ctx, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = file_read(&text, path, fail);

    if (rc == 0)
        rc = site_profiles_add(ctx, buf_str(&text), path, fail);
    buf_clear(&text);
    return rc;
}

int
site_profiles_add_folder(
    struct site_profiles *p, const char *dir, struct fail *fail)
{
    return file_each(dir, ".yaml", add_file, p, fail) == 0 ? 0 : -1;
}

/* --- Finding --- */

int
site_profiles_render(const struct site_profiles *p)
{
    for (size_t i = 0; p != NULL && i < p->count; i++)
        if (p->item[i].render)
            return 1;
    return 0;
}

/* Take the last label off *rest. */
static int
last_label(struct str *rest, struct str *label)
{
    size_t from = rest->len;

    if (rest->p == NULL)
        return 0;
    while (from > 0 && rest->p[from - 1] != '.')
        from--;
    *label = str_sub(*rest, from, rest->len - from);
    *rest = from == 0 ? STR_NONE : str_sub(*rest, 0, from - 1);
    return 1;
}

/* Labels are compared from the end; the host may have more in front. */
static int
host_fits(struct str pattern, struct str host)
{
    struct str want, have;

    while (last_label(&pattern, &want))
        if (!last_label(&host, &have) ||
            (!str_is(want, "*") && !str_eq_nocase(want, have)))
            return 0;
    return 1;
}

const struct site_profile *
site_profiles_find(const struct site_profiles *p, struct str host)
{
    const struct site_profile *best = NULL;
    size_t longest = 0;

    for (size_t i = 0; p != NULL && i < p->count; i++)
        for (size_t k = 0; k < p->item[i].host_count; k++) {
            struct str pattern = str_of(p->item[i].hosts[k]);

            if (pattern.len > longest && host_fits(pattern, host)) {
                best = &p->item[i];
                longest = pattern.len;
            }
        }
    return best;
}
