/* rules/literal.h - texts one of which every match of a pattern contains.
 *
 * Reads enough of PCRE2's syntax to be right, and gives nothing where a
 * construct is not understood: then the pattern is tried on every text.
 */
#ifndef RULES_LITERAL_H
#define RULES_LITERAL_H

#include "core/texts.h"

/* Append to *out the literals of a sound pattern, ASCII in lower case: of
 * the alternatives found the set whose shortest member is longest. */
void literal_find(struct texts *out, struct str pattern);

#endif
