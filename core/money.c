#include "core/money.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/money_marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nobody writes a price behind so much text that means it. */
#define TEXT_MAX 2048
#define NUMBERS_MAX 64
#define MARKS_MAX 64
/* The gap between an amount and its currency: "US$: 12", "CHF 12,-- EUR". */
#define GAP_MAX 4
/* More digits than this before the point are a number of another kind. */
#define WHOLE_DIGITS_MAX 15

struct number {
    size_t start, end; /* in the plain text; end is behind ",-" and the like */
    char amount[MONEY_AMOUNT_BYTES];
    int has_mark;
    int fraction_digits;
    struct money_mark mark;
};

/* ASCII for the digits, signs and blanks of other scripts; 0 to keep c. */
static char
plain_char(uint32_t c)
{
    static const struct {
        uint32_t c;
        char ascii;
    } others[] = {
        { 0xA0, ' ' },
        { 0x202F, ' ' },
        { 0x3000, ' ' },
        { 0x2019, '\'' },
        { 0xB4, '\'' },
        { 0x60, '\'' },
        { 0x2018, '\'' },
        { 0x2212, '-' },
        { 0x2010, '-' },
        { 0x2011, '-' },
        { 0x2012, '-' },
        { 0x2013, '-' },
        { 0x2014, '-' },
        { 0x2015, '-' },
        { 0x301C, '~' },
        { 0x66B, '.' },
        { 0x66C, ',' },
        { 0x3001, ',' },
    };

    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFF01 + '!');
    if (c >= 0x660 && c <= 0x669)
        return (char)(c - 0x660 + '0');
    if (c >= 0x6F0 && c <= 0x6F9)
        return (char)(c - 0x6F0 + '0');
    if (c >= 0x966 && c <= 0x96F)
        return (char)(c - 0x966 + '0');
    if (c >= 0x2000 && c <= 0x200A)
        return ' ';
    for (size_t i = 0; i < COUNT(others); i++)
        if (others[i].c == c)
            return others[i].ascii;
    return c < ' ' ? ' ' : 0;
}

static void
make_plain(struct buf *out, struct str text)
{
    text = utf8_cut(text, TEXT_MAX);
    for (size_t i = 0; i < text.len;) {
        uint32_t c = utf8_next(text, &i);
        char plain = plain_char(c);

        if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF)
            continue; /* invisible: soft hyphen, zero width, direction */
        if (c == 0xFFE5)
            c = 0xA5;
        else if (c == 0xFFE1)
            c = 0xA3;
        else if (c == 0xFFE6)
            c = 0x20A9;
        if (plain == ' ' && out->len > 0 && out->p[out->len - 1] == ' ')
            continue;
        if (plain != 0)
            buf_addc(out, plain);
        else
            buf_add_utf8(out, c);
    }
}

static int
digit_at(struct str s, size_t i)
{
    return i < s.len && str_is_digit(s.p[i]);
}

static size_t
digits_at(struct str s, size_t i)
{
    size_t n = 0;

    while (digit_at(s, i + n))
        n++;
    return n;
}

/* One number as written: digit groups and what stands between them. */
struct groups {
    size_t start[12], len[12];
    char sep[12]; /* sep[i] stands before group i; sep[0] is unused */
    size_t count, end;
    int leads_with_point; /* ".75" */
};

/* The separator at s[i] when a group follows it; *next is the group's place.
 * A blank parts groups of three only; behind a point or comma it is a gap of
 * typesetting ("119. 95"), then two digits must follow. */
static char
separator_at(struct str s, size_t i, size_t first_len, size_t *next)
{
    char c = i < s.len ? s.p[i] : '\0';

    *next = i + 1;
    if (c == ' ' || c == '\'')
        return first_len <= 3 && digits_at(s, i + 1) == 3 ? c : '\0';
    if (c != '.' && c != ',')
        return '\0';
    if (digit_at(s, i + 1))
        return c;
    if (i + 2 < s.len && s.p[i + 1] == ' ' && digits_at(s, i + 2) == 2) {
        *next = i + 2;
        return c;
    }
    return '\0';
}

static void
read_groups(struct groups *g, struct str s, size_t at)
{
    size_t next = at;

    *g = (struct groups){ 0 };
    g->leads_with_point =
        at > 0 && s.p[at - 1] == '.' && (at < 2 || !str_is_alnum(s.p[at - 2]));
    while (g->count < COUNT(g->start)) {
        size_t i = g->count++;
        char sep;

        g->start[i] = next;
        g->len[i] = digits_at(s, next);
        g->end = next + g->len[i];
        sep = separator_at(s, g->end, g->len[0], &next);
        /* "1 299,00 500": a blank does not come after a decimal mark. */
        if (sep == '\0' || (sep == ' ' && i > 0 && g->sep[i] != ' '))
            return;
        if (g->count < COUNT(g->start))
            g->sep[g->count] = sep;
    }
}

