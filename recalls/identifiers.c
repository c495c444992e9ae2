#include "recalls/identifiers.h"

#include "base/buf.h"
#include "base/mem.h"
#include "core/gtin.h"
#include "core/identifier_common.h"
#include "core/model_key.h"

#include <stdlib.h>
#include <string.h>

/* A sentence longer than this is a table; what is kept of it. */
#define SENTENCE_BYTES_MAX 400
/* How many ordinary words may stand between "model" and a bare number. */
#define CUE_WORDS 10
#define WORD_BYTES_MAX 40

enum cue { CUE_NONE, CUE_MODEL, CUE_GTIN, CUE_BATCH, CUE_SERIAL };

/* Words (folded, alphanumeric) that say what the numbers behind them are.
 * `needs` is a second word that must follow: "item number", not "item". */
static const struct {
    const char *word;
    int needs_number;
    enum cue cue;
} cues[] = { { "model", 0, CUE_MODEL }, { "models", 0, CUE_MODEL },
    { "modelnumber", 0, CUE_MODEL }, { "modelnumbers", 0, CUE_MODEL },
    { "item", 1, CUE_MODEL }, { "items", 1, CUE_MODEL },
    { "part", 1, CUE_MODEL }, { "style", 1, CUE_MODEL },
    { "styles", 1, CUE_MODEL }, { "catalog", 1, CUE_MODEL },
    { "product", 1, CUE_MODEL }, { "article", 1, CUE_MODEL },
    { "reference", 1, CUE_MODEL }, { "ref", 1, CUE_MODEL },
    { "stock", 1, CUE_MODEL }, { "type", 1, CUE_MODEL },
    { "sku", 0, CUE_MODEL }, { "skus", 0, CUE_MODEL }, { "mpn", 0, CUE_MODEL },
    { "modell", 0, CUE_MODEL }, { "modelle", 0, CUE_MODEL },
    { "modellnummer", 0, CUE_MODEL }, { "artikelnummer", 0, CUE_MODEL },
    { "artnr", 0, CUE_MODEL }, { "typ", 0, CUE_MODEL },
    { "型号", 0, CUE_MODEL }, { "货号", 0, CUE_MODEL },
    { "modèle", 0, CUE_MODEL }, { "référence", 0, CUE_MODEL },
    { "upc", 0, CUE_GTIN }, { "upcs", 0, CUE_GTIN }, { "ean", 0, CUE_GTIN },
    { "gtin", 0, CUE_GTIN }, { "barcode", 0, CUE_GTIN },
    { "barcodes", 0, CUE_GTIN }, { "bar", 1, CUE_GTIN },
    { "strichcode", 0, CUE_GTIN }, { "lot", 0, CUE_BATCH },
    { "lots", 0, CUE_BATCH }, { "batch", 0, CUE_BATCH },
    { "batches", 0, CUE_BATCH }, { "charge", 1, CUE_BATCH },
    { "chargennummer", 0, CUE_BATCH }, { "date", 1, CUE_BATCH },
    { "production", 1, CUE_BATCH }, { "manufacturing", 1, CUE_BATCH },
    { "tracking", 1, CUE_BATCH }, { "批号", 0, CUE_BATCH },
    { "serial", 0, CUE_SERIAL }, { "vin", 0, CUE_SERIAL },
    { "seriennummer", 0, CUE_SERIAL }, { "registration", 1, CUE_SERIAL },
    { "phone", 0, CUE_SERIAL }, { "call", 0, CUE_SERIAL },
    { "tollfree", 0, CUE_SERIAL }, { "version", 1, CUE_SERIAL },
    { "patent", 0, CUE_SERIAL } };

static const char *const number_words[] = { "number", "numbers", "no", "nos",
    "code", "codes", "nr", "num", "nummer" };

/* Words before a number that make it a standard, an address, a price. */
static const char *const foreign[] = { "astm", "ansi", "ul", "en", "iso", "cfr",
    "iec", "din", "csa", "nfpa", "section", "suite", "route", "about",
    "approximately", "fcc", "z21", "part", "class", "csc", "cpsc", "release",
    "hotline" };

