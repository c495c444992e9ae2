#include "rules/literal_set.h"

#include "base/mem.h"
#include "rules/gram.h"

#include <stdlib.h>
#include <string.h>

/* Literals that begin with so many same bytes may become one, if that is found
 * at most so many times as often. */
#define MERGED_MIN 4
#define MERGED_RATE 1.5
/* What a place in the table of literals costs, and to find a literal, in
 * trials of a pattern. */
#define COST_OF_PLACE 3e-4
#define COST_OF_FINDING 0.08
/* Thousands of bytes in which a partner is looked for, about. */
#define SPAN_ABOUT 0.15
/* More groups than most sets have. */
#define GROUPS_FEW 8

static struct literal *
add_item(struct literal_set *t)
{
    if (t->count == t->cap)
        t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    return &t->item[t->count++];
}

struct literal *
literal_set_add(struct literal_set *t, struct str s, struct reach reach)
{
    struct literal *l = add_item(t);

    s = str_sub(s, 0, LITERAL_BYTES);
    *l = (struct literal){
        .len = (uint8_t)s.len, .rate = gram_rate(s), .reach = reach
    };
    memcpy(l->text, s.p, s.len);
    return l;
}

double
literal_set_share(double rate_of_partner)
{
    double p = rate_of_partner * SPAN_ABOUT;

    return p < 1 ? p : 1;
}

void
literal_set_weigh(struct literal_set *t)
{
    double few[GROUPS_FEW] = { 0 }, *with = few;

    if (t->groups >= GROUPS_FEW)
        with = mem_array(t->groups + 1, sizeof *with);
    t->rate = t->found = 0;
    for (size_t i = 0; i < t->count; i++)
        with[t->item[i].group] += t->item[i].rate;
    for (unsigned g = 0; g <= t->groups; g++)
        t->found += with[g];
    with[0] = 1 / SPAN_ABOUT; /* no partner: always */
    for (size_t i = 0; i < t->count; i++)
        if (t->item[i].group == 0)
            t->rate +=
                t->item[i].rate * literal_set_share(with[t->item[i].partner]);
    if (with != few)
        free(with);
}

double
literal_set_cost(const struct literal_set *t)
{
    return t->rate + COST_OF_FINDING * t->found +
           COST_OF_PLACE * (double)t->count;
}

static int
text_cmp(const void *a, const void *b)
{
    const struct literal *x = a, *y = b;

    return strcmp(x->text, y->text);
}

/* Bytes that two texts begin with, up to the end of a code point. */
static size_t
common(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] != '\0' && a[n] == b[n])
        n++;
    while (n > 0 && ((unsigned char)a[n] & 0xC0) == 0x80)
        n--;
    return n;
}

/* l stands for other as well. */
static void
join_own(struct literal *l, const struct literal *other)
{
    if (other->own == 0)
        l->own = 0;
    else if (l->own != 0 && l->own < other->own)
        l->own = other->own;
}

/* The first len bytes of so many literals become one. Letters and digits of
 * ASCII, which are as many bytes in folded text, go for certain. */
static void
merge_own(struct literal *item, size_t count, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = len; k < item[i].len && item[i].own > 1; k++)
            item[i].own -= (unsigned)str_is_alnum(item[i].text[k]);
        join_own(&item[0], &item[i]);
    }
}

void
literal_set_merge(struct literal_set *t)
{
    size_t kept = 0;

    if (t->count < 2)
        return;
    qsort(t->item, t->count, sizeof t->item[0], text_cmp);
    for (size_t i = 0, next; i < t->count; i = next) {
        struct literal *l = &t->item[i];
        size_t len = l->len;
        double rate = l->rate;

        for (next = i + 1; next < t->count; next++) {
            size_t n = common(l->text, t->item[next].text);
            double shorter;

            n = n < len ? n : len;
            if (n < MERGED_MIN)
                break;
            shorter = gram_rate(str_sub(literal_text(l), 0, n));
            rate += t->item[next].rate + COST_OF_PLACE;
            if (shorter > rate * MERGED_RATE)
                break;
            len = n;
            l->rate = shorter;
        }
        merge_own(l, next - i, len);
        memset(l->text + len, 0, l->len - len);
        l->len = (uint8_t)len;
        t->item[kept++] = *l;
    }
    t->count = kept;
}

