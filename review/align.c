#include "review/align.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/gtin.h"
#include "core/model_key.h"

#include <stdio.h>
#include <stdlib.h>

/* Numbers of a notice, and text of an offer, that are looked through: the
 * page is for one person, who waits for it. */
#define NUMBERS_MAX 200
#define TEXT_BYTES_MAX (16u << 10)
/* Words of a name. */
#define WORDS_MAX 40
/* Of the notice's words, how many make two names alike. */
#define ALIKE 0.5

static const char *const names[ALIGN_MARKS] = { "equal", "similar", "different",
    "absent_offer", "absent_notice", "absent", "language" };

const char *
align_mark_name(enum align_mark m)
{
    return names[m];
}

static void
side_add(struct align_side *s, struct str value, int first)
{
    if (value.len == 0)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (str_eq(s->value[i], value))
            return;
    if (s->count == ALIGN_VALUES_MAX) {
        s->more++;
        if (!first)
            return;
        s->count--;
    }
    if (first) {
        memmove(s->value + 1, s->value, s->count * sizeof s->value[0]);
        s->value[0] = value;
    } else {
        s->value[s->count] = value;
    }
    s->count++;
}

static void
side_add_texts(struct align_side *s, const struct texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        side_add(s, str_of(t->item[i]), 0);
}

static void
found_in(struct align_row *row, const char *field, struct str words)
{
    snprintf(row->field, sizeof row->field, "%s", field);
    row->words = words;
}

/* What can be said where nothing agrees. */
static enum align_mark
mark_of(const struct align_row *row)
{
    if (row->offer.count == 0)
        return row->notice.count == 0 ? ALIGN_ABSENT : ALIGN_ABSENT_OFFER;
    return row->notice.count == 0 ? ALIGN_ABSENT_NOTICE : ALIGN_DIFFERENT;
}

/* --- a key in a text --- */

static int
is_part(char c)
{
    return str_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* Bytes of folded text, from `at` on, that spell the key with any separators
 * between; 0 if they do not. */
static size_t
spelt(struct str text, size_t at, struct str key)
{
    size_t i = at, k = 0;

    while (k < key.len) {
        if (i == text.len)
            return 0;
        if (text.p[i] == key.p[k])
            k++;
        else if (k == 0 || is_part(text.p[i]))
            return 0;
        i++;
    }
    return i - at;
}

/* What an offer says in words, folded once. */
#define TEXTS_MAX 64

struct texts_of {
    struct {
        char field[64];
        struct str text;
        struct folded folded;
    } item[TEXTS_MAX];
    size_t count;
    const struct listing *listing;
};

static void
texts_add_one(
    struct texts_of *t, const char *prefix, const char *field, struct str text)
{
    size_t i = t->count;

    if (text.len == 0 || i == TEXTS_MAX)
        return;
    snprintf(t->item[i].field, sizeof t->item[i].field, "%s%s", prefix, field);
    t->item[i].text = utf8_cut(text, TEXT_BYTES_MAX);
    t->item[i].folded.text = BUF_MAX(18 * TEXT_BYTES_MAX + 64);
    fold_text(&t->item[i].folded, t->item[i].text);
    t->count++;
}

/* Title, description, attributes. */
static struct texts_of *
texts_read(const struct listing *l)
{
    struct texts_of *t = mem_new(sizeof *t);

    t->listing = l;
    texts_add_one(t, "", "title", listing_get(l, LISTING_TITLE));
    texts_add_one(t, "", "description", listing_get(l, LISTING_DESCRIPTION));
    for (size_t i = 0; i < l->attribute_count; i++)
        texts_add_one(t, "attributes.", l->attributes[i].name,
            str_of(l->attributes[i].value));
    return t;
}

static void
texts_free(struct texts_of *t)
{
    for (size_t i = 0; i < t->count; i++)
        fold_clear(&t->item[i].folded);
    free(t);
}

/* Find a key as a word of its own: 1 with where it stands in the folded text.
 * A key of another script than ours may stand anywhere. */
static int
find_key(struct str text, struct str key, size_t *at, size_t *len)
{
    int word = key.len > 0 && str_is_alnum(key.p[0]);

    for (*at = 0; key.len > 0 && *at < text.len; ++*at) {
        if (text.p[*at] != key.p[0] ||
            (word && *at > 0 && str_is_alnum(text.p[*at - 1])))
            continue;
        *len = spelt(text, *at, key);
        if (*len > 0 &&
            (*at + *len == text.len || !str_is_alnum(text.p[*at + *len]) ||
                !str_is_alnum(text.p[*at + *len - 1])))
            return 1;
    }
    return 0;
}

static int
find_in_offer(struct align_row *row, const struct texts_of *t, struct str key)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t at, len, start, end;

        if (!find_key(buf_str(&t->item[i].folded.text), key, &at, &len))
            continue;
        fold_span(&t->item[i].folded, at, at + len, &start, &end);
        found_in(row, t->item[i].field,
            str_sub(t->item[i].text, start, end - start));
        return 1;
    }
    return 0;
}

