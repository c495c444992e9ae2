#include "recalls/recall_probe.h"

#include "base/mem.h"
#include "recalls/match_work.h"
#include "recalls/recall_keys.h"
#include "recalls/recall_match.h"

#include <stdlib.h>
#include <string.h>

/* So many keys are put in order one by one. */
#define FEW 32
/* So many, too, once they are parted by their first byte. */
#define SOME 256
/* Of a key, taken by bytes. */
#define VALUES 256
#define FIRST_BYTE (8 * (RECALL_KEY_BYTES - 1))

struct recall_probe {
    struct recall_keys keys;
    uint32_t *spare; /* owned: room to sort keys in */
    size_t spare_cap;
    struct recall_index *blank;
    struct recall_scratch *scratch;
};

struct recall_probe *
recall_probe_new(const struct recall_index *like)
{
    struct recall_probe *p = mem_new(sizeof *p);

    p->blank = recall_index_blank(&p->keys, like);
    p->scratch = recall_scratch_new(p->blank);
    return p;
}

void
recall_probe_free(struct recall_probe *p)
{
    if (p == NULL)
        return;
    recall_scratch_free(p->scratch);
    recall_index_free(p->blank);
    recall_keys_clear(&p->keys);
    free(p->spare);
    free(p);
}

static void
sort_few(uint32_t *item, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t key = item[i];
        size_t at = i;

        for (; at > 0 && item[at - 1] > key; at--)
            item[at] = item[at - 1];
        item[at] = key;
    }
}

/* Keys are hashes: parted by their first byte few have to change places. */
static void
sort_some(uint32_t *item, uint32_t *spare, size_t count)
{
    uint16_t at[VALUES + 1] = { 0 };

    memcpy(spare, item, count * sizeof item[0]);
    for (size_t i = 0; i < count; i++)
        at[(spare[i] >> FIRST_BYTE) + 1]++;
    for (int v = 1; v < VALUES; v++)
        at[v] = (uint16_t)(at[v] + at[v - 1]);
    for (size_t i = 0; i < count; i++)
        item[at[spare[i] >> FIRST_BYTE]++] = spare[i];
    sort_few(item, count);
}

/* By one byte after the other, the least first: a hostile offer has any number
 * of keys. */
static void
sort_many(uint32_t *item, uint32_t *spare, size_t count)
{
    uint32_t at[RECALL_KEY_BYTES][VALUES] = { { 0 } };

    for (size_t i = 0; i < count; i++)
        for (int b = 0; b < RECALL_KEY_BYTES; b++)
            at[b][item[i] >> (8 * b) & (VALUES - 1)]++;
    for (int b = 0; b < RECALL_KEY_BYTES; b++) {
        uint32_t sum = 0, *other = spare;

        for (int v = 0; v < VALUES; v++) {
            uint32_t n = at[b][v];

            at[b][v] = sum;
            sum += n;
        }
        for (size_t i = 0; i < count; i++)
            spare[at[b][item[i] >> (8 * b) & (VALUES - 1)]++] = item[i];
        /* After an even number of bytes all are where they were. */
        spare = item;
        item = other;
    }
}

/* A count and as many keys, the least byte first. */
static void
put(struct buf *out, const uint32_t *item, size_t count)
{
    char *p = buf_room(out, (count + 1) * RECALL_KEY_BYTES);

    if (p == NULL)
        return;
    for (size_t i = 0; i <= count; i++) {
        uint32_t v = i == 0 ? (uint32_t)count : item[i - 1];

        for (int b = 0; b < RECALL_KEY_BYTES; b++)
            *p++ = (char)(v >> (8 * b));
    }
    *p = '\0';
    out->len += (count + 1) * RECALL_KEY_BYTES;
}

static void
put_distinct(
    struct recall_probe *p, struct buf *out, uint32_t *item, size_t count)
{
    size_t kept = 0;

    if (count <= FEW) {
        sort_few(item, count);
    } else {
        p->spare = mem_grow(p->spare, &p->spare_cap, count, sizeof p->spare[0]);
        if (count <= SOME)
            sort_some(item, p->spare, count);
        else
            sort_many(item, p->spare, count);
    }
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || item[kept - 1] != item[i])
            item[kept++] = item[i];
    put(out, item, kept);
}

static void
put_keys(struct recall_probe *p, struct buf *out)
{
    put_distinct(p, out, p->keys.item, p->keys.count);
    put_distinct(p, out, p->keys.token, p->keys.token_count);
}

void
recall_probe_keys(
    struct recall_probe *p, const struct listing *l, struct buf *out)
{
    struct findings none = { 0 };

    p->keys.count = p->keys.token_count = 0;
    recall_match_climb(p->blank, p->scratch, l, &none);
    findings_clear(&none);
    put_keys(p, out);
}

/* Every index reads an offer's words alike: vocabularies are equal. */
void
recall_probe_matched(
    struct recall_probe *p, struct recall_scratch *s, struct buf *out)
{
    struct findings none = { 0 };
    struct offer_text *own = p->scratch->ot;

    p->keys.count = p->keys.token_count = 0;
    p->scratch->ot = s->ot;
    p->scratch->denial = DENIAL_UNASKED;
    recall_match_again(p->blank, p->scratch, &none);
    p->scratch->ot = own;
    findings_clear(&none);
    put_keys(p, out);
}
