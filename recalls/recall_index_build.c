/* Indexing a set of recalls, on all cores. */
#include "base/digest.h"
#include "base/fold.h"
#include "base/mem.h"
#include "base/share.h"
#include "core/model_key.h"
#include "recalls/case_number.h"
#include "recalls/identifiers.h"
#include "recalls/match_context.h"
#include "recalls/model_list.h"
#include "recalls/name_token.h"
#include "recalls/recall_index_work.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 50,000 recalls need about 40 MB; more than this is no set of recalls. */
#define INDEX_BYTES_MAX ((size_t)2 << 30)
#define BRANDS_MAX 12
/* A model field with more words is prose. */
#define MODEL_WORDS 5

struct pairs {
    struct posting_pair *item;
    size_t count, cap;
};

/* Words of prose that a part has met lately: of most it is known soon that they
 * stand in two notices. */
#define SEEN_BITS 12

struct seen {
    uint64_t key;
    size_t id;        /* the last notice that has the word */
    unsigned notices; /* 2: two or more */
};

/* What is found in one part of the recalls. */
struct builder {
    struct recall_index *ix;
    struct arena *arena; /* of the part */
    struct offer_text *words;
    struct pairs gtin, number, model, prefix, token, brand, ordinary;
    uint64_t prefix_lengths;
    size_t id;                         /* of the recall at hand */
    const struct posting *is_ordinary; /* words in lower case in prose */
};

struct building {
    struct recall_index *ix;
    struct builder part[RECALL_INDEX_PARTS];
    struct posting ordinary;
};

static void
add_pair(struct pairs *p, uint64_t key, size_t id)
{
    p->item = mem_grow(p->item, &p->cap, p->count + 1, sizeof p->item[0]);
    p->item[p->count].key = key;
    p->item[p->count++].id = (uint32_t)id;
}

/* The recalls of a part. */
static size_t
part_begin(const struct recall_index *ix, size_t part)
{
    return ix->recalls.count * part / RECALL_INDEX_PARTS;
}

/* One table from what all parts have for it: `at` is its place in a builder.
 */
static void
build(struct posting *p, struct building *all, size_t at)
{
    struct pairs whole = { 0 };

    for (size_t i = 0; i < RECALL_INDEX_PARTS; i++) {
        struct pairs *one =
            (struct pairs *)(void *)((char *)&all->part[i] + at);

        whole.item = mem_grow(whole.item, &whole.cap, whole.count + one->count,
            sizeof whole.item[0]);
        if (one->count > 0)
            memcpy(whole.item + whole.count, one->item,
                one->count * sizeof one->item[0]);
        whole.count += one->count;
        free(one->item);
        *one = (struct pairs){ 0 };
    }
    posting_build(p, whole.item, whole.count);
    free(whole.item);
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
        b->prefix_lengths |= (uint64_t)1 << (key.len & 63);
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
        brands[(*count)++] = arena_dup(b->arena, buf_str(&key));
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
           posting_find(b->is_ordinary, str_hash(word), &ids) >= 2;
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
    kept = arena_alloc(b->arena, (count + 1) * sizeof kept[0]);
    if (kept == NULL)
        return;
    memcpy(kept, brands, count * sizeof kept[0]);
    e->brands = kept;
    e->brand_count = count;
}

