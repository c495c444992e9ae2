/* base/str.h - a borrowed view of bytes: compare, split, trim, read numbers.
 *
 * Bytes only: nothing here knows UTF-8 (base/utf8.h) beyond ASCII case.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p; /* borrowed; not NUL-terminated; may be NULL if len is 0 */
    size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).p
#define STR_NONE ((struct str){ NULL, 0 })

/* What is asked for every byte or every node of a page is inline. */

/* ASCII only, for any locale. */
static inline int
str_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int
str_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int
str_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int
str_is_alnum(char c)
{
    return str_is_alpha(c) || str_is_digit(c);
}

static inline char
str_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* 0 to 15 for a hexadecimal digit of either case; else -1. */
static inline int
str_hex_value(char c)
{
    if (str_is_digit(c))
        return c - '0';
    c = str_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* View of a C string; NULL gives the empty view. */
static inline struct str
str_of(const char *text)
{
    return (struct str){ text, text == NULL ? 0 : strlen(text) };
}

/* Clamped to s. */
static inline struct str
str_sub(struct str s, size_t from, size_t len)
{
    if (from > s.len)
        from = s.len;
    if (len > s.len - from)
        len = s.len - from;
    return (struct str){ s.p == NULL ? NULL : s.p + from, len };
}

/* 1 if the bytes at a and b are the same: where most texts are short and their
 * length is not known to the compiler, without a call. */
static inline int
str_same(const char *a, const char *b, size_t len)
{
    uint64_t a8[2], b8[2];
    uint32_t a4[2], b4[2];

    if (len > sizeof a8)
        return memcmp(a, b, len) == 0;
    if (len >= 8) {
        memcpy(&a8[0], a, 8);
        memcpy(&b8[0], b, 8);
        memcpy(&a8[1], a + len - 8, 8);
        memcpy(&b8[1], b + len - 8, 8);
        return a8[0] == b8[0] && a8[1] == b8[1];
    }
    if (len >= 4) {
        memcpy(&a4[0], a, 4);
        memcpy(&b4[0], b, 4);
        memcpy(&a4[1], a + len - 4, 4);
        memcpy(&b4[1], b + len - 4, 4);
        return a4[0] == b4[0] && a4[1] == b4[1];
    }
    return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] &&
                           a[len - 1] == b[len - 1]);
}

/* Copy bytes that are few, likewise; the two do not overlap. */
static inline void
str_put(char *to, const char *from, size_t len)
{
    uint64_t a8, b8;
    uint32_t a4, b4;

    if (len > 2 * sizeof a8) {
        memcpy(to, from, len);
    } else if (len >= 8) {
        memcpy(&a8, from, 8);
        memcpy(&b8, from + len - 8, 8);
        memcpy(to, &a8, 8);
        memcpy(to + len - 8, &b8, 8);
    } else if (len >= 4) {
        memcpy(&a4, from, 4);
        memcpy(&b4, from + len - 4, 4);
        memcpy(to, &a4, 4);
        memcpy(to + len - 4, &b4, 4);
    } else if (len > 0) {
        to[0] = from[0];
        to[len / 2] = from[len / 2];
        to[len - 1] = from[len - 1];
    }
}

/* Most that are not equal differ in their first byte: no call for these. */
static inline int
str_eq(struct str a, struct str b)
{
    return a.len == b.len &&
           (a.len == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.len) == 0));
}

static inline int
str_is(struct str a, const char *text)
{
    if (a.len > 0 && text != NULL && text[0] != a.p[0])
        return 0;
    return str_eq(a, str_of(text));
}

/* 1 if it is one of the list's texts, of which a NULL is the end. */
static inline int
str_is_one_of(struct str s, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count && list[i] != NULL; i++)
        if (str_is(s, list[i]))
            return 1;
    return 0;
}

static inline int
str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

int str_eq_nocase(struct str a, struct str b);
static inline int
str_is_nocase(struct str a, const char *text)
{
    struct str b;

    if (a.len > 0 && text != NULL && str_lower(text[0]) != str_lower(a.p[0]))
        return 0;
    b = str_of(text);
    return a.len == b.len && str_eq_nocase(a, b);
}

