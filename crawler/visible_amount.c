#include "crawler/visible.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <string.h>

/* A sign or code is looked for this far from its digits, in bytes: "US$ 12",
 * "12 руб.". */
#define AMOUNT_TOKEN_MAX 12
/* So much before a number is remembered: a sign and a blank or two. */
#define AMOUNT_BEFORE LANES
/* A label alone on the line before ("UVP:") is at most this long. */
#define AMOUNT_LABEL_MAX 40
/* Longer numbers are those of articles. */
#define AMOUNT_DIGITS_MAX 18
#define AMOUNT_BARE_MAX 12

/* Where the search stands. Runs and hits go forward with it. */
struct amounts {
    struct visible *s;
    size_t line;
    struct str text;  /* of the line */
    size_t floor;     /* in it: the sign of one price is not the next one's */
    uint32_t context; /* in the view: where the words about the next begin */
    size_t run;       /* holds what was looked at last */
    size_t hit;       /* first at or behind the context */
    int is_told;      /* a word about prices stands on the line before it */
    int may_be_bare;  /* numbers of the line may be prices without a sign */
};

/* --- Numbers --- */

static int
amount_is_digit(struct str s, size_t at)
{
    return at < s.len && str_is_digit(s.p[at]);
}

/* The first digit from `at` on, or the end. */
static size_t
amount_next_digit(struct str s, size_t at)
{
    for (; s.len - at >= LANES; at += LANES) {
        lanes v = lanes_load(s.p + at);
        size_t k = lanes_first((lanes)(v - '0' < 10));

        if (k < LANES)
            return at + k;
    }
    while (at < s.len && !str_is_digit(s.p[at]))
        at++;
    return at;
}

/* End of the number that starts at `at`: digits, and separators between
 * digits ("1.234,56", "1 234", "1'234.50"). */
static size_t
amount_end(struct str s, size_t at)
{
    for (;;) {
        char c;

        while (amount_is_digit(s, at))
            at++;
        if (at == s.len)
            return at;
        c = s.p[at];
        if (c != '.' && c != ',' && c != '\'' && c != ' ')
            return at;
        if (!amount_is_digit(s, at + 1))
            return at;
        /* A blank groups thousands. */
        if (c == ' ' &&
            !(amount_is_digit(s, at + 2) && amount_is_digit(s, at + 3) &&
                !amount_is_digit(s, at + 4)))
            return at;
        at++;
    }
}

/* --- Signs --- */

/* Bytes that end the word beside a number. */
static const char amount_break[256] = {
    [0 ... ' '] = 1,
    ['('] = 1,
    [')'] = 1,
    ['['] = 1,
    [']'] = 1,
    ['/'] = 1,
    [':'] = 1,
    [';'] = 1,
    [','] = 1,
    ['|'] = 1,
    ['+'] = 1,
    ['*'] = 1,
    ['<'] = 1,
    ['>'] = 1,
    ['='] = 1,
    ['"'] = 1,
    ['~'] = 1,
    ['0' ... '9'] = 1,
};

static int
amount_breaks(char c)
{
    return amount_break[(unsigned char)c];
}

/* 1 if the word is worth asking core/money about. */
static int
amount_may_be_sign(struct str word)
{
    if (word.len == 0 || word.len > AMOUNT_TOKEN_MAX)
        return 0;
    if (word.len == 1)
        return word.p[0] == '$';
    return word.len > 2 ||
           (memcmp(word.p, "ft", 2) != 0 && memcmp(word.p, "in", 2) != 0 &&
               memcmp(word.p, "is", 2) != 0 && memcmp(word.p, "to", 2) != 0 &&
               memcmp(word.p, "CM", 2) != 0 && memcmp(word.p, "cm", 2) != 0);
}

/* 1 if a sign ends a word that is none of its own: "pieces$", not "US$". */
static int
amount_is_glued(struct str word)
{
    if (word.len < 2 || word.p[word.len - 1] != '$')
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.p[i] >= 'a' && word.p[i] <= 'z')
            return 1;
    }
    return 0;
}

