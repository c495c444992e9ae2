#include "demo/goods_draw.h"

#include "base/dice.h"
#include "base/mem.h"

#include <string.h>

/* GS1 keeps the prefix 952 for demonstrations; the recalls of the demo use
 * 9521. */
#define GTIN_PREFIX "9526"

size_t
goods_list_count(const struct yaml_node *list)
{
    size_t count = 0;

    if (list == NULL || list->kind == YAML_SCALAR)
        return 0;
    for (const struct yaml_node *n = list->first; n != NULL; n = n->next)
        count++;
    return count;
}

static const struct yaml_node *
node_at(const struct yaml_node *list, size_t n)
{
    const struct yaml_node *item = list->first;

    while (n-- > 0)
        item = item->next;
    return item;
}

struct str
goods_list_at(const struct yaml_node *list, size_t n)
{
    return node_at(list, n)->text;
}

static const struct yaml_node *
draw_node(struct dice *d, const struct yaml_node *list)
{
    size_t count = goods_list_count(list);

    return count == 0 ? NULL : node_at(list, dice_below(d, count));
}

static struct str
draw(struct dice *d, const struct yaml_node *list)
{
    const struct yaml_node *n = draw_node(d, list);

    return n == NULL ? STR_NONE : n->text;
}

static struct str
text_of(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = yaml_get(map, key);

    return n == NULL || n->kind != YAML_SCALAR ? STR_NONE : n->text;
}

struct goods_party
goods_party_of(const struct yaml_node *map)
{
    return (struct goods_party){ text_of(map, "name"), text_of(map, "address"),
        text_of(map, "email") };
}

static struct str
keep(struct goods *g, struct buf *text)
{
    struct str s = arena_dup(&g->arena, buf_str(text));

    buf_clear(text);
    return s;
}

/* 13 digits with their check digit (GS1 General Specifications 7.9). */
static struct str
make_gtin(struct goods *g, int number)
{
    struct buf text = BUF_MAX(32);
    int sum = 0;

    buf_addf(&text, GTIN_PREFIX "%08d", number);
    for (size_t i = 0; i < 12; i++)
        sum += (text.p[i] - '0') * (i % 2 ? 3 : 1);
    buf_addc(&text, (char)('0' + (10 - sum % 10) % 10));
    return keep(g, &text);
}

/* "HM-2417": two letters of the number's own, so that no model meets another
 * one of the same brand. */
static struct str
make_model(struct goods *g, int number)
{
    struct buf text = BUF_MAX(32);

    buf_addf(&text, "%c%c-%d", 'A' + number % 23, 'B' + number / 23 % 22,
        4001 + number * 7);
    return keep(g, &text);
}

static struct str
make_path(struct goods *g, const struct goods_offer *o)
{
    static const char *const ends[GOODS_LANGUAGES] = { ".html", "", ".htm" };
    struct buf text = BUF_MAX(256);

    buf_adds(&text, o->shop->path);
    if (o->shop->language != GOODS_ZH)
        buf_addf(&text, STR_FMT "-", STR_ARG(o->section->slug));
    buf_addf(&text, "%d%s", 10400 + o->number * 3, ends[o->shop->language]);
    return keep(g, &text);
}

static struct str
make_title(struct goods *g, struct dice *d, const struct goods_offer *o)
{
    const struct yaml_node *shop = o->shop->yaml;
    struct str noun = draw(d, yaml_get(o->section->yaml, "goods"));
    struct str trait = draw(d, yaml_get(shop, "traits"));
    struct buf text = BUF_MAX(512);

    switch (o->shop->language) {
    case GOODS_EN:
        buf_addf(&text, STR_FMT " " STR_FMT ", " STR_FMT ", " STR_FMT,
            STR_ARG(o->brand), STR_ARG(noun), STR_ARG(trait),
            STR_ARG(o->colour));
        break;
    case GOODS_DE:
        buf_addf(&text, STR_FMT " " STR_FMT " " STR_FMT ", " STR_FMT,
            STR_ARG(o->brand), STR_ARG(noun), STR_ARG(trait),
            STR_ARG(o->colour));
        break;
    default:
        buf_addf(&text, STR_FMT STR_FMT " " STR_FMT " " STR_FMT,
            STR_ARG(o->brand), STR_ARG(noun), STR_ARG(trait),
            STR_ARG(o->colour));
        break;
    }
    return keep(g, &text);
}

