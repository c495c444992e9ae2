#include "classifier/features.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/hashing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Titles are shorter; keyword heaps are cut. */
#define TITLE_TOKENS_MAX 60
#define TITLE_BYTES_MAX 600
/* The head of a description says what the thing is; the rest is boilerplate.
 */
#define CONTEXT_BYTES_MAX 600
#define CONTEXT_TOKENS_MAX 120
#define CONTEXT_ATTRIBUTES_MAX 12
#define CONTEXT_PART_MAX 80
#define HITS_MAX 48
/* Character n-grams inside a word, with a blank at both its ends. */
#define CHARS_MIN 3
#define CHARS_MAX 5
#define HAN_MAX 3

/* Length of each block. The title's words and its characters weigh alike; its
 * concepts, what stands around it, and its shape count less. */
static const float block_length[FEATURES_BLOCKS] = { 1.0f, 1.0f, 0.5f, 0.4f,
    0.4f };

/* Words with digits from here on are alike; digits are counted in steps of a
 * share of 1 / DIGIT_STEPS of all characters, to as many steps. */
#define DIGIT_WORDS_MAX 4
#define DIGIT_STEPS 12
#define DIGIT_STEPS_MAX 5

/* Slots for the distinct features of one block, which are fewer than half: a
 * title of 600 bytes has below 1,900, a context below 800. */
#define SLOT_BITS 12
#define SLOTS (1u << SLOT_BITS)

/* Tables are far larger than caches: what the features after so many will
 * need is asked for already. */
#define AHEAD 8

void
features_init(struct features *f)
{
    *f = (struct features){ .joined = BUF_MAX(CONTEXT_BYTES_MAX) };
    f->item = mem_array(FEATURES_MAX + 1, sizeof f->item[0]);
    f->slot = mem_array(SLOTS, sizeof f->slot[0]);
}

void
features_clear(struct features *f)
{
    free(f->item);
    free(f->use);
    free(f->slot);
    free(f->concept);
    token_clear(&f->title);
    token_clear(&f->context);
    buf_clear(&f->joined);
    *f = (struct features){ 0 };
}

/* Forget the slots: another block begins. */
static void
next_round(struct features *f)
{
    if (++f->round == 0) {
        memset(f->slot, 0, SLOTS * sizeof f->slot[0]);
        f->round = 1;
    }
}

static void
add_use(struct features *f, size_t at, size_t start, size_t end)
{
    f->use = mem_grow(f->use, &f->use_cap, f->use_count + 1, sizeof f->use[0]);
    f->use[f->use_count++] =
        (struct feature_use){ (uint32_t)at, (uint32_t)start, (uint32_t)end };
}

/* Add to the count of an index in the block being read; returns its position,
 * or FEATURES_MAX where there is no more room. */
static inline __attribute__((always_inline)) size_t
put_index(struct features *f, uint32_t index, float value)
{
    uint32_t i = (index * 2654435761u) >> (32 - SLOT_BITS);

    while (f->slot[i].round == f->round && f->slot[i].index != index)
        i = (i + 1) & (SLOTS - 1);
    if (f->slot[i].round != f->round) {
        if (f->count == FEATURES_MAX)
            return FEATURES_MAX;
        f->slot[i] =
            (struct feature_slot){ index, f->round, (uint16_t)f->count };
        f->item[f->count++] = (struct feature){ index, 0 };
    }
    f->item[f->slot[i].at].value += value;
    return f->slot[i].at;
}

/* Count a feature of the block being read. */
static void
put(struct features *f, uint64_t hash, size_t start, size_t end)
{
    size_t at = put_index(
        f, hashing_index(hash, FEATURES_BITS), (float)hashing_sign(hash));

    if (f->wants_uses && at < FEATURES_MAX)
        add_use(f, at, start, end);
}

/* Runs of 2 and 3 characters; one that stands alone by itself. */
static void
put_han(struct features *f, const struct token *t, struct str s)
{
    size_t starts[HAN_MAX] = { 0 }, at = t->start, seen = 0;

    while (at < t->end) {
        for (size_t i = HAN_MAX - 1; i > 0; i--)
            starts[i] = starts[i - 1];
        starts[0] = at;
        utf8_next(s, &at);
        seen++;
        for (size_t n = 1; n < HAN_MAX && n < seen; n++)
            put(f,
                hashing_of(HASHING_HAN, str_sub(s, starts[n], at - starts[n])),
                starts[n], at);
    }
    if (seen == 1)
        put(f, hashing_of(HASHING_HAN, t->text), t->start, t->end);
}

