#include "rules/spelling.h"

#include <string.h>

void
spelling_set(struct spellings *s, const char *p, size_t len)
{
    s->count = 1;
    s->item[0].len = len;
    memcpy(s->item[0].p, p, len);
}

void
spelling_copy(struct spellings *to, const struct spellings *from)
{
    to->count = from->count;
    memcpy(to->item, from->item, from->count * sizeof from->item[0]);
}

int
spelling_add(struct spellings *s, const char *p, size_t len)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->item[i].len == len && memcmp(s->item[i].p, p, len) == 0)
            return 0;
    if (s->count == SPELLINGS_MAX || len > SPELLING_BYTES)
        return -1;
    s->item[s->count].len = len;
    memcpy(s->item[s->count++].p, p, len);
    return 0;
}

static int
append_one(struct spellings *a, const char *p, size_t len)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->item[i].len + len > SPELLING_BYTES)
            return -1;
    for (size_t i = 0; i < a->count; i++) {
        memcpy(a->item[i].p + a->item[i].len, p, len);
        a->item[i].len += len;
    }
    return 0;
}

int
spelling_cross(struct spellings *a, const struct spellings *b)
{
    struct spellings out;

    if (b->count == 1)
        return append_one(a, b->item[0].p, b->item[0].len);
    out.count = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            char text[2 * SPELLING_BYTES];

            memcpy(text, a->item[i].p, a->item[i].len);
            memcpy(text + a->item[i].len, b->item[k].p, b->item[k].len);
            if (spelling_add(&out, text, a->item[i].len + b->item[k].len) != 0)
                return -1;
        }
    spelling_copy(a, &out);
    return 0;
}

int
spelling_has_empty(const struct spellings *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->item[i].len == 0)
            return 1;
    return s->count == 0;
}
