#include "rules/rule_eval.h"
#include "rules/rule_look.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>

/* Matches of one pattern looked at in one text before the rest is left: with
 * this many denied ones the text is a list of what the product is not. */
#define TRIES_MAX 64
/* Bytes on both sides of a match that `unless` looks at: about ten words. */
#define UNLESS_WINDOW 80
#define WHY_BYTES_MAX 2000
#define QUOTED_BYTES_MAX 80

void
rule_eval_hit(struct rule_eval *e, const struct rule_piece *p,
    struct rule_place at, struct str entry)
{
    if (e->hits < RULE_HITS_MAX)
        e->hit[e->hits++] = (struct rule_hit){ p, at.start, at.end, entry };
}

void
rule_eval_say(struct rule_eval *e, const char *format, ...)
{
    va_list ap;

    if (e->visit == NULL)
        return;
    va_start(ap, format);
    buf_addv(&e->why, format, ap);
    va_end(ap);
}

enum rule_truth
rule_eval_not_found(const struct rule_eval *e)
{
    return e->view.listing->observed == PAGE_OBSERVED ? RULE_FALSE
                                                      : RULE_UNKNOWN;
}

static size_t
boundary(struct str s, size_t i)
{
    while (i > 0 && i < s.len && ((unsigned char)s.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}

/* 1 if the words around the match say that it does not count. */
static int
denied(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_piece *p, struct rule_place at)
{
    struct str text = buf_str(&p->folded->text);
    struct str quoted = str_sub(text, at.start, at.end - at.start);
    enum denial_kind kind = denial_find(
        rule_set_denial(e->set), text, at.start, at.end, c->denied_by);

    if (kind != 0) {
        rule_eval_say(e, "'" STR_FMT "' is denied by %s; ",
            STR_ARG(utf8_cut(quoted, QUOTED_BYTES_MAX)),
            denial_kind_name(kind));
        return 1;
    }
    if (c->unless.pattern != NULL) {
        size_t from = at.start > UNLESS_WINDOW
                          ? boundary(text, at.start - UNLESS_WINDOW)
                          : 0;
        size_t to = boundary(text, at.end + UNLESS_WINDOW);

        if (pattern_find(c->unless.pattern, str_sub(text, from, to - from), 0,
                NULL) == PATTERN_HIT) {
            rule_eval_say(e, "'" STR_FMT "' is denied by unless; ",
                STR_ARG(utf8_cut(quoted, QUOTED_BYTES_MAX)));
            return 1;
        }
    }
    return 0;
}

/* In a second reading only what was masked is new. Two words near each other
 * may be one masked and one not: eval_near looks at the pair. */
static int
is_believed(
    const struct rule_piece *p, const struct rule_cond *c, struct rule_place at)
{
    return !p->second || c->kind == RULE_NEAR ||
           unmask_covers(&p->reading, at.start, at.end);
}

static int
is_exact(
    const struct rule_piece *p, const struct rule_expr *x, struct rule_place at)
{
    size_t start, end;

    if (x->exact == 0)
        return 1;
    fold_span(p->folded, at.start, at.end, &start, &end);
    return rule_expr_is_exact(x, str_sub(p->text, start, end - start));
}

/* Find up to `max` matches of x in p that c does not deny (of near, where
 * they are many, find_pair asks that). Sets *gave_up at a pattern limit. */
static size_t
find_all(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_expr *x, const struct rule_piece *p,
    struct rule_place *out, size_t max, int *gave_up)
{
    struct str text = buf_str(&p->folded->text);
    size_t n = 0, from = 0;

    for (int tries = 0; tries < TRIES_MAX && n < max; tries++) {
        struct pattern_match m;
        enum pattern_result r = rule_look_find(e, x, p, from, &m);
        struct rule_place at;

        if (r == PATTERN_LIMIT) {
            e->limits++;
            *gave_up = 1;
        }
        if (r != PATTERN_HIT)
            break;
        at = (struct rule_place){ m.start[0], m.end[0] };
        if (at.end > at.start && is_believed(p, c, at) && is_exact(p, x, at) &&
            (c->kind == RULE_NEAR || !denied(e, c, p, at)))
            out[n++] = at;
        from = at.end > at.start ? at.end : at.end + 1;
        while (from < text.len && ((unsigned char)text.p[from] & 0xC0) == 0x80)
            from++;
        if (from > text.len)
            break;
    }
    return n;
}

static void
say_found(struct rule_eval *e, const struct rule_piece *p, struct rule_place at)
{
    size_t start, end;

    if (e->visit == NULL)
        return;
    fold_span(p->folded, at.start, at.end, &start, &end);
    buf_addz(&e->why, "found \"");
    buf_adds(&e->why,
        utf8_cut(str_sub(p->text, start, end - start), QUOTED_BYTES_MAX));
    buf_addz(&e->why, "\" in ");
    rule_piece_name(&e->why, &e->view, p);
    buf_addz(&e->why, "; ");
}

/* Look for x in all pieces; *truth becomes true or unknown by it. */
static void
match_expr(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_expr *x, struct str entry, enum rule_truth *truth)
{
    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct rule_place found[2];
        /* What is not to be there is not quoted. */
        size_t max = e->negations > 0 && e->visit == NULL ? 1 : COUNT(found);
        int gave_up = 0;
        size_t n;

        if (!(c->fields & RULE_BIT(p->field)) || !rule_look_may(e, x))
            continue;
        n = find_all(e, c, x, p, found, max, &gave_up);
        for (size_t k = 0; k < n; k++) {
            rule_eval_hit(e, p, found[k], entry);
            say_found(e, p, found[k]);
        }
        if (n > 0)
            *truth = RULE_TRUE;
        else if (gave_up && *truth == RULE_FALSE)
            *truth = RULE_UNKNOWN;
    }
}

/* 1 if the offer is in a language that c is not for. Where none is stated, it
 * is tried: a wrong guess would hide what stands there. */
static int
other_language(struct rule_eval *e, const struct rule_cond *c)
{
    struct str language = listing_get(e->view.listing, LISTING_LANGUAGE);

    if (c->languages.count == 0 || language.len < 2)
        return 0;
    for (size_t i = 0; i < c->languages.count; i++)
        if (str_starts_nocase(language, c->languages.item[i]))
            return 0;
    rule_eval_say(
        e, "the offer is in '" STR_FMT "'; ", STR_ARG(utf8_cut(language, 20)));
    return 1;
}

static enum rule_truth
eval_match(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = rule_eval_not_found(e);

    if (c->rows == NULL)
        match_expr(e, c, &c->expr, STR(""), &truth);
    for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
        match_expr(e, c, &c->row_expr[i], c->rows->row[i].entry, &truth);
    return truth;
}

/* Words in folded text: runs without a blank; a Han or Kana character is a
 * word. */
static int
count_words(struct str s)
{
    int n = 0, in_word = 0;

    for (size_t i = 0; i < s.len;) {
        uint32_t c = utf8_next(s, &i);

        if (c == ' ') {
            in_word = 0;
        } else if (utf8_is_cjk(c)) {
            n++;
            in_word = 0;
        } else if (!in_word) {
            n++;
            in_word = 1;
        }
    }
    return n;
}

static int
close_enough(const struct rule_cond *c, const struct rule_piece *p,
    struct rule_place a, struct rule_place b)
{
    struct rule_place first = a.start <= b.start ? a : b;
    struct rule_place last = a.start <= b.start ? b : a;

    if (first.end > last.start)
        return 0; /* one and the same word is not near itself */
    if (p->second && !unmask_covers(&p->reading, a.start, a.end) &&
        !unmask_covers(&p->reading, b.start, b.end))
        return 0;
    return count_words(str_sub(buf_str(&p->folded->text), first.end,
               last.start - first.end)) <= c->within;
}

/* The first pair that is close and that nothing denies. */
static int
find_pair(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_piece *p, struct rule_place pair[2], int *gave_up)
{
    struct rule_place found[2][TRIES_MAX];
    size_t n[2] = { 0, 0 };
    const struct rule_expr *x[2] = { &c->expr, &c->second };
    int rare = c->second.rate < c->expr.rate;

    n[rare] = find_all(e, c, x[rare], p, found[rare], TRIES_MAX, gave_up);
    if (n[rare] > 0)
        n[!rare] =
            find_all(e, c, x[!rare], p, found[!rare], TRIES_MAX, gave_up);
    for (size_t k = 0; k < n[0] * n[1]; k++) {
        pair[0] = found[0][k / n[1]];
        pair[1] = found[1][k % n[1]];
        if (close_enough(c, p, pair[0], pair[1]) && !denied(e, c, p, pair[0]) &&
            !denied(e, c, p, pair[1]))
            return 1;
    }
    return 0;
}

/* Which of the two was found: why a near is not true. */
static void
say_near(struct rule_eval *e, const struct rule_cond *c)
{
    const struct rule_expr *const exprs[] = { &c->expr, &c->second };
    static const char *const names[] = { "first", "second" };

    for (size_t k = 0; k < COUNT(exprs); k++) {
        int found = 0, gave_up = 0;

        buf_addf(&e->why, "%s: ", names[k]);
        for (size_t i = 0; i < e->view.count && !found; i++) {
            const struct rule_piece *p = &e->view.piece[i];
            struct rule_place at;

            if (!(c->fields & RULE_BIT(p->field)) ||
                !rule_look_may(e, exprs[k]))
                continue;
            if (find_all(e, c, exprs[k], p, &at, 1, &gave_up) == 0)
                continue;
            found = 1; /* or denied, and that has been said */
            if (!denied(e, c, p, at))
                say_found(e, p, at);
        }
        if (!found)
            buf_addz(&e->why, "not found; ");
    }
}

static enum rule_truth
eval_near(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = rule_eval_not_found(e);

    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct rule_place pair[2];
        int gave_up = 0;

        if (!(c->fields & RULE_BIT(p->field)) || !rule_look_may(e, &c->expr) ||
            !rule_look_may(e, &c->second))
            continue;
        if (find_pair(e, c, p, pair, &gave_up)) {
            for (int k = 0; k < 2; k++) {
                rule_eval_hit(e, p, pair[k], STR(""));
                say_found(e, p, pair[k]);
            }
            truth = RULE_TRUE;
        } else if (gave_up && truth == RULE_FALSE) {
            truth = RULE_UNKNOWN;
        }
    }
    if (e->visit != NULL && truth != RULE_TRUE) {
        buf_reset(&e->why);
        say_near(e, c);
    }
    return truth;
}

