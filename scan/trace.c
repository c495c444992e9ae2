#include "scan/trace.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "core/model_key.h"
#include "core/party.h"
#include "core/picture_facts.h"

#include <stdlib.h>

/* Of the runs of both texts. */
#define SAME_TEXT 0.6
#define SAME_TITLE 0.5
#define HALF_TEXT 0.5
#define SELLER_TITLE (1.0 / 3)
#define KEY_BYTES_MAX 1000

/* --- words --- */

struct words {
    struct str *item; /* owned */
    size_t count, cap;
};

/* Words of folded text; each Han, Kana or Hangul character is one. */
static void
words_add(struct words *w, struct str text)
{
    size_t at = 0, from = 0;
    int inside = 0;

    while (at <= text.len) {
        size_t here = at;
        uint32_t c = at < text.len ? utf8_next(text, &at) : ' ';
        int cjk = utf8_is_cjk(c), letter = cjk || utf8_is_letter(c);

        if (inside && (cjk || !letter)) {
            w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof *w->item);
            w->item[w->count++] = str_sub(text, from, here - from);
            inside = 0;
        }
        if (letter && !inside) {
            inside = 1;
            from = here;
        }
        if (cjk && inside && from == here) {
            w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof *w->item);
            w->item[w->count++] = str_sub(text, from, at - from);
            inside = 0;
        }
        if (here == text.len)
            break;
    }
}

static int
by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Sorted, each once; returns how many are left. */
static size_t
sorted_set(uint64_t *hash, size_t count)
{
    size_t n = 0;

    qsort(hash, count, sizeof *hash, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || hash[i] != hash[i - 1])
            hash[n++] = hash[i];
    return n;
}

/* Hashes of runs of `length` words. */
static uint64_t *
runs(const struct words *w, size_t length, size_t max, size_t *count)
{
    size_t n = w->count >= length ? w->count - length + 1 : 0;
    uint64_t *hash;

    if (n > max)
        n = max;
    hash = mem_array(n + 1, sizeof *hash);
    for (size_t i = 0; i < n; i++) {
        uint64_t h = 0;

        for (size_t k = 0; k < length; k++)
            h = h * 1099511628211u + str_hash(w->item[i + k]);
        hash[i] = h;
    }
    *count = sorted_set(hash, n);
    return hash;
}

/* --- one offer --- */

static char *
joined_key(const struct listing *l)
{
    struct buf model = BUF_MAX(KEY_BYTES_MAX), brand = BUF_MAX(KEY_BYTES_MAX);
    char *key = NULL;

    if (model_key(&model, listing_get(l, LISTING_MODEL)) == 0 &&
        model_strength(buf_str(&model)) == MODEL_STRONG &&
        brand_key(&brand, listing_get(l, LISTING_BRAND)) == 0) {
        buf_addc(&brand, ' ');
        buf_adds(&brand, buf_str(&model));
        key = buf_take(&brand);
    }
    buf_clear(&model);
    buf_clear(&brand);
    return key;
}

static char *
seller_key(const struct listing *l)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    char *owned = NULL;

    if (party_name_key(&key, listing_get(l, LISTING_SELLER_NAME)) == 0 &&
        key.len > 0)
        owned = buf_take(&key);
    buf_clear(&key);
    return owned;
}

/* Only words with a digit. */
static void
keep_numbers(struct words *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->item[i].len; k++)
            if (str_is_digit(w->item[i].p[k])) {
                w->item[n++] = w->item[i];
                break;
            }
    w->count = n;
}

static void
text_hashes(struct trace *t, const struct listing *l)
{
    struct buf title = BUF_MAX(4 * LIMIT_FIELD_BYTES);
    struct buf text = BUF_MAX(8 * LIMIT_FIELD_BYTES);
    struct words w = { NULL, 0, 0 };

    fold_key(&title, listing_get(l, LISTING_TITLE));
    words_add(&w, buf_str(&title));
    t->title = runs(&w, 1, TRACE_SHINGLES_MAX, &t->title_count);
    t->pair = runs(&w, 2, TRACE_SHINGLES_MAX, &t->pair_count);
    keep_numbers(&w);
    t->numbers = runs(&w, 1, TRACE_SHINGLES_MAX, &t->number_count);
    w.count = 0;
    fold_key(&text, listing_get(l, LISTING_DESCRIPTION));
    words_add(&w, buf_str(&text));
    t->shingles = runs(&w, TRACE_SHINGLE, TRACE_SHINGLES_MAX, &t->count);
    free(w.item);
    buf_clear(&title);
    buf_clear(&text);
}

void
trace_make(struct trace *out, const struct listing *l)
{
    *out = (struct trace){ .model = NULL };
    for (size_t i = 0; i < l->list[LISTING_GTINS].count; i++)
        texts_add(&out->gtins, str_of(l->list[LISTING_GTINS].item[i]));
    out->model = joined_key(l);
    out->seller = seller_key(l);
    out->images = (int)l->list[LISTING_IMAGES].count;
    text_hashes(out, l);
}

