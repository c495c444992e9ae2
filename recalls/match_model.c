/* The third rung: the brand and the model number of a recall. */
#include "recalls/match_work.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/model_key.h"
#include "recalls/brand_evidence.h"
#include "recalls/match_batch.h"
#include "recalls/match_context.h"
#include "recalls/match_successor.h"
#include "recalls/model_list.h"
#include "recalls/name_token.h"

#include <string.h>

/* Words a model number may be written in: "SB 47 29-1". */
#define WORDS_MAX 4
/* The longest Chinese or Japanese name of a maker that is looked for. */
#define MAKER_CHARACTERS 8
/* Words between an everyday brand and the model that belongs to it. */
#define NEAR_WORDS 2
/* A number that a recall without a brand may be found by. */
#define ALONE_BYTES 6
#define ALONE_DIGITS 3

/* What stands tied to a model number behind it. */
enum tail {
    TAIL_NONE,
    TAIL_VARIANT, /* a colour, a country: the same model */
    TAIL_LETTER,  /* one letter: a colour or another model */
    TAIL_LONGER,  /* a part of a longer number */
};

struct hit {
    size_t from, to; /* words */
    int masked;      /* by the beginning of the recall's number */
    int cut;         /* a colour was cut off the number */
    int uncued;      /* in prose, and no word announces it */
    enum tail tail;
    struct str key;
};

static const char *const variants[] = { "bk", "blk", "bl", "blu", "wh", "wht",
    "wt", "rd", "gn", "grn", "gr", "gy", "gry", "sv", "slv", "si", "sl", "gd",
    "gld", "pk", "pnk", "pp", "or", "yl", "ylw", "ye", "br", "brn", "bn", "bg",
    "be", "bei", "sw", "ws", "rt", "sz", "ro", "tq", "nv", "nvy", "cr", "black",
    "white", "red", "blue", "green", "grey", "gray", "silver", "gold", "pink",
    "beige", "brown", "yellow", "orange", "schwarz", "weiss", "weiß", "rot",
    "blau", "grün", "grau", "silber", "rosa", "gelb", "braun" };

static const char *const countries[] = { "eu", "uk", "us", "de", "cn", "jp",
    "au", "ca", "fr", "es", "nl", "int", "gb", "it" };

static int
is_variant(struct str w)
{
    return str_is_one_of(w, variants, COUNT(variants));
}

static int
is_country(struct str w)
{
    return str_is_one_of(w, countries, COUNT(countries));
}

static size_t
letters(struct str w)
{
    size_t n = 0;

    for (size_t i = 0; i < w.len; i++)
        n += !str_is_digit(w.p[i]);
    return n;
}

/* What is tied to words [from, to) makes them a part of a longer number
 * ("X100-2", "AB-X100"), a variant ("X100-BK"), or nothing ("X100-Mixer"). */
static enum tail
tail_of(const struct offer_text *ot, size_t from, size_t to)
{
    const struct offer_field *f = &ot->field[ot->word[from].field];
    struct str w;

    if (from > f->first && ot->word[from].joint == OFFER_DASH &&
        (ot->word[from - 1].digits > 0 ||
            offer_text_word(ot, from - 1).len <= 2))
        return TAIL_LONGER;
    if (to >= f->end || ot->word[to].cjk)
        return TAIL_NONE;
    w = offer_text_word(ot, to);
    if (ot->word[to].joint != OFFER_DASH && ot->word[to].joint != OFFER_SLASH)
        return TAIL_NONE;
    if (is_variant(w) || is_country(w))
        return TAIL_VARIANT;
    if (ot->word[to].joint == OFFER_SLASH)
        return TAIL_NONE;
    if (w.len == 1 && str_is_alpha(w.p[0]))
        return TAIL_LETTER;
    return ot->word[to].digits > 0 || w.len <= 2 ? TAIL_LONGER : TAIL_NONE;
}

static int
is_own(const struct recall_entry *e, struct str key)
{
    for (size_t k = 0; k < e->brand_count; k++)
        if (str_find(e->brands[k], key, 0) >= 0)
            return 1;
    return 0;
}

