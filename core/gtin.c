#include "core/gtin.h"

#include "base/utf8.h"

#include <string.h>

/* Collect digits (ASCII or full-width); 'X' only as the last of an ISBN-10.
 * Return their number, or -1 when something else stands there. */
static int
digits(struct str text, char *out, int max)
{
    int n = 0;

    text = str_trim(text);
    for (size_t i = 0; i < text.len;) {
        uint32_t c = utf8_next(text, &i);

        if (c == ' ' || c == '-' || c == 0xA0 || c == 0x2010 || c == 0x2011 ||
            c == 0x2013 || c == 0x200B)
            continue;
        if (c >= 0xFF10 && c <= 0xFF19)
            c = c - 0xFF10 + '0';
        if ((c < '0' || c > '9') && c != 'X' && c != 'x')
            return -1;
        if (n == max)
            return -1;
        out[n++] = c == 'x' ? 'X' : (char)c;
    }
    return n;
}

static int
check_digit(const char *d, int len)
{
    int sum = 0;

    for (int i = 0; i < len; i++)
        sum += (d[len - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    return (10 - sum % 10) % 10;
}

int
gtin_parse(struct str text, char out[GTIN_BYTES])
{
    char d[14];
    int n = digits(text, d, 14);

    if (n != 8 && n != 12 && n != 13 && n != 14)
        return -1;
    if (memchr(d, 'X', (size_t)n) != NULL)
        return -1;
    if (check_digit(d, n - 1) != d[n - 1] - '0')
        return -1;
    memset(out, '0', 14);
    memcpy(out + 14 - n, d, (size_t)n);
    out[14] = '\0';
    return strcmp(out, "00000000000000") == 0 ? -1 : 0;
}

int
gtin_parse_isbn10(struct str text, char out[GTIN_BYTES])
{
    char d[10];
    int sum = 0;

    if (digits(text, d, 10) != 10)
        return -1;
    for (int i = 0; i < 10; i++) {
        if (d[i] == 'X' && i != 9)
            return -1;
        sum += (10 - i) * (d[i] == 'X' ? 10 : d[i] - '0');
    }
    if (sum % 11 != 0)
        return -1;
    memcpy(out, "0978", 4);
    memcpy(out + 4, d, 9);
    out[13] = (char)('0' + check_digit(out + 1, 12));
    out[14] = '\0';
    return 0;
}

int
gtin_unpacked(const char gtin[GTIN_BYTES], char out[GTIN_BYTES])
{
    if (gtin[0] < '1' || gtin[0] > '8')
        return -1;
    memcpy(out, gtin, GTIN_BYTES);
    out[0] = '0';
    out[13] = (char)('0' + check_digit(out, 13));
    return 0;
}

int
gtin_is_global(const char gtin[GTIN_BYTES])
{
    const char *ean = gtin + 1;

    if (strncmp(gtin, "000000", 6) == 0) /* GTIN-8: 0 and 2 are in-store */
        return gtin[6] != '0' && gtin[6] != '2';
    if (ean[0] == '2') /* EAN 20..29 */
        return 0;
    if (ean[0] == '0' && (ean[1] == '2' || ean[1] == '4')) /* 02, 04 */
        return 0;
    return strncmp(ean, "98", 2) != 0 && strncmp(ean, "99", 2) != 0;
}
