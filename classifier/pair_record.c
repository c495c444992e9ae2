#include "classifier/pair_record.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/pair_sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a field that are looked at. */
#define FIELD_BYTES 4096
/* Parts of one word with hyphens. */
#define PARTS_MAX 12

void
pair_reader_init(struct pair_reader *r, struct pair_words *words,
    struct arena *arena, size_t main_field)
{
    memset(r, 0, sizeof *r);
    r->words = words;
    r->arena = arena;
    r->main_field = main_field;
    r->folded.text = BUF_MAX(FIELD_BYTES * 20);
}

void
pair_reader_clear(struct pair_reader *r)
{
    fold_clear(&r->folded);
}

static int
is_digit_at(struct str s, size_t i)
{
    return i < s.len && str_is_digit(s.p[i]);
}

/* Bytes of the letter or digit at i; 0 for all else. Signs of the blocks
 * around Latin that are no letters: quotes, dashes, trade marks. */
static size_t
letter_at(struct str s, size_t i)
{
    size_t next = i;
    uint32_t c;

    if (i >= s.len)
        return 0;
    if ((unsigned char)s.p[i] < 0x80)
        return (size_t)str_is_alnum(s.p[i]);
    c = utf8_next(s, &next);
    if (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00) ||
        (c >= 0x3000 && c < 0x3040) || c >= 0xFE00)
        return 0;
    return next - i;
}

static void
put(struct pair_reader *r, uint32_t word)
{
    if (word != PAIR_WORD_NONE && r->count < PAIR_WORDS_MAX)
        r->word[r->count++] = word;
}

static void
put_join(struct pair_reader *r, uint64_t hash)
{
    if (r->joins < COUNT(r->join))
        r->join[r->joins++] = hash;
}

/* One part: letters and digits, a decimal point or comma among digits. */
static struct str
read_part(struct str s, size_t *at)
{
    size_t start = *at, step;

    for (;;) {
        while (*at < s.len && str_is_alnum(s.p[*at]))
            ++*at;
        step = letter_at(s, *at);
        if (step == 0 && *at > start && is_digit_at(s, *at - 1) &&
            s.p[*at] == '.' && is_digit_at(s, *at + 1) &&
            memchr(s.p + start, '.', *at - start) == NULL)
            step = 1;
        if (step == 0)
            break;
        if (step == 3 && utf8_is_cjk(utf8_next(s, &(size_t){ *at }))) {
            /* A Han character is a word. */
            if (*at == start)
                *at += step;
            break;
        }
        *at += step;
    }
    return str_sub(s, start, *at - start);
}

/* "500gb", and "2x4gb" as two. */
static int
put_measure(struct pair_reader *r, struct str part)
{
    size_t digits = 0, x;
    uint32_t word;

    while (digits < part.len &&
           (str_is_digit(part.p[digits]) || part.p[digits] == '.'))
        digits++;
    if (digits == 0 || digits == part.len || digits > 8)
        return 0;
    word = pair_words_add_measure(
        r->words, str_sub(part, 0, digits), str_sub(part, digits, part.len), 0);
    if (word != PAIR_WORD_NONE) {
        put(r, word);
        return 1;
    }
    x = digits + 1;
    if (part.p[digits] != 'x' || !is_digit_at(part, x))
        return 0;
    put(r, pair_words_add_measure(
               r->words, str_sub(part, 0, digits), STR("x"), 0));
    if (!put_measure(r, str_sub(part, x, part.len)))
        put(r, pair_words_add(r->words, str_sub(part, x, part.len)));
    return 1;
}

