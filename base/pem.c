#include "base/pem.h"

#include "base/base64.h"

#include <stdio.h>

#define LABEL_BYTES 80
/* Longer chains are no server's. */
#define DIGITS_MAX (1u << 20)

int
pem_find(struct buf *out, struct str text, const char *label)
{
    struct buf digits = BUF_MAX(DIGITS_MAX);
    char begin[LABEL_BYTES], end[LABEL_BYTES];
    size_t before = out->len;
    ptrdiff_t from, to;
    int rc = -1;

    snprintf(begin, sizeof begin, "-----BEGIN %s-----", label);
    snprintf(end, sizeof end, "-----END %s-----", label);
    from = str_find(text, str_of(begin), 0);
    to = from < 0 ? -1 : str_find(text, str_of(end), (size_t)from);
    if (to < 0)
        return -1;
    for (size_t i = (size_t)from + strlen(begin); i < (size_t)to; i++)
        if (!str_is_space(text.p[i]))
            buf_addc(&digits, text.p[i]);
    if (!digits.over)
        rc = base64_decode(out, buf_str(&digits));
    buf_clear(&digits);
    return rc == 0 && out->len > before ? 0 : -1;
}