/* --- rows --- */

static void
brand_row(
    struct align_row *row, const struct texts_of *t, const struct recall *r)
{
    struct buf ours = BUF_MAX(MODEL_KEY_BYTES), theirs = BUF_MAX(200);
    struct str brand = listing_get(t->listing, LISTING_BRAND);
    int alike = 0;

    side_add(&row->offer, brand, 0);
    side_add(&row->notice, recall_get(r, RECALL_BRAND), 0);
    if (brand_key(&theirs, recall_get(r, RECALL_BRAND)) == 0) {
        if (brand_key(&ours, brand) == 0)
            alike = brand_same(buf_str(&ours), buf_str(&theirs));
        if (alike > 0)
            found_in(row, "brand", brand);
        else if (brand.len == 0 && find_in_offer(row, t, buf_str(&theirs))) {
            side_add(&row->offer, row->words, 1);
            alike = 2;
        }
    }
    row->mark = alike == 2   ? ALIGN_EQUAL
                : alike == 1 ? ALIGN_SIMILAR
                             : mark_of(row);
    buf_clear(&ours);
    buf_clear(&theirs);
}

/* 2 equal, 1 one begins like the other (a variant's letters), 0 neither. */
static int
same_number(struct str ours, struct str theirs)
{
    size_t least = ours.len < theirs.len ? ours.len : theirs.len;

    if (str_eq(ours, theirs))
        return 2;
    return least >= 4 &&
           str_eq(str_sub(ours, 0, least), str_sub(theirs, 0, least));
}

/* One number of the notice against the offer's fields, then its texts. */
static int
compare_number(struct align_row *row, const struct texts_of *t,
    struct str number, const enum listing_field *fields, size_t count)
{
    struct buf theirs = BUF_MAX(MODEL_KEY_BYTES);
    int best = 0;

    if (model_key(&theirs, number) == 0) {
        for (size_t i = 0; i < count && best < 2; i++) {
            struct buf ours = BUF_MAX(MODEL_KEY_BYTES);
            struct str value = listing_get(t->listing, fields[i]);
            int same = model_key(&ours, value) == 0
                           ? same_number(buf_str(&ours), buf_str(&theirs))
                           : 0;

            if (same > best) {
                best = same;
                found_in(row, listing_field_name(fields[i]), value);
            }
            buf_clear(&ours);
        }
        if (best < 2 && model_strength(buf_str(&theirs)) != MODEL_USELESS &&
            find_in_offer(row, t, buf_str(&theirs))) {
            side_add(&row->offer, row->words, 1);
            best = 2;
        }
    }
    buf_clear(&theirs);
    return best;
}

static void
number_row(struct align_row *row, const struct texts_of *t,
    const struct texts *numbers, const enum listing_field *fields, size_t count)
{
    int best = 0;

    for (size_t i = 0; i < count; i++)
        side_add(&row->offer, listing_get(t->listing, fields[i]), 0);
    side_add_texts(&row->notice, numbers);
    for (size_t i = 0; i < numbers->count && i < NUMBERS_MAX && best < 2; i++) {
        struct align_row trial = *row;
        int same =
            compare_number(&trial, t, str_of(numbers->item[i]), fields, count);

        if (same <= best)
            continue;
        best = same;
        *row = trial;
        side_add(&row->notice, str_of(numbers->item[i]), 1);
    }
    row->mark = best == 2   ? ALIGN_EQUAL
                : best == 1 ? ALIGN_SIMILAR
                            : mark_of(row);
}

