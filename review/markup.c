#include "review/markup.h"

#include "base/escape.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (64u << 10)

void
markup_text(struct markup *m, struct str text)
{
    escape_html(m->out, text);
}

void
markup_textz(struct markup *m, const char *text)
{
    escape_html(m->out, str_of(text));
}

void
markup_textf(struct markup *m, const char *format, ...)
{
    struct buf text = BUF_MAX(TEXT_BYTES_MAX);
    char small[64];
    va_list ap;
    int len;

    va_start(ap, format);
    len = vsnprintf(small, sizeof small, format, ap);
    va_end(ap);
    if (len >= 0 && (size_t)len < sizeof small) {
        escape_html(m->out, (struct str){ small, (size_t)len });
        return;
    }
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    escape_html(m->out, buf_str(&text));
    buf_clear(&text);
}

static int
is_address(const char *name)
{
    return strcmp(name, "href") == 0 || strcmp(name, "src") == 0 ||
           strcmp(name, "action") == 0;
}

/* "//host" would leave this server in the page's scheme, and browsers read a
 * backslash as a slash. */
static int
is_safe_address(struct str s)
{
    if (str_starts_nocase(s, STR("http://")) ||
        str_starts_nocase(s, STR("https://")))
        return 1;
    if (s.len > 1 && s.p[0] == '/' && (s.p[1] == '/' || s.p[1] == '\\'))
        return 0;
    return s.len > 0 && (s.p[0] == '/' || s.p[0] == '?' || s.p[0] == '#' ||
                            str_starts(s, STR("./")));
}

static void
start_tag(struct markup *m, const char *tag, const struct markup_attr *attrs)
{
    buf_addc(m->out, '<');
    buf_addz(m->out, tag);
    for (; attrs != NULL && attrs->name != NULL; attrs++) {
        struct str value = attrs->value;

        if (value.p == NULL)
            continue;
        if (is_address(attrs->name) && !is_safe_address(value))
            value = STR("#");
        buf_addc(m->out, ' ');
        buf_addz(m->out, attrs->name);
        buf_adds(m->out, STR("=\""));
        escape_html(m->out, value);
        buf_addc(m->out, '"');
    }
    buf_addc(m->out, '>');
}

void
markup_open(struct markup *m, const char *tag, const struct markup_attr *attrs)
{
    assert(m->depth < MARKUP_DEPTH);
    start_tag(m, tag, attrs);
    m->open[m->depth++] = tag;
}

void
markup_close(struct markup *m)
{
    assert(m->depth > 0);
    buf_adds(m->out, STR("</"));
    buf_addz(m->out, m->open[--m->depth]);
    buf_addc(m->out, '>');
}

void
markup_void(struct markup *m, const char *tag, const struct markup_attr *attrs)
{
    start_tag(m, tag, attrs);
}

void
markup_leaf(struct markup *m, const char *tag, const struct markup_attr *attrs,
    struct str text)
{
    markup_open(m, tag, attrs);
    markup_text(m, text);
    markup_close(m);
}

void
markup_start(struct markup *m, struct buf *out, const char *lang)
{
    *m = (struct markup){ .out = out };
    buf_addz(out, "<!DOCTYPE html>\n");
    markup_open(m, "html", ATTRS({ "lang", str_of(lang) }));
}

void
markup_end(struct markup *m)
{
    while (m->depth > 0)
        markup_close(m);
    buf_addc(m->out, '\n');
}
