#include "base/str.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <errno.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int
same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (str_lower(a[i]) != str_lower(b[i]))
            return 0;
    return 1;
}

int
str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && same_nocase(a.p, b.p, a.len);
}

size_t
str_edits(struct str a, struct str b)
{
    size_t row[STR_EDITS_MAX + 1]; /* of a's first letters, to each of b's */

    if (a.len > STR_EDITS_MAX || b.len > STR_EDITS_MAX)
        return STR_EDITS_MAX + 1;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = corner + (a.p[i - 1] != b.p[j - 1]);

            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.len];
}

int
str_has_one_of(struct str s, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(s, str_of(list[i]), 0) >= 0)
            return 1;
    return 0;
}

int
str_cmp(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int c = len > 0 ? memcmp(a.p, b.p, len) : 0;

    if (c != 0)
        return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

size_t
str_shared(struct str a, struct str b)
{
    size_t most = a.len < b.len ? a.len : b.len, n = 0;

    for (; most - n >= LANES; n += LANES) {
        lanes differ = (lanes)(lanes_load(a.p + n) != lanes_load(b.p + n));

        if (lanes_any(differ))
            return n + lanes_first(differ);
    }
    while (n < most && a.p[n] == b.p[n])
        n++;
    return n;
}

int
str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           str_eq(str_sub(s, s.len - suffix.len, suffix.len), suffix);
}

int
str_ends_nocase(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           same_nocase(s.p + s.len - suffix.len, suffix.p, suffix.len);
}

/* Places where both the needle's first byte and its last stand are looked at,
 * sixteen at a time: most needles are words and most texts short, where
 * memmem's own preparation costs more than the search. fold sets the bits in
 * which the two cases of these letters differ. */
static ptrdiff_t
find(struct str s, struct str needle, size_t from, unsigned char fold_first,
    unsigned char fold_last,
    int (*same)(const char *a, const char *b, size_t len))
{
    size_t behind = needle.len - 1, i = from;
    unsigned char first = (unsigned char)needle.p[0] | fold_first,
                  last = (unsigned char)needle.p[behind] | fold_last;

    for (; i + behind + LANES <= s.len; i += LANES) {
        lanes a = lanes_load(s.p + i), b = lanes_load(s.p + i + behind), hit;
        size_t k;

        hit = (lanes)((a | fold_first) == first) &
              (lanes)((b | fold_last) == last);
        for (k = lanes_first(hit); k < LANES; k = lanes_first(hit)) {
            if (same(s.p + i + k, needle.p, needle.len))
                return (ptrdiff_t)(i + k);
            hit[k] = 0;
        }
    }
    for (; i + behind < s.len; i++)
        if (((unsigned char)s.p[i] | fold_first) == first &&
            same(s.p + i, needle.p, needle.len))
            return (ptrdiff_t)i;
    return -1;
}

static int
same_bytes(const char *a, const char *b, size_t len)
{
    return memcmp(a, b, len) == 0;
}

/* A needle longer than this has its own way, as has one that fits everywhere:
 * a search by two bytes is slow where they stand all over. */
#define FIND_MAX 32

ptrdiff_t
str_find(struct str s, struct str needle, size_t from)
{
    const char *hit;

    if (from > s.len || needle.len > s.len - from)
        return -1;
    if (needle.len == 0)
        return (ptrdiff_t)from;
    if (needle.len > 1 && needle.len <= FIND_MAX)
        return find(s, needle, from, 0, 0, same_bytes);
    hit = memmem(s.p + from, s.len - from, needle.p, needle.len);
    return hit == NULL ? -1 : hit - s.p;
}

static unsigned char
fold_of(char c)
{
    return str_is_alpha(c) ? 0x20 : 0;
}

ptrdiff_t
str_find_nocase(struct str s, struct str needle, size_t from)
{
    if (needle.len == 0)
        return from <= s.len ? (ptrdiff_t)from : -1;
    if (from > s.len || needle.len > s.len - from)
        return -1;
    return find(s, needle, from, fold_of(needle.p[0]),
        fold_of(needle.p[needle.len - 1]), same_nocase);
}

ptrdiff_t
str_find_char(struct str s, char c, size_t from)
{
    const char *hit;

    if (from >= s.len)
        return -1;
    hit = memchr(s.p + from, c, s.len - from);
    return hit == NULL ? -1 : hit - s.p;
}

/* Bytes of white space at the start: ASCII or U+00A0 as UTF-8. */
static size_t
space_at(struct str s)
{
    if (s.len > 0 && str_is_space(s.p[0]))
        return 1;
    if (s.len > 1 && s.p[0] == '\xC2' && s.p[1] == '\xA0')
        return 2;
    return 0;
}

int
str_has_digit(struct str s)
{
    size_t i = 0;

    for (; i + LANES <= s.len; i += LANES)
        if (lanes_any((lanes)((lanes_load(s.p + i) - '0') <= 9)))
            return 1;
    for (; i < s.len; i++)
        if (str_is_digit(s.p[i]))
            return 1;
    return 0;
}

struct str
str_trim_ends(struct str s)
{
    size_t n;

    while ((n = space_at(s)) > 0)
        s = str_sub(s, n, s.len);
    for (;;) {
        if (s.len > 0 && str_is_space(s.p[s.len - 1]))
            s.len--;
        else if (s.len > 1 && space_at(str_sub(s, s.len - 2, 2)) == 2)
            s.len -= 2;
        else
            return s;
    }
}

