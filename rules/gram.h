/* rules/gram.h - how often a few bytes stand in the words of offers.
 *
 * Of several literals that would tell where a pattern may match the rarest is
 * best. A literal is no more frequent than the rarest four bytes in it, which
 * are counted in rules/grams.bin (`make grams`) over offers in the
 * languages that rules are written for. A bad guess costs time only.
 */
#ifndef RULES_GRAM_H
#define RULES_GRAM_H

#include "base/str.h"

/* How often a literal stands in 1,000 bytes of plain text, at most. */
double gram_rate(struct str literal);

/* The place of four bytes, and of three followed by a zero, in the table. */
#define GRAM_SLOTS 131072
unsigned gram_slot(const char *four);

#endif
