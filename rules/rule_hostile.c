#include "rules/rule_hostile.h"

#include "base/fold.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Deeper nesting than people write. */
#define DEPTH_MAX 30
/* Texts made from one pattern; lists of names have no repetitions. */
#define TEXTS_MAX 64
#define SAMPLE_BYTES_MAX 2000
/* Two sizes, the second four times the first: enough to see how fast the
 * work grows, small enough to measure every pattern of every pack. */
#define SMALL_BYTES 128
#define GROWTH 4

struct walk {
    struct str s;
    size_t at;
    size_t bytes;      /* of the texts to make */
    struct buf sample; /* what the pattern matches up to `at` */
    struct str whole;  /* the same of all of the pattern */
    char stop;         /* a sign the pattern does not name */
    struct texts *out; /* NULL: only the sample is wanted */
};

static char
peek(const struct walk *w)
{
    return w->at < w->s.len ? w->s.p[w->at] : '\0';
}

/* Append prefix + body, body, body ... + stop + whole: what ends badly where
 * it stands, and still holds every letter without which PCRE2 would not start.
 */
static void
add_text(struct walk *w, struct str prefix, struct str body)
{
    struct buf text = BUF_MAX(1u << 20), folded = BUF_MAX(1u << 20);

    if (body.len == 0 || w->out == NULL || w->out->count >= TEXTS_MAX)
        return;
    buf_adds(&text, prefix);
    for (size_t n = 0; n < w->bytes; n += body.len)
        buf_adds(&text, body);
    buf_addc(&text, w->stop);
    buf_adds(&text, w->whole);
    fold_key(&folded, buf_str(&text));
    texts_add(w->out, buf_str(&folded));
    buf_clear(&text);
    buf_clear(&folded);
}

/* Read the quantifier behind an atom. 1 if it may repeat often. */
static int
reads_repeat(struct walk *w)
{
    char c = peek(w);
    int often = c == '*' || c == '+';

    if (often || c == '?') {
        w->at++;
    } else if (c == '{' && w->at + 1 < w->s.len &&
               (str_is_digit(w->s.p[w->at + 1]) || w->s.p[w->at + 1] == ',')) {
        ptrdiff_t end = str_find_char(w->s, '}', w->at);
        struct str inside = str_sub(
            w->s, w->at + 1, (end < 0 ? w->s.len : (size_t)end) - w->at - 1);
        ptrdiff_t comma = str_find_char(inside, ',', 0);
        int64_t most = 0;

        str_to_i64(str_sub(inside, (size_t)(comma + 1), inside.len), &most);
        often = (comma >= 0 && (size_t)comma + 1 == inside.len) || most >= 8;
        w->at = end < 0 ? w->s.len : (size_t)end + 1;
    } else {
        return 0;
    }
    if (peek(w) == '?' || peek(w) == '+')
        w->at++;
    return often;
}

/* Append one character of the class at `at`. */
static void
walk_class(struct walk *w)
{
    size_t start;

    w->at++;
    if (peek(w) == '^') {
        w->at++;
        buf_addc(&w->sample, 'a');
        start = 0;
    } else {
        start = w->at;
    }
    for (size_t n = 0; w->at < w->s.len && (n == 0 || peek(w) != ']'); n++) {
        if (peek(w) == '\\')
            w->at++;
        w->at++;
    }
    if (start > 0 && start + 1 < w->s.len) {
        size_t i = start;

        if (w->s.p[start] != '\\')
            buf_add_utf8(&w->sample, utf8_next(w->s, &i));
        else
            buf_addc(&w->sample, w->s.p[start + 1] == 'd' ? '1' : 'a');
    }
    w->at++;
}

static void
walk_escape(struct walk *w)
{
    char c = w->at + 1 < w->s.len ? w->s.p[w->at + 1] : '\\';

    w->at += 2;
    if ((c == 'p' || c == 'P') && peek(w) == '{') {
        ptrdiff_t end = str_find_char(w->s, '}', w->at);

        w->at = end < 0 ? w->s.len : (size_t)end + 1;
        c = 'w';
    }
    if (strchr("bBAZzG", c) != NULL)
        return; /* a place, not a character */
    buf_addc(&w->sample, c == 'd'                       ? '1'
                         : strchr("sWhHvVR", c) != NULL ? ' '
                         : strchr("wDSNX", c) != NULL   ? 'a'
                                                        : c);
}

static void walk_branches(struct walk *w, int depth, struct buf *branches);

