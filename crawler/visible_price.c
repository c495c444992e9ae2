#include "crawler/visible.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A sign or code is looked for this far from its digits, in bytes: "US$ 12",
 * "12 руб.". */
#define PRICE_TOKEN_MAX 12
/* Lines longer than this are sentences; the price of the offer stands alone. */
#define PRICE_LINE_LONG 100
#define PRICE_LINE_SHORT 50
/* A label alone on the line before ("UVP:") is at most this long. */
#define PRICE_LABEL_MAX 40
/* How far behind the title the price still counts as near, in lines. */
#define PRICE_NEAR_LINES 60
/* ... and right above it. */
#define PRICE_ABOVE_LINES 3
#define PRICE_SCORE_MIN 8

/* --- Finding amounts --- */

static int
price_is_digit(struct str s, size_t at)
{
    return at < s.len && str_is_digit(s.p[at]);
}

/* The first digit from `at` on, or the end. */
static size_t
price_next_digit(struct str s, size_t at)
{
    const uint64_t tops = 0x8080808080808080u;

    for (uint64_t w, other; at + sizeof w <= s.len; at += sizeof w) {
        memcpy(&w, s.p + at, sizeof w);
        w ^= 0x3030303030303030u; /* digits become 0 .. 9 */
        other = (((w & ~tops) + 0x7676767676767676u) | w) & tops;
        if (other != tops)
            break;
    }
    while (at < s.len && !str_is_digit(s.p[at]))
        at++;
    return at;
}

/* End of the number that starts at `at`: digits, and separators between
 * digits ("1.234,56", "1 234", "1'234.50"). */
static size_t
price_number_end(struct str s, size_t at)
{
    while (at < s.len) {
        char c = s.p[at];

        if (str_is_digit(c)) {
            at++;
        } else if ((c == '.' || c == ',' || c == '\'') &&
                   price_is_digit(s, at + 1)) {
            at++;
        } else if (c == ' ' && price_is_digit(s, at + 1) &&
                   price_is_digit(s, at + 2) && price_is_digit(s, at + 3) &&
                   !price_is_digit(s, at + 4) && at > 0 &&
                   str_is_digit(s.p[at - 1])) {
            at++; /* a blank groups thousands */
        } else {
            break;
        }
    }
    return at;
}

/* 1 if the word is worth asking core/money about. */
static int
price_may_be_currency(struct str word)
{
    if (word.len == 0 || word.len > PRICE_TOKEN_MAX)
        return 0;
    if (word.len == 1)
        return word.p[0] == '$';
    if (str_is(word, "ft") || str_is(word, "in") || str_is(word, "is") ||
        str_is(word, "to") || str_is(word, "CM") || str_is(word, "cm"))
        return 0;
    return 1;
}

static int
price_word_break(unsigned char c)
{
    switch (c) {
    case '(':
    case ')':
    case '[':
    case ']':
    case '/':
    case ':':
    case ';':
    case ',':
    case '|':
    case '+':
    case '*':
    case '<':
    case '>':
    case '=':
    case '"':
    case '~':
        return 1;
    default:
        return c <= ' ' || str_is_digit((char)c);
    }
}

/* 1 if a sign ends a word that is none of its own: "pieces$", not "US$". */
static int
price_is_glued(struct str word)
{
    if (word.len < 2 || word.p[word.len - 1] != '$')
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.p[i] >= 'a' && word.p[i] <= 'z')
            return 1;
    }
    return 0;
}

/* Is the word a currency? The words beside numbers are few on a page. */
static int
price_is_currency(struct visible *s, struct str word)
{
    struct visible_word *w;

    if (word.len > sizeof w->text)
        return money_currency(word).len > 0;
    w = &s->words[str_hash(word) % COUNT(s->words)];
    if (w->len != word.len || memcmp(w->text, word.p, word.len) != 0) {
        memcpy(w->text, word.p, word.len);
        w->len = (unsigned char)word.len;
        w->is_currency = money_currency(word).len > 0;
    }
    return w->is_currency;
}

/* The word that ends before `at`, with the blank between; *from is where it
 * begins. 1 if it is a currency. */
