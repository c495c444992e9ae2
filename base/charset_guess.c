#include "base/charset_guess.h"

#include "base/utf8.h"

void
charset_guess_look(struct bytes_seen *out, struct str bytes)
{
    *out = (struct bytes_seen){ 0 };
    for (size_t i = 0; i < bytes.len;) {
        unsigned char c = (unsigned char)bytes.p[i];
        size_t from = i;

        if (c < 0x80) {
            out->nuls += c == 0;
            out->escapes += c == 0x1B;
            i++;
            continue;
        }
        utf8_next(bytes, &i);
        out->high += i - from;
        if (i - from > 1)
            out->utf8_good++;
        else
            out->utf8_bad++;
    }
}

/* UTF-16 and UTF-32 without a mark, by where the zero bytes stand: markup is
 * mostly ASCII. */
static const char *
by_nuls(struct str bytes)
{
    size_t at[4] = { 0 }, quarter = bytes.len / 4;

    for (size_t i = 0; i < quarter * 4; i++)
        at[i % 4] += bytes.p[i] == 0;
    if (quarter == 0)
        return NULL;
    if (at[0] + at[1] > quarter * 19 / 10 && at[3] < quarter / 10)
        return "UTF-32BE";
    if (at[2] + at[3] > quarter * 19 / 10 && at[0] < quarter / 10)
        return "UTF-32LE";
    if (at[0] + at[2] > 4 * (at[1] + at[3] + 1) && at[0] > quarter / 10)
        return "UTF-16BE";
    if (at[1] + at[3] > 4 * (at[0] + at[2] + 1) && at[1] > quarter / 10)
        return "UTF-16LE";
    return NULL;
}

static const char *
by_escapes(struct str bytes)
{
    if (str_find(bytes, STR("\x1B$)C"), 0) >= 0)
        return "ISO-2022-KR";
    if (str_find(bytes, STR("\x1B$B"), 0) >= 0 ||
        str_find(bytes, STR("\x1B$@"), 0) >= 0 ||
        str_find(bytes, STR("\x1B(J"), 0) >= 0 ||
        str_find(bytes, STR("\x1B(I"), 0) >= 0)
        return "ISO-2022-JP";
    return NULL;
}

const char *
charset_guess(struct str bytes, const struct bytes_seen *seen)
{
    const char *name = NULL;

    if (seen->nuls > 0)
        name = by_nuls(bytes);
    if (name == NULL && seen->escapes > 0 && seen->high == 0)
        name = by_escapes(bytes);
    if (name == NULL && seen->high == 0)
        name = "windows-1252";
    /* A cut at the end of a page may leave one sequence unfinished. */
    if (name == NULL && seen->utf8_good > 20 * seen->utf8_bad)
        name = "UTF-8";
    return name;
}
