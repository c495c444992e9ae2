#include "classifier/pair_word.h"

#include "base/mem.h"
#include "classifier/pair_synonym.h"
#include "classifier/token.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Words of one set. The largest training set has 20,000. */
#define WORDS_MAX (1u << 22)
#define TEXTS_MAX ((size_t)256 << 20)

/* In byte order of the names. */
static const struct unit {
    const char *name;
    unsigned char base; /* units of one base can be compared */
    double factor;
} units[] = {
    { "\"", 1, 1 },
    { "%", 19, 1 },
    { "'", 1, 1 }, /* sets that lost the second stroke */
    { "''", 1, 1 },
    { "ah", 9, 1000 },
    { "amp", 36, 1 },
    { "amps", 36, 1 },
    { "bit", 34, 1 },
    { "btu", 25, 1 },
    { "cd", 24, 1 },
    { "cell", 33, 1 },
    { "ch", 30, 1 },
    { "channel", 30, 1 },
    { "cl", 13, 10 },
    { "cm", 3, 10 },
    { "core", 22, 1 },
    { "cores", 22, 1 },
    { "count", 16, 1 },
    { "ct", 16, 1 },
    { "cuft", 26, 1 },
    { "cup", 28, 1 },
    { "days", 31, 1 },
    { "disc", 24, 1 },
    { "disk", 24, 1 },
    { "feet", 2, 1 },
    { "foot", 2, 1 },
    { "ft", 2, 1 },
    { "g", 10, 1 },
    { "gallon", 29, 1 },
    { "gb", 4, 1 },
    { "gbps", 20, 1000 },
    { "ghz", 5, 1000 },
    { "gig", 4, 1 },
    { "gigabyte", 4, 1 },
    { "gigabytes", 4, 1 },
    { "go", 4, 1 },
    { "gr", 10, 1 },
    { "hz", 6, 1 },
    { "in", 1, 1 },
    { "inch", 1, 1 },
    { "inches", 1, 1 },
    { "kb", 4, 1e-6 },
    { "kg", 10, 1000 },
    { "khz", 5, 1e-3 },
    { "kw", 7, 1000 },
    { "l", 13, 1000 },
    { "lb", 12, 1 },
    { "lbs", 12, 1 },
    { "license", 17, 1 },
    { "liter", 13, 1000 },
    { "litre", 13, 1000 },
    { "m", 3, 1000 },
    { "mah", 9, 1 },
    { "mb", 4, 1e-3 },
    { "mbps", 20, 1 },
    { "megapixel", 14, 1 },
    { "megapixels", 14, 1 },
    { "meter", 3, 1000 },
    { "meters", 3, 1000 },
    { "mg", 10, 1e-3 },
    { "mhz", 5, 1 },
    { "mile", 35, 1 },
    { "ml", 13, 1 },
    { "mm", 3, 1 },
    { "mp", 14, 1 },
    { "mpx", 14, 1 },
    { "ounce", 11, 1 },
    { "ounces", 11, 1 },
    { "outlet", 37, 1 },
    { "outlets", 37, 1 },
    { "oz", 11, 1 },
    { "pack", 16, 1 },
    { "packs", 16, 1 },
    { "page", 32, 1 },
    { "pages", 32, 1 },
    { "pc", 17, 1 },
    { "pcs", 16, 1 },
    { "percent", 19, 1 },
    { "piece", 16, 1 },
    { "pieces", 16, 1 },
    { "pk", 16, 1 },
    { "pollici", 1, 1 },
    { "port", 18, 1 },
    { "ports", 18, 1 },
    { "pouces", 1, 1 },
    { "pound", 12, 1 },
    { "qt", 27, 1 },
    { "quart", 27, 1 },
    { "quarts", 27, 1 },
    { "rpm", 21, 1 },
    { "sheet", 23, 1 },
    { "sheets", 23, 1 },
    { "tb", 4, 1000 },
    { "terabyte", 4, 1000 },
    { "to", 4, 1000 },
    { "user", 17, 1 },
    { "users", 17, 1 },
    { "v", 8, 1 },
    { "volt", 8, 1 },
    { "volts", 8, 1 },
    { "w", 7, 1 },
    { "watt", 7, 1 },
    { "watts", 7, 1 },
    { "x", 15, 1 },
    { "zoll", 1, 1 },
};

