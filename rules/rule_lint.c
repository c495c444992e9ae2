#include "rules/rule_lint.h"

#include "base/buf.h"

struct lint {
    const struct rule_pack *pack;
    struct texts *warnings;
    size_t count;
};

static void warn(struct lint *l, int line, int column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void
warn(struct lint *l, int line, int column, const char *format, ...)
{
    struct buf text = BUF_MAX(4096);
    va_list ap;

    buf_addf(&text, "%s:%d:%d: ", yaml_name(l->pack->yaml), line, column);
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    texts_add(l->warnings, buf_str(&text));
    l->count++;
    buf_clear(&text);
}

static void
lint_words(struct lint *l, const struct rule *r, const char *what,
    const struct rule_words *w)
{
    if (w->in[RULE_DE].len == 0)
        warn(l, r->line, r->column, STR_FMT ": no German %s", STR_ARG(r->id),
            what);
    if (w->in[RULE_ZH].len == 0)
        warn(l, r->line, r->column, STR_FMT ": no Chinese %s", STR_ARG(r->id),
            what);
}

static void
lint_expr(struct lint *l, const struct rule_expr *e)
{
    if (e->pattern != NULL && e->literals == 0)
        warn(l, e->line, e->column,
            "no fixed word in this pattern, so it is tried on every text; "
            "name one that must be there");
}

static void
lint_cond(struct lint *l, const struct rule_cond *c)
{
    if (c->kind == RULE_MATCH || c->kind == RULE_NEAR) {
        lint_expr(l, &c->expr);
        lint_expr(l, &c->second);
    }
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        lint_cond(l, k);
}

static void
lint_rule(struct lint *l, const struct rule *r, int64_t today_ms)
{
    int count[2] = { 0, 0 };

    for (const struct rule_example *e = r->examples; e != NULL; e = e->next)
        count[e->flag]++;
    if (count[1] < RULE_EXAMPLES_MIN || count[0] < RULE_EXAMPLES_MIN)
        warn(l, r->line, r->column,
            STR_FMT ": %d examples to flag and %d to pass; give at least %d "
                    "of each",
            STR_ARG(r->id), count[1], count[0], RULE_EXAMPLES_MIN);
    lint_words(l, r, "title", &r->title);
    lint_words(l, r, "message", &r->message);
    if (r->until_ms != 0 && r->until_ms <= today_ms)
        warn(l, r->line, r->column, STR_FMT ": expired; remove it or its date",
            STR_ARG(r->id));
    lint_cond(l, r->when);
}

size_t
rule_lint(const struct rule_set *s, int64_t today_ms, struct texts *warnings)
{
    struct lint l = { NULL, warnings, 0 };

    for (size_t i = 0; i < rule_set_packs(s); i++) {
        l.pack = rule_set_pack(s, i);
        for (const struct rule *r = l.pack->rules; r != NULL; r = r->next)
            lint_rule(&l, r, today_ms);
    }
    return l.count;
}
