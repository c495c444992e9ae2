#include "recalls/recall_sweep.h"

#include "base/mem.h"
#include "recalls/match_work.h"
#include "recalls/posting.h"
#include "recalls/recall_keys.h"

#include <stdlib.h>

/* Sums of single precision may come out a little less. */
#define ROUNDING 0.99

struct pairs {
    struct posting_pair *item;
    size_t count, cap;
    const unsigned char *wanted;
};

struct recall_sweep {
    struct posting keys, tokens;
    float *rarity;     /* owned: of the word at the same place in tokens.ids */
    float *need;       /* owned, per recall: what its words must come to */
    float *sum;        /* owned, per recall: of the offer at hand */
    uint32_t *touched; /* owned */
    size_t recalls;
};

static void
add(struct pairs *p, uint32_t key, uint32_t recall)
{
    p->item = mem_grow(p->item, &p->cap, p->count + 1, sizeof p->item[0]);
    p->item[p->count++] = (struct posting_pair){ key, recall };
}

static void
add_key(uint32_t key, uint32_t recall, void *ctx)
{
    struct pairs *p = ctx;

    if (p->wanted[recall])
        add(p, key, recall);
}

static void
add_tokens(struct recall_sweep *s, const struct recall_index *ix,
    const unsigned char *wanted)
{
    struct pairs p = { .wanted = wanted };

    for (size_t i = 0; i < s->recalls; i++) {
        struct recall_entry e;

        if (!wanted[i])
            continue;
        e = recall_index_entry(ix, i);
        s->need[i] = (float)(match_name_least(&e) * ROUNDING);
        for (size_t k = 0; k < e.token_count; k++)
            add(&p, recall_index_token_key(e.tokens[k]), (uint32_t)i);
    }
    posting_build(&s->tokens, p.item, p.count);
    free(p.item);
}

/* The rarity of each token beside its recall, so that a look-up is a walk
 * over two short rows. */
static void
weigh(struct recall_sweep *s, const struct recall_index *ix,
    const unsigned char *wanted)
{
    size_t size = 0;

    for (size_t i = 0; i <= s->tokens.mask; i++)
        size += s->tokens.slots[i].count;
    s->rarity = mem_array(size + 1, sizeof s->rarity[0]);
    for (size_t i = 0; i < s->recalls; i++) {
        struct recall_entry e;

        if (!wanted[i])
            continue;
        e = recall_index_entry(ix, i);
        for (size_t k = 0; k < e.token_count; k++) {
            const uint32_t *ids;
            size_t count = posting_find(
                &s->tokens, recall_index_token_key(e.tokens[k]), &ids);

            for (size_t n = 0; n < count; n++)
                if (ids[n] == i)
                    s->rarity[&ids[n] - s->tokens.ids] += e.rarity[k];
        }
    }
}

struct recall_sweep *
recall_sweep_new(const struct recall_index *ix, const unsigned char *wanted)
{
    struct recall_sweep *s = mem_new(sizeof *s);
    struct pairs keys = { .wanted = wanted };

    s->recalls = recall_index_count(ix);
    s->need = mem_array(s->recalls + 1, sizeof s->need[0]);
    s->sum = mem_array(s->recalls + 1, sizeof s->sum[0]);
    s->touched = mem_array(s->recalls + 1, sizeof s->touched[0]);
    recall_index_keys(ix, add_key, &keys);
    posting_build(&s->keys, keys.item, keys.count);
    free(keys.item);
    add_tokens(s, ix, wanted);
    weigh(s, ix, wanted);
    return s;
}

void
recall_sweep_free(struct recall_sweep *s)
{
    if (s == NULL)
        return;
    posting_clear(&s->keys);
    posting_clear(&s->tokens);
    free(s->rarity);
    free(s->need);
    free(s->sum);
    free(s->touched);
    free(s);
}

/* 1 if the words of the names come to enough for one of the recalls. */
static int
names_may(struct recall_sweep *s, struct str tokens)
{
    size_t touched = 0;
    int may = 0;

    for (size_t i = 0; i < tokens.len / RECALL_KEY_BYTES; i++) {
        const uint32_t *ids;
        size_t count = posting_find(&s->tokens, recall_key_at(tokens, i), &ids);

        for (size_t n = 0; n < count; n++) {
            if (s->sum[ids[n]] == 0)
                s->touched[touched++] = ids[n];
            s->sum[ids[n]] += s->rarity[&ids[n] - s->tokens.ids];
        }
    }
    for (size_t i = 0; i < touched; i++) {
        may |= s->sum[s->touched[i]] >= s->need[s->touched[i]];
        s->sum[s->touched[i]] = 0;
    }
    return may;
}

int
recall_sweep_may(struct recall_sweep *s, struct str keys)
{
    struct recall_key_view view;
    const uint32_t *ids;

    if (recall_keys_view(&view, keys) != 0)
        return 1;
    for (size_t i = 0; i < view.keys.len / RECALL_KEY_BYTES; i++)
        if (posting_find(&s->keys, recall_key_at(view.keys, i), &ids) > 0)
            return 1;
    return names_may(s, view.tokens);
}