static size_t
slot_of(uint64_t hash, size_t slots)
{
    return (size_t)((hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9u >> 20) &
           (slots - 1);
}

static void
spellings_widen(struct pair_spellings *s)
{
    free(s->slot);
    s->slots = s->slots == 0 ? 1u << 12 : s->slots * 2;
    s->slot = mem_array(s->slots, sizeof s->slot[0]);
    for (size_t i = 0; i < s->count; i++) {
        size_t at = slot_of(s->item[i].hash, s->slots);

        while (s->slot[at] != 0)
            at = (at + 1) & (s->slots - 1);
        s->slot[at] = (uint32_t)i + 1;
    }
}

static uint32_t
spellings_find(const struct pair_spellings *s, uint64_t hash, struct str text)
{
    size_t at = slot_of(hash, s->slots);

    for (; s->slot[at] != 0; at = (at + 1) & (s->slots - 1)) {
        const struct pair_spelling *item = &s->item[s->slot[at] - 1];

        if (item->hash == hash && str_eq(item->text, text))
            return item->word;
    }
    return PAIR_WORD_NONE;
}

/* `text` lasts as long as the table. */
static void
spellings_add(
    struct pair_spellings *s, uint64_t hash, struct str text, uint32_t word)
{
    size_t at;

    if (s->count * 2 >= s->slots)
        spellings_widen(s);
    at = slot_of(hash, s->slots);
    while (s->slot[at] != 0)
        at = (at + 1) & (s->slots - 1);
    s->item = mem_grow(s->item, &s->cap, s->count + 1, sizeof s->item[0]);
    s->item[s->count++] = (struct pair_spelling){ hash, text, word };
    s->slot[at] = (uint32_t)s->count;
}

void
pair_words_init(struct pair_words *w)
{
    *w = (struct pair_words){ .texts = ARENA_MAX(TEXTS_MAX) };
    spellings_widen(&w->own);
    spellings_widen(&w->seen);
}

void
pair_words_clear(struct pair_words *w)
{
    free(w->item);
    free(w->own.item);
    free(w->own.slot);
    free(w->seen.item);
    free(w->seen.slot);
    arena_clear(&w->texts);
    *w = (struct pair_words){ 0 };
}

uint64_t
pair_hash_join(uint64_t first, uint64_t second, size_t second_len)
{
    uint64_t step = 1, square = PAIR_HASH_STEP;

    for (; second_len > 0; second_len /= 2, square *= square)
        if (second_len % 2 == 1)
            step *= square;
    return first * step + second;
}

static uint64_t
letters_of(struct str text)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c >= 'a' && c <= 'z')
            bits |= (uint64_t)1 << (c - 'a');
        else if (c >= '0' && c <= '9')
            bits |= (uint64_t)1 << (26 + c - '0');
        else
            bits |= (uint64_t)1 << (36 + c % 28);
    }
    return bits;
}

static enum pair_kind
kind_of(struct str text, double *value)
{
    size_t digits = 0, points = 0;

    for (size_t i = 0; i < text.len; i++) {
        digits += (size_t)str_is_digit(text.p[i]);
        points += text.p[i] == '.';
    }
    if (digits == 0)
        return PAIR_NAME;
    if (digits + points < text.len || digits >= 5)
        return PAIR_CODE;
    return str_to_double(text, value) == 0 ? PAIR_NUMBER : PAIR_CODE;
}

/* The word, which is as it shall be. */
static uint32_t
intern(struct pair_words *w, struct str text, unsigned char unit, double value)
{
    uint64_t hash = pair_hash(text);
    uint32_t found = spellings_find(&w->own, hash, text);
    struct pair_word *word;
    struct str copy;

    if (found != PAIR_WORD_NONE || w->count >= WORDS_MAX)
        return found;
    copy = arena_dup(&w->texts, text);
    if (copy.p == NULL)
        return PAIR_WORD_NONE;
    spellings_add(&w->own, hash, copy, (uint32_t)w->count);
    w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof w->item[0]);
    word = &w->item[w->count++];
    *word = (struct pair_word){ .text = copy,
        .hash = hash,
        .letters = letters_of(copy),
        .value = value,
        .unit = unit,
        .weight = 1 };
    word->kind = unit != 0 ? PAIR_MEASURE : kind_of(copy, &word->value);
    return (uint32_t)w->count - 1;
}