/* Is the word a currency? The words beside numbers are few. */
static int
amount_is_currency(struct visible *s, struct str word)
{
    struct visible_word key = { .len = (unsigned char)word.len }, *w;
    uint64_t half[2];

    if (word.len > sizeof key.text)
        return money_currency(word).len > 0;
    str_put(key.text, word.p, word.len);
    memcpy(half, &key, sizeof half);
    half[0] = (half[0] ^ half[1] * 0x9E3779B97F4A7C15u ^ (uintptr_t)s) *
              0xD6E8FEB86659FD93u;
    w = &s->words[(half[0] >> 32) % COUNT(s->words)];
    if (memcmp(w, &key, offsetof(struct visible_word, is_currency)) != 0) {
        *w = key;
        w->is_currency = money_currency(word).len > 0;
    }
    return w->is_currency;
}

static int
amount_is_sign(struct visible *s, struct str word)
{
    return amount_may_be_sign(word) && !amount_is_glued(word) &&
           amount_is_currency(s, word);
}

/* Bytes of a sign that follows other words without a blank: "价格¥99". */
static size_t
amount_tail_sign(struct visible *s, const char *floor, const char *end)
{
    size_t len = 1;

    if (end == floor)
        return 0;
    while (
        len < 3 && end - floor > (ptrdiff_t)len && utf8_goes_on(*(end - len)))
        len++;
    if (utf8_goes_on(*(end - len)) || (len == 1 && end[-1] != '$'))
        return 0;
    return amount_is_currency(s, (struct str){ end - len, len }) ? len : 0;
}

/* How far before `at` the word that ends there begins, with the blank between,
 * if it is a currency and begins behind `floor`; 0 if not. */
static size_t
amount_sign_bytes(const struct amounts *a, size_t floor, size_t at)
{
    const char *low = a->text.p + floor, *end = a->text.p + at, *stop, *start;
    size_t len;

    while (end > low && (end[-1] == ' ' || end[-1] == ':'))
        end--;
    stop = end - low > AMOUNT_TOKEN_MAX ? end - AMOUNT_TOKEN_MAX : low;
    for (start = end; start > stop && !amount_breaks(start[-1]);)
        start--;
    while (start < end && (*start == '-' || *start == '.'))
        start++;
    len = (size_t)(end - start);
    if (!amount_is_sign(a->s, (struct str){ start, len }))
        len = amount_tail_sign(a->s, low, end);
    return len > 0 ? at - (size_t)(end - a->text.p) + len : 0;
}

/* The last `len` of the AMOUNT_BEFORE bytes before p. */
static struct visible_before
amount_before(const char *p, size_t len)
{
    static const unsigned char kept[2 * AMOUNT_BEFORE] = {
        [AMOUNT_BEFORE... 2 * AMOUNT_BEFORE - 1] = 0xFF
    };
    struct visible_before b = { .len = (unsigned char)len };
    lanes v =
        lanes_load(p - AMOUNT_BEFORE) & lanes_load((const char *)kept + len);

    memcpy(b.text, &v, sizeof b.text);
    return b;
}

/* 1 if nothing farther before `at` matters to amount_sign_bytes than what is
 * remembered. */
static int
amount_is_near(const struct amounts *a, size_t floor, size_t at)
{
    size_t blanks = 0;

    while (blanks < at - floor && (a->text.p[at - blanks - 1] == ' ' ||
                                      a->text.p[at - blanks - 1] == ':'))
        blanks++;
    return at - floor < AMOUNT_BEFORE ||
           blanks + AMOUNT_TOKEN_MAX < AMOUNT_BEFORE;
}

/* amount_sign_bytes from memory: menus and lists say the same before most of
 * their numbers. */