static enum rule_truth
eval_absent(struct rule_eval *e, const struct rule_cond *c)
{
    const struct listing *l = e->view.listing;

    for (int f = 0; f < RULE_FIELDS; f++)
        if (c->fields & RULE_BIT(f) && rule_view_has(l, (enum rule_field)f)) {
            rule_eval_say(
                e, "%s is stated; ", rule_field_name((enum rule_field)f));
            return RULE_FALSE;
        }
    if (l->observed != PAGE_OBSERVED) {
        rule_eval_say(e, "the page was not fully observed (%s); ",
            page_observed_name(l->observed));
        return RULE_UNKNOWN;
    }
    rule_eval_say(e, "not stated on a fully observed page; ");
    e->absent |= c->fields;
    return RULE_TRUE;
}

static enum rule_truth
eval_present(struct rule_eval *e, const struct rule_cond *c)
{
    const struct listing *l = e->view.listing;

    for (int f = 0; f < RULE_FIELDS; f++)
        if (c->fields & RULE_BIT(f) && rule_view_has(l, (enum rule_field)f)) {
            rule_eval_say(
                e, "%s is stated; ", rule_field_name((enum rule_field)f));
            return RULE_TRUE;
        }
    rule_eval_say(
        e, "nothing stated (page %s); ", page_observed_name(l->observed));
    return rule_eval_not_found(e);
}

