#include "rules/literal_atom.h"

#include "base/utf8.h"
#include "rules/plain.h"

#include <string.h>

/* Members of a class that are told apart: [3b], \d with the digits of other
 * scripts. */
#define CLASS_MAX 11
/* Letters that are read at a time. */
#define LETTERS_MAX 16

void
literal_known_init(struct literal_known *k)
{
    k->exact = 0;
    k->blank = 1;
    k->ends = 0;
    k->len = (struct reach){ 0, 0 };
    k->best = (struct literal_set){ .rate = 0 };
    k->all.count = 0;
}

static unsigned
read_count(struct literal_reader *r)
{
    unsigned n = 0;

    for (; str_is_digit(literal_reader_peek(r)); r->at++)
        n = n < REACH_FAR ? n * 10 + (unsigned)(literal_reader_peek(r) - '0')
                          : n;
    return n < REACH_FAR ? n : REACH_FAR;
}

struct literal_repeat
literal_repeat_read(struct literal_reader *r)
{
    char c = literal_reader_peek(r);
    struct literal_repeat n = { 1, 1 };
    size_t start = r->at;

    if (c == '?' || c == '*' || c == '+') {
        n.least = c == '+';
        n.most = c == '?' ? 1 : REACH_FAR;
        r->at++;
    } else if (c == '{' && r->at + 1 < r->s.len &&
               (str_is_digit(r->s.p[r->at + 1]) || r->s.p[r->at + 1] == ',')) {
        r->at++;
        r->lost |=
            literal_reader_peek(r) == ','; /* of PCRE2's age what it means */
        n.least = n.most = read_count(r);
        if (literal_reader_peek(r) == ',') {
            r->at++;
            n.most = str_is_digit(literal_reader_peek(r)) ? read_count(r)
                                                          : REACH_FAR;
        }
        while (literal_reader_peek(r) != '}' && r->at < r->s.len)
            r->at++;
        r->at++;
    }
    if (r->at > start &&
        (literal_reader_peek(r) == '?' || literal_reader_peek(r) == '+'))
        r->at++; /* lazy or possessive */
    return n;
}

static int
is_letter(const struct literal_reader *r)
{
    char c = literal_reader_peek(r);

    return c != '\0' && strchr("\\[](){}.^$|?*+", c) == NULL;
}

/* Read the code point at r->at into text; its bytes. A letter that is folded
 * may be matched by another of other width. */
static size_t
read_point(struct literal_reader *r, char *text, struct literal_known *out)
{
    size_t start = r->at;

    utf8_next(r->s, &r->at);
    for (size_t i = start; i < r->at; i++)
        text[i - start] = str_lower(r->s.p[i]);
    out->len.bytes += r->at - start > 1 ? 4 : 1;
    return r->at - start;
}

/* Read letters that stand for themselves: all of a row but the one that a
 * quantifier belongs to. */
static void
read_letters(struct literal_reader *r, struct literal_known *out)
{
    char text[LETTERS_MAX + 4];
    size_t n;

    out->blank = literal_reader_peek(r) == ' ';
    n = read_point(r, text, out);
    while (n < LETTERS_MAX && is_letter(r)) {
        size_t start = r->at;
        unsigned len = out->len.bytes;
        size_t width = read_point(r, text + n, out);

        if (literal_reader_peek(r) != '\0' &&
            strchr("?*+{", literal_reader_peek(r)) != NULL) {
            r->at = start;
            out->len.bytes = len;
            break;
        }
        n += width;
    }
    out->exact = 1;
    spelling_set(&out->all, text, n);
}

