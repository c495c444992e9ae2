/* Input: a lexicon or a table of rates; a text numbers are read from. */
#include "tests/fuzz/fuzz.h"

#include "base/fold.h"
#include "rules/certificate.h"
#include "rules/quantity.h"
#include "rules/rates.h"
#include "rules/term_table.h"

static void
read_numbers(struct str text)
{
    struct folded f = { 0 };
    struct str folded;
    size_t start, end;
    double value;
    int valid;

    fold_text(&f, text);
    folded = buf_str(&f.text);
    for (int k = 0; k < CERTIFICATE_KINDS; k++)
        for (size_t at = 0; at < folded.len && at < 200; at++)
            if (certificate_read((enum certificate_kind)k, folded, at,
                    (int)(at % 2), &start, &end, &valid))
                assert(at <= start && start < end && end <= folded.len);
    for (size_t at = 0;
         quantity_next(folded, STR("V"), 1, &at, &value, &start, &end);)
        assert(start < end && end <= folded.len && value == value);
    fold_clear(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct term_table *l = NULL;
    struct rates *r = NULL;
    struct fail fail = { "" };
    int64_t day;

    if (term_table_parse(&l, text, "x.tsv", &fail) == 0) {
        assert(l->count > 0 && l->row[0].terms > 0);
        term_table_free(l);
    }
    if (rates_parse(&r, text, "x.tsv", &fail) == 0) {
        assert(rates_per_euro(r, STR("USD"), 0, &day) >= 0);
        rates_free(r);
    }
    if (size > 0)
        read_numbers(text);
    return 0;
}
