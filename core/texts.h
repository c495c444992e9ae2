/* core/texts.h - a growable list of owned texts, as records hold them. */
#ifndef CORE_TEXTS_H
#define CORE_TEXTS_H

#include "base/arena.h"
#include "base/js.h"
#include "base/js_line.h"

struct texts {
    char **item; /* owned array of owned, NUL-terminated texts */
    size_t count, cap;
};

void texts_add(struct texts *t, struct str s); /* a copy; empty is ignored */
int texts_has(const struct texts *t, struct str s);
void texts_add_new(struct texts *t, struct str s); /* unless it is there */
void texts_clear(struct texts *t);
/* texts_add to a list whose texts and array are pieces of a (a small one, see
 * base/arena.h), with which they go: it is not cleared. */
void texts_add_held(struct texts *t, struct arena *a, struct str s);

/* Strings of an array member; a single string counts as an array of one. */
void texts_from_json(struct texts *t, const struct js *array);
/* Set object[name] to the array, unless it is empty. */
void texts_to_json(const struct texts *t, struct js *object, const char *name);
/* Write that member, unless it is empty. */
void texts_write(const struct texts *t, struct js_line *line, const char *name);

#endif
