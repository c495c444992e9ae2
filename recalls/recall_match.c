#include "recalls/recall_match.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "recalls/brand_evidence.h"
#include "recalls/match_context.h"
#include "recalls/model_key.h"
#include "recalls/name_token.h"
#include "recalls/recall_candidate.h"

#include <stdlib.h>
#include <string.h>

/* Recalls looked at per look-up: one number is rarely in more notices. */
#define LOOKUP_MAX 40
/* Words a model number may be written in: "SB 47 29-1". */
#define MODEL_WORDS 4
#define SEEN_MAX 256

/* A candidate needs most of the recall's name, several rare words, and some
 * of the title: on 94,000 ordinary offers fewer than 0.5 % have it. */
#define CANDIDATE_COVER 0.62
#define CANDIDATE_COVER_ALONE 0.85 /* of a recall that names no brand */
#define CANDIDATE_OFFER 0.30
#define CANDIDATE_SHARED 16.0
#define CANDIDATES_KEPT 3

struct recall_scratch {
    struct offer_text *ot;
    struct candidate_sums *sums;
    /* Recalls that have a finding, or were ruled out, for this listing. */
    uint32_t seen[SEEN_MAX];
    size_t seen_count;
    size_t made;
    int denies; /* the offer says it is under no recall */
};

struct recall_scratch *
recall_scratch_new(const struct recall_index *ix)
{
    struct recall_scratch *s = mem_new(sizeof *s);

    s->ot = offer_text_new();
    s->sums = candidate_sums_new(ix);
    return s;
}

void
recall_scratch_free(struct recall_scratch *s)
{
    if (s == NULL)
        return;
    offer_text_free(s->ot);
    candidate_sums_free(s->sums);
    free(s);
}

static int
was_seen(const struct recall_scratch *s, uint32_t recall)
{
    for (size_t i = 0; i < s->seen_count; i++)
        if (s->seen[i] == recall)
            return 1;
    return s->seen_count == SEEN_MAX;
}

static void
set_seen(struct recall_scratch *s, uint32_t recall)
{
    if (s->seen_count < SEEN_MAX)
        s->seen[s->seen_count++] = recall;
}

static int
severity_of(const struct recall *r)
{
    static const char *const levels[] = { "other", "low", "medium", "high",
        "serious" };
    /* "other" is less than serious, how much is not said. */
    static const int severity[] = { 2, 1, 2, 3, 4 };

    for (size_t i = 0; i < COUNT(levels); i++)
        if (str_is(recall_get(r, RECALL_LEVEL), levels[i]))
            return severity[i];
    return 0;
}

/* A finding with what the notice says; the caller adds reason and spans. */
static struct finding *
new_finding(const struct recall_index *ix, struct recall_scratch *s,
    uint32_t recall, enum finding_strength strength, double score)
{
    const struct recall *r = recall_index_at(ix, recall);
    struct finding *f =
        finding_new(FINDING_RECALL, r->text[RECALL_ID], strength, score);
    const struct texts *hazards = &r->list[RECALL_HAZARDS];
    enum hazard h;

    set_seen(s, recall);
    s->made++;
    f->title = str_dup(recall_get(
        r, r->text[RECALL_NAME] != NULL ? RECALL_NAME : RECALL_PRODUCT));
    if (r->text[RECALL_URL] != NULL)
        f->url = mem_text(r->text[RECALL_URL]);
    f->severity = severity_of(r);
    for (size_t i = 0; i < hazards->count; i++)
        if (hazard_find(&h, str_of(hazards->item[i])) == 0)
            f->hazards |= 1u << h;
    return f;
}

/* Quote the folded bytes [start,end) of a field. */
static void
add_span(struct finding *f, const struct offer_text *ot, size_t field,
    size_t start, size_t end)
{
    const struct offer_field *of = &ot->field[field];
    size_t a, b;

    fold_span(&of->folded, start, end, &a, &b);
    finding_add_span(f, of->name, of->raw, a, b);
}

static void
add_word_span(
    struct finding *f, const struct offer_text *ot, size_t from, size_t to)
{
    add_span(f, ot, ot->word[from].field, ot->word[from].start,
        ot->word[to - 1].end);
}

