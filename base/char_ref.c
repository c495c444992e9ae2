#include "base/char_ref.h"

#include "base/utf8.h"

/* The table is searched where it lies: rows of one width, see
 * scripts/char-refs, which makes it. */
__asm__(".section .rodata\n"
        ".global char_ref_rows, char_ref_rows_end\n"
        "char_ref_rows:\n"
        ".incbin \"base/char_ref.tsv\"\n"
        "char_ref_rows_end:\n"
        ".previous\n");

#define NAME_WIDTH 32

struct row {
    char name[NAME_WIDTH]; /* padded with blanks */
    char tab1, first[6], tab2, second[6], newline;
};

extern const struct row char_ref_rows[], char_ref_rows_end[];

static uint32_t
hex_value(const char digits[6])
{
    uint32_t n = 0;

    for (size_t i = 0; i < 6; i++)
        n = n << 4 | (uint32_t)(digits[i] <= '9' ? digits[i] - '0'
                                                 : digits[i] - 'A' + 10);
    return n;
}

/* Code points 0x80 to 0x9F by number mean Windows-1252's. */
static uint32_t
number_meant(uint32_t n)
{
    static const uint16_t windows[32] = { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E,
        0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178 };

    if (n >= 0x80 && n <= 0x9F)
        return windows[n - 0x80];
    if (n == 0 || n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF))
        return 0xFFFD;
    return n;
}

/* "&#" stands at the start of s. */
static size_t
read_number(struct str s, char *out, size_t *out_len)
{
    size_t at = 2, first;
    uint32_t base = 10, n = 0;

    if (at < s.len && str_lower(s.p[at]) == 'x') {
        base = 16;
        at++;
    }
    for (first = at; at < s.len; at++) {
        int digit = str_hex_value(s.p[at]);

        if (digit < 0 || (uint32_t)digit >= base)
            break;
        if (n <= 0x10FFFF)
            n = n * base + (uint32_t)digit;
    }
    if (at == first)
        return 0;
    *out_len = utf8_encode(number_meant(n), out);
    return at < s.len && s.p[at] == ';' ? at + 1 : at;
}

/* The first row of [low, high) whose byte `at` of the name is >= c. */
static const struct row *
first_row(const struct row *low, const struct row *high, size_t at, char c)
{
    while (low < high) {
        const struct row *mid = low + (high - low) / 2;

        if (mid->name[at] < c)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The longest name that begins at s.p[1]; NULL if none does. */
static const struct row *
find_name(struct str s, size_t *len)
{
    const struct row *low = char_ref_rows, *high = char_ref_rows_end;
    const struct row *found = NULL;

    for (size_t i = 0; i < NAME_WIDTH && i + 1 < s.len; i++) {
        char c = s.p[i + 1];

        if (!str_is_alnum(c) && c != ';')
            break;
        low = first_row(low, high, i, c);
        high = first_row(low, high, i, (char)(c + 1));
        if (low == high)
            break;
        /* The name itself sorts before those it begins. */
        if (i + 1 == NAME_WIDTH || low->name[i + 1] == ' ') {
            found = low;
            *len = i + 1;
        }
    }
    return found;
}

/* Nine of ten names on saved pages are of these. Each ends in a semicolon, so
 * that no longer name can fit. Return the length with the '&', or 0. */
static size_t
read_common(struct str s, char out[CHAR_REF_BYTES], size_t *out_len)
{
    static const struct {
        struct str name, text;
    } common[] = {
        { STR("&amp;"), STR("&") },
        { STR("&quot;"), STR("\"") },
        { STR("&nbsp;"), STR("\xC2\xA0") },
        { STR("&gt;"), STR(">") },
        { STR("&lt;"), STR("<") },
    };

    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        struct str name = common[i].name, text = common[i].text;

        if (s.p[1] != name.p[1] || !str_starts(s, name))
            continue;
        memcpy(out, text.p, text.len);
        *out_len = text.len;
        return name.len;
    }
    return 0;
}

size_t
char_ref_read(struct str s, enum char_ref_place place, char out[CHAR_REF_BYTES],
    size_t *out_len)
{
    const struct row *row;
    size_t len = 0;
    uint32_t second;

    if (s.len < 2)
        return 0;
    if (s.p[1] == '#')
        return read_number(s, out, out_len);
    len = read_common(s, out, out_len);
    if (len > 0)
        return len;
    row = find_name(s, &len);
    if (row == NULL)
        return 0;
    if (place == CHAR_REF_ATTRIBUTE && s.p[len] != ';' && len + 1 < s.len &&
        (s.p[len + 1] == '=' || str_is_alnum(s.p[len + 1])))
        return 0;
    *out_len = utf8_encode(hex_value(row->first), out);
    second = hex_value(row->second);
    if (second != 0)
        *out_len += utf8_encode(second, out + *out_len);
    return len + 1;
}
