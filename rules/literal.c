#include "rules/literal.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "rules/literal_pick.h"
#include "rules/plain.h"
#include "rules/spelling.h"

#include <string.h>

/* Deeper nesting than people write; beyond it no literal is given. */
#define DEPTH_MAX 16
/* Members of a class that are told apart: [3b], \d with the digits of other
 * scripts. */
#define CLASS_MAX 11
/* Letters that are read at a time. */
#define LETTERS_MAX 16
/* More literals than these are not looked through for one within another. */
#define COMPARED_MAX 400
/* The blank at the end of a literal may be a dash between two others. */
#define SLACK 8
/* A repetition that may have more bytes is looked at as a run. */
#define OFTEN_BYTES 16

struct reader {
    struct str s;
    size_t at;
    int lost;   /* met something not understood: trust nothing */
    int whole;  /* the ends of the pattern stand at the ends of words */
    int spells; /* only what is exact is wanted, no literals */
};

/* What is known of an atom, a sequence, alternatives. */
struct known {
    int exact;               /* it is one of `all` */
    int blank;               /* may hold a blank */
    int ends;                /* ends with what parts two words */
    struct reach len;        /* it has at most */
    struct literal_set best; /* else: it contains one of these */
    struct spellings all;    /* only if exact */
};

/* A stretch of a sequence whose spellings are being put together. */
struct run {
    unsigned starts; /* STARTS while it begins the pattern */
    int first;       /* it begins the sequence */
    size_t from;     /* its first atom */
    struct spellings all;
};

struct sequence {
    struct known *out;
    int spells;  /* as the reader's */
    size_t atom; /* that is being read */
    struct run longest;
    struct run last; /* from the last alternatives on */
    int differ;      /* the two are not one and the same */
    struct literal_pick pick;
};

struct repeat {
    unsigned least, most;
};

static void read_alternatives(struct reader *r, int depth, struct known *out);

static void
init(struct known *k)
{
    k->exact = 0;
    k->blank = 1;
    k->ends = 0;
    k->len = (struct reach){ 0, 0 };
    k->best = (struct literal_set){ .rate = 0 };
    k->all.count = 0;
}

/* An atom so often in a row. Often is one run, unless there are blanks in
 * it. */
static struct reach
times(const struct known *k, struct repeat n)
{
    if (!k->blank && reach_times(k->len, n.most).bytes > OFTEN_BYTES)
        return (struct reach){ 0, 1 };
    return reach_times(k->len, n.most);
}

/* Which ends of a stretch stand at the ends of words. */
enum ends {
    STARTS = 1,
    ENDS = 2,
};

/* Bytes of folded text in which a spelling stands, at most: a dot may be a
 * digit of another script, and a letter be matched by one of other width. */
static unsigned
folded_bytes(struct str s)
{
    unsigned bytes = 0;

    for (size_t i = 0; i < s.len;) {
        uint32_t c = utf8_next(s, &i);

        bytes += c < 0x80 && c != '.' ? 1 : 4;
    }
    return bytes;
}

/* Append a spelling as plain text has it. */
static struct literal *
add_plain(
    struct literal_set *out, struct str s, struct reach reach, unsigned ends)
{
    char text[PLAIN_ROOM(SPELLING_BYTES) + 1];
    size_t n = plain_spell(text, s), from = 1;

    if (ends & STARTS && plain_starts_word(s)) {
        text[0] = ' ';
        from = 0;
    }
    if (ends & ENDS && str_is_alnum(text[n - 1]))
        text[n++] = ' ';
    if (n - from > SPELLING_BYTES)
        n = from + SPELLING_BYTES;
    return literal_set_add(out, (struct str){ text + from, n - from }, reach);
}

/* A stretch ends before atom `to`, `len` behind the start. */
static void
offer(struct sequence *q, const struct run *run, struct reach len, size_t to,
    unsigned ends)
{
    struct literal_set set = { .rate = 0 };

    if (q->spells || spelling_has_empty(&run->all))
        return;
    for (size_t i = 0; i < run->all.count; i++) {
        struct str s = { run->all.item[i].p, run->all.item[i].len };
        struct literal *l = add_plain(&set, s, len, run->starts | ends);

        l->own = run->first ? folded_bytes(s) : 0;
    }
    literal_set_merge(&set);
    literal_set_weigh(&set);
    literal_pick_add(&q->pick, &set, run->from, to);
}

/* --- reading --- */

static char
peek(const struct reader *r)
{
    return r->at < r->s.len ? r->s.p[r->at] : '\0';
}