/* --- trade item numbers --- */

/* Is this field's name that of a trade item number? */
static int
names_gtin(const char *name)
{
    static const char *const words[] = { "gtin", "ean", "upc", "barcode",
        "bar code", "strichcode", "条码", "条形码", "isbn" };

    if (strcmp(name, "gtins") == 0)
        return 1;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_find_nocase(str_of(name), str_of(words[i]), 0) >= 0)
            return 1;
    return 0;
}

static void
gtin_findings(const struct recall_index *ix, struct recall_scratch *s,
    const char gtin[GTIN_BYTES], int packing, size_t from, size_t to,
    struct findings *out)
{
    const uint32_t *ids;
    size_t count = recall_index_gtin(ix, gtin, &ids);

    for (size_t i = 0; i < count && i < LOOKUP_MAX; i++) {
        int plain = !packing && !s->denies && gtin_is_global(gtin);
        struct finding *f;

        if (was_seen(s, ids[i]) || s->made >= RECALL_FINDINGS_MAX)
            continue;
        f = new_finding(ix, s, ids[i],
            plain ? FINDING_CONCLUSIVE : FINDING_STRONG, plain ? 1.0 : 0.85);
        finding_set_reason(f,
            "The offer has the GTIN %s, which the recall names%s.", gtin,
            s->denies ? "; it says it is not affected"
            : packing ? ", as a packing unit of it"
            : plain   ? ""
                      : ", from a range that shops may use themselves");
        add_word_span(f, s->ot, from, to);
        findings_add(out, &f);
    }
}

/* Try words [from, to) as one number, in the forms it may have. */
static void
try_gtin(const struct recall_index *ix, struct recall_scratch *s, size_t from,
    size_t to, int labelled, struct findings *out)
{
    struct str text = offer_text_words(s->ot, from, to);
    char digits[16], gtin[GTIN_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!str_is_digit(text.p[i]) && text.p[i] != ' ' && text.p[i] != '-')
            return;
        if (str_is_digit(text.p[i])) {
            if (n >= 14)
                return;
            digits[n++] = text.p[i];
        }
    }
    digits[n] = '\0';
    /* Eight digits are more often an article number than a GTIN-8. */
    if (n < 12 && !labelled)
        return;
    if (gtin_parse((struct str){ digits, n }, gtin) == 0) {
        gtin_findings(ix, s, gtin, 0, from, to, out);
        if (n == 14 && gtin[0] >= '1' && gtin[0] <= '8') {
            /* GS1 General Specifications 2.2: the first digit is the level of
             * packing, the check digit is reckoned anew. */
            char inner[GTIN_BYTES] = "0";

            memcpy(inner + 1, gtin + 1, 12);
            for (char c = '0'; c <= '9'; c++) {
                inner[13] = c;
                if (gtin_parse((struct str){ inner, 14 }, gtin) == 0)
                    gtin_findings(ix, s, gtin, 1, from, to, out);
            }
        }
    } else if (n == 11 || n == 7) {
        /* A spreadsheet took the leading zero. */
        char zero[16] = "0";

        memcpy(zero + 1, digits, n + 1);
        if (gtin_parse(str_of(zero), gtin) == 0)
            gtin_findings(ix, s, gtin, 0, from, to, out);
    }
}

/* 1 if one of the three words before is a label: "EAN: 4006381333931". */
static int
labelled_in_text(const struct offer_text *ot, size_t word)
{
    size_t first = ot->field[ot->word[word].field].first;

    for (size_t back = 1; back <= 3 && word >= first + back; back++) {
        struct buf label = BUF_MAX(64);
        int hit;

        buf_adds(&label, utf8_cut(offer_text_word(ot, word - back), 60));
        hit = names_gtin(buf_text(&label));
        buf_clear(&label);
        if (hit)
            return 1;
    }
    return 0;
}