/* 1 if the key is a maker's name that none of the recall's brands holds. */
static int
is_other_maker(const struct recall_scratch *s, const struct recall_entry *e,
    struct str key)
{
    struct str usual = vocabulary_brand(s->ot->vocabulary, key);

    return !is_own(e, usual) && vocabulary_has_brand(s->ot->vocabulary, key);
}

/* The same for a word, or for what a run of Han begins with. */
static int
names_other_maker(
    const struct recall_scratch *s, const struct recall_entry *e, size_t i)
{
    struct str w = offer_text_word(s->ot, i);
    size_t end = 0;

    if (!s->ot->word[i].cjk)
        return w.len >= 4 && !vocabulary_is_word(s->ot->vocabulary, w) &&
               is_other_maker(s, e, w);
    for (int n = 1; n <= MAKER_CHARACTERS && end < w.len; n++) {
        end += utf8_width((unsigned char)w.p[end]);
        if (n >= 2 && is_other_maker(s, e, str_sub(w, 0, end)))
            return 1;
    }
    return 0;
}

/* A maker other than the recall's stands nearer to the model: between the
 * brand and it, or before it where the brand stands behind. */
static int
brand_between(const struct recall_scratch *s, const struct recall_entry *e,
    const struct brand_evidence *b, const struct hit *h, size_t *at)
{
    const struct offer_text *ot = s->ot;
    size_t from = ot->field[b->field].first;

    if (b->field != ot->word[h->from].field)
        return 0;
    if (b->word < h->from)
        from = b->to > b->word ? b->to : b->word + 1;
    for (size_t i = from; i < h->from; i++) {
        struct str key =
            vocabulary_brand(ot->vocabulary, offer_text_word(ot, i));

        *at = i;
        if (names_other_maker(s, e, i))
            return 1;
        /* A small maker's name, where a new part of the title begins. */
        if (b->word < h->from && !ot->word[i].cjk && key.len >= 4 &&
            ot->word[i].joint != OFFER_BLANK &&
            !vocabulary_is_word(ot->vocabulary, key) &&
            recall_index_brand(s->ix, key) > 0 && !is_own(e, key))
            return 1;
    }
    return 0;
}

/* An everyday word is the brand when it stands by the model, or begins the
 * title. */
static int
is_by_model(const struct offer_text *ot, const struct brand_evidence *b,
    const struct hit *h)
{
    if (b->field != ot->word[h->from].field)
        return b->word == ot->field[b->field].first;
    return b->word == ot->field[b->field].first ||
           (b->to <= h->from && h->from - b->to <= NEAR_WORDS);
}

/* The offer states a number that is not among the recall's. */
static int
has_other_gtin(const struct offer_text *ot, const struct recall *r)
{
    char gtin[GTIN_BYTES];

    if (r->list[RECALL_GTINS].count == 0)
        return 0;
    for (size_t f = 0; f < ot->fields; f++)
        if (strncmp(ot->field[f].name, "gtins", 5) == 0 &&
            gtin_parse(ot->field[f].raw, gtin) == 0)
            return 1;
    return 0;
}

static void
limit_brand(struct match_sum *sum, const struct recall_entry *e,
    const struct brand_evidence *b, const struct hit *h)
{
    const struct offer_text *ot = sum->s->ot;
    struct str text =
        str_sub(offer_text_folded(ot, b->field), b->start, b->end - b->start);
    size_t at;

    match_work_add(sum, 0.4, "brand", "\"" STR_FMT "\" in %s", STR_ARG(text),
        ot->field[b->field].name);
    if (b->level == 1)
        match_work_limit(sum, LIMIT_BRAND_SPELLING, -0.1, text);
    if (b->other_stated)
        match_work_limit(sum, LIMIT_OTHER_BRAND, -0.4, text);
    else if (brand_between(sum->s, e, b, h, &at))
        match_work_limit(
            sum, LIMIT_BRAND_BETWEEN, -0.4, offer_text_word(ot, at));
    else if (b->everyday && !is_by_model(ot, b, h))
        match_work_limit(sum, LIMIT_EVERYDAY, -0.4, text);
}

