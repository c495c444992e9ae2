#include "crawler/extract_profile.h"

#include "base/mem.h"
#include "core/limits.h"
#include "core/money.h"
#include "crawler/schema_product.h"

/* --- The tree --- */

static int
open_element(struct xml_tree *t, const struct html_node *n)
{
    if (xml_tree_open(t, n->name, (void *)n) != 0)
        return -1;
    for (const struct html_attr *a = n->attrs; a != NULL; a = a->next)
        xml_tree_attr(t, a->name, a->value);
    return 0;
}

/* What is past a cap is left out, with all it holds. */
static struct xml_tree *
build(const struct html *h)
{
    struct xml_tree *t = xml_tree_new();
    const struct html_node *n = h->root;

    while (n != NULL) {
        int open = n->kind == HTML_ELEMENT && open_element(t, n) == 0;

        if (n->kind == HTML_TEXT)
            xml_tree_text(t, n->text);
        if (open && n->first != NULL) {
            n = n->first;
            continue;
        }
        if (open)
            xml_tree_close(t);
        while (n != h->root && n->next == NULL) {
            n = n->parent;
            xml_tree_close(t);
        }
        n = n == h->root ? NULL : n->next;
    }
    return t;
}

/* --- Values --- */

/* One expression's values, on their way into a listing. */
struct taking {
    const struct site_value *value;
    struct buf text;
    size_t left; /* values still wanted */
    /* Called with each value that is not empty. */
    void (*give)(struct taking *t, struct str text);
    struct listing *listing;
    const struct site_rule *rule;
    const struct url *base;
    size_t found;
    /* Rows of attributes. */
    struct xml_tree *tree;
    const struct site_profile *profile;
    struct buf name;
};

/* Of an element, the text a reader sees; the pattern's part of it. */
static struct str
text_of(struct taking *t, const struct xml_hit *hit)
{
    struct pattern_match m;
    struct str s;

    buf_reset(&t->text);
    if (hit->mark != NULL)
        html_visible_text(&t->text, hit->mark);
    else
        buf_adds(&t->text, hit->text);
    s = str_trim(buf_str(&t->text));
    if (t->value->match == NULL)
        return s;
    if (pattern_find(t->value->match, s, 0, &m) != PATTERN_HIT)
        return STR_NONE;
    if (m.count > 1 && m.start[1] <= m.end[1])
        return str_trim(str_sub(s, m.start[1], m.end[1] - m.start[1]));
    return str_trim(str_sub(s, m.start[0], m.end[0] - m.start[0]));
}

static int
take_hit(void *ctx, const struct xml_hit *hit)
{
    struct taking *t = ctx;
    struct str s = text_of(t, hit);

    if (s.len > 0) {
        t->give(t, s);
        t->left--;
    }
    return t->left == 0;
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
give_field(struct taking *t, struct str text)
{
    const struct site_rule *r = t->rule;
    struct listing *l = t->listing;
    struct url u;

    t->found++;
    if (r->is_list && r->list == LISTING_GTINS) {
        schema_product_add_gtin(l, text);
    } else if (r->is_list && r->list == LISTING_IMAGES) {
        if (url_parse(&u, text, t->base, NULL) == 0) {
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

/* --- Attributes --- */

static void
give_name(struct taking *t, struct str text)
{
    buf_reset(&t->name);
    buf_adds(&t->name, text);
}

static void
give_content(struct taking *t, struct str text)
{
    listing_add_attribute(t->listing, buf_str(&t->name), text);
    t->found++;
}

static int
take_row(void *ctx, const struct xml_hit *row)
{
    struct taking *t = ctx;
    const struct site_value *const parts[] = { &t->profile->name,
        &t->profile->content };
    size_t before = t->found;

    for (size_t i = 0; i < COUNT(parts); i++) {
        t->value = parts[i];
        t->give = i == 0 ? give_name : give_content;
        t->left = 1;
        /* No answer is no value. */
        if (xml_query_each(parts[i]->query, t->tree, row, take_hit, t, NULL) !=
                0 ||
            t->left > 0)
            break;
    }
    return t->found > before && t->listing->attribute_count >= LIMIT_LIST_ITEMS;
}

/* --- The page --- */

static size_t
apply(struct listing *l, const struct site_profile *p, struct xml_tree *tree,
    const struct url *base)
{
    struct taking t = { .text = BUF_MAX(LIMIT_FIELD_BYTES),
        .name = BUF_MAX(LIMIT_SHORT_BYTES),
        .listing = l,
        .base = base,
        .tree = tree,
        .profile = p };

    for (size_t i = 0; i < p->rule_count; i++) {
        t.rule = &p->rules[i];
        t.value = &t.rule->value;
        t.give = give_field;
        t.left = t.rule->is_list ? LIMIT_LIST_ITEMS : 1;
        xml_query_each(t.value->query, tree, NULL, take_hit, &t, NULL);
    }
    if (p->row.query != NULL)
        xml_query_each(p->row.query, tree, NULL, take_row, &t, NULL);
    buf_clear(&t.text);
    buf_clear(&t.name);
    return t.found;
}

static int
find_kind(const struct site_profile *p, struct xml_tree *tree,
    enum extract_kind *kind)
{
    static const enum extract_kind order[] = { EXTRACT_PRODUCT, EXTRACT_LIST,
        EXTRACT_OTHER };

    for (size_t i = 0; i < COUNT(order); i++)
        if (p->kind[order[i]] != NULL &&
            xml_query_holds(p->kind[order[i]], tree)) {
            *kind = order[i];
            return 1;
        }
    return 0;
}

int
extract_profile(struct facts *f, const struct site_profiles *p,
    const struct html *h, const struct url *base, enum extract_kind *kind)
{
    const struct site_profile *mine = site_profiles_find(p, base->host);
    struct xml_tree *tree;
    struct listing *l;
    int told;

    if (mine == NULL)
        return 0;
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < mine->drop_count; k++)
            listing_set(f->offers[i].listing, mine->drops[k], STR_NONE);
    tree = build(h);
    told = find_kind(mine, tree, kind);
    l = listing_new();
    if (apply(l, mine, tree, base) > 0) {
        struct fact_offer *o = facts_add(f, FACT_PROFILE, FACT_MAIN);

        listing_free(o->listing);
        o->listing = l;
    } else {
        listing_free(l);
    }
    xml_tree_free(tree);
    return told;
}
