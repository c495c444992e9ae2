/* Input: prose of a notice, of an offer, or of a letter; and what is read out
 * of it beside identifiers: dates, hazards, case numbers, who made it. */
#include "tests/fuzz/fuzz.h"

#include "base/now.h"
#include "base/utf8.h"
#include "classifier/sentence.h"
#include "core/document.h"
#include "core/hazard.h"
#include "core/party.h"
#include "crawler/plain_text.h"
#include "recalls/case_number.h"
#include "recalls/cpsc_title.h"
#include "recalls/production_dates.h"

#include <string.h>

static int
is_within(struct str part, struct str whole)
{
    return part.len == 0 ||
           (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

static void
read_dates(struct str text)
{
    char from[NOTICE_DATE_BYTES], to[NOTICE_DATE_BYTES];
    char shown[NOW_TEXT_BYTES];
    int64_t at;

    if (production_dates_read(text, from, to) == 0) {
        assert(strlen(from) == 10 && strlen(to) == 10);
        assert(strcmp(from, to) <= 0);
    }
    if (now_parse(text, &at) == 0)
        now_text(at, shown);
}

static void
read_party(struct str text)
{
    int (*const keys[])(struct buf *, struct str) = { party_name_key,
        party_address_key, party_email_key, party_phone_key, party_domain_key };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct buf key = BUF_MAX(2 * PARTY_KEY_BYTES);

        if (keys[i](&key, text) == 0)
            assert(key.len > 0 && key.len <= PARTY_KEY_BYTES);
        buf_clear(&key);
    }
}

/* Every byte but blanks is in one sentence, in order. */
static void
cut_sentences(struct str text)
{
    size_t at = 0, before = 0;
    struct str sentence;

    while (sentence_next(text, &at, &sentence)) {
        assert(at > before && at <= text.len);
        assert(is_within(sentence, text));
        before = at;
    }
}

static void
read_document(struct str text)
{
    struct str rest = text;
    struct document_line line;
    size_t before = rest.len + 1;

    while (document_next(&rest, &line)) {
        assert(rest.len < before && line.kind <= DOCUMENT_GAP);
        assert(is_within(line.text, text) && is_within(line.label, text));
        before = rest.len;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf clean = BUF_MAX(3 * size + 1), out = BUF_MAX(6 * size + 100);
    struct str text, company, product;

    utf8_clean(&clean, (struct str){ (const char *)data, size });
    text = buf_str(&clean);
    read_dates(text);
    hazard_read_in(text, STR("de"));
    hazard_read_in(text, STR("zh"));
    hazard_read_in(text, STR("fr"));
    if (case_number_read(&out, text) == 0)
        assert(out.len > 0);
    buf_reset(&out);
    cpsc_title_read(text, &company, &product);
    assert(is_within(company, text) && is_within(product, text));
    assert(is_within(cpsc_title_brand(text), text));
    read_party(text);
    cut_sentences(text);
    read_document(text);
    plain_text(&out, text);
    assert(utf8_valid(buf_str(&out)));
    buf_clear(&clean);
    buf_clear(&out);
    return 0;
}