void
literal_set_append(struct literal_set *t, struct literal_set *other)
{
    for (size_t i = 0; i < other->count; i++) {
        struct literal *l = add_item(t);

        *l = other->item[i];
        l->partner += l->partner > 0 ? t->groups : 0;
        l->group += l->group > 0 ? t->groups : 0;
    }
    t->groups += other->groups;
    literal_set_clear(other);
}

void
literal_set_marry(
    struct literal_set *t, const struct literal_set *other, struct reach span)
{
    t->groups++;
    for (size_t i = 0; i < t->count; i++)
        if (t->item[i].group == 0 && t->item[i].partner == 0) {
            t->item[i].partner = t->groups;
            t->item[i].span = span;
        }
    for (size_t i = 0; i < other->count; i++)
        if (other->item[i].group == 0)
            literal_set_add(
                t, literal_text(&other->item[i]), other->item[i].reach)
                ->group = t->groups;
    literal_set_weigh(t);
}

int
literal_set_has_single(const struct literal_set *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->item[i].group == 0 && t->item[i].partner == 0)
            return 1;
    return 0;
}

/* A bit for each pair of neighbours, some for several: one text can only stand
 * in another that has all of its bits. */
static uint64_t
pairs_of(struct str s)
{
    uint64_t bits = 0;

    for (size_t i = 1; i < s.len; i++)
        bits |= (uint64_t)1
                << (((unsigned char)s.p[i - 1] * 7 + (unsigned char)s.p[i]) %
                       64);
    return bits;
}

/* 1 if a, where it stands in b, tells as much; before: it comes first. */
static int
tells_of(const struct literal *a, const struct literal *b, int before)
{
    return a->group == b->group && a->partner == b->partner &&
           a->reach.bytes >= b->reach.bytes && a->reach.runs >= b->reach.runs &&
           (a->len < b->len || (a->len == b->len && before)) &&
           str_find(literal_text(b), literal_text(a), 0) >= 0;
}

/* Note which of the `count` literals of one branch are spare. */
static void
find_spare(unsigned char *spare, const struct literal *item,
    const uint64_t *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !spare[i]; k++)
            spare[i] = (pairs[k] & ~pairs[i]) == 0 && k != i &&
                       tells_of(&item[k], &item[i], k < i);
}

/* Let those that are kept stand for those that are spare: what stands in the
 * middle of another tells of matches that do not begin with it. */
static void
stand_for_spare(const unsigned char *spare, struct literal *item, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && spare[i]; k++) {
            if (spare[k] || !tells_of(&item[k], &item[i], k < i))
                continue;
            if (str_starts(literal_text(&item[i]), literal_text(&item[k])))
                join_own(&item[k], &item[i]);
            else
                item[k].own = 0;
        }
}

void
literal_set_trim(struct literal_set *t)
{
    uint64_t *pairs = mem_array(t->count, sizeof *pairs);
    unsigned char *spare = mem_array(t->count, 1);
    size_t kept = 0;

    for (size_t i = 0; i < t->count; i++)
        pairs[i] = pairs_of(literal_text(&t->item[i]));
    for (size_t i = 0, next; i < t->count; i = next) {
        for (next = i + 1; next < t->count; next++)
            if (t->item[next].branch != t->item[i].branch)
                break;
        find_spare(spare + i, t->item + i, pairs + i, next - i);
        stand_for_spare(spare + i, t->item + i, next - i);
    }
    for (size_t i = 0; i < t->count; i++)
        if (!spare[i])
            t->item[kept++] = t->item[i];
    t->count = kept;
    free(pairs);
    free(spare);
}

void
literal_set_narrow(struct literal_set *t)
{
    for (size_t i = 0; i < t->count; i++) {
        struct literal *l = &t->item[i];

        if (l->own != 0 && l->own < l->reach.bytes)
            l->reach = (struct reach){ (uint16_t)l->own, 0 };
    }
}

void
literal_set_clear(struct literal_set *s)
{
    free(s->item);
    free(s->branch);
    *s = (struct literal_set){ .rate = 0 };
}
