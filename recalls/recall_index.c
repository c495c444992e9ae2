#include "recalls/recall_index.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/fold.h"
#include "base/mem.h"
#include "core/model_key.h"
#include "recalls/case_number.h"
#include "recalls/identifiers.h"
#include "recalls/match_context.h"
#include "recalls/model_list.h"
#include "recalls/name_token.h"
#include "recalls/posting.h"
#include "recalls/recall_keys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 50,000 recalls need about 40 MB; more than this is no set of recalls. */
#define INDEX_BYTES_MAX ((size_t)2 << 30)
#define BRANDS_MAX 12
/* A model field with more words is prose. */
#define MODEL_WORDS 5
/* Words of names alone say too little in a small set: rarity is reckoned as
 * if this many other recalls, without the word, stood beside it. */
#define PRIOR_RECALLS 5000
#define VERSION_BYTES (DIGEST_HEX_BYTES + 8)

struct recall_index {
    struct recalls recalls;
    struct recall_entry *entry; /* owned; what they point to is arena */
    struct arena arena;
    struct vocabulary *vocabulary;
    struct posting gtin, number, model, prefix, token, brand;
    uint64_t prefix_lengths; /* bit n: there is a prefix of n bytes */
    char version[VERSION_BYTES];
    struct recall_keys *note; /* borrowed; only of a blank index */
};

/* Which table a key is of: equal words in two of them are two keys. */
enum table { GTIN = 1, NUMBER, MODEL, PREFIX, TOKEN };

/* What is used while building. */
struct pairs {
    struct posting_pair *item;
    size_t count, cap;
};

struct builder {
    struct recall_index *ix;
    struct offer_text *words;
    struct pairs gtin, number, model, prefix, token, brand;
    size_t id;               /* of the recall at hand */
    struct posting ordinary; /* words that stand in lower case in prose */
};

static void
add_pair(struct pairs *p, uint64_t key, size_t id)
{
    p->item = mem_grow(p->item, &p->cap, p->count + 1, sizeof p->item[0]);
    p->item[p->count].key = key;
    p->item[p->count++].id = (uint32_t)id;
}

static void
build(struct posting *p, struct pairs *pairs)
{
    posting_build(p, pairs->item, pairs->count);
    free(pairs->item);
    *pairs = (struct pairs){ 0 };
}

static void
add_case(struct builder *b, struct str number, size_t id)
{
    struct buf folded = BUF_MAX(1024), key = BUF_MAX(256);

    if (number.len <= 60 && fold_key(&folded, number) == 0) {
        if (case_number_key(&key, buf_str(&folded)) == 0)
            add_pair(&b->number, str_hash(buf_str(&key)), id);
        buf_reset(&key);
        if (case_number_joined(&key, buf_str(&folded)) == 0)
            add_pair(&b->number, str_hash(buf_str(&key)), id);
    }
    buf_clear(&folded);
    buf_clear(&key);
}

static void
add_model(void *ctx, struct str key, enum model_form form)
{
    struct builder *b = ctx;

    if (form == MODEL_PREFIX) {
        add_pair(&b->prefix, str_hash(key), b->id);
        b->ix->prefix_lengths |= (uint64_t)1 << (key.len & 63);
    } else if (model_strength(key) == MODEL_STRONG) {
        add_pair(&b->model, str_hash(key), b->id);
    }
}

static size_t
count_words(struct str s)
{
    struct str word;
    size_t n = 0;

    while (str_next_word(&s, &word))
        n++;
    return n;
}

/* Numbers in a field that is rather a sentence. */
static void
mine_models(struct builder *b, struct str text)
{
    struct buf prose = BUF_MAX(text.len + 32);
    struct identifiers ids = { 0 };

    buf_addf(&prose, "Model " STR_FMT, STR_ARG(text));
    identifiers_mine(&ids, buf_str(&prose));
    for (size_t k = 0; k < ids.count; k++)
        if (ids.item[k].kind == IDENTIFIER_MODEL)
            model_list_read(str_of(ids.item[k].value), add_model, b);
    identifiers_clear(&ids);
    buf_clear(&prose);
}

static void
add_identifiers(struct builder *b, size_t id)
{
    const struct recall *r = b->ix->recalls.item[id];
    const struct texts *models = &r->list[RECALL_MODELS];
    const struct texts *gtins = &r->list[RECALL_GTINS];
    char gtin[GTIN_BYTES], inner[GTIN_BYTES];

    for (size_t i = 0; i < gtins->count; i++) {
        if (gtin_parse(str_of(gtins->item[i]), gtin) != 0)
            continue;
        add_pair(&b->gtin, str_hash(str_of(gtin)), id);
        if (gtin_unpacked(gtin, inner) == 0)
            add_pair(&b->gtin, str_hash(str_of(inner)), id);
    }
    for (size_t i = 0; i < models->count; i++) {
        struct str model = str_of(models->item[i]);

        model_list_read(model, add_model, b);
        if (count_words(model) > MODEL_WORDS)
            mine_models(b, model);
    }
    add_case(b, recall_get(r, RECALL_ID), id);
    /* Of a notice that has a page for an id, or another number too. */
    add_case(b, js_get_text(r->extra, "case_number"), id);
}

