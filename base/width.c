#include "base/width.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

/* U+2026; one column. */
static const struct str ellipsis = { "\xE2\x80\xA6", 3 };

int
width_char(uint32_t c)
{
    switch (u_charType((UChar32)c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
        return 0;
    default:
        break;
    }
    switch (u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_FULLWIDTH:
    case U_EA_WIDE:
        return 2;
    default:
        return 1;
    }
}

/* What is printed for c: itself, a blank, U+FFFD, or 0 for nothing. */
static uint32_t
printable(uint32_t c)
{
    if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
        return ' ';
    if (u_charType((UChar32)c) == U_CONTROL_CHAR)
        return UTF8_BAD;
    return u_charType((UChar32)c) == U_FORMAT_CHAR ? 0 : c;
}

size_t
width_text(struct str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len;) {
        uint32_t c = printable(utf8_next(s, &at));

        n += c != 0 ? (size_t)width_char(c) : 0;
    }
    return n;
}

int
width_add(struct buf *out, struct str s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = printable(utf8_next(s, &at));

        if (c != 0)
            buf_add_utf8(out, c);
    }
    return out->over ? -1 : 0;
}

int
width_add_cell(struct buf *out, struct str s, size_t columns)
{
    size_t used = 0, room = columns;

    if (columns == 0)
        return 0;
    if (width_text(s) > columns)
        room = columns - 1; /* for the ellipsis */
    for (size_t at = 0; at < s.len;) {
        uint32_t c = printable(utf8_next(s, &at));
        size_t width = c != 0 ? (size_t)width_char(c) : 0;

        if (used + width > room)
            break;
        if (c != 0)
            buf_add_utf8(out, c);
        used += width;
    }
    if (room < columns) {
        buf_adds(out, ellipsis);
        used++;
    }
    for (; used < columns; used++)
        buf_addc(out, ' ');
    return out->over ? -1 : 0;
}

/* The end of the line that starts at `from`; *next is where to go on. */
static size_t
line_end(struct str s, size_t from, size_t columns, size_t *next)
{
    size_t used = 0, end = 0;

    for (size_t at = from; at < s.len;) {
        size_t before = at;
        uint32_t raw = utf8_next(s, &at), c = printable(raw);

        used += c != 0 ? (size_t)width_char(c) : 0;
        if (raw == '\n') {
            *next = at;
            return before;
        }
        if (c == ' ') {
            end = before;
            *next = at;
        }
        if (used > columns) {
            if (end == 0 || utf8_is_cjk(raw)) {
                end = before > from ? before : at;
                *next = end;
            }
            return end;
        }
    }
    *next = s.len;
    return s.len;
}

int
width_add_wrapped(struct buf *out, struct str s, size_t columns, size_t indent)
{
    size_t at = 0, next = 0;

    s = str_trim(s);
    while (at < s.len && !out->over) {
        size_t end = line_end(s, at, columns, &next);

        for (size_t i = 0; i < indent; i++)
            buf_addc(out, ' ');
        width_add(out, str_sub(s, at, end - at));
        buf_addc(out, '\n');
        at = next;
    }
    return out->over ? -1 : 0;
}
