/* The first rung: the offer itself names a recall's case number. */
#include "recalls/match_work.h"

#include "base/mem.h"
#include "recalls/case_number.h"

/* Bytes around a number in which the recall must be spoken of. */
#define NEAR_BYTES 80
/* Words that a number may be written in: "SR / 01326 / 26", "CPSC 24-069". */
#define WORDS_MAX 4
/* The fewest digits of a number that needs no second look: "24-069". */
#define DIGITS_MIN 5

static void
settle(struct recall_scratch *s, uint32_t recall, size_t from, size_t to)
{
    const struct recall *r = recall_index_at(s->ix, recall);
    struct match_sum sum = { .s = s, .recall = recall, .rung = "case number" };
    struct str text = offer_text_raw(s->ot, from, to);
    struct finding *f;

    if (match_work_settled(s, recall))
        return;
    match_work_add(&sum, 1, "case number",
        "\"" STR_FMT "\" in %s is %s of the recall", STR_ARG(text),
        s->ot->field[s->ot->word[from].field].name, r->text[RECALL_ID]);
    if (match_work_denies(s)) {
        match_work_deny(&sum, "denial", "\"" STR_FMT "\"",
            STR_ARG(offer_text_raw(s->ot, s->denial_from, s->denial_to)));
        return;
    }
    f = match_work_finding(
        &sum, FINDING_CONCLUSIVE, REASON_CASE, r->text[RECALL_ID]);
    if (f == NULL)
        return;
    match_work_words(f, s->ot, from, to);
    match_work_keep(s, &f);
}

/* 1 if the words around, or the field's name, speak of a recall. */
static int
is_announced(const struct recall_scratch *s, size_t from, size_t to)
{
    const struct offer_word *a = &s->ot->word[from], *b = &s->ot->word[to - 1];
    struct str t = offer_text_folded(s->ot, a->field);
    size_t start = a->start > NEAR_BYTES ? a->start - NEAR_BYTES : 0;
    struct buf name = BUF_MAX(1024);
    int cue = case_number_cue(str_sub(t, start, b->end + NEAR_BYTES - start));

    if (!cue && fold_key(&name, str_of(s->ot->field[a->field].name)) == 0)
        cue = case_number_cue(buf_str(&name));
    buf_clear(&name);
    return cue;
}

static void
look_up(struct recall_scratch *s, struct str key, int certain, size_t from,
    size_t to)
{
    const uint32_t *ids;
    size_t count = recall_index_case(s->ix, key, &ids);

    if (count == 0 || (!certain && !is_announced(s, from, to)))
        return;
    for (size_t i = 0; i < count && i < MATCH_LOOKUP_MAX; i++)
        settle(s, ids[i], from, to);
}

static void
try_case(struct recall_scratch *s, size_t from, size_t to, unsigned digits,
    int blanks)
{
    struct str text = offer_text_words(s->ot, from, to);
    struct buf key = BUF_MAX(256);

    if (case_number_key(&key, text) == 0) {
        int certain = !blanks && case_number_speaks(buf_str(&key));

        if (certain || digits >= DIGITS_MIN)
            look_up(s, buf_str(&key), certain, from, to);
    }
    buf_reset(&key);
    if (digits >= DIGITS_MIN && !blanks && case_number_joined(&key, text) == 0)
        look_up(s, buf_str(&key), 0, from, to);
    buf_clear(&key);
}

/* What stands between words i-1 and i of one number: at most a sign with
 * blanks around it. */
static int
goes_on(const struct offer_text *ot, size_t i)
{
    return ot->word[i].start - ot->word[i - 1].end <= 3 &&
           ot->word[i].joint != OFFER_GLUED && !ot->word[i].cjk;
}

void
match_case(struct recall_scratch *s)
{
    const struct offer_text *ot = s->ot;

    for (size_t f = 0; f < ot->fields; f++) {
        const struct offer_field *of = &ot->field[f];

        if ((of->roles & OFFER_OTHERS) || !of->has_digit)
            continue;
        for (size_t i = of->first; i < of->end; i++) {
            unsigned digits = ot->word[i].digits;
            int blanks = 0;

            /* A number begins with digits, or with a short word before. */
            if (ot->word[i].cjk ||
                (digits == 0 &&
                    (ot->word[i].end - ot->word[i].start > 5 ||
                        i + 1 >= of->end || ot->word[i + 1].digits == 0)))
                continue;
            if (digits >= DIGITS_MIN)
                try_case(s, i, i + 1, digits, 0);
            for (size_t n = 2; n <= WORDS_MAX && i + n <= of->end; n++) {
                const struct offer_word *w = &ot->word[i + n - 1];

                if (!goes_on(ot, i + n - 1) || w->digits == 0)
                    break;
                blanks |= w->joint == OFFER_BLANK;
                digits += w->digits;
                if (digits >= 3)
                    try_case(s, i, i + n, digits, blanks);
            }
        }
    }
}
