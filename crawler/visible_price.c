#include "crawler/visible.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Lines longer than this are sentences; the price of the offer stands alone. */
#define PRICE_LINE_LONG 100
#define PRICE_LINE_SHORT 50
/* How far behind the title the price still counts as near, in lines. */
#define PRICE_NEAR_LINES 60
/* ... and right above it. */
#define PRICE_ABOVE_LINES 3
#define PRICE_SCORE_MIN 8
/* What an offer loses that costs nothing. */
#define PRICE_ZERO_POINTS 8

static int
price_read(
    const struct visible *s, const struct visible_price *p, struct money *m)
{
    struct str text = { s->view->text.p + p->at, p->len };

    return money_parse(m, text, str_of(s->currency));
}

static int
price_is_zero(const struct money *m)
{
    return strspn(m->amount, "0.") == strlen(m->amount);
}

static void
price_set(struct listing *l, const struct money *m)
{
    listing_set(l, LISTING_PRICE_AMOUNT, str_of(m->amount));
    listing_set(l, LISTING_PRICE_CURRENCY, str_of(m->currency));
}

/* The old price beside the chosen one, if it is higher. */
static char *
price_old_near(
    const struct visible *s, const struct money *pay, size_t from, size_t to)
{
    struct money old;

    for (size_t i = from; i < to; i++) {
        const struct visible_price *p = &s->prices[i];

        if (p->kind != VISIBLE_PRICE_OLD || price_read(s, p, &old) != 0)
            continue;
        if (strtod(old.amount, NULL) > strtod(pay->amount, NULL))
            return mem_dup(s->view->text.p + p->at, p->len);
    }
    return NULL;
}

static int
price_place_score(const struct visible *s, const struct visible_price *p)
{
    int score = 0;

    if (p->flags & VIEW_HIDDEN)
        score -= 5;
    if (p->flags & (VIEW_NAV | VIEW_FOOTER | VIEW_CART | VIEW_DIALOG))
        score -= 7;
    if (p->flags & VIEW_ASIDE)
        score -= 5;
    if (p->flags & (VIEW_REVIEW | VIEW_OPTION))
        score -= 3;
    if (p->line >= s->main_end)
        score -= 6;
    if (!s->has_title)
        return score;
    if (p->line >= s->title_line) {
        uint32_t d = p->line - s->title_line;

        score += d <= PRICE_NEAR_LINES ? 3 - (int)d / 20 : -2;
    } else {
        /* Classified ads put the price over the title. */
        uint32_t d = s->title_line - p->line;

        score += d <= PRICE_ABOVE_LINES ? 1 : d <= 20 ? -1 : -4;
    }
    return score;
}

/* 1 if the words before it, on its line or alone on the one before, call it
 * the price of a promotion: the plain price stands beside it. */
static int
price_is_promo(const struct view *v, const struct visible_price *p)
{
    const struct view_line *l = &v->lines[p->line];
    size_t i = view_hit_at(v, p->at);

    if (i == 0 || v->hits[i - 1].sense != LEXICON_NOW ||
        v->hits[i - 1].value != 1)
        return 0;
    return v->hits[i - 1].at >= l->at ||
           (p->at - l->at <= 3 && p->line > 0 &&
               v->hits[i - 1].at >= v->lines[p->line - 1].at);
}

/* Points of an amount, as yet unread. */
static int
price_score(const struct visible *s, const struct visible_price *p)
{
    const struct view *v = s->view;
    const struct view_line *l = &v->lines[p->line];
    int score = 6 + price_place_score(s, p);

    score += p->flags & VIEW_PRICE ? 4 : 0;
    score += p->has_sign ? 2 : 0;
    score += p->flags & (VIEW_HEADING | VIEW_STRONG) ? 1 : 0;
    score += p->flags & VIEW_LINK ? -2 : 0;
    score -= l->len > PRICE_LINE_LONG ? 4 : l->len > PRICE_LINE_SHORT ? 1 : 0;
    score += p->is_told;
    return score + (price_is_promo(v, p) ? 1 : 0);
}

