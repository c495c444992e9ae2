/* The second rung: a trade item number that the recall names too. */
#include "recalls/match_work.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "recalls/brand_evidence.h"
#include "recalls/match_batch.h"
#include "recalls/match_context.h"

#include <string.h>

/* Words that a number may be grouped in behind its label. */
#define WORDS_MAX 5

/* A number as it stands in the offer. */
struct hit {
    size_t from, to; /* words */
    int packing;     /* the packing unit that holds it */
};

/* Valid by their check digit, and written by whoever has no number. */
static int
is_filler(const char gtin[GTIN_BYTES])
{
    size_t same = 1, run = 1;

    for (size_t i = 2; i < 13; i++) {
        run = gtin[i] == gtin[i - 1] ? run + 1 : 1;
        same = run > same ? run : same;
    }
    return strcmp(gtin, "01234567890128") == 0 ||
           (same >= 10 && gtin[1] != '0');
}

static enum finding_strength
strength_of(const struct match_sum *sum)
{
    return sum->score > 0.99            ? FINDING_CONCLUSIVE
           : sum->score >= MATCH_STRONG ? FINDING_STRONG
                                        : FINDING_CANDIDATE;
}

/* 1 if the recall names the number itself, not another packing level. */
static int
is_named(const struct recall *r, const char gtin[GTIN_BYTES])
{
    const struct texts *gtins = &r->list[RECALL_GTINS];
    char other[GTIN_BYTES];

    for (size_t i = 0; i < gtins->count; i++)
        if (gtin_parse(str_of(gtins->item[i]), other) == 0 &&
            strcmp(other, gtin) == 0)
            return 1;
    return 0;
}

/* A number that proves nothing alone needs the brand. */
static void
limit_shop(struct match_sum *sum)
{
    struct recall_entry e = recall_index_entry(sum->s->ix, sum->recall);
    struct brand_evidence brand;

    brand_evidence_find(&e, sum->s->ot, &brand);
    match_work_limit(sum, LIMIT_SHOP,
        brand.level == 2 && !brand.other_stated ? -0.15 : -0.6,
        brand.level == 2 ? STR("the brand agrees")
                         : STR("and the brand does not agree"));
}

static void
settle(struct recall_scratch *s, uint32_t recall, const char gtin[GTIN_BYTES],
    const struct hit *h)
{
    struct match_sum sum = { .s = s, .recall = recall, .rung = "gtin" };
    struct recall_entry e = recall_index_entry(s->ix, recall);
    struct finding *f;
    size_t batch;

    if (match_work_settled(s, recall))
        return;
    if ((s->ot->field[s->ot->word[h->from].field].roles & OFFER_PROSE) &&
        match_context_goes_with(s->ot, &e, h->from))
        return;
    match_work_add(&sum, 1, "gtin", "%s in %s is one of the recall's", gtin,
        s->ot->field[s->ot->word[h->from].field].name);
    if (h->packing || !is_named(recall_index_at(s->ix, recall), gtin))
        match_work_limit(
            &sum, LIMIT_PACKING, -0.15, offer_text_raw(s->ot, h->from, h->to));
    if (!gtin_is_global(gtin) || is_filler(gtin))
        limit_shop(&sum);
    if (match_work_denies(s))
        match_work_limit(&sum, LIMIT_DENIAL, -0.5,
            offer_text_raw(s->ot, s->denial_from, s->denial_to));
    if (match_batch_find(s->ot, recall_index_at(s->ix, recall), &batch) ==
        BATCH_OTHER)
        match_work_limit(
            &sum, LIMIT_BATCH, -0.15, offer_text_word(s->ot, batch));
    f = match_work_finding(&sum, strength_of(&sum), REASON_GTIN, gtin);
    if (f == NULL)
        return;
    match_work_words(f, s->ot, h->from, h->to);
    match_work_keep(s, &f);
}

static void
look_up(
    struct recall_scratch *s, const char gtin[GTIN_BYTES], const struct hit *h)
{
    const uint32_t *ids;
    size_t count = recall_index_gtin(s->ix, gtin, &ids);

    for (size_t i = 0; i < count && i < MATCH_LOOKUP_MAX; i++)
        settle(s, ids[i], gtin, h);
}

static void
look_up_packed(
    struct recall_scratch *s, const char gtin[GTIN_BYTES], const struct hit *h)
{
    struct hit packed = *h;
    char inner[GTIN_BYTES];

    packed.packing = 1;
    if (gtin_unpacked(gtin, inner) == 0)
        look_up(s, inner, &packed);
}

/* Digits n of them, as they stand. */
static void
try_digits(
    struct recall_scratch *s, const char *digits, size_t n, const struct hit *h)
{
    char gtin[GTIN_BYTES], padded[16] = "000";
    size_t zeroes = n == 7 ? 1 : 12 - n;

