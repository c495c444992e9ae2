#include "base/han.h"

#include "base/mem.h"

#include <unicode/utrans.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

/* The block of unified ideographs: three bytes of UTF-8 each. */
#define FIRST 0x4E00
#define LAST 0x9FFF

struct han {
    uint16_t simple[LAST - FIRST + 1];
};

struct han *
han_new(void)
{
    static const UChar id[] = u"Traditional-Simplified";
    struct han *h = mem_new(sizeof *h);
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *t =
        utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

    /* Part of ICU's own data, which is linked in. */
    assert(U_SUCCESS(status));
    for (int32_t c = FIRST; c <= LAST; c++) {
        UChar text[4] = { (UChar)c };
        int32_t len = 1, limit = 1;

        status = U_ZERO_ERROR;
        utrans_transUChars(t, text, &len, 4, 0, &limit, &status);
        h->simple[c - FIRST] =
            U_SUCCESS(status) && len == 1 && text[0] >= FIRST && text[0] <= LAST
                ? text[0]
                : (uint16_t)c;
    }
    utrans_close(t);
    return h;
}

void
han_free(struct han *h)
{
    free(h);
}

void
han_simplify(const struct han *h, char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++) {
        unsigned char a = (unsigned char)text[i];
        unsigned c;

        if (a < 0xE4 || a > 0xE9)
            continue;
        c = (a & 0x0Fu) << 12 | ((unsigned char)text[i + 1] & 0x3Fu) << 6 |
            ((unsigned char)text[i + 2] & 0x3Fu);
        if (c >= FIRST && c <= LAST) {
            c = h->simple[c - FIRST];
            text[i] = (char)(0xE0 | c >> 12);
            text[i + 1] = (char)(0x80 | (c >> 6 & 0x3F));
            text[i + 2] = (char)(0x80 | (c & 0x3F));
        }
        i += 2;
    }
}
