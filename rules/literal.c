#include "rules/literal.h"

#include "base/mem.h"
#include "rules/literal_sequence.h"

#include <string.h>

/* Deeper nesting than people write; beyond it no literal is given. */
#define DEPTH_MAX 16
/* More literals than these are not looked through for one within another. */
#define COMPARED_MAX 400
/* The blank at the end of a literal may be a dash between two others. */
#define SLACK 8

struct reader {
    struct literal_reader in;
    int whole;  /* the ends of the pattern stand at the ends of words */
    int spells; /* only what is exact is wanted, no literals */
};

static char
peek(const struct reader *r)
{
    return literal_reader_peek(&r->in);
}

static void read_alternatives(
    struct reader *r, int depth, struct literal_known *out);

/* Alternatives whose spellings are known need no literals: then most of the
 * work is spared. A group is read twice on each level, at most. */
static void
read_inner(struct reader *r, int depth, struct literal_known *out)
{
    size_t start = r->in.at;
    int spells = r->spells;

    r->spells = 1;
    read_alternatives(r, depth, out);
    r->spells = spells;
    if (!spells && !out->exact && !r->in.lost) {
        r->in.at = start;
        literal_known_init(out);
        read_alternatives(r, depth, out);
    }
}

/* Look-around stands between characters: nothing, exactly. */
static void
read_group(struct reader *r, int depth, struct literal_known *out)
{
    static const char *const heads[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!",
        "(?>" };
    size_t i, step = 1;
    int looks = 0;

    if (r->in.at + 1 < r->in.s.len &&
        (r->in.s.p[r->in.at + 1] == '?' || r->in.s.p[r->in.at + 1] == '*')) {
        for (i = 0; i < COUNT(heads); i++)
            if (str_starts(str_sub(r->in.s, r->in.at, 8), str_of(heads[i])))
                break;
        if (i == COUNT(heads)) {
            r->in.lost = 1;
            return;
        }
        looks = i >= 1 && i <= 4;
        step = strlen(heads[i]);
    }
    r->in.at += step;
    read_inner(r, depth + 1, out);
    if (peek(r) == ')')
        r->in.at++;
    if (looks) {
        literal_set_clear(&out->best);
        out->len = (struct reach){ 0, 0 };
        out->exact = 1;
        spelling_set(&out->all, "", 0);
    }
}

static void
read_atom(struct reader *r, int depth, struct literal_known *out)
{
    if (!literal_atom_read(&r->in, out))
        read_group(r, depth, out);
}

static void
read_sequence(struct reader *r, int depth, struct literal_known *out)
{
    struct literal_sequence q;
    struct literal_known atom;
    int whole = depth == 0 && r->whole;

    literal_sequence_begin(&q, out, whole, r->spells);
    while (r->in.at < r->in.s.len && !r->in.lost && peek(r) != '|' &&
           peek(r) != ')') {
        literal_known_init(&atom);
        read_atom(r, depth, &atom);
        literal_sequence_add(&q, &atom, literal_repeat_read(&r->in));
        literal_set_clear(&atom.best);
    }
    literal_sequence_end(&q, whole);
}

static void
note_branch(
    struct literal_known *out, struct literal_set *literals, struct str text)
{
    struct literal_set *t = &out->best;

    for (size_t i = 0; i < literals->count; i++)
        literals->item[i].branch = (unsigned)t->branches;
    t->branch = mem_grow(
        t->branch, &t->branch_cap, t->branches + 1, sizeof t->branch[0]);
    t->branch[t->branches++] = text;
}

static void
read_alternatives(struct reader *r, int depth, struct literal_known *out)
{
    int ends = 1;
    int open = 0; /* a branch without a literal lets everything through */

    r->in.lost |= depth > DEPTH_MAX;
    out->exact = 1;
    while (!r->in.lost) {
        struct literal_known branch;
        size_t start = r->in.at;

        literal_known_init(&branch);
        read_sequence(r, depth, &branch);
        if (depth == 0)
            note_branch(
                out, &branch.best, str_sub(r->in.s, start, r->in.at - start));
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
        r->in.at++;
    }
    out->ends = ends;
    if (open || r->in.lost)
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
    struct reader r = { .in.s = pattern, .whole = whole };
    struct literal_known k;
    unsigned groups;

    literal_known_init(&k);
    read_alternatives(&r, 0, &k);
    groups = k.best.groups;
    if (r.in.lost || r.in.at < pattern.len || is_idle(&k.best))
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
