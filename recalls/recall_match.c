#include "recalls/recall_match.h"

#include "base/mem.h"
#include "core/model_key.h"
#include "recalls/match_work.h"

#include <stdlib.h>

struct recall_scratch *
recall_scratch_new(const struct recall_index *ix)
{
    struct recall_scratch *s = mem_new(sizeof *s);

    s->ix = ix;
    s->ot = offer_text_new(recall_index_vocabulary(ix));
    s->sums = candidate_sums_new(ix);
    s->key = BUF_MAX(4 * MODEL_KEY_BYTES);
    return s;
}

void
recall_scratch_free(struct recall_scratch *s)
{
    if (s == NULL)
        return;
    offer_text_free(s->ot);
    candidate_sums_free(s->sums);
    buf_clear(&s->key);
    free(s);
}

void
recall_scratch_set_language(struct recall_scratch *s, const char *code)
{
    s->language = lang_of(code);
}

void
recall_scratch_share(struct recall_scratch *s, struct folds *folds)
{
    offer_text_share(s->ot, folds);
}

void
recall_match(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, struct findings *out)
{
    if (recall_index_count(ix) > 0)
        recall_match_climb(ix, s, l, out);
}

void
recall_match_climb(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, struct findings *out)
{
    offer_text_read(s->ot, l);
    s->denial = DENIAL_UNASKED;
    recall_match_again(ix, s, out);
}

void
recall_match_again(const struct recall_index *ix, struct recall_scratch *s,
    struct findings *out)
{
    s->ix = ix;
    s->out = out;
    s->seen_count = 0;
    s->made = 0;
    match_case(s);
    match_gtin(s);
    match_model(s);
    match_name(s);
    s->out = NULL;
}
