#include "core/campaign.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"
#include "core/url.h"

#include <stdlib.h>
#include <string.h>

#define STARTS_MAX 10000
#define PATTERNS_MAX 1000

static const char *const known_keys[] = { "name", "market", "contact",
    "legal_basis", "ignore_robots", "start", "sitemaps", "follow", "ignore",
    "limits", "search", "connect_to", NULL };

/* Read a text member into an owned string; absent leaves *out. */
static int
read_text(const struct yaml *y, const struct yaml_node *map, const char *key,
    char **out, struct fail *fail)
{
    struct str s = STR_NONE;

    if (yaml_get_text(y, map, key, &s, fail) != 0)
        return -1;
    if (s.p != NULL) {
        free(*out);
        *out = str_dup(str_trim(s));
    }
    return 0;
}

/* A start host brings its whole registrable domain into scope. */
static void
add_host(struct campaign *c, struct str host)
{
    map_add(c->start_hosts, host, NULL);
    map_add(c->start_hosts, url_registrable_domain(host), NULL);
}

static int
read_starts(struct campaign *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    const struct yaml_node *list = yaml_get(root, "start");

    if (list == NULL)
        return 0;
    if (list->kind != YAML_LIST)
        return yaml_fail(y, list, fail, "'start' must be a list of URLs");
    for (const struct yaml_node *n = list->first; n != NULL; n = n->next) {
        struct fail why = { 0 };
        char *url;

        if (n->kind != YAML_SCALAR || c->start.count == STARTS_MAX)
            return yaml_fail(
                y, n, fail, "'start' takes up to %d URLs", STARTS_MAX);
        url = url_resolve(STR_NONE, n->text, &why);
        if (url == NULL)
            return yaml_fail(y, n, fail, "start URL: %s", why.text);
        texts_add(&c->start, str_of(url));
        add_host(c, url_host_of(str_of(url)));
        free(url);
    }
    return 0;
}

static int
read_patterns(struct campaign_patterns *out, const struct yaml *y,
    const struct yaml_node *root, const char *key, struct fail *fail)
{
    const struct yaml_node *list = yaml_get(root, key);

    if (list == NULL)
        return 0;
    if (list->kind != YAML_LIST)
        return yaml_fail(y, list, fail, "'%s' must be a list", key);
    for (const struct yaml_node *n = list->first; n != NULL; n = n->next) {
        struct fail why = { 0 };

        if (n->kind != YAML_SCALAR || out->count == PATTERNS_MAX)
            return yaml_fail(
                y, n, fail, "'%s' takes up to %d patterns", key, PATTERNS_MAX);
        out->item =
            mem_grow(out->item, &out->cap, out->count + 1, sizeof out->item[0]);
        if (pattern_new(&out->item[out->count], n->text, PATTERN_BYTES, &why) !=
            0)
            return yaml_fail(y, n, fail, "%s", why.text);
        out->count++;
    }
    return 0;
}

static int
read_limits(struct campaign *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    static const char *const keys[] = { "pages", "pages_per_host", "depth",
        "pictures", "hours", "per_host_delay_ms", "per_host_connections",
        NULL };
    const struct yaml_node *limits = yaml_get(root, "limits");
    int64_t depth = c->depth_max, connections = c->host_connections;
    int64_t pictures = c->pictures_max;
    double hours = 6;

    if (limits == NULL)
        return 0;
    if (yaml_check_keys(y, limits, keys, fail) != 0 ||
        yaml_get_i64(y, limits, "pages", 1, 1000000000, &c->pages_max, fail) !=
            0 ||
        yaml_get_i64(y, limits, "pages_per_host", 1, 1000000000,
            &c->host_pages_max, fail) != 0 ||
        yaml_get_i64(y, limits, "depth", 0, 1000000, &depth, fail) != 0 ||
        yaml_get_i64(y, limits, "pictures", 0, LIMIT_PHOTOS, &pictures, fail) !=
            0 ||
        yaml_get_double(y, limits, "hours", 0.001, 10000, &hours, fail) != 0 ||
        yaml_get_i64(y, limits, "per_host_delay_ms", 0, 3600000, &c->delay_ms,
            fail) != 0 ||
        yaml_get_i64(
            y, limits, "per_host_connections", 1, 64, &connections, fail) != 0)
        return -1;
    c->depth_max = (int)depth;
    c->host_connections = (int)connections;
    c->pictures_max = (int)pictures;
    c->time_max_ms = (int64_t)(hours * 3600e3);
    return 0;
}