/* Words behind a number that make it a quantity. */
static const char *const quantity[] = { "inch", "inches", "feet", "foot",
    "pound", "pounds", "lbs", "units", "volt", "volts", "watt", "watts",
    "percent", "ounce", "ounces", "gallon", "gallons", "btu", "btus", "psi",
    "reports", "consumers", "stores", "products", "million", "years", "months",
    "weeks", "days", "mm", "cm", "degrees", "rpm", "hz", "amp", "amps" };

struct miner {
    struct identifiers *out;
    struct str sentence;
    enum cue cue;
    int since_cue;   /* words since the cue */
    struct str prev; /* folded key of the word before */
    char prev_text[MODEL_KEY_BYTES];
};

const char *
identifier_kind_name(enum identifier_kind k)
{
    static const char *const names[] = { "model", "gtin", "batch" };

    return names[k];
}

static void
keep(struct miner *m, enum identifier_kind kind, struct str value, int derived)
{
    struct identifier *id;

    if (m->out->count >= IDENTIFIERS_MAX)
        return;
    for (size_t i = 0; i < m->out->count; i++)
        if (m->out->item[i].kind == kind &&
            str_is(value, m->out->item[i].value))
            return;
    m->out->item =
        mem_grow(m->out->item, &m->out->cap, m->out->count + 1, sizeof *id);
    id = &m->out->item[m->out->count++];
    id->kind = kind;
    id->value = str_dup(value);
    id->sentence = str_dup(m->sentence);
    id->derived = derived;
}

/* The word without what people put around numbers. */
static struct str
strip(struct str w)
{
    static const char around[] = "()[]{}\"',;:.!?*#<>&-";

    while (w.len > 0 && strchr(around, w.p[0]) != NULL)
        w = str_sub(w, 1, w.len);
    while (w.len > 0) {
        /* ® and ™ and typographic quotes */
        if (w.len > 2 && ((unsigned char)w.p[w.len - 2] == 0xC2))
            w.len -= 2;
        else if (w.len > 3 && (unsigned char)w.p[w.len - 3] == 0xE2)
            w.len -= 3;
        else if (strchr(around, w.p[w.len - 1]) != NULL)
            w.len--;
        else
            break;
    }
    while (w.len > 3 && (unsigned char)w.p[0] == 0xE2)
        w = str_sub(w, 3, w.len);
    return w;
}

struct shape {
    size_t digits, upper, lower, other, masks;
};

static struct shape
shape_of(struct str w)
{
    struct shape s = { 0 };

    for (size_t i = 0; i < w.len; i++) {
        char c = w.p[i];

        if (str_is_digit(c))
            s.digits++;
        else if (c >= 'A' && c <= 'Z')
            s.upper++;
        else if (c >= 'a' && c <= 'z')
            s.lower++;
        else if (strchr("-/._+", c) == NULL)
            s.other++;
        if ((c == 'X' || c == 'x') && i > 0 && str_lower(w.p[i - 1]) == 'x')
            s.masks++;
    }
    return s;
}

/* A UPC as notices write it: the lost leading zero or, where that does not
 * help, the check digit is put back. */
static int
read_upc(struct str digits, char out[GTIN_BYTES], int *derived)
{
    char text[16] = { 0 };
    size_t len = digits.len;

    *derived = 0;
    if (gtin_parse(digits, out) == 0 && len != 8)
        return 0;
    if (len != 11)
        return -1;
    *derived = 1;
    text[0] = '0';
    memcpy(text + 1, digits.p, len);
    if (gtin_parse(str_of(text), out) == 0)
        return 0;
    memcpy(text, digits.p, len);
    for (char c = '0'; c <= '9'; c++) {
        text[11] = c;
        if (gtin_parse(str_of(text), out) == 0)
            return 0;
    }
    return -1;
}

