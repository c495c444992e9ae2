#include "demo/goods.h"

#include "base/mem.h"
#include "core/limits.h"
#include "core/url.h"
#include "demo/goods_draw.h"

#include <stdlib.h>
#include <string.h>

/* Texts of some hundred offers. */
#define ARENA_BYTES (8u << 20)
#define OFFERS_MAX 5000

static const char *const kind_names[GOODS_KINDS] = { "recalled-gtin",
    "recalled-model", "recalled-case", "banned", "missing", "relisted",
    "near-miss" };
static const char *const language_codes[GOODS_LANGUAGES] = { "en", "de", "zh" };
static const char *const style_names[GOODS_STYLES] = { "jsonld", "microdata",
    "opengraph", "bare" };

const char *
goods_kind_name(enum goods_kind k)
{
    return kind_names[k];
}

const char *
goods_language_code(enum goods_language l)
{
    return language_codes[l];
}

/* Read a member that must be one of `names`. */
static int
read_choice(const struct yaml *y, const struct yaml_node *map, const char *key,
    const char *const *names, size_t count, struct fail *fail)
{
    struct str s = STR_NONE;

    if (yaml_get_text(y, map, key, &s, fail) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (str_is(s, names[i]))
            return (int)i;
    return yaml_fail(y, map, fail, "'%s' is none of those known", key);
}

/* Read a text member that must be there. */
static int
read_needed(const struct yaml *y, const struct yaml_node *map, const char *key,
    struct str *out, struct fail *fail)
{
    if (yaml_get_text(y, map, key, out, fail) != 0)
        return -1;
    if (out->len == 0)
        return yaml_fail(y, map, fail, "'%s' is missing", key);
    return 0;
}

/* A host name as addresses have it: lower case, IDNA. */
static int
read_host(struct goods *g, const struct yaml *y, const struct yaml_node *map,
    const char *key, struct str *out, struct fail *fail)
{
    struct buf text = BUF_MAX(300);
    struct fail why = { 0 };
    struct str written = STR_NONE;
    char *url = NULL;
    int rc = -1;

    if (read_needed(y, map, key, &written, fail) != 0)
        goto out;
    buf_addf(&text, "http://" STR_FMT "/", STR_ARG(written));
    url = url_resolve(STR_NONE, buf_str(&text), &why);
    if (url == NULL) {
        rc = yaml_fail(y, map, fail, "'%s': %s", key, why.text);
        goto out;
    }
    *out = arena_dup(&g->arena, url_host_of(str_of(url)));
    rc = 0;
out:
    free(url);
    buf_clear(&text);
    return rc;
}

static int
read_sections(struct goods *g, struct goods_shop *shop, struct fail *fail)
{
    const struct yaml *y = g->shops_yaml;
    const struct yaml_node *list = yaml_get(shop->yaml, "sections");

    for (const struct yaml_node *n = list ? list->first : NULL; n != NULL;
         n = n->next) {
        struct goods_section *s = &shop->section[shop->sections];
        int style;

        if (shop->sections == GOODS_SECTIONS_MAX)
            return yaml_fail(y, n, fail, "too many sections");
        style = read_choice(y, n, "style", style_names, GOODS_STYLES, fail);
        if (style < 0 || read_needed(y, n, "slug", &s->slug, fail) != 0 ||
            read_needed(y, n, "title", &s->title, fail) != 0)
            return -1;
        if (goods_list_count(yaml_get(n, "goods")) == 0)
            return yaml_fail(y, n, fail, "'goods' is missing");
        s->style = (enum goods_style)style;
        s->yaml = n;
        shop->sections++;
    }
    return 0;
}

static int
read_shop(struct goods *g, const struct yaml_node *n, struct fail *fail)
{
    static const char *const lists[] = { "makers", "traits", "materials",
        "colours", "sentences", "cautions", "reviews", "sections" };
    const struct yaml *y = g->shops_yaml;
    struct goods_shop *shop = &g->shop[g->shops];
    int language;

    if (g->shops == GOODS_SHOPS_MAX)
        return yaml_fail(y, n, fail, "too many shops");
    shop->yaml = n;
    language =
        read_choice(y, n, "language", language_codes, GOODS_LANGUAGES, fail);
    if (language < 0 || read_host(g, y, n, "host", &shop->host, fail) != 0 ||
        read_needed(y, n, "name", &shop->name, fail) != 0 ||
        read_needed(y, n, "currency", &shop->currency, fail) != 0 ||
        read_needed(y, n, "company", &shop->company, fail) != 0 ||
        read_needed(y, n, "path", &shop->path, fail) != 0 ||
        read_needed(y, n, "list_path", &shop->list_path, fail) != 0)
        return -1;
    shop->language = (enum goods_language)language;
    shop->seller = goods_party_of(yaml_get(n, "seller"));
    for (size_t i = 0; i < COUNT(lists); i++)
        if (goods_list_count(yaml_get(n, lists[i])) == 0)
            return yaml_fail(y, n, fail, "'%s' is missing", lists[i]);
    g->shops++;
    return read_sections(g, shop, fail);
}

/* --- offers --- */

static struct goods_offer *
add_offer(struct goods *g, const struct goods_shop *shop,
    struct goods_section *section)
{
    struct goods_offer *o;

    g->offer = mem_grow(g->offer, &g->cap, g->offers + 1, sizeof g->offer[0]);
    o = &g->offer[g->offers];
    *o = (struct goods_offer){
        .shop = shop, .section = section, .number = (int)g->offers
    };
    g->offers++;
    section->offers++;
    goods_draw(g, o);
    return o;
}

/* The section an entry of planted.yaml names. */
static int
find_place(struct goods *g, const struct yaml_node *entry,
    struct goods_shop **shop, struct goods_section **section, struct fail *fail)
{
    const struct yaml *y = g->planted_yaml;
    struct str host = STR_NONE, slug = STR_NONE;

    if (read_host(g, y, entry, "shop", &host, fail) != 0 ||
        read_needed(y, entry, "section", &slug, fail) != 0)
        return -1;
    for (size_t i = 0; i < g->shops; i++)
        for (size_t k = 0; k < g->shop[i].sections; k++)
            if (str_eq(g->shop[i].host, host) &&
                str_eq(g->shop[i].section[k].slug, slug)) {
                *shop = &g->shop[i];
                *section = &g->shop[i].section[k];
                return 0;
            }
    return yaml_fail(y, entry, fail, "no such shop and section");
}

static int
add_planted(struct goods *g, const struct yaml_node *entry, struct fail *fail)
{
    static const char *const keys[] = { "name", "shop", "section", "kind",
        "brand", "model", "title", "gtin", "description", "ingredients",
        "maker", "responsible", "seller", "warnings", "images", "expect", "why",
        "relists", NULL };
    const struct yaml *y = g->planted_yaml;
    struct goods_plant *p = &g->plant[g->plants];
    struct goods_section *section = NULL;
    struct goods_shop *shop = NULL;
    struct goods_offer *o;
    int kind;

    if (yaml_check_keys(y, entry, keys, fail) != 0 ||
        read_needed(y, entry, "name", &p->name, fail) != 0 ||
        yaml_get_text(y, entry, "why", &p->why, fail) != 0 ||
        yaml_get_text(y, entry, "relists", &p->relists, fail) != 0 ||
        (kind = read_choice(y, entry, "kind", kind_names, GOODS_KINDS, fail)) <
            0 ||
        find_place(g, entry, &shop, &section, fail) != 0)
        return -1;
    p->kind = (enum goods_kind)kind;
    p->expect = yaml_get(entry, "expect");
    if ((goods_list_count(p->expect) == 0) != (p->kind == GOODS_NEAR_MISS))
        return yaml_fail(y, entry, fail,
            "a suspect needs 'expect', a near miss must not have it");
    g->plants++;
    o = add_offer(g, shop, section);
    o->plant = p;
    return goods_draw_planted(g, o, entry, fail);
}

static int
fill_shelves(struct goods *g, struct fail *fail)
{
    const struct yaml_node *list =
        yaml_get(yaml_root(g->planted_yaml), "planted");
    int64_t per_section = 0;

    if (yaml_get_i64(g->shops_yaml, yaml_root(g->shops_yaml),
            "offers_per_section", 1, 100, &per_section, fail) != 0)
        return -1;
    for (size_t i = 0; i < g->shops; i++)
        for (size_t k = 0; k < g->shop[i].sections; k++)
            for (int64_t n = 0; n < per_section; n++)
                add_offer(g, &g->shop[i], &g->shop[i].section[k]);
    if (g->offers + goods_list_count(list) > OFFERS_MAX)
        return fail_set(fail, "more than %d offers", OFFERS_MAX);
    g->plant = mem_array(goods_list_count(list) + 1, sizeof g->plant[0]);
    for (const struct yaml_node *n = list ? list->first : NULL; n != NULL;
         n = n->next)
        if (add_planted(g, n, fail) != 0)
            return -1;
    return 0;
}

static struct str
address_key(struct buf *key, struct str host, struct str path)
{
    buf_reset(key);
    buf_adds(key, host);
    buf_adds(key, path);
    return buf_str(key);
}

static void
index_offers(struct goods *g)
{
    struct buf key = BUF_MAX(LIMIT_URL_BYTES);

    for (size_t i = 0; i < g->offers; i++)
        map_put(g->by_address,
            address_key(&key, g->offer[i].shop->host, g->offer[i].path),
            &g->offer[i]);
    buf_clear(&key);
}

int
goods_load(struct goods **out, const char *shops_path, const char *planted_path,
    struct fail *fail)
{
    struct goods *g = mem_new(sizeof *g);
    const struct yaml_node *list;
    int rc = -1;

    g->arena = ARENA_MAX(ARENA_BYTES);
    g->by_address = map_new(NULL);
    if (yaml_load(&g->shops_yaml, shops_path, LIMIT_CONFIG_BYTES, fail) != 0 ||
        yaml_load(&g->planted_yaml, planted_path, LIMIT_CONFIG_BYTES, fail) !=
            0)
        goto out;
    list = yaml_get(yaml_root(g->shops_yaml), "shops");
    for (const struct yaml_node *n = list ? list->first : NULL; n != NULL;
         n = n->next)
        if (read_shop(g, n, fail) != 0)
            goto out;
    if (fill_shelves(g, fail) != 0)
        goto out;
    index_offers(g);
    *out = g;
    g = NULL; /* handed over */
    rc = 0;
out:
    goods_free(g);
    return rc;
}

void
goods_free(struct goods *g)
{
    if (g == NULL)
        return;
    arena_clear(&g->arena);
    yaml_free(g->shops_yaml);
    yaml_free(g->planted_yaml);
    map_free(g->by_address);
    free(g->offer);
    free(g->plant);
    free(g);
}

/* --- look-ups --- */

static struct str
first_label(struct str host)
{
    ptrdiff_t dot = str_find_char(host, '.', 0);

    return dot < 0 ? host : str_sub(host, 0, (size_t)dot);
}

const struct goods_shop *
goods_shop_find(const struct goods *g, struct str host)
{
    ptrdiff_t port = str_find_char(host, ':', 0);

    if (port >= 0)
        host = str_sub(host, 0, (size_t)port);
    for (size_t i = 0; i < g->shops; i++)
        if (str_eq_nocase(first_label(g->shop[i].host), first_label(host)))
            return &g->shop[i];
    return NULL;
}

const struct goods_offer *
goods_offer_find(
    const struct goods *g, const struct goods_shop *shop, struct str path)
{
    struct buf key = BUF_MAX(2 * LIMIT_URL_BYTES);
    const struct goods_offer *o =
        map_get(g->by_address, address_key(&key, shop->host, path));

    buf_clear(&key);
    return o;
}

const struct goods_offer *
goods_planted_find(const struct goods *g, struct str name)
{
    for (size_t i = 0; i < g->offers; i++)
        if (g->offer[i].plant != NULL && str_eq(g->offer[i].plant->name, name))
            return &g->offer[i];
    return NULL;
}

void
goods_address(struct buf *out, const struct goods_offer *o)
{
    buf_addf(out, "http://" STR_FMT STR_FMT, STR_ARG(o->shop->host),
        STR_ARG(o->path));
}
