#include "base/xml_repair.h"

#include "base/mem.h"
#include "base/xml.h"

/* libxml2 loses entities once a document has shown an error, but no character
 * numbers. So entities become numbers here, and so does an "&" that begins
 * nothing XML knows by itself. */
static const struct {
    const char *name, *number;
} entities[] = {
    { "amp;", "&#38;" },
    { "lt;", "&#60;" },
    { "gt;", "&#62;" },
    { "quot;", "&#34;" },
    { "apos;", "&#39;" },
};

/* 1 if a character number stands in s behind an "&". */
static int
is_number(struct str s)
{
    int hex = str_starts(s, STR("#x"));
    size_t start = hex ? 2 : 1, i = start;

    if (!str_starts(s, STR("#")))
        return 0;
    while (i < s.len && (str_is_digit(s.p[i]) || (hex && str_is_alnum(s.p[i]) &&
                                                     str_lower(s.p[i]) <= 'f')))
        i++;
    return i > start && i < s.len && s.p[i] == ';';
}

/* What must stand in place of the "&" at `at` and the *len bytes behind it;
 * NULL if all is well. */
static const char *
number_for(struct str s, size_t at, size_t *len)
{
    struct str rest = str_sub(s, at + 1, 12);

    *len = 0;
    if (is_number(rest))
        return NULL;
    for (size_t i = 0; i < COUNT(entities); i++) {
        if (str_starts(rest, str_of(entities[i].name))) {
            *len = strlen(entities[i].name);
            return entities[i].number;
        }
    }
    return entities[0].number;
}

/* What the bytes at `at` are inside of. */
enum place { IN_TEXT, IN_TAG, IN_CDATA, IN_COMMENT };

static enum place
place_at(struct str rest)
{
    if (str_starts(rest, STR("<![CDATA[")))
        return IN_CDATA;
    return str_starts(rest, STR("<!--")) ? IN_COMMENT : IN_TAG;
}

size_t
xml_repair(struct str s, size_t *changes, struct buf *out)
{
    enum place place = IN_TEXT;
    size_t copied = 0, attrs = 0, tag = 0, i = 0;

    *changes = 0;
    while (i < s.len) {
        char c = s.p[i];
        size_t step = 1;

        if (c == '&' && (place == IN_TEXT || place == IN_TAG)) {
            size_t len;
            const char *number = number_for(s, i, &len);

            step += len;
            *changes += number != NULL;
            if (number != NULL && out != NULL) {
                buf_add(out, s.p + copied, i - copied);
                buf_addz(out, number);
                copied = i + step;
            }
        } else if (place == IN_TEXT && c == '<') {
            place = place_at(str_sub(s, i, 9));
            attrs = 0;
            tag = i;
            step = place == IN_CDATA ? 9 : place == IN_COMMENT ? 4 : 1;
        } else if (place == IN_TAG && c == '=') {
            if (++attrs > XML_ATTRS_MAX) {
                s.len = tag;
                break;
            }
        } else if (c == '>' &&
                   (place == IN_TAG ||
                       str_ends(str_sub(s, i < 2 ? 0 : i - 2, 2),
                           place == IN_CDATA ? STR("]]") : STR("--")))) {
            place = IN_TEXT;
        }
        i += step;
    }
    if (out != NULL && copied < s.len)
        buf_add(out, s.p + copied, s.len - copied);
    return s.len;
}