static void
take_gtin(struct miner *m, struct str w)
{
    char digits[16], gtin[GTIN_BYTES];
    size_t n = 0;
    int derived;

    for (size_t i = 0; i < w.len; i++) {
        if (w.p[i] == '-')
            continue;
        if (!str_is_digit(w.p[i]) || n >= sizeof digits - 1)
            return;
        digits[n++] = w.p[i];
    }
    /* Eleven digits are a phone number or an SKU, if nothing says UPC. */
    if (read_upc((struct str){ digits, n }, gtin, &derived) == 0 &&
        (!derived || m->cue == CUE_GTIN))
        keep(m, IDENTIFIER_GTIN, str_of(gtin), derived);
}

static int
looks_like_phone(struct str w)
{
    size_t dashes = 0, digits = 0;

    for (size_t i = 0; i < w.len; i++) {
        dashes += w.p[i] == '-' || w.p[i] == '.';
        digits += str_is_digit(w.p[i]);
    }
    return dashes >= 2 && (digits == 10 || digits == 11) &&
           digits + dashes == w.len;
}

/* "12/31/2023", "2023-11-01", "31.12.23": three groups, one of a year. */
static int
looks_like_date(struct str w)
{
    size_t groups = 1, len = 0, years = 0;

    for (size_t i = 0; i <= w.len; i++) {
        if (i < w.len && str_is_digit(w.p[i])) {
            len++;
            continue;
        }
        if (len == 0 || len == 3 || len > 4)
            return 0;
        years += len == 4;
        if (i == w.len)
            break;
        if (strchr("/-.", w.p[i]) == NULL)
            return 0;
        groups++;
        len = 0;
    }
    return groups == 3 && years == 1;
}

static int
is_money(struct str word)
{
    return word.p[0] == '$' || str_starts(word, STR("€")) ||
           str_starts(word, STR("£")) || str_starts(word, STR("¥"));
}

/* A model number, with or without a cue before it. */
static void
take_model(struct miner *m, struct str w, struct str key, int quantity_follows)
{
    struct shape s = shape_of(w);

    if (s.digits == 0 || s.masks >= 2 || s.other > 0 || w.len > 24 ||
        key.len < 3 || quantity_follows || looks_like_phone(w) ||
        looks_like_date(w) || str_is_one_of(m->prev, foreign, COUNT(foreign)) ||
        identifier_is_common(key))
        return;
    if (s.upper + s.lower == 0) {
        /* A bare number is a model only right behind the word. */
        if (m->cue != CUE_MODEL || m->since_cue > CUE_WORDS || s.digits < 4 ||
            s.digits > 12)
            return;
    } else if (m->cue != CUE_MODEL) {
        if (s.lower > 0 || s.digits < 2 || key.len < 5)
            return;
    } else if (s.lower > s.upper + 1 && s.digits < 3) {
        return; /* "two-year", "mp3-style" */
    }
    keep(m, IDENTIFIER_MODEL, w, 0);
}

static void
take(struct miner *m, struct str w, struct str key, int quantity_follows)
{
    struct shape s = shape_of(w);

    if (s.digits >= 11 && s.upper + s.lower == 0) {
        if (m->cue != CUE_SERIAL && m->cue != CUE_BATCH)
            take_gtin(m, w);
        return;
    }
    switch (m->cue) {
    case CUE_SERIAL:
        return;
    case CUE_GTIN:
        take_gtin(m, w);
        return;
    case CUE_BATCH:
        if (s.digits > 0 && s.masks < 2 && key.len >= 4 &&
            !identifier_is_common(key) && m->since_cue <= CUE_WORDS &&
            !quantity_follows && s.lower <= s.upper + 2)
            keep(m, IDENTIFIER_BATCH, w, 0);
        return;
    case CUE_NONE:
    case CUE_MODEL:
        take_model(m, w, key, quantity_follows);
        return;
    }
}

