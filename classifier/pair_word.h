/* classifier/pair_word.h - the words of product records, each kept once.
 *
 * A word is a number in this table; what comparing needs to know of it (its
 * kind, its value, how rare it is) is worked out when it is first met. Two
 * spellings of one thing are one word: "500 GB", "500gb" and "0.5 TB";
 * "8.0" and "8"; "II" and "2"; the names of colours in European languages.
 */
#ifndef CLASSIFIER_PAIR_WORD_H
#define CLASSIFIER_PAIR_WORD_H

#include "base/arena.h"

enum pair_kind {
    PAIR_NAME,    /* letters */
    PAIR_NUMBER,  /* at most four digits, or a decimal */
    PAIR_MEASURE, /* a number and its unit */
    PAIR_CODE,    /* letters and digits, or five digits and more */
    PAIR_KINDS
};

#define PAIR_WORD_NONE UINT32_MAX
/* Longer words are cut: nobody writes them. */
#define PAIR_WORD_BYTES 64

struct pair_word {
    struct str text;  /* in the table's arena */
    struct str shown; /* of a measure: as it was first written */
    uint64_t hash;    /* pair_hash of the text */
    uint64_t letters; /* bit per letter or digit that occurs */
    double value;     /* of numbers and measures, in the unit's base */
    uint32_t df;      /* records of the training set that have it */
    float weight;     /* inverse document frequency, 0..1 */
    unsigned char kind, unit;
};

/* A spelling and the word it is. */
struct pair_spelling {
    uint64_t hash;
    struct str text; /* in the arena */
    uint32_t word;
};

struct pair_spellings {
    struct pair_spelling *item; /* owned */
    size_t count, cap;
    uint32_t *slot; /* owned: number + 1, or 0 */
    size_t slots;
};

struct pair_words {
    struct pair_word *item; /* owned */
    size_t count, cap;
    /* Words by their own text, and by what stood in a record. */
    struct pair_spellings own, seen;
    struct arena texts;
};

void pair_words_init(struct pair_words *w);
void pair_words_clear(struct pair_words *w);

/* The number of a word, added if new; PAIR_WORD_NONE when the table is full.
 * `text` is folded and not empty. */
uint32_t pair_words_add(struct pair_words *w, struct str text);

/* The number of a measure: 4 and "gb" is one, also written apart. Without
 * such a unit PAIR_WORD_NONE, and nothing is added. `loose`: the unit stands
 * behind a blank, where "in" and most letters are none. */
uint32_t pair_words_add_measure(
    struct pair_words *w, struct str number, struct str unit, int loose);

/* Weight of a word that df of `records` records have: 0..1. */
float pair_word_weight(uint32_t df, size_t records);
/* Weights of all words. */
void pair_words_weigh(struct pair_words *w, size_t records);

/* A hash of which that of two texts in a row can be made. */
#define PAIR_HASH_STEP 0x9E3779B97F4A7C15u
static inline uint64_t
pair_hash(struct str text)
{
    uint64_t h = 0;

    for (size_t i = 0; i < text.len; i++)
        h = h * PAIR_HASH_STEP + (unsigned char)text.p[i] + 1;
    return h;
}

uint64_t pair_hash_join(uint64_t first, uint64_t second, size_t second_len);

#endif
