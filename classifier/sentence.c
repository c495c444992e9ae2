#include "classifier/sentence.h"

#include "base/mem.h"
#include "base/utf8.h"

/* Signs that end a sentence wherever they stand. */
static int
ends_always(uint32_t c)
{
    return c == '!' || c == '?' || c == '\n' || c == '\r' ||
           c == 0x3002 /* ideographic full stop */ || c == 0xFF01 ||
           c == 0xFF1F || c == 0x2026 /* ellipsis */ || c == 0x2028 ||
           c == 0x2029;
}

/* Signs that still belong to the sentence that ended before them. */
static int
closes(uint32_t c)
{
    return ends_always(c) || c == '.' || c == '"' || c == ')' || c == '\'' ||
           c == 0x201C || c == 0x201D || c == 0x2019 || c == 0xFF09 ||
           c == 0x300D || c == 0xBB;
}

/* The full stop at `dot` belongs to a word: "z.B.", "approx.", "J. Smith". */
static int
is_abbreviation(struct str text, size_t from, size_t dot)
{
    static const char *const known[] = { "bzw", "ca", "usw", "evtl", "ggf",
        "inkl", "vgl", "nr", "str", "sog", "dr", "mr", "mrs", "vs", "approx",
        "etc", "incl", "max", "min", "bspw", "exkl", "std", "prof" };
    size_t start = dot;
    struct str word;

    while (start > from && (unsigned char)text.p[start - 1] > ' ' &&
           text.p[start - 1] != '.')
        start--;
    word = str_sub(text, start, dot - start);
    if (word.len == 1 && str_is_alpha(word.p[0]))
        return word.p[0] != 'I';
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is_nocase(word, known[i]))
            return 1;
    return 0;
}

/* 1 if the full stop at `dot` ends a sentence. */
static int
dot_ends(struct str text, size_t from, size_t dot)
{
    char next = dot + 1 < text.len ? text.p[dot + 1] : '\n';

    /* "1.5", "example.com" */
    if (str_is_alnum(next) && dot > from &&
        (str_is_digit(next) || str_lower(next) == next))
        return 0;
    return !is_abbreviation(text, from, dot);
}

int
sentence_next(struct str text, size_t *at, struct str *sentence)
{
    while (*at < text.len) {
        size_t start = *at, end = *at;
        int ended = 0;

        while (end < text.len) {
            size_t next = end;
            uint32_t c = utf8_next(text, &next);

            if (ended && !closes(c))
                break;
            ended |= ends_always(c) || (c == '.' && dot_ends(text, start, end));
            end = next;
        }
        *at = end;
        *sentence = str_trim(str_sub(text, start, end - start));
        if (sentence->len > 0)
            return 1;
    }
    return 0;
}
