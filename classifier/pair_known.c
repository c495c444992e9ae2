#include "classifier/pair_known.h"

#include "base/mem.h"
#include "classifier/pair_sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far ahead of the others, at most; also where there are none. */
#define LEAD_MAX 4.0
/* Likeness to a partner that is not there. */
#define NONE (-0.5)

const char *const pair_context_names[PAIR_CONTEXT_FEATURES] = { "left_taken",
    "right_taken", "like_partner", "like_both_partners", "like_other",
    "left_lead", "left_rivals", "right_lead", "right_rivals", "lead",
    "left_best", "known" };

/* Numbers in the lexicon of a record's words; those not in it are left out. */
static size_t
senses_of(uint32_t *out, const struct pair_bag *bag, const uint32_t *place)
{
    size_t n = 0;

    for (size_t i = 0; i < bag->count; i++) {
        out[n] = place[bag->word[i]];
        n += out[n] != PAIR_WORD_NONE;
    }
    return pair_sort_u32(out, n);
}

struct place {
    uint64_t hash;
    uint32_t record;
};

static int
place_cmp(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* Lay the links of every record side by side. to[r]: place of record r. */
static void
build_links(
    struct pair_known *k, const struct pair_table *t, const uint32_t *to)
{
    k->links = 2 * t->pair_count;
    k->link = mem_array(k->links + 1, sizeof k->link[0]);
    for (size_t i = 0; i < t->pair_count; i++) {
        k->record[to[t->pair[i].left]].links++;
        k->record[to[t->pair[i].right]].links++;
    }
    for (size_t i = 1; i < k->count; i++)
        k->record[i].link = k->record[i - 1].link + k->record[i - 1].links;
    for (size_t i = 0; i < k->count; i++)
        k->record[i].links = 0;
    for (size_t i = 0; i < t->pair_count; i++) {
        uint32_t end[2] = { to[t->pair[i].left], to[t->pair[i].right] };

        for (size_t side = 0; side < 2; side++) {
            struct pair_known_record *r = &k->record[end[side]];

            k->link[r->link + r->links++] = (struct pair_link){ end[1 - side],
                (uint32_t)i, t->pair[i].label };
        }
    }
}

/* Texts that differ only in what folding drops are one record. */
static uint32_t *
build_records(struct pair_known *k, const struct pair_table *t)
{
    struct place *place = mem_array(t->record_count + 1, sizeof *place);
    uint32_t *to = mem_array(t->record_count + 1, sizeof *to);

    for (uint32_t i = 0; i < t->record_count; i++)
        place[i] = (struct place){ t->record[i].hash, i };
    qsort(place, t->record_count, sizeof *place, place_cmp);
    k->record = mem_array(t->record_count + 1, sizeof k->record[0]);
    for (size_t i = 0; i < t->record_count; i++) {
        if (i == 0 || place[i].hash != place[i - 1].hash) {
            k->record[k->count].hash = place[i].hash;
            k->record[k->count++].first = place[i].record;
        }
        to[place[i].record] = (uint32_t)k->count - 1;
    }
    free(place);
    return to;
}

void
pair_known_build(struct pair_known *out, const struct pair_table *t,
    const uint32_t *place, const struct pair_lexicon *lexicon)
{
    size_t room = 0;
    uint32_t *to;

    *out = (struct pair_known){ 0 };
    to = build_records(out, t);
    build_links(out, t, to);
    free(to);
    for (size_t i = 0; i < t->record_count; i++)
        room += t->record[i].all.count;
    out->sense = mem_array(room + 1, sizeof out->sense[0]);
    for (size_t i = 0; i < out->count; i++) {
        struct pair_known_record *r = &out->record[i];
        const struct pair_bag *bag = &t->record[r->first].all;

        r->first = (uint32_t)out->senses;
        r->count = (uint32_t)senses_of(out->sense + out->senses, bag, place);
        out->senses += r->count;
    }
    pair_known_weigh(out, lexicon);
}

void
pair_known_weigh(struct pair_known *k, const struct pair_lexicon *lexicon)
{
    k->weights = lexicon->count;
    k->weight = mem_array(k->weights + 1, sizeof k->weight[0]);
    for (size_t i = 0; i < k->weights; i++)
        k->weight[i] = pair_word_weight(lexicon->item[i].df, lexicon->records);
    for (size_t i = 0; i < k->count; i++) {
        struct pair_known_record *r = &k->record[i];

        r->square = 0;
        for (size_t n = r->first; n < r->first + r->count; n++) {
            double w = (double)k->weight[k->sense[n]];

            r->square += w * w;
        }
    }
}

int
pair_known_check(const struct pair_known *k, struct fail *fail)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct pair_known_record *r = &k->record[i];

        if ((size_t)r->first + r->count > k->senses ||
            (size_t)r->link + r->links > k->links)
            return fail_set(fail, "known record %zu points outside", i);
    }
    for (size_t i = 0; i < k->links; i++)
        if (k->link[i].record >= k->count ||
            (k->link[i].label != 1 && k->link[i].label != -1))
            return fail_set(fail, "known pair %zu is none", i);
    return 0;
}

