#include "crawler/view_text.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <string.h>

void
view_text_end(struct view *v, struct view_pen *pen)
{
    struct view_line *l;

    pen->is_due = 0;
    pen->has_space = 0;
    if (!pen->is_open)
        return;
    pen->is_open = 0;
    v->lines =
        mem_grow(v->lines, &v->line_cap, v->line_count + 1, sizeof *v->lines);
    l = &v->lines[v->line_count++];
    *l = (struct view_line){ .at = v->runs[pen->line_run].at,
        .run = pen->line_run,
        .runs = (uint32_t)v->run_count - pen->line_run,
        .order = v->runs[pen->line_run].order,
        .any = pen->any,
        .all = pen->all };
    l->len = (uint32_t)v->text.len - l->at;
    v->any |= l->any;
    if (!(l->all & VIEW_HIDDEN))
        v->visible_bytes += l->len;
    buf_addc(&v->text, '\n');
}

/* Bytes of a white-space character at p other than ASCII's; 0 if none. */
static size_t
view_text_wide_space(const unsigned char *p, size_t left)
{
    if (left >= 2 && p[0] == 0xC2 && p[1] == 0xA0)
        return 2; /* NBSP */
    if (left < 3)
        return 0;
    if (p[0] == 0xE2 && p[1] == 0x80 &&
        ((p[2] >= 0x80 && p[2] <= 0x8B) || p[2] == 0xAF || p[2] == 0x8E ||
            p[2] == 0x8F))
        return 3; /* U+2000 .. U+200B, marks, narrow NBSP */
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80)
        return 3; /* ideographic */
    if (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return 3; /* BOM */
    return 0;
}

/* 1 if what view_text_wide_space found inside a word shows nothing there: a
 * zero-width space or mark between two letters. Sellers split words so. */
static int
view_text_shows_nothing(const unsigned char *p, size_t len, size_t left)
{
    int zero_width =
        len == 3 && ((p[0] == 0xE2 && p[1] == 0x80 &&
                         (p[2] == 0x8B || p[2] == 0x8E || p[2] == 0x8F)) ||
                        p[0] == 0xEF);

    return zero_width && left > 3 && p[3] > ' ' &&
           view_text_wide_space(p + 3, left - 3) == 0;
}

/* 1 if the text of this element and of the last run are set apart by the
 * page: neither element stands in the other. */
static int
view_text_apart(
    const struct view *v, const struct view_pen *pen, const struct html_node *n)
{
    const struct html_node *last;

    if (!pen->is_open || v->run_count == pen->line_run)
        return 0;
    last = v->runs[v->run_count - 1].node;
    return !view_inside(last, n) && !view_inside(n, last);
}

/* 1 if the text ends with a number that has its cents: "15.400,00". */
static int
view_text_has_cents(struct str text)
{
    return text.len >= 4 && str_is_digit(text.p[text.len - 2]) &&
           strchr(".,", text.p[text.len - 3]) != NULL &&
           str_is_digit(text.p[text.len - 4]);
}

/* What parts the text of neighbouring elements without a blank between them:
 * "12" "99" reads 12.99 where it is a price, "200" "2 bids" never 2002,
 * "Brand" "Acme" never BrandAcme. 0: nothing. */
static char
view_text_between(const struct view *v, const struct view_pen *pen,
    const struct html_node *n, struct str word, unsigned flags)
{
    char last = v->text.len > 0 ? v->text.p[v->text.len - 1] : '\n';
    size_t digits = 0;

    if (!str_is_alnum(last) || !str_is_alnum(word.p[0]))
        return 0;
    if (!str_is_digit(last) || !str_is_digit(word.p[0]))
        return view_text_apart(v, pen, n) ? ' ' : 0;
    while (digits < word.len && str_is_digit(word.p[digits]))
        digits++;
    if (digits == 2 && (flags & (VIEW_CENTS | VIEW_PRICE)) &&
        !view_text_has_cents(buf_str(&v->text)) &&
        !(word.len > 2 && word.p[2] == '%'))
        return '.';
    return ' ';
}

/* Begin a run with the first word of a text. Returns 0 at a cap. */
static inline int
view_text_begin(struct view *v, struct view_pen *pen,
    const struct html_node *from, struct str word, unsigned flags)
{
    const struct html_node *n = from->kind == HTML_TEXT ? from->parent : from;
    char between;

    /* Before a line is opened that would have no run. */
    if (v->run_count >= VIEW_ITEMS_MAX || v->text.over) {
        v->cut = 1;
        return 0;
    }
    if (pen->is_due)
        view_text_end(v, pen);
    if (!pen->is_open) {
        pen->is_open = 1;
        pen->has_space = 0;
        pen->line_run = (uint32_t)v->run_count;
        pen->any = 0;
        pen->all = ~0u;
    }
    pen->any |= flags;
    pen->all &= flags;
    between = pen->has_space ? ' ' : view_text_between(v, pen, n, word, flags);
    if (between)
        buf_addc(&v->text, between);
    v->runs = mem_grow(v->runs, &v->run_cap, v->run_count + 1, sizeof *v->runs);
    v->runs[v->run_count++] = (struct view_run){ .at = (uint32_t)v->text.len,
        .node = n,
        .order = from->order,
        .flags = flags,
        .line = (uint32_t)v->line_count };
    return 1;
}