/* Add the members from..to of a class. */
static int
add_range(struct spellings *s, unsigned from, unsigned to)
{
    if (to < from || to - from >= CLASS_MAX)
        return -1;
    for (unsigned c = from; c <= to; c++) {
        struct buf b = BUF_MAX(8);
        int rc;

        buf_add_utf8(&b, c < 0x80 ? (unsigned char)str_lower((char)c) : c);
        rc = spelling_add(s, b.p, b.len);
        buf_clear(&b);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* The digits, and a sign for those of other scripts, which plain text makes a
 * blank. */
static int
add_digits(struct spellings *s)
{
    return add_range(s, '0', '9') | spelling_add(s, ".", 1);
}

/* One end of a range, or a member; *simple is cleared where it is another
 * thing. */
static unsigned
read_member(struct literal_reader *r, int *simple)
{
    if (literal_reader_peek(r) == '\\') {
        r->at++;
        if (str_is_alnum(literal_reader_peek(r)))
            *simple = 0;
    }
    return r->at < r->s.len ? utf8_next(r->s, &r->at) : 0;
}

/* What classes are told to hold with a blank: "[\w-]" holds none. */
static int
may_be_blank(char escape)
{
    return strchr("wdS", escape) == NULL;
}

/* Read a class; exact if it has few members. */
static void
read_class(struct literal_reader *r, struct literal_known *out)
{
    int few = 1, blank = 0, negated, first = 1;

    r->at++;
    negated = literal_reader_peek(r) == '^';
    r->at += (size_t)negated;
    for (; r->at < r->s.len && (first || literal_reader_peek(r) != ']');
         first = 0) {
        char second = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';
        unsigned from, to;
        int simple = 1;

        if (literal_reader_peek(r) == '[' && second == ':') { /* [:alpha:] */
            few = 0;
            blank |= !negated;
            while (r->at < r->s.len && literal_reader_peek(r) != ']')
                r->at++;
            r->at++;
            continue;
        }
        if (literal_reader_peek(r) == '\\' && second == 'd') {
            few &= add_digits(&out->all) == 0;
            r->at += 2;
            continue;
        }
        from = to = read_member(r, &simple);
        if (!simple)
            blank |= negated ? from == 's' || from == 'h'
                             : from >= 0x80 || may_be_blank((char)from);
        if (literal_reader_peek(r) == '-' && r->at + 1 < r->s.len &&
            r->s.p[r->at + 1] != ']') {
            r->at++;
            to = read_member(r, &simple);
        }
        /* Other cases of a letter may lie outside of a range. */
        few &= simple && (from == to || to < 0x80) &&
               add_range(&out->all, from, to) == 0;
        blank |= from <= ' ' && to >= ' ';
    }
    r->at++;
    out->exact = few && !negated && out->all.count <= CLASS_MAX;
    out->blank = negated ? !blank : blank;
    out->len.bytes = 4;
}

/* Read an escape: a literal, or something of which nothing is known. */
static void
read_escape(struct literal_reader *r, struct literal_known *out)
{
    char c = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';

    r->at += 2;
    if (c != '\0' && !str_is_alnum(c)) {
        char text[4];

        r->at--;
        out->blank = c == ' ';
        out->exact = 1;
        spelling_set(&out->all, text, read_point(r, text, out));
        return;
    }
    if (c != '\0' && strchr("bBAzZ", c) != NULL) {
        out->exact = 1;
        spelling_set(&out->all, "", 0);
        return;
    }
    out->len.bytes = 4;
    out->blank = c == '\0' || may_be_blank(c);
    if (c == 'd') {
        out->exact = add_digits(&out->all) == 0;
    } else if ((c == 'p' || c == 'P') && literal_reader_peek(r) == '{') {
        while (r->at < r->s.len && literal_reader_peek(r) != '}')
            r->at++;
        r->at++;
    } else if (c == 'R') {
        out->len.bytes = 8; /* two signs */
    } else if (c == '\0' || strchr("DsSwWhHvV", c) == NULL) {
        r->lost = 1; /* \Q, \x, \1, \K ... */
    }
}

int
literal_atom_read(struct literal_reader *r, struct literal_known *out)
{
    const struct str gap = STR(PLAIN_GAP);

    if (str_starts(str_sub(r->s, r->at, gap.len), gap)) {
        r->at += gap.len;
        out->exact = 1;
        out->len.bytes = 1;
        spelling_set(&out->all, " ", 1);
    } else if (literal_reader_peek(r) == '\\') {
        read_escape(r, out);
    } else if (literal_reader_peek(r) == '(') {
        return 0;
    } else if (literal_reader_peek(r) == '[') {
        read_class(r, out);
    } else if (literal_reader_peek(r) == '.') {
        r->at++;
        out->len.bytes = 4;
    } else if (literal_reader_peek(r) == '^' || literal_reader_peek(r) == '$') {
        r->at++;
        out->exact = 1;
        spelling_set(&out->all, "", 0);
    } else {
        read_letters(r, out);
    }
    return 1;
}
