#include "rules/rule_eval.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "rules/quantity.h"
#include "rules/region.h"

/* Matches of one pattern looked at in one text before the rest is left: with
 * this many denied ones the text is a list of what the product is not. */
#define TRIES_MAX 64
/* Bytes on both sides of a match that `unless` looks at: about ten words. */
#define UNLESS_WINDOW 80
#define WHY_BYTES_MAX 2000
#define QUOTED_BYTES_MAX 80

struct place {
    size_t start, end;
};

static int
may_match(const struct rule_piece *p, const struct rule_expr *x)
{
    return p->maybe[x->number / 64] >> (x->number % 64) & 1;
}

static void
add_hit(struct rule_eval *e, const struct rule_piece *p, struct place at)
{
    if (e->hits < RULE_HITS_MAX)
        e->hit[e->hits++] = (struct rule_hit){ p, at.start, at.end };
}

/* What could not be seen is unknown; what could and is not there is false. */
static enum rule_truth
not_found(const struct rule_eval *e)
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
    const struct rule_piece *p, struct place at)
{
    struct str text = buf_str(&p->folded.text);
    struct str quoted = str_sub(text, at.start, at.end - at.start);
    enum denial_kind kind = denial_find(
        rule_set_denial(e->set), text, at.start, at.end, c->denied_by);

    if (kind != 0) {
        if (e->visit != NULL)
            buf_addf(&e->why, "'" STR_FMT "' is denied by %s; ",
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
            if (e->visit != NULL)
                buf_addf(&e->why, "'" STR_FMT "' is denied by unless; ",
                    STR_ARG(utf8_cut(quoted, QUOTED_BYTES_MAX)));
            return 1;
        }
    }
    return 0;
}

/* Find up to `max` matches of x in p that c does not deny. Sets *gave_up at a
 * pattern limit. */
static size_t
find_all(struct rule_eval *e, const struct rule_cond *c,
    const struct rule_expr *x, const struct rule_piece *p, struct place *out,
    size_t max, int *gave_up)
{
    struct str text = buf_str(&p->folded.text);
    size_t n = 0, from = 0;

    for (int tries = 0; tries < TRIES_MAX && n < max; tries++) {
        struct pattern_match m;
        enum pattern_result r = pattern_find(x->pattern, text, from, &m);
        struct place at;

        if (r == PATTERN_LIMIT) {
            e->limits++;
            *gave_up = 1;
        }
        if (r != PATTERN_HIT)
            break;
        at = (struct place){ m.start[0], m.end[0] };
        if (at.end > at.start && !denied(e, c, p, at))
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
say_found(struct rule_eval *e, const struct rule_piece *p, struct place at)
{
    size_t start, end;

    if (e->visit == NULL)
        return;
    fold_span(&p->folded, at.start, at.end, &start, &end);
    buf_addz(&e->why, "found \"");
    buf_adds(&e->why,
        utf8_cut(str_sub(p->text, start, end - start), QUOTED_BYTES_MAX));
    buf_addz(&e->why, "\" in ");
    rule_piece_name(&e->why, &e->view, p);
    buf_addz(&e->why, "; ");
}

static enum rule_truth
eval_match(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = not_found(e);

    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct place found[2];
        int gave_up = 0;
        size_t n;

        if (!p->has_maybe || !(c->fields & RULE_BIT(p->field)) ||
            !may_match(p, &c->expr))
            continue;
        n = find_all(e, c, &c->expr, p, found, COUNT(found), &gave_up);
        for (size_t k = 0; k < n; k++) {
            add_hit(e, p, found[k]);
            say_found(e, p, found[k]);
        }
        if (n > 0)
            truth = RULE_TRUE;
        else if (gave_up && truth == RULE_FALSE)
            truth = RULE_UNKNOWN;
    }
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
    struct place a, struct place b)
{
    struct place first = a.start <= b.start ? a : b;
    struct place last = a.start <= b.start ? b : a;

    if (first.end > last.start)
        return 0; /* one and the same word is not near itself */
    return count_words(str_sub(buf_str(&p->folded.text), first.end,
               last.start - first.end)) <= c->within;
}

static enum rule_truth
eval_near(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = not_found(e);

    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct place a[16], b[16];
        int gave_up = 0;
        size_t n, m = 0;

        if (!p->has_maybe || !(c->fields & RULE_BIT(p->field)) ||
            !may_match(p, &c->expr) || !may_match(p, &c->second))
            continue;
        n = find_all(e, c, &c->expr, p, a, COUNT(a), &gave_up);
        if (n > 0)
            m = find_all(e, c, &c->second, p, b, COUNT(b), &gave_up);
        if (gave_up && truth == RULE_FALSE)
            truth = RULE_UNKNOWN;
        for (size_t k = 0; k < n * m; k++)
            if (close_enough(c, p, a[k / m], b[k % m])) {
                add_hit(e, p, a[k / m]);
                add_hit(e, p, b[k % m]);
                say_found(e, p, a[k / m]);
                say_found(e, p, b[k % m]);
                truth = RULE_TRUE;
                break;
            }
    }
    return truth;
}

