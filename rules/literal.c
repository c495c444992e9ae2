#include "rules/literal.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Deeper nesting than people write; beyond it no literal is given. */
#define DEPTH_MAX 16
/* Spellings of one stretch of a pattern that are told apart, and their
 * length: beyond it a stretch is cut in two. */
#define SPELLINGS_MAX 200
#define SPELLING_BYTES 48
/* Members of a class that are told apart: [3b], [nmrs]. */
#define CLASS_MAX 6

struct reader {
    struct str s;
    size_t at;
    int lost;  /* met something not understood: trust nothing */
    int whole; /* the ends of the pattern stand at the ends of words */
};

/* All that one stretch can be. */
struct spellings {
    size_t count;
    struct {
        size_t len;
        char p[SPELLING_BYTES];
    } item[SPELLINGS_MAX];
};

/* What is known of an atom, a sequence, alternatives. */
struct known {
    unsigned starts;      /* STARTS while `all` begins the pattern */
    int exact;            /* it is one of `all` */
    struct spellings all; /* only if exact */
    struct texts best;    /* owned; else: it contains one of these */
};

static void read_alternatives(struct reader *r, int depth, struct known *out);

size_t
literal_worth(const struct texts *t)
{
    size_t least = 0;

    for (size_t i = 0; i < t->count; i++) {
        size_t len = strlen(t->item[i]);

        if (i == 0 || len < least)
            least = len;
    }
    return least;
}

/* --- plain text --- */

enum class { GAP, WORD, HAN };

/* What the code point at s[i] is, and its width. A word character is one for
 * PCRE2 too; what is not sure is a gap. */
static enum class class_at(struct str s, size_t i, size_t *width) {
    unsigned char c = (unsigned char)s.p[i];
    unsigned char d = i + 1 < s.len ? (unsigned char)s.p[i + 1] : 0;

    if (c < 0x80){ *width = 1; return str_is_alnum(s.p[i]) ? WORD : GAP; }
*width = utf8_width(c);
if (*width > s.len - i)
    *width = s.len - i;
if (c == 0xC3) /* Latin 1 but for the signs of multiplication, division */
    return d == 0x97 || d == 0xB7 ? GAP : WORD;
if (c >= 0xC4 && c <= 0xC9) /* Latin to U+027F */
    return WORD;
if (c == 0xCE || c == 0xCF) /* Greek from alpha to omega */
    return (c == 0xCE && d >= 0x91) || (c == 0xCF && d <= 0x89) ? WORD : GAP;
if (c == 0xD0 || c == 0xD1) /* Cyrillic to U+047F */
    return WORD;
if (c >= 0xE4 && c <= 0xE9) /* U+4000 to U+9FFF */
    return HAN;
if ((c == 0xEA && d >= 0xB0) || c == 0xEB || c == 0xEC ||
    (c == 0xED && d < 0x9E)) /* Hangul syllables */
    return WORD;
return GAP;
}

/* Sixteen bytes at a time. */
typedef unsigned char lanes __attribute__((vector_size(16)));
#define LANES 16

/* Put sixteen bytes of ASCII whose gaps are single; 0 if they are not such.
 * p[n - 1] is what was put last. */
static int
put_ascii(char *p, size_t n, const char *from)
{
    lanes v, next, low, word, word_next, odd;
    uint64_t half[2];

    memcpy(&v, from, sizeof v);
    memcpy(&next, from + 1, sizeof next);
    low = v | 0x20;
    word = (lanes)((low - 'a') <= 'z' - 'a') | (lanes)((v - '0') <= 9);
    low = next | 0x20;
    word_next = (lanes)((low - 'a') <= 'z' - 'a') | (lanes)((next - '0') <= 9);
    odd = (lanes)(v >= 0x80) | ~(word | word_next);
    memcpy(half, &odd, sizeof half);
    if ((half[0] | half[1]) != 0)
        return 0;
    v = (v & word) | (' ' & ~word);
    memcpy(p + n, &v, sizeof v);
    return p[n] != ' ' || p[n - 1] != ' ';
}

