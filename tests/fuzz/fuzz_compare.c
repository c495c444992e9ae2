/* Input: two records as JSON, a line each: offers, or an offer and a notice.
 * What is told to a person of how alike they are. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/recall.h"
#include "review/align.h"
#include "review/word_diff.h"
#include "scan/trace.h"

#include <string.h>

struct joined {
    struct buf before, after;
};

static void
visit(enum word_diff kind, struct str piece, void *ctx)
{
    struct joined *j = ctx;

    assert(piece.len > 0);
    if (kind != WORD_NEW)
        buf_adds(&j->before, piece);
    if (kind != WORD_GONE)
        buf_adds(&j->after, piece);
}

static void
diff(struct str before, struct str after)
{
    struct joined j = { BUF_MAX(before.len + 1), BUF_MAX(after.len + 1) };

    word_diff(before, after, visit, &j);
    assert(str_eq(buf_str(&j.before), before));
    assert(str_eq(buf_str(&j.after), after));
    buf_clear(&j.before);
    buf_clear(&j.after);
}

static void
align(const struct listing *l, const struct js *j)
{
    struct align_row row[ALIGN_ROWS];
    struct recall *r;

    if (recall_from_json(&r, j, NULL) != 0)
        return;
    align_rows(row, l, r);
    for (size_t i = 0; i < ALIGN_ROWS; i++) {
        assert(align_mark_name(row[i].mark) != NULL);
        assert(row[i].offer.count <= ALIGN_VALUES_MAX);
        assert(row[i].notice.count <= ALIGN_VALUES_MAX);
    }
    recall_free(r);
}

static void
trace(const struct listing *a, const struct listing *b)
{
    struct buf key = BUF_MAX(500), other = BUF_MAX(500);
    struct trace x, y;
    const char *why, *back;

    trace_make(&x, a);
    trace_make(&y, b);
    why = trace_same(&x, &y, &key);
    back = trace_same(&y, &x, &other);
    assert((why == NULL) == (back == NULL));
    assert(why == NULL || strcmp(why, back) == 0);
    trace_clear(&x);
    trace_clear(&y);
    buf_clear(&key);
    buf_clear(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, line;
    struct js *j[2] = { NULL, NULL };
    struct listing *l[2] = { NULL, NULL };

    if (!str_next_line(&rest, &line))
        return 0;
    if (utf8_valid(line) && utf8_valid(rest))
        diff(line, rest);
    if (js_parse(&j[0], line, NULL) == 0 && js_parse(&j[1], rest, NULL) == 0 &&
        listing_from_json(&l[0], j[0], NULL) == 0) {
        align(l[0], j[1]);
        if (listing_from_json(&l[1], j[1], NULL) == 0)
            trace(l[0], l[1]);
    }
    for (int i = 0; i < 2; i++) {
        listing_free(l[i]);
        js_free(j[i]);
    }
    return 0;
}
