#include "crawler/extract_jsonld.h"

#include "core/limits.h"
#include "crawler/lenient_json.h"
#include "crawler/schema_org.h"

/* A page has one or a few; generators that put one per product 100. */
#define SCRIPTS_MAX 200

static int
is_jsonld(const struct html_node *n)
{
    struct str type = str_trim(html_attr(n, "type"));

    return str_starts_nocase(type, STR("application/ld+json"));
}

void
extract_jsonld(struct facts *f, const struct html *h, const struct url *base)
{
    struct js *items = js_new_array();
    struct html_node *n;

    for (n = h->scripts; n != NULL && js_count(items) < SCRIPTS_MAX;
         n = n->same) {
        struct js *one;

        if (n->first == NULL || !is_jsonld(n))
            continue;
        one = lenient_json(n->first->text);
        if (one != NULL)
            js_add(items, one);
    }
    if (js_count(items) > 0)
        schema_org_read(f, FACT_JSONLD, items, base);
    js_free(items);
}