static struct str
make_description(struct goods *g, struct dice *d, const struct goods_offer *o)
{
    const struct yaml_node *sentences = yaml_get(o->shop->yaml, "sentences");
    size_t count = goods_list_count(sentences);
    size_t first = dice_below(d, count);
    struct buf text = BUF_MAX(2048);

    for (size_t i = 0; i < 4; i++) {
        if (i > 0 && o->shop->language != GOODS_ZH)
            buf_addc(&text, ' ');
        buf_adds(&text, goods_list_at(sentences, (first + i) % count));
    }
    return keep(g, &text);
}

void
goods_draw(struct goods *g, struct goods_offer *o)
{
    const struct yaml_node *shop = o->shop->yaml, *maker;
    struct dice d = { (uint64_t)o->number * 6151 + 17 };
    struct buf sku = BUF_MAX(32);

    maker = draw_node(&d, yaml_get(shop, "makers"));
    o->brand = text_of(maker, "brand");
    o->maker = goods_party_of(maker);
    o->responsible = goods_party_of(yaml_get(maker, "responsible"));
    o->seller = o->shop->seller;
    o->material = draw(&d, yaml_get(shop, "materials"));
    o->colour = draw(&d, yaml_get(shop, "colours"));
    o->ingredients = draw(&d, yaml_get(o->section->yaml, "ingredients"));
    if (o->ingredients.len > 0)
        o->material = STR_NONE;
    o->title = make_title(g, &d, o);
    o->description = make_description(g, &d, o);
    o->model = make_model(g, o->number);
    o->gtin = make_gtin(g, o->number);
    o->path = make_path(g, o);
    buf_addf(&sku, "%d", 700100 + o->number);
    o->sku = keep(g, &sku);
    o->cents = 399 + (int64_t)dice_below(&d, 60) * 100;
    o->cents += (int64_t)dice_below(&d, 2) * 50;
    o->images = 1 + (int)dice_below(&d, 3);
    o->warning[0] = draw(&d, yaml_get(shop, "cautions"));
    o->warnings = 1;
    o->reviews = (int)dice_below(&d, 3);
    for (int i = 0; i < o->reviews; i++)
        o->review[i] = draw(&d, yaml_get(shop, "reviews"));
}

/* --- planted --- */

/* A member in place of *field; "none" empties it. Returns 1 if it is there. */
static int
replace(struct str *field, const struct yaml_node *entry, const char *key)
{
    const struct yaml_node *n = yaml_get(entry, key);

    if (n == NULL)
        return 0;
    *field = str_is(n->text, "none") ? STR_NONE : n->text;
    return 1;
}

static void
replace_party(
    struct goods_party *p, const struct yaml_node *entry, const char *key)
{
    if (yaml_get(entry, key) != NULL)
        *p = goods_party_of(yaml_get(entry, key));
}

/* The maker of a brand that has no entry among the shop's makers. */
static void
name_maker(struct goods *g, struct goods_offer *o)
{
    struct buf name = BUF_MAX(256), email = BUF_MAX(256);

    buf_addf(&name, STR_FMT "%s" STR_FMT, STR_ARG(o->brand),
        o->shop->language == GOODS_ZH ? "" : " ", STR_ARG(o->shop->company));
    buf_addf(&email, "safety%d@maker.example", o->number);
    o->maker.name = keep(g, &name);
    o->maker.email = keep(g, &email);
}

int
goods_draw_planted(struct goods *g, struct goods_offer *o,
    const struct yaml_node *entry, struct fail *fail)
{
    const struct yaml_node *warnings = yaml_get(entry, "warnings");
    int64_t images = o->images;

    replace(&o->title, entry, "title");
    if (replace(&o->brand, entry, "brand") && o->brand.len > 0)
        name_maker(g, o);
    replace(&o->model, entry, "model");
    replace(&o->gtin, entry, "gtin");
    replace(&o->description, entry, "description");
    replace(&o->ingredients, entry, "ingredients");
    replace_party(&o->maker, entry, "maker");
    replace_party(&o->responsible, entry, "responsible");
    replace_party(&o->seller, entry, "seller");
    if (yaml_get_i64(g->planted_yaml, entry, "images", 0, 9, &images, fail) !=
        0)
        return -1;
    o->images = (int)images;
    if (warnings == NULL)
        return 0;
    o->warnings = 0;
    for (size_t i = 0;
         i < goods_list_count(warnings) && o->warnings < GOODS_TEXTS_MAX; i++)
        o->warning[o->warnings++] = goods_list_at(warnings, i);
    return 0;
}