/* A number and the unit behind it: 18", 18-inch, 4 gb. Steps over the unit. */
static int
put_apart(struct pair_reader *r, struct str s, struct str part, size_t *at)
{
    size_t i = *at, start;
    int loose = 0;
    uint32_t word;

    for (size_t k = 0; k < part.len; k++)
        if (!str_is_digit(part.p[k]) && part.p[k] != '.')
            return 0;
    if (part.len > 8 || i >= s.len)
        return 0;
    if (s.p[i] == '-')
        i++;
    else if (s.p[i] == ' ') {
        i++;
        loose = 1;
    }
    start = i;
    if (i < s.len && (s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '%'))
        i += 1 + (i + 1 < s.len && s.p[i] == '\'' && s.p[i + 1] == '\'');
    else
        while (i < s.len && s.p[i] >= 'a' && s.p[i] <= 'z')
            i++;
    if (letter_at(s, i) > 0 ||
        (loose && start < s.len && (s.p[start] == '"' || s.p[start] == '\'')))
        return 0;
    word = pair_words_add_measure(
        r->words, part, str_sub(s, start, i - start), loose);
    if (word == PAIR_WORD_NONE)
        return 0;
    put(r, word);
    *at = i;
    return 1;
}

static int
is_joiner(struct str s, size_t i)
{
    return i < s.len && i > 0 &&
           (s.p[i] == '-' || s.p[i] == '.' || s.p[i] == '/' || s.p[i] == '_' ||
               s.p[i] == '\'' || s.p[i] == '&' || s.p[i] == '+') &&
           letter_at(s, i + 1) > 0;
}

/* A part number with separators is also one word without them; what begins
 * with a measure is none. */
static void
put_compound(
    struct pair_reader *r, const struct str *part, size_t count, int measure)
{
    char text[PAIR_WORD_BYTES];
    size_t len = 0, digits = 0, words = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < part[i].len; k++) {
            char c = part[i].p[k];

            if (len >= sizeof text)
                return;
            digits += (size_t)str_is_digit(c);
            words += !str_is_digit(c);
            text[len++] = c;
        }
    put_join(r, pair_hash((struct str){ text, len }));
    if (len >= 5 && digits >= 2 && (words > 0 || digits >= 7) && !measure)
        put(r, pair_words_add(r->words, (struct str){ text, len }));
}

/* Parts joined by signs without a blank, from *at on. */
static void
read_chunk(struct pair_reader *r, struct str s, size_t *at)
{
    struct str part[PARTS_MAX];
    size_t count = 0;
    int measure = 0;

    while (count < PARTS_MAX) {
        part[count] = read_part(s, at);
        if (part[count].len == 0)
            break;
        if (put_apart(r, s, part[count], at) || put_measure(r, part[count]))
            measure |= count == 0;
        else
            put(r, pair_words_add(r->words, part[count]));
        count++;
        if (!is_joiner(s, *at))
            break;
        ++*at;
    }
    if (count > 1)
        put_compound(r, part, count, measure);
}

/* "@en-us" behind a quote says in which language the text is. */
static size_t
language_mark(struct str s, size_t i)
{
    size_t n = 0;

    if (i == 0 || s.p[i] != '@' || s.p[i - 1] != '"')
        return 0;
    while (i + 1 + n < s.len &&
           (str_is_alpha(s.p[i + 1 + n]) || s.p[i + 1 + n] == '-'))
        n++;
    return n >= 2 && n <= 6 ? n + 1 : 0;
}

static void
read_words(struct pair_reader *r, struct str s)
{
    size_t at = 0;

    while (at < s.len && r->count < PAIR_WORDS_MAX) {
        size_t mark = language_mark(s, at);

        if (mark > 0)
            at += mark;
        else if (letter_at(s, at) > 0)
            read_chunk(r, s, &at);
        else
            at++;
    }
}

static int
make_bag(struct pair_bag *bag, struct arena *a, const uint32_t *word, size_t n)
{
    uint32_t *copy = arena_alloc(a, (n + 1) * sizeof *copy);

    if (copy == NULL)
        return -1;
    if (n > 0)
        memcpy(copy, word, n * sizeof *copy);
    *bag = (struct pair_bag){ copy, pair_sort_u32(copy, n), 0, 0 };
    return 0;
}