/* A '/' between two identifiers separates them: "X100/X200". */
static void
take_parts(struct miner *m, struct str w, struct str key, int quantity_follows)
{
    ptrdiff_t slash = str_find_char(w, '/', 0);
    struct str a, b;
    struct buf part = BUF_MAX(MODEL_KEY_BYTES * 2);

    if (slash < 0 || m->cue == CUE_SERIAL) {
        take(m, w, key, quantity_follows);
        return;
    }
    a = str_sub(w, 0, (size_t)slash);
    b = str_sub(w, (size_t)slash + 1, w.len);
    if (a.len < 3 || b.len < 3 || shape_of(a).digits == 0 ||
        shape_of(b).digits == 0) {
        take(m, w, key, quantity_follows);
        return;
    }
    if (model_key(&part, a) == 0)
        take(m, a, buf_str(&part), 0);
    buf_reset(&part);
    if (model_key(&part, b) == 0)
        take(m, b, buf_str(&part), quantity_follows);
    buf_clear(&part);
}

static int
is_number_word(struct str key)
{
    return str_is_one_of(key, number_words, COUNT(number_words));
}

/* "batch feed", "lot size": no batch, no lot. */
static int
is_adjective(struct str key, struct str next)
{
    return (str_is(key, "batch") || str_is(key, "lot")) && next.len > 0 &&
           !is_number_word(next) && shape_of(next).digits == 0 &&
           !str_is(next, "or") && !str_is(next, "and");
}

/* Set the cue if this word, with the next one, is one. */
static int
read_cue(struct miner *m, struct str key, struct str next)
{
    for (size_t i = 0; i < COUNT(cues); i++)
        if (str_is(key, cues[i].word) &&
            (!cues[i].needs_number || is_number_word(next)) &&
            (cues[i].cue != CUE_BATCH || !is_adjective(key, next))) {
            m->cue = cues[i].cue;
            m->since_cue = 0;
            return 1;
        }
    return 0;
}

static void
key_of(struct buf *out, struct str word)
{
    buf_reset(out);
    if (model_key(out, strip(word)) != 0)
        buf_reset(out);
}

static void
remember(struct miner *m, struct str key)
{
    key = str_sub(key, 0, sizeof m->prev_text);
    memcpy(m->prev_text, key.p == NULL ? "" : key.p, key.len);
    m->prev = (struct str){ m->prev_text, key.len };
}

static void
mine_sentence(struct miner *m, struct str text)
{
    struct buf key = BUF_MAX(1024), next_key = BUF_MAX(1024);
    struct str rest = text, word, next;
    int more = str_next_word(&rest, &word);

    m->cue = CUE_NONE;
    m->since_cue = 0;
    m->prev = STR_NONE;
    while (more) {
        struct str w = strip(word);

        more = str_next_word(&rest, &next);
        key_of(&key, word);
        key_of(&next_key, more ? next : STR_NONE);
        m->since_cue++;
        if (word.len < WORD_BYTES_MAX * 2 &&
            !read_cue(m, buf_str(&key), buf_str(&next_key)) &&
            !is_money(word) && w.len >= 3 && w.len <= WORD_BYTES_MAX) {
            size_t before = m->out->count;

            take_parts(m, w, buf_str(&key),
                str_is_one_of(buf_str(&next_key), quantity, COUNT(quantity)));
            if (m->out->count > before)
                m->since_cue = 0; /* a list goes on */
        }
        remember(m, buf_str(&key));
        word = next;
    }
    buf_clear(&key);
    buf_clear(&next_key);
}

