/* Input: a document, read strictly and with recovery. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "base/xml.h"

struct seen {
    int depth, opened, closed;
};

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct seen *seen = ctx;

    seen->opened++;
    assert(e->depth == ++seen->depth && e->depth <= XML_DEPTH_MAX + 1);
    assert(e->attr_count <= XML_ATTRS_MAX);
    assert(xml_attr(e, "href").len < 1u << 30);
    return 0;
}

static int
on_text(void *ctx, struct str text)
{
    (void)ctx;
    assert(text.len > 0);
    return 0;
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct seen *seen = ctx;

    seen->closed++;
    assert(e->depth == seen->depth-- && seen->closed <= seen->opened);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };
    struct str bytes = { (const char *)data, size };
    struct seen strict = { 0 }, lenient = { 0 };
    struct fail fail = { "" };

    if (xml_parse(bytes, 0, &handler, &strict, &fail) != 0)
        assert(fail.text[0] != '\0');
    else
        assert(strict.opened > 0 && strict.depth == 0);
    xml_parse(bytes, XML_RECOVER, &handler, &lenient, &fail);
    assert(lenient.opened >= strict.opened);
    (void)xml_is(bytes);
    return 0;
}
