#include "crawler/plain_text.h"

#include "base/utf8.h"

#include <string.h>

/* HTML 4.01 section 24.2: U+00A0 to U+00FF, in order. */
static const char *const latin1[] = { "nbsp", "iexcl", "cent", "pound",
    "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not",
    "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12",
    "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring",
    "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
    "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde",
    "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring",
    "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute",
    "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde",
    "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute",
    "thorn", "yuml", NULL };

static const struct {
    const char *name;
    uint32_t code;
} others[] = { { "amp", '&' }, { "quot", '"' }, { "apos", '\'' }, { "lt", '<' },
    { "gt", '>' }, { "euro", 0x20AC }, { "ndash", 0x2013 }, { "mdash", 0x2014 },
    { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201A },
    { "ldquo", 0x201C }, { "rdquo", 0x201D }, { "bdquo", 0x201E },
    { "bull", 0x2022 }, { "hellip", 0x2026 }, { "prime", 0x2032 },
    { "Prime", 0x2033 }, { "trade", 0x2122 }, { "lsaquo", 0x2039 },
    { "rsaquo", 0x203A }, { "thinsp", 0x2009 }, { "ensp", 0x2002 },
    { "emsp", 0x2003 }, { "zwnj", 0x200C }, { "zwj", 0x200D },
    { "Scaron", 0x160 }, { "scaron", 0x161 }, { "OElig", 0x152 },
    { "oelig", 0x153 }, { NULL, 0 } };

static uint32_t
named(struct str name)
{
    for (size_t i = 0; others[i].name != NULL; i++)
        if (str_is(name, others[i].name))
            return others[i].code;
    for (size_t i = 0; latin1[i] != NULL; i++)
        if (str_is(name, latin1[i]))
            return 0xA0 + (uint32_t)i;
    return 0;
}

static uint32_t
numbered(struct str digits)
{
    uint32_t code = 0;
    int base = 10;

    if (digits.len > 0 && str_lower(digits.p[0]) == 'x') {
        base = 16;
        digits = str_sub(digits, 1, digits.len);
    }
    if (digits.len == 0 || digits.len > 8)
        return 0;
    for (size_t i = 0; i < digits.len; i++) {
        int digit = str_hex_value(digits.p[i]);

        if (digit < 0 || digit >= base)
            return 0;
        code = code * (uint32_t)base + (uint32_t)digit;
    }
    return code <= 0x10FFFF ? code : 0;
}

int
plain_text_decode(struct buf *out, struct str s)
{
    size_t at = 0;

    while (at < s.len) {
        ptrdiff_t amp = str_find_char(s, '&', at);
        struct str ref;
        uint32_t code;
        size_t end;

        if (amp < 0)
            break;
        buf_add(out, s.p + at, (size_t)amp - at);
        at = (size_t)amp;
        /* The longest name here has 6 letters, a number 8 digits. */
        for (end = at + 1; end < s.len && end - at < 12; end++)
            if (!str_is_alnum(s.p[end]) && s.p[end] != '#')
                break;
        ref = str_sub(s, at + 1, end - at - 1);
        code = ref.len > 0 && ref.p[0] == '#'
                   ? numbered(str_sub(ref, 1, ref.len))
                   : named(ref);
        if (code == 0 || end == s.len || s.p[end] != ';') {
            buf_addc(out, '&');
            at++;
            continue;
        }
        buf_add_utf8(out, code);
        at = end + 1;
    }
    buf_adds(out, str_sub(s, at, s.len));
    return out->over ? -1 : 0;
}

/* Offset behind a tag at `at`, or `at` where none stands: a '<' before a
 * digit or blank is a sign. */
static size_t
skip_tag(struct str s, size_t at)
{
    ptrdiff_t end;
    char next = at + 1 < s.len ? s.p[at + 1] : '\0';

    if (!str_is_alpha(next) && next != '/' && next != '!')
        return at;
    end = str_find_char(s, '>', at);
    return end < 0 ? at : (size_t)end + 1;
}

static int
drop_tags(struct buf *out, struct str s)
{
    size_t at = 0, start = out->len;
    int gap = 0;

    while (at < s.len) {
        unsigned char c = (unsigned char)s.p[at];
        size_t behind = c == '<' ? skip_tag(s, at) : at;

        if (behind > at) {
            gap = 1;
            at = behind;
        } else if (str_is_space((char)c) || c < 0x20) {
            gap = 1;
            at++;
        } else if (c == 0xC2 && at + 1 < s.len && s.p[at + 1] == '\xA0') {
            gap = 1;
            at += 2;
        } else {
            if (gap && out->len > start)
                buf_addc(out, ' ');
            gap = 0;
            buf_addc(out, (char)c);
            at++;
        }
    }
    return out->over ? -1 : 0;
}

int
plain_text(struct buf *out, struct str s)
{
    struct buf once = BUF_MAX(out->max), twice = BUF_MAX(out->max);
    int rc;

    if (str_find_char(s, '&', 0) < 0)
        return drop_tags(out, s);
    plain_text_decode(&once, s);
    plain_text_decode(&twice, buf_str(&once));
    rc = drop_tags(out, buf_str(&twice));
    buf_clear(&once);
    buf_clear(&twice);
    return rc;
}