/* Append plain s to p[0..n), which is not empty. Returns the new n. */
static size_t
put_plain(char *p, size_t n, struct str s)
{
    enum class last = GAP;

    for (size_t i = 0; i < s.len;) {
        size_t width;
        enum class c;

        if (last != HAN && i + LANES < s.len && put_ascii(p, n, s.p + i)) {
            n += LANES;
            i += LANES;
            last = p[n - 1] == ' ' ? GAP : WORD;
            continue;
        }
        c = class_at(s, i, &width);
        if (p[n - 1] != ' ' && (c == GAP || (c != last && last != GAP)))
            p[n++] = ' ';
        for (size_t k = 0; k < width && c != GAP; k++)
            p[n++] = s.p[i + k];
        i += width;
        last = c;
    }
    return n;
}

void
literal_plain(struct buf *out, struct str s)
{
    size_t n;
    char *p;

    buf_reset(out);
    /* A blank for every change of script. */
    out->max = 2 * s.len + 2 * LANES;
    p = buf_room(out, out->max - 1);
    p[0] = ' ';
    n = put_plain(p, 1, s);
    if (p[n - 1] != ' ')
        p[n++] = ' ';
    out->len = n;
}

/* --- sets --- */

static void
set_one(struct spellings *s, const char *p, size_t len)
{
    s->count = 1;
    s->item[0].len = len;
    memcpy(s->item[0].p, p, len);
}

static int
add_spelling(struct spellings *s, const char *p, size_t len)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->item[i].len == len && memcmp(s->item[i].p, p, len) == 0)
            return 0;
    if (s->count == SPELLINGS_MAX || len > SPELLING_BYTES)
        return -1;
    s->item[s->count].len = len;
    memcpy(s->item[s->count++].p, p, len);
    return 0;
}

/* a = every a with every b behind it. Returns -1, leaving a alone, if that is
 * too much. */
static int
cross(struct spellings *a, const struct spellings *b)
{
    struct spellings out = { .count = 0 };

    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            char text[2 * SPELLING_BYTES];

            memcpy(text, a->item[i].p, a->item[i].len);
            memcpy(text + a->item[i].len, b->item[k].p, b->item[k].len);
            if (add_spelling(&out, text, a->item[i].len + b->item[k].len) != 0)
                return -1;
        }
    *a = out;
    return 0;
}

/* Append a literal as it is: texts_add would trim it. */
static void
add_literal(struct texts *t, struct str s)
{
    for (size_t i = 0; i < t->count; i++)
        if (str_is(s, t->item[i]))
            return;
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = str_dup(s);
}

/* Which ends of a stretch stand at the ends of words. */
enum ends {
    STARTS = 1,
    ENDS = 2,
};

/* Append a spelling as plain text has it. */
static void
to_plain(struct spellings *out, struct str s, unsigned ends)
{
    char text[2 * SPELLING_BYTES + 2 * LANES] = "x";
    size_t width, n;

    /* Behind a letter, so that a gap in front is kept, which is cut off
     * again; a letter in front is not parted from it by put_plain. */
    n = put_plain(text, 1, s);
    if (ends & STARTS && class_at(s, 0, &width) == WORD)
        text[0] = ' ';
    if (ends & ENDS && str_is_alnum(text[n - 1]))
        text[n++] = ' ';
    n = text[0] == ' ' ? n : n - 1;
    width = text[0] == ' ' ? 0 : 1;
    if (n > SPELLING_BYTES)
        n = SPELLING_BYTES;
    (void)add_spelling(out, text + width, n);
}

/* The spellings as literals, without those that contain another. */
static void
to_texts(struct texts *out, const struct spellings *spelt, unsigned ends)
{
    struct spellings s = { .count = 0 };

    for (size_t i = 0; i < spelt->count; i++)
        to_plain(
            &s, (struct str){ spelt->item[i].p, spelt->item[i].len }, ends);
    for (size_t i = 0; i < s.count; i++) {
        struct str one = { s.item[i].p, s.item[i].len };
        size_t k = 0;

        for (; k < s.count; k++) {
            struct str other = { s.item[k].p, s.item[k].len };

            if (k != i && other.len < one.len && str_find(one, other, 0) >= 0)
                break;
        }
        if (k == s.count)
            add_literal(out, one);
    }
}

