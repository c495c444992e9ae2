/* rules/plain.h - folded text made plain, for the literals of patterns.
 *
 * Plain text has words and single blanks: letters and digits stay, a run of
 * blanks, hyphens and underscores is one blank (as PLAIN_GAP has it), every
 * other sign is one, and one stands between Latin and Chinese, as at both
 * ends. So the literal " gel " stands in "gel,pen" but not in "angel". Knows
 * where each of its bytes came from.
 */
#ifndef RULES_PLAIN_H
#define RULES_PLAIN_H

#include "base/buf.h"

/* How patterns that were folded (rules/rule_expr.h) spell a run of what parts
 * two words. */
#define PLAIN_GAP "(?:[ _\\x{2010}\\x{2013}-]+)"

/* From plain byte `at` on, texts are `from - at` apart. */
struct plain_shift {
    uint32_t at, from;
};

struct plain {
    struct buf text;
    struct plain_shift *shift; /* owned; ascending */
    size_t count, cap;
};

void plain_reset(struct plain *p);
void plain_clear(struct plain *p);

/* Append one folded text, at most 4 GiB. Returns where its part begins; what
 * stands there is its first blank. */
size_t plain_add(struct plain *p, struct str folded);

/* The place in the folded text, whose part holds plain byte `at`, from which
 * that byte came; where several became one, the end of the first. */
size_t plain_place(const struct plain *p, size_t at);

/* Bytes that plain text of so many folded ones needs at most while it is
 * written. */
#define PLAIN_ROOM(len) (2 * (len) + 40)
/* Blanks behind the text, which are not part of it. */
#define PLAIN_MARGIN 16

/* Write an x and, behind it, s as plain text has it wherever it stands.
 * Returns how many bytes, with the x. */
size_t plain_spell(char *out, struct str s);

/* 1 if s begins with a letter or digit of a script that parts its words: to
 * be sure of it, only of those that are known. */
int plain_starts_word(struct str s);

#endif
