#include "recalls/brand_evidence.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "recalls/model_key.h"

#include <string.h>

#define WINDOW_WORDS 4

/* Attributes that name a brand or maker, folded. */
static const char *const brand_attributes[] = { "attributes.brand",
    "attributes.marke", "attributes.hersteller", "attributes.manufacturer",
    "attributes.品牌", "attributes.marque" };

static int
names_brand(const struct offer_field *f)
{
    if (strcmp(f->name, "brand") == 0 ||
        strcmp(f->name, "manufacturer.name") == 0)
        return 1;
    for (size_t i = 0; i < COUNT(brand_attributes); i++)
        if (str_is_nocase(str_of(f->name), brand_attributes[i]))
            return 1;
    return 0;
}

/* How near a key of the offer's comes to one of the brands. */
static int
compare_key(const struct recall_entry *e, struct str key)
{
    struct str alias = brand_alias(key);
    int best = 0;

    for (size_t i = 0; i < e->brand_count && best < 2; i++) {
        int same = brand_same(e->brands[i], alias);

        best = same > best ? same : best;
    }
    return best;
}

/* Compare one piece of the offer's text with all brands: as it stands and
 * without "and", "GmbH" and the like. */
static int
compare(const struct recall_entry *e, struct str folded)
{
    struct buf key = BUF_MAX(1024);
    int best = 0;

    if (folded.len < MODEL_KEY_BYTES * 2) {
        if (model_key_folded(&key, folded) == 0)
            best = compare_key(e, buf_str(&key));
        buf_reset(&key);
        if (best < 2 && str_find_char(folded, ' ', 0) > 0 &&
            brand_key(&key, folded) == 0) {
            int other = compare_key(e, buf_str(&key));

            best = other > best ? other : best;
        }
    }
    buf_clear(&key);
    return best;
}

static void
note(struct brand_evidence *out, const struct offer_text *ot, size_t word,
    size_t start, size_t end, int level)
{
    if (level <= out->level)
        return;
    out->level = level;
    out->field = ot->word[word].field;
    out->start = start;
    out->end = end;
    out->word = word;
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
                note(out, ot, word, base + i, base + end,
                    compare(e, str_sub(run, i, end - i)) == 2 ? 2 : 0);
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
            note(out, ot, i, ot->word[i].start, ot->word[i + n - 1].end,
                compare(e, offer_text_words(ot, i, i + n)));
            if (out->level == 2)
                break;
        }
    }
}

/* 1 if the field's key and a brand's hold one another: "Berg Toys" and
 * "Berg", "Philips Deutschland" and "Philips". */
static int
is_related(const struct recall_entry *e, const struct offer_text *ot,
    const struct offer_field *f)
{
    struct buf key = BUF_MAX(1024);
    int related = 0;

    (void)ot;
    if (brand_key(&key, f->raw) == 0)
        for (size_t i = 0; i < e->brand_count && !related; i++)
            related =
                (e->brands[i].len >= 4 &&
                    str_find(buf_str(&key), e->brands[i], 0) >= 0) ||
                (key.len >= 4 && str_find(e->brands[i], buf_str(&key), 0) >= 0);
    else
        related = 1; /* says nothing */
    buf_clear(&key);
    return related;
}

void
brand_evidence_find(const struct recall_entry *e, const struct offer_text *ot,
    struct brand_evidence *out)
{
    const struct offer_field *brand = offer_text_find(ot, "brand");

    *out = (struct brand_evidence){ 0 };
    for (size_t i = 0; i < ot->fields && out->level < 2; i++)
        if (names_brand(&ot->field[i]))
            look_in_field(e, ot, &ot->field[i], out);
    if (out->level < 2)
        look_in_field(e, ot, &ot->field[0], out);
    if (brand != NULL && brand->end > brand->first && out->level > 0 &&
        &ot->field[out->field] != brand && !is_related(e, ot, brand))
        out->other_stated = 1;
}
