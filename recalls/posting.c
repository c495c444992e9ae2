#include "recalls/posting.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Pairs are sorted by so many bits at a time. */
#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

static unsigned
digit_of(const struct posting_pair *p, int of_id, unsigned shift)
{
    return (unsigned)((of_id ? p->id : p->key) >> shift) & (DIGITS - 1);
}

/* Put pairs in the order of one digit, those of the same one as they are.
 * Returns where they stand then: in one of the two. */
static struct posting_pair *
sort_digit(struct posting_pair *from, struct posting_pair *to, size_t count,
    int of_id, unsigned shift)
{
    size_t place[DIGITS] = { 0 }, next = 0;

    for (size_t i = 0; i < count; i++)
        place[digit_of(&from[i], of_id, shift)]++;
    if (place[digit_of(&from[0], of_id, shift)] == count)
        return from; /* all the same */
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = place[d];

        place[d] = next;
        next += here;
    }
    for (size_t i = 0; i < count; i++)
        to[place[digit_of(&from[i], of_id, shift)]++] = from[i];
    return to;
}

static int
ids_ascend(const struct posting_pair *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (pairs[i].id < pairs[i - 1].id)
            return 0;
    return 1;
}

/* In the order of keys and, under each, of ids; the last digit is the first
 * that is looked at. */
static void
sort_pairs(struct posting_pair *pairs, size_t count)
{
    struct posting_pair *other = mem_array(count, sizeof *other), *now = pairs;
    int of_id = !ids_ascend(pairs, count);

    for (unsigned shift = 0; of_id && shift < 32; shift += DIGIT_BITS)
        now = sort_digit(now, now == pairs ? other : pairs, count, 1, shift);
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS)
        now = sort_digit(now, now == pairs ? other : pairs, count, 0, shift);
    if (now != pairs)
        memcpy(pairs, other, count * sizeof *other);
    free(other);
}

/* FNV leaves its high bits better mixed than its low ones. */
static size_t
slot_of(const struct posting *p, uint64_t key)
{
    return (size_t)((key ^ key >> 32) * 0x9E3779B97F4A7C15u >> 20) & p->mask;
}

void
posting_build(struct posting *p, struct posting_pair *pairs, size_t count)
{
    size_t keys = 0, size = 16, n = 0;

    *p = (struct posting){ 0 };
    if (count > 0)
        sort_pairs(pairs, count);
    for (size_t i = 0; i < count; i++)
        keys += i == 0 || pairs[i].key != pairs[i - 1].key;
    while (size < keys * 2)
        size *= 2;
    p->slots = mem_array(size, sizeof p->slots[0]);
    p->ids = mem_array(count + 1, sizeof p->ids[0]);
    p->mask = size - 1;
    p->keys = keys;
    for (size_t i = 0; i < count;) {
        uint64_t key = pairs[i].key;
        size_t at = slot_of(p, key), first = n;

        for (; i < count && pairs[i].key == key; i++)
            if (n == first || p->ids[n - 1] != pairs[i].id)
                p->ids[n++] = pairs[i].id;
        while (p->slots[at].count > 0)
            at = (at + 1) & p->mask;
        p->slots[at].key = key;
        p->slots[at].first = (uint32_t)first;
        p->slots[at].count = (uint32_t)(n - first);
    }
}

void
posting_clear(struct posting *p)
{
    free(p->slots);
    free(p->ids);
    *p = (struct posting){ 0 };
}

size_t
posting_find(const struct posting *p, uint64_t key, const uint32_t **ids)
{
    if (p->slots == NULL)
        return 0;
    for (size_t at = slot_of(p, key); p->slots[at].count > 0;
         at = (at + 1) & p->mask)
        if (p->slots[at].key == key) {
            *ids = p->ids + p->slots[at].first;
            return p->slots[at].count;
        }
    return 0;
}
