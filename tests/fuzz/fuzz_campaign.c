/* Input: a URL, a newline, a campaign file. A campaign that loads is whole:
 * it has a name, a contact, somewhere to start, and judges any URL. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/yaml.h"

#include "core/campaign.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, url;
    struct campaign *c = NULL;
    struct fail fail = { 0 };
    char *agent;

    if (size == 0)
        rest = STR("");
    if (!str_next(&rest, '\n', &url))
        return 0;
    if (campaign_parse(&c, rest, "fuzz.yaml", &fail) != 0) {
        assert(c == NULL && fail.text[0] != '\0');
        return 0;
    }
    assert(c->name[0] != '\0' && c->contact[0] != '\0');
    assert(c->start.count > 0 || c->search_template != NULL);
    assert(!c->ignore_robots || c->legal_basis[0] != '\0');
    assert(c->delay_ms >= 0 && c->host_connections > 0 && c->time_max_ms > 0);
    assert(c->pages_max > 0 && c->host_pages_max > 0 && c->depth_max >= 0);
    if (campaign_allows(c, url))
        assert(!campaign_ignores(c, url));
    agent = campaign_user_agent(c);
    for (const char *p = agent; *p != '\0'; p++)
        assert(*p >= ' ' && *p <= '~');
    free(agent);
    campaign_free(c);
    return 0;
}
