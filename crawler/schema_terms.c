#include "crawler/schema_terms.h"

#include <string.h>

struct term {
    const char *key; /* lower-case letters alone */
    const char *word;
};

struct str
schema_terms_local(struct str name)
{
    size_t i = name.len;

    while (i > 0 && name.p[i - 1] != '/' && name.p[i - 1] != '#' &&
           name.p[i - 1] != ':')
        i--;
    return str_sub(name, i, name.len);
}

static const char *
find_term(const struct term *terms, struct str value)
{
    char key[32];
    size_t n = 0;

    value = schema_terms_local(str_trim(value));
    for (size_t i = 0; i < value.len && n < sizeof key - 1; i++)
        if (str_is_alpha(value.p[i]))
            key[n++] = str_lower(value.p[i]);
    for (; terms->key != NULL; terms++)
        if (strlen(terms->key) == n && memcmp(terms->key, key, n) == 0)
            return terms->word;
    return NULL;
}

const char *
schema_terms_availability(struct str value)
{
    static const struct term terms[] = {
        { "instock", "in_stock" },
        { "outofstock", "out_of_stock" },
        { "soldout", "out_of_stock" },
        { "preorder", "pre_order" },
        { "presale", "pre_order" },
        { "backorder", "back_order" },
        { "discontinued", "discontinued" },
        { "limitedavailability", "in_stock" },
        { "instoreonly", "in_stock" },
        { "onlineonly", "in_stock" },
        { "madetoorder", "in_stock" },
        { "available", "in_stock" },
        { "availablefororder", "in_stock" },
        { "lowstock", "in_stock" },
        { "oos", "out_of_stock" },
        { "unavailable", "out_of_stock" },
        { "notavailable", "out_of_stock" },
        { "pending", "pre_order" },
        { "reserved", "out_of_stock" },
        { "yes", "in_stock" },
        { "no", "out_of_stock" },
        { NULL, NULL },
    };

    return find_term(terms, value);
}

const char *
schema_terms_condition(struct str value)
{
    static const struct term terms[] = {
        { "newcondition", "new" },
        { "new", "new" },
        { "usedcondition", "used" },
        { "used", "used" },
        { "damagedcondition", "used" },
        { "refurbishedcondition", "refurbished" },
        { "refurbished", "refurbished" },
        { NULL, NULL },
    };

    return find_term(terms, value);
}