static unsigned
read_count(struct reader *r)
{
    unsigned n = 0;

    for (; str_is_digit(peek(r)); r->at++)
        n = n < REACH_FAR ? n * 10 + (unsigned)(peek(r) - '0') : n;
    return n < REACH_FAR ? n : REACH_FAR;
}

/* Read the quantifier that follows an atom, if any. */
static struct repeat
read_repeat(struct reader *r)
{
    char c = peek(r);
    struct repeat n = { 1, 1 };
    size_t start = r->at;

    if (c == '?' || c == '*' || c == '+') {
        n.least = c == '+';
        n.most = c == '?' ? 1 : REACH_FAR;
        r->at++;
    } else if (c == '{' && r->at + 1 < r->s.len &&
               (str_is_digit(r->s.p[r->at + 1]) || r->s.p[r->at + 1] == ',')) {
        r->at++;
        r->lost |= peek(r) == ','; /* of PCRE2's age what it means */
        n.least = n.most = read_count(r);
        if (peek(r) == ',') {
            r->at++;
            n.most = str_is_digit(peek(r)) ? read_count(r) : REACH_FAR;
        }
        while (peek(r) != '}' && r->at < r->s.len)
            r->at++;
        r->at++;
    }
    if (r->at > start && (peek(r) == '?' || peek(r) == '+'))
        r->at++; /* lazy or possessive */
    return n;
}

static int
is_letter(const struct reader *r)
{
    char c = peek(r);

    return c != '\0' && strchr("\\[](){}.^$|?*+", c) == NULL;
}

/* Read the code point at r->at into text; its bytes. A letter that is folded
 * may be matched by another of other width. */
