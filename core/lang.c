#include "core/lang.h"

#include "base/str.h"

static const char *const codes[LANGS] = { "en", "de", "zh" };

const char *
lang_code(enum lang l)
{
    return codes[l];
}

enum lang
lang_of(const char *code)
{
    struct str s = str_of(code);

    for (int l = 0; l < LANGS; l++)
        if (str_starts_nocase(s, str_of(codes[l])) &&
            (s.len == 2 || !str_is_alnum(s.p[2])))
            return (enum lang)l;
    return LANG_EN;
}
