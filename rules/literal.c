#include "rules/literal.h"

#include "base/utf8.h"

#include <string.h>

/* Deeper nesting than people write; beyond it no literal is given. */
#define DEPTH_MAX 30

struct reader {
    struct str s;
    size_t at;
    int lost; /* met something not understood: trust nothing */
};

/* The length a set is worth: its shortest member; 0 for none. */
static size_t
worth(const struct texts *t)
{
    size_t least = 0;

    for (size_t i = 0; i < t->count; i++) {
        size_t len = strlen(t->item[i]);

        if (i == 0 || len < least)
            least = len;
    }
    return least;
}

/* Keep the better set in *best; *other is emptied. */
static void
keep_better(struct texts *best, struct texts *other)
{
    if (worth(other) > worth(best)) {
        struct texts t = *best;

        *best = *other;
        *other = t;
    }
    texts_clear(other);
}

static void
end_run(struct buf *run, struct texts *best)
{
    struct texts one = { 0 };

    if (run->len > 0)
        texts_add(&one, buf_str(run));
    keep_better(best, &one);
    buf_reset(run);
}

static char
peek(const struct reader *r)
{
    return r->at < r->s.len ? r->s.p[r->at] : '\0';
}

enum repeat { ONCE, OPTIONAL, REPEATED };

/* Read the quantifier that follows an atom, if any. */
static enum repeat
read_repeat(struct reader *r)
{
    char c = peek(r);
    enum repeat kind = ONCE;

    if (c == '?' || c == '*') {
        kind = OPTIONAL;
        r->at++;
    } else if (c == '+') {
        kind = REPEATED;
        r->at++;
    } else if (c == '{' && r->at + 1 < r->s.len &&
               (str_is_digit(r->s.p[r->at + 1]) || r->s.p[r->at + 1] == ',')) {
        char first = r->s.p[r->at + 1];

        kind = first == '0' || first == ',' ? OPTIONAL : REPEATED;
        while (peek(r) != '}' && r->at < r->s.len)
            r->at++;
        r->at++;
    }
    if (kind != ONCE && (peek(r) == '?' || peek(r) == '+'))
        r->at++; /* lazy or possessive */
    return kind;
}

static void
skip_class(struct reader *r)
{
    r->at++;
    if (peek(r) == '^')
        r->at++;
    if (peek(r) == ']')
        r->at++;
    while (r->at < r->s.len && peek(r) != ']') {
        if (peek(r) == '\\') {
            r->at++;
        } else if (peek(r) == '[' && r->at + 1 < r->s.len &&
                   r->s.p[r->at + 1] == ':') { /* [:alpha:] */
            while (r->at < r->s.len && peek(r) != ']')
                r->at++;
        }
        r->at++;
    }
    r->at++;
}

/* Read an escape. Returns 1 and the literal byte in *c, or 0. */
static int
read_escape(struct reader *r, char *c)
{
    *c = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';
    r->at += 2;
    if (!str_is_alnum(*c))
        return *c != '\0';
    if (strchr("bBdDsSwWAzZhHvVR", *c) != NULL)
        return 0;
    if ((*c == 'p' || *c == 'P') && peek(r) == '{') {
        while (r->at < r->s.len && peek(r) != '}')
            r->at++;
        r->at++;
        return 0;
    }
    r->lost = 1; /* \Q, \x, \1, \K ... */
    return 0;
}

static void read_alternatives(struct reader *r, int depth, struct texts *best);

/* Read a group into *inner; leaves it empty for look-around. */
static void
read_group(struct reader *r, int depth, struct texts *inner)
{
    static const char *const heads[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!",
        "(?>" };
    int looks = 0;
    size_t i, step = 1;

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
    read_alternatives(r, depth + 1, inner);
    if (peek(r) == ')')
        r->at++;
    if (looks)
        texts_clear(inner);
}

/* Read a literal code point that starts at r->at, or c if it was escaped. */
static void
read_literal(
    struct reader *r, char escaped, struct buf *run, struct texts *best)
{
    size_t start = r->at, kept = run->len;
    enum repeat repeat;

    if (escaped != '\0') {
        buf_addc(run, escaped);
    } else {
        utf8_next(r->s, &r->at);
        for (size_t i = start; i < r->at; i++)
            buf_addc(run, str_lower(r->s.p[i]));
    }
    repeat = read_repeat(r);
    if (repeat == OPTIONAL)
        buf_cut(run, kept);
    if (repeat != ONCE)
        end_run(run, best);
}

static void
read_sequence(struct reader *r, int depth, struct texts *best)
{
    struct buf run = BUF_MAX(4096);

    while (r->at < r->s.len && !r->lost) {
        char c = peek(r), escaped = '\0';

        if (c == '|' || c == ')')
            break;
        if (c == '\\' && read_escape(r, &escaped)) {
            read_literal(r, escaped, &run, best);
        } else if (c == '\\') {
            end_run(&run, best);
            read_repeat(r);
        } else if (c == '[' || c == '.') {
            end_run(&run, best);
            if (c == '[')
                skip_class(r);
            else
                r->at++;
            read_repeat(r);
        } else if (c == '(') {
            struct texts inner = { 0 };

            end_run(&run, best);
            read_group(r, depth, &inner);
            if (read_repeat(r) == OPTIONAL)
                texts_clear(&inner);
            keep_better(best, &inner);
        } else if (c == '^' || c == '$') {
            r->at++;
        } else {
            read_literal(r, '\0', &run, best);
        }
    }
    end_run(&run, best);
    buf_clear(&run);
}

static void
read_alternatives(struct reader *r, int depth, struct texts *best)
{
    int open = 0; /* a branch without a literal lets everything through */

    if (depth > DEPTH_MAX)
        r->lost = 1;
    while (!r->lost) {
        struct texts branch = { 0 };

        read_sequence(r, depth, &branch);
        open |= branch.count == 0;
        for (size_t i = 0; i < branch.count; i++)
            texts_add_new(best, str_of(branch.item[i]));
        texts_clear(&branch);
        if (peek(r) != '|')
            break;
        r->at++;
    }
    if (open || r->lost)
        texts_clear(best);
}

void
literal_find(struct texts *out, struct str pattern)
{
    struct reader r = { pattern, 0, 0 };
    struct texts best = { 0 };

    read_alternatives(&r, 0, &best);
    if (!r.lost && r.at == pattern.len)
        for (size_t i = 0; i < best.count; i++)
            texts_add_new(out, str_of(best.item[i]));
    texts_clear(&best);
}
