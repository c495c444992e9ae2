#include "recalls/offer_role.h"

#include "base/buf.h"
#include "base/fold.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned roles;
} fixed[] = {
    { "title", OFFER_TITLE | OFFER_NAMES },
    { "brand", OFFER_BRAND },
    { "manufacturer.name", OFFER_MAKER },
    { "model", OFFER_MODEL },
    { "mpn", OFFER_MODEL },
    { "sku", OFFER_MODEL },
    { "description", OFFER_PROSE },
    { "listing_id", OFFER_OTHERS },
    /* Of a recall. */
    { "name", OFFER_NAMES },
    { "product", OFFER_NAMES },
    { "category", OFFER_NAMES },
};

/* Parts of folded attribute names. */
static const char *const of_gtin[] = { "gtin", "ean", "upc", "barcode",
    "bar code", "strichcode", "条码", "条形码", "條碼", "條形碼", "isbn", "jan",
    "バーコード", "code barre", "codebarre", "code-barre" };
static const char *const of_model[] = { "model", "modèle", "modele", "mpn",
    "sku", "型号", "型號", "货号", "貨號", "款号", "规格型号", "artikel",
    "art.-nr", "art-nr", "art.nr", "article", "part number", "part no",
    "partnumber", "teilenummer", "item", "herstellernummer", "hersteller-nr",
    "referen", "référence", "typ", "型番", "品番", "catalog" };
static const char *const of_others[] = { "kompatib", "compatib", "passend",
    "passt", "适用", "適用", "适配", "適配", "兼容", "相容", "对应", "対応",
    "fits", "fitment", "suitable", "geeignet", "für", "for ", "pour",
    "replaces", "ersetzt", "replacement", "year", "jahr", "related", "similar",
    "ähnlich", "alternativ", "zubehör zu", "accessory" };
static const char *const of_brand[] = { "brand", "marke", "品牌", "marque",
    "ブランド", "trademark", "商标", "商標" };
static const char *const of_maker[] = { "hersteller", "manufacturer",
    "fabricant", "maker", "メーカー", "制造商", "製造商", "生产企业", "厂家" };
static const char *const of_batch[] = { "batch", "charge", "chargen", "lot",
    "lot number", "批号", "批號", "批次", "生产批", "生产日期", "製造日期",
    "production date", "date of manufacture", "manufacturing date",
    "produktionsdatum", "herstellungsdatum", "los", "losnummer", "lot-nr",
    "date code", "chargennummer", "chargen-nr", "ロット" };

/* A name, and which two bytes stand beside each other in it: of the hundred
 * parts most begin with what the name has not. */
#define PAIR_BITS 512
struct name {
    struct str text;
    uint64_t pairs[PAIR_BITS / 64];
};

static unsigned
pair_of(const char *p)
{
    return ((unsigned char)p[0] * 37u + (unsigned char)p[1]) % PAIR_BITS;
}

static void
read_pairs(struct name *n, struct str text)
{
    *n = (struct name){ .text = text };
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned k = pair_of(text.p + i);

        n->pairs[k / 64] |= 1ull << (k % 64);
    }
}

static int
has_part(const struct name *n, const char *part)
{
    unsigned k = pair_of(part);

    return (n->pairs[k / 64] >> (k % 64) & 1) != 0 &&
           str_find(n->text, str_of(part), 0) >= 0;
}

static int
holds(const struct name *n, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has_part(n, parts[i]))
            return 1;
    return 0;
}

/* Short names are words of their own: "lot" is not in "pilot". */
static int
is_batch(const struct name *n)
{
    for (size_t i = 0; i < COUNT(of_batch); i++) {
        struct str part;

        if (!has_part(n, of_batch[i]))
            continue;
        part = str_of(of_batch[i]);
        if (part.len >= 5 || str_eq(n->text, part) ||
            (str_starts(n->text, part) && !str_is_alpha(n->text.p[part.len])))
            return 1;
    }
    return 0;
}

static unsigned
of_attribute(const struct name *name)
{
    if (holds(name, of_others, COUNT(of_others)))
        return OFFER_OTHERS;
    if (is_batch(name))
        return OFFER_BATCH;
    if (holds(name, of_gtin, COUNT(of_gtin)))
        return OFFER_GTIN;
    if (holds(name, of_model, COUNT(of_model)))
        return OFFER_MODEL;
    if (holds(name, of_brand, COUNT(of_brand)))
        return OFFER_BRAND;
    if (holds(name, of_maker, COUNT(of_maker)))
        return OFFER_MAKER;
    return 0;
}

static unsigned
attribute_role(const char *name)
{
    struct buf folded = BUF_MAX(2048);
    struct name key;
    unsigned roles = 0;

    if (fold_key(&folded, str_of(name)) == 0) {
        read_pairs(&key, buf_str(&folded));
        roles = of_attribute(&key);
    }
    buf_clear(&folded);
    return roles;
}

unsigned
offer_role_of(const char *name)
{
    for (size_t i = 0; i < COUNT(fixed); i++)
        if (strcmp(name, fixed[i].name) == 0)
            return fixed[i].roles;
    if (strncmp(name, "gtins", 5) == 0)
        return OFFER_GTIN;
    return strncmp(name, "attributes.", 11) == 0 ? attribute_role(name + 11)
                                                 : 0;
}

/* --- remembered --- */

/* Names that are kept, each in the one slot of its hash; longer ones are not.
 */
#define KEPT 256
#define KEPT_BYTES 60

struct offer_role_memo {
    struct kept {
        uint16_t roles;
        uint8_t len; /* 0: free */
        char name[KEPT_BYTES];
    } kept[KEPT];
};

struct offer_role_memo *
offer_role_memo_new(void)
{
    return mem_new(sizeof(struct offer_role_memo));
}

void
offer_role_memo_free(struct offer_role_memo *r)
{
    free(r);
}

unsigned
offer_role_memo_of(struct offer_role_memo *r, const char *attribute)
{
    struct str name = str_of(attribute);
    struct kept *k;

    if (name.len == 0 || name.len > KEPT_BYTES)
        return attribute_role(attribute);
    k = &r->kept[str_hash_seeded(name, (uintptr_t)r) % KEPT];
    if (!str_eq((struct str){ k->name, k->len }, name)) {
        k->roles = (uint16_t)attribute_role(attribute);
        k->len = (uint8_t)name.len;
        memcpy(k->name, name.p, name.len);
    }
    return k->roles;
}
