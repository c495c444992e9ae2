#include "crawler/html_source.h"

#include "core/limits.h"

#include <string.h>

struct reader {
    struct html_source *out;
    struct arena *arena;
    struct str page;
    size_t at;      /* in page */
    char *to;       /* end of what was written */
    size_t depth;   /* elements that are open, about */
    int no_svg_end; /* there is no "</svg" ahead: looked for once */
};

struct tag {
    char lower[12];
    struct str name; /* lower case, cut at 11 bytes */
    size_t end;      /* offset behind '>' */
    size_t keep;     /* offset up to which it is copied */
    int closing, empty;
};

static void
copy(struct reader *r, size_t from, size_t end)
{
    memcpy(r->to, r->page.p + from, end - from);
    r->to += end - from;
}

/* Copy text with runs of white space as one blank. */
static void
copy_text(struct reader *r, size_t end)
{
    const char *p = r->page.p + r->at, *stop = r->page.p + end;
    char *to = r->to;

    while (p < stop) {
        if (!str_is_space(*p)) {
            *to++ = *p++;
            continue;
        }
        while (p < stop && str_is_space(*p))
            p++;
        *to++ = ' ';
    }
    r->to = to;
    r->at = end;
}

/* The tree builder compares every attribute's name with those before it. */
#define ATTRIBUTES_MAX 500

/* Offset behind the '>' of the tag whose attributes begin at `at`: a '>' in
 * a quoted value does not count, and quotes count only behind '='. *keep is
 * set to where the attributes become too many, or to the end. */
static size_t
tag_end(struct str page, size_t at, size_t *keep)
{
    size_t blanks = 0;

    *keep = SIZE_MAX;
    while (at < page.len && page.p[at] != '>') {
        if (str_is_space(page.p[at]) || page.p[at] == '/')
            if (++blanks == ATTRIBUTES_MAX)
                *keep = at;
        if (page.p[at++] != '=')
            continue;
        while (at < page.len && str_is_space(page.p[at]))
            at++;
        if (at < page.len && (page.p[at] == '"' || page.p[at] == '\'')) {
            ptrdiff_t quote = str_find_char(page, page.p[at], at + 1);

            at = quote < 0 ? page.len : (size_t)quote + 1;
        }
    }
    at = at < page.len ? at + 1 : page.len;
    if (*keep > at)
        *keep = at;
    return at;
}

static void
read_tag(struct tag *t, struct str page, size_t at)
{
    size_t n = 0;

    t->closing = page.p[at + 1] == '/';
    at += 1 + (size_t)t->closing;
    while (at + n < page.len && n < sizeof t->lower - 1 &&
           (str_is_alnum(page.p[at + n]) || page.p[at + n] == '-')) {
        t->lower[n] = str_lower(page.p[at + n]);
        n++;
    }
    t->name = (struct str){ t->lower, n };
    t->end = tag_end(page, at + n, &t->keep);
    t->empty = page.p[t->end - 1] == '>' && page.p[t->end - 2] == '/';
}

/* Offset of the end tag "</name", or the end of the page. */
static size_t
find_end_tag(struct str page, size_t at, struct str name)
{
    ptrdiff_t lt;

    while ((lt = str_find_char(page, '<', at)) >= 0) {
        at = (size_t)lt;
        if (at + 2 + name.len <= page.len && page.p[at + 1] == '/' &&
            str_eq_nocase(str_sub(page, at + 2, name.len), name))
            return at;
        at++;
    }
    return page.len;
}

static int
word_in(struct str word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_is(word, *list))
            return 1;
    return 0;
}

/* Elements that are never open around others of their kind: void ones, and
 * those whose end tag may be left out, which the next sibling closes. */
static int
is_shallow(struct str name)
{
    static const char *const two[] = { "li", "td", "br", "tr", "th", "dd", "dt",
        "hr", NULL };
    static const char *const more[] = { "img", "input", "option", "link",
        "meta", "path", "source", "tbody", "thead", "tfoot", "html", "head",
        "body", "area", "base", "col", "embed", "optgroup", "param", "track",
        "wbr", NULL };

    if (name.len < 3)
        return str_is(name, "p") || word_in(name, two);
    return word_in(name, more);
}