static void
walk_group(struct walk *w, int depth, struct buf *branches)
{
    size_t kept = w->sample.len;
    int looks = 0;

    w->at++;
    if (peek(w) == '?') {
        w->at++;
        looks = strchr("=!", peek(w)) != NULL && peek(w) != '\0';
        if (peek(w) == '<') {
            w->at++;
            looks = peek(w) == '=' || peek(w) == '!';
        }
        w->at++;
    }
    walk_branches(w, depth + 1, branches);
    if (peek(w) == ')')
        w->at++;
    if (looks)
        buf_cut(&w->sample, kept);
}

static void
walk_atom(struct walk *w, int depth, struct buf *branches)
{
    char c = peek(w);

    if (c == '(') {
        walk_group(w, depth, branches);
    } else if (c == '[') {
        walk_class(w);
    } else if (c == '\\') {
        walk_escape(w);
    } else if (c == '^' || c == '$') {
        w->at++;
    } else if (c == '.') {
        w->at++;
        buf_addc(&w->sample, 'a');
    } else if (c == '-') {
        w->at++;
        buf_addc(&w->sample, ' ');
    } else {
        buf_add_utf8(&w->sample, utf8_next(w->s, &w->at));
    }
}

static void
walk_sequence(struct walk *w, int depth)
{
    while (w->at < w->s.len && peek(w) != '|' && peek(w) != ')') {
        size_t kept = w->sample.len;
        struct buf branches = BUF_MAX(SAMPLE_BYTES_MAX);

        walk_atom(w, depth, &branches);
        if (reads_repeat(w) && !w->sample.over) {
            struct str before = str_sub(buf_str(&w->sample), 0, kept);

            struct str rest = buf_str(&branches), branch;

            if (rest.len == 0)
                add_text(w, before,
                    str_sub(buf_str(&w->sample), kept, w->sample.len));
            while (rest.len > 0 && str_next(&rest, '\n', &branch))
                add_text(w, before, branch);
        }
        buf_clear(&branches);
    }
}

/* Every branch is walked and its text kept, each with a newline behind it; the
 * first one's goes on. */
static void
walk_branches(struct walk *w, int depth, struct buf *branches)
{
    size_t start = w->sample.len, kept = branches->len;
    struct str rest, first;

    if (depth > DEPTH_MAX)
        w->at = w->s.len;
    for (;;) {
        walk_sequence(w, depth);
        buf_adds(branches, str_sub(buf_str(&w->sample), start, w->sample.len));
        buf_addc(branches, '\n');
        buf_cut(&w->sample, start);
        if (peek(w) != '|' || w->at >= w->s.len)
            break;
        w->at++;
    }
    rest = str_sub(buf_str(branches), kept, branches->len);
    if (str_next(&rest, '\n', &first))
        buf_adds(&w->sample, first);
}

void
rule_hostile_texts(struct texts *out, struct str pattern, size_t bytes)
{
    static const char stops[] = "!%#~";
    struct walk w = { .s = pattern,
        .bytes = bytes,
        .sample = BUF_MAX(SAMPLE_BYTES_MAX),
        .stop = stops[0] };
    struct buf branches = BUF_MAX(SAMPLE_BYTES_MAX);
    struct buf whole = BUF_MAX(SAMPLE_BYTES_MAX);

    for (size_t i = 0; stops[i] != '\0'; i++)
        if (str_find_char(pattern, stops[i], 0) < 0)
            w.stop = stops[i];
    walk_branches(&w, 0, &branches);
    buf_adds(&whole, buf_str(&w.sample));
    buf_reset(&branches);
    buf_reset(&w.sample);
    w.at = 0;
    w.whole = buf_str(&whole);
    w.out = out;
    walk_branches(&w, 0, &branches);
    add_text(&w, STR(""), w.whole);
    buf_clear(&branches);
    buf_clear(&whole);
    buf_clear(&w.sample);
}

double
rule_hostile_steps(const struct rule_expr *e, size_t bytes)
{
    struct texts small = { 0 }, large = { 0 };
    double most = 0;

    rule_hostile_texts(&small, e->source, SMALL_BYTES);
    rule_hostile_texts(&large, e->source, SMALL_BYTES * GROWTH);
    for (size_t i = 0; i < small.count && i < large.count; i++) {
        struct str text = str_of(large.item[i]);
        double b, a = pattern_steps(e->pattern, str_of(small.item[i]));
        double power, all;

        b = a >= PATTERN_STEPS_MAX ? a : pattern_steps(e->pattern, text);
        power = b >= PATTERN_STEPS_MAX ? 0 : log(b / a) / log(GROWTH);
        all = b * pow((double)bytes / (double)text.len, power);
        if (all > most)
            most = all;
    }
    texts_clear(&small);
    texts_clear(&large);
    return most;
}
