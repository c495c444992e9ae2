#include "rules/rule_compile.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"

#include <stdlib.h>

/* Of a pattern that may match anywhere. */
#define RATE_OF_NONE 1e9
/* Expressions that one core takes at a time. */
#define PART_EXPRS 16

struct noted {
    struct rule_expr *expr; /* borrowed */
    size_t first;           /* place of the one that is compiled for it */
    int searched;
    struct literal_set literals; /* owned until they are a pattern's */
    char *why;                   /* owned; it could not be compiled */
};

struct rule_compile {
    struct noted *item; /* owned */
    size_t count, cap;
    struct map *first;                /* place of the first of each */
    struct scanner_pattern *patterns; /* owned; by number */
    size_t pattern_count, pattern_cap;
};

struct rule_compile *
rule_compile_new(void)
{
    struct rule_compile *c = mem_new(sizeof *c);

    c->first = map_new(NULL);
    return c;
}

void
rule_compile_free(struct rule_compile *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->count; i++) {
        literal_set_clear(&c->item[i].literals);
        free(c->item[i].why);
    }
    for (size_t i = 0; i < c->pattern_count; i++)
        literal_set_clear(&c->patterns[i].literals);
    free(c->item);
    free(c->patterns);
    map_free(c->first);
    free(c);
}

static size_t
find_first(struct rule_compile *c, const struct rule_expr *e, int searched)
{
    struct buf key = BUF_MAX(1u << 21);
    struct map_item *item;
    int is_new;

    buf_addf(&key, "%d %u %d ", e->whole, e->exact, searched);
    buf_adds(&key, e->source);
    item = map_add(c->first, buf_str(&key), &is_new);
    buf_clear(&key);
    if (is_new)
        item->value.num = (int64_t)c->count;
    return (size_t)item->value.num;
}

size_t
rule_compile_note(struct rule_compile *c, struct rule_expr *e, uint64_t fields)
{
    size_t first = find_first(c, e, fields != 0);

    c->item = mem_grow(c->item, &c->cap, c->count + 1, sizeof c->item[0]);
    c->item[c->count] =
        (struct noted){ .expr = e, .first = first, .searched = fields != 0 };
    if (fields != 0 && first == c->count) {
        e->number = c->pattern_count++;
        c->patterns = mem_grow(c->patterns, &c->pattern_cap, c->pattern_count,
            sizeof c->patterns[0]);
        c->patterns[e->number] = (struct scanner_pattern){ .fields = 0 };
    }
    if (fields != 0)
        c->patterns[c->item[first].expr->number].fields |= fields;
    return c->count++;
}

size_t
rule_compile_count(const struct rule_compile *c)
{
    return c->count;
}

static void
compile_part(size_t part, void *ctx)
{
    struct rule_compile *c = ctx;
    size_t end = (part + 1) * PART_EXPRS;

    for (size_t i = part * PART_EXPRS; i < end && i < c->count; i++) {
        struct noted *n = &c->item[i];
        struct fail why = { "" };

        if (n->first == i && rule_expr_compile(n->expr,
                                 n->searched ? &n->literals : NULL, &why) != 0)
            n->why = mem_text(why.text);
    }
}

/* What the first of the same was compiled to. */
static void
share_expr(struct rule_expr *e, const struct rule_expr *first)
{
    e->pattern = first->pattern;
    e->written = first->written;
    e->branch = first->branch;
    e->branches = first->branches;
    e->number = first->number;
    e->literals = first->literals;
    e->rate = first->rate;
    e->shared = 1;
}

void
rule_compile_run(struct rule_compile *c)
{
    share_load((c->count + PART_EXPRS - 1) / PART_EXPRS, compile_part, c);
    for (size_t i = 0; i < c->count; i++) {
        struct noted *n = &c->item[i];
        struct rule_expr *e = n->expr;

        if (n->first != i) {
            share_expr(e, c->item[n->first].expr);
            continue;
        }
        if (!n->searched)
            continue;
        e->literals = n->literals.count;
        e->rate = e->literals > 0 ? n->literals.rate : RATE_OF_NONE;
        c->patterns[e->number].literals = n->literals;
        n->literals = (struct literal_set){ .rate = 0 };
    }
}

const struct rule_expr *
rule_compile_failed(const struct rule_compile *c, size_t at, const char **why)
{
    const struct noted *n = &c->item[at];

    *why = c->item[n->first].why;
    return *why != NULL ? n->expr : NULL;
}

struct scanner_pattern *
rule_compile_patterns(struct rule_compile *c, size_t *count)
{
    *count = c->pattern_count;
    return c->patterns;
}