static void
add_brand(struct builder *b, struct str *brands, size_t *count, struct str text)
{
    struct buf key = BUF_MAX(1024);

    if (*count < BRANDS_MAX &&
        vocabulary_brand_key(b->ix->vocabulary, &key, text) == 0 &&
        key.len >= 2) {
        for (size_t i = 0; i < *count; i++)
            if (str_eq(brands[i], buf_str(&key))) {
                buf_clear(&key);
                return;
            }
        brands[(*count)++] = arena_dup(&b->ix->arena, buf_str(&key));
        add_pair(&b->brand, str_hash(buf_str(&key)), b->id);
    }
    buf_clear(&key);
}

/* A word that prose uses in lower case is no brand when it stands alone. */
static int
is_ordinary(const struct builder *b, struct str word)
{
    const uint32_t *ids;

    return word.len < 3 || str_is_digit(word.p[0]) ||
           name_token_is_stop(word) || brand_is_suffix(word) ||
           vocabulary_is_word(b->ix->vocabulary, word) ||
           posting_find(&b->ordinary, str_hash(word), &ids) >= 2;
}

/* The first word, and the first two, of a company's or a product's name. */
static void
add_lead(struct builder *b, struct str *brands, size_t *count, struct str text)
{
    struct offer_text *ot = b->words;

    offer_text_reset(ot);
    offer_text_add(ot, "brand", text);
    if (ot->words < 2 || is_ordinary(b, offer_text_word(ot, 0)))
        return;
    add_brand(b, brands, count, offer_text_word(ot, 0));
    if (!is_ordinary(b, offer_text_word(ot, 1)))
        add_brand(b, brands, count, offer_text_words(ot, 0, 2));
}

static void
read_brands(struct builder *b, size_t id)
{
    const struct recall *r = b->ix->recalls.item[id];
    struct recall_entry *e = &b->ix->entry[id];
    struct str brands[BRANDS_MAX], rest = recall_get(r, RECALL_BRAND);
    struct str *kept;
    size_t count = 0, from = 0;

    for (size_t i = 0; i <= rest.len; i++) {
        if (i < rest.len && strchr(",;/|()", rest.p[i]) == NULL)
            continue;
        add_brand(b, brands, &count, str_sub(rest, from, i - from));
        add_lead(b, brands, &count, str_sub(rest, from, i - from));
        from = i + 1;
    }
    /* Where the brand is only known from a headline, the company may sell
     * under another name, which begins the product's. */
    if (js_get(r->extra, "brand_from") != NULL)
        add_lead(b, brands, &count, recall_get(r, RECALL_NAME));
    kept = arena_alloc(&b->ix->arena, (count + 1) * sizeof kept[0]);
    if (kept == NULL)
        return;
    memcpy(kept, brands, count * sizeof kept[0]);
    e->brands = kept;
    e->brand_count = count;
}

static const uint64_t *
keep_tokens(struct builder *b, const uint64_t *tokens, size_t *count)
{
    uint64_t *kept = arena_alloc(&b->ix->arena, (*count + 1) * sizeof kept[0]);

    if (kept == NULL)
        *count = 0;
    else
        memcpy(kept, tokens, *count * sizeof kept[0]);
    return kept;
}

static void
read_names(struct builder *b, size_t id)
{
    const struct recall *r = b->ix->recalls.item[id];
    struct recall_entry *e = &b->ix->entry[id];
    struct offer_text *ot = b->words;
    uint64_t all[NAME_TOKENS_MAX], brand[NAME_TOKENS_MAX];
    size_t brands, kept = 0, count;

    offer_text_reset(ot);
    offer_text_add(ot, "brand",
        e->brand_count > 0 ? recall_get(r, RECALL_BRAND) : STR_NONE);
    offer_text_add(ot, "name", recall_get(r, RECALL_NAME));
    offer_text_add(ot, "product", recall_get(r, RECALL_PRODUCT));
    e->things = match_context_things(ot, 1) | match_context_things(ot, 2);
    count = name_meanings(ot, 0, ot->words, all);
    e->token_count = count;
    e->tokens = keep_tokens(b, all, &e->token_count);
    for (size_t i = 0; i < e->token_count; i++)
        add_pair(&b->token, e->tokens[i], id);
    brands = name_tokens(ot, 0, ot->field[0].end, brand);
    offer_text_add(ot, "category", recall_get(r, RECALL_CATEGORY));
    count = name_tokens(ot, ot->field[0].end, ot->words, all);
    for (size_t i = 0; i < count; i++)
        if (!name_tokens_have(brand, brands, all[i]))
            all[kept++] = all[i];
    e->noun_count = kept;
    e->nouns = keep_tokens(b, all, &e->noun_count);
    e->kind_count = name_kinds(ot, ot->field[0].end, ot->words, all);
    e->kinds = keep_tokens(b, all, &e->kind_count);
    for (size_t k = 0; k < ot->kinds; k++)
        e->kind_languages |= 1u << ot->kind[k].language;
    for (size_t i = 0; i < r->list[RECALL_MODELS].count; i++)
        offer_text_add(ot, "model", str_of(r->list[RECALL_MODELS].item[i]));
    count = name_codes(ot, ot->field[0].end, ot->words, all);
    e->code_count = count;
    e->codes = keep_tokens(b, all, &e->code_count);
}

