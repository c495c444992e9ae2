#include "crawler/label_split.h"

#include "base/lanes.h"

/* Where a full-width colon stands behind the first byte; 0 if none does. */
static size_t
label_wide_colon(struct str head)
{
    const char *p = head.p + 1, *end = head.p + head.len;

    while (p < end && (p = memchr(p, 0xEF, (size_t)(end - p))) != NULL) {
        if (str_starts((struct str){ p, (size_t)(end - p) }, STR("：")))
            return (size_t)(p - head.p);
        p++;
    }
    return 0;
}

static int
label_has_colon_at(const char *p)
{
    lanes v = lanes_load(p);

    return lanes_any((lanes)(v == ':') | (lanes)(v == 0xEF));
}

/* 0 if no colon stands in it, of whichever width, as in most lines. */
static int
label_may_split(struct str head)
{
    char whole[LANES] = "";

    if (head.len < LANES) {
        str_put(whole, head.p, head.len);
        return label_has_colon_at(whole);
    }
    for (size_t i = 0; head.len - i > LANES; i += LANES)
        if (label_has_colon_at(head.p + i))
            return 1;
    return label_has_colon_at(head.p + head.len - LANES);
}

size_t
label_split(struct str t, size_t max, size_t *skip)
{
    struct str head = str_sub(t, 0, max + 3);
    size_t wide;
    ptrdiff_t at = 0;

    if (!label_may_split(head))
        return 0;
    wide = label_wide_colon(head);
    while ((at = str_find_char(head, ':', (size_t)at + 1)) > 0) {
        if ((size_t)at > max || (wide > 0 && wide < (size_t)at))
            break;
        if ((size_t)at + 2 < t.len && t.p[at + 1] == '/')
            continue;
        *skip = 1;
        return (size_t)at;
    }
    *skip = 3;
    return wide;
}