static void
put_words(struct features *f, const struct tokens *ts)
{
    struct str s = buf_str(&ts->folded.text);
    uint64_t before = 0;
    size_t before_start = 0;

    for (size_t i = 0; i < ts->count; i++) {
        const struct token *t = &ts->item[i];
        uint64_t h = 0;

        if (t->kind == TOKEN_HAN) {
            put_han(f, t, s);
        } else if (t->kind == TOKEN_MEASURE) {
            put(f, hashing_of(HASHING_MEASURE, t->text), t->start, t->end);
        } else if (t->kind == TOKEN_WORD) {
            h = hashing_of(
                HASHING_WORD, str_sub(s, t->start, t->end - t->start));
            put(f, h, t->start, t->end);
            if (before != 0)
                put(f, hashing_pair(hashing_pair(HASHING_PAIR, before), h),
                    before_start, t->end);
        }
        before = h;
        before_start = t->start;
    }
}

/* Runs of 3 to 5 characters of a word as it stands, with a blank at both its
 * ends. Digits are alike: where they stand says more than which they are. */
static void
put_chars_of(struct features *f, const struct token *t, struct str folded)
{
    char word[136];
    size_t starts[CHARS_MAX] = { 0 }, at = 0, seen = 0;
    struct str s = { word, t->end - t->start + 2 };

    if (s.len > sizeof word)
        return;
    word[0] = ' ';
    for (size_t i = 1; i + 1 < s.len; i++) {
        char c = folded.p[t->start + i - 1];

        word[i] = str_is_digit(c) ? '0' : c;
    }
    word[s.len - 1] = ' ';
    while (at < s.len) {
        for (size_t i = CHARS_MAX - 1; i > 0; i--)
            starts[i] = starts[i - 1];
        starts[0] = at;
        at += utf8_width((unsigned char)s.p[at]);
        seen++;
        for (size_t n = CHARS_MIN; n <= CHARS_MAX && n <= seen; n++)
            put(f,
                hashing_of(HASHING_CHARS,
                    str_sub(s, starts[n - 1], at - starts[n - 1])),
                t->start, t->end);
    }
}

/* Among Chinese characters numbers would be most of this block, which has a
 * length of its own, and outweigh all else. */
static void
put_chars(struct features *f)
{
    int has_han = 0;

    for (size_t i = 0; i < f->title.count; i++)
        has_han |= f->title.item[i].kind == TOKEN_HAN;
    for (size_t i = 0; i < f->title.count; i++) {
        const struct token *t = &f->title.item[i];

        if (t->kind == TOKEN_WORD || (!has_han && t->kind != TOKEN_HAN))
            put_chars_of(f, t, buf_str(&f->title.folded.text));
    }
}

static void
hash_concepts(struct features *f, const struct glossary *g)
{
    free(f->concept);
    f->of = g;
    f->concept = mem_array(2 * glossary_count(g) + 1, sizeof f->concept[0]);
    for (size_t i = 0; i < glossary_count(g); i++) {
        const struct glossary_concept *c = glossary_at(g, i);

        f->concept[2 * i] = hashing_of(HASHING_CONCEPT, str_of(c->name));
        f->concept[2 * i + 1] =
            hashing_of(HASHING_CLASS, str_of(c->class_name));
    }
}

static void
put_concepts(
    struct features *f, const struct glossary *g, const struct tokens *ts)
{
    struct glossary_hit hits[HITS_MAX];
    size_t n = glossary_find(g, buf_str(&ts->folded.text), hits, HITS_MAX);

    if (f->of != g)
        hash_concepts(f, g);
    for (size_t i = 0; i < n; i++) {
        const uint64_t *hash = f->concept + 2 * (size_t)hits[i].concept;

        put(f, hash[0], hits[i].start, hits[i].end);
        put(f, hash[1], hits[i].start, hits[i].end);
    }
}

