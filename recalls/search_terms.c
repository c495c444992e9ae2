#include "recalls/search_terms.h"

#include "base/fold.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/gtin.h"
#include "core/model_key.h"

#include <stdlib.h>
#include <string.h>

#define MODELS_PER_RECALL 3
#define KINDS_PER_RECALL 2
/* A name as sold is found by its beginning. */
#define NAME_WORDS 6

struct terms {
    const struct search_terms_options *options;
    struct map *seen;    /* by folded text */
    struct texts *first; /* of the recall at hand */
};

/* Keep a term unless it was there, or says nothing. */
static void
add(struct terms *t, struct str term)
{
    struct buf key = BUF_MAX(1024);
    int is_new = 0;

    term = str_trim(utf8_cut(str_trim(term), SEARCH_TERM_BYTES));
    if (t->first->count < t->options->per_recall && term.len >= 3 &&
        fold_key(&key, term) == 0)
        map_add(t->seen, buf_str(&key), &is_new);
    if (is_new)
        texts_add(t->first, term);
    buf_clear(&key);
}

static void
add_two(struct terms *t, struct str a, struct str b)
{
    struct buf term = BUF_MAX(4096);

    buf_adds(&term, a);
    buf_addc(&term, ' ');
    buf_adds(&term, b);
    add(t, buf_str(&term));
    buf_clear(&term);
}

/* A brand, or empty where the notice names none. Several in one field are
 * searched by the first. */
static struct str
brand_of(const struct vocabulary *v, const struct recall *r)
{
    struct str brand = recall_get(r, RECALL_BRAND);
    struct buf key = BUF_MAX(1024);
    size_t end = 0;

    while (end < brand.len && strchr(",;/|(", brand.p[end]) == NULL)
        end++;
    brand = str_trim(str_sub(brand, 0, end));
    if (vocabulary_brand_key(v, &key, brand) != 0 || key.len < 2)
        brand.len = 0;
    buf_clear(&key);
    return brand;
}

static void
add_models(struct terms *t, const struct recall *r, struct str brand)
{
    const struct texts *models = &r->list[RECALL_MODELS];
    size_t taken = 0;

    for (size_t i = 0; i < models->count && taken < MODELS_PER_RECALL; i++) {
        struct str model = str_of(models->item[i]);
        struct buf key = BUF_MAX(1024);

        if (model_key(&key, model) == 0 &&
            model_strength(buf_str(&key)) != MODEL_USELESS) {
            add_two(t, brand, model);
            taken++;
        }
        buf_clear(&key);
    }
}

/* Kinds of product that the notice names, as the shop's customers say. */
static void
add_kinds(struct terms *t, const struct recall *r, struct str brand)
{
    static const enum recall_field fields[] = { RECALL_PRODUCT, RECALL_NAME };
    const struct glossary *g = vocabulary_glossary(t->options->vocabulary);
    enum glossary_language language = t->options->language;
    struct glossary_hit hits[KINDS_PER_RECALL];

    for (size_t f = 0; f < COUNT(fields); f++) {
        struct buf folded = BUF_MAX(64u << 10);
        size_t count = 0;

        if (fold_key(&folded, recall_get(r, fields[f])) == 0)
            count = glossary_find(g, buf_str(&folded), hits, KINDS_PER_RECALL);
        buf_clear(&folded);
        for (size_t i = 0; i < count; i++) {
            const struct glossary_concept *c = glossary_at(g, hits[i].concept);

            if (c->form_count[language] > 0)
                add_two(t, brand, c->form[language][0]);
        }
        if (count > 0)
            return;
    }
}

static void
add_gtin(struct terms *t, const struct recall *r)
{
    const struct texts *gtins = &r->list[RECALL_GTINS];
    char gtin[GTIN_BYTES];

    /* Shops show 13 digits. */
    if (gtins->count > 0 && gtin_parse(str_of(gtins->item[0]), gtin) == 0)
        add(t, str_of(gtin[0] == '0' ? gtin + 1 : gtin));
}

static void
add_name(struct terms *t, const struct recall *r, struct str brand)
{
    struct str name = recall_get(r, RECALL_NAME);
    struct str rest, word = STR_NONE;
    size_t words = 0;

    if (name.len == 0)
        name = recall_get(r, RECALL_PRODUCT);
    rest = name;
    while (words < NAME_WORDS && str_next_word(&rest, &word))
        words++;
    if (words == NAME_WORDS)
        name.len = (size_t)(word.p + word.len - name.p);
    if (str_find_nocase(name, brand, 0) >= 0)
        brand.len = 0;
    add_two(t, brand, name);
}

static int
level_of(const struct recall *r)
{
    static const char *const levels[] = { "low", "medium", "high", "serious" };

    for (int i = 0; i < (int)COUNT(levels); i++)
        if (str_is(recall_get(r, RECALL_LEVEL), levels[i]))
            return i + 1;
    return 0;
}

static int
compare(const void *a, const void *b)
{
    const struct recall *x = *(struct recall *const *)a;
    const struct recall *y = *(struct recall *const *)b;
    int rc = (level_of(y) > level_of(x)) - (level_of(y) < level_of(x));

    if (rc == 0)
        rc = str_cmp(
            recall_get(y, RECALL_PUBLISHED), recall_get(x, RECALL_PUBLISHED));
    if (rc == 0)
        rc = str_cmp(recall_get(x, RECALL_ID), recall_get(y, RECALL_ID));
    return rc;
}

/* The first of every recall, then the second of every recall, and so on. */
static size_t
deal(struct texts *out, const struct texts *lists, size_t count,
    const struct search_terms_options *o)
{
    size_t dealt = 0, lost = 0;

    for (size_t k = 0; k < o->per_recall; k++)
        for (size_t i = 0; i < count; i++) {
            if (k >= lists[i].count)
                continue;
            if (dealt < o->max) {
                texts_add(out, str_of(lists[i].item[k]));
                dealt++;
            } else {
                lost++;
            }
        }
    return lost;
}

size_t
search_terms(struct texts *out, struct recalls *rs,
    const struct search_terms_options *options)
{
    struct texts *lists = mem_array(rs->count + 1, sizeof lists[0]);
    struct terms t = { .options = options, .seen = map_new(NULL) };
    size_t lost;

    if (rs->count > 0)
        qsort(rs->item, rs->count, sizeof rs->item[0], compare);
    for (size_t i = 0; i < rs->count; i++) {
        const struct recall *r = rs->item[i];
        struct str brand = brand_of(options->vocabulary, r);

        t.first = &lists[i];
        if (brand.len > 0) {
            add_models(&t, r, brand);
            add_kinds(&t, r, brand);
        }
        add_gtin(&t, r);
        add_name(&t, r, brand);
    }
    lost = deal(out, lists, rs->count, options);
    for (size_t i = 0; i < rs->count; i++)
        texts_clear(&lists[i]);
    free(lists);
    map_free(t.seen);
    return lost;
}
