/* Input: a text. */
#include "tests/fuzz/fuzz.h"

#include "base/unmask.h"
#include "base/utf8.h"

/* Offsets never go back, nor beyond the original. */
static void
check_offsets(const struct folded *f, struct str original)
{
    size_t start, end;

    assert(utf8_valid(buf_str(&f->text)));
    assert(fold_at(f, f->text.len) == original.len);
    for (size_t i = 0; i < f->text.len; i++) {
        assert(fold_at(f, i) <= fold_at(f, i + 1));
        fold_span(f, i, i + 1, &start, &end);
        assert(start <= end && end <= original.len);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf clean = BUF_MAX(3 * size + 1);
    struct folded f = { 0 };
    struct unmasked u = { 0 };

    utf8_clean(&clean, (struct str){ (const char *)data, size });
    fold_text(&f, buf_str(&clean));
    check_offsets(&f, buf_str(&clean));
    unmask_suspects(buf_str(&f.text));
    for (int third = 0; third < 2; third++) {
        size_t last = 0;

        unmask_text(&u, &f, third);
        check_offsets(&u.folded, buf_str(&clean));
        for (size_t i = 0; i < u.count; i++) {
            assert(last <= u.range[i].start);
            assert(u.range[i].start < u.range[i].end);
            last = u.range[i].end;
        }
        assert(last <= u.folded.text.len);
        assert(u.folded.text.len <= f.text.len);
    }
    unmask_clear(&u);
    fold_clear(&f);
    buf_clear(&clean);
    return 0;
}