/* Three letters in a row, in a table of fixed width. */
static int
make_grams(struct pair_record *out, struct arena *a, struct str text)
{
    size_t n = text.len > 2 ? text.len - 2 : 0;
    uint16_t *gram;

    if (n > PAIR_GRAMS_MAX)
        n = PAIR_GRAMS_MAX;
    gram = arena_alloc(a, (n + 1) * sizeof *gram);
    if (gram == NULL)
        return -1;
    for (size_t i = 0; i < n; i++)
        gram[i] = (uint16_t)(pair_hash((struct str){ text.p + i, 3 }) *
                                 0xBF58476D1CE4E5B9u >>
                             (64 - PAIR_GRAM_BITS));
    out->gram = gram;
    out->gram_count = pair_sort_u16(gram, n);
    return 0;
}

static double
number_of(struct str text)
{
    double value;

    text = str_trim(text);
    while (text.len > 0 &&
           (text.p[text.len - 1] == '%' || text.p[text.len - 1] == ' '))
        text.len--;
    while (text.len > 0 && (text.p[0] == '$' || text.p[0] == ' '))
        text = str_sub(text, 1, text.len);
    return text.len > 0 && str_to_double(text, &value) == 0 ? value
                                                            : (double)NAN;
}

static int
read_field(
    struct pair_record *out, struct pair_reader *r, size_t f, struct str text)
{
    struct pair_field *field = &out->field[f];
    size_t start = r->count;

    r->folded.text.len = 0;
    fold_text(&r->folded, utf8_cut(text, FIELD_BYTES));
    field->text = arena_dup(r->arena, str_trim(buf_str(&r->folded.text)));
    if (field->text.p == NULL)
        return -1;
    field->number = number_of(field->text);
    read_words(r, field->text);
    for (size_t i = start; i + 1 < r->count; i++) {
        const struct pair_word *a = &r->words->item[r->word[i]];
        const struct pair_word *b = &r->words->item[r->word[i + 1]];

        put_join(r, pair_hash_join(a->hash, b->hash, b->text.len));
    }
    out->hash = (out->hash ^ pair_hash(field->text)) * 0x100000001B3u + f + 1;
    return make_bag(&field->bag, r->arena, r->word + start, r->count - start);
}

int
pair_record_read(struct pair_record *out, struct pair_reader *r,
    const struct str *field, size_t count)
{
    uint32_t *word;
    uint64_t *join;

    *out = (struct pair_record){ .field_count = count };
    r->count = r->joins = 0;
    for (size_t f = 0; f < count; f++)
        if (read_field(out, r, f, field[f]) != 0)
            return -1;
    word = arena_alloc(r->arena, (r->count + 1) * sizeof *word);
    join = arena_alloc(r->arena, (r->joins + 1) * sizeof *join);
    if (word == NULL || join == NULL)
        return -1;
    memcpy(word, r->word, r->count * sizeof *word);
    r->joins = pair_sort_u64(r->join, r->joins);
    memcpy(join, r->join, r->joins * sizeof *join);
    out->word = word;
    out->word_count = r->count;
    out->join = join;
    out->join_count = r->joins;
    for (size_t i = 0; i < r->joins; i++)
        out->join_mask[join[i] >> 61] |= (uint64_t)1 << (join[i] >> 55 & 63);
    if (make_grams(out, r->arena, out->field[r->main_field].text) != 0)
        return -1;
    return make_bag(&out->all, r->arena, r->word, r->count);
}

static void
weigh_bag(struct pair_bag *bag, const struct pair_words *words)
{
    bag->weight = bag->square = 0;
    for (size_t i = 0; i < bag->count; i++) {
        double w = (double)words->item[bag->word[i]].weight;

        bag->weight += w;
        bag->square += w * w;
    }
}

void
pair_record_weigh(struct pair_record *record, const struct pair_words *words,
    const float *gram_weight)
{
    weigh_bag(&record->all, words);
    for (size_t f = 0; f < record->field_count; f++)
        weigh_bag(&record->field[f].bag, words);
    record->gram_square = 0;
    for (size_t i = 0; i < record->gram_count; i++) {
        double w = (double)gram_weight[record->gram[i]];

        record->gram_square += w * w;
    }
}