/* First bytes of white space. */
static const char may_be_space[256] = {
    [0 ... ' '] = 1,
    [0xC2] = 1,
    [0xE2 ... 0xE3] = 1,
    [0xEF] = 1,
};

/* Any text, word by word. */
static void
view_text_add_words(struct view *v, struct view_pen *pen,
    const struct html_node *from, struct str text, unsigned flags)
{
    const unsigned char *p = (const unsigned char *)text.p;
    size_t start = 0, run = v->run_count;

    for (size_t i = 0; i <= text.len;) {
        size_t space = 0;

        while (i < text.len && !may_be_space[p[i]])
            i++;
        if (i < text.len) {
            space = p[i] <= ' '    ? 1
                    : p[i] >= 0xC2 ? view_text_wide_space(p + i, text.len - i)
                                   : 0;
            if (space > 1 && i > start &&
                view_text_shows_nothing(p + i, space, text.len - i)) {
                i += space;
                continue;
            }
            if (space == 0) {
                i += 1;
                continue;
            }
        }
        if (i > start) {
            struct str word = { text.p + start, i - start };

            if (v->run_count == run) {
                if (!view_text_begin(v, pen, from, word, flags))
                    return;
            } else if (pen->has_space) {
                buf_addc(&v->text, ' ');
            }
            pen->has_space = 0;
            buf_adds(&v->text, word);
        }
        if (space > 0)
            pen->has_space = 1;
        i += space > 0 ? space : 1;
        start = i;
    }
    if (v->run_count > run)
        v->runs[run].len = (uint32_t)v->text.len - v->runs[run].at;
}

/* 1 if the white space in v is single blanks: sixteen bytes as at p, where
 * `left` bytes are. */
static int
view_text_is_plain_at(const char *p, lanes v, size_t left)
{
    unsigned blank = lanes_tops((lanes)(v == ' ')), wide;

    if (lanes_any((lanes)(v < ' ')) || (blank & blank >> 1) != 0)
        return 0;
    if (!lanes_any(v))
        return 1;
    wide = lanes_tops((lanes)(v == 0xC2) | (lanes)(v == 0xE2) |
                      (lanes)(v == 0xE3) | (lanes)(v == 0xEF));
    for (; wide != 0; wide &= wide - 1) {
        size_t at = (size_t)__builtin_ctz(wide);

        if (view_text_wide_space((const unsigned char *)p + at, left - at) > 0)
            return 0;
    }
    return 1;
}

/* 1 if all white space in s, which stands in n, is single blanks. */
static int
view_text_is_plain(const struct html_node *n, struct str s)
{
    if (n->kind == HTML_TEXT && (n->flags & HTML_PLAIN))
        return 1;
    if (s.len < LANES) {
        char whole[LANES];

        memset(whole, 'x', sizeof whole);
        memcpy(whole, s.p, s.len);
        return view_text_is_plain_at(s.p, lanes_load(whole), s.len);
    }
    /* The next sixteen begin with the last of these, so that two blanks in a
     * row stand in one of them. */
    for (size_t i = 0;; i += LANES - 1) {
        if (s.len - i < LANES)
            i = s.len - LANES;
        if (!view_text_is_plain_at(s.p + i, lanes_load(s.p + i), s.len - i))
            return 0;
        if (s.len - i == LANES)
            return 1;
    }
}

void
view_text_add(struct view *v, struct view_pen *pen,
    const struct html_node *from, struct str text, unsigned flags)
{
    struct str inner = text;
    int before, behind;
    size_t from_at;

    if (text.len == 0)
        return;
    before = text.p[0] == ' ';
    inner.p += before;
    inner.len -= (size_t)before;
    if (inner.len == 0) {
        pen->has_space = 1;
        return;
    }
    behind = inner.p[inner.len - 1] == ' ';
    inner.len -= (size_t)behind;
    /* Near the cap a text goes in as far as its words do. */
    if (v->text.max - v->text.len < text.len + LANES || inner.len == 0 ||
        inner.p[0] == ' ' || inner.p[inner.len - 1] == ' ' ||
        !view_text_is_plain(from, inner)) {
        view_text_add_words(v, pen, from, text, flags);
        return;
    }
    pen->has_space |= before;
    if (!view_text_begin(v, pen, from, inner, flags))
        return;
    from_at = v->text.len;
    if (inner.len >= v->text.cap - from_at) {
        buf_adds(&v->text, inner);
    } else {
        str_put(v->text.p + from_at, inner.p, inner.len);
        v->text.len = from_at + inner.len;
        v->text.p[v->text.len] = '\0';
    }
    v->runs[v->run_count - 1].len = (uint32_t)inner.len;
    pen->has_space = behind;
}
