/* tests/acts.h - one act on one case, in short. */
#ifndef TESTS_ACTS_H
#define TESTS_ACTS_H

#include "store/workflow.h"

/* Somebody with every role that acts; `expected` as in struct store_act. */
static inline int
acts_by(struct store *s, int64_t id, enum workflow_act act, const char *reason,
    const char *author, int64_t expected, int64_t at_ms,
    struct store_acted *acted, struct fail *fail)
{
    struct store_act a = { .id = id,
        .act = act,
        .author = str_of(author),
        .roles = ROLE_ANALYST | ROLE_VALIDATOR,
        .reason_code = str_of(reason),
        .expected = expected,
        .at_ms = at_ms };

    return store_case_act(s, &a, acted, fail);
}

/* Anna does it, whatever was before. */
static inline int
acts(struct store *s, int64_t id, enum workflow_act act, const char *reason,
    struct fail *fail)
{
    struct store_acted acted;

    return acts_by(s, id, act, reason, "anna", -1, 9000, &acted, fail);
}

#endif