static void
match_gtins(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out)
{
    const struct offer_text *ot = s->ot;

    for (size_t f = 0; f < ot->fields; f++) {
        int in_name = names_gtin(ot->field[f].name);

        for (size_t i = ot->field[f].first; i < ot->field[f].end; i++) {
            struct str w = offer_text_word(ot, i);
            int labelled;

            if (ot->word[i].digits != w.len)
                continue;
            /* A long run of digits, or groups of it behind a label. */
            labelled = in_name || labelled_in_text(ot, i);
            if (w.len >= 12 || (labelled && w.len >= 7))
                try_gtin(ix, s, i, i + 1, labelled, out);
            for (size_t n = 2; labelled && n <= 5; n++) {
                if (i + n > ot->field[f].end ||
                    ot->word[i + n - 1].joint == OFFER_APART ||
                    ot->word[i + n - 1].joint == OFFER_SLASH)
                    break;
                try_gtin(ix, s, i, i + n, labelled, out);
            }
        }
    }
}

/* --- declared case numbers --- */

/* "A12/01234/24" can be nothing else; "24-069" needs the word recall. */
static int
speaks_for_itself(struct str key)
{
    ptrdiff_t slash = str_find_char(key, '/', 0);
    int letters = 0;

    if (slash < 0 || str_find_char(key, '/', (size_t)slash + 1) < 0)
        return 0;
    for (size_t i = 0; i < key.len; i++)
        letters += str_is_alpha(key.p[i]);
    return letters > 0;
}

static void
case_findings(const struct recall_index *ix, struct recall_scratch *s,
    size_t from, size_t to, struct findings *out)
{
    const struct offer_text *ot = s->ot;
    struct str folded = offer_text_folded(ot, ot->word[from].field);
    struct buf key = BUF_MAX(256);
    const uint32_t *ids;
    size_t count = 0;

    if (recall_case_key(&key, offer_text_words(ot, from, to)) == 0)
        count = recall_index_case(ix, buf_str(&key), &ids);
    if (count > 0 && !speaks_for_itself(buf_str(&key)) &&
        !match_context_recall_near(
            folded, ot->word[from].start, ot->word[to - 1].end))
        count = 0;
    for (size_t i = 0; i < count && i < LOOKUP_MAX; i++) {
        const struct recall *r = recall_index_at(ix, ids[i]);
        struct finding *f;

        if (was_seen(s, ids[i]) || s->made >= RECALL_FINDINGS_MAX)
            continue;
        if (s->denies) {
            set_seen(s, ids[i]);
            continue;
        }
        f = new_finding(ix, s, ids[i], FINDING_CONCLUSIVE, 1.0);
        finding_set_reason(f,
            "The offer itself names the recall's case number %s.",
            r->text[RECALL_ID]);
        add_word_span(f, ot, from, to);
        findings_add(out, &f);
    }
    buf_clear(&key);
}

static void
match_cases(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out)
{
    const struct offer_text *ot = s->ot;

    for (size_t f = 0; f < ot->fields; f++)
        for (size_t i = ot->field[f].first; i < ot->field[f].end; i++) {
            unsigned digits = ot->word[i].digits;

            /* A number in one word, or in parts joined by '/' and '-'. */
            if (digits >= 5)
                case_findings(ix, s, i, i + 1, out);
            for (size_t n = 2; n <= 3 && i + n <= ot->field[f].end; n++) {
                const struct offer_word *w = &ot->word[i + n - 1];

                if (w->joint == OFFER_APART || w->joint == OFFER_GLUED ||
                    w->digits == 0)
                    break;
                digits += w->digits;
                if (digits >= 4)
                    case_findings(ix, s, i, i + n, out);
            }
        }
}

/* --- brand and model --- */

/* Fields that state what the offer is. */
static int
states_model(const char *name)
{
    static const char *const words[] = { "model", "mpn", "sku", "型号", "货号",
        "artikel", "part number", "teilenummer", "item", "herstellernummer",
        "referenz", "reference" };
    static const char *const others[] = { "kompatib", "compatib", "passend",
        "适用", "适配", "fits", "für", "year", "jahr" };

    for (size_t i = 0; i < COUNT(others); i++)
        if (str_find_nocase(str_of(name), str_of(others[i]), 0) >= 0)
            return 0;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_find_nocase(str_of(name), str_of(words[i]), 0) >= 0)
            return 1;
    return 0;
}

