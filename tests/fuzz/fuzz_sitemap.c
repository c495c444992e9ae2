/* Input: a sitemap. */
#include "tests/fuzz/fuzz.h"

#include "core/limits.h"
#include "core/url.h"
#include "crawler/sitemap.h"

static void
check(const struct sitemap_list *list)
{
    assert(list->count <= LIMIT_SITEMAP_URLS);
    for (size_t i = 0; i < list->count; i++) {
        const struct sitemap_entry *e = &list->entries[i];

        assert(e->priority >= 0 && e->priority <= 1);
        assert(url_host_of(str_of(e->url)).len > 0);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sitemap s;

    sitemap_parse(&s, (struct str){ (const char *)data, size },
        STR("https://shop.example/map/index.xml"));
    check(&s.pages);
    check(&s.children);
    assert(s.kind != SITEMAP_UNKNOWN || s.pages.count + s.children.count == 0);
    sitemap_clear(&s);
    return 0;
}
