#include "recalls/match_denial.h"

#include "base/mem.h"
#include "recalls/recall_words.h"

#include <string.h>

/* How far from the denial a recall must be spoken of, in words. */
#define RECALL_WORDS 12

/* A negation, and what it must reach within `reach` words. Words that end in
 * '*' may go on. */
#define ROW_WORDS 20
static const struct {
    int reach;
    const char *negation[ROW_WORDS], *object[ROW_WORDS];
} denials[] = {
    { 3, { "not", "isn", "aren", "wasn", "weren", "never", "non", "neither" },
        { "affected", "subject", "part", "included", "covered", "recalled",
            "impacted", "involved", "concerned", "under", "listed", "concerné*",
            "apply", "applicable", "concern", "affect", "impact" } },
    { 3, { "no", "without", "free", "exempt", "excluded" },
        { "recall", "recalls", "recalled" } },
    { 6, { "nicht", "nie", "niemals", "keinesfalls", "keineswegs" },
        { "betroffen*", "zurückgerufen*", "teil", "enthalten", "umfasst",
            "erfasst", "einbezogen", "gegenstand", "unterliegt", "gelistet" } },
    { 6, { "betrifft", "gilt", "umfasst" }, { "nicht" } },
    { 3, { "kein", "keine", "keinem", "keinen", "keiner", "ohne" },
        { "rückruf*", "rueckruf*", "recall" } },
    { 4,
        { "replaces", "replacement", "successor", "instead", "alternative",
            "supersedes" },
        { "recalled" } },
    { 4,
        { "ersatz", "ersetzt", "nachfolger", "statt", "anstelle", "anstatt",
            "alternative", "nachfolgemodell" },
        { "zurückgerufen*" } },
    { 2, { "pas" }, { "concerné*", "visé*" } },
};

/* One word that says it all. */
static const char *const alone[] = { "unaffected", "ausgenommen",
    "nichtbetroffen*" };

/* Between negation and object these make another sentence of it. */
static const char *const breaks[] = { "use", "used", "using", "buy", "sell",
    "because", "since", "due", "verwenden", "benutzen", "nutzen", "verkaufen",
    "kaufen", "da", "weil", "wegen", "aber", "but", "however", "jedoch" };

static const char *const han_denials[] = { "不受", "不在", "不属于", "不涉及",
    "不是召回", "未受", "未涉及", "未列入", "未被", "未召回", "未在",
    "没有召回", "没有被召回", "无召回", "非召回", "并非召回", "无关", "不包括",
    "不包含", "不影响", "排除", "不适用", "未纳入", "不存在召回", "免召回",
    "対象外", "対象では" };

/* Most words begin with another letter, and no more is looked at. */
static int
is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count && list[i] != NULL; i++)
        if (list[i][0] == word.p[0] && recall_words_like(word, list[i]))
            return 1;
    return 0;
}

static int
speaks_of_recall(const struct offer_text *ot, size_t word)
{
    return recall_words_are(offer_text_word(ot, word), ot->word[word].cjk);
}

static int
recall_near(
    const struct offer_text *ot, const struct offer_field *f, size_t word)
{
    size_t from =
        word > f->first + RECALL_WORDS ? word - RECALL_WORDS : f->first;

    for (size_t i = from; i < f->end && i <= word + RECALL_WORDS; i++)
        if (speaks_of_recall(ot, i))
            return 1;
    return 0;
}

/* The word behind i that the negation at i reaches, or 0. */
static size_t
reaches(const struct offer_text *ot, const struct offer_field *f, size_t i,
    size_t row)
{
    for (size_t k = i + 1; k < f->end && k <= i + (size_t)denials[row].reach;
         k++) {
        struct str w = offer_text_word(ot, k);

        if (offer_text_parted(ot, k - 1, ".!?;,") ||
            is_one_of(w, breaks, COUNT(breaks)))
            return 0;
        if (is_one_of(w, denials[row].object, ROW_WORDS))
            return k;
    }
    return 0;
}

static int
denies_at(const struct offer_text *ot, const struct offer_field *f, size_t i,
    size_t *last)
{
    struct str w = offer_text_word(ot, i);

    *last = i;
    if (ot->word[i].cjk)
        return str_has_one_of(w, han_denials, COUNT(han_denials));
    if (is_one_of(w, alone, COUNT(alone)))
        return 1;
    for (size_t row = 0; row < COUNT(denials); row++)
        if (is_one_of(w, denials[row].negation, ROW_WORDS) &&
            (*last = reaches(ot, f, i, row)) > 0)
            return 1;
    return 0;
}

int
match_denial_find(
    const struct offer_text *ot, size_t field, size_t *from, size_t *to)
{
    const struct offer_field *f = &ot->field[field];
    size_t last;
    int spoken = 0;

    if (!recall_words_in(f->text))
        return 0;
    for (size_t i = f->first; i < f->end && !spoken; i++)
        spoken = speaks_of_recall(ot, i);
    for (size_t i = f->first; spoken && i < f->end; i++)
        if (denies_at(ot, f, i, &last) && recall_near(ot, f, i)) {
            *from = i;
            *to = last + 1;
            return 1;
        }
    return 0;
}