/* Bit n: the text names the year 1980 + n. */
static uint64_t
years_of(struct str s)
{
    uint64_t years = 0;

    for (size_t i = 0; i + 4 <= s.len; i++) {
        uint64_t year;

        if (str_to_u64(str_sub(s, i, 4), &year) == 0 && year >= 1980 &&
            year < 2044 && (i == 0 || !str_is_alnum(s.p[i - 1])) &&
            (i + 4 == s.len || !str_is_alnum(s.p[i + 4])))
            years |= (uint64_t)1 << (year - 1980);
    }
    return years;
}

/* The recall's name and the title name years, and not one of them is both. */
static int
is_of_other_year(const struct offer_text *ot, const struct recall *r)
{
    uint64_t recalled = years_of(recall_get(r, RECALL_NAME));
    uint64_t offered = recalled == 0 ? 0 : years_of(offer_text_folded(ot, 0));

    return offered != 0 && (recalled & offered) == 0;
}

static void
limit_model(struct match_sum *sum, const struct hit *h)
{
    const struct offer_text *ot = sum->s->ot;
    const struct recall *r = recall_index_at(sum->s->ix, sum->recall);
    size_t batch;

    if (h->masked)
        match_work_limit(
            sum, LIMIT_MASK, -0.1, offer_text_raw(ot, h->from, h->to));
    if ((h->cut && h->tail == TAIL_NONE) || h->tail == TAIL_VARIANT)
        match_work_limit(sum, LIMIT_SUFFIX, -0.05,
            offer_text_raw(ot, h->from, h->to + !h->cut));
    if (h->tail == TAIL_LETTER)
        match_work_limit(sum, LIMIT_SUFFIX, -0.35,
            offer_text_raw(ot, h->from, h->to + !h->cut));
    if (match_batch_find(sum->s->ot, r, &batch) == BATCH_OTHER)
        match_work_limit(sum, LIMIT_BATCH, -0.3, offer_text_word(ot, batch));
    if (model_is_size(h->key) &&
        (ot->field[ot->word[h->from].field].roles & OFFER_MODEL) == 0)
        match_work_limit(
            sum, LIMIT_SIZE, -0.3, offer_text_raw(ot, h->from, h->to));
    if (is_of_other_year(ot, r))
        match_work_limit(sum, LIMIT_MODEL_YEAR, -0.3, ot->field[0].raw);
    if (has_other_gtin(ot, r))
        match_work_limit(sum, LIMIT_OTHER_GTIN, -0.05, STR("gtins"));
}

/* 1 if the words around say that something else is offered; settled then. */
static int
is_denied(struct match_sum *sum, const struct recall_entry *e,
    const struct brand_evidence *b, const struct hit *h)
{
    struct recall_scratch *s = sum->s;
    const struct offer_text *ot = s->ot;
    int in_title = ot->word[h->from].field == 0;
    enum match_successor later;
    size_t at = 0;

    if (match_work_denies(s)) {
        match_work_deny(sum, "denial", "\"" STR_FMT "\"",
            STR_ARG(offer_text_raw(ot, s->denial_from, s->denial_to)));
        return 1;
    }
    if (match_context_accessory(ot, e, in_title ? h->from : SIZE_MAX,
            b->level > 0 && b->field == 0 ? b->word : SIZE_MAX, &at)) {
        match_work_deny(sum, "goes with the product", "\"" STR_FMT "\"",
            STR_ARG(offer_text_word(ot, at)));
        return 1;
    }
    if (!in_title && match_context_goes_with(ot, e, h->from)) {
        match_work_deny(sum, "goes with the product", "by its description");
        return 1;
    }
    later = match_successor_find(ot, e, h->from, h->to, &at);
    if (later == SUCCESSOR_SURE) {
        match_work_deny(sum, "later model", "\"" STR_FMT "\"",
            STR_ARG(offer_text_word(ot, at)));
        return 1;
    }
    if (later == SUCCESSOR_MAYBE)
        match_work_limit(sum, LIMIT_YEAR, -0.35, offer_text_word(ot, at));
    return 0;
}