static enum rule_truth
eval_group(struct rule_eval *e, const struct rule_cond *c, int depth)
{
    int all = c->kind != RULE_ANY; /* also what is said of a seller */
    enum rule_truth stop = all ? RULE_FALSE : RULE_TRUE;
    enum rule_truth truth = all ? RULE_TRUE : RULE_FALSE;

    for (const struct rule_cond *k = c->first; k != NULL; k = k->next) {
        enum rule_truth t = rule_eval(e, k, depth + 1);

        if (t == stop)
            truth = stop;
        else if (t == RULE_UNKNOWN && truth != stop)
            truth = RULE_UNKNOWN;
        /* Outside `not` unknown is as good as false: nothing fires. */
        if (all && e->visit == NULL &&
            (truth == RULE_FALSE || (truth != RULE_TRUE && e->negations == 0)))
            break;
    }
    return truth;
}

/* What must not be is no evidence: keep nothing of what the child found. */
static enum rule_truth
eval_not(struct rule_eval *e, const struct rule_cond *c, int depth)
{
    size_t hits = e->hits;
    uint64_t absent = e->absent;
    const struct finding *recall = e->recall;
    enum rule_truth t;

    e->negations++;
    t = rule_eval(e, c->first, depth + 1);
    e->negations--;

    e->hits = hits;
    e->absent = absent;
    e->recall = recall;
    return t == RULE_UNKNOWN ? t : t == RULE_TRUE ? RULE_FALSE : RULE_TRUE;
}

static enum rule_truth
eval_leaf(struct rule_eval *e, const struct rule_cond *c)
{
    if (other_language(e, c))
        return RULE_FALSE;
    switch (c->kind) {
    case RULE_MATCH:
    case RULE_LIST:
        return eval_match(e, c);
    case RULE_NEAR:
        return eval_near(e, c);
    case RULE_ABSENT:
        return eval_absent(e, c);
    case RULE_PRESENT:
        return eval_present(e, c);
    default:
        return rule_eval_fact(e, c);
    }
}

enum rule_truth
rule_eval(struct rule_eval *e, const struct rule_cond *c, int depth)
{
    struct rule_step step = { .cond = c, .depth = depth, .why = "" };
    int groups = c->kind <= RULE_NOT;
    size_t hits = e->hits;
    uint64_t absent = e->absent;
    const struct finding *recall = e->recall;

    e->why.max = WHY_BYTES_MAX;
    buf_reset(&e->why);
    if (c->kind == RULE_NOT)
        step.truth = eval_not(e, c, depth);
    else if (groups)
        step.truth = eval_group(e, c, depth);
    else
        step.truth = eval_leaf(e, c);
    if (step.truth != RULE_TRUE) { /* false branches prove nothing */
        e->hits = hits;
        e->absent = absent;
        e->recall = recall;
    }
    if (e->visit != NULL) {
        /* Without the last "; ". */
        if (!groups && e->why.len >= 2)
            buf_cut(&e->why, e->why.len - 2);
        step.why = groups ? "" : buf_text(&e->why);
        e->visit(&step, e->arg);
    }
    return step.truth;
}
