/* recalls/recall_explain.h - one offer against one recall, step by step.
 *
 * Every rung of the ladder, whether it held or not: what the recall names,
 * what the offer says, what each feature added to the score, and what ended
 * the rung. The outcome is that of recall_match.
 */
#ifndef RECALLS_RECALL_EXPLAIN_H
#define RECALLS_RECALL_EXPLAIN_H

#include "recalls/match_work.h"
#include "recalls/recall_match.h"

struct recall_explanation {
    struct match_step *step; /* owned */
    size_t count, cap;
    struct finding *finding; /* owned; NULL: no finding */
};

void recall_explain(const struct recall_index *ix, struct recall_scratch *s,
    const struct listing *l, uint32_t recall, struct recall_explanation *out);
void recall_explanation_clear(struct recall_explanation *x);

#endif