void
pair_known_clear(struct pair_known *k)
{
    free(k->record);
    free(k->sense);
    free(k->link);
    free(k->weight);
    *k = (struct pair_known){ 0 };
}

static uint32_t
find_known(const struct pair_known *k, uint64_t hash)
{
    size_t low = 0, high = k->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (k->record[middle].hash == hash)
            return (uint32_t)middle + 1;
        if (k->record[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

void
pair_places_init(struct pair_places *p, const struct pair_known *k,
    const struct pair_table *t, const uint32_t *place)
{
    size_t room = 0, at = 0;

    for (size_t i = 0; i < t->record_count; i++)
        room += t->record[i].all.count;
    p->sense = mem_array(room + 1, sizeof p->sense[0]);
    p->end = mem_array(t->record_count + 1, sizeof p->end[0]);
    p->known = mem_array(t->record_count + 1, sizeof p->known[0]);
    p->mark = mem_array(k->weights + 1, 1);
    for (size_t i = 0; i < t->record_count; i++) {
        at += senses_of(p->sense + at, &t->record[i].all, place);
        p->end[i] = at;
        p->known[i] = find_known(k, t->record[i].hash);
    }
}

void
pair_places_clear(struct pair_places *p)
{
    free(p->sense);
    free(p->end);
    free(p->known);
    free(p->mark);
    *p = (struct pair_places){ 0 };
}

static void
mark(const struct pair_places *p, uint32_t record, unsigned char value)
{
    for (size_t i = record > 0 ? p->end[record - 1] : 0; i < p->end[record];
         i++)
        p->mark[p->sense[i]] = value;
}

/* Weighted cosine of a record of the table, whose words are marked, and a
 * known one. */
static double
likeness(const struct pair_known *k, const struct pair_places *p,
    const struct pair_table *t, uint32_t record,
    const struct pair_known_record *other)
{
    double sum = 0, length = t->record[record].all.square * other->square;
    const uint32_t *sense = k->sense + other->first;

    for (size_t i = 0; i < other->count; i++) {
        double w = (double)p->mark[sense[i]] * (double)k->weight[sense[i]];

        sum += w * w;
    }
    return length > 0 ? sum / sqrt(length) : 0;
}

struct partners {
    double same, other; /* likeness of the nearest partners, or NONE */
    size_t count;       /* partners that are the same product */
    double known;       /* what was said of this very pair: 1 or -1, else 0 */
};

/* How `beside` compares with what `record` was paired with. */
static struct partners
partners_of(const struct pair_known *k, const struct pair_places *p,
    const struct pair_table *t, uint32_t record, uint32_t beside,
    const unsigned char *fold, size_t at)
{
    struct partners out = { NONE, NONE, 0, 0 };
    const struct pair_known_record *r;

    if (p->known[record] == 0)
        return out;
    r = &k->record[p->known[record] - 1];
    mark(p, beside, 1);
    for (size_t i = r->link; i < r->link + r->links; i++) {
        const struct pair_link *link = &k->link[i];
        double like;

        if (i - r->link >= PAIR_LINKS_MAX)
            break;
        if (fold != NULL && fold[link->pair] == fold[at])
            continue;
        if (link->record + 1 == p->known[beside]) {
            out.known = link->label;
            continue;
        }
        like = likeness(k, p, t, beside, &k->record[link->record]);
        out.count += link->label > 0;
        if (link->label > 0 && like > out.same)
            out.same = like;
        if (link->label < 0 && like > out.other)
            out.other = like;
    }
    mark(p, beside, 0);
    return out;
}

struct rivals {
    double best, second;
    uint32_t count;
};

struct pair_block {
    struct rivals *item; /* owned: two sides per record and fold */
    unsigned folds;
};

static struct rivals *
rivals_of(
    const struct pair_block *b, uint32_t record, size_t side, unsigned fold)
{
    return &b->item[((size_t)record * 2 + side) * b->folds + fold];
}

struct pair_block *
pair_block_new(const struct pair_table *t, const double *base,
    const unsigned char *fold, unsigned folds)
{
    struct pair_block *b = mem_new(sizeof *b);

    b->folds = folds;
    b->item = mem_array(t->record_count * 2 * folds + 1, sizeof b->item[0]);
    for (size_t i = 0; i < t->pair_count; i++)
        for (size_t side = 0; side < 2; side++) {
            struct rivals *r =
                rivals_of(b, side == 0 ? t->pair[i].left : t->pair[i].right,
                    side, fold != NULL ? fold[i] : 0);

            if (r->count == 0 || base[i] > r->best) {
                r->second = r->best;
                r->best = base[i];
            } else if (r->count == 1 || base[i] > r->second) {
                r->second = base[i];
            }
            r->count++;
        }
    return b;
}

void
pair_block_free(struct pair_block *b)
{
    if (b == NULL)
        return;
    free(b->item);
    free(b);
}

/* How far a pair is ahead of the best other pair of its record. */
static double
lead(const struct rivals *r, double base)
{
    double d;

    if (r->count < 2)
        return LEAD_MAX;
    d = base - (base >= r->best ? r->second : r->best);
    return d > LEAD_MAX ? LEAD_MAX : d < -LEAD_MAX ? -LEAD_MAX : d;
}

void
pair_context(float *out, const struct pair_known *k,
    const struct pair_places *p, const struct pair_table *t,
    const struct pair_block *block, const double *base,
    const unsigned char *fold, size_t at)
{
    uint32_t a = t->pair[at].left, b = t->pair[at].right;
    struct partners left = partners_of(k, p, t, a, b, fold, at);
    struct partners right = partners_of(k, p, t, b, a, fold, at);
    unsigned f = fold != NULL ? fold[at] : 0;
    const struct rivals *rl = rivals_of(block, a, 0, f);
    const struct rivals *rr = rivals_of(block, b, 1, f);
    double ll = lead(rl, base[at]), lr = lead(rr, base[at]);
    double values[PAIR_CONTEXT_FEATURES] = { fmin(3, (double)left.count),
        fmin(3, (double)right.count), fmax(left.same, right.same),
        fmin(left.same, right.same), fmax(left.other, right.other), ll,
        fmin(8, rl->count - 1), lr, fmin(8, rr->count - 1), fmin(ll, lr),
        rl->count > 1 ? rl->best : base[at], left.known };

    for (size_t i = 0; i < PAIR_CONTEXT_FEATURES; i++)
        out[i] = (float)values[i];
}
