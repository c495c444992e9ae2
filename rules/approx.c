#include "rules/approx.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "rules/literal.h"

#include <stdlib.h>
#include <string.h>

/* Deeper nesting than people write. */
#define DEPTH_MAX 16
/* Repeats beyond these are as good as without end, and cheaper. */
#define CLASS_REPEAT_MAX 8
#define GROUP_REPEAT_MAX 4
#define NO_END 0xFFFFFF

/* LITERAL_GAP in bytes. */
#define GAP "[ _\\-\\xe2\\x80\\x90\\x93]+"

struct reader {
    struct str s;
    size_t at;
    struct buf *out;
    int lost; /* met something not understood: trust nothing */
};

/* What is known of the matches of an atom, a sequence, alternatives. */
struct part {
    int nullable;    /* may be empty */
    int first, last; /* unless empty they begin, end with one of [a-z0-9_] */
};

static const struct part nothing = { 1, 1, 1 };

/* A set of code points, as bytes: all that occur in them, and those they may
 * begin with. */
struct set {
    unsigned char byte[256];
    int high;  /* has members beyond ASCII */
    int vague; /* may have fewer of ASCII than byte[] says */
};

struct repeat {
    unsigned least, most;
};

static struct part read_alternatives(struct reader *r, int depth, int whole);

static char
peek(const struct reader *r)
{
    return r->at < r->s.len ? r->s.p[r->at] : '\0';
}

static int
next_is(const struct reader *r, const char *text)
{
    return str_starts(str_sub(r->s, r->at, r->s.len), str_of(text));
}

static int
is_word(unsigned c)
{
    return c < 0x80 && (str_is_alnum((char)c) || c == '_');
}

/* --- sets --- */

static void
add_range(struct set *s, unsigned from, unsigned to)
{
    for (unsigned c = from; c <= to && c < 0x80; c++)
        s->byte[(unsigned char)str_lower((char)c)] = 1;
    s->high |= to >= 0x80;
    /* The long s and the sign of Kelvin are other cases of ASCII. */
    if (from <= 0x17F && to >= 0x17F)
        s->byte['s'] = 1;
    if (from <= 0x212A && to >= 0x212A)
        s->byte['k'] = 1;
}

static void
add_matching(struct set *s, char kind)
{
    for (unsigned c = 0; c < 0x80; c++) {
        int blank = c == ' ' || (c >= 9 && c <= 13);
        int in = kind == 'd'                  ? c >= '0' && c <= '9'
                 : kind == 'D'                ? c < '0' || c > '9'
                 : kind == 'w'                ? is_word(c)
                 : kind == 'W'                ? !is_word(c)
                 : kind == 'S'                ? !blank
                 : kind == 's' || kind == 'h' ? blank
                                              : 1;

        if (in)
            add_range(s, c, c);
    }
    s->high |= kind != 's' && kind != 'h';
    s->vague |= kind == '.';
}

static void
put_byte(struct buf *out, unsigned c)
{
    if (c < 0x80 && str_is_alnum((char)c))
        buf_addc(out, (char)c);
    else
        buf_addf(out, "\\x%02x", c);
}

static void
put_class(struct buf *out, const unsigned char in[256])
{
    buf_addc(out, '[');
    for (unsigned c = 0; c < 256; c++) {
        unsigned to = c;

        if (!in[c])
            continue;
        while (to + 1 < 256 && in[to + 1])
            to++;
        put_byte(out, c);
        if (to > c + 1)
            buf_addc(out, '-');
        if (to > c)
            put_byte(out, to);
        c = to;
    }
    buf_addc(out, ']');
}

static void
put_repeat(struct buf *out, unsigned least, unsigned most)
{
    if (most >= NO_END)
        buf_addf(out, least == 0 ? "*" : least == 1 ? "+" : "{%u,}", least);
    else if (least != 1 || most != 1)
        buf_addf(out, "{%u,%u}", least, most);
}