static int
add_raw(struct reader *r, struct str text)
{
    struct html_source *o = r->out;

    if (o->raw_count == o->raw_cap) {
        size_t cap = o->raw_cap > 0 ? 2 * o->raw_cap : 64;
        struct html_raw *more = arena_alloc(r->arena, cap * sizeof *more);

        if (more == NULL)
            return -1;
        if (o->raw_count > 0)
            memcpy(more, o->raw, o->raw_count * sizeof *more);
        o->raw = more;
        o->raw_cap = cap;
    }
    o->raw[o->raw_count].at = (uint32_t)(r->to - o->text.p);
    o->raw[o->raw_count++].text = text;
    return 0;
}

/* A tag stands at r->at. Return 1 to go on, 0 to stop here, -1 past the
 * arena's cap. */
static int
take_tag(struct reader *r)
{
    static const char *const taken_out[] = { "script", "style", "iframe",
        NULL };
    static const char *const verbatim[] = { "textarea", "title", NULL };
    struct tag t;
    size_t end;

    read_tag(&t, r->page, r->at);
    if (t.name.len > 0 && !t.empty && !is_shallow(t.name)) {
        if (!t.closing && ++r->depth > LIMIT_TREE_DEPTH) {
            r->out->cut = 1;
            return 0;
        }
        r->depth -= t.closing && r->depth > 0;
    }
    copy(r, r->at, t.keep);
    if (t.keep < t.end)
        *r->to++ = '>';
    r->at = t.end;
    if (t.closing)
        return 1;
    if (word_in(t.name, taken_out)) {
        end = find_end_tag(r->page, t.end, t.name);
        if (end > t.end &&
            add_raw(r, str_sub(r->page, t.end, end - t.end)) != 0)
            return -1;
        r->at = end;
    } else if (word_in(t.name, verbatim)) {
        r->at = find_end_tag(r->page, t.end, t.name);
        copy(r, t.end, r->at);
    } else if (!t.empty && !r->no_svg_end && str_is(t.name, "svg")) {
        end = find_end_tag(r->page, t.end, t.name);
        r->no_svg_end = end == r->page.len;
        r->at = r->no_svg_end ? t.end : end;
    }
    return 1;
}

/* "<!" or "<?" stands at r->at: drop a comment, keep the rest (doctype). */
static void
take_declaration(struct reader *r)
{
    struct str rest = str_sub(r->page, r->at, r->page.len);
    ptrdiff_t end;

    if (str_starts(rest, STR("<!--"))) {
        /* From 2, because "<!-->" is a comment of its own. */
        end = str_find(rest, STR("-->"), 2);
        r->at = end < 0 ? r->page.len : r->at + (size_t)end + 3;
        return;
    }
    end = str_find_char(rest, '>', 0);
    end = end < 0 ? (ptrdiff_t)rest.len : end + 1;
    copy(r, r->at, r->at + (size_t)end);
    r->at += (size_t)end;
}

int
html_source_read(struct html_source *out, struct arena *a, struct str page)
{
    struct reader r = { .out = out, .arena = a, .page = page };
    int go = 1;

    *out = (struct html_source){ .cut = 0 };
    r.to = arena_alloc(a, page.len + 1);
    if (r.to == NULL)
        return -1;
    out->text.p = r.to;
    while (go == 1) {
        ptrdiff_t lt = str_find_char(page, '<', r.at);
        size_t at = lt < 0 ? page.len : (size_t)lt;
        char next = at + 1 < page.len ? page.p[at + 1] : '\0';

        copy_text(&r, at);
        if (at == page.len)
            break;
        if (str_is_alpha(next) ||
            (next == '/' && at + 2 < page.len && str_is_alpha(page.p[at + 2])))
            go = take_tag(&r);
        else if (next == '!' || next == '?')
            take_declaration(&r);
        else
            copy(&r, r.at, at + 1), r.at = at + 1;
    }
    *r.to = '\0';
    out->text.len = (size_t)(r.to - out->text.p);
    return go < 0 ? -1 : 0;
}

struct str
html_source_raw(const struct html_source *s, size_t at)
{
    size_t low = 0, high = s->raw_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->raw[mid].at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->raw_count && s->raw[low].at == at ? s->raw[low].text
                                                      : STR_NONE;
}
