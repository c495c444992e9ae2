#include "base/js_line.h"

#include "base/js_value.h"
#include "base/utf8.h"

#include <math.h>

/* What comes before a value. */
static void
begin(struct js_line *l, const char *name)
{
    size_t len = name == NULL ? 0 : strlen(name);
    char *p = buf_room(l->out, len + 4), *from = p;

    if (p != NULL) {
        if (l->more)
            *p++ = ',';
        if (name != NULL) {
            *p++ = '"';
            memcpy(p, name, len);
            p += len;
            *p++ = '"';
            *p++ = ':';
        }
        *p = '\0';
        l->out->len += (size_t)(p - from);
    }
    l->more = 1;
}

static void
open(struct js_line *l, const char *name, char bracket)
{
    begin(l, name);
    buf_addc(l->out, bracket);
    l->more = 0;
}

static void
end(struct js_line *l, char bracket)
{
    buf_addc(l->out, bracket);
    l->more = 1;
}

void
js_line_object(struct js_line *l, const char *name)
{
    open(l, name, '{');
}

void
js_line_object_end(struct js_line *l)
{
    end(l, '}');
}

void
js_line_array(struct js_line *l, const char *name)
{
    open(l, name, '[');
}

void
js_line_array_end(struct js_line *l)
{
    end(l, ']');
}

void
js_line_text(struct js_line *l, const char *name, struct str text)
{
    struct buf valid;

    if (utf8_valid(text)) {
        js_line_clean(l, name, text);
        return;
    }
    valid = BUF_MAX(text.len * 3 + 1);
    utf8_clean(&valid, text);
    js_line_clean(l, name, buf_str(&valid));
    buf_clear(&valid);
}

void
js_line_clean(struct js_line *l, const char *name, struct str text)
{
    begin(l, name);
    js_write_text(l->out, text);
}

void
js_line_name(struct js_line *l, struct str name)
{
    begin(l, NULL);
    js_write_text(l->out, name);
    buf_addc(l->out, ':');
    l->more = 0;
}

void
js_line_textz(struct js_line *l, const char *name, const char *text)
{
    js_line_text(l, name, str_of(text));
}

void
js_line_number(struct js_line *l, const char *name, double v)
{
    begin(l, name);
    if (isfinite(v))
        js_value_write_real(l->out, v);
    else
        buf_addz(l->out, "null");
}

void
js_line_integer(struct js_line *l, const char *name, int64_t v)
{
    begin(l, name);
    js_value_write_integer(l->out, v);
}

void
js_line_bool(struct js_line *l, const char *name, int v)
{
    begin(l, name);
    buf_addz(l->out, v ? "true" : "false");
}

void
js_line_value(struct js_line *l, const char *name, const struct js *v)
{
    begin(l, name);
    js_write(l->out, v);
}
