/* rules/literal.h - texts one of which every match of a pattern contains.
 *
 * Reads enough of PCRE2's syntax to be right, and gives nothing where a
 * construct is not understood: then the pattern is tried on every text.
 * Literals are of plain text (rules/plain.h); "laser ?(?:pen|torch)" has the
 * literals " laser pen ", " laserpen " and so on.
 */
#ifndef RULES_LITERAL_H
#define RULES_LITERAL_H

#include "rules/literal_set.h"

/* Find the literals and branches of a sound pattern, ASCII in lower case: of
 * several sets that would do the rarest (rules/gram.h). With whole != 0 a match
 * begins and ends at the ends of words. */
void literal_find(struct literal_set *out, struct str pattern, int whole);

#endif
