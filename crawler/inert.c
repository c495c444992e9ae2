#include "crawler/inert.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>

/* Of one text node; no sentence is longer, and a node must fit into what is
 * left of the buffer. */
#define NODE_BYTES_MAX (256u << 10)
/* Of a picture within the page. */
#define PICTURE_BYTES_MAX (256u << 10)
#define ATTR_BYTES_MAX 300
/* Nesting that a browser still shows well; deeper tags are left out. */
#define DEPTH_MAX 200
/* Cells that one cell may cover: a table of a million columns is no table. */
#define SPAN_MAX 100

static const char cut_note[] =
    "<p><strong>[The rest is left out: the page is too long.]</strong></p>";

/* Ours, so that what is left of a page can be read. */
static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;margin:1rem;"
    "overflow-wrap:anywhere;background:#fff;color:#1b1f24}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;"
    "padding:2px 6px;text-align:left}img{max-width:100%}"
    ".picture{border:1px dashed #777;padding:0 4px;color:#555}";

/* What an element becomes: itself, another, or nothing but its children.
 * Sorted by name. */
static const struct rule {
    const char *name, *as;
} rules[] = {
    { "a", "span" },
    { "abbr", "abbr" },
    { "address", "address" },
    { "article", "article" },
    { "aside", "aside" },
    { "b", "b" },
    { "bdi", "bdi" },
    { "blockquote", "blockquote" },
    { "body", NULL },
    { "br", "br" },
    { "button", "span" },
    { "caption", "caption" },
    { "center", "div" },
    { "cite", "cite" },
    { "code", "code" },
    { "dd", "dd" },
    { "del", "del" },
    { "details", "div" },
    { "div", "div" },
    { "dl", "dl" },
    { "dt", "dt" },
    { "em", "em" },
    { "fieldset", "div" },
    { "figcaption", "figcaption" },
    { "figure", "figure" },
    { "footer", "footer" },
    { "form", "div" },
    { "h1", "h1" },
    { "h2", "h2" },
    { "h3", "h3" },
    { "h4", "h4" },
    { "h5", "h5" },
    { "h6", "h6" },
    { "header", "header" },
    { "hr", "hr" },
    { "i", "i" },
    { "img", "img" },
    { "ins", "ins" },
    { "label", "span" },
    { "legend", "div" },
    { "li", "li" },
    { "main", "div" },
    { "mark", "mark" },
    { "nav", "nav" },
    { "ol", "ol" },
    { "optgroup", "div" },
    { "option", "div" },
    { "p", "p" },
    { "pre", "pre" },
    { "q", "q" },
    { "s", "s" },
    { "section", "section" },
    { "select", "div" },
    { "small", "small" },
    { "span", "span" },
    { "strike", "s" },
    { "strong", "strong" },
    { "sub", "sub" },
    { "summary", "div" },
    { "sup", "sup" },
    { "table", "table" },
    { "tbody", "tbody" },
    { "td", "td" },
    { "textarea", "div" },
    { "tfoot", "tfoot" },
    { "th", "th" },
    { "thead", "thead" },
    { "tr", "tr" },
    { "u", "u" },
    { "ul", "ul" },
};

static int
by_name(const void *key, const void *item)
{
    return str_cmp(
        *(const struct str *)key, str_of(((const struct rule *)item)->name));
}

/* The tag to write for an element, or NULL. */
static const char *
tag_of(const struct html_node *n)
{
    const struct rule *r = bsearch(&n->name, rules,
        sizeof rules / sizeof rules[0], sizeof rules[0], by_name);

    return r != NULL ? r->as : NULL;
}

static int
is_void(const char *tag)
{
    return str_is(STR("br"), tag) || str_is(STR("hr"), tag) ||
           str_is(STR("img"), tag);
}

static void
put_attr(struct buf *out, const char *name, struct str value)
{
    buf_addf(out, " %s=\"", name);
    escape_html(out, value);
    buf_addc(out, '"');
}

static void
put_span(struct buf *out, const struct html_node *n, const char *name)
{
    uint64_t cells;

    if (str_to_u64(html_attr(n, name), &cells) == 0 && cells > 1 &&
        cells <= SPAN_MAX)
        buf_addf(out, " %s=\"%u\"", name, (unsigned)cells);
}

static void
put_attrs(struct buf *out, const struct html_node *n)
{
    static const char *const directions[] = { "ltr", "rtl", "auto" };
    struct str dir = html_attr(n, "dir");

    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++)
        if (str_is_nocase(dir, directions[i]))
            put_attr(out, "dir", str_of(directions[i]));
    put_span(out, n, "colspan");
    put_span(out, n, "rowspan");
    if (html_has_attr(n, "hidden"))
        buf_addz(out, " hidden");
}