/* "8.0" is 8, "007" stays: it may be a code. */
static struct str
plain_number(struct str text)
{
    ptrdiff_t point = str_find_char(text, '.', 0);

    if (point < 0)
        return text;
    while (text.len > 0 && text.p[text.len - 1] == '0')
        text.len--;
    if (text.len > 0 && text.p[text.len - 1] == '.')
        text.len--;
    return text;
}

/* The word of a spelling that is new. */
static uint32_t
normalise(struct pair_words *w, struct str text)
{
    double value = 0;

    switch (kind_of(text, &value)) {
    case PAIR_NAME:
        text = token_stem(pair_synonym(token_stem(pair_synonym(text))));
        break;
    case PAIR_NUMBER:
        text = plain_number(text);
        break;
    default:
        break;
    }
    return text.len == 0 ? PAIR_WORD_NONE : intern(w, text, 0, 0);
}

uint32_t
pair_words_add(struct pair_words *w, struct str text)
{
    uint64_t hash;
    uint32_t word;
    struct str copy;

    text = str_sub(text, 0, PAIR_WORD_BYTES);
    hash = pair_hash(text);
    word = spellings_find(&w->seen, hash, text);
    if (word != PAIR_WORD_NONE)
        return word;
    word = normalise(w, text);
    if (word == PAIR_WORD_NONE)
        return word;
    copy = w->item[word].text;
    if (!str_eq(copy, text))
        copy = arena_dup(&w->texts, text);
    if (copy.p != NULL)
        spellings_add(&w->seen, hash, copy, word);
    return word;
}

static int
unit_cmp(const void *key, const void *unit)
{
    return str_cmp(
        *(const struct str *)key, str_of(((const struct unit *)unit)->name));
}

/* "3 in 1", "5 a day", "16 go": of the short ones only those that hardly
 * mean anything else. */
static int
is_loose_unit(struct str unit)
{
    static const char *const no[] = { "in", "to", "go", "a", "m", "x", "b" };

    for (size_t i = 0; i < COUNT(no); i++)
        if (str_is(unit, no[i]))
            return 0;
    return 1;
}

uint32_t
pair_words_add_measure(
    struct pair_words *w, struct str number, struct str unit, int loose)
{
    const struct unit *found;
    uint32_t word;
    double value;
    char text[64];

    if (unit.len == 0 || unit.len > 10 || (loose && !is_loose_unit(unit)))
        return PAIR_WORD_NONE;
    found = bsearch(&unit, units, COUNT(units), sizeof units[0], unit_cmp);
    if (found == NULL || str_to_double(number, &value) != 0)
        return PAIR_WORD_NONE;
    value *= found->factor;
    snprintf(text, sizeof text, "%.7g~%d", value, found->base);
    word = intern(w, str_of(text), found->base, value);
    if (word != PAIR_WORD_NONE && w->item[word].shown.p == NULL) {
        snprintf(text, sizeof text, STR_FMT STR_FMT,
            STR_ARG(str_sub(number, 0, 16)), STR_ARG(unit));
        w->item[word].shown = arena_dup(&w->texts, str_of(text));
    }
    return word;
}

/* top: the logarithm of the records and one. */
static float
weight_of(uint32_t df, double top)
{
    double weight = top > 0 && df > 1 ? 1 - log(df) / top : 1;

    return (float)(weight > 0.02 ? weight : 0.02);
}

float
pair_word_weight(uint32_t df, size_t records)
{
    return weight_of(df, log((double)records + 1));
}

void
pair_words_weigh(struct pair_words *w, size_t records)
{
    double top = log((double)records + 1);

    for (size_t i = 0; i < w->count; i++)
        w->item[i].weight = weight_of(w->item[i].df, top);
}
