/* Input: a table of labelled pairs. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "classifier/pair_features.h"

#include <math.h>
#include <stdlib.h>

static void
compare(const struct pair_table *t, struct pair_words *words,
    const struct pair_schema *schema)
{
    float *gram_weight = mem_array(1u << PAIR_GRAM_BITS, sizeof *gram_weight);
    struct pair_features *f = mem_new(sizeof *f);
    struct pair_likeness *likeness;

    for (size_t i = 0; i < 1u << PAIR_GRAM_BITS; i++)
        gram_weight[i] = 1;
    pair_words_weigh(words, t->record_count);
    for (size_t i = 0; i < t->record_count; i++)
        pair_record_weigh(&t->record[i], words, gram_weight);
    likeness = pair_likeness_new(words);
    for (size_t i = 0; i < t->pair_count; i++) {
        const struct pair *p = &t->pair[i];

        pair_features_read(f, likeness, schema, gram_weight,
            &t->record[p->left], &t->record[p->right]);
        assert(f->count == pair_features_names(schema, NULL));
        for (size_t k = 0; k < f->count; k++)
            assert(isfinite(f->value[k]));
    }
    pair_likeness_free(likeness);
    free(gram_weight);
    free(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str csv = { (const char *)data, size };
    struct pair_schema schema = { 0 };
    struct pair_words words;
    struct pair_table t;
    struct fail fail = { "" };

    if (pair_schema_read(&schema, csv, &fail) != 0) {
        assert(fail.text[0] != '\0');
        return 0;
    }
    pair_words_init(&words);
    if (pair_table_read(&t, &schema, &words, csv, &fail) == 0) {
        compare(&t, &words, &schema);
        pair_table_clear(&t);
    } else {
        assert(fail.text[0] != '\0');
    }
    pair_words_clear(&words);
    pair_schema_clear(&schema);
    return 0;
}