static inline int
str_starts_nocase(struct str s, struct str prefix)
{
    return s.len >= prefix.len &&
           (prefix.len == 0 ||
               (str_lower(s.p[0]) == str_lower(prefix.p[0]) &&
                   str_eq_nocase(str_sub(s, 0, prefix.len), prefix)));
}

int str_cmp(struct str a, struct str b);       /* byte order, as for qsort */
size_t str_shared(struct str a, struct str b); /* bytes that both begin with */
/* Bytes to be put in, taken out or changed to make b of a (Levenshtein); of
 * texts longer than STR_EDITS_MAX more than that. */
#define STR_EDITS_MAX 63
size_t str_edits(struct str a, struct str b);
int str_ends(struct str s, struct str suffix);
int str_ends_nocase(struct str s, struct str suffix);

/* 1 if one of the list's texts stands in s. */
int str_has_one_of(struct str s, const char *const *list, size_t count);

/* Offset of the first occurrence at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, struct str needle, size_t from);
ptrdiff_t str_find_nocase(struct str s, struct str needle, size_t from);
ptrdiff_t str_find_char(struct str s, char c, size_t from);

struct str str_trim_ends(struct str s);

/* Without ASCII white space (also NBSP in UTF-8) at both ends, which few texts
 * have. */
static inline struct str
str_trim(struct str s)
{
    if (s.len > 0 && (unsigned char)s.p[0] > ' ' && s.p[0] != '\xC2' &&
        (unsigned char)s.p[s.len - 1] > ' ' && s.p[s.len - 1] != '\xA0')
        return s;
    return str_trim_ends(s);
}
int str_has_digit(struct str s); /* 0 to 9 */

/* How many digits stand at s.p[at], which may be its end. */
static inline size_t
str_digits(struct str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.len && str_is_digit(s.p[at + n]))
        n++;
    return n;
}

/* Take the part before the first `sep` off *rest, and the separator with it.
 * Returns 0 when *rest is used up (an empty last part is still given once:
 * start with rest->p != NULL). */
int str_next(struct str *rest, char sep, struct str *part);

/* Take a line off *rest; LF, CRLF and lone CR end a line. */
int str_next_line(struct str *rest, struct str *line);

/* Take a run of non-white bytes off *rest; 0 when there is none left. */
int str_next_word(struct str *rest, struct str *word);

/* The whole of s as a decimal number. Return 0, or -1 if it is not one or
 * does not fit. str_to_double takes '.' as the decimal point in any locale,
 * and an exponent; not "inf", "nan" or hexadecimal. */
int str_to_i64(struct str s, int64_t *out);
int str_to_u64(struct str s, uint64_t *out);
int str_to_double(struct str s, double *out);

/* Owned, NUL-terminated copy. */
char *str_dup(struct str s);

/* 64-bit FNV-1a: for tables of our own making, not against attackers. */
uint64_t str_hash(struct str s);

/* The same byte by byte, from the hash of the empty text on. */
#define STR_HASH_EMPTY 0xcbf29ce484222325u
static inline uint64_t
str_hash_add(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 0x100000001b3u;
}

/* Eight bytes at a time, all bits of s in all bits of the hash: for tables in
 * memory. A seed that a stranger does not know (an address will do) keeps him
 * from making texts that share a slot. The same on no other machine. */
uint64_t str_hash_seeded(struct str s, uint64_t seed);

/* Of its length, its beginning and its end: for tables with one place for each
 * hash, where texts that share it are but looked at again. */
static inline uint64_t
str_hash_ends(struct str s)
{
    const uint64_t factor = 0x9E3779B97F4A7C15u; /* 2^64 by the golden ratio */
    uint64_t begin = 0, end = 0;

    if (s.len >= sizeof begin) {
        memcpy(&begin, s.p, sizeof begin);
        memcpy(&end, s.p + s.len - sizeof end, sizeof end);
    } else {
        str_put((char *)&begin, s.p, s.len);
    }
    end ^= end >> 32; /* its last bytes, too, in all of the product */
    begin = (begin ^ s.len) * factor;
    return ((begin >> 32 ^ end) * factor) >> 32;
}

#endif
