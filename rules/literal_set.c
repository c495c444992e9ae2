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

struct literal *
literal_set_add(struct literal_set *t, struct str s, struct reach reach)
{
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count] = (struct literal){
        .text = str_dup(s), .rate = gram_rate(s), .reach = reach
    };
    return &t->item[t->count++];
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
    double *with = mem_array(t->groups + 1, sizeof *with);

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

void
literal_set_merge(struct literal_set *t)
{
    size_t kept = 0;

    if (t->count > 1)
        qsort(t->item, t->count, sizeof t->item[0], text_cmp);
    for (size_t i = 0, next; i < t->count; i = next) {
        char *text = t->item[i].text;
        size_t len = strlen(text);
        double rate = t->item[i].rate;

        for (next = i + 1; next < t->count; next++) {
            const char *other = t->item[next].text;
            size_t n = common(text, other);
            double shorter;

            n = n < len ? n : len;
            if (n < MERGED_MIN)
                break;
            shorter = gram_rate((struct str){ text, n });
            rate += t->item[next].rate + COST_OF_PLACE;
            if (shorter > rate * MERGED_RATE)
                break;
            len = n;
            t->item[i].rate = shorter;
        }
        text[len] = '\0';
        t->item[kept] = t->item[i];
        if (kept++ < i)
            t->item[i].text = NULL;
        for (size_t k = i + 1; k < next; k++) {
            free(t->item[k].text);
            t->item[k].text = NULL;
        }
    }
    t->count = kept;
}

void
literal_set_append(struct literal_set *t, struct literal_set *other)
{
    for (size_t i = 0; i < other->count; i++) {
        struct literal *l;

        t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
        l = &t->item[t->count++];
        *l = other->item[i];
        l->partner += l->partner > 0 ? t->groups : 0;
        l->group += l->group > 0 ? t->groups : 0;
    }
    t->groups += other->groups;
    other->count = 0; /* handed over */
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
                t, str_of(other->item[i].text), other->item[i].reach)
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

int
literal_set_is_spare(const struct literal_set *t, size_t i)
{
    const struct literal *l = &t->item[i];
    struct str one = str_of(l->text);

    for (size_t k = 0; k < t->count; k++) {
        const struct literal *m = &t->item[k];
        struct str other = str_of(m->text);

        if (k != i && m->branch == l->branch && m->group == l->group &&
            m->partner == l->partner && m->reach.bytes >= l->reach.bytes &&
            m->reach.runs >= l->reach.runs &&
            (other.len < one.len || (other.len == one.len && k < i)) &&
            str_find(one, other, 0) >= 0)
            return 1;
    }
    return 0;
}

void
literal_set_clear(struct literal_set *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->item[i].text);
    free(s->item);
    free(s->branch);
    *s = (struct literal_set){ .rate = 0 };
}