/* Keep the better set in k->best; *other is emptied. */
static void
keep_better(struct known *k, struct texts *other)
{
    if (literal_worth(other) > literal_worth(&k->best)) {
        struct texts t = k->best;

        k->best = *other;
        *other = t;
    }
    texts_clear(other);
}

/* A stretch ends: it is as good as its shortest spelling. */
static void
end_run(struct known *k, unsigned ends)
{
    const struct spellings *run = &k->all;
    struct texts t = { 0 };

    for (size_t i = 0; i < run->count; i++)
        if (run->item[i].len == 0)
            return;
    to_texts(&t, run, ends);
    keep_better(k, &t);
}

/* --- reading --- */

static char
peek(const struct reader *r)
{
    return r->at < r->s.len ? r->s.p[r->at] : '\0';
}

enum repeat { ONCE, PERHAPS, ANY_TIMES, REPEATED };

/* Read the quantifier that follows an atom, if any. */
static enum repeat
read_repeat(struct reader *r)
{
    char c = peek(r);
    enum repeat kind = ONCE;

    if (c == '?' || c == '*' || c == '+') {
        kind = c == '?' ? PERHAPS : c == '*' ? ANY_TIMES : REPEATED;
        r->at++;
    } else if (c == '{' && r->at + 1 < r->s.len &&
               (str_is_digit(r->s.p[r->at + 1]) || r->s.p[r->at + 1] == ',')) {
        char first = r->s.p[r->at + 1];

        kind = first == '0' || first == ',' ? ANY_TIMES : REPEATED;
        while (peek(r) != '}' && r->at < r->s.len)
            r->at++;
        r->at++;
    }
    if (kind != ONCE && (peek(r) == '?' || peek(r) == '+'))
        r->at++; /* lazy or possessive */
    return kind;
}

/* Add the code point at r->at. */
static int
add_point(struct reader *r, struct spellings *out)
{
    size_t start = r->at;
    char text[4];

    utf8_next(r->s, &r->at);
    for (size_t i = start; i < r->at; i++)
        text[i - start] = str_lower(r->s.p[i]);
    return add_spelling(out, text, r->at - start);
}

/* Read a class; exact if it has few members. */
static void
read_class(struct reader *r, struct known *out)
{
    int few = 1, first = 1;

    r->at++;
    if (peek(r) == '^') {
        few = 0;
        r->at++;
    }
    for (; r->at < r->s.len && (first || peek(r) != ']'); first = 0) {
        if (peek(r) == '\\') {
            few = 0;
            r->at += 2;
        } else if (peek(r) == '[' && r->at + 1 < r->s.len &&
                   r->s.p[r->at + 1] == ':') { /* [:alpha:] */
            few = 0;
            while (r->at < r->s.len && peek(r) != ']')
                r->at++;
            r->at++;
        } else {
            int range = peek(r) == '-' && !first && r->at + 1 < r->s.len &&
                        r->s.p[r->at + 1] != ']';

            few &= !range && add_point(r, &out->all) == 0;
            if (range)
                r->at++;
        }
    }
    r->at++;
    out->exact = few && out->all.count <= CLASS_MAX;
}

/* Read an escape: a literal, or something of which nothing is known. */
static void
read_escape(struct reader *r, struct known *out)
{
    char c = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';

    r->at += 2;
    if (c != '\0' && !str_is_alnum(c)) {
        r->at--;
        out->exact = add_point(r, &out->all) == 0;
    } else if (c != '\0' && strchr("bBAzZ", c) != NULL) {
        out->exact = 1;
        set_one(&out->all, "", 0);
    } else if ((c == 'p' || c == 'P') && peek(r) == '{') {
        while (r->at < r->s.len && peek(r) != '}')
            r->at++;
        r->at++;
    } else if (c == '\0' || strchr("dDsSwWhHvVR", c) == NULL) {
        r->lost = 1; /* \Q, \x, \1, \K ... */
    }
}