static void
join(struct features *f, enum features_field field, size_t number,
    struct str text, size_t max)
{
    f->part[f->parts++] = (struct features_part){ (uint32_t)f->joined.len,
        field, (uint32_t)number };
    buf_adds(&f->joined, utf8_cut(text, max));
}

static void
join_part(struct features *f, enum features_field field, size_t number,
    struct str text)
{
    join(f, field, number, text, CONTEXT_PART_MAX);
    buf_addz(&f->joined, ". ");
}

/* The beginning of a text, and enough behind it to tell where to cut it: the
 * rest of a description is not looked at for its end. */
static struct str
head_of(const struct listing *l, enum listing_field field, size_t max)
{
    const char *text = l->text[field];

    return text == NULL ? STR_NONE
                        : (struct str){ text, strnlen(text, max + 4) };
}

/* What stands around the title, in order of how much it says. */
static void
join_context(struct features *f, const struct listing *l)
{
    const struct texts *category = &l->list[LISTING_CATEGORY];
    struct str model = listing_get(l, LISTING_MODEL);
    struct buf *out = &f->joined;
    size_t n = category->count, room;

    buf_reset(out);
    f->parts = 0;
    for (size_t i = n > 2 ? n - 2 : 0; i < n; i++)
        join_part(f, FEATURES_CATEGORY, i, str_of(category->item[i]));
    for (size_t i = 0; i < l->attribute_count && i < CONTEXT_ATTRIBUTES_MAX;
         i++)
        join_part(f, FEATURES_ATTRIBUTE, i, str_of(l->attributes[i].value));
    if (model.len > 0)
        join_part(f, FEATURES_MODEL, 0, model);
    room = out->max > out->len + 1 ? out->max - out->len - 1 : 0;
    join(f, FEATURES_DESCRIPTION, 0, head_of(l, LISTING_DESCRIPTION, room),
        room);
    out->over = 0;
}

/* What stands in f from `from` on, as a new block of `to`. */
static void
carry(struct features *to, const struct features *f, size_t from)
{
    next_round(to);
    for (size_t i = from; i < f->count; i++)
        put_index(to, f->item[i].index, f->item[i].value);
}

void
features_count_two(struct features *f, const struct glossary *g,
    const struct listing *l, struct features *other,
    const struct glossary *other_glossary)
{
    struct str title = utf8_cut(listing_get(l, LISTING_TITLE), TITLE_BYTES_MAX);

    f->count = f->use_count = 0;
    token_read_unmasked(&f->title, title, TITLE_TOKENS_MAX);
    next_round(f);
    put_words(f, &f->title);
    f->block_end[FEATURES_WORDS] = f->count;
    next_round(f);
    put_chars(f);
    f->block_end[FEATURES_CHARS] = f->count;
    if (other != NULL) {
        memcpy(other->item, f->item, f->count * sizeof f->item[0]);
        memcpy(other->block_end, f->block_end, sizeof other->block_end);
        other->count = f->count;
        next_round(other);
        put_concepts(other, other_glossary, &f->title);
        other->block_end[FEATURES_CONCEPTS] = other->count;
    }
    next_round(f);
    put_concepts(f, g, &f->title);
    f->block_end[FEATURES_CONCEPTS] = f->count;
    f->context_use = f->use_count;
    join_context(f, l);
    token_read(&f->context, buf_str(&f->joined), CONTEXT_TOKENS_MAX);
    next_round(f);
    put_words(f, &f->context);
    if (other != NULL) {
        carry(other, f, f->block_end[FEATURES_CONCEPTS]);
        put_concepts(other, other_glossary, &f->context);
        other->block_end[FEATURES_CONTEXT] = other->count;
        other->block_end[FEATURES_SHAPE] = other->count;
    }
    put_concepts(f, g, &f->context);
    f->block_end[FEATURES_CONTEXT] = f->count;
    f->block_end[FEATURES_SHAPE] = f->count;
}

void
features_count(
    struct features *f, const struct glossary *g, const struct listing *l)
{
    features_count_two(f, g, l, NULL, NULL);
}

