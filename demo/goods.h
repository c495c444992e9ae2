/* demo/goods.h - the bundled shops and every offer on their shelves.
 *
 * Read from demo/shops.yaml (words for ordinary offers) and
 * demo/planted.yaml (suspects and near misses, with the truth about them).
 * The same files give the same offers. Knows no HTML and no network.
 */
#ifndef DEMO_GOODS_H
#define DEMO_GOODS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/yaml.h"

#define GOODS_SECTIONS_MAX 8
#define GOODS_SHOPS_MAX 8
#define GOODS_TEXTS_MAX 4

enum goods_language { GOODS_EN, GOODS_DE, GOODS_ZH, GOODS_LANGUAGES };

/* How a section's pages state their data; all show it to people as well. */
enum goods_style {
    GOODS_JSONLD,
    GOODS_MICRODATA,
    GOODS_OPENGRAPH,
    GOODS_BARE,
    GOODS_STYLES
};

struct goods_party {
    struct str name, address, email; /* empty: not stated */
};

struct goods_section {
    struct str slug, title;
    enum goods_style style;
    const struct yaml_node *yaml;
    size_t offers; /* how many */
};

struct goods_shop {
    struct str host; /* as in addresses: ASCII */
    struct str name, currency, company;
    struct str path, list_path; /* "/p/", "/c/" */
    enum goods_language language;
    struct goods_party seller;
    struct goods_section section[GOODS_SECTIONS_MAX];
    size_t sections;
    const struct yaml_node *yaml;
};

/* Kinds of planted offers; all but the last are suspects. */
enum goods_kind {
    GOODS_RECALLED_GTIN,
    GOODS_RECALLED_MODEL,
    GOODS_RECALLED_CASE,
    GOODS_BANNED,
    GOODS_MISSING,
    GOODS_RELISTED,
    GOODS_NEAR_MISS,
    GOODS_KINDS
};

/* The truth about a planted offer. */
struct goods_plant {
    struct str name, why, relists;
    enum goods_kind kind;
    const struct yaml_node *expect; /* ids of findings, or NULL */
};

struct goods_offer {
    const struct goods_shop *shop;
    const struct goods_section *section;
    const struct goods_plant *plant; /* NULL: an ordinary offer */
    int number;                      /* from 0, over all shops */
    struct str path, title, brand, model, sku, gtin, description;
    struct str material, colour, ingredients;
    int64_t cents; /* price */
    struct goods_party maker, responsible, seller;
    struct str warning[GOODS_TEXTS_MAX], review[GOODS_TEXTS_MAX];
    int warnings, reviews, images;
};

struct goods {
    struct arena arena;
    struct yaml *shops_yaml, *planted_yaml;
    struct goods_shop shop[GOODS_SHOPS_MAX];
    size_t shops;
    struct goods_offer *offer; /* owned; by shop, then section */
    size_t offers, cap;
    struct goods_plant *plant; /* owned */
    size_t plants;
    struct map *by_address; /* host and path to offer */
};

/* Read both files; the error names file and line. */
int goods_load(struct goods **out, const char *shops_path,
    const char *planted_path, struct fail *fail);
void goods_free(struct goods *g);

const char *goods_kind_name(enum goods_kind k);
const char *goods_language_code(enum goods_language l); /* ISO 639-1 */

/* The shop of a host name, also by its first label alone
 * ("brightgoods.localhost"); NULL if it is none of ours. */
const struct goods_shop *goods_shop_find(
    const struct goods *g, struct str host);
const struct goods_offer *goods_offer_find(
    const struct goods *g, const struct goods_shop *shop, struct str path);
/* The planted offer of this name, or NULL. */
const struct goods_offer *goods_planted_find(
    const struct goods *g, struct str name);
/* Append the address of an offer: "http://HOST/PATH". */
void goods_address(struct buf *out, const struct goods_offer *o);

#endif
