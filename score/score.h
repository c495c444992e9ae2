/* score/score.h - findings and policy to a priority, with its reasons.
 *
 * A pure function: the same casefile and policy give the same numbers.
 *
 * Each finding is evidence of weight strength x severity x score; weights
 * join as 1 - product(1 - weight), so that many weak findings approach a
 * strong one but none is counted above certainty. Findings of low severity
 * (missing formal information) join first and are capped together. A rule
 * weighs by its strength alone: its score says the same again. The
 * circumstances of the offer then scale the odds.
 */
#ifndef SCORE_SCORE_H
#define SCORE_SCORE_H

#include "core/casefile.h"
#include "score/policy.h"

/* Fill priority, hazards, reasons and flagged of c from its listing,
 * findings and risk. `market` is the law that applies ("EU"); `language` that
 * of the reasons ("de"; NULL: English). */
void score_casefile(struct casefile *c, const struct policy *p,
    struct str market, const char *language);

#endif
