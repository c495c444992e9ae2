#include "core/money.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/money_marks.h"
#include "core/money_number.h"

#include <stdio.h>
#include <string.h>

#define NUMBERS_MAX 64
#define MARKS_MAX 64
/* The gap between an amount and its currency: "US$: 12", "CHF 12,-- EUR". */
#define GAP_MAX 4
struct number {
    struct money_number n;
    int has_mark;
    struct money_mark mark;
};

struct scan {
    struct str s; /* plain text */
    struct money_mark marks[MARKS_MAX];
    size_t mark_count;
    struct number numbers[NUMBERS_MAX];
    size_t number_count;
};

/* The tables are left as they are: clearing them costs more than a scan. */
static void
scan_start(struct scan *sc, struct str plain)
{
    sc->s = plain;
    sc->mark_count = sc->number_count = 0;
}

static void
find_marks(struct scan *sc, struct str hint)
{
    for (size_t i = 0; i < sc->s.len && sc->mark_count < MARKS_MAX;) {
        struct money_mark *m = &sc->marks[sc->mark_count];

        if (money_mark_at(m, sc->s, i)) {
            money_mark_settle(m, hint);
            i += m->text.len;
            sc->mark_count++;
        } else {
            i += utf8_width((unsigned char)sc->s.p[i]);
        }
    }
}

static size_t
mark_start(const struct scan *sc, const struct money_mark *m)
{
    return (size_t)(m->text.p - sc->s.p);
}

/* 1 if nothing but a gap lies in [from,to). */
static int
is_gap(struct str s, size_t from, size_t to)
{
    if (from > to || to - from > GAP_MAX)
        return 0;
    for (size_t i = from; i < to; i++)
        if (strchr(" :.-=~+", s.p[i]) == NULL)
            return 0;
    return 1;
}

/* The mark that goes with a number: the nearer one, a sure one before a weak
 * one, the one in front when all else is equal. */
static void
pair_mark(struct scan *sc, struct number *n)
{
    size_t best = SIZE_MAX;

    n->has_mark = 0;
    for (size_t i = 0; i < sc->mark_count; i++) {
        const struct money_mark *m = &sc->marks[i];
        size_t start = mark_start(sc, m), end = start + m->text.len, gap;

        if (is_gap(sc->s, end, n->n.start))
            gap = n->n.start - end;
        else if (is_gap(sc->s, n->n.end, start))
            gap = start - n->n.end;
        else
            continue;
        gap += m->kind == MONEY_MARK_WEAK ? GAP_MAX + 1 : 0;
        if (gap < best) {
            best = gap;
            n->mark = *m;
            n->has_mark = 1;
        }
    }
}

/* 1 if a mark ("Rs.") ends at byte `at`. */
static int
mark_ends_at(const struct scan *sc, size_t at)
{
    for (size_t i = 0; i < sc->mark_count; i++)
        if (mark_start(sc, &sc->marks[i]) + sc->marks[i].text.len == at)
            return 1;
    return 0;
}

static int
is_percent(struct str s, size_t end)
{
    if (end < s.len && s.p[end] == ' ')
        end++;
    return end < s.len && s.p[end] == '%';
}

static void
find_numbers(struct scan *sc)
{
    for (size_t i = 0; i < sc->s.len && sc->number_count < NUMBERS_MAX;) {
        struct number *n = &sc->numbers[sc->number_count];
        unsigned flags = mark_ends_at(sc, i) ? MONEY_NUMBER_AFTER_MARK : 0;
        int rc;

        if (!str_is_digit(sc->s.p[i])) {
            i++;
            continue;
        }
        rc = money_number_read(&n->n, sc->s, i, flags);
        i = n->n.end;
        if (rc != 0 || is_percent(sc->s, n->n.end))
            continue;
        pair_mark(sc, n);
        if (n->has_mark && money_mark_has_mils(n->mark.code))
            money_number_read(
                &n->n, sc->s, n->n.start, flags | MONEY_NUMBER_MILS);
        sc->number_count++;
    }
}

