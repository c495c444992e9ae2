#include "review/word_diff.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Cells of the table: words that differ on one side times those on the other.
 * 4 MB, and some milliseconds. */
#define CELLS_MAX (1u << 20)
/* Words of a text; what stands behind is the last one. */
#define WORDS_MAX 20000

struct words {
    struct str *item; /* owned */
    size_t count, cap;
};

/* Runs of letters, single characters else. */
static void
split(struct words *w, struct str text)
{
    size_t at = 0;

    while (at < text.len) {
        size_t from = at;
        uint32_t c = utf8_next(text, &at);

        if (w->count == WORDS_MAX - 1)
            at = text.len;
        else if (utf8_is_letter(c) && !utf8_is_cjk(c))
            while (at < text.len) {
                size_t next = at;

                c = utf8_next(text, &next);
                if (!utf8_is_letter(c) || utf8_is_cjk(c))
                    break;
                at = next;
            }
        w->item = mem_grow(w->item, &w->cap, w->count + 1, sizeof w->item[0]);
        w->item[w->count++] = str_sub(text, from, at - from);
    }
}

struct out {
    void (*visit)(enum word_diff kind, struct str piece, void *ctx);
    void *ctx;
    enum word_diff kind;
    struct str piece; /* that is still growing */
};

static void
flush(struct out *o)
{
    if (o->piece.len > 0)
        o->visit(o->kind, o->piece, o->ctx);
    o->piece = STR_NONE;
}

static void
put(struct out *o, enum word_diff kind, struct str word)
{
    if (o->piece.len > 0 && o->kind == kind &&
        o->piece.p + o->piece.len == word.p) {
        o->piece.len += word.len;
        return;
    }
    flush(o);
    o->kind = kind;
    o->piece = word;
}

static void
put_all(struct out *o, enum word_diff kind, const struct str *w, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put(o, kind, w[i]);
}

/* length[i][k]: of the longest common subsequence of a[i..] and b[k..]. */
static void
put_middle(
    struct out *o, const struct str *a, size_t n, const struct str *b, size_t m)
{
    uint32_t *length;
    size_t i = 0, k = 0, row = m + 1;

    if (n == 0 || m == 0 || n + 1 > CELLS_MAX / (m + 1)) {
        put_all(o, WORD_GONE, a, n);
        put_all(o, WORD_NEW, b, m);
        return;
    }
    length = mem_array((n + 1) * row, sizeof *length);
    for (i = n; i-- > 0;)
        for (k = m; k-- > 0;)
            length[i * row + k] =
                str_eq(a[i], b[k]) ? length[(i + 1) * row + k + 1] + 1
                : length[(i + 1) * row + k] > length[i * row + k + 1]
                    ? length[(i + 1) * row + k]
                    : length[i * row + k + 1];
    for (i = k = 0; i < n && k < m;) {
        if (str_eq(a[i], b[k])) {
            put(o, WORD_SAME, b[k++]);
            i++;
        } else if (length[(i + 1) * row + k] >= length[i * row + k + 1]) {
            put(o, WORD_GONE, a[i++]);
        } else {
            put(o, WORD_NEW, b[k++]);
        }
    }
    put_all(o, WORD_GONE, a + i, n - i);
    put_all(o, WORD_NEW, b + k, m - k);
    free(length);
}

void
word_diff(struct str before, struct str after,
    void (*visit)(enum word_diff kind, struct str piece, void *ctx), void *ctx)
{
    struct out o = { .visit = visit, .ctx = ctx };
    struct words a = { 0 }, b = { 0 };
    size_t head = 0, tail = 0;

    split(&a, before);
    split(&b, after);
    while (
        head < a.count && head < b.count && str_eq(a.item[head], b.item[head]))
        head++;
    while (tail < a.count - head && tail < b.count - head &&
           str_eq(a.item[a.count - tail - 1], b.item[b.count - tail - 1]))
        tail++;
    if (a.count == 0 || b.count == 0) { /* there is no array to point into */
        put_all(&o, WORD_GONE, a.item, a.count);
        put_all(&o, WORD_NEW, b.item, b.count);
    } else {
        put_all(&o, WORD_SAME, b.item, head);
        put_middle(&o, a.item + head, a.count - head - tail, b.item + head,
            b.count - head - tail);
        put_all(&o, WORD_SAME, b.item + b.count - tail, tail);
    }
    flush(&o);
    free(a.item);
    free(b.item);
}