/* Each member has one to four bytes, of which the later ones are above. */
static struct part
put_set(struct buf *out, struct set *s, struct repeat n)
{
    struct part p = { n.least == 0, !s->high, !s->high };
    unsigned char lead[256];

    s->byte['\n'] = 0;
    for (unsigned c = 0; c < 0x80; c++)
        if (s->byte[c] && !is_word(c))
            p.first = p.last = 0;
    if (n.most > CLASS_REPEAT_MAX)
        n.most = NO_END;
    if (n.least > CLASS_REPEAT_MAX)
        n.least = CLASS_REPEAT_MAX;
    if (!s->high) {
        s->byte[0] |= memchr(s->byte, 1, sizeof s->byte) == NULL;
        put_class(out, s->byte);
        put_repeat(out, n.least, n.most);
        return p;
    }
    memcpy(lead, s->byte, sizeof lead);
    memset(lead + 0xC2, 1, 0xF5 - 0xC2);
    memset(s->byte + 0x80, 1, 0x80);
    buf_addz(out, "(?:");
    put_class(out, lead);
    put_class(out, s->byte);
    put_repeat(out, n.least > 0 ? n.least - 1 : 0,
        n.most >= NO_END ? NO_END : 4 * n.most - 1);
    buf_addz(out, n.least == 0 ? ")?" : ")");
    return p;
}

/* --- reading --- */

/* Read a number; r->at stays where there is none. */
static unsigned
read_number(struct reader *r)
{
    unsigned n = 0;

    for (; str_is_digit(peek(r)); r->at++)
        n = n < NO_END / 10 ? n * 10 + (unsigned)(peek(r) - '0') : NO_END;
    return n;
}

/* Read the quantifier behind an atom, if any. */
static struct repeat
read_repeat(struct reader *r)
{
    struct repeat n = { 1, 1 };
    size_t start = r->at;
    char c = peek(r);

    if (c == '?' || c == '*' || c == '+') {
        n.least = c == '+';
        n.most = c == '?' ? 1 : NO_END;
        r->at++;
    } else if (c == '{') {
        r->at++;
        r->lost |= !str_is_digit(peek(r)); /* of PCRE2's age what it means */
        n.least = n.most = read_number(r);
        if (peek(r) == ',') {
            r->at++;
            n.most = str_is_digit(peek(r)) ? read_number(r) : NO_END;
        }
        if (peek(r) != '}' || n.most == 0) {
            r->lost = 1;
            return n;
        }
        r->at++;
    }
    if (r->at > start && (peek(r) == '?' || peek(r) == '+'))
        r->at++; /* lazy or possessive */
    return n;
}

/* Read \xhh or \x{h...} behind the x. */
static unsigned
read_hex(struct reader *r)
{
    int braced = peek(r) == '{';
    char *end, text[12] = "";
    struct str digits;
    unsigned c;

    r->at += (size_t)braced;
    digits = str_sub(r->s, r->at, braced ? 8 : 2);
    memcpy(text, digits.p ? digits.p : "", digits.len);
    r->lost |=
        digits.len == 0 || strchr("0123456789abcdefABCDEF", text[0]) == NULL;
    c = (unsigned)strtoul(text, &end, 16);
    r->at += (size_t)(end - text);
    r->lost |= braced && peek(r) != '}';
    r->at += (size_t)braced;
    return c;
}

/* Read an escape that stands for members of a set, behind the backslash. */
static void
read_escape(struct reader *r, struct set *s)
{
    char c = peek(r);

    r->at++;
    if (c == 'x') {
        unsigned point = read_hex(r);

        add_range(s, point, point);
    } else if (c == 'p' || c == 'P') {
        if (peek(r) == '{')
            while (r->at < r->s.len && peek(r) != '}')
                r->at++;
        r->at++;
        add_matching(s, '.');
    } else if (c != '\0' && strchr("dDsSwWh", c) != NULL) {
        add_matching(s, c);
    } else if (c == '\0' || (unsigned char)c >= 0x80 || str_is_alnum(c)) {
        r->lost = 1;
    } else {
        add_range(s, (unsigned char)c, (unsigned char)c);
    }
}

