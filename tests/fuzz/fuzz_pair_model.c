/* Input: one byte that says which part of a pair model it is (the weights,
 * the configuration, or the weights behind an empty lexicon and table of
 * letter triples), then the part. A model that loads also judges. */
#include "tests/fuzz/fuzz.h"

#include "classifier/pair_release.h"

static const char config[] =
    "{\"fields\":[\"title\",\"price\"],\"context\":true}";
static const char table[] =
    "label,left_title,left_price,right_title,right_price\n"
    "1,red kettle 2 l,9.99,kettle 2l,10\n0,red kettle,,KX-100 lamp,5\n";

static void
judge(const struct pair_model *m)
{
    struct pair_words words;
    struct pair_table t;
    struct fail fail = { "" };
    double probability[2];

    pair_words_init(&words);
    if (pair_table_read(&t, &m->schema, &words, str_of(table), &fail) == 0) {
        pair_model_score(m, &words, &t, probability);
        pair_table_clear(&t);
    }
    pair_words_clear(&words);
}

/* The weights up to their first committee: nothing learnt. */
static void
add_head(struct buf *out)
{
    static const char none[3 * 8 + 3 * 4 + 4 * 1024];

    buf_addz(out, "SWPAIR1\n");
    buf_add(out, none, 3 * 8 + 3 * 4);
    for (size_t i = 0; i < PAIR_GRAMS; i += 1024)
        buf_add(out, none, 4 * 1024);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    struct str file = str_sub(all, 1, size);
    struct buf weights = BUF_MAX(8 << 20);
    struct pair_model *m = NULL;
    struct fail fail = { "" };
    int part = size > 0 ? data[0] % 3 : 0;

    if (part == 2)
        add_head(&weights);
    if (part != 1)
        buf_adds(&weights, file);
    if (pair_release_parse(&m, buf_str(&weights),
            part == 1 ? file : str_of(config), &fail) == 0)
        judge(m);
    else
        assert(fail.text[0] != '\0');
    pair_model_free(m);
    buf_clear(&weights);
    return 0;
}