static int
is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static int
is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* 1 if the byte at i begins what was glued to the byte before it. */
static int
is_glued(struct str s, size_t i)
{
    char b = s.p[i - 1], c = s.p[i];
    int word = is_upper(c) && i + 1 < s.len && is_lower(s.p[i + 1]);
    size_t run = str_is_digit(c) && !str_is_digit(b) ? str_digits(s, i) : 0;

    if (word && (is_lower(b) || str_is_digit(b)))
        return 1; /* "NumberSerial", "1996The" */
    if (i >= 3 && is_upper(c) && is_lower(b) && is_lower(s.p[i - 2]) &&
        is_lower(s.p[i - 3]) && i + 1 < s.len && is_upper(s.p[i + 1]))
        return 1; /* "BrandJTP28B" */
    if (i >= 3 && str_is_digit(c) && is_lower(b) && is_lower(s.p[i - 2]) &&
        is_lower(s.p[i - 3]) && str_digits(s, i) >= 4)
        return 1; /* "Greetings782697" */
    if (i >= 2 && word && is_upper(b) && i + 3 < s.len &&
        is_lower(s.p[i + 2]) && is_lower(s.p[i + 3]))
        return 1; /* "BH/WHKenmore" */
    if (word && b == '.' && i >= 2 && !is_lower(s.p[i - 2]))
        return 1; /* "1250TL.Sold" */
    if (b == ',' && str_is_alnum(c) && i >= 2 &&
        !(str_is_digit(c) && str_is_digit(s.p[i - 2])))
        return 1; /* "MDB5,MDB6", but not "1,200" */
    if (run >= 12 && str_is_alpha(b))
        return 1; /* "oven885837016505" */
    return i >= 12 && str_is_alpha(c) && str_is_digit(b) &&
           str_digits(str_sub(s, 0, i), i - 12) == 12;
}

/* Append the text with blanks where cells of a table were glued together:
 * "Model NumberSerial No.", "oven885837016505GreenPan". */
static void
unglue(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (i > 0 && is_glued(s, i))
            buf_addc(out, ' ');
        buf_addc(out, s.p[i] == '\0' ? ' ' : s.p[i]);
    }
}

/* Take the next sentence off *rest: it ends at . ! ? before white space and
 * an upper-case letter or the end, but not behind "No." and "Nos.". */
static int
next_sentence(struct str *rest, struct str *sentence)
{
    size_t end = 0;

    *rest = str_trim(*rest);
    if (rest->len == 0)
        return 0;
    while (end < rest->len) {
        char c = rest->p[end++];

        if (c != '.' && c != '!' && c != '?')
            continue;
        if (end + 1 < rest->len &&
            (rest->p[end] != ' ' || is_lower(rest->p[end + 1]) ||
                str_is_digit(rest->p[end + 1])))
            continue;
        if (end >= 3 &&
            (str_ends_nocase(str_sub(*rest, 0, end), STR("no.")) ||
                str_ends_nocase(str_sub(*rest, 0, end), STR("nos."))))
            continue;
        break;
    }
    *sentence = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return 1;
}

/* "NOT included in the recall are model numbers 7010 and above." */
static int
is_negated(struct str sentence)
{
    static const char *const negations[] = { "not included", "not affected",
        "not involved", "not part of", "not subject to", "not being recalled",
        "not covered", "are not recalled", "nicht betroffen", "不在召回" };

    for (size_t i = 0; i < COUNT(negations); i++)
        if (str_find_nocase(sentence, str_of(negations[i]), 0) >= 0)
            return 1;
    return 0;
}

void
identifiers_mine(struct identifiers *out, struct str text)
{
    struct buf plain = BUF_MAX(text.len * 2 + 16);
    struct miner m = { .out = out };
    struct str rest, sentence;

    unglue(&plain, text);
    rest = buf_str(&plain);
    while (out->count < IDENTIFIERS_MAX && next_sentence(&rest, &sentence)) {
        if (is_negated(sentence))
            continue;
        m.sentence = sentence;
        if (m.sentence.len > SENTENCE_BYTES_MAX) {
            m.sentence.len = SENTENCE_BYTES_MAX;
            while (((unsigned char)m.sentence.p[m.sentence.len] & 0xC0) == 0x80)
                m.sentence.len--;
        }
        mine_sentence(&m, sentence);
    }
    buf_clear(&plain);
}

void
identifiers_clear(struct identifiers *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        free(ids->item[i].value);
        free(ids->item[i].sentence);
    }
    free(ids->item);
    *ids = (struct identifiers){ 0 };
}
