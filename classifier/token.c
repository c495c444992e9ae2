#include "classifier/token.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Longer "words" are encoded data. */
#define WORD_BYTES_MAX 64

static int
ends(struct str s, const char *with)
{
    return str_ends(s, str_of(with));
}

static int
is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

struct str
token_stem(struct str w)
{
    char last = w.len > 0 ? w.p[w.len - 1] : '\0';

    if (w.len < 4 || (last != 's' && last != 'y'))
        return w;
    if (ends(w, "ies"))
        return str_sub(w, 0, w.len - 3);
    if (ends(w, "xes") || ends(w, "ches") || ends(w, "shes") || ends(w, "sses"))
        return str_sub(w, 0, w.len - 2);
    if (ends(w, "s") && !ends(w, "ss") && !ends(w, "us") && !ends(w, "is"))
        w.len--;
    else if (ends(w, "y") && !is_vowel(w.p[w.len - 2]))
        w.len--;
    return w;
}

/* What a word with digits says: a measure has up to five digits and then a
 * short unit ("18v", "750ml"). */
static void
read_number(struct token *t)
{
    struct str unit = t->text;
    size_t digits = 0;

    t->kind = TOKEN_CODE;
    while (unit.len > 0 && str_is_digit(unit.p[0])) {
        unit = str_sub(unit, 1, unit.len);
        digits++;
    }
    if (digits < 1 || digits > 5 || unit.len < 1 || unit.len > 4)
        return;
    for (size_t i = 0; i < unit.len; i++)
        if (str_is_digit(unit.p[i]))
            return;
    t->text = unit;
    t->kind = TOKEN_MEASURE;
}

static void
add(struct tokens *out, size_t start, size_t end, int is_han, int has_digit)
{
    struct token *t;

    out->item =
        mem_grow(out->item, &out->cap, out->count + 1, sizeof out->item[0]);
    t = &out->item[out->count++];
    *t = (struct token){ is_han ? TOKEN_HAN : TOKEN_WORD,
        str_sub(buf_str(&out->folded.text), start, end - start), start, end };
    if (is_han)
        return;
    if (has_digit)
        read_number(t);
    else if (t->text.len == 1 || t->text.len > WORD_BYTES_MAX)
        t->kind = TOKEN_CODE;
    else
        t->text = token_stem(t->text);
}

/* A trade mark sign folds to the letters "tm". */
#define MARK STR("\xE2\x84\xA2")

static int
is_mark(const struct tokens *t, struct str original, size_t at)
{
    return str_starts(
        str_sub(original, fold_at(&t->folded, at), original.len), MARK);
}

/* Cut out->folded, which was made of `text`. */
static void
cut(struct tokens *out, struct str text, size_t max)
{
    struct str s = buf_str(&out->folded.text);
    size_t at = 0, start = 0;
    int open = 0, open_han = 0, digit = 0;
    int marks = str_find(text, MARK, 0) >= 0; /* few texts have any */

    out->count = 0;
    while (at < s.len && out->count < max) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        int han = 0, letter;

        /* The next letter of a word; that of a mark is looked at below. */
        if (open && !open_han && c >= 'a' && c <= 'z' &&
            (!marks || (c != 't' && c != 'm')))
            continue;
        if (c < 0x80) {
            letter =
                str_is_alnum((char)c) &&
                !(marks && (c == 't' || c == 'm') && is_mark(out, text, from));
        } else {
            han = utf8_is_cjk(c);
            letter = utf8_is_letter(c);
        }

        if (open && (!letter || han != open_han)) {
            add(out, start, from, open_han, digit);
            open = 0;
        }
        if (letter && !open) {
            open = 1;
            start = from;
            open_han = han;
            digit = 0;
        }
        if (letter && c < 0x80 && str_is_digit((char)c))
            digit = 1;
    }
    if (open && out->count < max)
        add(out, start, at, open_han, digit);
}

void
token_read(struct tokens *out, struct str text, size_t max)
{
    fold_text(&out->folded, text);
    cut(out, text, max);
}

void
token_read_unmasked(struct tokens *out, struct str text, size_t max)
{
    fold_text(&out->folded, text);
    if (unmask_suspects(buf_str(&out->folded.text)) &&
        unmask_text(&out->unmasked, &out->folded, 0) != UNMASK_SAME) {
        struct folded first = out->folded;

        out->folded = out->unmasked.folded;
        out->unmasked.folded = first;
    }
    cut(out, text, max);
}

void
token_clear(struct tokens *t)
{
    unmask_clear(&t->unmasked);
    fold_clear(&t->folded);
    free(t->item);
    *t = (struct tokens){ 0 };
}
