#include "rules/gs1_link.h"

#include "base/mem.h"
#include "core/gtin.h"

#include <string.h>

/* In the order in which they may stand; "235" stands alone. */
static const struct {
    const char *key;
    size_t longest; /* characters of its value */
} qualifiers[] = { { "22", 20 }, { "10", 20 }, { "21", 20 }, { "235", 28 } };

static int
is_address(char c)
{
    return str_is_alnum(c) || (c != '\0' && strchr("-._~%!$&'()*+,;=:@/?#", c));
}

/* Characters of a value, an escaped one ("%2F") counted once; 0 if an escape
 * is not one. */
static size_t
value_length(struct str value)
{
    size_t n = 0;

    for (size_t i = 0; i < value.len; i++, n++)
        if (value.p[i] == '%') {
            for (size_t k = i + 1; k <= i + 2; k++)
                if (k >= value.len || !str_is_alnum(value.p[k]) ||
                    str_lower(value.p[k]) > 'f')
                    return 0;
            i += 2;
        }
    return n;
}

static int
good_path(struct str path)
{
    struct str part, value;
    char gtin[GTIN_BYTES];
    size_t next = 0;

    if (!str_next(&path, '/', &part) || part.len != 14 ||
        gtin_parse(part, gtin) != 0 || memcmp(gtin, part.p, 14) != 0)
        return 0;
    while (path.len > 0 && str_next(&path, '/', &part)) {
        while (next < COUNT(qualifiers) && !str_is(part, qualifiers[next].key))
            next++;
        if (next == COUNT(qualifiers) || !str_next(&path, '/', &value) ||
            value_length(value) == 0 ||
            value_length(value) > qualifiers[next].longest)
            return 0;
        next++;
    }
    return 1;
}

static int
good_query(struct str query)
{
    struct str pair;

    while (query.len > 0 && str_next(&query, '&', &pair)) {
        ptrdiff_t equals = str_find_char(pair, '=', 0);

        if (equals <= 0 || (size_t)equals + 1 == pair.len)
            return 0;
    }
    return 1;
}

int
gs1_link_read(struct str s, size_t at, size_t *end)
{
    struct str all, path, query = STR_NONE, rest;
    size_t to = at;

    while (to < s.len && is_address(s.p[to]))
        to++;
    /* What ends a sentence does not belong to the address. */
    while (to > at && strchr(".,;:!?)'", s.p[to - 1]) != NULL)
        to--;
    *end = to;
    all = str_sub(s, at, to - at);
    rest = all;
    if (all.len == 0 || !str_next(&rest, '#', &all))
        return 0;
    path = all;
    query = all;
    str_next(&query, '?', &path);
    return good_path(path) && good_query(query);
}