/* One end of a range, or a member. */
static unsigned
read_member(struct reader *r)
{
    if (next_is(r, "\\x")) {
        r->at += 2;
        return read_hex(r);
    }
    if (peek(r) == '\\') {
        r->at++;
        r->lost |= str_is_alnum(peek(r)) || (unsigned char)peek(r) >= 0x80;
    }
    r->lost |= r->at >= r->s.len;
    return r->lost ? 0 : utf8_next(r->s, &r->at);
}

static void
read_range(struct reader *r, struct set *s)
{
    unsigned from = read_member(r), to = from;

    if (peek(r) == '-' && r->at + 1 < r->s.len && r->s.p[r->at + 1] != ']') {
        r->at++;
        to = read_member(r);
    }
    add_range(s, from, to);
}

static void
read_class(struct reader *r, struct set *s)
{
    int negated, first = 1;

    r->at++;
    negated = peek(r) == '^';
    r->at += (size_t)negated;
    for (; r->at < r->s.len && (first || peek(r) != ']') && !r->lost;
         first = 0) {
        char second = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';

        if (next_is(r, "[:")) {
            add_matching(s, '.');
            while (r->at < r->s.len && !next_is(r, ":]"))
                r->at++;
            r->at += 2;
        } else if (peek(r) == '\\' && second != '\0' &&
                   strchr("dDsSwWhpP", second) != NULL) {
            r->at++;
            read_escape(r, s);
        } else {
            read_range(r, s);
        }
    }
    r->at++;
    for (unsigned c = 0; c < 0x80 && negated; c++)
        s->byte[c] = s->vague || !s->byte[c];
    s->high |= negated;
}

/* --- writing --- */

/* Repeat what was written from `start` on. */
static struct part
repeat_group(struct reader *r, struct buf *inner, struct part p)
{
    struct repeat n = read_repeat(r);

    if (n.most > GROUP_REPEAT_MAX)
        n.most = NO_END;
    if (n.least > GROUP_REPEAT_MAX)
        n.least = GROUP_REPEAT_MAX;
    buf_addz(r->out, "(?:");
    buf_adds(r->out, buf_str(inner));
    buf_addc(r->out, ')');
    put_repeat(r->out, n.least, n.most);
    p.nullable |= n.least == 0;
    return p;
}

/* A group; look-around is left out. */
static struct part
read_group(struct reader *r, int depth)
{
    static const char *const heads[] = { "(?:", "(?>", "(?=", "(?!",
        "(?<=", "(?<!" };
    struct buf inner = BUF_MAX(r->out->max), *out = r->out;
    struct part p;
    size_t i = 0;

    if (next_is(r, "(?") || next_is(r, "(*")) {
        while (i < COUNT(heads) && !next_is(r, heads[i]))
            i++;
        if (i == COUNT(heads)) {
            r->lost = 1;
            return nothing;
        }
        r->at += strlen(heads[i]);
    } else {
        r->at++;
    }
    r->out = &inner;
    p = read_alternatives(r, depth + 1, 0);
    r->out = out;
    r->lost |= peek(r) != ')';
    r->at++;
    if (i >= 2) {
        (void)read_repeat(r);
        p = nothing;
    } else {
        p = repeat_group(r, &inner, p);
    }
    buf_clear(&inner);
    return p;
}

/* One code point that stands for itself. */
static struct part
read_letter(struct reader *r)
{
    size_t start = r->at, width;
    struct part p;
    struct repeat n;

    utf8_next(r->s, &r->at);
    width = r->at - start;
    n = read_repeat(r);
    buf_addz(r->out, width > 1 ? "(?:" : "");
    for (size_t i = start; i < start + width; i++)
        put_byte(r->out, (unsigned char)str_lower(r->s.p[i]));
    buf_addz(r->out, width > 1 ? ")" : "");
    if (n.most > CLASS_REPEAT_MAX)
        n.most = NO_END;
    if (n.least > CLASS_REPEAT_MAX)
        n.least = CLASS_REPEAT_MAX;
    put_repeat(r->out, n.least, n.most);
    p.nullable = n.least == 0;
    p.first = p.last = is_word((unsigned char)str_lower(r->s.p[start]));
    return p;
}

