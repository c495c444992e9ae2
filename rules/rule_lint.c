#include "rules/rule_lint.h"

#include "base/buf.h"
#include "base/now.h"
#include "core/limits.h"
#include "rules/rule_hostile.h"
#include "rules/rule_overlap.h"
#include "rules/rule_reach.h"

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
lint_expr(struct lint *l, const struct rule_expr *e, int prefiltered)
{
    if (e->pattern == NULL)
        return;
    if (prefiltered && e->literals == 0)
        warn(l, e->line, e->column,
            "no fixed word in this pattern, so it is tried on every text; "
            "name one that must be there");
    if (rule_hostile_steps(e, LIMIT_FIELD_BYTES) >= PATTERN_STEPS_MAX)
        warn(l, e->line, e->column,
            "the work of this pattern explodes: a text made to harm would "
            "need more than %d steps; let no two repetitions (* or +) read "
            "the same letters",
            PATTERN_STEPS_MAX);
}

static void
lint_cond(struct lint *l, const struct rule_cond *c)
{
    int prefiltered = c->kind == RULE_MATCH || c->kind == RULE_NEAR;

    lint_expr(l, &c->expr, prefiltered);
    lint_expr(l, &c->second, prefiltered);
    lint_expr(l, &c->unless, 0);
    for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
        lint_cond(l, k);
}

static void
say_reach(const struct rule_cond *c, const char *text, void *arg)
{
    warn(arg, c->line, c->column, "%s: %s", rule_kind_name(c->kind), text);
}

static void
lint_law(struct lint *l, const struct rule *r, int64_t today_ms)
{
    for (size_t i = 0; i < r->markets.count; i++) {
        char hint[3];

        if (!rule_reach_market(r->markets.item[i], hint))
            warn(l, r->line, r->column,
                STR_FMT ": no scan is for the market '" STR_FMT
                        "', so the rule never applies; write %s",
                STR_ARG(r->id), STR_ARG(r->markets.item[i]),
                hint[0] ? hint : "EU, EEA or a country such as DE");
    }
    if (!str_starts(r->url, STR("https://")) &&
        !str_starts(r->url, STR("http://")))
        warn(l, r->line, r->column,
            STR_FMT ": 'link' is no address of the law; copy it from the "
                    "page of the law, with https://",
            STR_ARG(r->id));
    if (r->until_ms != 0 && r->until_ms <= today_ms)
        warn(l, r->line, r->column, STR_FMT ": expired; remove it or its date",
            STR_ARG(r->id));
    if (r->from_ms > today_ms) {
        char day[NOW_TEXT_BYTES];

        now_text(r->from_ms, day);
        warn(l, r->line, r->column,
            "note: " STR_FMT ": not in force before %.10s", STR_ARG(r->id),
            day);
        l->count--; /* good to know, no fault */
    }
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
    lint_law(l, r, today_ms);
    lint_cond(l, r->when);
    rule_reach(r->when, say_reach, l);
}

static void
say_overlap(const struct rule_pack *pack, const struct rule *rule,
    const struct rule_pack *other_pack, const struct rule *other, void *arg)
{
    struct lint *l = arg;

    l->pack = pack;
    warn(l, rule->line, rule->column,
        STR_FMT ": all it flags is flagged by " STR_FMT "/" STR_FMT
                " too; join them, or give an example only this one flags",
        STR_ARG(rule->id), STR_ARG(other_pack->name), STR_ARG(other->id));
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
    rule_overlap(s, today_ms, say_overlap, &l);
    return l.count;
}
