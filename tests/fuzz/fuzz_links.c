/* Input: the address of a page, a newline, the page. Its links are the same
 * with what is remembered of pages before, and the same as with all the steps
 * taken for each reference. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/links.h"

#include <string.h>

#define PAGE_BYTES_MAX (64u << 10) /* all pairs of links are compared */

static int
leads_nowhere(struct str href)
{
    return href.len == 0 || href.p[0] == '#' ||
           str_starts_nocase(href, STR("javascript:")) ||
           str_starts_nocase(href, STR("mailto:")) ||
           str_starts_nocase(href, STR("tel:"));
}

static const struct extract_link *
find(const struct extraction *x, size_t count, struct str url)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(x->links[i].url, url))
            return &x->links[i];
    return NULL;
}

/* The links of v, one by one, are those of x, in order, each once. */
static void
check_each(
    const struct extraction *x, const struct view *v, const struct url *base)
{
    struct buf text = BUF_MAX(4 * LIMIT_URL_BYTES);
    size_t count = 0;

    for (size_t i = 0; i < v->link_count; i++) {
        struct str href = str_trim(v->links[i].href);
        struct url u;

        if (v->links[i].nofollow || leads_nowhere(href) ||
            count == LIMIT_LINKS_PER_PAGE ||
            url_parse(&u, href, base, NULL) != 0)
            continue;
        buf_reset(&text);
        url_canonical(&text, &u);
        if (text.len <= LIMIT_URL_BYTES &&
            find(x, count, buf_str(&text)) == NULL) {
            assert(count < x->link_count);
            assert(str_eq(x->links[count].url, buf_str(&text)));
            assert(x->links[count].likely == links_likely(&u));
            count++;
        }
        url_clear(&u);
    }
    assert(count == x->link_count);
    buf_clear(&text);
}

static void
check_same(const struct extraction *a, const struct extraction *b)
{
    assert(a->link_count == b->link_count);
    for (size_t i = 0; i < a->link_count; i++) {
        assert(str_eq(a->links[i].url, b->links[i].url));
        assert(a->links[i].likely == b->links[i].likely);
        assert(a->links[i].url.p[a->links[i].url.len] == '\0');
    }
}

static void
check_page(struct str page, const struct url *base)
{
    static struct links_memory *memory; /* as of pages before */
    static struct view v;
    struct extraction fresh = { .kind = EXTRACT_OTHER };
    struct extraction known = { .kind = EXTRACT_OTHER };
    struct facts none = { 0 };
    struct html h;

    if (memory == NULL) {
        memory = links_memory_new();
        view_init(&v);
    }
    html_init(&h);
    if (html_parse(&h, page, NULL) == 0) {
        view_build(&v, &h);
        links_collect(&fresh, &v, &none, base, NULL);
        check_each(&fresh, &v, base);
        for (int i = 0; i < 2; i++) {
            links_collect(&known, &v, &none, base, memory);
            check_same(&fresh, &known);
            extraction_clear(&known);
        }
        extraction_clear(&fresh);
    }
    html_clear(&h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str page = { (const char *)data, size }, address;
    struct buf clean = BUF_MAX(3 * PAGE_BYTES_MAX);
    struct url base;

    if (size == 0 || size > PAGE_BYTES_MAX)
        return 0;
    if (!str_next(&page, '\n', &address) || page.p == NULL)
        return 0;
    if (url_parse(&base, address, NULL, NULL) == 0) {
        utf8_clean(&clean, page);
        check_page(buf_str(&clean), &base);
    }
    url_clear(&base);
    buf_clear(&clean);
    return 0;
}