static int
price_sign_before(struct visible *v, struct str s, size_t at, size_t *from)
{
    size_t end = at, start;
    struct str word;

    while (end > 0 && (s.p[end - 1] == ' ' || s.p[end - 1] == ':'))
        end--;
    start = end;
    while (start > 0 && end - start < PRICE_TOKEN_MAX &&
           !price_word_break((unsigned char)s.p[start - 1]))
        start--;
    word = str_sub(s, start, end - start);
    while (word.len > 0 && (word.p[0] == '-' || word.p[0] == '.')) {
        word = str_sub(word, 1, word.len);
        start++;
    }
    if (price_may_be_currency(word) && !price_is_glued(word) &&
        price_is_currency(v, word)) {
        *from = start;
        return 1;
    }
    /* Signs that follow other words without a blank: "价格¥99". */
    for (size_t n = 1; n <= 3 && n <= end; n++) {
        word = str_sub(s, end - n, n);
        if (((unsigned char)word.p[0] & 0xC0) == 0x80)
            continue;
        if ((n > 1 || word.p[0] == '$') && price_is_currency(v, word)) {
            *from = end - n;
            return 1;
        }
        break;
    }
    return 0;
}

static int
price_sign_after(struct visible *v, struct str s, size_t at, size_t *to)
{
    size_t start = at, end;
    struct str word;

    while (start < s.len && s.p[start] == ' ')
        start++;
    if (start < s.len && s.p[start] == ',' && start == at) {
        /* "12,- €" */
        while (start < s.len && strchr(",- ", s.p[start]))
            start++;
    }
    end = start;
    while (end < s.len && end - start < PRICE_TOKEN_MAX &&
           !price_word_break((unsigned char)s.p[end]))
        end++;
    word = utf8_cut(str_sub(s, start, end - start), PRICE_TOKEN_MAX);
    if (price_may_be_currency(word) && !price_is_glued(word) &&
        price_is_currency(v, word)) {
        *to = start + word.len;
        return 1;
    }
    while (word.len > 0 && word.p[word.len - 1] == '.')
        word.len--;
    if (price_may_be_currency(word) && !price_is_glued(word) &&
        price_is_currency(v, word)) {
        *to = start + word.len;
        return 1;
    }
    /* Signs that other words follow without a blank: "99元起". */
    word = str_sub(
        s, start, utf8_width(start < s.len ? (unsigned char)s.p[start] : 'x'));
    if (word.len > 1 && price_is_currency(v, word)) {
        *to = start + word.len;
        return 1;
    }
    return 0;
}

/* --- What kind of price --- */

static enum visible_price_kind
price_kind_of_sense(unsigned sense, int *known)
{
    *known = 1;
    switch (sense) {
    case LEXICON_NOW:
        return VISIBLE_PRICE_PAY;
    case LEXICON_WAS:
        return VISIBLE_PRICE_OLD;
    case LEXICON_SHIP:
    case LEXICON_UNIT:
    case LEXICON_RATE:
    case LEXICON_SAVE:
    case LEXICON_MEMBER:
    case LEXICON_FREE_OVER:
        return VISIBLE_PRICE_OTHER;
    default:
        *known = 0;
        return VISIBLE_PRICE_PAY;
    }
}

/* The last price word in bytes [from, to) of the text decides. */
static enum visible_price_kind
price_kind_before(const struct view *v, uint32_t from, uint32_t to, int *known)
{
    enum visible_price_kind kind = VISIBLE_PRICE_PAY;

    *known = 0;
    for (size_t i = view_hit_at(v, from);
         i < v->hit_count && v->hits[i].at < to; i++) {
        int hit;
        enum visible_price_kind k = price_kind_of_sense(v->hits[i].sense, &hit);

        if (!hit)
            continue;
        /* "Sale price was": the stronger word of two neighbours. */
        kind = *known && kind > k && v->hits[i].sense == LEXICON_NOW ? kind : k;
        *known = 1;
    }
    return kind;
}

/* "69,88 €* / 1 Liter": a slash and a number behind the amount. */
static int
price_slash_after(const struct view *v, uint32_t end, uint32_t line_end)
{
    const char *t = v->text.p;

    while (end < line_end && (t[end] == ' ' || t[end] == '*'))
        end++;
    if (end >= line_end || t[end] != '/')
        return 0;
    for (end++; end < line_end && t[end] == ' ';)
        end++;
    return end + 1 < line_end && str_is_digit(t[end]) &&
           (str_is_alpha(t[end + 1]) || strchr(" 0", t[end + 1]));
}

