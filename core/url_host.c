#include "core/url_host.h"

#include "base/utf8.h"

#include <string.h>

#include <unicode/uidna.h>

/* DNS allows 253 bytes; the rest is room for percent-encoding and for names
 * that are wrong but harmless. Punycode costs the square of this. */
#define HOST_BYTES_MAX 1024
/* A character of a label grows to at most some six ASCII characters. */
#define HOST_ASCII_MAX (8 * HOST_BYTES_MAX)

/* A number above every IPv4 address stays there: no overflow. */
#define IPV4_TOO_BIG (1ull << 33)

/* "IPv4 number parser": decimal, 0x hexadecimal, 0 octal. */
static int
ipv4_number(struct str s, uint64_t *out)
{
    int radix = 10;
    uint64_t v = 0;

    if (s.len == 0)
        return -1;
    if (s.len >= 2 && s.p[0] == '0') {
        int hex = s.p[1] == 'x' || s.p[1] == 'X';

        radix = hex ? 16 : 8;
        s = str_sub(s, hex ? 2 : 1, s.len);
    }
    for (size_t i = 0; i < s.len; i++) {
        int digit = str_hex_value(s.p[i]);

        if (digit < 0 || digit >= radix)
            return -1;
        v = v * (uint64_t)radix + (uint64_t)digit;
        if (v > IPV4_TOO_BIG)
            v = IPV4_TOO_BIG;
    }
    *out = v;
    return 0;
}

int
url_host_ends_in_number(struct str host)
{
    size_t start = host.len;
    struct str last;
    uint64_t v;

    if (start > 0 && host.p[start - 1] == '.')
        host.len = --start;
    while (start > 0 && host.p[start - 1] != '.')
        start--;
    last = str_sub(host, start, host.len);
    if (last.len == 0 || !str_is_digit(last.p[0]))
        return 0;
    if (ipv4_number(last, &v) == 0)
        return 1;
    for (size_t i = 0; i < last.len; i++)
        if (!str_is_digit(last.p[i]))
            return 0;
    return 1;
}

static int
add_ipv4(struct buf *out, struct str host, struct fail *fail)
{
    uint64_t part[4], address;
    struct str rest = host, label;
    size_t n = 0;

    if (rest.len > 0 && rest.p[rest.len - 1] == '.')
        rest.len--;
    while (str_next(&rest, '.', &label))
        if (n == 4 || ipv4_number(label, &part[n++]) != 0)
            return fail_set(fail, "not an IPv4 address");
    for (size_t i = 0; i + 1 < n; i++)
        if (part[i] > 255)
            return fail_set(fail, "IPv4 number above 255");
    if (n == 0 || part[n - 1] >= 1ull << (8 * (5 - n)))
        return fail_set(fail, "IPv4 number too large");
    address = part[n - 1];
    for (size_t i = 0; i + 1 < n; i++)
        address |= part[i] << (8 * (3 - i));
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_addu(out, address >> shift & 255);
        if (shift > 0)
            buf_addc(out, '.');
    }
    return out->over ? -1 : 0;
}

/* The dotted tail of an IPv6 address into two pieces; decimal only here. */
static int
ipv6_tail(struct str s, uint16_t *piece)
{
    struct str label;
    unsigned v[4];
    size_t n = 0;

    while (str_next(&s, '.', &label)) {
        if (n == 4 || label.len == 0 || label.len > 3 ||
            (label.len > 1 && label.p[0] == '0'))
            return -1;
        v[n] = 0;
        for (size_t i = 0; i < label.len; i++) {
            if (!str_is_digit(label.p[i]))
                return -1;
            v[n] = v[n] * 10 + (unsigned)(label.p[i] - '0');
        }
        if (v[n++] > 255)
            return -1;
    }
    if (n != 4)
        return -1;
    piece[0] = (uint16_t)(v[0] << 8 | v[1]);
    piece[1] = (uint16_t)(v[2] << 8 | v[3]);
    return 0;
}

/* One hexadecimal piece of 0 to 4 digits at *at; the digits read. */
static size_t
ipv6_piece(struct str s, size_t *at, uint16_t *out)
{
    size_t n = 0;

    *out = 0;
    while (n < 4 && *at < s.len && str_hex_value(s.p[*at]) >= 0) {
        *out = (uint16_t)(*out << 4 | str_hex_value(s.p[*at]));
        (*at)++;
        n++;
    }
    return n;
}