/* Which group is the fraction: its index, 0 for none, -1 when the groups make
 * no amount ("15.08.2017", "192.168.0.1"). */
static int
find_fraction(const struct groups *g, struct str s, int has_mils)
{
    size_t last = g->count - 1, same = 0;
    char sep = g->sep[last];
    int fraction = 0;

    for (size_t i = 1; i <= last; i++)
        same += g->sep[i] == sep;
    if (last == 0 || (sep != '.' && sep != ','))
        fraction = 0;
    else if (same < last) /* two kinds: the last is the decimal mark */
        fraction = same == 1 ? (int)last : 0;
    else if (same > 1) /* 1.234.567, but 1.234.56 */
        fraction = g->len[last] == 3 ? 0 : (int)last;
    else /* three digits are thousands, but not in 0,500 and 1234.567 */
        fraction = g->len[1] != 3 || g->len[0] > 3 || s.p[g->start[0]] == '0' ||
                   (has_mils && sep == '.');
    for (size_t i = 1; i <= last; i++) {
        int is_indian = g->len[i] == 2 && i < last && g->sep[i] == ',';

        if ((int)i != fraction && g->len[i] != 3 && !is_indian)
            return -1;
    }
    return fraction;
}

/* Write the groups as a decimal number. 0, or -1 if they are no amount. */
static int
write_amount(
    struct number *out, struct str s, const struct groups *g, int has_mils)
{
    struct buf b = BUF_MAX(MONEY_AMOUNT_BYTES - 1);
    int fraction = find_fraction(g, s, has_mils);
    struct str text;
    size_t whole = 0;

    if (fraction < 0)
        return -1;
    if (g->count == 1 && g->leads_with_point)
        buf_addz(&b, "0.");
    for (size_t i = 0; i < g->count; i++) {
        if (i > 0 && (int)i == fraction)
            buf_addc(&b, '.');
        else
            whole += g->len[i];
        buf_add(&b, s.p + g->start[i], g->len[i]);
    }
    text = buf_str(&b);
    while (text.len > 1 && text.p[0] == '0' && str_is_digit(text.p[1]))
        text = str_sub(text, 1, text.len);
    out->fraction_digits = fraction > 0 ? (int)g->len[g->count - 1] : 0;
    out->amount[0] = '\0';
    if (!b.over && whole <= WHOLE_DIGITS_MAX)
        snprintf(out->amount, sizeof out->amount, STR_FMT, STR_ARG(text));
    buf_clear(&b);
    return out->amount[0] != '\0' ? 0 : -1;
}

/* Chinese, Japanese and Korean count in ten thousands: "1.2万", "1万2800". */
static void
apply_myriad(struct number *n, struct str s)
{
    struct str rest = str_sub(s, n->end, 3), amount = str_of(n->amount);
    ptrdiff_t point = str_find_char(amount, '.', 0);
    size_t whole = point < 0 ? amount.len : (size_t)point;
    size_t more = digits_at(s, n->end + 3);
    char out[MONEY_AMOUNT_BYTES];

    if (!str_is(rest, "万") && !str_is(rest, "萬") && !str_is(rest, "만"))
        return;
    if (whole > 8 || amount.len > whole + 5)
        return;
    n->end += 3;
    memcpy(out, n->amount, whole);
    memset(out + whole, '0', 4);
    if (point >= 0)
        memcpy(out + whole, amount.p + whole + 1, amount.len - whole - 1);
    else if (more > 0 && more <= 4) {
        memcpy(out + whole + 4 - more, s.p + n->end, more);
        n->end += more;
    }
    out[whole + 4] = '\0';
    memcpy(n->amount, out, whole + 5);
    n->fraction_digits = 0;
}

/* Step over ",-" and its kin behind an amount, unless a range follows. */
static size_t
skip_dashes(struct str s, size_t end)
{
    size_t i = end;

    if (i < s.len && (s.p[i] == '.' || s.p[i] == ','))
        i++;
    if (i > end && i < s.len && s.p[i] == ' ')
        i++;
    if (i >= s.len || s.p[i] != '-')
        return end;
    while (i < s.len && s.p[i] == '-')
        i++;
    return digit_at(s, i) || digit_at(s, i + 1) ? end : i;
}

struct scan {
    struct str s; /* plain text */
    struct money_mark marks[MARKS_MAX];
    size_t mark_count;
    struct number numbers[NUMBERS_MAX];
    size_t number_count;
};