/* French shops write "35€ 99": two digits alone behind the sign are cents. */
static void
add_cents(const struct scan *sc, struct number *n)
{
    struct str s = sc->s;
    size_t at = mark_start(sc, &n->mark) + n->mark.text.len;
    size_t len = strlen(n->n.amount);

    if (n->n.fraction_digits > 0 || mark_start(sc, &n->mark) < n->n.end ||
        !str_is(n->mark.text, "€") || len + 4 > sizeof n->n.amount)
        return;
    if (at < s.len && s.p[at] == ' ')
        at++;
    if (str_digits(s, at) != 2 || is_percent(s, at + 2))
        return;
    for (size_t i = 0; i < sc->number_count; i++)
        if (sc->numbers[i].n.start == at &&
            (sc->numbers[i].n.fraction_digits > 0 ||
                sc->numbers[i].n.end != at + 2 ||
                (sc->numbers[i].has_mark &&
                    sc->numbers[i].mark.text.p != n->mark.text.p)))
            return;
    snprintf(n->n.amount + len, sizeof n->n.amount - len, ".%.2s", s.p + at);
}

/* A digit run within a word: "S21", "16GB", "12x". */
static int
is_glued(struct str s, const struct number *n)
{
    return (n->n.start > 0 && str_is_alpha(s.p[n->n.start - 1])) ||
           (n->n.end < s.len && str_is_alpha(s.p[n->n.end]));
}

/* Words before a price that is not the one to pay. */
static int
is_former(struct str s, const struct number *n)
{
    static const char *const words[] = { "was", "were", "statt", "uvp", "rrp",
        "msrp", "list price", "regular price", "instead of", "au lieu de",
        "antes", "zamiast", "bisher", "vorher", "原价", "市场价", "定价",
        "通常価格" };
    size_t end = n->n.start, from;
    struct str before;

    if (n->has_mark && n->mark.text.p < s.p + end)
        end = (size_t)(n->mark.text.p - s.p);
    from = end > 24 ? end - 24 : 0;
    before = str_sub(s, from, end - from);
    while (before.len > 0 && strchr(" :.", before.p[before.len - 1]) != NULL)
        before.len--;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_ends_nocase(before, str_of(words[i])))
            return 1;
    return 0;
}

/* How sure it is that the number is the price; smaller is surer. */
static int
rank(struct str s, const struct number *n)
{
    if (!n->has_mark)
        return is_glued(s, n) ? 5 : 4;
    return (n->mark.kind == MONEY_MARK_WEAK ? 2 : 0) + is_former(s, n);
}

/* 1 if low and high are the two ends of a range of prices. */
static int
is_range(struct str s, const struct number *low, const struct number *high)
{
    static const char *const words[] = { "-", "~", "to", "bis", "a", "à", "до",
        "至", "až", "do", "till", "t/m", "から" };
    struct str between = str_trim(str_sub(s, low->n.end,
        high->n.start > low->n.end ? high->n.start - low->n.end : 0));
    double from, to;

    if (low->has_mark || low->n.fraction_digits != high->n.fraction_digits ||
        str_to_double(str_of(low->n.amount), &from) != 0 ||
        str_to_double(str_of(high->n.amount), &to) != 0)
        return 0;
    /* Offers of one kind are within a factor of ten: "iPhone 12 - 599 €". */
    if (from >= to || from * 10 < to)
        return 0;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is_nocase(between, words[i]))
            return 1;
    return 0;
}

/* "49 90 €", "$19 99": cents set small come as a number of their own. Only
 * when there is nothing else in the text. */
static void
join_cents(struct scan *sc)
{
    struct number *whole = &sc->numbers[0], *cents = &sc->numbers[1];
    size_t len, first, last;

    if (sc->number_count != 2 || sc->mark_count != 1)
        return;
    len = strlen(whole->n.amount);
    if (whole->n.end + 1 != cents->n.start || sc->s.p[whole->n.end] != ' ' ||
        whole->n.fraction_digits > 0 || strlen(cents->n.amount) != 2 ||
        cents->n.end - cents->n.start != 2 || len > 4)
        return;
    first = whole->n.start;
    last = cents->n.end;
    if (mark_start(sc, &sc->marks[0]) < first)
        first = mark_start(sc, &sc->marks[0]);
    else
        last = mark_start(sc, &sc->marks[0]) + sc->marks[0].text.len;
    if (str_trim(str_sub(sc->s, 0, first)).len > 0 ||
        str_trim(str_sub(sc->s, last, sc->s.len)).len > 0)
        return;
    snprintf(whole->n.amount + len, sizeof whole->n.amount - len, ".%.2s",
        cents->n.amount);
    whole->mark = sc->marks[0];
    whole->has_mark = 1;
    sc->number_count = 1;
}

