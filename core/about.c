#include "core/about.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/wire.h"
#include "core/model_key.h"

#define GTINS_MAX 8

static void
add_product(struct about *a, const struct buf *key)
{
    a->product[a->product_count++] = digest_key(buf_str(key));
}

void
about_products(struct about *a, const struct listing *l)
{
    static const enum listing_field numbers[] = { LISTING_MODEL, LISTING_MPN };
    const struct texts *gtins = &l->list[LISTING_GTINS];
    struct buf key = BUF_MAX(3 * MODEL_KEY_BYTES), brand = key;

    a->product_count = 0;
    for (size_t i = 0; i < gtins->count && i < GTINS_MAX; i++) {
        buf_reset(&key);
        buf_addz(&key, "gtin ");
        buf_addz(&key, gtins->item[i]);
        add_product(a, &key);
    }
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct str number = listing_get(l, numbers[i]);

        if (number.len == 0)
            continue;
        if (brand.len == 0 &&
            brand_key(&brand, listing_get(l, LISTING_BRAND)) != 0)
            break;
        buf_reset(&key);
        buf_adds(&key, buf_str(&brand));
        buf_addc(&key, ' ');
        if (model_key(&key, number) == 0)
            add_product(a, &key);
    }
    buf_clear(&key);
    buf_clear(&brand);
}

void
about_write(struct buf *out, const struct about *a)
{
    wire_put_int(out, (int64_t)a->product_count);
    for (size_t i = 0; i < a->product_count; i++)
        wire_put_int(out, a->product[i]);
}

int
about_read(struct about *a, struct str bytes)
{
    struct wire_reader r = { bytes, 0 };
    int64_t count = wire_get_int(&r);

    *a = (struct about){ .product_count = 0 };
    if (count < 0 || count > ABOUT_PRODUCTS_MAX)
        return -1;
    for (; (int64_t)a->product_count < count; a->product_count++)
        a->product[a->product_count] = wire_get_int(&r);
    a->parties = r.rest;
    return r.bad ? -1 : 0;
}
