/* What a person types into the search field, as a query of FTS5: whatever it
 * is, only words in quotes come out, in as many brackets as are closed. And a
 * card of any bytes is read without harm. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "store/card.h"
#include "store/queue_words.h"

#include <assert.h>

static void
check_query(struct str q)
{
    int quoted = 0, depth = 0;

    for (size_t i = 0; i < q.len; i++) {
        char c = q.p[i];

        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            assert((unsigned char)c >= 0x80 || str_is_alnum(c) || c == ' ');
        } else {
            depth += (c == '(') - (c == ')');
            assert(depth == 0 || depth == 1);
            assert(str_is_alpha(c) || strchr(" ():*", c) != NULL);
        }
    }
    assert(!quoted && depth == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct buf text = BUF_MAX(3 * size + 1), out = BUF_MAX(16 * size + 4096);
    struct store_card card;

    utf8_clean(&text, bytes);
    assert((queue_words_query(&out, buf_str(&text)) > 0) == (out.len > 0));
    check_query(buf_str(&out));
    buf_reset(&out);
    queue_words_add(&out, buf_str(&text));
    queue_words_parts(&out, buf_str(&text));
    store_card_read(&card, bytes, LANG_DE);
    assert(card.finding_count <= STORE_CARD_FINDINGS);
    buf_clear(&out);
    buf_clear(&text);
    return 0;
}
