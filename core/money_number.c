#include "core/money_number.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* More digits than this before the point are a number of another kind. */
#define WHOLE_DIGITS_MAX 15

/* ASCII for the digits, signs and blanks of other scripts; 0 to keep c. */
static char
plain_char(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFF01 + '!');
    if (c >= 0x660 && c <= 0x669)
        return (char)(c - 0x660 + '0');
    if (c >= 0x6F0 && c <= 0x6F9)
        return (char)(c - 0x6F0 + '0');
    if (c >= 0x966 && c <= 0x96F)
        return (char)(c - 0x966 + '0');
    if (c >= 0x2000 && c <= 0x200A)
        return ' ';
    if (c >= 0x2010 && c <= 0x2015)
        return '-';
    switch (c) {
    case 0xA0:
    case 0x202F:
    case 0x3000:
        return ' ';
    case 0x60:
    case 0xB4:
    case 0x2018:
    case 0x2019:
        return '\'';
    case 0x2212:
        return '-';
    case 0x301C:
        return '~';
    case 0x66B:
        return '.';
    case 0x66C:
    case 0x3001:
        return ',';
    default:
        return c < ' ' ? ' ' : '\0';
    }
}

/* What is written for c: 0 for the invisible (soft hyphen, zero width,
 * direction). */
static uint32_t
plain_point(uint32_t c)
{
    char ascii = plain_char(c);

    if (ascii != '\0')
        return (unsigned char)ascii;
    switch (c) {
    case 0xAD:
    case 0xFEFF:
        return 0;
    case 0xFFE5:
        return 0xA5;
    case 0xFFE1:
        return 0xA3;
    case 0xFFE6:
        return 0x20A9;
    default:
        return c >= 0x200B && c <= 0x200F ? 0 : c;
    }
}

/* Bytes at the start of text that stay as they are. */
static size_t
plain_bytes(struct str text)
{
    size_t i = 0;

    while (i < text.len) {
        unsigned char first = (unsigned char)text.p[i];
        size_t next = i;
        uint32_t c;

        if (first >= ' ' && first < 0x80 && first != '`') {
            i++;
            continue;
        }
        c = utf8_next(text, &next);
        /* An ill-formed byte is stepped over alone. */
        if (next == i + 1 || plain_point(c) != c)
            return i;
        i = next;
    }
    return i;
}

struct str
money_plain(struct buf *scratch, struct str text)
{
    size_t i;

    text = utf8_cut(text, MONEY_TEXT_MAX);
    i = plain_bytes(text);
    if (i == text.len)
        return text;
    buf_add(scratch, text.p, i);
    while (i < text.len) {
        uint32_t c = utf8_next(text, &i), plain = plain_point(c);

        if (plain == 0 || (plain == ' ' && c != ' ' && scratch->len > 0 &&
                              scratch->p[scratch->len - 1] == ' '))
            continue;
        buf_add_utf8(scratch, plain);
    }
    return buf_str(scratch);
}

static int
digit_at(struct str s, size_t i)
{
    return i < s.len && str_is_digit(s.p[i]);
}

static size_t
digits_at(struct str s, size_t i)
{
    size_t n = 0;

    while (digit_at(s, i + n))
        n++;
    return n;
}

/* One number as written: digit groups and what stands between them. */
struct groups {
    size_t start[12], len[12];
    char sep[12]; /* sep[i] stands before group i; sep[0] is unused */
    size_t count, end;
    int leads_with_point; /* ".75" */
};

/* The separator at s[i] when a group follows it; *next is the group's place.
 * A blank parts groups of three only; behind a point or comma it is a gap of
 * typesetting ("119. 95"), then two digits must follow. */
static char
separator_at(struct str s, size_t i, size_t first_len, size_t *next)
{
    char c = i < s.len ? s.p[i] : '\0';

    *next = i + 1;
    if (c == ' ' || c == '\'')
        return first_len <= 3 && digits_at(s, i + 1) == 3 ? c : '\0';
    if (c != '.' && c != ',')
        return '\0';
    if (digit_at(s, i + 1))
        return c;
    if (i + 2 < s.len && s.p[i + 1] == ' ' && digits_at(s, i + 2) == 2) {
        *next = i + 2;
        return c;
    }
    return '\0';
}

static void
read_groups(struct groups *g, struct str s, size_t at)
{
    size_t next = at;

    *g = (struct groups){ 0 };
    g->leads_with_point =
        at > 0 && s.p[at - 1] == '.' && (at < 2 || !str_is_alnum(s.p[at - 2]));
    while (g->count < COUNT(g->start)) {
        size_t i = g->count++;
        char sep;

        g->start[i] = next;
        g->len[i] = digits_at(s, next);
        g->end = next + g->len[i];
        sep = separator_at(s, g->end, g->len[0], &next);
        /* "1 299,00 500": a blank does not come after a decimal mark. */
        if (sep == '\0' || (sep == ' ' && i > 0 && g->sep[i] != ' '))
            return;
        if (g->count < COUNT(g->start))
            g->sep[g->count] = sep;
    }
}

