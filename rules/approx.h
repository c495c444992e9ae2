/* rules/approx.h - a simpler expression that matches wherever a pattern does.
 *
 * For engines that read bytes and know neither Unicode nor look-around: what
 * they cannot do is left out or widened, never narrowed, so that where the
 * simpler expression does not match, the pattern does not. Of a folded
 * pattern (rules/rule_expr.h) for folded text in which a line feed, which
 * folding leaves none of, may part several texts.
 */
#ifndef RULES_APPROX_H
#define RULES_APPROX_H

#include "base/buf.h"

/* Append the expression, as vectorscan reads it without flags. With whole != 0
 * a match begins and ends at the ends of words. Returns 0, appending nothing,
 * where a construct is not understood or nothing would be left of it. */
int approx_write(struct buf *out, struct str pattern, int whole);

#endif
