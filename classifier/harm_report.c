#include "classifier/harm_report.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HITS_MAX 512
/* Longer reviews are read to here: nobody tells of a fire that late. */
#define REVIEW_BYTES_MAX 8000
/* All reviews of a page together. */
#define LISTING_BYTES_MAX (256u << 10)
/* Quotations per finding; the others count without one. */
#define SPANS_MAX 10

/* How far a denial reaches over what follows, and back over what precedes. */
#define DENY_WORDS 6
#define DENY_HAN 5
#define DENIED_BACK 3

#define SCORE_EVENT 1.0
#define SCORE_SIGN 0.7
/* From this many stars on a customer is contented. */
#define CONTENTED 4

void
harm_report_init(struct harm_scratch *s)
{
    *s = (struct harm_scratch){ .hits = mem_array(HITS_MAX, sizeof *s->hits) };
}

void
harm_report_clear(struct harm_scratch *s)
{
    harm_cues_clear_tokens(&s->tokens);
    free(s->hits);
    s->hits = NULL;
}

/* --- one sentence --- */

struct reading {
    const struct harm_tokens *t;
    const struct harm_hit *hits;
    size_t count;
};

static int
is_masked(const struct reading *r, const struct harm_hit *h)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->hits[i].kind == HARM_MASK && r->hits[i].start <= h->start &&
            r->hits[i].end >= h->end)
            return 1;
    return 0;
}

/* 1 if a new clause begins between two tokens. */
static int
is_parted(const struct reading *r, size_t from, size_t to)
{
    if (r->t->item[from].clause != r->t->item[to].clause)
        return 1;
    for (size_t i = 0; i < r->count; i++)
        if (r->hits[i].kind == HARM_BREAK && r->hits[i].start >= from &&
            r->hits[i].end <= to && !is_masked(r, &r->hits[i]))
            return 1;
    return 0;
}

static int
is_word(const struct reading *r, size_t token, const char *word)
{
    const struct harm_token *t = &r->t->item[token];

    return str_is(
        str_sub(buf_str(&r->t->text), t->start, t->end - t->start), word);
}

/* "Ich hatte Angst, dass es brennt": the clause says what is feared. But "ich
 * kann nicht glauben, dass es brannte" tells of a fire. */
static int
is_object(const struct reading *r, const struct harm_hit *by, size_t to)
{
    size_t that = by->end;

    return that < to && is_word(r, that, "dass") &&
           r->t->item[that].clause == r->t->item[by->start].clause + 1 &&
           !is_parted(r, that, to);
}

/* 1 if what `by` says takes the cue back. */
static int
takes_back(const struct reading *r, const struct harm_hit *by,
    const struct harm_hit *h)
{
    size_t reach = r->t->item[h->start].han ? DENY_HAN : DENY_WORDS;

    switch (by->kind) {
    case HARM_DENY:
        /* Also between the words of the cue: "hat nichts gebrannt". */
        if (by->start > h->start)
            return by->end < h->end && !r->t->item[by->start].han;
        return by->start < h->start && h->start - by->end < (int)reach &&
               !is_parted(r, by->start, h->start);
    case HARM_DENIED:
        return by->start >= h->end && by->start - h->end < DENIED_BACK &&
               !is_parted(r, h->end - 1u, by->start);
    case HARM_MAYBE:
        return by->start < h->start && (!is_parted(r, by->start, h->start) ||
                                           is_object(r, by, h->start));
    case HARM_OTHER:
        return by->start < h->start;
    default:
        return 0;
    }
}

static int
holds(const struct reading *r, const struct harm_hit *h)
{
    if (is_masked(r, h))
        return 0;
    for (size_t i = 0; i < r->count; i++)
        if (takes_back(r, &r->hits[i], h) && !is_masked(r, &r->hits[i]))
            return 0;
    return 1;
}

/* A person or a thing that a sign can be about. */
static int
has_support(const struct reading *r)
{
    for (size_t i = 0; i < r->count; i++)
        if ((r->hits[i].kind == HARM_PERSON || r->hits[i].kind == HARM_THING) &&
            !is_masked(r, &r->hits[i]))
            return 1;
    return 0;
}

/* Asked, not reported. */
static int
is_question(struct str sentence)
{
    return str_ends(sentence, STR("?")) || str_ends(sentence, STR("？")) ||
           str_ends(sentence, STR("吗")) || str_ends(sentence, STR("吗。"));
}