static void
gtin_row(struct align_row *row, const struct listing *l, const struct recall *r)
{
    const struct texts *ours = &l->list[LISTING_GTINS];
    const struct texts *theirs = &r->list[RECALL_GTINS];
    int best = 0;

    side_add_texts(&row->offer, ours);
    side_add_texts(&row->notice, theirs);
    for (size_t i = 0; i < ours->count && best < 2; i++) {
        struct str mine = str_of(ours->item[i]);
        char inner[GTIN_BYTES];
        int same = 0;

        if (texts_has(theirs, mine))
            same = 2;
        else if (mine.len == GTIN_BYTES - 1 &&
                 gtin_unpacked(ours->item[i], inner) == 0 &&
                 texts_has(theirs, str_of(inner)))
            same = 1;
        if (same <= best)
            continue;
        best = same;
        snprintf(row->field, sizeof row->field, "gtins[%zu]", i);
        row->words = mine;
        if (same == 2)
            side_add(&row->notice, mine, 1);
    }
    row->mark = best == 2   ? ALIGN_EQUAL
                : best == 1 ? ALIGN_SIMILAR
                            : mark_of(row);
}

/* --- names --- */

struct name_words {
    struct buf folded;
    struct str word[WORDS_MAX];
    size_t count;
};

/* Words of letters and digits; a Chinese character is one. */
static void
name_read(struct name_words *w, struct str name)
{
    struct str text;
    size_t at = 0, from = 0;

    *w = (struct name_words){ .folded = BUF_MAX(64u << 10) };
    fold_key(&w->folded, utf8_cut(name, 2000));
    text = buf_str(&w->folded);
    while (at < text.len && w->count < WORDS_MAX) {
        size_t start = at;
        uint32_t c = utf8_next(text, &at);
        int cjk = utf8_is_cjk(c);

        if (!cjk && utf8_is_letter(c) && at < text.len)
            continue;
        if (!cjk && utf8_is_letter(c))
            start = at;
        if (start - from > 1)
            w->word[w->count++] = str_sub(text, from, start - from);
        if (cjk && w->count < WORDS_MAX)
            w->word[w->count++] = str_sub(text, start, at - start);
        from = at;
    }
}

static double
share(const struct name_words *of, const struct name_words *in)
{
    size_t same = 0;

    for (size_t i = 0; i < of->count; i++)
        for (size_t k = 0; k < in->count; k++)
            if (str_eq(of->word[i], in->word[k])) {
                same++;
                break;
            }
    return of->count > 0 ? (double)same / (double)of->count : 0;
}

static void
name_row(struct align_row *row, const struct listing *l, const struct recall *r)
{
    struct str title = listing_get(l, LISTING_TITLE);
    struct str ours = listing_get(l, LISTING_LANGUAGE);
    struct str theirs = recall_get(r, RECALL_LANGUAGE);
    const enum recall_field fields[] = { RECALL_NAME, RECALL_PRODUCT };
    struct name_words offer;
    double best = 0;

    side_add(&row->offer, title, 0);
    name_read(&offer, title);
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct name_words notice;
        double s;

        side_add(&row->notice, recall_get(r, fields[i]), 0);
        name_read(&notice, recall_get(r, fields[i]));
        s = share(&notice, &offer);
        best = s > best ? s : best;
        buf_clear(&notice.folded);
    }
    row->mark = mark_of(row);
    if (best >= 1)
        row->mark = ALIGN_EQUAL;
    else if (best >= ALIKE)
        row->mark = ALIGN_SIMILAR;
    else if (row->mark == ALIGN_DIFFERENT && ours.len > 0 && theirs.len > 0 &&
             !str_eq(ours, theirs))
        row->mark = ALIGN_LANGUAGE;
    if (row->mark == ALIGN_EQUAL || row->mark == ALIGN_SIMILAR)
        found_in(row, "title", title);
    buf_clear(&offer.folded);
}

void
align_rows(struct align_row out[ALIGN_ROWS], const struct listing *l,
    const struct recall *r)
{
    static const char *const what[ALIGN_ROWS] = { "brand", "models", "gtins",
        "batches", "names" };
    static const enum listing_field numbers[] = { LISTING_MODEL, LISTING_MPN };
    struct texts_of *t = texts_read(l);

    for (size_t i = 0; i < ALIGN_ROWS; i++)
        out[i] = (struct align_row){ .what = what[i] };
    brand_row(&out[0], t, r);
    number_row(&out[1], t, &r->list[RECALL_MODELS], numbers, COUNT(numbers));
    gtin_row(&out[2], l, r);
    number_row(&out[3], t, &r->list[RECALL_BATCHES], NULL, 0);
    name_row(&out[4], l, r);
    texts_free(t);
}
