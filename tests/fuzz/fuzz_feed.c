/* Input: the name of a source ("us-cpsc"), the kind of document (1 to 4), a
 * date since when or nothing, a line each; then the document. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/url.h"
#include "recalls/feed.h"

static void
more(void *ctx, enum feed_kind kind, const char *url, const char *listed)
{
    struct url u = { 0 };
    struct fail fail;

    /* Whatever a document names, only its own site is asked. */
    assert(kind >= FEED_LIST && kind <= FEED_REPORT);
    assert(url_parse(&u, str_of(url), NULL, &fail) == 0);
    assert(str_is(u.host, "feed.example"));
    assert(strlen(listed) == 0 || strlen(listed) == 10);
    url_clear(&u);
    (void)ctx;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "https://feed.example/x" };
    struct str text = { (const char *)data, size }, name, kind, since;
    struct feed_walk w = { .base = "https://feed.example",
        .since = "",
        .today = "2026-11-20",
        .im = &im,
        .more = more };
    struct fail fail = { "" };
    int64_t number;

    if (!str_next_line(&text, &name) || !str_next_line(&text, &kind) ||
        !str_next_line(&text, &since) || str_to_i64(kind, &number) != 0 ||
        number < FEED_LIST || number > FEED_REPORT)
        return 0;
    w.feed = feed_find(name);
    if (w.feed == NULL)
        return 0;
    if (since.len == 10)
        w.since = "2026-09-25";
    if (feed_read(&w, (enum feed_kind)number,
            STR("https://feed.example/records?where=a%20b&limit=100&offset=0"
                "&start=0"),
            text, &fail) != 0)
        assert(fail.text[0] != '\0' && utf8_valid(str_of(fail.text)));
    assert(im.kept == rs.count);
    recalls_clear(&rs);
    return 0;
}