/* A picture that stands in the page, in a format that holds no program. The
 * value is of base64 alone, so that it cannot be another address. */
static int
is_picture(struct str src)
{
    static const char *const kinds[] = { "data:image/png;base64,",
        "data:image/jpeg;base64,", "data:image/gif;base64,",
        "data:image/webp;base64," };
    size_t at = 0;

    for (size_t i = 0; at == 0 && i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_starts_nocase(src, str_of(kinds[i])))
            at = str_of(kinds[i]).len;
    if (at == 0 || at == src.len || src.len > PICTURE_BYTES_MAX)
        return 0;
    for (; at < src.len; at++)
        if (!str_is_alnum(src.p[at]) && src.p[at] != '+' && src.p[at] != '/' &&
            src.p[at] != '=')
            return 0;
    return 1;
}

static void
put_picture(struct buf *out, const struct html_node *n)
{
    struct str src = str_trim(html_attr(n, "src"));
    struct str alt = utf8_cut(str_trim(html_attr(n, "alt")), ATTR_BYTES_MAX);

    if (is_picture(src)) {
        buf_addz(out, "<img");
        put_attr(out, "src", src);
        put_attr(out, "alt", alt);
        buf_addc(out, '>');
    } else if (alt.len > 0) {
        buf_addz(out, "<span class=\"picture\">");
        escape_html(out, alt);
        buf_addz(out, "</span>");
    }
}

struct writer {
    struct buf *out;
    size_t end;   /* nothing is begun behind it */
    size_t level; /* of the tree */
    size_t open;  /* tags that wait to be closed */
    /* What was written for the element at each level of the way down. */
    const char *tag[LIMIT_TREE_DEPTH + 8];
};

static void
enter(struct writer *w, const struct html_node *n)
{
    const char *tag = NULL;

    if (n->kind == HTML_TEXT)
        escape_html(w->out, utf8_cut(n->text, NODE_BYTES_MAX));
    else if (!(n->flags & HTML_UNSEEN) && w->open < DEPTH_MAX)
        tag = tag_of(n);
    if (tag != NULL && str_is(STR("img"), tag)) {
        put_picture(w->out, n);
        tag = NULL;
    } else if (tag != NULL) {
        buf_addf(w->out, "<%s", tag);
        put_attrs(w->out, n);
        buf_addc(w->out, '>');
    }
    if (tag != NULL && is_void(tag))
        tag = NULL;
    w->tag[w->level] = tag;
    w->open += tag != NULL;
}

static void
leave(struct writer *w)
{
    if (w->tag[w->level] == NULL)
        return;
    buf_addf(w->out, "</%s>", w->tag[w->level]);
    w->open--;
}

/* Returns 0 if something was left out. */
static int
put_tree(struct writer *w, const struct html_node *root)
{
    const struct html_node *n = root;

    enter(w, n);
    for (;;) {
        int into = n->first != NULL && !(n->flags & HTML_UNSEEN) &&
                   w->level + 1 < sizeof w->tag / sizeof w->tag[0];

        if (into && w->out->len < w->end) {
            n = n->first;
            w->level++;
            enter(w, n);
            continue;
        }
        leave(w);
        while (n != root && (n->next == NULL || w->out->len >= w->end)) {
            n = n->parent;
            w->level--;
            leave(w);
        }
        if (n == root)
            return w->out->len < w->end;
        n = n->next;
        enter(w, n);
    }
}

void
inert_page(struct buf *out, const struct html *h)
{
    const struct html_node *title = html_find(h->root, "title");
    const struct html_node *body = html_find(h->root, "body");
    struct writer w = { .out = out, .end = out->len + INERT_BYTES_MAX };
    struct buf text = BUF_MAX(LIMIT_SHORT_BYTES);

    if (title != NULL)
        html_raw_text(&text, title);
    buf_addz(out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                  "<title>");
    escape_html(out, utf8_cut(buf_str(&text), LIMIT_SHORT_BYTES));
    buf_addf(out, "</title><style>%s</style></head><body>\n", style);
    if (!put_tree(&w, body != NULL ? body : h->root) || h->truncated)
        buf_addz(out, cut_note);
    buf_addz(out, "\n</body></html>\n");
    buf_clear(&text);
}

void
inert_text(struct buf *out, const struct html *h)
{
    struct buf text = BUF_MAX(INERT_BYTES_MAX);

    html_visible_text(&text, h->root);
    escape_plain(out, utf8_cut(buf_str(&text), INERT_BYTES_MAX));
    buf_addc(out, '\n');
    buf_clear(&text);
}
