#include "review/quote.h"

#include <stdlib.h>
#include <string.h>

/* Splits "images[3]" into "images" and 3; returns 0 where there is no index.
 */
static int
split_index(struct str *name, size_t *index)
{
    ptrdiff_t open = str_find_char(*name, '[', 0);
    uint64_t n;

    if (open < 0 || name->p[name->len - 1] != ']' ||
        str_to_u64(
            str_sub(*name, (size_t)open + 1, name->len - (size_t)open - 2),
            &n) != 0)
        return 0;
    *index = (size_t)n;
    *name = str_sub(*name, 0, (size_t)open);
    return 1;
}

static struct str
pair_value(const struct listing_pair *pairs, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, pairs[i].name))
            return str_of(pairs[i].value);
    return STR_NONE;
}

struct str
quote_field(const struct listing *l, struct str name)
{
    static const struct str attributes = { "attributes.", 11 };
    enum listing_field field;
    enum listing_list list;
    size_t index = 0;

    if (str_starts(name, attributes))
        return pair_value(l->attributes, l->attribute_count,
            str_sub(name, attributes.len, name.len));
    if (listing_field_find(&field, name) == 0)
        return listing_get(l, field);
    split_index(&name, &index);
    if (listing_list_find(&list, name) == 0)
        return index < l->list[list].count ? str_of(l->list[list].item[index])
                                           : STR_NONE;
    if (str_is(name, "certificates") && index < l->certificate_count)
        return str_of(l->certificates[index].value);
    if (str_is(name, "reviews") && index < l->review_count)
        return str_of(l->reviews[index].text);
    return STR_NONE;
}

static int
is_boundary(struct str text, size_t at)
{
    return at >= text.len || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static int
fits(struct str text, const struct finding_span *s)
{
    return s->start < s->end && s->end <= text.len &&
           is_boundary(text, s->start) && is_boundary(text, s->end);
}

struct quote
quote_find(
    const struct listing *l, const struct finding_span *span, size_t context)
{
    struct str text = quote_field(l, str_of(span->field));
    struct quote q = { .words = str_of(span->text) };
    size_t from, to;

    if (!fits(text, span))
        return q;
    from = span->start > context ? span->start - context : 0;
    to = text.len - span->end > context ? span->end + context : text.len;
    while (!is_boundary(text, from))
        from++;
    while (!is_boundary(text, to))
        to--;
    q.before = str_sub(text, from, span->start - from);
    q.words = str_sub(text, span->start, span->end - span->start);
    q.after = str_sub(text, span->end, to - span->end);
    q.cut_before = from > 0;
    q.cut_after = to < text.len;
    return q;
}

struct range {
    size_t start, end;
};

static int
by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* "gtins" is what older records call "gtins[0]". */
static int
same_field(const char *span, const char *field)
{
    size_t len = strlen(span);

    return strcmp(span, field) == 0 ||
           (strncmp(span, field, len) == 0 && strcmp(field + len, "[0]") == 0);
}

/* More marks than this in one field help nobody; the first ones count. */
#define RANGES_MAX 200

void
quote_pieces(const struct casefile *c, const char *field, struct str text,
    void (*visit)(struct str piece, int marked, void *ctx), void *ctx)
{
    struct range range[RANGES_MAX];
    size_t count = 0, at = 0;

    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];

        for (size_t k = 0; k < f->span_count && count < RANGES_MAX; k++)
            if (same_field(f->spans[k].field, field) &&
                fits(text, &f->spans[k]))
                range[count++] =
                    (struct range){ f->spans[k].start, f->spans[k].end };
    }
    qsort(range, count, sizeof range[0], by_start);
    for (size_t i = 0; i < count; i++) {
        size_t start = range[i].start > at ? range[i].start : at;

        if (range[i].end <= at)
            continue;
        if (start > at)
            visit(str_sub(text, at, start - at), 0, ctx);
        visit(str_sub(text, start, range[i].end - start), 1, ctx);
        at = range[i].end;
    }
    if (at < text.len)
        visit(str_sub(text, at, text.len - at), 0, ctx);
}
