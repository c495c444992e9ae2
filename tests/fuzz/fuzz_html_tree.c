/* Input: a page in UTF-8. The tree must hold together, whatever it says. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/html.h"

#include <stdlib.h>

static void
check_node(const struct html_node *n, uint32_t order)
{
    assert(n->order == order && n->end > order);
    if (n->parent != NULL)
        assert(n->order > n->parent->order && n->end <= n->parent->end);
    assert(n->next == NULL || (n->next->prev == n && n->next->order == n->end));
    assert((n->first == NULL) == (n->last == NULL));
    assert(n->first == NULL || (n->first->parent == n && !n->first->prev));
    assert(n->last == NULL || (n->last->parent == n && !n->last->next));
    if (n->kind == HTML_TEXT)
        assert(n->first == NULL && (n->text.len == 0 || n->text.p != NULL));
    else
        assert(n->name.len > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct html h;
    struct buf page = BUF_MAX(LIMIT_BODY_BYTES);
    struct fail fail = { "" };
    uint32_t order = 0;

    utf8_clean(&page, (struct str){ (const char *)data, size });
    html_init(&h);
    if (html_parse(&h, buf_str(&page), &fail) != 0)
        abort();
    for (struct html_node *n = h.root; n != NULL; n = html_next(h.root, n)) {
        size_t depth = 0;

        check_node(n, order++);
        for (struct html_node *up = n; size < 4096 && up; up = up->parent)
            assert(++depth <= LIMIT_TREE_DEPTH + 2);
    }
    assert(order == h.node_count);
    html_clear(&h);
    buf_clear(&page);
    return 0;
}
