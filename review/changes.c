#include "review/changes.h"

#define VALUE_BYTES_MAX (1u << 20)
#define NAME_BYTES_MAX 4096

struct walk {
    void (*visit)(
        struct str member, struct str before, struct str after, void *ctx);
    void *ctx;
};

static int
is_volatile(struct str name)
{
    return str_is(name, "fetched_at") || str_is(name, "found_in") ||
           str_is(name, "rating");
}

/* Lists of texts are joined; what is neither text nor list is JSON. */
static void
value_text(struct buf *out, const struct js *j)
{
    switch (js_kind(j)) {
    case JS_NULL:
        return;
    case JS_STRING:
        buf_adds(out, js_text(j));
        return;
    case JS_ARRAY:
        for (size_t i = 0; i < js_count(j); i++) {
            if (i > 0)
                buf_addz(out, "; ");
            if (js_kind(js_at(j, i)) == JS_STRING)
                buf_adds(out, js_text(js_at(j, i)));
            else
                js_write(out, js_at(j, i));
        }
        return;
    default:
        js_write(out, j);
    }
}

static void
compare(const struct walk *w, struct str name, const struct js *before,
    const struct js *after)
{
    struct buf a = BUF_MAX(VALUE_BYTES_MAX), b = BUF_MAX(VALUE_BYTES_MAX);

    value_text(&a, before);
    value_text(&b, after);
    if (!str_eq(buf_str(&a), buf_str(&b)))
        w->visit(name, buf_str(&a), buf_str(&b), w->ctx);
    buf_clear(&a);
    buf_clear(&b);
}

/* One level down: seller, price and their like have plain members. */
static void
compare_inner(const struct walk *w, struct str parent, const struct js *before,
    const struct js *after)
{
    const struct js *sides[] = { before, after };

    for (size_t side = 0; side < 2; side++) {
        struct js *value;
        struct str name;
        void *it = NULL;

        while (js_next(sides[side], &it, &name, &value)) {
            struct buf full = BUF_MAX(NAME_BYTES_MAX);

            if (side == 1 && js_get(before, name.p) != NULL)
                continue; /* compared in the first round */
            buf_addf(
                &full, STR_FMT "." STR_FMT, STR_ARG(parent), STR_ARG(name));
            compare(w, buf_str(&full), js_get(before, name.p),
                js_get(after, name.p));
            buf_clear(&full);
        }
    }
}

void
changes_each(const struct js *before, const struct js *after,
    void (*visit)(
        struct str member, struct str before, struct str after, void *ctx),
    void *ctx)
{
    const struct js *sides[] = { before, after };
    struct walk w = { visit, ctx };

    for (size_t side = 0; side < 2; side++) {
        struct js *value;
        struct str name;
        void *it = NULL;

        while (js_next(sides[side], &it, &name, &value)) {
            const struct js *a = js_get(before, name.p);
            const struct js *b = js_get(after, name.p);

            if (is_volatile(name) || (side == 1 && a != NULL))
                continue;
            if (js_kind(a) == JS_OBJECT || js_kind(b) == JS_OBJECT)
                compare_inner(&w, name, a, b);
            else
                compare(&w, name, a, b);
        }
    }
}
