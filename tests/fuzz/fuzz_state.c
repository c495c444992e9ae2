/* Input: what a shop embeds in its page for its own scripts. */
#include "tests/fuzz/facts.h"

#include "crawler/extract_meta.h"
#include "crawler/extract_state.h"

/* The product is told by the page's own titles, which meta reads. */
static void
extract(struct facts *f, const struct html *h, const struct url *base)
{
    extract_meta(f, h, base);
    extract_state(f, h, base);
}

static void
wrap(const char *before, struct str script)
{
    struct buf page = BUF_MAX(script.len + 300);

    buf_addz(&page, "<title>Red Kettle 2 l</title><meta property=\"og:title\" "
                    "content=\"Red Kettle 2 l\">");
    buf_addz(&page, before);
    buf_adds(&page, script);
    buf_addz(&page, "</script>");
    facts_of(buf_str(&page), extract);
    buf_clear(&page);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str script = { (const char *)data, size };

    wrap("<script id=__NEXT_DATA__ type=application/json>", script);
    wrap("<script>", script);
    return 0;
}
