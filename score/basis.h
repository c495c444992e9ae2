/* score/basis.h - what a verdict hangs on besides the offer.
 *
 * Two screeners of the same basis say the same of the same offer, so that a
 * verdict that is known need not be made again.
 */
#ifndef SCORE_BASIS_H
#define SCORE_BASIS_H

#include "base/digest.h"
#include "score/screen.h"

/* Of an offer that is seen at seen_ms: rule packs, notices, models, policy,
 * market, languages, and which of the rules' dates have passed. The program
 * itself is not part of it (base/program.h). */
void basis_digest(
    const struct screener *s, int64_t seen_ms, char out[DIGEST_HEX_BYTES]);

#endif