/* A price said twice is more likely the one: buy boxes repeat it. */
static int
price_repeats(const struct visible *s, size_t i)
{
    const char *t = s->view->text.p;
    const struct visible_price *p = &s->prices[i];
    size_t to = i + 30 < s->price_count ? i + 30 : s->price_count;
    int times = 0;

    for (size_t j = i + 1; j < to && times < 2; j++) {
        const struct visible_price *q = &s->prices[j];

        times += q->len == p->len && q->kind == VISIBLE_PRICE_PAY &&
                 memcmp(t + p->at, t + q->at, p->len) == 0;
    }
    return times;
}

/* The reduced price beside one that the page calls the regular one: its number
 * and its amount in place of those of best. */
static size_t
price_reduced(const struct visible *s, size_t best, struct money *amount)
{
    size_t from = best > 3 ? best - 3 : 0;
    struct money m;

    if (!(s->prices[best].flags & VIEW_REGULAR))
        return best;
    for (size_t i = from; i < s->price_count && i < best + 4; i++) {
        const struct visible_price *p = &s->prices[i];

        if (p->kind == VISIBLE_PRICE_PAY && (p->flags & VIEW_PRICE) &&
            !(p->flags & (VIEW_REGULAR | VIEW_HIDDEN)) && !s->inside[p->run] &&
            price_read(s, p, &m) == 0 &&
            strtod(m.amount, NULL) < strtod(amount->amount, NULL)) {
            *amount = m;
            return i;
        }
    }
    return best;
}

int
visible_price_main(struct visible *s, struct listing *l, char **list_price)
{
    size_t best = s->price_count, from, to;
    int best_score = PRICE_SCORE_MIN - 1;
    struct money m, read;

    *list_price = NULL;
    for (size_t i = 0; i < s->price_count; i++) {
        const struct visible_price *p = &s->prices[i];
        int score;

        if (p->kind != VISIBLE_PRICE_PAY || s->inside[p->run])
            continue;
        score = price_score(s, p) + price_repeats(s, i);
        if (score <= best_score || price_read(s, p, &read) != 0)
            continue;
        score -= price_is_zero(&read) ? PRICE_ZERO_POINTS : 0;
        if (score > best_score) {
            best_score = score;
            best = i;
            m = read;
        }
    }
    if (best == s->price_count)
        return 0;
    best = price_reduced(s, best, &m);
    price_set(l, &m);
    s->price_line = s->prices[best].line;
    from = best > 3 ? best - 3 : 0;
    to = best + 4 < s->price_count ? best + 4 : s->price_count;
    *list_price = price_old_near(s, &m, from, to);
    return 1;
}

int
visible_price_card(const struct visible *s, const struct html_node *card,
    struct listing *l, char **list_price)
{
    size_t from = visible_price_at(s, card->order);
    size_t to = visible_price_at(s, card->end), best = to;
    int best_score = -100;
    struct money m, read;

    *list_price = NULL;
    for (size_t i = from; i < to; i++) {
        const struct visible_price *p = &s->prices[i];
        int score = (p->flags & VIEW_PRICE ? 2 : 0) + (p->has_sign ? 2 : 0) -
                    (p->flags & VIEW_HIDDEN ? 3 : 0) -
                    (p->kind == VISIBLE_PRICE_OLD ? 5 : 0) -
                    (p->kind == VISIBLE_PRICE_OTHER ? 8 : 0);

        if (score > best_score && price_read(s, p, &read) == 0) {
            best_score = score;
            m = read;
            best = i;
        }
    }
    if (best == to || s->prices[best].kind == VISIBLE_PRICE_OTHER)
        return 0;
    price_set(l, &m);
    *list_price = price_old_near(s, &m, from, to);
    return 1;
}
