#include "rules/literal_sequence.h"

#include "base/utf8.h"
#include "rules/plain.h"

/* A repetition that may have more bytes is looked at as a run. */
#define OFTEN_BYTES 16

/* Which ends of a stretch stand at the ends of words. */
enum ends {
    STARTS = 1,
    ENDS = 2,
};

void
literal_sequence_begin(struct literal_sequence *q, struct literal_known *out,
    int starts_word, int spells)
{
    q->out = out;
    q->spells = spells;
    q->atom = 0;
    q->differ = 0;
    q->pick.count = 0;
    q->longest.starts = q->last.starts = starts_word ? STARTS : 0;
    q->longest.first = q->last.first = 1;
    q->longest.from = q->last.from = 0;
    spelling_set(&q->longest.all, "", 0);
    spelling_set(&q->last.all, "", 0);
    out->exact = 1;
}

/* An atom so often in a row. Often is one run, unless there are blanks in
 * it. */
static struct reach
times(const struct literal_known *k, struct literal_repeat n)
{
    if (!k->blank && reach_times(k->len, n.most).bytes > OFTEN_BYTES)
        return (struct reach){ 0, 1 };
    return reach_times(k->len, n.most);
}

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
offer(struct literal_sequence *q, const struct literal_run *run,
    struct reach len, size_t to, unsigned ends)
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

/* Both stretches end before atom `to`; the next ones begin with `all`, which
 * is the atom under way, or with nothing. */
static void
restart(struct literal_sequence *q, struct reach len, size_t to,
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
is_nothing(const struct literal_known *atom)
{
    return atom->exact && atom->all.count == 1 && atom->all.item[0].len == 0;
}

/* Join an atom to the stretches of what stands before it. */
static void
join(struct literal_sequence *q, struct literal_known *atom,
    struct literal_repeat n)
{
    struct literal_known *out = q->out;
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

void
literal_sequence_add(struct literal_sequence *q, struct literal_known *atom,
    struct literal_repeat n)
{
    join(q, atom, n);
    q->atom++;
}

void
literal_sequence_end(struct literal_sequence *q, int ends_word)
{
    struct literal_known *out = q->out;
    unsigned ends = ends_word ? ENDS : 0;

    offer(q, &q->longest, out->len, q->atom, ends);
    if (q->differ)
        offer(q, &q->last, out->len, q->atom, ends);
    literal_pick_best(&q->pick, &out->best, out->len);
    if (out->exact)
        spelling_copy(&out->all, &q->longest.all);
}