static void
add_bin(struct features *f, char name, size_t bin)
{
    char text[2] = { name, (char)('0' + bin) };
    uint64_t hash =
        hashing_of(HASHING_SHAPE, (struct str){ text, sizeof text });

    if (f->count < FEATURES_MAX)
        f->item[f->count++] =
            (struct feature){ hashing_index(hash, FEATURES_BITS),
                (float)hashing_sign(hash) };
}

/* Notices name a kind, offers a model: numbers tell much, whichever they are.
 */
void
features_add_shape(struct features *f)
{
    struct str s = buf_str(&f->title.folded.text);
    size_t words = 0, digits = 0, all = 0;

    for (size_t i = 0; i < f->title.count; i++) {
        const struct token *t = &f->title.item[i];
        size_t before = digits;

        for (size_t at = t->start; at < t->end; at++) {
            digits += (size_t)str_is_digit(s.p[at]);
            all += ((unsigned char)s.p[at] & 0xC0) != 0x80;
        }
        words += digits > before;
    }
    if (all == 0)
        return;
    add_bin(f, 'w', words < DIGIT_WORDS_MAX ? words : DIGIT_WORDS_MAX);
    digits = (digits * DIGIT_STEPS + all - 1) / all;
    add_bin(f, 'd', digits < DIGIT_STEPS_MAX ? digits : DIGIT_STEPS_MAX);
    f->block_end[FEATURES_SHAPE] = f->count;
}

uint8_t
features_idf(size_t n, size_t df)
{
    double idf = log((1.0 + (double)n) / (1.0 + (double)df)) + 1;

    return (uint8_t)lround(fmin(idf * FEATURES_IDF_STEPS, 255));
}

static float
sublinear(float count)
{
    float size = fabsf(count);

    if (size <= 1)
        return count; /* most; saves the logarithm */
    return copysignf(1 + logf(size), count);
}

void
features_weigh(struct features *f, const uint8_t *idf8, size_t stride)
{
    size_t from = 0;

    for (size_t b = 0; b < FEATURES_BLOCKS; b++) {
        float square = 0, scale;

        for (size_t i = from; i < f->block_end[b]; i++) {
            struct feature *x = &f->item[i];

            if (i + AHEAD < f->count)
                __builtin_prefetch(&idf8[x[AHEAD].index * stride]);
            x->value = sublinear(x->value) * (float)idf8[x->index * stride];
            square += x->value * x->value;
        }
        scale = square > 0 ? block_length[b] / sqrtf(square) : 0;
        for (size_t i = from; i < f->block_end[b]; i++)
            f->item[i].value *= scale;
        from = f->block_end[b];
    }
}

static int
index_cmp(const void *a, const void *b)
{
    const struct feature *x = a, *y = b;

    return x->index < y->index ? -1 : x->index > y->index;
}

void
features_narrow(struct features *f, unsigned bits)
{
    for (size_t i = 0; i < f->count; i++)
        f->item[i].index &= (1u << bits) - 1;
}

void
features_merge(struct features *f)
{
    size_t n = 0;

    if (f->count > 0)
        qsort(f->item, f->count, sizeof f->item[0], index_cmp);
    for (size_t i = 0; i < f->count; i++) {
        if (n > 0 && f->item[n - 1].index == f->item[i].index)
            f->item[n - 1].value += f->item[i].value;
        else if (f->item[i].value < 0 || f->item[i].value > 0)
            f->item[n++] = f->item[i];
    }
    f->count = n;
    f->use_count = 0;
}

static int
is_known_script(uint32_t c)
{
    return c < 0x250 || (c >= 0x1E00 && c < 0x1F00) || /* Latin */
           (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) ||
           (c >= 0x20000 && c < 0x40000); /* Chinese */
}

size_t
features_words(const struct features *f)
{
    size_t n = 0, known = 0, other = 0;

    for (size_t i = 0; i < f->title.count; i++) {
        const struct token *t = &f->title.item[i];

        if (t->kind != TOKEN_WORD && t->kind != TOKEN_HAN)
            continue;
        n++;
        for (size_t at = 0; at < t->text.len;)
            *(is_known_script(utf8_next(t->text, &at)) ? &known : &other) += 1;
    }
    return other > known ? 0 : n;
}