static size_t
amount_sign_before(const struct amounts *a, size_t floor, size_t at)
{
    struct visible *s = a->s;
    const char *p = a->text.p + at;
    size_t len = at - floor < AMOUNT_BEFORE ? at - floor : AMOUNT_BEFORE;
    struct visible_before b, *known;
    uint64_t hash;

    if (len == 0)
        return 0;
    if (p - s->view->text.p < AMOUNT_BEFORE)
        return amount_sign_bytes(a, floor, at);
    b = amount_before(p, len);
    hash = (b.text[0] ^ b.text[1] * 0x9E3779B97F4A7C15u ^ (uintptr_t)s) *
           0xD6E8FEB86659FD93u;
    known = &s->before[(hash >> 32) % COUNT(s->before)];
    if (known->text[0] == b.text[0] && known->text[1] == b.text[1] &&
        known->len == len)
        return known->sign;
    b.sign = (unsigned char)amount_sign_bytes(a, floor, at);
    if (amount_is_near(a, floor, at))
        *known = b;
    return b.sign;
}

static int
amount_sign_after(const struct amounts *a, size_t at, size_t *to)
{
    const char *p = a->text.p + at, *end = a->text.p + a->text.len, *start,
               *stop;
    struct str word;

    for (start = p; start < end && *start == ' ';)
        start++;
    if (start == p && start < end && *start == ',') {
        /* "12,- €" */
        while (start < end && (*start == ',' || *start == '-' || *start == ' '))
            start++;
    }
    if (start == end)
        return 0;
    stop = end - start > AMOUNT_TOKEN_MAX ? start + AMOUNT_TOKEN_MAX : end;
    for (p = start; p < stop && !amount_breaks(*p);)
        p++;
    word = (struct str){ start, (size_t)(p - start) };
    *to = (size_t)(p - a->text.p);
    if (amount_is_sign(a->s, word))
        return 1;
    while (word.len > 0 && word.p[word.len - 1] == '.')
        word.len--;
    *to = (size_t)(start - a->text.p) + word.len;
    if (start + word.len < p && amount_is_sign(a->s, word))
        return 1;
    /* Signs that other words follow without a blank: "99元起". */
    if ((unsigned char)*start < 0x80)
        return 0;
    word = str_sub((struct str){ start, (size_t)(end - start) }, 0,
        utf8_width((unsigned char)*start));
    *to = (size_t)(start - a->text.p) + word.len;
    return word.len > 1 && amount_is_currency(a->s, word);
}

/* --- What kind of price --- */

static int
amount_kind_of_sense(unsigned sense, enum visible_price_kind *kind)
{
    switch (sense) {
    case LEXICON_NOW:
        *kind = VISIBLE_PRICE_PAY;
        return 1;
    case LEXICON_WAS:
        *kind = VISIBLE_PRICE_OLD;
        return 1;
    case LEXICON_SHIP:
    case LEXICON_UNIT:
    case LEXICON_RATE:
    case LEXICON_SAVE:
    case LEXICON_MEMBER:
    case LEXICON_FREE_OVER:
        *kind = VISIBLE_PRICE_OTHER;
        return 1;
    default:
        return 0;
    }
}

/* 1 if words of the text from hit number `hit` on, before byte `to` of it, say
 * what kind of price follows; the last of them decides. */
static int
amount_kind_of_words(const struct view *v, size_t hit, uint32_t to,
    enum visible_price_kind *kind)
{
    int known = 0;

    for (; hit < v->hit_count && v->hits[hit].at < to; hit++) {
        unsigned sense = v->hits[hit].sense;
        enum visible_price_kind k;

        if (!amount_kind_of_sense(sense, &k))
            continue;
        /* "Sale price was": the stronger word of two neighbours. */
        if (!(known && *kind > k && sense == LEXICON_NOW))
            *kind = k;
        known = 1;
    }
    return known;
}

/* "69,88 €* / 1 Liter": a slash and a number behind the amount. */
static int
amount_slash_after(struct str t, size_t end)
{
    while (end < t.len && (t.p[end] == ' ' || t.p[end] == '*'))
        end++;
    if (end >= t.len || t.p[end] != '/')
        return 0;
    for (end++; end < t.len && t.p[end] == ' ';)
        end++;
    return end + 1 < t.len && str_is_digit(t.p[end]) &&
           (str_is_alpha(t.p[end + 1]) || strchr(" 0", t.p[end + 1]));
}

