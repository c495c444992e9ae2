#include "base/han.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <unicode/utrans.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

/* The block of unified ideographs: three bytes of UTF-8 each. */
#define FIRST 0x4E00
#define LAST 0x9FFF

struct han {
    /* A bit for each that has another form: few have, and this much stays
     * near. */
    uint64_t traditional[(LAST - FIRST) / 64 + 1];
    uint16_t simple[LAST - FIRST + 1];
};

struct han *
han_new(void)
{
    static const UChar id[] = u"Traditional-Simplified";
    struct han *h = mem_new(sizeof *h);
    UErrorCode status = U_ZERO_ERROR;
    USet *changed; /* letters that some rule changes */
    UTransliterator *t =
        utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

    /* Part of ICU's own data, which is linked in. */
    assert(U_SUCCESS(status));
    changed = utrans_getSourceSet(t, 0, NULL, &status);
    assert(U_SUCCESS(status));
    for (int32_t c = FIRST; c <= LAST; c++) {
        UChar text[4] = { (UChar)c };
        int32_t len = 1, limit = 1;

        h->simple[c - FIRST] = (uint16_t)c;
        if (!uset_contains(changed, c))
            continue;
        status = U_ZERO_ERROR;
        utrans_transUChars(t, text, &len, 4, 0, &limit, &status);
        h->simple[c - FIRST] =
            U_SUCCESS(status) && len == 1 && text[0] >= FIRST && text[0] <= LAST
                ? text[0]
                : (uint16_t)c;
        if (h->simple[c - FIRST] != c)
            h->traditional[(c - FIRST) / 64] |= 1ull << ((c - FIRST) % 64);
    }
    uset_close(changed);
    utrans_close(t);
    return h;
}

void
han_free(struct han *h)
{
    free(h);
}

size_t
han_find(const struct han *h, const char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len;) {
        unsigned char a = (unsigned char)text[i];
        unsigned c;

        if (a < 0x80 && i + LANES <= len &&
            !lanes_any(lanes_load(text + i) & 0x80)) {
            i += LANES;
            continue;
        }
        if (a < 0xE4 || a > 0xE9) {
            i++;
            continue;
        }
        c = ((a & 0x0Fu) << 12 | ((unsigned char)text[i + 1] & 0x3Fu) << 6 |
                ((unsigned char)text[i + 2] & 0x3Fu)) -
            FIRST;
        if (c <= LAST - FIRST && (h->traditional[c / 64] >> (c % 64) & 1) != 0)
            return i;
        i += 3;
    }
    return len;
}

void
han_simplify(const struct han *h, char *text, size_t len)
{
    size_t i = 0;

    while ((i += han_find(h, text + i, len - i)) < len) {
        unsigned c = ((unsigned char)text[i] & 0x0Fu) << 12 |
                     ((unsigned char)text[i + 1] & 0x3Fu) << 6 |
                     ((unsigned char)text[i + 2] & 0x3Fu);

        c = h->simple[c - FIRST];
        text[i] = (char)(0xE0 | c >> 12);
        text[i + 1] = (char)(0x80 | (c >> 6 & 0x3F));
        text[i + 2] = (char)(0x80 | (c & 0x3F));
        i += 3;
    }
}
