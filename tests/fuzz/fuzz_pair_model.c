/* Input: one byte that says which file of a pair model it is, then the file.
 * A model that loads also judges. */
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    struct str file = str_sub(all, 1, size);
    struct pair_model *m = NULL;
    struct fail fail = { "" };
    int is_config = size > 0 && data[0] % 2 == 1;

    if (pair_release_parse(&m, is_config ? STR_NONE : file,
            is_config ? file : str_of(config), &fail) == 0)
        judge(m);
    else
        assert(fail.text[0] != '\0');
    pair_model_free(m);
    return 0;
}