static void
find_marks(struct scan *sc, struct str hint)
{
    for (size_t i = 0; i < sc->s.len && sc->mark_count < MARKS_MAX;) {
        struct money_mark *m = &sc->marks[sc->mark_count];

        if (!str_is_digit(sc->s.p[i]) && sc->s.p[i] != ' ' &&
            money_mark_at(m, sc->s, i)) {
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

        if (is_gap(sc->s, end, n->start))
            gap = n->start - end;
        else if (is_gap(sc->s, n->end, start))
            gap = start - n->end;
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
    struct groups g;

    for (size_t i = 0; i < sc->s.len;) {
        struct number *n = &sc->numbers[sc->number_count];

        if (!str_is_digit(sc->s.p[i])) {
            i++;
            continue;
        }
        if (sc->number_count == NUMBERS_MAX)
            return;
        read_groups(&g, sc->s, i);
        g.leads_with_point &= !mark_ends_at(sc, i);
        *n = (struct number){ .start = i, .end = g.end };
        i = g.end;
        if (is_percent(sc->s, g.end) || write_amount(n, sc->s, &g, 0) != 0)
            continue;
        apply_myriad(n, sc->s);
        i = n->end;
        n->end = skip_dashes(sc->s, n->end);
        pair_mark(sc, n);
        if (n->has_mark && money_mark_has_mils(n->mark.code))
            write_amount(n, sc->s, &g, 1);
        sc->number_count++;
    }
}

/* French shops write "35€ 99": two digits alone behind the sign are cents. */
static void
add_cents(const struct scan *sc, struct number *n)
{
    struct str s = sc->s;
    size_t at = mark_start(sc, &n->mark) + n->mark.text.len;
    size_t len = strlen(n->amount);

    if (n->fraction_digits > 0 || mark_start(sc, &n->mark) < n->end ||
        !str_is(n->mark.text, "€") || len + 4 > sizeof n->amount)
        return;
    if (at < s.len && s.p[at] == ' ')
        at++;
    if (digits_at(s, at) != 2 || is_percent(s, at + 2))
        return;
    for (size_t i = 0; i < sc->number_count; i++)
        if (sc->numbers[i].start == at &&
            (sc->numbers[i].fraction_digits > 0 ||
                sc->numbers[i].end != at + 2 ||
                (sc->numbers[i].has_mark &&
                    sc->numbers[i].mark.text.p != n->mark.text.p)))
            return;
    snprintf(n->amount + len, sizeof n->amount - len, ".%.2s", s.p + at);
}

/* A digit run within a word: "S21", "16GB", "12x". */
static int
is_glued(struct str s, const struct number *n)
{
    return (n->start > 0 && str_is_alpha(s.p[n->start - 1])) ||
           (n->end < s.len && str_is_alpha(s.p[n->end]));
}

/* How sure it is that the number is the price; smaller is surer. */
static int
rank(struct str s, const struct number *n)
{
    if (n->has_mark)
        return n->mark.kind == MONEY_MARK_WEAK;
    return is_glued(s, n) ? 3 : 2;
}

/* 1 if low and high are the two ends of a range of prices. */
static int
is_range(struct str s, const struct number *low, const struct number *high)
{
    static const char *const words[] = { "-", "~", "to", "bis", "a", "à", "до",
        "至", "až", "do", "till", "t/m", "から" };
    struct str between = str_trim(str_sub(
        s, low->end, high->start > low->end ? high->start - low->end : 0));
    double from, to;

    if (low->has_mark || low->fraction_digits != high->fraction_digits ||
        str_to_double(str_of(low->amount), &from) != 0 ||
        str_to_double(str_of(high->amount), &to) != 0)
        return 0;
    /* Offers of one kind are within a factor of ten: "iPhone 12 - 599 €". */
    if (from >= to || from * 10 < to)
        return 0;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is_nocase(between, words[i]))
            return 1;
    return 0;
}

static struct number *
choose(struct scan *sc)
{
    size_t best = 0;

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
    struct buf plain = BUF_MAX(TEXT_MAX * 2);
    struct str code = money_mark_iso(str_trim(text));
    struct scan *sc;

    if (code.len > 0 || text.len == 0)
        return code;
    sc = mem_new(sizeof *sc);
    make_plain(&plain, text);
    sc->s = buf_str(&plain);
    find_marks(sc, STR_NONE);
    code = code_in(sc);
    free(sc);
    buf_clear(&plain);
    return code;
}

int
money_parse(struct money *out, struct str text, struct str hint)
{
    struct buf plain = BUF_MAX(TEXT_MAX * 2);
    struct scan *sc = mem_new(sizeof *sc);
    struct str code, hinted = money_currency(hint);
    struct number *n;

    *out = (struct money){ 0 };
    make_plain(&plain, text);
    sc->s = buf_str(&plain);
    find_marks(sc, hinted);
    find_numbers(sc);
    n = choose(sc);
    code = n != NULL && n->has_mark ? n->mark.code : code_in(sc);
    if (code.len == 0)
        code = hinted;
    if (n != NULL)
        snprintf(out->amount, sizeof out->amount, "%s", n->amount);
    else if (is_free(sc->s))
        out->amount[0] = '0';
    if (out->amount[0] != '\0')
        snprintf(out->currency, sizeof out->currency, STR_FMT, STR_ARG(code));
    free(sc);
    buf_clear(&plain);
    return out->amount[0] != '\0' ? 0 : -1;
}