void
harm_report_judge(const struct harm_cues *c, struct harm_scratch *s,
    struct str sentence, double rating, struct harm_verdict *out)
{
    struct reading r = { .t = &s->tokens, .hits = s->hits };
    int support, wounded = 0;

    *out = (struct harm_verdict){ 0 };
    harm_cues_read(c, &s->tokens, sentence);
    r.count = harm_cues_find(c, &s->tokens, s->hits, HITS_MAX);
    if (r.count == 0 || is_question(sentence))
        return;
    support = rating < CONTENTED && has_support(&r);
    for (size_t i = 0; i < r.count; i++) {
        const struct harm_hit *h = &r.hits[i];
        double score = h->kind == HARM_SIGN ? SCORE_SIGN : SCORE_EVENT;

        if (h->kind > HARM_WOUND || (h->kind == HARM_SIGN && !support) ||
            !holds(&r, h))
            continue;
        wounded |= h->kind == HARM_WOUND || h->kind == HARM_HURT;
        if (h->kind == HARM_WOUND)
            continue;
        out->hazards |= 1u << h->hazard;
        if (score > out->score)
            out->score = score;
    }
    out->hurt = wounded && out->hazards != 0;
}

/* --- a listing --- */

/* What the reviews say of one hazard. */
struct tally {
    size_t reviews; /* that report it, none twice */
    int hurt;
    double score;
    struct finding *finding; /* owned until appended */
};

static void
add_sentence(struct tally *tallies, const struct harm_verdict *v,
    const struct listing *l, size_t review, struct str sentence)
{
    struct str text = str_of(l->reviews[review].text);
    char field[32], id[64];

    snprintf(field, sizeof field, "reviews[%zu]", review);
    for (size_t h = 0; h < HAZARDS; h++) {
        struct tally *t = &tallies[h];
        size_t start = (size_t)(sentence.p - text.p);

        if ((v->hazards & 1u << h) == 0)
            continue;
        snprintf(id, sizeof id, "harm/%s", hazard_name((enum hazard)h));
        if (t->finding == NULL)
            t->finding = finding_new(FINDING_REVIEW, id, FINDING_CANDIDATE, 0);
        if (t->finding->span_count < SPANS_MAX)
            finding_add_span(
                t->finding, field, text, start, start + sentence.len);
        t->hurt |= v->hurt;
        if (v->score > t->score)
            t->score = v->score;
    }
}

/* Read one review; every hazard it reports counts once. */
static void
read_review(const struct harm_cues *c, struct harm_scratch *s,
    const struct listing *l, size_t review, struct tally *tallies)
{
    struct str text =
        utf8_cut(str_of(l->reviews[review].text), REVIEW_BYTES_MAX);
    struct str sentence;
    unsigned hazards = 0;
    size_t at = 0;

    while (sentence_next(text, &at, &sentence)) {
        struct harm_verdict v;

        harm_report_judge(c, s, sentence, l->reviews[review].rating, &v);
        if (v.hazards == 0)
            continue;
        hazards |= v.hazards;
        add_sentence(tallies, &v, l, review, sentence);
    }
    for (size_t h = 0; h < HAZARDS; h++)
        tallies[h].reviews += (hazards & 1u << h) != 0;
}

/* The same words again are no second witness: shops show a review twice. */
static int
is_repeated(const struct listing *l, size_t review)
{
    for (size_t i = 0; i < review; i++)
        if (strcmp(l->reviews[i].text, l->reviews[review].text) == 0)
            return 1;
    return 0;
}

/* "one" and "many" begin a sentence that the hazard ends. */
static const struct {
    const char *code, *one, *many, *hurt;
} wordings[] = {
    { "en", "a customer review reports ", " customer reviews report ",
        "; a person was hurt" },
    { "de", "eine Kundenbewertung berichtet von ",
        " Kundenbewertungen berichten von ", "; ein Mensch wurde verletzt" },
    { "zh", "一条买家评价反映", "条买家评价反映", "；有人受伤" },
};

