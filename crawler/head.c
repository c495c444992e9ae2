#include "crawler/head.h"

#include "base/lanes.h"
#include "base/now.h"

/* Where one would end a line or the text. */
static lanes
ends(lanes v)
{
    return (lanes)(v == '\r') | (lanes)(v == '\n') | (lanes)(v == '\0');
}

static int
has_end(struct str s)
{
    lanes found = { 0 };

    if (s.len < LANES)
        return 1; /* maybe */
    for (size_t i = 0; s.len - i > LANES; i += LANES)
        found |= ends(lanes_load(s.p + i));
    return lanes_any(found | ends(lanes_load(s.p + s.len - LANES)));
}

/* What would end a line or the text in the middle of one becomes a space. */
static void
blank(struct buf *b, size_t from)
{
    if (!has_end(str_sub(buf_str(b), from, b->len)))
        return;
    for (size_t i = from; i < b->len; i++)
        if (b->p[i] == '\r' || b->p[i] == '\n' || b->p[i] == '\0')
            b->p[i] = ' ';
}

int
head_add(struct buf *out, struct str line)
{
    size_t from;

    while (line.len > 0 &&
           (line.p[line.len - 1] == '\n' || line.p[line.len - 1] == '\r'))
        line.len--;
    if (line.len == 0)
        return 0;
    if (str_starts(line, STR("HTTP/"))) {
        buf_reset(out);
    } else if (line.p[0] == ' ' || line.p[0] == '\t') {
        buf_cut(out, out->len - (out->len > 0));
        buf_addc(out, ' ');
        line = str_trim(line);
    }
    from = out->len;
    if (buf_adds(out, line) != 0)
        return -1;
    blank(out, from);
    return buf_addc(out, '\n');
}

int
head_add_all(struct buf *out, struct str head)
{
    struct str line;

    while (str_next_line(&head, &line))
        if (head_add(out, line) != 0)
            return -1;
    return 0;
}

struct str
head_location(const struct page *p)
{
    if (p->status != 301 && p->status != 302 && p->status != 303 &&
        p->status != 307 && p->status != 308)
        return STR_NONE;
    return page_header(str_of(p->headers), "Location");
}

int64_t
head_retry_after_ms(const struct page *p, int64_t now_wall_ms)
{
    struct str value = page_header(str_of(p->headers), "Retry-After");
    int64_t number;

    if (value.len == 0)
        return -1;
    if (str_to_i64(value, &number) == 0) {
        if (number < 0)
            return -1;
        return number > INT64_MAX / 1000 ? INT64_MAX : number * 1000;
    }
    if (now_parse(value, &number) != 0)
        return -1;
    return number > now_wall_ms ? number - now_wall_ms : 0;
}
