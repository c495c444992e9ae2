#include "base/lines.h"

void
lines_init(struct lines *l, FILE *in, size_t line_max)
{
    *l = (struct lines){ .in = in, .text = BUF_MAX(line_max) };
}

void
lines_clear(struct lines *l)
{
    buf_clear(&l->text);
}

int
lines_next(struct lines *l, struct str *line)
{
    int c = getc_unlocked(l->in);

    buf_reset(&l->text);
    if (c == EOF)
        return 0;
    for (; c != EOF && c != '\n'; c = getc_unlocked(l->in))
        buf_addc(&l->text, (char)c);
    *line = buf_str(&l->text);
    if (!l->text.over && line->len > 0 && line->p[line->len - 1] == '\r')
        line->len--;
    l->number++;
    return 1;
}