/* Which words stand in lower case in descriptions and hazards. */
static void
read_ordinary(struct builder *b)
{
    static const enum recall_field prose[] = { RECALL_DESCRIPTION,
        RECALL_HAZARD_TEXT, RECALL_NAME };
    struct pairs pairs = { 0 };

    for (size_t i = 0; i < b->ix->recalls.count; i++)
        for (size_t f = 0; f < COUNT(prose); f++) {
            struct str rest = recall_get(b->ix->recalls.item[i], prose[f]);
            struct str word;

            while (str_next_word(&rest, &word)) {
                size_t len = 0;

                while (
                    len < word.len && word.p[len] >= 'a' && word.p[len] <= 'z')
                    len++;
                if (len >= 3 && len + 1 >= word.len)
                    add_pair(&pairs, str_hash(str_sub(word, 0, len)), i);
            }
        }
    build(&b->ordinary, &pairs);
}

static void
weigh(struct recall_index *ix)
{
    for (size_t i = 0; i < ix->recalls.count; i++) {
        struct recall_entry *e = &ix->entry[i];
        float *rarity =
            arena_alloc(&ix->arena, (e->token_count + 1) * sizeof rarity[0]);

        if (rarity == NULL) {
            e->token_count = 0;
            continue;
        }
        for (size_t k = 0; k < e->token_count; k++) {
            const uint32_t *ids;
            size_t count = posting_find(&ix->token, e->tokens[k], &ids);

            rarity[k] = (float)recall_index_rarity(ix, count);
            e->weight += rarity[k];
        }
        e->rarity = rarity;
    }
}

static int
compare_recalls(const void *a, const void *b)
{
    const struct recall *x = *(struct recall *const *)a;
    const struct recall *y = *(struct recall *const *)b;
    int rc =
        str_cmp(recall_get(x, RECALL_SOURCE), recall_get(y, RECALL_SOURCE));

    return rc != 0
               ? rc
               : str_cmp(recall_get(x, RECALL_ID), recall_get(y, RECALL_ID));
}

static void
make_version(struct recall_index *ix)
{
    struct digest *d = digest_new();
    char hex[DIGEST_HEX_BYTES];

    for (size_t i = 0; i < ix->recalls.count; i++) {
        struct js *j = recall_to_json(ix->recalls.item[i]);
        struct buf line = BUF_MAX((size_t)64 << 20);

        js_write(&line, j);
        buf_addc(&line, '\n');
        digest_add(d, buf_str(&line));
        buf_clear(&line);
        js_free(j);
    }
    digest_end(d, hex);
    snprintf(ix->version, sizeof ix->version, "sha256:%s", hex);
}

struct recall_index *
recall_index_blank(struct recall_keys *note)
{
    struct recalls none = { 0 };
    struct recall_index *ix = recall_index_new(&none);

    ix->note = note;
    ix->prefix_lengths = UINT64_MAX;
    return ix;
}

struct recall_index *
recall_index_new(struct recalls *rs)
{
    struct recall_index *ix = mem_new(sizeof *ix);
    struct builder b = { .ix = ix };

    ix->vocabulary = vocabulary_new();
    b.words = offer_text_new(ix->vocabulary);
    ix->recalls = *rs;
    *rs = (struct recalls){ 0 };
    ix->arena = ARENA_MAX(INDEX_BYTES_MAX);
    ix->entry = mem_array(ix->recalls.count + 1, sizeof ix->entry[0]);
    if (ix->recalls.count > 0)
        qsort(ix->recalls.item, ix->recalls.count, sizeof ix->recalls.item[0],
            compare_recalls);
    make_version(ix);
    read_ordinary(&b);
    for (size_t i = 0; i < ix->recalls.count; i++) {
        b.id = i;
        add_identifiers(&b, i);
        read_brands(&b, i);
        read_names(&b, i);
    }
    build(&ix->gtin, &b.gtin);
    build(&ix->number, &b.number);
    build(&ix->model, &b.model);
    build(&ix->prefix, &b.prefix);
    build(&ix->brand, &b.brand);
    build(&ix->token, &b.token);
    weigh(ix);
    posting_clear(&b.ordinary);
    offer_text_free(b.words);
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
    arena_clear(&ix->arena);
    vocabulary_free(ix->vocabulary);
    free(ix->entry);
    free(ix);
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
recall_index_prefix(
    const struct recall_index *ix, struct str key, const uint32_t **ids)
{
    if ((ix->prefix_lengths >> (key.len & 63) & 1) == 0)
        return 0;
    return look_up(ix, PREFIX, &ix->prefix, str_hash(key), ids);
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
