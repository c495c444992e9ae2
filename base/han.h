/* base/han.h - Traditional Chinese characters as Simplified ones.
 *
 * One character for one, as ICU's Traditional-Simplified has it, so that
 * offsets into the text stay true; words that differ between regions stay
 * different.
 */
#ifndef BASE_HAN_H
#define BASE_HAN_H

#include <stddef.h>

struct han; /* immutable, may be shared between threads */

struct han *han_new(void);
void han_free(struct han *h);

/* Where the first Traditional character stands in valid UTF-8; len if there is
 * none. */
size_t han_find(const struct han *h, const char *text, size_t len);

/* Replace in place in valid UTF-8; the length stays the same. */
void han_simplify(const struct han *h, char *text, size_t len);

#endif
