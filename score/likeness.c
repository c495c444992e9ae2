#include "score/likeness.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "score/wording.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_BYTES 4096
/* Words of one party that a reason names. */
#define WORDS_NAMED 3

struct likeness {
    struct pair_model *model;
    const struct recall **by_id; /* owned: the recalls in order of their ids */
    size_t count;
};

static int
by_id(const void *a, const void *b)
{
    const struct recall *const *x = a, *const *y = b;

    return str_cmp(recall_get(*x, RECALL_ID), recall_get(*y, RECALL_ID));
}

/* The index has them by source and id: of one source there is nothing to do.
 */
static void
sort_by_id(const struct recall **recalls, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_id(&recalls[i - 1], &recalls[i]) > 0) {
            qsort(recalls, count, sizeof recalls[0], by_id);
            return;
        }
}

struct likeness *
likeness_new(struct pair_model **model, const struct recall_index *recalls)
{
    struct likeness *k = mem_new(sizeof *k);

    k->model = *model;
    *model = NULL;
    k->count = recall_index_count(recalls);
    k->by_id = mem_array(k->count + 1, sizeof k->by_id[0]);
    for (size_t i = 0; i < k->count; i++)
        k->by_id[i] = recall_index_at(recalls, i);
    sort_by_id(k->by_id, k->count);
    return k;
}

void
likeness_free(struct likeness *k)
{
    if (k == NULL)
        return;
    pair_model_free(k->model);
    free(k->by_id);
    free(k);
}

const char *
likeness_version(const struct likeness *k)
{
    return k->model->version;
}

static int
id_cmp(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key,
        recall_get(*(const struct recall *const *)item, RECALL_ID));
}

/* Brand and name in one text, as the model learnt them; a brand that the name
 * holds already is not said twice. */
static void
add_text(struct buf *out, struct str brand, struct str name)
{
    if (brand.len > 0 && str_find_nocase(name, brand, 0) < 0) {
        buf_adds(out, utf8_cut(brand, TEXT_BYTES / 4));
        buf_addc(out, ' ');
    }
    buf_adds(out, utf8_cut(name, TEXT_BYTES / 2));
}

static void
judge(const struct likeness *k, const struct recall *r, const struct listing *l,
    struct pair_verdict *v)
{
    struct buf left = BUF_MAX(TEXT_BYTES), right = BUF_MAX(TEXT_BYTES);
    struct str name = recall_get(r, RECALL_NAME), texts[2];

    add_text(&left, recall_get(r, RECALL_BRAND),
        name.len > 0 ? name : recall_get(r, RECALL_PRODUCT));
    add_text(
        &right, listing_get(l, LISTING_BRAND), listing_get(l, LISTING_TITLE));
    texts[0] = buf_str(&left);
    texts[1] = buf_str(&right);
    pair_judge(k->model, &texts[0], &texts[1], 1, v);
    buf_clear(&left);
    buf_clear(&right);
}

/* Nothing, if the party has no word of its own. */
static void
add_words(struct buf *out, const struct pair_verdict *v, enum pair_party party,
    const char *language, enum wording lead)
{
    struct buf words = BUF_MAX(TEXT_BYTES);

    for (size_t i = 0; i < v->count[party] && i < WORDS_NAMED; i++)
        buf_addf(
            &words, "%s\"%s\"", i == 0 ? "" : ", ", v->word[party][i].text);
    if (words.len > 0)
        wording_put(out, language, lead, buf_str(&words), STR_NONE);
    buf_clear(&words);
}

/* A second sentence behind the matcher's own, and a third. */
static void
explain(struct finding *f, const struct pair_verdict *v, const char *language)
{
    struct buf text = BUF_MAX(2 * TEXT_BYTES);
    struct str first = str_trim(str_of(f->reason));
    char in_hundred[16];

    for (size_t party = 0; party < PAIR_PARTIES; party++)
        for (size_t i = 0; i < v->count[party]; i++)
            finding_add_term(f, str_of(v->word[party][i].text),
                (party == PAIR_BOTH ? 1 : -1) * v->word[party][i].weight);
    buf_adds(&text, first);
    if (first.len > 0 && !str_ends(first, STR(".")) &&
        !str_ends(first, STR("。")))
        wording_put(&text, language, WORDING_FULL_STOP, STR_NONE, STR_NONE);
    if (v->count[PAIR_BOTH] > 0)
        add_words(&text, v, PAIR_BOTH, language, WORDING_BOTH_SAY);
    else
        wording_put(
            &text, language, WORDING_NO_SHARED_WORD, STR_NONE, STR_NONE);
    add_words(&text, v, PAIR_LEFT, language, WORDING_NOTICE_SAYS);
    add_words(&text, v, PAIR_RIGHT, language, WORDING_OFFER_SAYS);
    snprintf(in_hundred, sizeof in_hundred, "%.0f", v->probability * 100);
    wording_put(&text, language, WORDING_ALIKE, str_of(in_hundred), STR_NONE);
    finding_set_reason(f, "%s", buf_text(&text));
    buf_clear(&text);
}

/* Order the candidates among the findings; all others keep their places. */
static void
rank(struct findings *fs)
{
    for (size_t i = 1; i < fs->count; i++)
        for (size_t k = i; k > 0; k--) {
            struct finding *a = fs->item[k - 1], *b = fs->item[k];

            if (a->source != FINDING_RECALL || b->source != FINDING_RECALL ||
                a->strength != FINDING_CANDIDATE ||
                b->strength != FINDING_CANDIDATE || a->score >= b->score)
                break;
            fs->item[k - 1] = b;
            fs->item[k] = a;
        }
}

void
likeness_weigh(const struct likeness *k, const struct listing *l,
    const char *language, struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *f = findings->item[i];
        struct str id = str_of(f->id);
        const struct recall **found;
        struct pair_verdict v;

        if (f->source != FINDING_RECALL || f->strength != FINDING_CANDIDATE)
            continue;
        found = bsearch(&id, k->by_id, k->count, sizeof k->by_id[0], id_cmp);
        if (found == NULL)
            continue;
        judge(k, *found, l, &v);
        /* What limits a match keeps it low, however alike the names. */
        if (v.probability < f->score)
            f->score = v.probability;
        explain(f, &v, language);
    }
    rank(findings);
}