static enum rule_truth
eval_absent(struct rule_eval *e, const struct rule_cond *c)
{
    const struct listing *l = e->view.listing;

    for (int f = 0; f < RULE_FIELDS; f++)
        if (c->fields & RULE_BIT(f) && rule_view_has(l, (enum rule_field)f)) {
            buf_addf(
                &e->why, "%s is stated; ", rule_field_name((enum rule_field)f));
            return RULE_FALSE;
        }
    if (l->observed != PAGE_OBSERVED) {
        buf_addf(&e->why, "the page was not fully observed (%s); ",
            page_observed_name(l->observed));
        return RULE_UNKNOWN;
    }
    buf_addz(&e->why, "not stated on a fully observed page; ");
    e->absent |= c->fields;
    return RULE_TRUE;
}

static enum rule_truth
eval_present(struct rule_eval *e, const struct rule_cond *c)
{
    const struct listing *l = e->view.listing;

    for (int f = 0; f < RULE_FIELDS; f++)
        if (c->fields & RULE_BIT(f) && rule_view_has(l, (enum rule_field)f)) {
            buf_addf(
                &e->why, "%s is stated; ", rule_field_name((enum rule_field)f));
            return RULE_TRUE;
        }
    buf_addf(
        &e->why, "nothing stated (page %s); ", page_observed_name(l->observed));
    return not_found(e);
}

/* A number that is not stated is unknown, never small. */
static enum rule_truth
eval_number(struct rule_eval *e, const struct rule_cond *c)
{
    enum rule_truth truth = RULE_UNKNOWN;

    for (size_t i = 0; i < e->view.count; i++) {
        const struct rule_piece *p = &e->view.piece[i];
        struct str text = buf_str(&p->folded.text);
        struct place at;
        size_t from = 0;
        double value;
        int named = 0;

        if (c->expr.pattern != NULL && p->field == RULE_FIELD_ATTRIBUTES) {
            struct buf name = BUF_MAX(65536);

            fold_key(&name, str_of(e->view.listing->attributes[p->index].name));
            named = pattern_find(c->expr.pattern, buf_str(&name), 0, NULL) ==
                    PATTERN_HIT;
            buf_clear(&name);
        }
        if (!named && !(c->fields & RULE_BIT(p->field)))
            continue;
        while (quantity_next(
            text, c->unit, named, &from, &value, &at.start, &at.end)) {
            int in = value > c->above && value < c->below &&
                     value >= c->at_least && value <= c->at_most;

            if (e->visit != NULL)
                buf_addf(&e->why, "%g " STR_FMT " %s; ", value,
                    STR_ARG(c->unit), in ? "is in the range" : "is not");
            if (in) {
                truth = RULE_TRUE;
                add_hit(e, p, at);
            } else if (truth == RULE_UNKNOWN) {
                truth = RULE_FALSE;
            }
        }
    }
    return truth;
}

static enum rule_truth
eval_is(struct rule_eval *e, const struct rule_cond *c)
{
    struct str value = STR_NONE;
    int in = 0;

    for (int f = 0; f < LISTING_FIELDS; f++)
        if (c->fields & RULE_BIT(f))
            value = listing_get(e->view.listing, (enum listing_field)f);
    if (value.len == 0) {
        buf_addz(&e->why, "not stated; ");
        return RULE_UNKNOWN;
    }
    for (size_t i = 0; i < c->values.count; i++)
        in |= region_has(c->values.item[i], value);
    if (e->visit != NULL)
        buf_addf(&e->why, "it is \"" STR_FMT "\"; ",
            STR_ARG(utf8_cut(value, QUOTED_BYTES_MAX)));
    return in != c->negate ? RULE_TRUE : RULE_FALSE;
}

static enum rule_truth
eval_group(struct rule_eval *e, const struct rule_cond *c, int depth)
{
    enum rule_truth stop = c->kind == RULE_ALL ? RULE_FALSE : RULE_TRUE;
    enum rule_truth truth = c->kind == RULE_ALL ? RULE_TRUE : RULE_FALSE;

    for (const struct rule_cond *k = c->first; k != NULL; k = k->next) {
        enum rule_truth t = rule_eval(e, k, depth + 1);

        if (t == stop)
            truth = stop;
        else if (t == RULE_UNKNOWN && truth != stop)
            truth = RULE_UNKNOWN;
        if (truth == RULE_FALSE && c->kind == RULE_ALL && e->visit == NULL)
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
    enum rule_truth t = rule_eval(e, c->first, depth + 1);

    e->hits = hits;
    e->absent = absent;
    return t == RULE_UNKNOWN ? t : t == RULE_TRUE ? RULE_FALSE : RULE_TRUE;
}

static enum rule_truth
eval_leaf(struct rule_eval *e, const struct rule_cond *c)
{
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
    case RULE_NUMBER:
        return eval_number(e, c);
    default:
        return eval_is(e, c);
    }
}

enum rule_truth
rule_eval(struct rule_eval *e, const struct rule_cond *c, int depth)
{
    struct rule_step step = { .cond = c, .depth = depth, .why = "" };
    int groups = c->kind <= RULE_NOT;
    size_t hits = e->hits;
    uint64_t absent = e->absent;

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
