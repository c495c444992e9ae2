#include "core/model_key.h"

#include "base/fold.h"
#include "base/mem.h"
#include "core/identifier_common.h"

static const struct str suffixes[] = { STR("inc"), STR("incorporated"),
    STR("llc"), STR("ltd"), STR("limited"), STR("co"), STR("corp"),
    STR("corporation"), STR("company"), STR("companies"), STR("gmbh"),
    STR("ag"), STR("kg"), STR("kgaa"), STR("ohg"), STR("ek"), STR("ev"),
    STR("mbh"), STR("se"), STR("sa"), STR("sas"), STR("sarl"), STR("srl"),
    STR("spa"), STR("bv"), STR("nv"), STR("ab"), STR("as"), STR("aps"),
    STR("oy"), STR("oyj"), STR("sro"), STR("spzoo"), STR("plc"), STR("pty"),
    STR("pte"), STR("lp"), STR("llp"), STR("usa"), STR("america"),
    STR("europe"), STR("international"), STR("intl"), STR("group"),
    STR("brands"), STR("brand"), STR("deutschland"), STR("the"), STR("und"),
    STR("and"), STR("der"), STR("die"), STR("das"), STR("有限公司"),
    STR("股份有限公司"), STR("公司"), STR("集团"), STR("牌") };

/* U+00C0 to U+00FF without their marks: "Rösle" is also written "Rosle". */
static void
add_latin(struct buf *out, unsigned char low)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo?ouuuuyty";

    if (low >= 0xA0 && low <= 0xBF && low != 0xB7)
        buf_addc(out, plain[low - 0xA0]);
}

/* A letter of two bytes that looks like a Latin one when it is a capital, or
 * 0: sellers, and keyboards, write "Х100" with a Cyrillic letter. */
static char
look_alike(unsigned char lead, unsigned char low)
{
    static const struct {
        unsigned char lead, low;
        char latin;
    } pairs[] = { { 0xD0, 0xB0, 'a' }, { 0xD0, 0xB2, 'b' }, { 0xD0, 0xB5, 'e' },
        { 0xD0, 0xBA, 'k' }, { 0xD0, 0xBC, 'm' }, { 0xD0, 0xBD, 'h' },
        { 0xD0, 0xBE, 'o' }, { 0xD1, 0x80, 'p' }, { 0xD1, 0x81, 'c' },
        { 0xD1, 0x82, 't' }, { 0xD1, 0x83, 'y' }, { 0xD1, 0x85, 'x' },
        { 0xD1, 0x95, 's' }, { 0xD1, 0x96, 'i' }, { 0xD1, 0x98, 'j' },
        { 0xCE, 0xB1, 'a' }, { 0xCE, 0xB2, 'b' }, { 0xCE, 0xB5, 'e' },
        { 0xCE, 0xB6, 'z' }, { 0xCE, 0xB7, 'h' }, { 0xCE, 0xB9, 'i' },
        { 0xCE, 0xBA, 'k' }, { 0xCE, 0xBC, 'm' }, { 0xCE, 0xBD, 'n' },
        { 0xCE, 0xBF, 'o' }, { 0xCF, 0x81, 'p' }, { 0xCF, 0x84, 't' },
        { 0xCF, 0x85, 'y' }, { 0xCF, 0x87, 'x' } };

    for (size_t i = 0; i < COUNT(pairs); i++)
        if (pairs[i].lead == lead && pairs[i].low == low)
            return pairs[i].latin;
    return 0;
}

static size_t
alnum_run(struct str s)
{
    size_t n = 0;

    while (n < s.len && str_is_alnum(s.p[n]))
        n++;
    return n;
}

/* As much of it as there is room for. */
static void
add_run(struct buf *out, struct str run)
{
    size_t room = out->max - out->len;

    buf_adds(out, str_sub(run, 0, room));
    out->over |= run.len > room;
}

int
model_key_folded(struct buf *out, struct str folded)
{
    size_t start = out->len;

    for (size_t i = 0; i < folded.len; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        size_t run = alnum_run(str_sub(folded, i, folded.len));

        if (run > 0) {
            add_run(out, str_sub(folded, i, run));
            i += run - 1;
            continue;
        }
        /* Dashes, quotes and bullets: U+2010 to U+203F, U+00A0 to U+00BF. */
        if (c == 0xE2 && i + 2 < folded.len &&
            (unsigned char)folded.p[i + 1] == 0x80) {
            i += 2;
            continue;
        }
        if (c == 0xC2 && i + 1 < folded.len) {
            i++;
            continue;
        }
        if (c == 0xC3 && i + 1 < folded.len) {
            add_latin(out, (unsigned char)folded.p[++i]);
            continue;
        }
        if (c >= 0xCE && c <= 0xD1 && i + 1 < folded.len) {
            char latin = look_alike(c, (unsigned char)folded.p[i + 1]);

            if (latin != 0) {
                buf_addc(out, latin);
                i++;
                continue;
            }
        }
        if (c >= 0x80)
            buf_addc(out, (char)c);
    }
    return out->len > start && out->len - start < MODEL_KEY_BYTES ? 0 : -1;
}

int
model_key(struct buf *out, struct str text)
{
    struct buf folded = BUF_MAX(text.len * 18 + 64);
    int rc = -1;

    if (text.len < MODEL_KEY_BYTES * 8 && fold_key(&folded, text) == 0)
        rc = model_key_folded(out, buf_str(&folded));
    buf_clear(&folded);
    return rc;
}

