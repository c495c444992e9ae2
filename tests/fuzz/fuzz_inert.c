/* Input: a page. What is made of it must be on the list, whole, by whichever
 * parser its tree was made. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "crawler/html_gumbo.h"
#include "crawler/inert.h"

/* The only start tags that may come out, without their attributes. */
static const char *const tags[] = { "!DOCTYPE", "abbr", "address", "article",
    "aside", "b", "bdi", "blockquote", "body", "br", "caption", "cite", "code",
    "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i",
    "img", "ins", "li", "mark", "meta", "nav", "ol", "p", "pre", "q", "s",
    "section", "small", "span", "strong", "style", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "u", "ul", NULL };
static const char *const attrs[] = { "dir", "colspan", "rowspan", "hidden",
    "src", "alt", "class", "charset", "html", NULL };

static int
listed(const char *const *list, struct str name)
{
    for (; *list != NULL; list++)
        if (str_is(name, *list))
            return 1;
    return 0;
}

static struct str
word(struct str s, size_t *at)
{
    size_t from = *at;

    while (*at < s.len && (str_is_alnum(s.p[*at]) || s.p[*at] == '!'))
        ++*at;
    return str_sub(s, from, *at - from);
}

/* Step over the tag behind '<'. */
static void
check_tag(struct str s, size_t *at)
{
    int closing = *at < s.len && s.p[*at] == '/';

    *at += (size_t)closing;
    assert(listed(tags, word(s, at)));
    while (*at < s.len && s.p[*at] == ' ') {
        struct str name;

        ++*at;
        name = word(s, at);
        assert(!closing && listed(attrs, name));
        if (s.p[*at] != '=')
            continue;
        assert(s.p[*at + 1] == '"');
        *at += 2;
        if (str_is(name, "src"))
            assert(
                str_starts_nocase(str_sub(s, *at, s.len), STR("data:image/")));
        while (*at < s.len && s.p[*at] != '"')
            ++*at;
        ++*at;
    }
    assert(*at < s.len && s.p[*at] == '>');
    ++*at;
}

static void
show(struct str page, int (*parse)(struct html *, struct str, struct fail *))
{
    struct buf out = BUF_MAX(2 * INERT_BYTES_MAX);
    struct buf text = BUF_MAX(2 * INERT_BYTES_MAX);
    struct html h;
    size_t at = 0;

    html_init(&h);
    if (parse(&h, page, NULL) == 0) {
        inert_page(&out, &h);
        inert_text(&text, &h);
        assert(!out.over && utf8_valid(buf_str(&out)));
        assert(!text.over && utf8_valid(buf_str(&text)));
        while (at < out.len)
            if (out.p[at++] == '<')
                check_tag(buf_str(&out), &at);
    }
    html_clear(&h);
    buf_clear(&out);
    buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf page = BUF_MAX(4u << 20);

    utf8_clean(&page, (struct str){ (const char *)data, size });
    show(buf_str(&page), html_parse);
    show(buf_str(&page), html_gumbo_parse);
    buf_clear(&page);
    return 0;
}