/* A unit or an instalment directly behind the amount. */
static int
price_other_after(const struct view *v, uint32_t end, uint32_t line_end)
{
    size_t i = view_hit_at(v, end);
    unsigned sense;

    if (price_slash_after(v, end, line_end))
        return 1;
    if (i >= v->hit_count || v->hits[i].at >= line_end ||
        v->hits[i].at > end + 3)
        return 0;
    sense = v->hits[i].sense;
    /* "34,80 € Save 20 %": what is saved follows the word. */
    if (sense == LEXICON_SAVE &&
        str_has_digit((struct str){ v->text.p + v->hits[i].at + v->hits[i].len,
            line_end - v->hits[i].at - v->hits[i].len }))
        return 0;
    return sense == LEXICON_UNIT || sense == LEXICON_RATE ||
           sense == LEXICON_SAVE || sense == LEXICON_MEMBER ||
           sense == LEXICON_SHIP;
}

static enum visible_price_kind
price_kind(
    const struct visible *s, const struct visible_price *p, uint32_t from)
{
    const struct view *v = s->view;
    const struct view_line *l = &v->lines[p->line];
    const char *t = v->text.p;
    enum visible_price_kind kind;
    int known;

    if (p->flags & (VIEW_STRUCK | VIEW_OLD))
        return VISIBLE_PRICE_OLD;
    if (p->flags & (VIEW_UNIT | VIEW_RATE))
        return VISIBLE_PRICE_OTHER;
    if ((p->flags & (VIEW_SAVE | VIEW_SHIP)) && !(p->flags & VIEW_PRICE))
        return VISIBLE_PRICE_OTHER;
    if (price_other_after(v, p->at + p->len, l->at + l->len))
        return VISIBLE_PRICE_OTHER;
    if (p->at > l->at && (t[p->at - 1] == '-' || t[p->at - 1] == '+' ||
                             t[p->at - 1] == '~' || t[p->at - 1] == '/'))
        return VISIBLE_PRICE_OTHER;
    kind = price_kind_before(v, from, p->at, &known);
    if (known)
        return kind;
    /* The amount opens its line: a label may stand on the line before. */
    if (p->at - l->at <= 3 && p->line > 0) {
        const struct view_line *b = &v->lines[p->line - 1];

        if (b->len <= PRICE_LABEL_MAX &&
            !str_has_digit((struct str){ t + b->at, b->len })) {
            kind = price_kind_before(v, b->at, b->at + b->len, &known);
            if (known)
                return kind;
        }
    }
    return VISIBLE_PRICE_PAY;
}

/* --- Collecting --- */

static void
price_add(struct visible *s, size_t line, size_t from, size_t to, int sign,
    uint32_t context)
{
    const struct view *v = s->view;
    const struct view_line *l = &v->lines[line];
    struct visible_price *p;

    s->prices = mem_grow(
        s->prices, &s->price_cap, s->price_count + 1, sizeof *s->prices);
    p = &s->prices[s->price_count];
    *p = (struct visible_price){ .at = l->at + (uint32_t)from,
        .len = (uint32_t)(to - from),
        .line = (uint32_t)line,
        .has_sign = sign };
    p->flags = view_flags_at(v, p->at, p->len);
    p->order = view_order_at(v, p->at);
    p->kind = price_kind(s, p, context);
    s->price_count++;
}

/* 1 if a number without a sign may be a price: its element or label says. */
static int
price_bare(const struct view *v, size_t line, size_t from, size_t to)
{
    const struct view_line *l = &v->lines[line];
    struct str text = view_line_text(v, line);
    size_t i;

    if (text.len > PRICE_LABEL_MAX || to - from > 12)
        return 0;
    if (to < text.len && text.p[to] == '%')
        return 0;
    if ((l->any & VIEW_PRICE) && to - from >= 2 &&
        (view_flags_at(v, l->at + (uint32_t)from, (uint32_t)(to - from)) &
            VIEW_PRICE))
        return 1;
    if (!memchr(text.p, ':', text.len) && str_find(text, STR("："), 0) < 0)
        return 0;
    i = view_hit_at(v, l->at);
    return i < v->hit_count && v->hits[i].at < l->at + from &&
           v->hits[i].sense == LEXICON_NOW;
}

