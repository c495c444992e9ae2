/* Input: a byte that says what, then JSON of a listing, a casefile or a
 * recall. What is read is written again and reads the same. */
#include "tests/fuzz/fuzz.h"

#include "core/casefile.h"
#include "core/recall.h"

#define TEXT_MAX (8u << 20)

/* Read and write once; 0 and the record's text, or -1. */
static int
listing(struct buf *out, const struct js *j, struct fail *fail)
{
    struct listing *l;
    struct js *again;

    if (listing_from_json(&l, j, fail) != 0)
        return -1;
    again = listing_to_json(l);
    js_write(out, again);
    js_free(again);
    listing_free(l);
    return 0;
}

static int
casefile(struct buf *out, const struct js *j, struct fail *fail)
{
    struct casefile *c;
    struct js *again;

    if (casefile_from_json(&c, j, fail) != 0)
        return -1;
    assert(c->priority >= 0 && c->priority <= 1);
    assert(c->risk >= 0 && c->risk <= 1);
    again = casefile_to_json(c);
    js_write(out, again);
    js_free(again);
    casefile_free(c);
    return 0;
}

static int
recall(struct buf *out, const struct js *j, struct fail *fail)
{
    struct recall *r;
    struct js *again;

    if (recall_from_json(&r, j, fail) != 0)
        return -1;
    again = recall_to_json(r);
    js_write(out, again);
    js_free(again);
    recall_free(r);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int (*const reads[])(struct buf *, const struct js *,
        struct fail *) = { listing, casefile, recall };
    struct str text = { (const char *)data + 1, size - 1 };
    struct buf first = BUF_MAX(TEXT_MAX), second = BUF_MAX(TEXT_MAX);
    struct fail fail = { 0 };
    struct js *j = NULL;
    int kind;

    if (size == 0)
        return 0;
    kind = data[0] % 3;
    if (js_parse(&j, text, &fail) != 0 || reads[kind](&first, j, &fail) != 0) {
        assert(fail.text[0] != '\0');
        js_free(j);
        return 0;
    }
    js_free(j);
    assert(js_parse(&j, buf_str(&first), &fail) == 0);
    assert(reads[kind](&second, j, &fail) == 0);
    assert(str_eq(buf_str(&first), buf_str(&second)));
    js_free(j);
    buf_clear(&first);
    buf_clear(&second);
    return 0;
}