int
model_is_size(struct str key)
{
    size_t digits = 0;

    while (digits < key.len && str_is_digit(key.p[digits]))
        digits++;
    return digits >= 3 && key.len - digits >= 1 && key.len - digits <= 2 &&
           str_ends(str_sub(key, 0, digits), STR("00"));
}

static int
has_vowel(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (strchr("aeiouy", key.p[i]) != NULL ||
            (unsigned char)key.p[i] >= 0x80)
            return 1;
    return 0;
}

enum model_strength
model_strength(struct str key)
{
    size_t digits = 0, letters = 0;

    for (size_t i = 0; i < key.len; i++)
        if (str_is_digit(key.p[i]))
            digits++;
        else
            letters++;
    if (key.len < 2 || key.len >= MODEL_KEY_BYTES || identifier_is_common(key))
        return MODEL_USELESS;
    if (letters == 0)
        return digits >= 5   ? MODEL_STRONG
               : digits >= 3 ? MODEL_WEAK
                             : MODEL_USELESS;
    if (digits == 0)
        return letters >= 4 ? MODEL_WEAK : MODEL_USELESS;
    /* "x100", "f2"; with one digit only what is no word: "rsh7", "pro2". */
    if (key.len >= 4 && (digits >= 2 || !has_vowel(key)))
        return MODEL_STRONG;
    return key.len >= 3 ? MODEL_WEAK : MODEL_USELESS;
}

int
brand_is_suffix(struct str word)
{
    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (str_eq(word, suffixes[i]))
            return 1;
    return 0;
}

/* What ends a word of a brand; '.' and quotes do not ("L.O.L.", "L'Oréal"). */
static int
is_break(char c)
{
    return c == ' ' || c == ',' || c == '(' || c == ')' || c == '/' ||
           c == '&' || c == '+';
}

int
brand_key(struct buf *out, struct str text)
{
    struct buf folded = BUF_MAX(text.len * 18 + 64), word = BUF_MAX(256);
    size_t start = out->len, from = 0;
    struct str t;

    if (text.len > MODEL_KEY_BYTES * 4 || fold_key(&folded, text) != 0) {
        buf_clear(&folded);
        return -1;
    }
    t = buf_str(&folded);
    for (size_t i = 0; i <= t.len; i++) {
        if (i < t.len && !is_break(t.p[i]))
            continue;
        buf_reset(&word);
        if (i > from &&
            model_key_folded(&word, str_sub(t, from, i - from)) == 0 &&
            !brand_is_suffix(buf_str(&word)))
            buf_adds(out, buf_str(&word));
        from = i + 1;
    }
    buf_clear(&folded);
    buf_clear(&word);
    /* "牌" (brand) is written behind the name. */
    if (out->len > start + 3 && str_ends(buf_str(out), STR("牌")))
        buf_cut(out, out->len - 3);
    return out->len > start && out->len - start < MODEL_KEY_BYTES ? 0 : -1;
}

/* 1 if a and b differ by one letter: put in, left out, changed or swapped. */
static int
one_edit(struct str a, struct str b)
{
    size_t head = 0, tail = 0, short_len;

    if (a.len > b.len) {
        struct str t = a;

        a = b;
        b = t;
    }
    if (b.len - a.len > 1)
        return 0;
    short_len = a.len;
    while (head < short_len && a.p[head] == b.p[head])
        head++;
    while (tail < short_len - head &&
           a.p[a.len - 1 - tail] == b.p[b.len - 1 - tail])
        tail++;
    if (head + tail == short_len)
        return 1; /* one more, or equal */
    if (a.len != b.len)
        return 0;
    if (head + tail + 1 == short_len)
        return 1; /* one changed */
    return head + tail + 2 == short_len && a.p[head] == b.p[head + 1] &&
           a.p[head + 1] == b.p[head];
}

/* Bytes of an umlaut written as two letters at s.p[at], else 1: the key of
 * "Müller" is "muller". */
static size_t
umlaut_at(struct str s, size_t at)
{
    return at + 1 < s.len && s.p[at + 1] == 'e' &&
                   (s.p[at] == 'a' || s.p[at] == 'o' || s.p[at] == 'u')
               ? 2
               : 1;
}

/* 1 if the keys differ only in how umlauts are written. */
static int
same_umlauts(struct str a, struct str b)
{
    size_t i = 0, k = 0;

    if (a.len == b.len || a.len < 4 || b.len < 4)
        return 0;
    while (i < a.len && k < b.len && a.p[i] == b.p[k]) {
        i += umlaut_at(a, i);
        k += umlaut_at(b, k);
    }
    return i == a.len && k == b.len;
}

/* 1 if one letter stands in place of another. */
static int
is_replaced(struct str a, struct str b)
{
    int differ = 0;

    if (a.len != b.len)
        return 0;
    for (size_t i = 0; i < a.len; i++)
        differ += a.p[i] != b.p[i];
    return differ == 1;
}

int
brand_same(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    size_t longer = a.len < b.len ? b.len : a.len;

    if (str_eq(a, b) || same_umlauts(a, b))
        return 2;
    /* Shorter names are too near to each other; of five letters, none may be
     * another one: "Bosch", "Busch". */
    if (longer < 5 || a.p[0] != b.p[0] || (longer == 5 && is_replaced(a, b)))
        return 0;
    for (size_t i = 0; i < shorter; i++)
        if (str_is_digit(a.p[i]) || (unsigned char)a.p[i] >= 0xE0)
            return 0; /* one digit or one Han character is another name */
    return one_edit(a, b);
}
