/* Input: a base, a newline, a reference. */
#include "tests/fuzz/fuzz.h"

#include "core/limits.h"
#include "core/url.h"

static void
check(const struct url *u)
{
    struct buf one = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct buf two = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct url again;
    struct str text = str_of(u->text);

    assert(text.len <= LIMIT_URL_BYTES && u->host.len > 0);
    assert(u->path.len > 0 && u->path.p[0] == '/');
    for (size_t i = 0; i < text.len; i++)
        assert(text.p[i] > ' ' && text.p[i] < 0x7f);
    assert(str_eq(url_host_of(text), u->host));
    assert(url_registrable_domain(u->host).len > 0);
    assert(url_market_of(text).len > 0);
    /* What was serialised reads as itself. */
    assert(url_parse(&again, text, NULL, NULL) == 0);
    assert(str_is(text, again.text));
    url_clear(&again);
    /* The canonical form is canonical. */
    url_canonical(&one, u);
    assert(!one.over);
    if (one.len <= LIMIT_URL_BYTES) {
        assert(url_parse(&again, buf_str(&one), NULL, NULL) == 0);
        assert(str_is(buf_str(&one), again.text));
        url_canonical(&two, &again);
        assert(str_eq(buf_str(&one), buf_str(&two)));
        url_clear(&again);
    }
    buf_clear(&one);
    buf_clear(&two);
}

/* A reference that is taken as it stands is what all the steps make of it. */
static void
check_plain(const struct url *base, struct str tail)
{
    struct buf want = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct buf site = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct url root = *base, u;
    size_t path;

    if (tail.len > LIMIT_URL_BYTES / 2 || !url_tail_is_plain(tail, &path))
        return;
    root.path = STR("/");
    root.query = STR_NONE;
    url_canonical(&site, &root);
    buf_cut(&site, site.len - 1);
    buf_adds(&site, tail);
    if (url_parse(&u, tail, base, NULL) == 0) {
        url_canonical(&want, &u);
        assert(str_eq(buf_str(&site), buf_str(&want)));
        assert(str_eq(u.path, str_sub(tail, 0, path)));
        assert(
            str_eq(u.query, str_sub(tail, path + (path < tail.len), tail.len)));
        url_clear(&u);
    } else {
        assert(site.len > LIMIT_URL_BYTES);
    }
    buf_clear(&want);
    buf_clear(&site);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str reference = { (const char *)data, size }, base_text;
    struct url base, u;
    int has_base;

    if (size == 0)
        reference = STR("");
    if (!str_next(&reference, '\n', &base_text) || reference.p == NULL)
        return 0;
    has_base = url_parse(&base, base_text, NULL, NULL) == 0;
    if (has_base) {
        check(&base);
        check_plain(&base, reference);
    }
    if (url_parse(&u, reference, has_base ? &base : NULL, NULL) == 0)
        check(&u);
    url_clear(&u);
    url_clear(&base);
    return 0;
}