/* A template with a query in it must be an address; its host is in scope. */
static int
check_template(struct campaign *c, struct fail *fail)
{
    struct str t = str_of(c->search_template);
    size_t at = (size_t)str_find(t, STR("{query}"), 0);
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    char *url;

    buf_adds(&text, str_sub(t, 0, at));
    buf_addz(&text, "x");
    buf_adds(&text, str_sub(t, at + strlen("{query}"), t.len));
    url = url_resolve(STR_NONE, buf_str(&text), fail);
    buf_clear(&text);
    if (url == NULL)
        return -1;
    add_host(c, url_host_of(str_of(url)));
    free(url);
    return 0;
}

/* The shop's language and how much is searched for. */
static int
read_search_terms(struct campaign *c, const struct yaml *y,
    const struct yaml_node *search, struct fail *fail)
{
    static const char *const known[] = { "en", "de", "zh" };
    int64_t per_recall = c->search_per_recall, max = c->search_max;

    if (read_text(y, search, "language", &c->search_language, fail) != 0 ||
        yaml_get_i64(y, search, "per_recall", 1, 20, &per_recall, fail) != 0 ||
        yaml_get_i64(y, search, "max", 1, 1000000, &max, fail) != 0)
        return -1;
    c->search_per_recall = (int)per_recall;
    c->search_max = (int)max;
    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(c->search_language, known[i]) == 0)
            return 0;
    if (c->search_language[0] == '\0')
        return 0;
    return yaml_fail(
        y, search, fail, "'language' of the search is one of en, de, zh");
}

static int
read_search(struct campaign *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    static const char *const keys[] = { "template", "recalls", "language",
        "per_recall", "max", NULL };
    static const char *const recall_keys[] = { "source", "since", NULL };
    const struct yaml_node *search = yaml_get(root, "search");
    const struct yaml_node *recalls = yaml_get(search, "recalls");
    struct fail why = { 0 };

    if (search == NULL)
        return 0;
    if (yaml_check_keys(y, search, keys, fail) != 0 ||
        read_text(y, search, "template", &c->search_template, fail) != 0 ||
        read_search_terms(c, y, search, fail) != 0)
        return -1;
    if (c->search_template == NULL ||
        strstr(c->search_template, "{query}") == NULL)
        return yaml_fail(
            y, search, fail, "'template' must be a URL that contains {query}");
    if (check_template(c, &why) != 0)
        return yaml_fail(y, search, fail, "'template': %s", why.text);
    if (recalls == NULL)
        return 0;
    if (yaml_check_keys(y, recalls, recall_keys, fail) != 0 ||
        read_text(y, recalls, "source", &c->search_source, fail) != 0 ||
        read_text(y, recalls, "since", &c->search_since, fail) != 0)
        return -1;
    return 0;
}

static int
read_connect(struct campaign *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    const struct yaml_node *map = yaml_get(root, "connect_to");

    if (map == NULL)
        return 0;
    if (map->kind != YAML_MAP)
        return yaml_fail(y, map, fail,
            "'connect_to' must be lines of 'host:port': 'address:port'");
    for (const struct yaml_node *n = map->first; n != NULL; n = n->next) {
        if (n->kind != YAML_SCALAR || str_find_char(n->key, ':', 0) < 0 ||
            str_find_char(n->text, ':', 0) < 0)
            return yaml_fail(
                y, n, fail, "expected 'host:port': 'address:port'");
        c->connect = mem_grow(c->connect, &c->connect_cap, c->connect_count + 1,
            sizeof c->connect[0]);
        c->connect[c->connect_count].host_port = str_dup(n->key);
        c->connect[c->connect_count++].to = str_dup(n->text);
    }
    return 0;
}

/* What must hold between members. */
static int
check_whole(const struct campaign *c, const struct yaml *y,
    const struct yaml_node *root, struct fail *fail)
{
    if (c->name == NULL || c->name[0] == '\0')
        return yaml_fail(y, root, fail, "'name' is missing");
    for (const char *p = c->name; *p != '\0'; p++)
        if (!str_is_alnum(*p) && strchr("-_.", *p) == NULL)
            return yaml_fail(y, yaml_get(root, "name"), fail,
                "'name' may have letters, digits, '-', '_' and '.'");
    if (c->contact == NULL || c->contact[0] == '\0')
        return yaml_fail(y, root, fail,
            "'contact' is missing: the crawler says who is calling");
    for (const char *p = c->contact; *p != '\0'; p++)
        if ((unsigned char)*p <= ' ' || strchr("()<>", *p) != NULL ||
            (unsigned char)*p >= 0x7F)
            return yaml_fail(y, yaml_get(root, "contact"), fail,
                "'contact' must be one URL or e-mail address");
    if (c->start.count == 0 && c->search_template == NULL)
        return yaml_fail(y, root, fail, "'start' or 'search' is needed");
    if (c->ignore_robots && c->legal_basis[0] == '\0')
        return yaml_fail(y, yaml_get(root, "ignore_robots"), fail,
            "'ignore_robots' needs 'legal_basis'");
    return 0;
}

