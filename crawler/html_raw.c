#include "crawler/html_raw.h"

#include "base/lanes.h"

/* Looked at in one go. */
#define BLOCK (4 * LANES)

/* 1 if a tag's name at `at` is `name`, and nothing more. */
static inline int
names(struct str page, size_t at, struct str name)
{
    char next;

    /* Most differ in the first letter. */
    if (name.len == 0 || at > page.len || page.len - at <= name.len ||
        str_lower(page.p[at]) != str_lower(name.p[0]) ||
        !str_eq_nocase(str_sub(page, at, name.len), name))
        return 0;
    next = page.p[at + name.len];
    return html_token_is_space(next) || next == '/' || next == '>';
}

static int
closes(const struct html_token_reader *r, size_t lt)
{
    return lt + 1 < r->page.len && r->page.p[lt + 1] == '/' &&
           names(r->page, lt + 2, r->last_open);
}

static inline lanes
less_than(const char *p)
{
    return (lanes)(lanes_load(p) == '<');
}

/* Where "</" stands, or '<' with `other` behind it. */
static inline lanes
marks_at(const char *p, char other)
{
    lanes next = lanes_load(p + 1);

    return less_than(p) &
           ((lanes)(next == '/') | (lanes)(next == (unsigned char)other));
}

/* Offset of the next of these; page.len if there is none. Every other '<' is
 * a part of a script. */
static inline size_t
next_mark(struct str page, size_t at, char other)
{
    const char *p = page.p;

    while (page.len - at > BLOCK) {
        size_t end = at + BLOCK;

        /* Many scripts have none for long. */
        if (!lanes_any(less_than(p + at) | less_than(p + at + LANES) |
                       less_than(p + at + 2 * LANES) |
                       less_than(p + at + 3 * LANES))) {
            at = end;
            continue;
        }
        for (; at < end; at += LANES) {
            size_t n = lanes_first(marks_at(p + at, other));

            if (n < LANES)
                return at + n;
        }
    }
    for (; page.len - at > 1; at++)
        if (p[at] == '<' && (p[at + 1] == '/' || p[at + 1] == other))
            return at;
    return page.len;
}

static size_t
end_tag(const struct html_token_reader *r, size_t at)
{
    for (; (at = next_mark(r->page, at, '/')) < r->page.len; at++)
        if (closes(r, at))
            return at;
    return r->page.len;
}

/* Behind "<!--" in a script: "<script" opens what "</script" does not end the
 * whole by, until "-->". Return the offset of the end tag, or that behind
 * "-->" with *plain set. */
static size_t
escaped_end(const struct html_token_reader *r, size_t at, int *plain)
{
    const char *p = r->page.p;
    size_t dashes = 2;
    int twice = 0;

    *plain = 0;
    for (; at < r->page.len; at++) {
        if (p[at] == '-') {
            dashes++;
            continue;
        }
        if (p[at] == '>' && dashes >= 2) {
            *plain = 1;
            return at + 1;
        }
        dashes = 0;
        if (p[at] != '<')
            continue;
        if (!twice && closes(r, at))
            return at;
        if (!twice)
            twice = names(r->page, at + 1, STR("script"));
        else if (at + 1 < r->page.len && p[at + 1] == '/')
            twice = !names(r->page, at + 2, STR("script"));
    }
    return r->page.len;
}

static size_t
script_end(const struct html_token_reader *r, size_t at)
{
    while ((at = next_mark(r->page, at, '!')) < r->page.len) {
        int plain;

        if (closes(r, at))
            return at;
        if (!str_starts(str_sub(r->page, at, 4), STR("<!--"))) {
            at++;
            continue;
        }
        at = escaped_end(r, at + 4, &plain);
        if (!plain)
            return at;
    }
    return r->page.len;
}

size_t
html_raw_end(const struct html_token_reader *r)
{
    ptrdiff_t end;

    switch (r->state) {
    case HTML_TOKEN_SCRIPT:
        return script_end(r, r->at);
    case HTML_TOKEN_RCDATA:
    case HTML_TOKEN_RAWTEXT:
        return end_tag(r, r->at);
    case HTML_TOKEN_CDATA:
        end = str_find(r->page, STR("]]>"), r->at);
        return end < 0 ? r->page.len : (size_t)end;
    default:
        return r->page.len;
    }
}