/* Which group is the fraction: its index, 0 for none, -1 when the groups make
 * no amount ("15.08.2017", "192.168.0.1"). */
static int
find_fraction(const struct groups *g, struct str s, int has_mils)
{
    size_t last = g->count - 1, same = 0;
    char sep = g->sep[last];
    int fraction = 0;

    for (size_t i = 1; i <= last; i++)
        same += g->sep[i] == sep;
    if (last == 0 || (sep != '.' && sep != ','))
        fraction = 0;
    else if (same < last) /* two kinds: the last is the decimal mark */
        fraction = same == 1 ? (int)last : 0;
    else if (same > 1) /* 1.234.567, but 1.234.56 */
        fraction = g->len[last] == 3 ? 0 : (int)last;
    else /* three digits are thousands, but not in 0,500 and 1234.567 */
        fraction = g->len[1] != 3 || g->len[0] > 3 || s.p[g->start[0]] == '0' ||
                   (has_mils && sep == '.');
    for (size_t i = 1; i <= last; i++) {
        int is_indian = g->len[i] == 2 && i < last && g->sep[i] == ',';

        if ((int)i != fraction && g->len[i] != 3 && !is_indian)
            return -1;
    }
    return fraction;
}

/* Write the groups as a decimal number. 0, or -1 if they are no amount. */
static int
write_amount(struct money_number *out, struct str s, const struct groups *g,
    int has_mils)
{
    int fraction = find_fraction(g, s, has_mils);
    int is_part = g->count == 1 && g->leads_with_point; /* ".5" */
    char text[MONEY_AMOUNT_BYTES] = "0.";
    size_t whole = 0, len = is_part ? 2 : 0, zeros = 0;

    if (fraction < 0)
        return -1;
    for (size_t i = 0; i < g->count; i++) {
        int is_fraction = i > 0 && (int)i == fraction;

        if (len + (size_t)is_fraction + g->len[i] >= sizeof text)
            return -1;
        if (is_fraction)
            text[len++] = '.';
        else
            whole += g->len[i];
        memcpy(text + len, s.p + g->start[i], g->len[i]);
        len += g->len[i];
    }
    if (whole > WHOLE_DIGITS_MAX)
        return -1;
    while (
        zeros + 1 < len && text[zeros] == '0' && str_is_digit(text[zeros + 1]))
        zeros++;
    memcpy(out->amount, text + zeros, len - zeros);
    out->amount[len - zeros] = '\0';
    out->fraction_digits =
        fraction > 0 || is_part ? (int)g->len[g->count - 1] : 0;
    return len > zeros ? 0 : -1;
}

/* Chinese, Japanese and Korean count in ten thousands: "1.2万", "1万2800". */
static void
apply_myriad(struct money_number *n, struct str s)
{
    struct str rest = str_sub(s, n->end, 3), amount = str_of(n->amount);
    ptrdiff_t point = str_find_char(amount, '.', 0);
    size_t whole = point < 0 ? amount.len : (size_t)point;
    size_t more = digits_at(s, n->end + 3);
    char out[MONEY_AMOUNT_BYTES];

    if (!str_is(rest, "万") && !str_is(rest, "萬") && !str_is(rest, "만"))
        return;
    if (whole > 8 || amount.len > whole + 5)
        return;
    n->end += 3;
    memcpy(out, n->amount, whole);
    memset(out + whole, '0', 4);
    if (point >= 0)
        memcpy(out + whole, amount.p + whole + 1, amount.len - whole - 1);
    else if (more > 0 && more <= 4) {
        memcpy(out + whole + 4 - more, s.p + n->end, more);
        n->end += more;
    }
    out[whole + 4] = '\0';
    memcpy(n->amount, out, whole + 5);
    n->fraction_digits = 0;
}

/* Step over ",-" and its kin behind an amount, unless a range follows. */
static size_t
skip_dashes(struct str s, size_t end)
{
    size_t i = end;

    if (i < s.len && (s.p[i] == '.' || s.p[i] == ','))
        i++;
    if (i > end && i < s.len && s.p[i] == ' ')
        i++;
    if (i >= s.len || s.p[i] != '-')
        return end;
    while (i < s.len && s.p[i] == '-')
        i++;
    return digit_at(s, i) || digit_at(s, i + 1) ? end : i;
}

int
money_number_read(
    struct money_number *out, struct str plain, size_t at, unsigned flags)
{
    struct groups g;
    int rc;

    read_groups(&g, plain, at);
    g.leads_with_point &= !(flags & MONEY_NUMBER_AFTER_MARK);
    *out = (struct money_number){ .start = at, .end = g.end };
    rc = write_amount(out, plain, &g, (flags & MONEY_NUMBER_MILS) != 0);
    if (rc == 0) {
        apply_myriad(out, plain);
        out->end = skip_dashes(plain, out->end);
    }
    return rc;
}
