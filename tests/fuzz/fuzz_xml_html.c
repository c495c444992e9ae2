/* Input: a page or a fragment of one. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "base/xml_html.h"

struct seen {
    int depth, opened, closed;
};

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct seen *seen = ctx;

    seen->opened++;
    assert(e->depth == ++seen->depth && e->depth <= XML_DEPTH_MAX);
    assert(e->name.len > 0 && e->attr_count <= XML_HTML_ATTRS_MAX);
    for (size_t i = 0; i < e->attr_count; i++) {
        assert(e->attrs[i].name.len > 0 && utf8_valid(e->attrs[i].name));
        assert(utf8_valid(e->attrs[i].value));
    }
    return 0;
}

static int
on_text(void *ctx, struct str text)
{
    (void)ctx;
    assert(text.len > 0 && utf8_valid(text));
    return 0;
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct seen *seen = ctx;

    seen->closed++;
    assert(e->depth == seen->depth-- && e->name.len > 0);
    return 0;
}

static int
on_hit(void *ctx, const struct xml_hit *hit)
{
    (void)ctx;
    assert(hit->mark == NULL);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };
    struct str text = { (const char *)data, size };
    struct seen seen = { 0 };
    struct xml_tree *tree = NULL;
    struct xml_query *rows = NULL;
    struct fail fail = { "" };

    assert(xml_html_parse(text, &handler, &seen, &fail) == 0);
    assert(seen.opened >= 1 && seen.opened == seen.closed && seen.depth == 0);
    assert(xml_html_tree(&tree, text, NULL, &fail) == 0);
    assert(xml_query_new(&rows, STR("//tr/td"), &fail) == 0);
    xml_query_each(rows, tree, NULL, on_hit, NULL, &fail);
    xml_query_free(rows);
    xml_tree_free(tree);
    return 0;
}
