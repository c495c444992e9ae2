/* Input: an agent, a newline, a URL, a newline, a robots.txt. */
#include "tests/fuzz/fuzz.h"

#include "core/limits.h"
#include "crawler/robots.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, agent, url;
    struct robots *r;
    int allowed;

    if (size == 0)
        rest = STR("");
    if (!str_next(&rest, '\n', &agent) || !str_next(&rest, '\n', &url))
        return 0;
    r = robots_parse(rest, agent);
    allowed = robots_allowed(r, robots_path(url));
    assert(allowed == 0 || allowed == 1);
    assert(robots_allowed(r, STR("/robots.txt")));
    assert(robots_delay_ms(r) >= -1);
    assert(robots_sitemap_count(r) <= LIMIT_SITEMAPS_PER_HOST);
    for (size_t i = 0; i < robots_sitemap_count(r); i++)
        assert(robots_sitemap(r, i).len > 0);
    robots_free(r);
    return 0;
}
