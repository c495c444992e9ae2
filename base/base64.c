#include "base/base64.h"

/* The value of a digit, or -1. */
static int
digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four digits, of which the last one or two may be padding, as 1 to 3 bytes:
 * how many, or 0. */
static int
read_four(const char *p, int is_last, char out[3])
{
    int pad = !is_last ? 0 : p[2] == '=' && p[3] == '=' ? 2 : p[3] == '=';
    unsigned long all = 0;

    for (int i = 0; i < 4; i++) {
        int d = i >= 4 - pad ? 0 : digit(p[i]);

        if (d < 0)
            return 0;
        all = all << 6 | (unsigned)d;
    }
    /* Bits that stand for nothing must be 0: one text for the same bytes. */
    if ((pad == 1 && (all & 0xff) != 0) || (pad == 2 && (all & 0xffff) != 0))
        return 0;
    out[0] = (char)(all >> 16);
    out[1] = (char)(all >> 8);
    out[2] = (char)all;
    return 3 - pad;
}

int
base64_decode(struct buf *out, struct str text)
{
    char bytes[3];

    if (text.len % 4 != 0)
        return -1;
    for (size_t i = 0; i < text.len; i += 4) {
        int n = read_four(text.p + i, i + 4 == text.len, bytes);

        if (n == 0 || buf_add(out, bytes, (size_t)n) != 0)
            return -1;
    }
    return 0;
}