static struct number *
choose(struct scan *sc)
{
    size_t best = 0;

    join_cents(sc);
    for (size_t i = 1; i < sc->number_count; i++)
        if (rank(sc->s, &sc->numbers[i]) < rank(sc->s, &sc->numbers[best]))
            best = i;
    if (sc->number_count == 0)
        return NULL;
    if (sc->numbers[best].has_mark && best > 0 &&
        is_range(sc->s, &sc->numbers[best - 1], &sc->numbers[best])) {
        sc->numbers[best - 1].mark = sc->numbers[best].mark;
        sc->numbers[best - 1].has_mark = 1;
        return &sc->numbers[best - 1];
    }
    if (sc->numbers[best].has_mark)
        add_cents(sc, &sc->numbers[best]);
    return &sc->numbers[best];
}

/* The yen and the yuan share a sign; kana tell, and characters in the
 * form that only Japan writes (込, 抜, 円). */
static int
is_japanese(struct str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t c = utf8_next(s, &i);

        if ((c >= 0x3041 && c <= 0x30FF) || c == 0x8FBC || c == 0x629C ||
            c == 0x5186)
            return 1;
    }
    return 0;
}

/* "Free!" as the whole text is a price of nought. */
static int
is_free(struct str s)
{
    static const char *const words[] = { "free", "gratis", "kostenlos",
        "gratuit", "gratuito", "za darmo", "zdarma", "бесплатно", "免费",
        "免費", "無料", "무료" };

    s = str_trim(s);
    while (s.len > 0 && strchr("!.*:", s.p[s.len - 1]) != NULL)
        s.len--;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is_nocase(s, words[i]))
            return 1;
    return 0;
}

/* The first sure mark of a text, or a weak one that is all there is. */
static struct str
code_in(const struct scan *sc)
{
    for (size_t i = 0; i < sc->mark_count; i++)
        if (sc->marks[i].kind != MONEY_MARK_WEAK ||
            str_eq(str_trim(sc->s), sc->marks[i].text))
            return sc->marks[i].code;
    return STR_NONE;
}

struct str
money_currency(struct str text)
{
    struct buf plain = BUF_MAX(MONEY_TEXT_MAX * 2);
    struct str code = money_mark_iso(str_trim(text));
    struct scan sc;

    if (code.len > 0 || text.len == 0)
        return code;
    scan_start(&sc, money_plain(&plain, text));
    find_marks(&sc, STR_NONE);
    code = code_in(&sc);
    buf_clear(&plain);
    return code;
}

int
money_parse(struct money *out, struct str text, struct str hint)
{
    struct buf plain = BUF_MAX(MONEY_TEXT_MAX * 2);
    struct str code, hinted = money_currency(hint);
    struct number *n;
    struct scan sc;

    *out = (struct money){ 0 };
    scan_start(&sc, money_plain(&plain, text));
    find_marks(&sc, hinted.len == 0 && is_japanese(sc.s) ? STR("JPY") : hinted);
    find_numbers(&sc);
    n = choose(&sc);
    code = n != NULL && n->has_mark ? n->mark.code : code_in(&sc);
    if (code.len == 0)
        code = hinted;
    if (n != NULL)
        memcpy(out->amount, n->n.amount, sizeof out->amount);
    else if (is_free(sc.s))
        out->amount[0] = '0';
    if (out->amount[0] != '\0' && code.len == sizeof out->currency - 1)
        memcpy(out->currency, code.p, code.len);
    buf_clear(&plain);
    return out->amount[0] != '\0' ? 0 : -1;
}
