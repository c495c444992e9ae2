#include "base/escape.h"

#include "base/html_escape.h"
#include "base/utf8.h"

/* Characters without width that split a word for filters, not for readers;
 * joiners stay, which scripts and emoji need. */
static int
is_hidden(uint32_t c)
{
    return c == 0x180E || c == 0x200B || (c >= 0x2060 && c <= 0x2064) ||
           c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

static int
is_unsafe(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == UTF8_BAD || is_hidden(c);
}

#define BIT(c) (UINT64_C(1) << ((c) % 64))

/* Printable ASCII that stands for itself in any of the two forms. Asked of
 * every byte of every page. */
static int
is_plain(char c)
{
    static const uint64_t plain[4] = {
        ~(UINT64_C(0xFFFFFFFF) | BIT('&') | BIT('<') | BIT('>') | BIT('"') |
            BIT('\'')),
        ~BIT(0x7F),
    };
    unsigned char u = (unsigned char)c;

    return (int)(plain[u / 64] >> (u % 64) & 1);
}

/* Runs of plain characters are copied whole: most of a text is one. */
static void
put(struct buf *out, struct str text, int html)
{
    size_t from = 0;

    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        const char *name;
        uint32_t c;

        if (is_plain(text.p[at])) {
            at++;
            continue;
        }
        c = utf8_next(text, &at);
        name = html ? html_escape(c) : NULL;
        if (name == NULL && !is_unsafe(c))
            continue;
        buf_add(out, text.p + from, start - from);
        if (name != NULL)
            buf_addz(out, name);
        else
            buf_add_utf8(out, UTF8_BAD);
        from = at;
    }
    if (from < text.len)
        buf_add(out, text.p + from, text.len - from);
}

void
escape_html(struct buf *out, struct str text)
{
    put(out, text, 1);
}

void
escape_plain(struct buf *out, struct str text)
{
    put(out, text, 0);
}