/* A unit or an instalment directly behind byte `end` of the view. */
static int
amount_other_after(const struct amounts *a, uint32_t end)
{
    const struct view *v = a->s->view;
    const struct view_line *l = &v->lines[a->line];
    const struct lexicon_hit *h;
    size_t i = a->hit;

    if (amount_slash_after(a->text, end - l->at))
        return 1;
    while (i < v->hit_count && v->hits[i].at < end)
        i++;
    if (i == v->hit_count || v->hits[i].at >= l->at + l->len ||
        v->hits[i].at > end + 3)
        return 0;
    h = &v->hits[i];
    /* "34,80 € Save 20 %": what is saved follows the word. */
    if (h->sense == LEXICON_SAVE &&
        str_has_digit(str_sub(a->text, h->at + h->len - l->at, l->len)))
        return 0;
    return h->sense == LEXICON_UNIT || h->sense == LEXICON_RATE ||
           h->sense == LEXICON_SAVE || h->sense == LEXICON_MEMBER ||
           h->sense == LEXICON_SHIP;
}

/* The kind of a price by its place, by the words before it, which say *told if
 * they say anything, or by those on the line before. */
static enum visible_price_kind
amount_kind(const struct amounts *a, const struct visible_price *p,
    const enum visible_price_kind *told)
{
    const struct view *v = a->s->view;
    const struct view_line *l = &v->lines[a->line];
    enum visible_price_kind kind;

    if (p->flags & (VIEW_STRUCK | VIEW_OLD))
        return VISIBLE_PRICE_OLD;
    if (p->flags & (VIEW_UNIT | VIEW_RATE))
        return VISIBLE_PRICE_OTHER;
    if ((p->flags & (VIEW_SAVE | VIEW_SHIP)) && !(p->flags & VIEW_PRICE))
        return VISIBLE_PRICE_OTHER;
    if (amount_other_after(a, p->at + p->len))
        return VISIBLE_PRICE_OTHER;
    if (p->at > l->at && strchr("-+~/", v->text.p[p->at - 1]))
        return VISIBLE_PRICE_OTHER;
    if (told)
        return *told;
    /* The amount opens its line: a label may stand on the line before. */
    if (p->at - l->at <= 3 && a->line > 0 && l[-1].len <= AMOUNT_LABEL_MAX &&
        amount_kind_of_words(
            v, a->s->hit_at[a->line - 1], l[-1].at + l[-1].len, &kind) &&
        !str_has_digit(view_line_text(v, a->line - 1)))
        return kind;
    return VISIBLE_PRICE_PAY;
}

/* --- Collecting --- */

/* The flags of the runs that bytes [from, to) of the line touch. */
static unsigned
amount_flags(struct amounts *a, size_t from, size_t to)
{
    const struct view *v = a->s->view;
    const struct view_line *l = &v->lines[a->line];
    size_t end = l->run + l->runs, i;
    unsigned flags;

    while (a->run + 1 < end && v->runs[a->run + 1].at <= l->at + from)
        a->run++;
    flags = v->runs[a->run].flags;
    for (i = a->run + 1; i < end && v->runs[i].at < l->at + to; i++)
        flags |= v->runs[i].flags;
    return flags;
}

static void
amount_add(struct amounts *a, size_t from, size_t to, int sign)
{
    struct visible *s = a->s;
    const struct view *v = s->view;
    uint32_t at = v->lines[a->line].at;
    unsigned flags = amount_flags(a, from, to);
    enum visible_price_kind kind;
    struct visible_price *p;
    int is_told;

    for (; a->hit < v->hit_count && v->hits[a->hit].at < a->context; a->hit++)
        a->is_told |= v->hits[a->hit].at >= at &&
                      amount_kind_of_sense(v->hits[a->hit].sense, &kind);
    s->prices = mem_grow(
        s->prices, &s->price_cap, s->price_count + 1, sizeof *s->prices);
    p = &s->prices[s->price_count++];
    *p = (struct visible_price){ .at = at + (uint32_t)from,
        .len = (uint32_t)(to - from),
        .line = (uint32_t)a->line,
        .run = (uint32_t)a->run,
        .order = v->runs[a->run].order,
        .flags = flags,
        .has_sign = sign };
    is_told = amount_kind_of_words(v, a->hit, p->at, &kind);
    p->kind = amount_kind(a, p, is_told ? &kind : NULL);
    p->is_told = a->is_told || is_told;
    a->context = at + (uint32_t)to;
}