static int
ipv6_read(struct str s, uint16_t piece[8])
{
    size_t n = 0, at = 0, gap = 9; /* 9: no "::" seen */

    memset(piece, 0, 8 * sizeof *piece);
    if (s.len > 0 && s.p[0] == ':') {
        if (s.len < 2 || s.p[1] != ':')
            return -1;
        at = 2;
        gap = 0;
    }
    while (at < s.len) {
        size_t start = at, digits;

        if (n == 8)
            return -1;
        if (s.p[at] == ':') {
            if (gap != 9)
                return -1;
            at++;
            gap = n;
            continue;
        }
        digits = ipv6_piece(s, &at, &piece[n]);
        if (at < s.len && s.p[at] == '.') {
            if (digits == 0 || n > 6 ||
                ipv6_tail(str_sub(s, start, s.len), piece + n) != 0)
                return -1;
            n += 2;
            break;
        }
        n++;
        if (at == s.len)
            break;
        if (s.p[at] != ':' || ++at == s.len)
            return -1;
    }
    if (gap != 9) {
        size_t moved = n - gap;

        memmove(piece + 8 - moved, piece + gap, moved * sizeof *piece);
        memset(piece + gap, 0, (8 - n) * sizeof *piece);
        n = 8;
    }
    return n == 8 ? 0 : -1;
}

static int
add_ipv6(struct buf *out, struct str text, struct fail *fail)
{
    uint16_t piece[8];
    size_t best = 8, best_len = 1; /* a run of one is not compressed */

    if (ipv6_read(text, piece) != 0)
        return fail_set(fail, "not an IPv6 address");
    for (size_t i = 0; i < 8; i++) {
        size_t len = 0;

        while (i + len < 8 && piece[i + len] == 0)
            len++;
        if (len > best_len) {
            best = i;
            best_len = len;
        }
        i += len;
    }
    buf_addc(out, '[');
    for (size_t i = 0; i < 8; i++) {
        if (i == best) {
            buf_addz(out, i == 0 ? "::" : ":");
            i += best_len - 1;
            continue;
        }
        buf_addf(out, i < 7 ? "%x:" : "%x", piece[i]);
    }
    return buf_addc(out, ']');
}

/* Forbidden domain code points, all ASCII. */
static int
is_forbidden(unsigned char c)
{
    return c <= ' ' || c == 0x7f || strchr("#/:<>?@[\\]^|%", c) != NULL;
}

static int
is_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return 0;
    return 1;
}

/* "Domain to ASCII", not strict, of a name that is not ASCII. Lengths and
 * hyphens are not judged: names that break those rules are in use. */
static int
name_to_ascii(char *to, struct str name, size_t *len, struct fail *fail)
{
    const uint32_t tolerated =
        UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
        UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
        UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
    UErrorCode code = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                      UIDNA_NONTRANSITIONAL_TO_ASCII,
        &code);
    int32_t n;

    if (U_FAILURE(code))
        return fail_set(fail, "IDNA: %s", u_errorName(code));
    n = uidna_nameToASCII_UTF8(
        idna, name.p, (int32_t)name.len, to, HOST_ASCII_MAX, &info, &code);
    uidna_close(idna);
    if (U_FAILURE(code))
        return fail_set(fail, "IDNA: %s", u_errorName(code));
    if ((info.errors & ~tolerated) != 0)
        return fail_set(fail, "host name not allowed by IDNA");
    *len = (size_t)n;
    return 0;
}

/* Copy host to `to` with %XX decoded. */
static size_t
decode(char *to, struct str host)
{
    size_t n = 0;

    for (size_t i = 0; i < host.len; i++) {
        int high, low;

        if (host.p[i] == '%' && i + 2 < host.len &&
            (high = str_hex_value(host.p[i + 1])) >= 0 &&
            (low = str_hex_value(host.p[i + 2])) >= 0) {
            to[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            to[n++] = host.p[i];
        }
    }
    return n;
}

int
url_host_parse(struct buf *out, struct str text, struct fail *fail)
{
    char decoded[HOST_BYTES_MAX], ascii[HOST_ASCII_MAX];
    struct str name;

    if (text.len > HOST_BYTES_MAX)
        return fail_set(fail, "host name too long");
    if (text.len > 0 && text.p[0] == '[') {
        if (text.p[text.len - 1] != ']')
            return fail_set(fail, "IPv6 address without ']'");
        return add_ipv6(out, str_sub(text, 1, text.len - 2), fail);
    }
    name = (struct str){ decoded, decode(decoded, text) };
    if (!is_ascii(name)) {
        size_t len = 0;

        if (!utf8_valid(name))
            return fail_set(fail, "host name is not UTF-8");
        if (name_to_ascii(ascii, name, &len, fail) != 0)
            return -1;
        name = (struct str){ ascii, len };
    } else {
        for (size_t i = 0; i < name.len; i++)
            decoded[i] = str_lower(decoded[i]);
    }
    if (name.len == 0)
        return fail_set(fail, "no host name");
    for (size_t i = 0; i < name.len; i++)
        if (is_forbidden((unsigned char)name.p[i]))
            return fail_set(fail, "forbidden character in host name");
    if (url_host_ends_in_number(name))
        return add_ipv4(out, name, fail);
    return buf_adds(out, name);
}