/* 1 if what is tied to words [from, to) makes them a part of a longer number:
 * "X100-2", "AB-X100", but not "X100-Mixer" or "X100/X200". */
static int
is_part_of_longer(const struct offer_text *ot, size_t from, size_t to)
{
    const struct offer_field *f = &ot->field[ot->word[from].field];
    enum offer_joint before = (enum offer_joint)ot->word[from].joint;

    if (from > f->first && before == OFFER_DASH) {
        struct str w = offer_text_word(ot, from - 1);

        if (ot->word[from - 1].digits > 0 || w.len <= 2)
            return 1;
    }
    if (to < f->end && ot->word[to].joint == OFFER_DASH) {
        struct str w = offer_text_word(ot, to);

        if (ot->word[to].digits > 0 || w.len <= 2)
            return 1;
    }
    return 0;
}

struct model_hit {
    size_t from, to; /* words */
    int in_title;
    struct str key;
};

static void
model_finding(const struct recall_index *ix, struct recall_scratch *s,
    uint32_t recall, const struct model_hit *hit, struct findings *out)
{
    const struct offer_text *ot = s->ot;
    struct recall_entry e = recall_index_entry(ix, recall);
    struct brand_evidence brand;
    size_t brand_word;
    struct finding *f;

    if (was_seen(s, recall) || s->made >= RECALL_FINDINGS_MAX)
        return;
    if (e.brand_count == 0)
        return;
    brand_evidence_find(&e, ot, &brand);
    if (brand.level == 0) {
        /* Its name will not help either; and a page that repeats a model
         * thousands of times must not cost a search each time. */
        set_seen(s, recall);
        return;
    }
    brand_word = brand.field == 0 ? brand.word : SIZE_MAX;
    if (s->denies ||
        match_context_accessory(
            ot, &e, hit->in_title ? hit->from : SIZE_MAX, brand_word) ||
        match_context_successor(ot, &e, hit->from, hit->to)) {
        set_seen(s, recall);
        return;
    }
    f = new_finding(ix, s, recall,
        brand.other_stated ? FINDING_CANDIDATE : FINDING_STRONG,
        brand.other_stated ? 0.5
        : brand.level == 2 ? 0.9
                           : 0.8);
    finding_set_reason(f, "Brand and model number are the recalled ones%s.",
        brand.other_stated ? ", but the offer states another brand"
        : brand.level == 1 ? "; the brand is one letter off"
                           : "");
    add_word_span(f, ot, hit->from, hit->to);
    add_span(f, ot, brand.field, brand.start, brand.end);
    findings_add(out, &f);
}

static void
try_model(const struct recall_index *ix, struct recall_scratch *s, size_t from,
    size_t to, struct findings *out)
{
    struct buf key = BUF_MAX(256);
    const uint32_t *ids;
    size_t count = 0;
    struct str text = offer_text_words(s->ot, from, to);

    if (text.len < MODEL_KEY_BYTES && model_key_folded(&key, text) == 0)
        count = recall_index_model(ix, buf_str(&key), &ids);
    if (count > 0 && !is_part_of_longer(s->ot, from, to)) {
        struct model_hit hit = { from, to, s->ot->word[from].field == 0,
            buf_str(&key) };

        for (size_t i = 0; i < count && i < LOOKUP_MAX; i++)
            model_finding(ix, s, ids[i], &hit, out);
    }
    buf_clear(&key);
}

