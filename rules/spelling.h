/* rules/spelling.h - all that one stretch of a pattern can be, if that is few.
 */
#ifndef RULES_SPELLING_H
#define RULES_SPELLING_H

#include <stddef.h>

#define SPELLINGS_MAX 200
#define SPELLING_BYTES 48

struct spellings {
    size_t count;
    struct {
        size_t len;
        char p[SPELLING_BYTES];
    } item[SPELLINGS_MAX];
};

void spelling_set(struct spellings *s, const char *p, size_t len);
void spelling_copy(struct spellings *to, const struct spellings *from);

/* Add one, if it is not there yet. Returns -1 if that is too much. */
int spelling_add(struct spellings *s, const char *p, size_t len);

/* a = every a with every b behind it. Returns -1, leaving a alone, if that is
 * too much. */
int spelling_cross(struct spellings *a, const struct spellings *b);

/* 1 if the stretch may be empty, or nothing is known of it. */
int spelling_has_empty(const struct spellings *s);

#endif
