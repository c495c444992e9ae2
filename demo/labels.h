/* demo/labels.h - the words around an offer, in the shops' languages. */
#ifndef DEMO_LABELS_H
#define DEMO_LABELS_H

#include "demo/goods.h"

struct labels {
    const char *home, *search, *next, *previous, *page, *sections;
    const char *description, *details, *reviews, *in_stock, *cart, *tax;
    const char *brand, *model, *gtin, *sku, *material, *colour, *ingredients;
    const char *safety, *maker, *responsible, *warnings, *sold_by;
    const char *address, *email, *about, *imprint, *basket, *staff;
};

const struct labels *labels_of(enum goods_language language);

#endif
