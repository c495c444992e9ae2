#include "rules/rule_look.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Bytes without a blank in a row, at most: looked at in blocks. */
#define BLOCK 16
/* Bytes of a long title. */
#define LITTLE 256

static size_t
longest_run(struct str s)
{
    size_t longest = 0, run = 0, i;

    for (i = 0; i + BLOCK <= s.len; i += BLOCK) {
        uint64_t half[2], blank = 0;

        memcpy(half, s.p + i, BLOCK);
        for (int k = 0; k < 2; k++) {
            /* A byte that is a blank becomes zero: has any zero byte? */
            uint64_t v = half[k] ^ 0x2020202020202020u;

            blank |= (v - 0x0101010101010101u) & ~v & 0x8080808080808080u;
        }
        run = blank != 0 ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return (longest + 2) * BLOCK + s.len - i;
}

/* Scan `count` pieces from `at` on, whose parts of the plain text stand behind
 * all others. */
static void
scan_pieces(struct rule_eval *e, size_t at, size_t count)
{
    struct scanner_text text = { .from = e->plain.text.len };
    size_t part = e->view.count - count;

    e->part =
        mem_grow(e->part, &e->part_cap, e->view.count + 1, sizeof e->part[0]);
    for (size_t i = at; i < at + count; i++) {
        struct rule_piece *p = &e->view.piece[i];
        struct str folded = buf_str(&p->folded->text);
        size_t run = longest_run(folded);

        p->plain_start = plain_add(&e->plain, folded);
        p->plain_end = e->plain.text.len;
        e->part[part++] =
            (struct scanner_part){ p->plain_end, RULE_BIT(p->field) };
        if (run > text.longest_run)
            text.longest_run = run;
    }
    text.plain = buf_str(&e->plain.text);
    text.part = e->part;
    text.parts = part;
    scanner_scan(
        rule_set_scanner(e->set), e->scanner, &text, e->seen, &e->found);
}

void
rule_look_view(
    struct rule_eval *e, const struct listing *l, struct folds *folds)
{
    size_t words = (rule_set_expressions(e->set) + 63) / 64;

    rule_view_set(&e->view, l, rule_set_fields(e->set), folds);
    e->stated = rule_view_stated(l);
    e->last.pattern = NULL;
    plain_reset(&e->plain);
    memset(e->sure, 0, words * sizeof e->sure[0]);
    scan_pieces(e, 0, e->view.count);
}

void
rule_look_add(
    struct rule_eval *e, const struct listing *l, enum listing_list list)
{
    size_t words = (rule_set_expressions(e->set) + 63) / 64, at, count;

    e->added_from = e->plain.text.len;
    e->added_fields = RULE_BIT(RULE_FIELD_LISTS + list);
    if ((rule_set_fields(e->set) & e->added_fields) == 0) {
        e->view.listing = l;
        return;
    }
    at = rule_view_add(&e->view, l, list, &count);
    e->stated = rule_view_stated(l);
    e->last.pattern = NULL;
    /* What did not match may do so in what is added. */
    for (size_t i = 0; i < words; i++)
        e->sure[i] &= e->seen[i];
    scan_pieces(e, at, count);
    if (e->found.flood)
        memset(e->sure, 0, words * sizeof e->sure[0]);
}

void
rule_look_clear(struct rule_eval *e)
{
    rule_view_clear(&e->view);
    plain_clear(&e->plain);
    scanner_hits_clear(&e->found);
    scanner_scratch_free(e->scanner);
    free(e->seen);
    free(e->sure);
    free(e->part);
    buf_clear(&e->why);
}

/* The place in a piece where a hit ends; -1 if it is in another piece. */
static ptrdiff_t
place_of(const struct rule_eval *e, const struct rule_piece *p,
    const struct scanner_hit *h)
{
    struct str text = buf_str(&p->folded->text);
    size_t end;

    if (h->end <= p->plain_start || h->end > p->plain_end)
        return -1;
    end = plain_place(&e->plain, h->end);
    while (end < text.len && ((unsigned char)text.p[end] & 0xC0) == 0x80)
        end++;
    return (ptrdiff_t)(end < text.len ? end : text.len);
}

/* The first match from `from` on, by trying everywhere. */
static enum pattern_result
find_anywhere(struct rule_eval *e, const struct rule_expr *x,
    const struct rule_piece *p, size_t from, struct pattern_match *m)
{
    enum pattern_result r;

    if (from > 0)
        return pattern_find(x->pattern, buf_str(&p->folded->text), from, m);
    if (e->last.pattern != x->pattern || e->last.piece != p) {
        e->last.pattern = NULL;
        r = pattern_find(
            x->pattern, buf_str(&p->folded->text), 0, &e->last.match);
        if (r != PATTERN_HIT)
            return r;
        e->last.pattern = x->pattern;
        e->last.piece = p;
    }
    if (m != NULL)
        *m = e->last.match;
    return PATTERN_HIT;
}

/* A match begins near a place where one of its literals ends: it is looked
 * for there only. Some literals reach farther back than others, so that a
 * later one may find an earlier match. */
enum pattern_result
rule_look_find(struct rule_eval *e, const struct rule_expr *x,
    const struct rule_piece *p, size_t from, struct pattern_match *m)
{
    const struct scanner_hits *hits = &e->found;
    struct str text = buf_str(&p->folded->text);
    size_t tried_from = 0, tried_to = 0, last = text.len;
    unsigned branch = 0; /* that was tried there */
    enum pattern_result result = PATTERN_MISS;

    if (!scanner_looks_for(rule_set_scanner(e->set), x->number) || hits->flood)
        return find_anywhere(e, x, p, from, m);
    if (!(e->seen[x->number / 64] >> (x->number % 64) & 1))
        return PATTERN_MISS;
    for (uint32_t i = hits->first[x->number]; i != SCANNER_NO_HIT;
         i = hits->hit[i].next) {
        const struct scanner_hit *h = &hits->hit[i];
        ptrdiff_t end = place_of(e, p, h);
        struct pattern_match found;
        enum pattern_result r;
        size_t start;

        if (end < (ptrdiff_t)from)
            continue;
        start = reach_start(h->reach, text, (size_t)end, from);
        if (h->branch == branch && start >= tried_from && start < tried_to)
            start = tried_to;
        else
            tried_from = start;
        branch = h->branch;
        tried_to = (size_t)end;
        if (start > last || start > (size_t)end)
            continue;
        if ((size_t)end > last)
            end = (ptrdiff_t)last;
        if (x->branches > 0 && pattern_find_within(x->branch[h->branch], text,
                                   start, (size_t)end, NULL) == PATTERN_MISS)
            continue;
        r = pattern_find_within(x->pattern, text, start, (size_t)end, &found);
        if (r == PATTERN_LIMIT)
            return r;
        if (r != PATTERN_HIT)
            continue;
        result = r;
        if (m == NULL)
            break;
        *m = found;
        if (found.start[0] <= from)
            break;
        last = found.start[0] - 1;
    }
    return result;
}

int
rule_look_may(struct rule_eval *e, const struct rule_expr *x)
{
    uint64_t bit = 1ull << (x->number % 64);
    size_t word = x->number / 64;
    uint64_t fields = scanner_fields(rule_set_scanner(e->set), x->number);

    if ((e->seen[word] & bit) == 0 || (e->sure[word] & bit) != 0)
        return (e->seen[word] & bit) != 0;
    e->sure[word] |= bit;
    for (size_t i = 0; i < e->view.count; i++)
        if ((fields & RULE_BIT(e->view.piece[i].field)) != 0 &&
            rule_look_find(e, x, &e->view.piece[i], 0, NULL) != PATTERN_MISS)
            return 1;
    e->seen[word] &= ~bit;
    return 0;
}

/* 1 if the texts in which x may match are as short as a title. */
static int
has_little(const struct rule_eval *e, const struct rule_expr *x)
{
    uint64_t fields = scanner_fields(rule_set_scanner(e->set), x->number);
    size_t bytes = 0;

    for (size_t i = 0; i < e->view.count && bytes <= LITTLE; i++)
        if ((fields & RULE_BIT(e->view.piece[i].field)) != 0)
            bytes += e->view.piece[i].folded->text.len;
    return bytes <= LITTLE;
}

/* How closely is looked: at what the scan has found; at little text, for what
 * cannot be looked for otherwise; at the places that the scan has found; at
 * all texts. */
enum care { BY_SCAN, BY_LITTLE, BY_PLACE, BY_TEXT, CARES };

static int
could_hold(struct rule_eval *e, const struct rule_expr *x, enum care care)
{
    int seen = e->seen[x->number / 64] >> (x->number % 64) & 1;

    if (care < BY_TEXT && seen) {
        int looked_for = scanner_looks_for(rule_set_scanner(e->set), x->number);

        if (care == BY_SCAN || looked_for != (care == BY_PLACE) ||
            (!looked_for && !has_little(e, x)))
            return 1;
    }
    return seen && rule_look_may(e, x);
}

static int
could_match(struct rule_eval *e, const struct rule_cond *c, enum care care)
{
    for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
        if (could_hold(e, &c->row_expr[i], care))
            return 1;
    return c->rows == NULL && could_hold(e, &c->expr, care);
}

/* A number stands behind its label, or in a field of its own. */
static int
could_state_number(
    struct rule_eval *e, const struct rule_cond *c, enum care care)
{
    return (e->stated & c->fields & RULE_OWN_NUMBERS) != 0 ||
           could_hold(e, &c->expr, care);
}

static int
could(struct rule_eval *e, const struct rule_cond *c, enum care care)
{
    int all = c->kind != RULE_ANY;

    switch (c->kind) {
    case RULE_ALL:
    case RULE_SELLER:
    case RULE_ANY:
        for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
            if (could(e, k, care) != all)
                return !all;
        return all;
    case RULE_NEAR:
        return could_hold(e, &c->expr, care) && could_hold(e, &c->second, care);
    case RULE_MATCH:
    case RULE_LIST:
        return could_match(e, c, care);
    case RULE_ABSENT:
        return e->view.listing->observed == PAGE_OBSERVED &&
               (e->stated & c->fields) == 0;
    case RULE_PRESENT:
        return (e->stated & c->fields) != 0;
    case RULE_IS:
        return (e->stated & c->fields) != 0 &&
               (care == BY_SCAN || rule_eval_fact(e, c) == RULE_TRUE);
    case RULE_CERTIFICATE:
    case RULE_GTIN:
        return could_state_number(e, c, care);
    default: /* other facts, and what must not be */
        return 1;
    }
}

int
rule_look_could(struct rule_eval *e, const struct rule_cond *c)
{
    for (int care = BY_SCAN; care < CARES; care++)
        if (!could(e, c, (enum care)care))
            return 0;
    return 1;
}

/* 1 if x may match in what was added last. */
static int
may_match_added(const struct rule_eval *e, const struct rule_expr *x)
{
    const struct scanner_hits *hits = &e->found;

    if (!scanner_looks_for(rule_set_scanner(e->set), x->number) || hits->flood)
        return 1;
    return (e->seen[x->number / 64] >> (x->number % 64) & 1) != 0 &&
           hits->hit[hits->last[x->number]].end > e->added_from;
}

int
rule_look_quotes(const struct rule_eval *e, const struct rule_cond *c)
{
    switch (c->kind) {
    case RULE_ALL:
    case RULE_ANY:
    case RULE_SELLER:
        for (const struct rule_cond *k = c->first; k != NULL; k = k->next)
            if (rule_look_quotes(e, k))
                return 1;
        return 0;
    case RULE_NOT: /* what is not there is no quotation */
        return 0;
    default:
        break;
    }
    if ((c->fields & e->added_fields) == 0)
        return 0;
    if (c->kind == RULE_NEAR)
        return may_match_added(e, &c->expr) && may_match_added(e, &c->second);
    if (c->kind != RULE_MATCH && c->kind != RULE_LIST)
        return 1;
    for (size_t i = 0; c->rows != NULL && i < c->rows->count; i++)
        if (may_match_added(e, &c->row_expr[i]))
            return 1;
    return c->rows == NULL && may_match_added(e, &c->expr);
}
