#include "base/http_form.h"

#include "base/buf.h"
#include "base/utf8.h"

struct str
http_form_decode(struct arena *arena, struct str s, int plus_is_blank)
{
    struct buf raw = BUF_MAX(s.len + 1), clean = BUF_MAX(3 * s.len + 1);
    struct str out;

    for (size_t i = 0; i < s.len; i++) {
        int high = -1, low = -1;

        if (s.p[i] == '%' && i + 2 < s.len) {
            high = str_hex_value(s.p[i + 1]);
            low = str_hex_value(s.p[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            buf_addc(&raw, (char)(high << 4 | low));
            i += 2;
        } else {
            buf_addc(&raw, s.p[i] == '+' && plus_is_blank ? ' ' : s.p[i]);
        }
    }
    utf8_clean(&clean, buf_str(&raw));
    out = arena_dup(arena, buf_str(&clean));
    buf_clear(&raw);
    buf_clear(&clean);
    return out;
}

struct str
http_form_find(
    struct arena *arena, struct str pairs, const char *name, size_t nth)
{
    struct str pair;

    while (str_next(&pairs, '&', &pair)) {
        ptrdiff_t equals = str_find_char(pair, '=', 0);
        size_t at = equals < 0 ? pair.len : (size_t)equals;
        struct str key = str_sub(pair, 0, at);

        if (!str_is(key, name) &&
            !str_is(http_form_decode(arena, key, 1), name))
            continue;
        if (nth-- == 0)
            return http_form_decode(arena, str_sub(pair, at + 1, pair.len), 1);
    }
    return STR_NONE;
}
