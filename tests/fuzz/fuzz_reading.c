/* Input: a byte that says which part of a reading, then its bytes as the store
 * has them. What is taken is put again and reads the same. */
#include "tests/fuzz/fuzz.h"

#include "scan/link_list.h"
#include "scan/reading_brief.h"

#include <stdlib.h>

#define TEXTS_MAX (1u << 20)

static void
check_links(struct str bytes)
{
    struct buf texts = BUF_MAX(TEXTS_MAX), more = BUF_MAX(TEXTS_MAX),
               out = BUF_MAX(8 * TEXTS_MAX);
    struct message_result m = { .id = 0 }, again = { .id = 0 };

    if (link_list_get(&m, &texts, bytes) == 0) {
        assert(link_list_put(&out, &m) == 0);
        assert(link_list_get(&again, &more, buf_str(&out)) == 0);
        assert(again.link_count == m.link_count);
        for (size_t i = 0; i < m.link_count; i++) {
            assert(str_eq(again.links[i].url, m.links[i].url));
            assert(again.links[i].likely == m.links[i].likely);
        }
    } else {
        assert(m.link_count == 0);
    }
    message_result_clear(&m);
    message_result_clear(&again);
    buf_clear(&texts);
    buf_clear(&more);
    buf_clear(&out);
}

static void
check_brief(struct str bytes)
{
    struct buf texts = BUF_MAX(TEXTS_MAX), more = BUF_MAX(TEXTS_MAX),
               out = BUF_MAX(TEXTS_MAX);
    struct message_result m = { .id = 0 }, again = { .id = 0 };
    struct store_reading_offer *stored = NULL, *same = NULL;
    const struct str url = STR("https://shop.example/p/1");

    if (reading_brief_get(&m, &stored, &texts, url, bytes) == 0) {
        assert(reading_brief_put(&out, &m, stored, url) == 0);
        assert(
            reading_brief_get(&again, &same, &more, url, buf_str(&out)) == 0);
        assert(str_eq(again.kind, m.kind) && str_eq(again.reason, m.reason));
        assert(again.offer_count == m.offer_count);
        for (size_t i = 0; i < m.offer_count; i++) {
            const struct message_offer *a = &m.offers[i], *b = &again.offers[i];

            assert(str_eq(a->listing.identity, b->listing.identity));
            assert(str_eq(a->listing.version, b->listing.version));
            assert(str_eq(a->listing.url, b->listing.url));
            assert(a->flagged == b->flagged);
            assert(stored[i].listing == same[i].listing);
            assert(stored[i].version == same[i].version);
            assert(stored[i].text == same[i].text);
        }
    }
    free(stored);
    free(same);
    message_result_clear(&m);
    message_result_clear(&again);
    buf_clear(&texts);
    buf_clear(&more);
    buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes;

    if (size == 0 || size > TEXTS_MAX / 4)
        return 0;
    bytes = (struct str){ (const char *)data + 1, size - 1 };
    if (data[0] % 2 == 0)
        check_links(bytes);
    else
        check_brief(bytes);
    return 0;
}
