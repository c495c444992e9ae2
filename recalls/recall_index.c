#include "recalls/recall_index.h"

#include "base/mem.h"
#include "recalls/recall_index_work.h"
#include "recalls/recall_keys.h"

#include <math.h>
#include <stdlib.h>

/* Words of names alone say too little in a small set: rarity is reckoned as
 * if this many other recalls, without the word, stood beside it. */
#define PRIOR_RECALLS 5000

/* Which table a key is of: equal words in two of them are two keys. */
enum table { GTIN = 1, NUMBER, MODEL, PREFIX, TOKEN };

struct recall_index *
recall_index_blank(struct recall_keys *note, const struct recall_index *like)
{
    struct recalls none = { 0 };
    struct recall_index *ix =
        recall_index_make(&none, like != NULL ? like->vocabulary : NULL);

    ix->note = note;
    ix->prefix_lengths = UINT64_MAX;
    return ix;
}

void
recall_index_free(struct recall_index *ix)
{
    if (ix == NULL)
        return;
    recalls_clear(&ix->recalls);
    posting_clear(&ix->gtin);
    posting_clear(&ix->number);
    posting_clear(&ix->model);
    posting_clear(&ix->prefix);
    posting_clear(&ix->brand);
    posting_clear(&ix->token);
    for (size_t i = 0; i < COUNT(ix->arena); i++)
        arena_clear(&ix->arena[i]);
    vocabulary_free(ix->own_vocabulary);
    free(ix->entry);
    free(ix);
}

struct recall_index *
recall_index_new(struct recalls *rs)
{
    return recall_index_make(rs, NULL);
}

size_t
recall_index_count(const struct recall_index *ix)
{
    return ix->recalls.count;
}

const struct recall *
recall_index_at(const struct recall_index *ix, size_t i)
{
    return ix->recalls.item[i];
}

const char *
recall_index_version(const struct recall_index *ix)
{
    return ix->version;
}

static uint32_t
key_of(enum table table, uint64_t hash)
{
    hash = (hash ^ (uint64_t)table) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

static size_t
look_up(const struct recall_index *ix, enum table table,
    const struct posting *p, uint64_t hash, const uint32_t **ids)
{
    if (ix->note != NULL)
        recall_keys_add(ix->note, key_of(table, hash), table == TOKEN);
    return posting_find(p, hash, ids);
}

size_t
recall_index_gtin(const struct recall_index *ix, const char gtin[GTIN_BYTES],
    const uint32_t **ids)
{
    return look_up(ix, GTIN, &ix->gtin, str_hash(str_of(gtin)), ids);
}

size_t
recall_index_model(
    const struct recall_index *ix, struct str key, const uint32_t **ids)
{
    return look_up(ix, MODEL, &ix->model, str_hash(key), ids);
}

size_t
recall_index_prefix(const struct recall_index *ix, size_t len, uint64_t hash,
    const uint32_t **ids)
{
    if ((ix->prefix_lengths >> (len & 63) & 1) == 0)
        return 0;
    return look_up(ix, PREFIX, &ix->prefix, hash, ids);
}

size_t
recall_index_brand(const struct recall_index *ix, struct str key)
{
    const uint32_t *ids;

    return posting_find(&ix->brand, str_hash(key), &ids);
}

const struct vocabulary *
recall_index_vocabulary(const struct recall_index *ix)
{
    return ix->vocabulary;
}

size_t
recall_index_case(
    const struct recall_index *ix, struct str key, const uint32_t **ids)
{
    return look_up(ix, NUMBER, &ix->number, str_hash(key), ids);
}

size_t
recall_index_token(
    const struct recall_index *ix, uint64_t token, const uint32_t **ids)
{
    return look_up(ix, TOKEN, &ix->token, token, ids);
}

double
recall_index_rarity(const struct recall_index *ix, size_t count)
{
    return log(
        (double)(ix->recalls.count + PRIOR_RECALLS) / (double)(count + 1));
}

struct recall_entry
recall_index_entry(const struct recall_index *ix, size_t i)
{
    return ix->entry[i];
}

uint32_t
recall_index_token_key(uint64_t token)
{
    return key_of(TOKEN, token);
}

void
recall_index_keys(const struct recall_index *ix,
    void (*visit)(uint32_t key, uint32_t recall, void *ctx), void *ctx)
{
    const struct {
        enum table table;
        const struct posting *p;
    } tables[] = { { GTIN, &ix->gtin }, { NUMBER, &ix->number },
        { MODEL, &ix->model }, { PREFIX, &ix->prefix } };

    for (size_t t = 0; t < COUNT(tables); t++)
        for (size_t i = 0; i <= tables[t].p->mask; i++) {
            const struct posting_slot *slot = &tables[t].p->slots[i];

            for (uint32_t k = 0; k < slot->count; k++)
                visit(key_of(tables[t].table, slot->key),
                    tables[t].p->ids[slot->first + k], ctx);
        }
}