static const uint64_t *
keep_tokens(struct builder *b, const uint64_t *tokens, size_t *count)
{
    uint64_t *kept = arena_alloc(b->arena, (*count + 1) * sizeof kept[0]);

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

/* 1 if it is news that the word stands in this notice: that of two is asked
 * for. */
static int
is_news(struct seen *seen, uint64_t key, size_t id)
{
    struct seen *s = &seen[key >> (64 - SEEN_BITS)];

    if (s->notices > 0 && s->key == key) {
        if (s->notices == 2 || s->id == id)
            return 0;
        s->notices = 2;
        return 1;
    }
    *s = (struct seen){ key, id, 1 };
    return 1;
}

/* Which words stand in lower case in descriptions and hazards. */
static void
read_ordinary(struct builder *b, struct seen *seen, size_t id)
{
    static const enum recall_field prose[] = { RECALL_DESCRIPTION,
        RECALL_HAZARD_TEXT, RECALL_NAME };

    for (size_t f = 0; f < COUNT(prose); f++) {
        struct str rest = recall_get(b->ix->recalls.item[id], prose[f]);
        struct str word;

        while (str_next_word(&rest, &word)) {
            size_t len = 0;

            while (len < word.len && word.p[len] >= 'a' && word.p[len] <= 'z')
                len++;
            if (len >= 3 && len + 1 >= word.len) {
                uint64_t key = str_hash(str_sub(word, 0, len));

                if (is_news(seen, key, id))
                    add_pair(&b->ordinary, key, id);
            }
        }
    }
}

static void
weigh(size_t part, void *ctx)
{
    struct building *all = ctx;
    struct recall_index *ix = all->ix;

    for (size_t i = part_begin(ix, part); i < part_begin(ix, part + 1); i++) {
        struct recall_entry *e = &ix->entry[i];
        float *rarity = arena_alloc(
            &ix->arena[part], (e->token_count + 1) * sizeof rarity[0]);

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

/* They come from the store in their order. */
static void
sort_recalls(struct recalls *rs)
{
    size_t i = 1;

    while (
        i < rs->count && compare_recalls(&rs->item[i - 1], &rs->item[i]) <= 0)
        i++;
    if (i < rs->count)
        qsort(rs->item, rs->count, sizeof rs->item[0], compare_recalls);
}

/* --- all parts --- */

static void
make_version(struct recall_index *ix)
{
    struct digest *d = digest_new();
    struct buf line = BUF_MAX((size_t)64 << 20);
    char hex[DIGEST_HEX_BYTES];

    for (size_t i = 0; i < ix->recalls.count; i++) {
        buf_reset(&line);
        recall_write(ix->recalls.item[i], &line);
        buf_addc(&line, '\n');
        digest_add(d, buf_str(&line));
    }
    buf_clear(&line);
    digest_end(d, hex);
    snprintf(ix->version, sizeof ix->version, "sha256:%s", hex);
}

/* What needs nothing of the other parts; the version beside it. */
static void
begin_part(size_t part, void *ctx)
{
    struct building *all = ctx;
    struct recall_index *ix = all->ix;
    struct seen *seen;

    if (part-- == 0) {
        make_version(ix);
        return;
    }
    seen = mem_array((size_t)1 << SEEN_BITS, sizeof *seen);
    all->part[part] = (struct builder){
        .ix = ix, .arena = &ix->arena[part], .is_ordinary = &all->ordinary
    };
    for (size_t i = part_begin(ix, part); i < part_begin(ix, part + 1); i++)
        read_ordinary(&all->part[part], seen, i);
    free(seen);
}

static void
read_part(size_t part, void *ctx)
{
    struct building *all = ctx;
    struct recall_index *ix = all->ix;
    struct builder *b = &all->part[part];
    size_t begin = part_begin(ix, part), end = part_begin(ix, part + 1);

    if (begin == end)
        return;
    b->words = offer_text_new(ix->vocabulary);
    for (b->id = begin; b->id < end; b->id++) {
        add_identifiers(b, b->id);
        read_brands(b, b->id);
        read_names(b, b->id);
    }
    offer_text_free(b->words);
}

#define TABLES 6

static void
build_table(size_t table, void *ctx)
{
    struct building *all = ctx;
    struct recall_index *ix = all->ix;
    const struct {
        struct posting *p;
        size_t at;
    } tables[TABLES] = { { &ix->token, offsetof(struct builder, token) },
        { &ix->model, offsetof(struct builder, model) },
        { &ix->brand, offsetof(struct builder, brand) },
        { &ix->number, offsetof(struct builder, number) },
        { &ix->gtin, offsetof(struct builder, gtin) },
        { &ix->prefix, offsetof(struct builder, prefix) } };

    build(tables[table].p, all, tables[table].at);
}

struct recall_index *
recall_index_make(struct recalls *rs, const struct vocabulary *vb)
{
    struct recall_index *ix = mem_new(sizeof *ix);
    struct building all = { .ix = ix };

    if (vb == NULL)
        vb = ix->own_vocabulary = vocabulary_new();
    ix->vocabulary = vb;
    ix->recalls = *rs;
    *rs = (struct recalls){ 0 };
    for (size_t i = 0; i < RECALL_INDEX_PARTS; i++)
        ix->arena[i] = ARENA_MAX(INDEX_BYTES_MAX / RECALL_INDEX_PARTS);
    ix->entry = mem_array(ix->recalls.count + 1, sizeof ix->entry[0]);
    sort_recalls(&ix->recalls);
    share_load(RECALL_INDEX_PARTS + 1, begin_part, &all);
    build(&all.ordinary, &all, offsetof(struct builder, ordinary));
    share_load(RECALL_INDEX_PARTS, read_part, &all);
    share_load(TABLES, build_table, &all);
    for (size_t i = 0; i < RECALL_INDEX_PARTS; i++)
        ix->prefix_lengths |= all.part[i].prefix_lengths;
    share_load(RECALL_INDEX_PARTS, weigh, &all);
    posting_clear(&all.ordinary);
    return ix;
}