/* 1 if a number without a sign, on a line where it may be one, is a price: its
 * element or label says. */
static int
amount_is_bare(struct amounts *a, size_t from, size_t to)
{
    const struct view *v = a->s->view;
    const struct view_line *l = &v->lines[a->line];
    struct str text = a->text;
    size_t hit = a->s->hit_at[a->line];
    int is_told = hit < v->hit_count && v->hits[hit].at < l->at + from &&
                  v->hits[hit].sense == LEXICON_NOW;
    char before = from > 0 ? text.p[from - 1] : ' ';

    if ((!is_told && !(l->any & VIEW_PRICE)) || to - from > AMOUNT_BARE_MAX)
        return 0;
    /* It may be part of a code: "TD-200", "200mm". */
    if (str_is_alnum(before) || before == '-' || before == '#' || before == '.')
        return 0;
    if (to < text.len && (text.p[to] == '%' || str_is_alpha(text.p[to])))
        return 0;
    if ((l->any & VIEW_PRICE) && to - from >= 2 &&
        (amount_flags(a, from, to) & VIEW_PRICE))
        return 1;
    return is_told &&
           (memchr(text.p, ':', text.len) || str_find(text, STR("："), 0) >= 0);
}

/* What the digits at `start` of the line are. Returns where to go on. */
static size_t
amount_read(struct amounts *a, size_t start)
{
    struct str t = a->text;
    size_t end = amount_end(t, start), before, from, to;
    int sign;

    if (end - start > AMOUNT_DIGITS_MAX)
        return end;
    before = amount_sign_before(a, a->floor, start);
    from = start - before;
    sign = before > 0;
    /* A sign before the next digits is theirs: "£20 £15". */
    if (amount_sign_after(a, end, &to) && !(sign && amount_is_digit(t, to)))
        sign = 1;
    else
        to = end;
    if (!sign && !(a->may_be_bare && amount_is_bare(a, start, end)))
        return end; /* as nearly all */
    amount_add(a, from, to, sign);
    a->floor = to > end ? to : end;
    return a->floor;
}

/* Prices are looked up by their runs for whatever may be a card. */
static void
amounts_index(struct visible *s)
{
    size_t runs = s->view->run_count, run = 0;

    s->price_at =
        mem_grow(s->price_at, &s->price_at_cap, runs + 1, sizeof *s->price_at);
    for (size_t i = 0; i < s->price_count; i++)
        while (run <= s->prices[i].run)
            s->price_at[run++] = (uint32_t)i;
    while (run <= runs)
        s->price_at[run++] = (uint32_t)s->price_count;
}

/* Begin a line. */
static void
amount_line(struct amounts *a, size_t line)
{
    const struct view *v = a->s->view;
    const struct view_line *l = &v->lines[line];
    size_t hit = a->s->hit_at[line];

    a->line = line;
    a->text = view_line_text(v, line);
    a->floor = 0;
    a->is_told = 0;
    a->context = l->at;
    a->run = l->run;
    a->may_be_bare =
        l->len <= AMOUNT_LABEL_MAX &&
        ((l->any & VIEW_PRICE) ||
            (hit < v->hit_count && v->hits[hit].at < l->at + l->len &&
                v->hits[hit].sense == LEXICON_NOW));
}

void
visible_amounts_find(struct visible *s)
{
    const struct view *v = s->view;
    struct str text = buf_str(&v->text);
    const struct view_line *l = v->lines;
    struct amounts a = { .s = s };
    size_t at = 0, end = 0; /* of the line */

    /* From digit to digit: most lines have none. */
    s->price_count = 0;
    while (s->price_count < VISIBLE_PRICES_MAX &&
           (at = amount_next_digit(text, at)) < text.len) {
        if (at >= end) {
            while (at >= (size_t)l->at + l->len)
                l++;
            amount_line(&a, (size_t)(l - v->lines));
            end = (size_t)l->at + l->len;
        }
        at = l->at + amount_read(&a, at - l->at);
    }
    amounts_index(s);
}
