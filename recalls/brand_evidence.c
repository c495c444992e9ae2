#include "recalls/brand_evidence.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/model_key.h"

#include <string.h>

#define WINDOW_WORDS 4

/* How near a key of the offer's comes to one of the brands. */
static int
compare_key(
    const struct recall_entry *e, const struct vocabulary *vb, struct str key)
{
    struct str usual = vocabulary_brand(vb, key);
    /* The name of a maker we know is not another one spelt wrong. */
    int known = vocabulary_has_brand(vb, key);
    int best = 0;

    for (size_t i = 0; i < e->brand_count && best < 2; i++) {
        int same = brand_same(e->brands[i], usual);

        if (same == 2 || !known)
            best = same > best ? same : best;
    }
    return best;
}

/* Compare one piece of the offer's text with all brands: as it stands and
 * without "and", "GmbH" and the like. */
static int
compare(const struct recall_entry *e, const struct vocabulary *vb,
    struct str folded)
{
    struct buf key = BUF_MAX(1024);
    int best = 0;

    if (folded.len < MODEL_KEY_BYTES * 2) {
        if (model_key_folded(&key, folded) == 0)
            best = compare_key(e, vb, buf_str(&key));
        buf_reset(&key);
        if (best < 2 && str_find_char(folded, ' ', 0) > 0 &&
            brand_key(&key, folded) == 0) {
            int other = compare_key(e, vb, buf_str(&key));

            best = other > best ? other : best;
        }
    }
    buf_clear(&key);
    return best;
}

static void
note(struct brand_evidence *out, const struct offer_text *ot, size_t word,
    size_t to, size_t start, size_t end, int level)
{
    if (level <= out->level)
        return;
    out->level = level;
    out->field = ot->word[word].field;
    out->start = start;
    out->end = end;
    out->word = word;
    out->to = to;
}

/* A Han brand is glued to what follows it: try its beginnings everywhere. */
static void
look_in_run(const struct recall_entry *e, const struct offer_text *ot,
    size_t word, struct brand_evidence *out)
{
    struct str run = offer_text_word(ot, word);
    size_t base = ot->word[word].start;

    for (size_t i = 0; i < run.len && i < 60;) {
        size_t end = i;

        for (int n = 1; n <= 5 && end < run.len; n++) {
            end += utf8_width((unsigned char)run.p[end]);
            if (n >= 2 && end <= run.len)
                note(out, ot, word, word + 1, base + i, base + end,
                    compare(e, ot->vocabulary, str_sub(run, i, end - i)) == 2
                        ? 2
                        : 0);
        }
        i += utf8_width((unsigned char)run.p[i]);
    }
}

/* 1 if words i-1 and i are one name: "Black & Decker", "Ben + Anna". */
static int
goes_on(const struct offer_text *ot, size_t i)
{
    struct str t = offer_text_folded(ot, ot->word[i].field);

    if (ot->word[i].joint != OFFER_APART)
        return 1;
    for (size_t k = ot->word[i - 1].end; k < ot->word[i].start; k++)
        if (strchr(" &+", t.p[k]) == NULL)
            return 0;
    return 1;
}

static void
look_in_field(const struct recall_entry *e, const struct offer_text *ot,
    const struct offer_field *f, struct brand_evidence *out)
{
    for (size_t i = f->first; i < f->end && out->level < 2; i++) {
        if (ot->word[i].cjk)
            look_in_run(e, ot, i, out);
        for (size_t n = 1; n <= WINDOW_WORDS && i + n <= f->end; n++) {
            if (n > 1 && !goes_on(ot, i + n - 1))
                break;
            note(out, ot, i, i + n, ot->word[i].start, ot->word[i + n - 1].end,
                compare(e, ot->vocabulary, offer_text_words(ot, i, i + n)));
            if (out->level == 2)
                break;
        }
    }
}

/* 1 if the field's key and a brand's hold one another ("Berg Toys" and "Berg",
 * "Philips Deutschland" and "Philips"), or the field says nothing. */
static int
is_related(const struct recall_entry *e, const struct vocabulary *vb,
    const struct offer_field *f)
{
    struct buf key = BUF_MAX(1024);
    int related = vocabulary_brand_key(vb, &key, f->raw) != 0;

    for (size_t i = 0; i < e->brand_count && !related; i++)
        related =
            (e->brands[i].len >= 4 &&
                str_find(buf_str(&key), e->brands[i], 0) >= 0) ||
            (key.len >= 4 && str_find(e->brands[i], buf_str(&key), 0) >= 0);
    buf_clear(&key);
    return related;
}

/* Of the brands that were found, is the one that stands here an everyday
 * word? */
static int
is_everyday(const struct offer_text *ot, const struct brand_evidence *b)
{
    struct buf key = BUF_MAX(1024);
    int everyday =
        model_key_folded(&key, str_sub(offer_text_folded(ot, b->field),
                                   b->start, b->end - b->start)) == 0 &&
        vocabulary_is_word(ot->vocabulary, buf_str(&key));

    buf_clear(&key);
    return everyday;
}

void
brand_evidence_find(const struct recall_entry *e, const struct offer_text *ot,
    struct brand_evidence *out)
{
    *out = (struct brand_evidence){ 0 };
    for (size_t i = 0; i < ot->fields && out->level < 2; i++)
        if (ot->field[i].roles & (OFFER_BRAND | OFFER_MAKER))
            look_in_field(e, ot, &ot->field[i], out);
    if (out->level < 2)
        look_in_field(e, ot, &ot->field[0], out);
    if (out->level == 0 || (ot->field[out->field].roles & OFFER_BRAND))
        return;
    if ((ot->field[out->field].roles & OFFER_MAKER) == 0)
        out->everyday = is_everyday(ot, out);
    for (size_t i = 0; i < ot->fields && !out->other_stated; i++)
        if ((ot->field[i].roles & OFFER_BRAND) &&
            ot->field[i].end > ot->field[i].first)
            out->other_stated = !is_related(e, ot->vocabulary, &ot->field[i]);
}