    if (gtin_parse((struct str){ digits, n }, gtin) == 0) {
        look_up(s, gtin, h);
        look_up_packed(s, gtin, h);
    } else if (n == 7 || (n >= 9 && n <= 11)) {
        /* A spreadsheet took the leading zeroes. */
        memcpy(padded + zeroes, digits, n);
        if (gtin_parse((struct str){ padded, n + zeroes }, gtin) == 0)
            look_up(s, gtin, h);
    }
}

/* Try the words as one number, in the forms it may have. */
static void
try_gtin(struct recall_scratch *s, const struct hit *h, int labelled)
{
    struct str text = offer_text_words(s->ot, h->from, h->to);
    char digits[32], gtin[GTIN_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!str_is_digit(text.p[i]) && text.p[i] != ' ' && text.p[i] != '-')
            return;
        if (str_is_digit(text.p[i])) {
            if (n >= sizeof digits - 1)
                return;
            digits[n++] = text.p[i];
        }
    }
    /* "40063813339314006381333931": twice the same. */
    if (n >= 16 && n % 2 == 0 && memcmp(digits, digits + n / 2, n / 2) == 0)
        n /= 2;
    /* Eight digits are more often an article number than a GTIN-8. */
    if (n > 14 || (n < 12 && !labelled))
        return;
    if (n == 10 && labelled &&
        gtin_parse_isbn10((struct str){ digits, n }, gtin) == 0)
        look_up(s, gtin, h);
    try_digits(s, digits, n, h);
}

/* An ISBN-10 that ends in X, in one word or in groups. */
static void
try_isbn(struct recall_scratch *s, const struct hit *h)
{
    struct str text = offer_text_words(s->ot, h->from, h->to);
    char gtin[GTIN_BYTES];

    if (text.len >= 10 && text.len <= 13 && str_ends(text, STR("x")) &&
        gtin_parse_isbn10(text, gtin) == 0)
        look_up(s, gtin, h);
}

/* 1 if one of the three words before is a label: "EAN: 4006381333931". */
static int
is_labelled(const struct offer_text *ot, size_t word)
{
    static const char *const labels[] = { "gtin", "ean", "upc", "barcode",
        "bar", "strichcode", "条码", "条形码", "isbn", "jan", "ean13", "ean8",
        "gtin13", "gtin14", "gtin8", "gtin12", "upca", "バーコード", "itf14",
        "itf" };
    size_t first = ot->field[ot->word[word].field].first;

    for (size_t back = 1; back <= 3 && word >= first + back; back++) {
        struct str w = offer_text_word(ot, word - back);

        for (size_t i = 0; i < COUNT(labels); i++)
            if (str_is(w, labels[i]) ||
                (ot->word[word - back].cjk && str_ends(w, str_of(labels[i]))))
                return 1;
    }
    return 0;
}

static void
match_field(struct recall_scratch *s, const struct offer_field *f)
{
    const struct offer_text *ot = s->ot;
    int by_name = (f->roles & OFFER_GTIN) != 0;

    for (size_t i = f->first; i < f->end; i++) {
        const struct offer_word *w = &ot->word[i];
        size_t len = w->end - w->start;
        int labelled, groups;

        if (w->digits == 0 || w->cjk || (w->digits != len && len != 10))
            continue;
        labelled = by_name || is_labelled(ot, i);
        if (w->digits != len) {
            if (labelled)
                try_isbn(s, &(struct hit){ .from = i, .to = i + 1 });
            continue;
        }
        if (len >= 12 || (labelled && len >= 7))
            try_gtin(s, &(struct hit){ .from = i, .to = i + 1 }, labelled);
        /* Groups of digits behind a label, or tied by dashes. */
        groups = labelled ||
                 (i + 1 < f->end && ot->word[i + 1].joint == OFFER_DASH &&
                     ot->word[i + 1].digits > 0);
        for (size_t n = 2; groups && n <= WORDS_MAX && i + n <= f->end; n++) {
            struct hit h = { .from = i, .to = i + n };
            unsigned joint = ot->word[i + n - 1].joint;

            if (joint == OFFER_APART || joint == OFFER_SLASH ||
                joint == OFFER_GLUED)
                break;
            try_gtin(s, &h, labelled);
            if (labelled)
                try_isbn(s, &h);
        }
    }
}

void
match_gtin(struct recall_scratch *s)
{
    for (size_t f = 0; f < s->ot->fields; f++)
        if ((s->ot->field[f].roles & OFFER_OTHERS) == 0 &&
            s->ot->field[f].has_digit)
            match_field(s, &s->ot->field[f]);
}
