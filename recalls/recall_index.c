#include "recalls/recall_index.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/fold.h"
#include "base/mem.h"
#include "recalls/identifiers.h"
#include "recalls/model_key.h"
#include "recalls/name_token.h"
#include "recalls/posting.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 50,000 recalls need about 40 MB; more than this is no set of recalls. */
#define INDEX_BYTES_MAX ((size_t)2 << 30)
#define BRANDS_MAX 12
/* Words of names alone say too little in a small set: rarity is reckoned as
 * if this many other recalls, without the word, stood beside it. */
#define PRIOR_RECALLS 5000
#define VERSION_BYTES (DIGEST_HEX_BYTES + 8)

struct recall_index {
    struct recalls recalls;
    struct recall_entry *entry; /* owned; what they point to is arena */
    struct arena arena;
    struct posting gtin, number, model, token;
    char version[VERSION_BYTES];
};

/* What is used while building. */
struct pairs {
    struct posting_pair *item;
    size_t count, cap;
};

struct builder {
    struct recall_index *ix;
    struct offer_text *words;
    struct pairs gtin, number, model, token;
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

int
recall_case_key(struct buf *out, struct str text)
{
    struct buf folded = BUF_MAX(text.len * 18 + 64);
    size_t digits = 0, start = out->len;
    int part = 0; /* bytes of the part at hand, without leading zeroes */

    if (text.len > 40 || fold_key(&folded, text) != 0) {
        buf_clear(&folded);
        return -1;
    }
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.p[i];

        if (!str_is_alnum(c)) {
            if (out->len > start && out->p[out->len - 1] != '/')
                buf_addc(out, '/');
            part = 0;
            continue;
        }
        digits += (size_t)str_is_digit(c);
        if (c == '0' && part == 0)
            continue;
        part++;
        buf_addc(out, c);
    }
    if (out->len > start && out->p[out->len - 1] == '/')
        buf_cut(out, out->len - 1);
    buf_clear(&folded);
    return digits >= 3 && out->len - start <= 30 ? 0 : -1;
}

static void
add_case(struct builder *b, struct str number, size_t id)
{
    struct buf key = BUF_MAX(256);

    if (recall_case_key(&key, number) == 0)
        add_pair(&b->number, str_hash(buf_str(&key)), id);
    buf_clear(&key);
}

static void
add_model(struct builder *b, struct str text, size_t id)
{
    struct buf key = BUF_MAX(1024);

    if (model_key(&key, text) == 0 &&
        model_strength(buf_str(&key)) == MODEL_STRONG)
        add_pair(&b->model, str_hash(buf_str(&key)), id);
    buf_clear(&key);
}

static void
add_identifiers(struct builder *b, size_t id)
{
    const struct recall *r = b->ix->recalls.item[id];
    const struct texts *models = &r->list[RECALL_MODELS];
    const struct texts *gtins = &r->list[RECALL_GTINS];
    struct str number = recall_get(r, RECALL_ID);
    char gtin[GTIN_BYTES];

    for (size_t i = 0; i < gtins->count; i++)
        if (gtin_parse(str_of(gtins->item[i]), gtin) == 0)
            add_pair(&b->gtin, str_hash(str_of(gtin)), id);
    for (size_t i = 0; i < models->count; i++) {
        struct str model = str_of(models->item[i]);

        add_model(b, model, id);
        if (str_find_char(model, ' ', 0) > 0) {
            /* "Art. 12345", "X100 (blue) / X200" */
            struct buf prose = BUF_MAX(model.len + 32);
            struct identifiers ids = { 0 };

            buf_addf(&prose, "Model " STR_FMT, STR_ARG(model));
            identifiers_mine(&ids, buf_str(&prose));
            for (size_t k = 0; k < ids.count; k++)
                if (ids.item[k].kind == IDENTIFIER_MODEL)
                    add_model(b, str_of(ids.item[k].value), id);
            identifiers_clear(&ids);
            buf_clear(&prose);
        }
    }
    add_case(b, number, id);
    /* "24-069" is also written "24069". */
    if (number.len == 6 && number.p[2] == '-') {
        char joined[6] = { number.p[0], number.p[1], number.p[3], number.p[4],
            number.p[5], 0 };

        add_case(b, str_of(joined), id);
    }
}

static void
add_brand(struct builder *b, struct str *brands, size_t *count, struct str text)
{
    struct buf key = BUF_MAX(1024);
    struct str alias;

    if (*count < BRANDS_MAX && brand_key(&key, text) == 0 && key.len >= 2) {
        alias = brand_alias(buf_str(&key));
        for (size_t i = 0; i < *count; i++)
            if (str_eq(brands[i], alias)) {
                buf_clear(&key);
                return;
            }
        brands[(*count)++] = arena_dup(&b->ix->arena, alias);
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
        if (i < rest.len && strchr(",;/|", rest.p[i]) == NULL)
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
    offer_text_add(ot, "brand", recall_get(r, RECALL_BRAND));
    offer_text_add(ot, "name", recall_get(r, RECALL_NAME));
    offer_text_add(ot, "product", recall_get(r, RECALL_PRODUCT));
    count = name_tokens(ot, 0, ot->words, all);
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
recall_index_new(struct recalls *rs)
{
    struct recall_index *ix = mem_new(sizeof *ix);
    struct builder b = { .ix = ix, .words = offer_text_new() };

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
        add_identifiers(&b, i);
        read_brands(&b, i);
        read_names(&b, i);
    }
    build(&ix->gtin, &b.gtin);
    build(&ix->number, &b.number);
    build(&ix->model, &b.model);
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
    posting_clear(&ix->token);
    arena_clear(&ix->arena);
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

size_t
recall_index_gtin(const struct recall_index *ix, const char gtin[GTIN_BYTES],
    const uint32_t **ids)
{
    return posting_find(&ix->gtin, str_hash(str_of(gtin)), ids);
}

size_t
recall_index_model(
    const struct recall_index *ix, struct str key, const uint32_t **ids)
{
    return posting_find(&ix->model, str_hash(key), ids);
}

size_t
recall_index_case(
    const struct recall_index *ix, struct str key, const uint32_t **ids)
{
    return posting_find(&ix->number, str_hash(key), ids);
}

size_t
recall_index_token(
    const struct recall_index *ix, uint64_t token, const uint32_t **ids)
{
    return posting_find(&ix->token, token, ids);
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