int
campaign_parse(
    struct campaign **out, struct str text, const char *name, struct fail *fail)
{
    struct campaign *c = mem_new(sizeof *c);
    struct yaml *y = NULL;
    const struct yaml_node *root;
    char hex[DIGEST_HEX_BYTES];
    int rc = -1;

    c->market = mem_text("EU");
    c->start_hosts = map_new(NULL);
    c->legal_basis = mem_text("");
    c->search_source = mem_text("");
    c->search_since = mem_text("");
    c->search_language = mem_text("");
    c->search_per_recall = 3;
    c->search_max = 5000;
    c->sitemaps = 1;
    c->pages_max = 10000;
    c->depth_max = 8;
    c->pictures_max = 3;
    c->time_max_ms = 6 * 3600 * 1000;
    c->delay_ms = 1000;
    c->host_connections = 1;
    digest_sha256_hex(text, hex);
    c->digest = mem_text(hex);
    if (yaml_parse(&y, text, name, fail) != 0)
        goto out;
    root = yaml_root(y);
    if (yaml_check_keys(y, root, known_keys, fail) != 0 ||
        read_text(y, root, "name", &c->name, fail) != 0 ||
        read_text(y, root, "market", &c->market, fail) != 0 ||
        read_text(y, root, "contact", &c->contact, fail) != 0 ||
        read_text(y, root, "legal_basis", &c->legal_basis, fail) != 0 ||
        yaml_get_bool(y, root, "ignore_robots", &c->ignore_robots, fail) != 0 ||
        yaml_get_bool(y, root, "sitemaps", &c->sitemaps, fail) != 0 ||
        read_starts(c, y, root, fail) != 0 ||
        read_patterns(&c->follow, y, root, "follow", fail) != 0 ||
        read_patterns(&c->ignore, y, root, "ignore", fail) != 0 ||
        read_limits(c, y, root, fail) != 0 ||
        read_search(c, y, root, fail) != 0 ||
        read_connect(c, y, root, fail) != 0 ||
        check_whole(c, y, root, fail) != 0)
        goto out;
    if (c->host_pages_max == 0)
        c->host_pages_max = c->pages_max;
    *out = c;
    c = NULL; /* handed over */
    rc = 0;
out:
    yaml_free(y);
    campaign_free(c);
    return rc;
}

int
campaign_load(struct campaign **out, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = file_read(&text, path, fail);

    if (rc == 0)
        rc = campaign_parse(out, buf_str(&text), path, fail);
    buf_clear(&text);
    return rc;
}

static void
patterns_clear(struct campaign_patterns *p)
{
    for (size_t i = 0; i < p->count; i++)
        pattern_free(p->item[i]);
    free(p->item);
}

void
campaign_free(struct campaign *c)
{
    if (c == NULL)
        return;
    free(c->name);
    free(c->market);
    free(c->contact);
    free(c->legal_basis);
    texts_clear(&c->start);
    map_free(c->start_hosts);
    patterns_clear(&c->follow);
    patterns_clear(&c->ignore);
    free(c->search_template);
    free(c->search_source);
    free(c->search_since);
    free(c->search_language);
    for (size_t i = 0; i < c->connect_count; i++) {
        free(c->connect[i].host_port);
        free(c->connect[i].to);
    }
    free(c->connect);
    free(c->digest);
    free(c);
}

static int
any_matches(const struct campaign_patterns *p, struct str url)
{
    for (size_t i = 0; i < p->count; i++)
        if (pattern_find(p->item[i], url, 0, NULL) == PATTERN_HIT)
            return 1;
    return 0;
}

int
campaign_allows(const struct campaign *c, struct str url)
{
    int in_scope = any_matches(&c->follow, url);

    if (c->follow.count == 0) {
        struct str host = url_host_of(url);

        /* Most links stay on their host: ask for the domain only else. */
        in_scope =
            map_find(c->start_hosts, host) != NULL ||
            map_find(c->start_hosts, url_registrable_domain(host)) != NULL;
    }
    return in_scope && !campaign_ignores(c, url);
}

int
campaign_ignores(const struct campaign *c, struct str url)
{
    return any_matches(&c->ignore, url);
}

char *
campaign_user_agent(const struct campaign *c)
{
    struct buf text = BUF_MAX(1024);

    buf_addf(&text, "Mozilla/5.0 (compatible; shelfwatch/%s; +%s)",
        SHELFWATCH_VERSION, c->contact);
    return buf_take(&text);
}
