#include "recalls/match_successor.h"

#include "base/mem.h"
#include "recalls/name_token.h"

#include <string.h>

/* How many words behind the model are looked at. */
#define REACH 5

static const char *const successors[] = { "pro", "plus", "max", "ultra", "lite",
    "neo", "evo", "evolution", "ii", "iii", "iv", "vi", "vii", "mk2", "mk3",
    "mk4", "mkii", "mkiii", "mark2", "v2", "v3", "v4", "v5", "ver2", "gen2",
    "gen3", "gen4", "xl", "xs", "xt", "se", "mini", "next", "nxt", "advanced",
    "nachfolger", "nachfolgemodell", "nachfolgegerät", "successor", "2nd",
    "3rd", "4th", "s2", "redesign", "redesigned", "reloaded", "improved",
    "upgraded", "verbesserte", "verbessert", "überarbeitete", "überarbeitet",
    "neuauflage" };

/* With a number or an ordinal beside them. */
static const char *const generations[] = { "gen", "generation", "mark", "mk",
    "version", "ver", "series", "serie", "auflage", "rev", "revision" };
static const char *const ordinals[] = { "second", "third", "fourth", "zweite",
    "zweiten", "zweiter", "dritte", "dritten", "dritter", "vierte", "new",
    "next", "neue", "neuen", "neuer", "neueste", "latest", "nächste" };
static const char *const filling[] = { "der", "die", "das", "in", "the", "of",
    "von" };
static const char *const years[] = { "edition", "modell", "model", "version",
    "ausgabe", "jahrgang", "my", "upgrade", "upgraded", "neu", "new" };

static const char *const han[] = { "二代", "三代", "四代", "第2代", "升级版",
    "升级款", "升级型", "改进版", "改良版", "增强版", "加强版", "新一代",
    "下一代", "新版", "换代", "后继", "第二世代", "新型", "改款" };
static const char *const han_behind_number[] = { "代", "年款", "年新款", "款",
    "世代", "年版", "年升级", "新款", "新版", "新型", "升级" };

#define ONE_OF(s, list) str_is_one_of(s, list, COUNT(list))

int
match_successor_is(struct str word)
{
    return ONE_OF(word, successors);
}

static int
is_of_recall(const struct recall_entry *e, struct str word)
{
    uint64_t token = name_token(word);

    return token != 0 && (name_tokens_have(e->tokens, e->token_count, token) ||
                             name_tokens_have(e->codes, e->code_count, token));
}

/* A year in which products on sale were made. */
static int
is_year(struct str w)
{
    return w.len == 4 && w.p[0] == '2' && w.p[1] == '0' && w.p[2] >= '1' &&
           w.p[2] <= '3' && str_is_digit(w.p[3]);
}

static int
is_small_number(struct str w)
{
    return w.len == 1 && w.p[0] >= '2' && w.p[0] <= '9';
}

/* 1 if between words i-1 and i stand other signs than these. */
static int
is_apart(const struct offer_text *ot, size_t i, const char *signs)
{
    struct str t = offer_text_folded(ot, ot->word[i].field);

    for (size_t k = ot->word[i - 1].end; k < ot->word[i].start; k++)
        if (t.p[k] == '\0' || strchr(signs, t.p[k]) == NULL)
            return 1;
    return 0;
}

static int
han_says_so(struct str w, int number_before)
{
    for (size_t i = 0; i < COUNT(han); i++)
        if (str_find(w, str_of(han[i]), 0) >= 0)
            return 1;
    for (size_t i = 0; number_before && i < COUNT(han_behind_number); i++)
        if (str_starts(w, str_of(han_behind_number[i])))
            return 1;
    return 0;
}

/* What word i says, which stands `behind` words behind the model. */
static enum match_successor
read_word(const struct offer_text *ot, const struct recall_entry *e, size_t i,
    size_t end, size_t behind)
{
    struct str w = offer_text_word(ot, i);
    struct str before = offer_text_word(ot, i - 1);
    struct str next = i + 1 < end ? offer_text_word(ot, i + 1) : STR_NONE;

    if (ot->word[i].cjk)
        return han_says_so(w, is_year(before) || is_small_number(before))
                   ? SUCCESSOR_SURE
                   : SUCCESSOR_NOT;
    if (is_of_recall(e, w))
        return SUCCESSOR_NOT;
    if (behind == 0 && ONE_OF(w, successors))
        return SUCCESSOR_SURE;
    /* "2.0" */
    if (behind == 0 && is_small_number(w) && str_is(next, "0") &&
        ot->word[i + 1].joint == OFFER_DASH)
        return SUCCESSOR_SURE;
    if (ONE_OF(w, generations) &&
        (is_small_number(next) || ONE_OF(next, successors) ||
            ONE_OF(before, ordinals) || is_small_number(before) ||
            str_is(before, "2nd") || str_is(before, "3rd")))
        return SUCCESSOR_SURE;
    if (is_year(w))
        return ONE_OF(next, years) || ONE_OF(before, years) ? SUCCESSOR_SURE
               : behind == 0                                ? SUCCESSOR_MAYBE
                                                            : SUCCESSOR_NOT;
    return SUCCESSOR_NOT;
}

/* "X100 S": one capital letter, as the seller wrote it. */
static int
is_capital(const struct offer_text *ot, size_t i)
{
    const struct offer_field *f = &ot->field[ot->word[i].field];
    size_t a, b;

    if (ot->word[i].end - ot->word[i].start != 1 ||
        ot->word[i].joint != OFFER_BLANK ||
        (i + 1 < ot->field[ot->word[i].field].end &&
            ot->word[i + 1].joint == OFFER_DASH))
        return 0;
    fold_span(f->folded, ot->word[i].start, ot->word[i].end, &a, &b);
    return f->raw.p[a] >= 'A' && f->raw.p[a] <= 'Z';
}

enum match_successor
match_successor_find(const struct offer_text *ot, const struct recall_entry *e,
    size_t from, size_t to, size_t *at)
{
    size_t end = ot->field[ot->word[from].field].end;
    enum match_successor found = SUCCESSOR_NOT;
    size_t behind = 0;

    *at = to - 1;
    if (ot->word[to - 1].plus)
        return SUCCESSOR_SURE;
    for (size_t i = to; i < end && i < to + REACH; i++) {
        enum match_successor s;

        if (is_apart(ot, i, " ()-.,:/[]"))
            break;
        behind += (size_t)is_apart(ot, i, " (-[");
        if (ONE_OF(offer_text_word(ot, i), filling))
            continue;
        s = read_word(ot, e, i, end, behind);
        if (i == to && s == SUCCESSOR_NOT && is_capital(ot, i) &&
            !is_of_recall(e, offer_text_word(ot, i)))
            s = SUCCESSOR_MAYBE;
        if (s > found) {
            found = s;
            *at = i;
        }
        behind++;
    }
    return found;
}
