/* cli/model_explain.h - an offer's risk, the words that moved it, and those
 * without which it would be another. */
#ifndef CLI_MODEL_EXPLAIN_H
#define CLI_MODEL_EXPLAIN_H

#include "classifier/risk.h"

/* One JSON line on standard output (docs/formats.md). */
void model_explain_line(const struct risk_model *m,
    struct risk_scratch *scratch, const struct listing *l);

/* The same in lines for people. */
void model_explain_text(const struct risk_model *m,
    struct risk_scratch *scratch, const struct listing *l);

#endif
