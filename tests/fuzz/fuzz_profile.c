/* Input: a site profile, applied to a fixed page. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/yaml.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/extract_profile.h"

static const char page[] =
    "<html lang=de><title>Lampe</title><body><main data-article=A7 id=gpsr>"
    "<h1 class=offer-name>Tischlampe <b>Öko</b></h1><h2>灯</h2>"
    "<div class=buy><span class=now>12,50 €</span><i>9.99 €</i></div>"
    "<p>Marke: Glühwurm<p class=rp><b>Licht GmbH</b><a>a@b.example</a>"
    "<ul class=gallery><li><img src=/1.jpg data-src=2.jpg><li>Model: L-1"
    "</ul><table class=specs><tr><th>Volt<td>230<tr><th>W<td>5</table>"
    "<dl><dt>EAN<dd>4006381333931</dl><script>var a = 1;</script></main>";

static void
check_listing(const struct listing *l)
{
    for (size_t f = 0; f < LISTING_FIELDS; f++)
        assert(utf8_valid(listing_get(l, (enum listing_field)f)));
    for (size_t f = 0; f < LISTING_LISTS; f++)
        assert(l->list[f].count <= LIMIT_LIST_ITEMS);
    for (size_t i = 0; i < l->list[LISTING_GTINS].count; i++)
        assert(strlen(l->list[LISTING_GTINS].item[i]) == 14);
    assert(l->attribute_count <= LIMIT_LIST_ITEMS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct site_profiles *p = site_profiles_new();
    struct str text = { (const char *)data, size };
    struct fail fail = { "" };
    struct facts f = { 0 };
    enum extract_kind kind;
    struct html h;
    struct url base;

    if (site_profiles_add(p, size > 0 ? text : STR(""), "p.yaml", &fail) != 0) {
        assert(fail.text[0] != '\0');
        site_profiles_free(p);
        return 0;
    }
    html_init(&h);
    if (html_parse(&h, str_of(page), &fail) == 0 &&
        url_parse(&base, STR("https://shop.example/p/1"), NULL, NULL) == 0) {
        extract_profile(&f, p, &h, &base, &kind);
        for (size_t i = 0; i < f.count; i++)
            check_listing(f.offers[i].listing);
        url_clear(&base);
    }
    facts_clear(&f);
    html_clear(&h);
    site_profiles_free(p);
    return 0;
}
