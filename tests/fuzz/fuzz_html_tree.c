/* Input: a page in UTF-8. The tree must hold together, whatever it says; and it
 * is the same where nothing is read in one go. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/html.h"

#include <stdlib.h>
#include <string.h>

/* Not a byte more, so that sanitizers see a read past the end. */
static char *
exact_copy(struct str s)
{
    char *p = malloc(s.len + (s.len == 0));

    assert(p != NULL);
    if (s.len > 0)
        memcpy(p, s.p, s.len);
    return p;
}

/* 1 if all white space is single blanks: no other of ASCII, no NBSP, none of
 * U+2000 to U+200B and their like, no ideographic one, no BOM. */
static int
is_plain(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        struct str rest = str_sub(s, i, s.len);

        if ((str_is_space(s.p[i]) && s.p[i] != ' ') ||
            str_starts(rest, STR("  ")) || str_starts(rest, STR("\xC2\xA0")) ||
            str_starts(rest, STR("\xE3\x80\x80")) ||
            str_starts(rest, STR("\xEF\xBB\xBF")) ||
            (str_starts(rest, STR("\xE2\x80")) && rest.len > 2 &&
                ((unsigned char)rest.p[2] <= 0x8F || rest.p[2] == '\xAF')))
            return 0;
    }
    return 1;
}

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
    assert(
        !(n->flags & HTML_PLAIN) || n->kind != HTML_TEXT || is_plain(n->text));
}

static int
same_attrs(const struct html_attr *a, const struct html_attr *b)
{
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        if (!str_eq(a->name, b->name) || !str_eq(a->value, b->value))
            return 0;
    return a == b; /* both at their end */
}

static uint32_t
place_of(const struct html_node *n)
{
    return n == NULL ? UINT32_MAX : n->order;
}

/* HTML_PLAIN may be missing where the text is plain. */
static void
check_same_node(const struct html_node *a, const struct html_node *b)
{
    assert(a->kind == b->kind && a->tag == b->tag && a->space == b->space);
    assert(((a->flags ^ b->flags) & ~(unsigned)HTML_PLAIN) == 0);
    assert(a->attr_names == b->attr_names && same_attrs(a->attrs, b->attrs));
    assert(str_eq(a->name, b->name) && str_eq(a->text, b->text));
    assert(a->order == b->order && a->end == b->end);
    assert(place_of(a->parent) == place_of(b->parent));
    assert(place_of(a->same) == place_of(b->same));
}

static void
check_same(struct html *a, struct html *b)
{
    struct html_node *x = a->root, *y = b->root;

    assert(a->node_count == b->node_count);
    for (; x != NULL && y != NULL;
         x = html_next(a->root, x), y = html_next(b->root, y))
        check_same_node(x, y);
    assert(x == NULL && y == NULL);
    assert(place_of(a->scripts) == place_of(b->scripts));
    assert(place_of(a->metas) == place_of(b->metas));
    assert(place_of(a->links) == place_of(b->links));
    assert(a->has_itemscope == b->has_itemscope);
    assert(a->has_typeof == b->has_typeof);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct html h, plodding;
    struct buf page = BUF_MAX(LIMIT_BODY_BYTES);
    struct fail fail = { "" };
    uint32_t order = 0;
    struct str text;

    utf8_clean(&page, (struct str){ (const char *)data, size });
    text = (struct str){ exact_copy(buf_str(&page)), page.len };
    html_init(&h);
    if (html_parse(&h, text, &fail) != 0)
        abort();
    for (struct html_node *n = h.root; n != NULL; n = html_next(h.root, n)) {
        size_t depth = 0;

        check_node(n, order++);
        for (struct html_node *up = n; size < 4096 && up; up = up->parent)
            assert(++depth <= LIMIT_TREE_DEPTH + 2);
    }
    assert(order == h.node_count);
    html_init(&plodding);
    plodding.by_token = 1;
    if (html_parse(&plodding, text, &fail) != 0)
        abort();
    assert(h.truncated == plodding.truncated);
    check_same(&h, &plodding);
    html_clear(&plodding);
    html_clear(&h);
    free((char *)text.p);
    buf_clear(&page);
    return 0;
}