void
trace_clear(struct trace *t)
{
    texts_clear(&t->gtins);
    free(t->model);
    free(t->seller);
    free(t->shingles);
    free(t->title);
    free(t->pair);
    free(t->numbers);
    *t = (struct trace){ .model = NULL };
}

void
trace_add_picture(struct trace *t, struct str digest, uint64_t look, int plain)
{
    if (t->picture_count < TRACE_PICTURES_MAX)
        t->picture[t->picture_count++] =
            (struct trace_picture){ str_hash(digest), look, plain };
}

/* --- two offers --- */

/* Jaccard's share of two sorted sets. */
static double
share(const uint64_t *a, size_t an, const uint64_t *b, size_t bn)
{
    size_t i = 0, k = 0, both = 0;

    while (i < an && k < bn) {
        if (a[i] == b[k]) {
            both++;
            i++;
            k++;
        } else if (a[i] < b[k]) {
            i++;
        } else {
            k++;
        }
    }
    return an + bn == 0 ? 0 : (double)both / (double)(an + bn - both);
}

static int
same_name(const char *a, const char *b)
{
    return a != NULL && b != NULL && str_is(str_of(a), b);
}

static int
shared_item(const struct texts *a, const struct texts *b, struct buf *key)
{
    for (size_t i = 0; i < a->count; i++)
        if (texts_has(b, str_of(a->item[i]))) {
            buf_addz(key, a->item[i]);
            return 1;
        }
    return 0;
}

/* A number that both state, and state differently. */
static int
numbers_deny(const struct trace *a, const struct trace *b)
{
    if (a->gtins.count > 0 && b->gtins.count > 0)
        return 1; /* none is in both, or they were the same by it */
    if (a->model != NULL && b->model != NULL)
        return 1;
    return a->number_count > 0 && b->number_count > 0 &&
           share(a->numbers, a->number_count, b->numbers, b->number_count) <= 0;
}

static int
alike(const struct trace_picture *a, const struct trace_picture *b)
{
    return a->bytes == b->bytes ||
           (!a->plain && !b->plain &&
               picture_facts_distance(a->look, b->look) <= PICTURE_FACTS_NEAR);
}

/* One picture is in both; how near is told. */
static int
shared_picture(const struct trace *a, const struct trace *b, struct buf *key)
{
    for (size_t i = 0; i < a->picture_count; i++)
        for (size_t k = 0; k < b->picture_count; k++) {
            const struct trace_picture *x = &a->picture[i], *y = &b->picture[k];

            if (!alike(x, y))
                continue;
            if (x->bytes == y->bytes)
                buf_addz(key, "the same bytes");
            else
                buf_addf(key, "looks alike, %d of 64 bits differ",
                    picture_facts_distance(x->look, y->look));
            return 1;
        }
    return 0;
}

/* How much of titles and texts is the same; a short text is none. */
struct likeness {
    double title, text;
};

static struct likeness
likeness_of(const struct trace *a, const struct trace *b)
{
    struct likeness l = {
        share(a->title, a->title_count, b->title, b->title_count), 0
    };

    if (a->count >= TRACE_SHINGLES_MIN && b->count >= TRACE_SHINGLES_MIN)
        l.text = share(a->shingles, a->count, b->shingles, b->count);
    return l;
}

/* By its own numbers: "gtin", "model", or NULL. */
static const char *
same_number(const struct trace *a, const struct trace *b, struct buf *key)
{
    if (shared_item(&a->gtins, &b->gtins, key))
        return "gtin";
    if (!same_name(a->model, b->model))
        return NULL;
    buf_addz(key, a->model);
    return "model";
}

const char *
trace_same(const struct trace *a, const struct trace *b, struct buf *key)
{
    const char *number = same_number(a, b, key);
    struct likeness l;

    if (number != NULL || numbers_deny(a, b))
        return number;
    l = likeness_of(a, b);
    if (l.title >= SAME_TITLE && l.text >= SAME_TEXT) {
        buf_addf(key, "%.0f %%", l.text * 100);
        return "text";
    }
    if ((l.title >= SAME_TITLE || l.text >= HALF_TEXT) &&
        shared_picture(a, b, key))
        return "image";
    if (l.title >= SELLER_TITLE && l.text >= HALF_TEXT &&
        same_name(a->seller, b->seller)) {
        buf_addf(key, "%s, %.0f %% of the text", a->seller, l.text * 100);
        return "seller";
    }
    return NULL;
}

int
trace_suspects(const struct trace *a, const struct trace *b)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    const char *same = trace_same(a, b, &key);
    struct likeness l;

    buf_clear(&key);
    if (same != NULL || a->images == 0 || b->images == 0 ||
        (a->picture_count > 0 && b->picture_count > 0) || numbers_deny(a, b))
        return 0;
    l = likeness_of(a, b);
    return l.title >= SAME_TITLE || l.text >= HALF_TEXT;
}