/* The line's prices from byte `at` of it on. */
static void
price_scan_line(struct visible *s, size_t line, size_t at)
{
    struct str t = view_line_text(s->view, line);
    size_t floor = 0; /* the sign of one price is not the next one's */
    uint32_t context = s->view->lines[line].at;

    while (at < t.len && s->price_count < VISIBLE_PRICES_MAX) {
        size_t start, end, from, to;
        int sign = 0;

        at = price_next_digit(t, at);
        if (at >= t.len)
            return;
        start = from = at;
        end = to = at = price_number_end(t, start);
        sign = price_sign_before(
            s, str_sub(t, floor, t.len), start - floor, &from);
        from = sign ? from + floor : start;
        /* A sign before the next digits is theirs: "£20 £15". */
        if (price_sign_after(s, t, end, &to) &&
            !(sign && price_is_digit(t, to)))
            sign = 1;
        else
            to = end;
        /* Without a sign it may be part of a code: "TD-200", "200mm". */
        if (!sign &&
            ((start > 0 && (str_is_alnum(t.p[start - 1]) ||
                               strchr("-#.", t.p[start - 1]))) ||
                (end < t.len && (t.p[end] == '%' || str_is_alpha(t.p[end])))))
            continue;
        if (!sign && !price_bare(s->view, line, start, end))
            continue;
        if (end - start > 18)
            continue;
        price_add(s, line, from, to, sign, context);
        context = s->view->lines[line].at + (uint32_t)to;
        at = floor = to > at ? to : at;
    }
}

/* Prices are looked up by the order of nodes for whatever may be a card. */
static void
price_index(struct visible *s)
{
    uint32_t count = s->view->html->node_count;
    size_t i = 0;

    s->price_at = mem_array((size_t)count + 1, sizeof *s->price_at);
    for (uint32_t order = 0; order <= count; order++) {
        while (i < s->price_count && s->prices[i].order < order)
            i++;
        s->price_at[order] = (uint32_t)i;
    }
}

void
visible_price_collect(struct visible *s)
{
    const struct view *v = s->view;
    struct str text = buf_str(&v->text);
    size_t line = 0, at = 0;

    /* From digit to digit: most lines have none. */
    while ((at = price_next_digit(text, at)) < text.len) {
        while (at >= (size_t)v->lines[line].at + v->lines[line].len)
            line++;
        price_scan_line(s, line, at - v->lines[line].at);
        at = v->lines[line].at + v->lines[line].len;
    }
    price_index(s);
}

size_t
visible_price_at(const struct visible *s, uint32_t order)
{
    return order <= s->view->html->node_count ? s->price_at[order]
                                              : s->price_count;
}

/* --- Choosing --- */

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

static int
price_score(const struct visible *s, const struct visible_price *p)
{
    const struct view *v = s->view;
    const struct view_line *l = &v->lines[p->line];
    int score = 6 + price_place_score(s, p), known;
    struct money m;

    if (price_read(s, p, &m) != 0)
        return -100;
    score += p->flags & VIEW_PRICE ? 4 : 0;
    score += p->has_sign ? 2 : 0;
    score += p->flags & (VIEW_HEADING | VIEW_STRONG) ? 1 : 0;
    score += p->flags & VIEW_LINK ? -2 : 0;
    score -= l->len > PRICE_LINE_LONG ? 4 : l->len > PRICE_LINE_SHORT ? 1 : 0;
    price_kind_before(v, l->at, p->at, &known);
    score += known ? 1 : 0;
    score += price_is_promo(v, p) ? 1 : 0;
    if (price_is_zero(&m))
        score -= 8;
    return score;
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

/* The reduced price beside one that the page calls the regular one. */
static size_t
price_reduced(const struct visible *s, size_t best)
{
    size_t from = best > 3 ? best - 3 : 0;
    struct money regular, m;

    if (best == s->price_count || !(s->prices[best].flags & VIEW_REGULAR) ||
        price_read(s, &s->prices[best], &regular) != 0)
        return best;
    for (size_t i = from; i < s->price_count && i < best + 4; i++) {
        const struct visible_price *p = &s->prices[i];

        if (p->kind == VISIBLE_PRICE_PAY && (p->flags & VIEW_PRICE) &&
            !(p->flags & (VIEW_REGULAR | VIEW_HIDDEN)) &&
            !visible_in_card(s, p->order) && price_read(s, p, &m) == 0 &&
            strtod(m.amount, NULL) < strtod(regular.amount, NULL))
            return i;
    }
    return best;
}

int
visible_price_main(struct visible *s, struct listing *l, char **list_price)
{
    size_t best = s->price_count, from, to;
    int best_score = PRICE_SCORE_MIN - 1;
    struct money m;

    *list_price = NULL;
    for (size_t i = 0; i < s->price_count; i++) {
        const struct visible_price *p = &s->prices[i];
        int score;

        if (p->kind != VISIBLE_PRICE_PAY || visible_in_card(s, p->order))
            continue;
        score = price_score(s, p) + price_repeats(s, i);
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    best = price_reduced(s, best);
    if (best == s->price_count || price_read(s, &s->prices[best], &m) != 0)
        return 0;
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