/* A recall that names no brand: a long number, and the kind of product. */
static int
stands_alone(const struct offer_text *ot, const struct recall_entry *e,
    const struct hit *h)
{
    uint64_t tokens[NAME_TOKENS_MAX];
    size_t count;

    if (h->masked || h->tail != TAIL_NONE || h->key.len < ALONE_BYTES ||
        letters(h->key) == 0 || h->key.len - letters(h->key) < ALONE_DIGITS)
        return 0;
    count = name_meanings(ot, 0, ot->field[0].end, tokens);
    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->nouns, e->noun_count, tokens[i]) ||
            name_tokens_have(e->kinds, e->kind_count, tokens[i]))
            return 1;
    return 0;
}

static void
settle(struct recall_scratch *s, uint32_t recall, const struct hit *h)
{
    const struct offer_text *ot = s->ot;
    struct match_sum sum = { .s = s, .recall = recall, .rung = "model" };
    struct recall_entry e = recall_index_entry(s->ix, recall);
    struct brand_evidence brand = { 0 };
    struct buf value = BUF_MAX(1024);
    struct finding *f;

    if (h->uncued && !match_context_behind_brand(ot, &e, h->from))
        return;
    match_work_add(&sum, 0.5, "model", "\"" STR_FMT "\" in %s",
        STR_ARG(offer_text_raw(ot, h->from, h->to)),
        ot->field[ot->word[h->from].field].name);
    if (e.brand_count > 0)
        brand_evidence_find(&e, ot, &brand);
    if (brand.level == 0 && (e.brand_count > 0 || !stands_alone(ot, &e, h))) {
        /* Its name will not help either; and a page that repeats a model
         * thousands of times must not cost a search each time. */
        match_work_deny(&sum, "brand",
            e.brand_count > 0 ? "the offer does not name it"
                              : "the recall names none");
        return;
    }
    if (is_denied(&sum, &e, &brand, h))
        return;
    if (brand.level > 0)
        limit_brand(&sum, &e, &brand, h);
    else
        match_work_limit(&sum, LIMIT_NO_BRAND, 0, STR("the kind agrees"));
    limit_model(&sum, h);
    buf_adds(&value, offer_text_raw(ot, h->from, h->to));
    f = match_work_finding(&sum,
        sum.score >= MATCH_STRONG ? FINDING_STRONG : FINDING_CANDIDATE,
        REASON_MODEL, buf_text(&value));
    buf_clear(&value);
    if (f == NULL)
        return;
    match_work_words(f, ot, h->from, h->to);
    if (brand.level > 0)
        match_work_span(f, ot, brand.field, brand.start, brand.end);
    match_work_keep(s, &f);
}

static void
settle_all(struct recall_scratch *s, const uint32_t *ids, size_t count,
    const struct hit *h)
{
    for (size_t i = 0; i < count && i < MATCH_LOOKUP_MAX; i++)
        if (!match_work_settled(s, ids[i]))
            settle(s, ids[i], h);
}

/* Recalls that name only how their model numbers begin. */
static void
try_masked(struct recall_scratch *s, const struct hit *h)
{
    uint64_t hash = STR_HASH_EMPTY;

    if (h->key.len > 0)
        hash = str_hash_add(hash, h->key.p[0]);
    for (size_t n = 2; n < h->key.len && n < MODEL_KEY_BYTES; n++) {
        const uint32_t *ids;
        struct hit masked = *h;
        size_t count;

        hash = str_hash_add(hash, h->key.p[n - 1]);
        count = recall_index_prefix(s->ix, n, hash, &ids);
        masked.masked = 1;
        for (size_t i = 0; i < count && i < MATCH_LOOKUP_MAX; i++) {
            const struct texts *models =
                &recall_index_at(s->ix, ids[i])->list[RECALL_MODELS];
            int covered = 0;

            for (size_t k = 0; k < models->count && !covered; k++)
                covered = model_list_masks(str_of(models->item[k]), h->key);
            if (covered)
                settle_all(s, &ids[i], 1, &masked);
        }
    }
}

