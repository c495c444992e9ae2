#include "crawler/extract_profile.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"
#include "core/money.h"
#include "crawler/schema_product.h"
#include "crawler/selector.h"

#include <stdlib.h>

/* One field and where it stands. */
struct rule {
    int is_list;
    enum listing_field field;
    enum listing_list list;
    struct selector *selector; /* owned */
};

struct profile {
    char *market; /* owned */
    struct rule *rules;
    size_t rule_count, rule_cap;
    enum listing_field *drops;
    size_t drop_count, drop_cap;
};

struct extract_profiles {
    struct profile *item;
    size_t count, cap;
};

void
extract_profiles_free(struct extract_profiles *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->count; i++) {
        for (size_t k = 0; k < p->item[i].rule_count; k++)
            selector_free(p->item[i].rules[k].selector);
        free(p->item[i].market);
        free(p->item[i].rules);
        free(p->item[i].drops);
    }
    free(p->item);
    free(p);
}

/* --- Files --- */

static int
find_field(struct rule *r, struct str name)
{
    if (str_is(name, "price"))
        name = STR("price.amount");
    r->is_list = listing_list_find(&r->list, name) == 0;
    return r->is_list || listing_field_find(&r->field, name) == 0 ? 0 : -1;
}

static int
read_rules(const struct yaml *y, const struct yaml_node *product,
    struct profile *p, struct fail *fail)
{
    const struct yaml_node *n = product != NULL ? product->first : NULL;

    if (product != NULL && product->kind != YAML_MAP)
        return yaml_fail(y, product, fail, "product: must be a map");
    for (; n != NULL; n = n->next) {
        struct fail why = { "" };
        struct rule r = { .is_list = 0 };

        if (n->kind != YAML_SCALAR || find_field(&r, n->key) != 0)
            return yaml_fail(y, n, fail,
                "'" STR_FMT "' is no field of a listing", STR_ARG(n->key));
        if (selector_new(&r.selector, n->text, &why) != 0)
            return yaml_fail(y, n, fail, "%s", why.text);
        p->rules =
            mem_grow(p->rules, &p->rule_cap, p->rule_count + 1, sizeof r);
        p->rules[p->rule_count++] = r;
    }
    return 0;
}

static int
read_drops(const struct yaml *y, const struct yaml_node *drop,
    struct profile *p, struct fail *fail)
{
    const struct yaml_node *n = drop != NULL ? drop->first : NULL;

    for (; n != NULL; n = n->next) {
        struct rule r;

        if (n->kind != YAML_SCALAR || find_field(&r, n->text) != 0 || r.is_list)
            return yaml_fail(
                y, n, fail, "'" STR_FMT "' is no text field", STR_ARG(n->text));
        p->drops = mem_grow(
            p->drops, &p->drop_cap, p->drop_count + 1, sizeof p->drops[0]);
        p->drops[p->drop_count++] = r.field;
    }
    return 0;
}

static int
load_one(const char *path, void *ctx, struct fail *fail)
{
    static const char *const keys[] = { "market", "product", "drop", NULL };
    struct extract_profiles *all = ctx;
    struct str market = STR_NONE;
    const struct yaml_node *root;
    struct profile *p;
    struct yaml *y;
    int rc = -1;

    if (yaml_load(&y, path, LIMIT_CONFIG_BYTES, fail) != 0)
        return -1;
    all->item =
        mem_grow(all->item, &all->cap, all->count + 1, sizeof all->item[0]);
    p = &all->item[all->count++];
    *p = (struct profile){ .market = NULL };
    root = yaml_root(y);
    if (yaml_check_keys(y, root, keys, fail) != 0 ||
        yaml_get_text(y, root, "market", &market, fail) != 0)
        goto out;
    p->market = str_dup(market);
    if (market.len == 0)
        yaml_fail(y, root, fail, "market: is missing");
    else if (read_rules(y, yaml_get(root, "product"), p, fail) == 0)
        rc = read_drops(y, yaml_get(root, "drop"), p, fail);
out:
    yaml_free(y);
    return rc;
}

int
extract_profiles_load(
    struct extract_profiles **out, const char *dir, struct fail *fail)
{
    struct extract_profiles *p = mem_new(sizeof *p);

    if (file_each(dir, ".yaml", load_one, p, fail) != 0) {
        extract_profiles_free(p);
        return -1;
    }
    *out = p;
    return 0;
}

/* --- Pages --- */

static const struct profile *
profile_of(const struct extract_profiles *all, struct str host)
{
    for (size_t i = 0; i < all->count; i++) {
        struct str market = str_of(all->item[i].market);

        if (str_ends_nocase(host, market) &&
            (host.len == market.len ||
                host.p[host.len - market.len - 1] == '.'))
            return &all->item[i];
    }
    return NULL;
}

static void
set_price(struct listing *l, struct str text)
{
    struct money m;

    if (money_parse(&m, text, listing_get(l, LISTING_PRICE_CURRENCY)) != 0)
        return;
    listing_set(l, LISTING_PRICE_AMOUNT, str_of(m.amount));
    if (m.currency[0] != '\0')
        listing_set(l, LISTING_PRICE_CURRENCY, str_of(m.currency));
}

static void
take(struct listing *l, const struct rule *r, struct str text,
    const struct url *base)
{
    struct url u;

    if (r->is_list && r->list == LISTING_GTINS) {
        schema_product_add_gtin(l, text);
    } else if (r->is_list && r->list == LISTING_IMAGES) {
        if (url_parse(&u, text, base, NULL) == 0) {
            listing_add(l, LISTING_IMAGES, str_of(u.text));
            url_clear(&u);
        }
    } else if (r->is_list) {
        listing_add(l, r->list, text);
    } else if (r->field == LISTING_PRICE_AMOUNT) {
        set_price(l, text);
    } else {
        listing_set(l, r->field, text);
    }
}

static size_t
apply(struct listing *l, const struct profile *p, const struct html *h,
    const struct url *base)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    size_t found = 0;

    for (size_t i = 0; i < p->rule_count; i++) {
        const struct rule *r = &p->rules[i];
        struct html_node *n = NULL;
        size_t taken = 0;

        while (taken < (r->is_list ? LIMIT_LIST_ITEMS : 1) &&
               (n = selector_next(r->selector, h->root, n)) != NULL) {
            text.len = 0;
            selector_take(&text, r->selector, n);
            if (text.len == 0)
                continue;
            take(l, r, buf_str(&text), base);
            taken++;
        }
        found += taken;
    }
    buf_clear(&text);
    return found;
}

void
extract_profile(struct facts *f, const struct extract_profiles *p,
    const struct html *h, const struct url *base)
{
    const struct profile *mine = p != NULL ? profile_of(p, base->host) : NULL;
    struct listing *l;

    if (mine == NULL)
        return;
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < mine->drop_count; k++)
            listing_set(f->offers[i].listing, mine->drops[k], STR_NONE);
    l = listing_new();
    if (apply(l, mine, h, base) > 0) {
        struct fact_offer *o = facts_add(f, FACT_PROFILE, FACT_MAIN);

        listing_free(o->listing);
        o->listing = l;
    } else {
        listing_free(l);
    }
}
