/* rules/literal.h - texts one of which every match of a pattern contains.
 *
 * Reads enough of PCRE2's syntax to be right, and gives nothing where a
 * construct is not understood: then the pattern is tried on every text.
 * Literals are of *plain* text, in which everything between two words is one
 * blank, between Latin and Chinese too, as at both ends; so "laser ?(?:pen|
 * torch)" has the literals " laser pen ", " laserpen " and so on, and " gel "
 * does not stand in "angel".
 */
#ifndef RULES_LITERAL_H
#define RULES_LITERAL_H

#include "core/texts.h"

/* How patterns that were folded (rules/rule_expr.h) spell such a run. */
#define LITERAL_GAP "(?:[ _\\x{2010}\\x{2013}-]+)"

/* Append to *out the literals of a sound pattern, ASCII in lower case: of
 * the alternatives found the set whose shortest member is longest. With whole
 * != 0 a match begins and ends at the ends of words. */
void literal_find(struct texts *out, struct str pattern, int whole);

/* Bytes of the shortest; 0 for none. */
size_t literal_worth(const struct texts *literals);

/* Folded text made plain, into *out, which is overwritten. */
void literal_plain(struct buf *out, struct str folded);

#endif