/* Look-around stands between characters: nothing, exactly. */
static void
read_group(struct reader *r, int depth, struct known *out)
{
    static const char *const heads[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!",
        "(?>" };
    size_t i, step = 1;
    int looks = 0;

    if (r->at + 1 < r->s.len &&
        (r->s.p[r->at + 1] == '?' || r->s.p[r->at + 1] == '*')) {
        for (i = 0; i < sizeof heads / sizeof heads[0]; i++)
            if (str_starts(str_sub(r->s, r->at, 8), str_of(heads[i])))
                break;
        if (i == sizeof heads / sizeof heads[0]) {
            r->lost = 1;
            return;
        }
        looks = i >= 1 && i <= 4;
        step = strlen(heads[i]);
    }
    r->at += step;
    read_alternatives(r, depth + 1, out);
    if (peek(r) == ')')
        r->at++;
    if (looks) {
        texts_clear(&out->best);
        out->exact = 1;
        set_one(&out->all, "", 0);
    }
}

static void
read_atom(struct reader *r, int depth, struct known *out)
{
    const struct str gap = STR(LITERAL_GAP);

    out->exact = 0;
    out->all.count = 0;
    if (str_starts(str_sub(r->s, r->at, gap.len), gap)) {
        r->at += gap.len;
        out->exact = 1;
        set_one(&out->all, " ", 1);
    } else if (peek(r) == '\\') {
        read_escape(r, out);
    } else if (peek(r) == '[') {
        read_class(r, out);
    } else if (peek(r) == '(') {
        read_group(r, depth, out);
    } else if (peek(r) == '.') {
        r->at++;
    } else if (peek(r) == '^' || peek(r) == '$') {
        r->at++;
        out->exact = 1;
        set_one(&out->all, "", 0);
    } else {
        out->exact = add_point(r, &out->all) == 0;
    }
}

/* Join an atom to the run of what stands before it. */
static void
join(struct known *out, struct known *atom, enum repeat repeat)
{
    if (repeat == PERHAPS && atom->exact)
        atom->exact = add_spelling(&atom->all, "", 0) == 0;
    if (!atom->exact || repeat == ANY_TIMES) {
        end_run(out, out->starts);
        out->starts = 0;
        if (repeat == ONCE || repeat == REPEATED)
            keep_better(out, &atom->best);
        out->exact = 0;
        set_one(&out->all, "", 0);
        return;
    }
    if (cross(&out->all, &atom->all) != 0) {
        end_run(out, out->starts);
        out->starts = 0;
        out->exact = 0;
        out->all = atom->all;
    }
    if (repeat == REPEATED) { /* its last turn is what the next follows */
        end_run(out, out->starts);
        out->starts = 0;
        out->exact = 0;
        out->all = atom->all;
    }
}

static void
read_sequence(struct reader *r, int depth, struct known *out)
{
    int top = depth == 0;

    out->exact = 1;
    out->starts = top && r->whole ? STARTS : 0;
    set_one(&out->all, "", 0);
    while (r->at < r->s.len && !r->lost && peek(r) != '|' && peek(r) != ')') {
        struct known atom = { .exact = 0 };

        read_atom(r, depth, &atom);
        join(out, &atom, read_repeat(r));
        texts_clear(&atom.best);
    }
    end_run(out, out->starts | (top && r->whole ? ENDS : 0));
}

static void
read_alternatives(struct reader *r, int depth, struct known *out)
{
    int open = 0; /* a branch without a literal lets everything through */

    r->lost |= depth > DEPTH_MAX;
    out->exact = 1;
    out->all.count = 0;
    while (!r->lost) {
        struct known branch = { .exact = 0 };

        read_sequence(r, depth, &branch);
        open |= branch.best.count == 0;
        for (size_t i = 0; i < branch.best.count; i++)
            add_literal(&out->best, str_of(branch.best.item[i]));
        out->exact &= branch.exact;
        for (size_t i = 0; i < branch.all.count && out->exact; i++)
            out->exact = add_spelling(&out->all, branch.all.item[i].p,
                             branch.all.item[i].len) == 0;
        texts_clear(&branch.best);
        if (peek(r) != '|')
            break;
        r->at++;
    }
    if (open || r->lost)
        texts_clear(&out->best);
}

void
literal_find(struct texts *out, struct str pattern, int whole)
{
    struct reader r = { pattern, 0, 0, whole };
    struct known k = { .exact = 0 };

    read_alternatives(&r, 0, &k);
    if (!r.lost && r.at == pattern.len)
        for (size_t i = 0; i < k.best.count; i++)
            add_literal(out, str_of(k.best.item[i]));
    texts_clear(&k.best);
}
