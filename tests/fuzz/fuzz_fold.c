/* Input: a text. It is folded alike wherever it stands: sixteen bytes are
 * looked at in one go, and which they are changes nothing. */
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

#define SHIFTS 17

/* Fold it with so many dots before it. */
static void
fold_behind(struct folded *f, size_t dots, struct str text)
{
    struct buf whole = BUF_MAX(SHIFTS + text.len + 1);

    for (size_t i = 0; i < dots; i++)
        buf_addc(&whole, '.');
    buf_adds(&whole, text);
    fold_text(f, buf_str(&whole));
    buf_clear(&whole);
}

static void
check_places(struct str text)
{
    struct folded first = { 0 }, other = { 0 };

    fold_behind(&first, 1, text);
    for (size_t n = 2; n < SHIFTS; n++) {
        fold_behind(&other, n, text);
        assert(str_eq(buf_str(&first.text),
            str_sub(buf_str(&other.text), n - 1, other.text.len)));
        for (size_t i = 0; i < first.text.len; i++)
            assert(fold_at(&first, i) + n - 1 == fold_at(&other, i + n - 1));
    }
    fold_clear(&first);
    fold_clear(&other);
}

/* So many signs in a row are folded together whatever they are. */
#define ODD_MAX 8

/* The longest row of characters that are not composed by themselves. */
static size_t
longest_odd(struct str text)
{
    size_t longest = 0, row = 0;

    for (size_t i = 0; i < text.len;) {
        size_t from = i;

        utf8_next(text, &i);
        row = fold_is_nfc(str_sub(text, from, i - from)) ? 0 : row + 1;
        if (row > longest)
            longest = row;
    }
    return longest;
}

/* 1 if a Greek iota stands below another letter: it is folded to a letter of
 * its own, behind which other marks stand otherwise than below one. */
static int
has_iota_below(struct str text)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t c = utf8_next(text, &i);

        if (c == 0x345 || (c >= 0x1F80 && c <= 0x1FFC))
            return 1;
    }
    return 0;
}

/* What is the same text to Unicode is folded to the same. */
static void
check_equivalent(struct str text)
{
    struct buf composed = BUF_MAX(4 * text.len + 64);
    struct folded a = { 0 }, b = { 0 };

    if (longest_odd(text) <= ODD_MAX && !has_iota_below(text)) {
        assert(fold_nfc(&composed, text) == 0);
        fold_text(&a, text);
        fold_text(&b, buf_str(&composed));
        assert(str_eq(buf_str(&a.text), buf_str(&b.text)));
    }
    fold_clear(&a);
    fold_clear(&b);
    buf_clear(&composed);
}

/* A text is composed when each of its characters is by itself. */
static void
check_composed(struct str text)
{
    int each = 1;

    for (size_t i = 0; i < text.len;) {
        size_t from = i;

        utf8_next(text, &i);
        each &= fold_is_nfc(str_sub(text, from, i - from));
    }
    assert(fold_is_nfc(text) == each);
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
    check_composed(buf_str(&clean));
    check_equivalent(buf_str(&clean));
    if (clean.len < 4096)
        check_places(buf_str(&clean));
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
