/* classifier/pair_record.h - one product record, read once for many pairs.
 *
 * The fields' texts become words in order, the bag of all of them, the bag of
 * each field, and what finds words that are written apart elsewhere. Knows no
 * other record.
 */
#ifndef CLASSIFIER_PAIR_RECORD_H
#define CLASSIFIER_PAIR_RECORD_H

#include "base/fold.h"
#include "classifier/pair_word.h"

#define PAIR_FIELDS_MAX 8
/* Words and letters of a record that are looked at; a longer description says
 * nothing new. */
#define PAIR_WORDS_MAX 200
#define PAIR_GRAMS_MAX 400
#define PAIR_GRAM_BITS 16

/* Distinct words, ascending. */
struct pair_bag {
    const uint32_t *word;
    size_t count;
    double weight, square; /* sums of the words' weights and their squares */
};

struct pair_field {
    struct str text; /* folded, cut */
    struct pair_bag bag;
    double number; /* NAN where the field is no number */
};

struct pair_record {
    struct pair_field field[PAIR_FIELDS_MAX];
    size_t field_count;
    const uint32_t *word; /* in order, all fields */
    size_t word_count;
    struct pair_bag all;
    const uint64_t *join; /* ascending hashes of words in a row, as one */
    size_t join_count;
    uint64_t join_mask[8]; /* a bit per hash: most that are not there show */
    const uint16_t *gram;  /* ascending, of the main field */
    size_t gram_count;
    double gram_square;
    uint64_t hash; /* of all fields' texts: the same record */
};

/* Working memory and what all records share; reused. */
struct pair_reader {
    struct pair_words *words; /* borrowed */
    struct arena *arena;      /* borrowed: the records' memory */
    struct folded folded;
    uint32_t word[PAIR_WORDS_MAX];
    size_t count;
    uint64_t join[4 * PAIR_WORDS_MAX];
    size_t joins;
    size_t main_field;
};

void pair_reader_init(struct pair_reader *r, struct pair_words *words,
    struct arena *arena, size_t main_field);
void pair_reader_clear(struct pair_reader *r);

/* Read the fields (valid UTF-8) into *out. -1 when the arena is full. */
int pair_record_read(struct pair_record *out, struct pair_reader *r,
    const struct str *field, size_t count);

/* Sums of the weights, when the words have theirs. gram_df: 2^PAIR_GRAM_BITS
 * weights. */
void pair_record_weigh(struct pair_record *record,
    const struct pair_words *words, const float *gram_weight);

#endif
