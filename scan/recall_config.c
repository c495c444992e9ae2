#include "scan/recall_config.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"
#include "core/url.h"
#include "recalls/feed.h"

#include <stdlib.h>
#include <string.h>

/* Seconds between requests are what official services ask for themselves. */
#define DELAY_MS 1000
/* The largest feed is some 60 MB; a slow authority takes minutes for it. */
#define TIMEOUT_MS (10 * 60 * 1000)
#define PAGES_MAX 2000
#define BYTES_MAX (1LL << 30)
/* What is left waits for the next run: the store's lock is held meanwhile. */
#define TIME_MAX_MS (20 * 60 * 1000LL)

void
recall_config_init(struct recall_config *c)
{
    *c = (struct recall_config){ .delay_ms = DELAY_MS,
        .timeout_ms = TIMEOUT_MS,
        .pages_max = PAGES_MAX,
        .bytes_max = BYTES_MAX,
        .time_max_ms = TIME_MAX_MS };
}

void
recall_config_clear(struct recall_config *c)
{
    free(c->contact);
    texts_clear(&c->named);
    texts_clear(&c->bases);
    for (size_t i = 0; i < c->routes_count; i++) {
        free((char *)(uintptr_t)c->routes[i].from);
        free((char *)(uintptr_t)c->routes[i].to);
    }
    free(c->routes);
    recall_config_init(c);
}

void
recall_config_set_contact(struct recall_config *c, const char *contact)
{
    char *copy = mem_text(contact);

    free(c->contact);
    c->contact = copy;
}

const char *
recall_config_base(const struct recall_config *c, const char *source)
{
    size_t len = strlen(source);

    for (size_t i = c->bases.count; i-- > 0;)
        if (strncmp(c->bases.item[i], source, len) == 0 &&
            c->bases.item[i][len] == ' ')
            return c->bases.item[i] + len + 1;
    return NULL;
}

int
recall_config_set_base(struct recall_config *c, const char *source,
    struct str base, struct fail *fail)
{
    struct url u = { 0 };
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);

    if (url_parse(&u, base, NULL, fail) != 0)
        return fail_wrap(fail, "base of %s", source);
    url_clear(&u);
    while (str_ends(base, STR("/")))
        base.len--;
    buf_addf(&text, "%s " STR_FMT, source, STR_ARG(base));
    texts_add(&c->bases, buf_str(&text));
    buf_clear(&text);
    return 0;
}

static int
read_limits(struct recall_config *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    static const char *const keys[] = { "delay_ms", "timeout_s", "pages",
        "megabytes", "minutes", NULL };
    const struct yaml_node *limits = yaml_get(root, "limits");
    double timeout = (double)c->timeout_ms / 1e3;
    double minutes = (double)c->time_max_ms / 60e3;
    int64_t megabytes = c->bytes_max >> 20;

    if (limits == NULL)
        return 0;
    if (yaml_check_keys(y, limits, keys, fail) != 0 ||
        yaml_get_i64(y, limits, "delay_ms", 0, 3600000, &c->delay_ms, fail) !=
            0 ||
        yaml_get_double(y, limits, "timeout_s", 0.1, 86400, &timeout, fail) !=
            0 ||
        yaml_get_i64(y, limits, "pages", 1, 10000000, &c->pages_max, fail) !=
            0 ||
        yaml_get_i64(y, limits, "megabytes", 1, 1 << 20, &megabytes, fail) !=
            0 ||
        yaml_get_double(y, limits, "minutes", 0.01, 1e5, &minutes, fail) != 0)
        return -1;
    c->timeout_ms = (int64_t)(timeout * 1e3);
    c->time_max_ms = (int64_t)(minutes * 60e3);
    c->bytes_max = megabytes << 20;
    return 0;
}

static int
read_sources(struct recall_config *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    static const char *const keys[] = { "base", NULL };
    const struct yaml_node *map = yaml_get(root, "sources");

    if (map == NULL)
        return 0;
    if (map->kind != YAML_MAP)
        return yaml_fail(
            y, map, fail, "'sources' must be a map of names of sources");
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next) {
        const struct feed_source *feed = feed_find(n->key);
        struct str base = STR_NONE;
        struct fail why;

        if (feed == NULL)
            return yaml_fail(y, n, fail,
                "unknown source '" STR_FMT "'; see 'recalls sources'",
                STR_ARG(str_sub(n->key, 0, 80)));
        texts_add_new(&c->named, n->key);
        if (n->kind == YAML_SCALAR && str_trim(n->text).len == 0)
            continue; /* "us-cpsc:" alone: with its own address */
        if (yaml_check_keys(y, n, keys, fail) != 0 ||
            yaml_get_text(y, n, "base", &base, fail) != 0)
            return -1;
        if (base.len > 0 &&
            recall_config_set_base(c, feed->name, base, &why) != 0)
            return yaml_fail(y, n, fail, "%s", why.text);
    }
    return 0;
}

static int
read_routes(struct recall_config *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    const struct yaml_node *map = yaml_get(root, "connect_to");

    if (map == NULL)
        return 0;
    if (map->kind != YAML_MAP)
        return yaml_fail(y, map, fail, "'connect_to' must be a map");
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next) {
        if (n->kind != YAML_SCALAR)
            return yaml_fail(y, n, fail, "must be an address and port");
        c->routes = mem_grow(c->routes, &c->routes_cap, c->routes_count + 1,
            sizeof c->routes[0]);
        c->routes[c->routes_count++] =
            (struct route){ str_dup(n->key), str_dup(n->text) };
    }
    return 0;
}

static int
read_contact(struct recall_config *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    struct str s = STR_NONE;

    if (yaml_get_text(y, root, "contact", &s, fail) != 0)
        return -1;
    if (s.p == NULL)
        return 0;
    free(c->contact);
    c->contact = str_dup(str_trim(s));
    return 0;
}

int
recall_config_parse(struct recall_config *c, struct str text, const char *name,
    struct fail *fail)
{
    static const char *const keys[] = { "contact", "limits", "sources",
        "connect_to", NULL };
    struct yaml *y = NULL;
    const struct yaml_node *root;
    int rc;

    if (yaml_parse(&y, text, name, fail) != 0)
        return -1;
    root = yaml_root(y);
    rc = yaml_check_keys(y, root, keys, fail) != 0 ||
                 read_contact(c, y, root, fail) != 0 ||
                 read_limits(c, y, root, fail) != 0 ||
                 read_sources(c, y, root, fail) != 0 ||
                 read_routes(c, y, root, fail) != 0
             ? -1
             : 0;
    yaml_free(y);
    return rc;
}

int
recall_config_load(struct recall_config *c, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = file_read(&text, path, fail);

    if (rc == 0)
        rc = recall_config_parse(c, buf_str(&text), path, fail);
    buf_clear(&text);
    return rc;
}
