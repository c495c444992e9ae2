#include "recalls/match_batch.h"

#include "base/fold.h"
#include "base/mem.h"
#include "core/model_key.h"

#include <string.h>

static const char *const cues[] = { "lot", "batch", "charge", "chargennummer",
    "chargennr", "losnummer", "lotnummer", "批号", "批次", "生产批号",
    "批次号" };

/* Whoever writes these means more than one code. */
static const char *const vague[] = { "all", "alle", "any", "various", "to",
    "bis", "until", "through", "between", "zwischen", "before", "vor", "after",
    "nach", "from", "ab", "von", "since", "全部", "所有", "至", "以前", "之前",
    "–", "~" };

/* A code has a digit and three characters. */
static int
is_code(struct str key)
{
    int digits = 0;

    for (size_t i = 0; i < key.len; i++)
        digits += str_is_digit(key.p[i]);
    return key.len >= 3 && digits > 0;
}

/* 1 if the codes of the notice hold this one, -1 if they cannot tell. */
static int
holds(const struct texts *batches, struct str key)
{
    int codes = 0, unclear = 0;

    for (size_t i = 0; i < batches->count; i++) {
        struct buf folded = BUF_MAX(4096), whole = BUF_MAX(256);
        struct str rest, word;

        if (model_key(&whole, str_of(batches->item[i])) == 0 &&
            str_eq(buf_str(&whole), key))
            codes = -1000;
        if (fold_key(&folded, str_of(batches->item[i])) != 0)
            unclear = 1;
        rest = buf_str(&folded);
        while (str_next_word(&rest, &word)) {
            buf_reset(&whole);
            for (size_t v = 0; v < COUNT(vague); v++)
                unclear |= str_find(word, str_of(vague[v]), 0) >= 0 &&
                           ((unsigned char)vague[v][0] >= 0x80 ||
                               str_is(word, vague[v]));
            if (model_key_folded(&whole, word) != 0)
                continue;
            if (str_eq(buf_str(&whole), key))
                codes = -1000;
            codes += is_code(buf_str(&whole));
        }
        buf_clear(&folded);
        buf_clear(&whole);
    }
    return codes < 0 ? 1 : codes > 0 && !unclear ? 0 : -1;
}

static int
is_cue(const struct offer_text *ot, size_t word)
{
    struct str w = offer_text_word(ot, word);

    for (size_t i = 0; i < COUNT(cues); i++)
        if (ot->word[word].cjk ? str_ends(w, str_of(cues[i]))
                               : str_is(w, cues[i]))
            return 1;
    return 0;
}

/* Compare the code that begins at a word, in one or more words. */
static enum match_batch
compare(const struct offer_text *ot, size_t word, const struct texts *batches)
{
    const struct offer_field *f = &ot->field[ot->word[word].field];
    enum match_batch found = BATCH_NOT_SAID;

    for (size_t n = 1; n <= 4 && word + n <= f->end; n++) {
        struct buf key = BUF_MAX(256);
        int held = -1;

        if (n > 1 && ot->word[word + n - 1].joint != OFFER_DASH &&
            ot->word[word + n - 1].joint != OFFER_SLASH)
            break;
        if (model_key_folded(&key, offer_text_words(ot, word, word + n)) == 0 &&
            is_code(buf_str(&key)))
            held = holds(batches, buf_str(&key));
        buf_clear(&key);
        if (held == 1)
            return BATCH_SAME;
        if (held == 0)
            found = BATCH_OTHER;
    }
    return found;
}

enum match_batch
match_batch_find(struct offer_text *ot, const struct recall *r, size_t *word)
{
    const struct texts *batches = &r->list[RECALL_BATCHES];
    enum match_batch found = BATCH_NOT_SAID;

    if (batches->count == 0)
        return BATCH_NOT_SAID;
    offer_text_finish(ot);
    for (size_t f = 0; f < ot->fields; f++) {
        unsigned roles = ot->field[f].roles;

        if ((roles & (OFFER_BATCH | OFFER_PROSE | OFFER_TITLE)) == 0)
            continue;
        for (size_t i = ot->field[f].first; i < ot->field[f].end; i++) {
            enum match_batch b;
            int cued = (roles & OFFER_BATCH) != 0;

            for (size_t k = 1; k <= 2 && !cued && i >= ot->field[f].first + k;
                 k++)
                cued = is_cue(ot, i - k);
            if (!cued)
                continue;
            b = compare(ot, i, batches);
            if (b == BATCH_SAME || (b == BATCH_OTHER && found < b))
                *word = i;
            if (b == BATCH_SAME)
                return b;
            found = b > found ? b : found;
        }
    }
    return found;
}