/* "X100BK": a colour is glued to the number. */
static void
try_cut(struct recall_scratch *s, const struct hit *h)
{
    const uint32_t *ids;
    struct hit cut = *h;

    cut.cut = 1;
    if (h->to - h->from > 1)
        return;
    for (size_t n = 2; n <= 3 && n + 4 <= h->key.len; n++) {
        size_t rest = h->key.len - n;
        size_t count;

        if (!str_is_digit(h->key.p[rest - 1]))
            continue;
        /* Glued on, a country's code may be the end of another number. */
        if (is_country(str_sub(h->key, rest, n)))
            cut.tail = TAIL_LETTER;
        else if (!is_variant(str_sub(h->key, rest, n)))
            continue;
        cut.key = str_sub(h->key, 0, rest);
        count = recall_index_model(s->ix, cut.key, &ids);
        settle_all(s, ids, count, &cut);
    }
}

static void
try_model(struct recall_scratch *s, size_t from, size_t to, int uncued)
{
    struct str text = offer_text_words(s->ot, from, to);
    struct hit h = { .from = from, .to = to, .uncued = uncued };
    const uint32_t *ids;
    size_t count;

    buf_reset(&s->key);
    if (text.len >= MODEL_KEY_BYTES || model_key_folded(&s->key, text) != 0)
        return;
    h.key = buf_str(&s->key);
    h.tail = tail_of(s->ot, from, to);
    count = recall_index_model(s->ix, h.key, &ids);
    if (h.tail != TAIL_LONGER) {
        if (count > 0)
            settle_all(s, ids, count, &h);
        if (!uncued) {
            try_masked(s, &h);
            try_cut(s, &h);
        }
    }
}

/* How many words from i on may be one number. */
static size_t
longest(const struct offer_text *ot, const struct offer_field *f, size_t i)
{
    size_t n = 0;
    int bare = 1; /* digits alone up to here */

    while (n < WORDS_MAX && i + n < f->end) {
        const struct offer_word *w = &ot->word[i + n];
        int is_bare = w->digits == w->end - w->start;

        if (w->cjk || (n > 0 && w->joint == OFFER_APART))
            break;
        /* Bare numbers side by side are no one number. */
        if (n > 0 && w->joint == OFFER_BLANK && bare && is_bare)
            break;
        bare &= is_bare;
        n++;
    }
    return n;
}

static int
has_digit(const struct offer_text *ot, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (ot->word[i].digits > 0)
            return 1;
    return 0;
}

static void
match_field(struct recall_scratch *s, const struct offer_field *f)
{
    const struct offer_text *ot = s->ot;
    int prose = (f->roles & OFFER_PROSE) != 0;

    for (size_t i = f->first; i < f->end; i++) {
        int uncued;

        /* In prose a number begins with digits, or letters tied to them. */
        if (prose && ot->word[i].digits == 0 &&
            (i + 1 >= f->end || ot->word[i + 1].joint != OFFER_DASH ||
                ot->word[i + 1].digits == 0))
            continue;
        uncued = prose && !match_context_model_cue(ot, i);
        /* The longest first: "X100 Pro" may be recalled, and "X100" too. */
        for (size_t n = longest(ot, f, i); n >= 1; n--)
            if (has_digit(ot, i, i + n))
                try_model(s, i, i + n, uncued);
    }
}

void
match_model(struct recall_scratch *s)
{
    const struct offer_text *ot = s->ot;

    for (size_t f = 0; f < ot->fields; f++)
        if (ot->field[f].roles & (OFFER_TITLE | OFFER_MODEL | OFFER_PROSE) &&
            ot->field[f].has_digit)
            match_field(s, &ot->field[f]);
}