/* As what happened, not as a kind of risk. */
static const char *const happened[HAZARDS][COUNT(wordings)] = {
    [HAZARD_CHOKING] = { "choking or swallowed parts",
        "Verschlucken oder Würgen", "噎住或误吞" },
    [HAZARD_SUFFOCATION] = { "suffocation or entrapment",
        "Ersticken oder Einklemmen", "窒息或卡住" },
    [HAZARD_STRANGULATION] = { "strangulation", "Strangulieren", "勒颈" },
    [HAZARD_DROWNING] = { "near drowning", "Untergehen im Wasser", "溺水" },
    [HAZARD_BURNS] = { "burns", "Verbrennungen", "烫伤或烧伤" },
    [HAZARD_FIRE] = { "fire, smoke or melting", "Feuer, Rauch oder Schmelzen",
        "起火、冒烟或烧熔" },
    [HAZARD_EXPLOSION] = { "an explosion or bursting", "Explosion oder Bersten",
        "爆炸或爆裂" },
    [HAZARD_ELECTRIC_SHOCK] = { "an electric shock", "einem Stromschlag",
        "触电" },
    [HAZARD_CUTS] = { "cuts", "Schnittverletzungen", "割伤" },
    [HAZARD_FALL] = { "collapse, tipping or a fall",
        "Zusammenbrechen, Umkippen oder Sturz", "倒塌、倾倒或摔落" },
    [HAZARD_IMPACT] = { "a blow, crushing or another injury",
        "Stoß, Quetschung oder anderer Verletzung", "撞击、夹伤或其他伤害" },
    [HAZARD_CRASH] = { "a crash or failing brakes",
        "Unfall oder versagender Bremse", "撞车或刹车失灵" },
    [HAZARD_POISONING] = { "poisoning", "Vergiftung", "中毒" },
    [HAZARD_CHEMICAL] = { "rash, irritation or leaking chemicals",
        "Ausschlag, Reizung oder austretenden Chemikalien",
        "皮疹、刺激或化学品泄漏" },
    [HAZARD_MICROBIOLOGICAL] = { "mould or germs", "Schimmel oder Keimen",
        "发霉或细菌" },
    [HAZARD_HEARING] = { "harm to hearing", "Hörschaden", "听力受损" },
    [HAZARD_SIGHT] = { "harm to the eyes", "Augenschaden", "眼睛受伤" },
};

static size_t
wording_of(const char *language)
{
    for (size_t i = 0; language != NULL && i < COUNT(wordings); i++)
        if (strcmp(wordings[i].code, language) == 0)
            return i;
    return 0;
}

/* Fires and shocks kill; what hurt a person may do so again. */
static int
severity_of(size_t hazard, int hurt)
{
    static const unsigned grave =
        1u << HAZARD_FIRE | 1u << HAZARD_EXPLOSION |
        1u << HAZARD_ELECTRIC_SHOCK | 1u << HAZARD_CHOKING |
        1u << HAZARD_SUFFOCATION | 1u << HAZARD_STRANGULATION |
        1u << HAZARD_DROWNING | 1u << HAZARD_POISONING;
    int severity = (grave & 1u << hazard) != 0 ? 3 : 2;

    return hurt ? severity + 1 : severity;
}

static void
finish(struct tally *t, size_t h, size_t wording, struct findings *out)
{
    const char *what = happened[h][wording];
    struct finding *f = t->finding;
    struct buf reason = BUF_MAX(1000);

    if (t->reviews > 1 || t->hurt)
        f->strength = FINDING_STRONG;
    f->score = t->score;
    f->severity = severity_of(h, t->hurt);
    f->hazards = 1u << h;
    if (t->reviews > 1)
        buf_addf(&reason, "%zu%s%s", t->reviews, wordings[wording].many, what);
    else
        buf_addf(&reason, "%s%s", wordings[wording].one, what);
    if (t->hurt)
        buf_addz(&reason, wordings[wording].hurt);
    finding_set_reason(f, "%s", buf_text(&reason));
    buf_clear(&reason);
    findings_add(out, &t->finding);
}

void
harm_report_find(const struct harm_cues *c, struct harm_scratch *s,
    const struct listing *l, const char *language, struct findings *out)
{
    struct tally tallies[HAZARDS] = { { 0 } };
    size_t bytes = 0;

    for (size_t i = 0; i < l->review_count && bytes < LISTING_BYTES_MAX; i++) {
        if (l->reviews[i].text == NULL || is_repeated(l, i))
            continue;
        bytes += strlen(l->reviews[i].text);
        read_review(c, s, l, i, tallies);
    }
    for (size_t h = 0; h < HAZARDS; h++)
        if (tallies[h].finding != NULL)
            finish(&tallies[h], h, wording_of(language), out);
}