/* Ends of words: how patterns say so, beside \b. */
static const char *const edges[] = { "\\b", "(?<!\\w)", "(?!\\w)" };

static int
read_edge(struct reader *r)
{
    for (size_t i = 0; i < COUNT(edges); i++)
        if (next_is(r, edges[i])) {
            r->at += strlen(edges[i]);
            return 1;
        }
    return 0;
}

static struct part
read_atom(struct reader *r, int depth)
{
    const struct str gap = STR(LITERAL_GAP);
    char c = peek(r), second = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';
    struct set s = { .high = 0 };

    if (str_starts(str_sub(r->s, r->at, gap.len), gap)) {
        struct part p = { 0, 0, 0 };
        struct repeat n;

        r->at += gap.len;
        n = read_repeat(r);
        buf_addz(r->out, n.least == 0 ? "(?:" GAP ")?" : GAP);
        p.nullable = n.least == 0;
        return p;
    }
    if (c == '(')
        return read_group(r, depth);
    if (c == '^' || c == '$' ||
        (c == '\\' && second != '\0' && strchr("BAzZG", second) != NULL)) {
        r->at += c == '\\' ? 2 : 1;
        (void)read_repeat(r);
        return nothing;
    }
    if (c == '\\' || c == '.') {
        r->at++;
        if (c == '.')
            add_matching(&s, '.');
        else
            read_escape(r, &s);
    } else if (c == '[') {
        read_class(r, &s);
    } else {
        r->lost |= strchr("?*+{", c) != NULL; /* nothing to repeat */
        return read_letter(r);
    }
    return put_set(r->out, &s, read_repeat(r));
}

/* Put the end of a word before what was written from `at` on. */
static void
insert_edge(struct buf *out, size_t at)
{
    if (buf_add(out, "\\b", 2) != 0)
        return;
    memmove(out->p + at + 2, out->p + at, out->len - 2 - at);
    memcpy(out->p + at, "\\b", 2);
}

/* Only between what is a letter for ASCII too an end of a word is kept. */
static struct part
read_sequence(struct reader *r, int depth, int whole)
{
    struct part all = nothing;
    int edge = whole; /* one stands before the next atom */
    int behind = 0;   /* the last atom ends with a letter */
    size_t start = r->out->len;

    while (r->at < r->s.len && !r->lost && peek(r) != '|' && peek(r) != ')') {
        size_t at = r->out->len;
        struct part p;

        if (read_edge(r)) {
            if (read_repeat(r).least == 0)
                continue;
            if (behind)
                buf_addz(r->out, "\\b");
            else
                edge = 1;
            continue;
        }
        p = read_atom(r, depth);
        if (r->out->len == at)
            continue;
        if (edge && !p.nullable && p.first)
            insert_edge(r->out, at);
        edge = 0;
        behind = !p.nullable && p.last;
        all.first &= all.nullable ? p.first : 1;
        all.last = p.last && (all.last || !p.nullable);
        all.nullable &= p.nullable;
    }
    if (whole && behind)
        buf_addz(r->out, "\\b");
    if (r->out->len == start)
        all = nothing;
    return all;
}

static struct part
read_alternatives(struct reader *r, int depth, int whole)
{
    struct part all = { 0, 1, 1 };

    r->lost |= depth > DEPTH_MAX;
    while (!r->lost) {
        struct part p = read_sequence(r, depth, whole);

        all.nullable |= p.nullable;
        all.first &= p.first;
        all.last &= p.last;
        if (peek(r) != '|')
            break;
        buf_addc(r->out, '|');
        r->at++;
    }
    return all;
}

int
approx_write(struct buf *out, struct str pattern, int whole)
{
    struct reader r = { pattern, 0, out, 0 };
    size_t start = out->len;
    struct part all = read_alternatives(&r, 0, whole);

    if (!r.lost && !all.nullable && r.at == pattern.len && !out->over)
        return 1;
    buf_cut(out, start);
    return 0;
}