static void
match_models(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out)
{
    const struct offer_text *ot = s->ot;

    for (size_t f = 0; f < ot->fields; f++) {
        int states = f == 0 || states_model(ot->field[f].name);
        int prose = strcmp(ot->field[f].name, "description") == 0;

        if (!states && !prose)
            continue;
        for (size_t i = ot->field[f].first; i < ot->field[f].end; i++) {
            unsigned digits = 0;

            if (prose && ot->word[i].digits == 0)
                continue;
            if (prose && !match_context_model_cue(ot, i))
                continue;
            for (size_t n = 1; n <= MODEL_WORDS && i + n <= ot->field[f].end;
                 n++) {
                const struct offer_word *w = &ot->word[i + n - 1];

                if (n > 1 && (w->joint == OFFER_APART || w->cjk))
                    break;
                /* Bare numbers side by side are no one number. */
                if (n > 1 && w->joint == OFFER_BLANK &&
                    digits == ot->word[i].end - ot->word[i].start &&
                    w->digits == w->end - w->start)
                    break;
                digits += w->digits;
                if (digits > 0)
                    try_model(ix, s, i, i + n, out);
            }
        }
    }
}

/* --- likeness of names --- */

/* Quote the words of the title that the recall's name has too. */
static void
add_shared_spans(struct finding *f, const struct offer_text *ot,
    const struct recall_entry *e)
{
    int quoted = 0;

    for (size_t i = ot->field[0].first; i < ot->field[0].end && quoted < 8;
         i++) {
        uint64_t tokens[NAME_TOKENS_MAX];
        size_t count = name_tokens(ot, i, i + 1, tokens);

        for (size_t k = 0; k < count; k++)
            if (name_tokens_have(e->tokens, e->token_count, tokens[k])) {
                add_word_span(f, ot, i, i + 1);
                quoted++;
                break;
            }
    }
}

/* The offer has a number like a model's, the recall has others. */
static int
codes_differ(const struct offer_text *ot, const struct recall_entry *e)
{
    uint64_t codes[NAME_TOKENS_MAX];
    size_t count = name_codes(ot, 0, ot->field[0].end, codes);

    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->codes, e->code_count, codes[i]))
            return 0;
    return count > 0 && e->code_count > 0;
}

/* Is the likeness worth a look? */
static int
is_candidate(const struct recall_scratch *s, const struct recall_candidate *c,
    const struct recall_entry *e)
{
    struct brand_evidence brand;

    if (c->cover < CANDIDATE_COVER || c->offer < CANDIDATE_OFFER ||
        c->shared < CANDIDATE_SHARED || codes_differ(s->ot, e) ||
        match_context_lacks_thing(s->ot, e))
        return 0;
    brand_evidence_find(e, s->ot, &brand);
    if (e->brand_count > 0 ? brand.level == 0 || brand.other_stated
                           : c->cover < CANDIDATE_COVER_ALONE)
        return 0;
    return !match_context_accessory(s->ot, e, SIZE_MAX,
        brand.level > 0 && brand.field == 0 ? brand.word : SIZE_MAX);
}

static void
match_names(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out)
{
    struct recall_candidate best[CANDIDATES_MAX];
    size_t count = recall_candidates(ix, s->sums, s->ot, best);
    size_t kept = 0;

    for (size_t i = 0; i < count && kept < CANDIDATES_KEPT; i++) {
        struct recall_entry e = recall_index_entry(ix, best[i].recall);
        struct finding *f;

        if (s->denies || was_seen(s, best[i].recall) ||
            s->made >= RECALL_FINDINGS_MAX || !is_candidate(s, &best[i], &e))
            continue;
        f = new_finding(ix, s, best[i].recall, FINDING_CANDIDATE,
            0.3 + 0.4 * best[i].score);
        finding_set_reason(f,
            "The name is like that of the recalled product: %.0f %% of its "
            "words, weighed by how rare they are.",
            best[i].cover * 100);
        add_shared_spans(f, s->ot, &e);
        findings_add(out, &f);
        kept++;
    }
}

void
recall_match(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, struct findings *out)
{
    if (recall_index_count(ix) == 0)
        return;
    offer_text_read(s->ot, l);
    s->seen_count = 0;
    s->made = 0;
    s->denies = 0;
    for (size_t f = 0; f < s->ot->fields && !s->denies; f++)
        if (f == 0 || strcmp(s->ot->field[f].name, "description") == 0)
            s->denies = match_context_denies(offer_text_folded(s->ot, f));
    match_cases(ix, s, out);
    match_gtins(ix, s, out);
    match_models(ix, s, out);
    match_names(ix, s, out);
}