static size_t
read_point(struct reader *r, char *text, struct known *out)
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
read_letters(struct reader *r, struct known *out)
{
    char text[LETTERS_MAX + 4];
    size_t n;

    out->blank = peek(r) == ' ';
    n = read_point(r, text, out);
    while (n < LETTERS_MAX && is_letter(r)) {
        size_t start = r->at;
        unsigned len = out->len.bytes;
        size_t width = read_point(r, text + n, out);

        if (peek(r) != '\0' && strchr("?*+{", peek(r)) != NULL) {
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
read_member(struct reader *r, int *simple)
{
    if (peek(r) == '\\') {
        r->at++;
        if (str_is_alnum(peek(r)))
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
read_class(struct reader *r, struct known *out)
{
    int few = 1, blank = 0, negated, first = 1;

    r->at++;
    negated = peek(r) == '^';
    r->at += (size_t)negated;
    for (; r->at < r->s.len && (first || peek(r) != ']'); first = 0) {
        char second = r->at + 1 < r->s.len ? r->s.p[r->at + 1] : '\0';
        unsigned from, to;
        int simple = 1;

        if (peek(r) == '[' && second == ':') { /* [:alpha:] */
            few = 0;
            blank |= !negated;
            while (r->at < r->s.len && peek(r) != ']')
                r->at++;
            r->at++;
            continue;
        }
        if (peek(r) == '\\' && second == 'd') {
            few &= add_digits(&out->all) == 0;
            r->at += 2;
            continue;
        }
        from = to = read_member(r, &simple);
        if (!simple)
            blank |= negated ? from == 's' || from == 'h'
                             : from >= 0x80 || may_be_blank((char)from);
        if (peek(r) == '-' && r->at + 1 < r->s.len &&
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
read_escape(struct reader *r, struct known *out)
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
    } else if ((c == 'p' || c == 'P') && peek(r) == '{') {
        while (r->at < r->s.len && peek(r) != '}')
            r->at++;
        r->at++;
    } else if (c == 'R') {
        out->len.bytes = 8; /* two signs */
    } else if (c == '\0' || strchr("DsSwWhHvV", c) == NULL) {
        r->lost = 1; /* \Q, \x, \1, \K ... */
    }
}

/* Alternatives whose spellings are known need no literals: then most of the
 * work is spared. A group is read twice on each level, at most. */
static void
read_inner(struct reader *r, int depth, struct known *out)
{
    size_t start = r->at;
    int spells = r->spells;

    r->spells = 1;
    read_alternatives(r, depth, out);
    r->spells = spells;
    if (!spells && !out->exact && !r->lost) {
        r->at = start;
        init(out);
        read_alternatives(r, depth, out);
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
        for (i = 0; i < COUNT(heads); i++)
            if (str_starts(str_sub(r->s, r->at, 8), str_of(heads[i])))
                break;
        if (i == COUNT(heads)) {
            r->lost = 1;
            return;
        }
        looks = i >= 1 && i <= 4;
        step = strlen(heads[i]);
    }
    r->at += step;
    read_inner(r, depth + 1, out);
    if (peek(r) == ')')
        r->at++;
    if (looks) {
        literal_set_clear(&out->best);
        out->len = (struct reach){ 0, 0 };
        out->exact = 1;
        spelling_set(&out->all, "", 0);
    }
}

static void
read_atom(struct reader *r, int depth, struct known *out)
{
    const struct str gap = STR(LITERAL_GAP);

    if (str_starts(str_sub(r->s, r->at, gap.len), gap)) {
        r->at += gap.len;
        out->exact = 1;
        out->len.bytes = 1;
        spelling_set(&out->all, " ", 1);
    } else if (peek(r) == '\\') {
        read_escape(r, out);
    } else if (peek(r) == '[') {
        read_class(r, out);
    } else if (peek(r) == '(') {
        read_group(r, depth, out);
    } else if (peek(r) == '.') {
        r->at++;
        out->len.bytes = 4;
    } else if (peek(r) == '^' || peek(r) == '$') {
        r->at++;
        out->exact = 1;
        spelling_set(&out->all, "", 0);
    } else {
        read_letters(r, out);
    }
}

/* Both stretches end before atom `to`; the next ones begin with `all`, which
 * is the atom under way, or with nothing. */
static void
restart(struct sequence *q, struct reach len, size_t to,
    const struct spellings *all)
{
    offer(q, &q->longest, len, to, 0);
    if (q->differ)
        offer(q, &q->last, len, to, 0);
    q->longest.starts = q->last.starts = 0;
    q->longest.first = q->last.first = 0;
    q->longest.from = q->last.from = all == NULL ? q->atom + 1 : q->atom;
    q->differ = 0;
    q->out->exact = 0;
    if (all == NULL)
        spelling_set(&q->longest.all, " ", (size_t)q->out->ends);
    else
        spelling_copy(&q->longest.all, all);
    spelling_copy(&q->last.all, &q->longest.all);
}

/* 1 if each ends with what parts two words. */
static int
all_gaps(const struct spellings *s)
{
    for (size_t i = 0; i < s->count; i++) {
        char last = s->item[i].p[s->item[i].len - 1];

        if (last != ' ' && last != '-' && last != '_')
            return 0;
    }
    return 1;
}

/* 1 if nothing is known yet but perhaps a gap. */
static int
is_blank(const struct spellings *s)
{
    return s->count == 1 &&
           (s->item[0].len == 0 ||
               (s->item[0].len == 1 && s->item[0].p[0] == ' '));
}

/* 1 if it stands between characters. */
static int
is_nothing(const struct known *atom)
{
    return atom->exact && atom->all.count == 1 && atom->all.item[0].len == 0;
}

/* Join an atom to the stretches of what stands before it. */
static void
join(struct sequence *q, struct known *atom, struct repeat n)
{
    struct known *out = q->out;
    struct reach before = out->len;
    unsigned turns = 1;
    int gap = out->ends;

    if (atom->all.count > 0 && !spelling_has_empty(&atom->all))
        atom->ends |= atom->exact && all_gaps(&atom->all);
    if (!is_nothing(atom))
        out->ends = atom->ends && (n.least > 0 || gap);
    out->len = reach_sum(before, times(atom, n));
    if (n.least == 0 && n.most == 1 && atom->exact)
        atom->exact = spelling_add(&atom->all, "", 0) == 0;
    if (!atom->exact || (n.least == 0 && n.most != 1)) {
        restart(q, before, q->atom, NULL);
        for (size_t i = 0; i < atom->best.count; i++) {
            struct literal *l = &atom->best.item[i];

            l->reach = reach_sum(before, l->reach);
            if (before.bytes > 0 || before.runs > 0 || n.most > 1)
                l->own = 0;
        }
        if (n.least > 0)
            literal_pick_add(&q->pick, &atom->best, q->atom, q->atom + 1);
        return;
    }
    if (atom->all.count > 1 && !spelling_has_empty(&atom->all) &&
        !is_blank(&q->longest.all)) {
        if (q->differ)
            offer(q, &q->last, before, q->atom, 0);
        q->last.starts = 0;
        q->last.first = 0;
        q->last.from = q->atom;
        q->differ = 1;
        spelling_set(&q->last.all, " ", (size_t)gap);
        (void)spelling_cross(&q->last.all, &atom->all);
    } else if (spelling_cross(&q->last.all, &atom->all) != 0) {
        restart(q, before, q->atom, &atom->all);
        return;
    }
    if (spelling_cross(&q->longest.all, &atom->all) != 0) {
        offer(q, &q->longest, before, q->atom, 0);
        q->longest = q->last;
        q->differ = 0;
        out->exact = 0;
    }
    for (; n.least > 1 && turns < n.least && !q->differ; turns++)
        if (spelling_cross(&q->longest.all, &atom->all) != 0 ||
            spelling_cross(&q->last.all, &atom->all) != 0)
            break;
    if (n.most > 1) /* its last turn is what the next follows */
        restart(q, reach_sum(before, reach_times(atom->len, turns)),
            q->atom + 1, &atom->all);
}

static void
read_sequence(struct reader *r, int depth, struct known *out)
{
    struct sequence q;
    struct known atom;
    int whole = depth == 0 && r->whole;

    q.out = out;
    q.spells = r->spells;
    q.differ = 0;
    q.pick.count = 0;
    q.longest.starts = q.last.starts = whole ? STARTS : 0;
    q.longest.first = q.last.first = 1;
    q.longest.from = q.last.from = 0;
    spelling_set(&q.longest.all, "", 0);
    spelling_set(&q.last.all, "", 0);
    out->exact = 1;
    for (q.atom = 0;
         r->at < r->s.len && !r->lost && peek(r) != '|' && peek(r) != ')';
         q.atom++) {
        init(&atom);
        read_atom(r, depth, &atom);
        join(&q, &atom, read_repeat(r));
        literal_set_clear(&atom.best);
    }
    offer(&q, &q.longest, out->len, q.atom, whole ? ENDS : 0);
    if (q.differ)
        offer(&q, &q.last, out->len, q.atom, whole ? ENDS : 0);
    literal_pick_best(&q.pick, &out->best, out->len);
    if (out->exact)
        spelling_copy(&out->all, &q.longest.all);
}

static void
note_branch(struct known *out, struct literal_set *literals, struct str text)
{
    struct literal_set *t = &out->best;

    for (size_t i = 0; i < literals->count; i++)
        literals->item[i].branch = (unsigned)t->branches;
    t->branch = mem_grow(
        t->branch, &t->branch_cap, t->branches + 1, sizeof t->branch[0]);
    t->branch[t->branches++] = text;
}

static void
read_alternatives(struct reader *r, int depth, struct known *out)
{
    int ends = 1;
    int open = 0; /* a branch without a literal lets everything through */

    r->lost |= depth > DEPTH_MAX;
    out->exact = 1;
    while (!r->lost) {
        struct known branch;
        size_t start = r->at;

        init(&branch);
        read_sequence(r, depth, &branch);
        if (depth == 0)
            note_branch(out, &branch.best, str_sub(r->s, start, r->at - start));
        open |= branch.best.count == 0;
        literal_set_append(&out->best, &branch.best);
        if (branch.len.bytes > out->len.bytes)
            out->len.bytes = branch.len.bytes;
        if (branch.len.runs > out->len.runs)
            out->len.runs = branch.len.runs;
        ends &= branch.ends;
        out->exact &= branch.exact;
        for (size_t i = 0; i < branch.all.count && out->exact; i++)
            out->exact = spelling_add(&out->all, branch.all.item[i].p,
                             branch.all.item[i].len) == 0;
        literal_set_clear(&branch.best);
        if (peek(r) != '|')
            break;
        r->at++;
    }
    out->ends = ends;
    if (open || r->lost)
        literal_set_clear(&out->best);
    literal_set_weigh(&out->best);
}

/* 1 if each is a single letter or digit: as good as none. */
static int
is_idle(const struct literal_set *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const char *text = t->item[i].text;

        text += *text == ' ';
        if (t->item[i].group == 0 && text[0] != '\0' && text[1] != '\0' &&
            strcmp(text + 1, " ") != 0)
            return 0;
    }
    return 1;
}

void
literal_find(struct literal_set *out, struct str pattern, int whole)
{
    const struct reach slack = { SLACK, 0 };
    struct reader r = { .s = pattern, .whole = whole };
    struct known k;
    unsigned groups;

    init(&k);
    read_alternatives(&r, 0, &k);
    groups = k.best.groups;
    if (r.lost || r.at < pattern.len || is_idle(&k.best))
        literal_set_clear(&k.best);
    *out = k.best; /* handed over */
    out->groups = groups;
    if (out->count <= COMPARED_MAX)
        literal_set_trim(out);
    literal_set_narrow(out);
    for (size_t i = 0; i < out->count; i++)
        out->item[i].reach = reach_sum(out->item[i].reach, slack);
    literal_set_weigh(out);
}