int
str_next(struct str *rest, char sep, struct str *part)
{
    ptrdiff_t at;

    if (rest->p == NULL)
        return 0;
    at = str_find_char(*rest, sep, 0);
    if (at < 0) {
        *part = *rest;
        *rest = STR_NONE;
        return 1;
    }
    *part = str_sub(*rest, 0, (size_t)at);
    *rest = str_sub(*rest, (size_t)at + 1, rest->len);
    return 1;
}

/* Bytes before the first that ends a line. */
static size_t
line_bytes(struct str s)
{
    size_t i = 0;

    for (; s.len - i >= LANES; i += LANES) {
        lanes v = lanes_load(s.p + i);
        size_t n = lanes_first((lanes)((v == '\n') | (v == '\r')));

        if (n < LANES)
            return i + n;
    }
    while (i < s.len && s.p[i] != '\n' && s.p[i] != '\r')
        i++;
    return i;
}

int
str_next_line(struct str *rest, struct str *line)
{
    size_t i;

    if (rest->len == 0)
        return 0;
    i = line_bytes(*rest);
    *line = str_sub(*rest, 0, i);
    if (i + 1 < rest->len && rest->p[i] == '\r' && rest->p[i + 1] == '\n')
        i++;
    *rest = str_sub(*rest, i + 1, rest->len);
    return 1;
}

int
str_next_word(struct str *rest, struct str *word)
{
    size_t i = 0, start;

    while (i < rest->len && str_is_space(rest->p[i]))
        i++;
    start = i;
    while (i < rest->len && !str_is_space(rest->p[i]))
        i++;
    *word = str_sub(*rest, start, i - start);
    *rest = str_sub(*rest, i, rest->len);
    return word->len > 0;
}

int
str_to_u64(struct str s, uint64_t *out)
{
    uint64_t v = 0;

    if (s.len == 0)
        return -1;
    for (size_t i = 0; i < s.len; i++) {
        uint64_t d = (uint64_t)(s.p[i] - '0');

        if (!str_is_digit(s.p[i]) || v > (UINT64_MAX - d) / 10)
            return -1;
        v = v * 10 + d;
    }
    *out = v;
    return 0;
}

int
str_to_i64(struct str s, int64_t *out)
{
    int negative = s.len > 0 && s.p[0] == '-';
    uint64_t v;

    if (str_to_u64(negative ? str_sub(s, 1, s.len) : s, &v) != 0 ||
        v > (uint64_t)INT64_MAX + (uint64_t)negative)
        return -1;
    *out = negative ? (int64_t)(0 - v) : (int64_t)v;
    return 0;
}

/* Made once; when two threads make it at the same time, one is let go. */
static locale_t
c_locale(void)
{
    static _Atomic(locale_t) shared;
    locale_t none = NULL, mine = atomic_load(&shared);

    if (mine != NULL)
        return mine;
    mine = newlocale(LC_ALL_MASK, "C", NULL);
    if (atomic_compare_exchange_strong(&shared, &none, mine))
        return mine;
    freelocale(mine);
    return none;
}

int
str_to_double(struct str s, double *out)
{
    char text[64];
    char *end;
    double v;

    if (s.len == 0 || s.len >= sizeof text)
        return -1;
    memcpy(text, s.p, s.len);
    text[s.len] = '\0';
    if (strspn(text, "0123456789+-.eE") != s.len)
        return -1;
    errno = 0;
    v = strtod_l(text, &end, c_locale());
    if (end != text + s.len || (errno != 0 && v != 0))
        return -1;
    *out = v;
    return 0;
}

char *
str_dup(struct str s)
{
    return mem_dup(s.p, s.len);
}

uint64_t
str_hash(struct str s)
{
    uint64_t h = STR_HASH_EMPTY;

    for (size_t i = 0; i < s.len; i++)
        h = str_hash_add(h, s.p[i]);
    return h;
}

/* Every bit of a text reaches the low bits, of which slots are numbers. */
static uint64_t
mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

/* The last bytes of a text, at most eight; of a longer one some of those that
 * were mixed in before once more. */
static uint64_t
last_bytes(struct str s)
{
    uint64_t v = 0;
    uint32_t first, last;

    if (s.len >= sizeof v) {
        memcpy(&v, s.p + s.len - sizeof v, sizeof v);
    } else if (s.len >= sizeof last) {
        memcpy(&first, s.p, sizeof first);
        memcpy(&last, s.p + s.len - sizeof last, sizeof last);
        v = (uint64_t)first << 32 | last;
    } else if (s.len > 0) {
        v = (uint64_t)(unsigned char)s.p[0] << 16 |
            (uint64_t)(unsigned char)s.p[s.len / 2] << 8 |
            (unsigned char)s.p[s.len - 1];
    }
    return v;
}

uint64_t
str_hash_seeded(struct str s, uint64_t seed)
{
    uint64_t h = mix(seed, s.len), v;

    for (size_t i = 0; i + sizeof v < s.len; i += sizeof v) {
        memcpy(&v, s.p + i, sizeof v);
        h = mix(h, v);
    }
    return mix(mix(h, last_bytes(s)), 0);
}
