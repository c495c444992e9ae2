#include "base/charset_guess.h"

#include "base/charset.h"
#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <string.h>

/* Enough for the letter counts below to settle. */
#define SAMPLE_BYTES (32u << 10)

/* Looked at in one go. */
#define BLOCK (4 * LANES)

/* Where a byte is from 0x80, a NUL or an escape: few of a page are. */
static inline lanes
odd_of(lanes v)
{
    return ~lanes_above_zero(v) | (lanes)(v == 0x1B);
}

static inline lanes
odd_at(const char *p)
{
    return odd_of(lanes_load(p));
}

/* Where the next block begins, from i on, that has such a byte; less than a
 * block before the end if none does. */
static size_t
next_odd_block(struct str bytes, size_t i)
{
    const char *p = bytes.p;

    while (bytes.len - i >= BLOCK &&
           !lanes_any(odd_at(p + i) | odd_at(p + i + LANES) |
                      odd_at(p + i + 2 * LANES) | odd_at(p + i + 3 * LANES)))
        i += BLOCK;
    return i;
}

/* Where the next such byte stands, from i on; bytes.len if none does. */
static size_t
next_odd(struct str bytes, size_t i)
{
    const char *p = bytes.p;

    while (bytes.len - i >= LANES) {
        size_t n = lanes_first(odd_at(p + i));

        i += n;
        if (n < LANES)
            return i;
    }
    while (i < bytes.len && (unsigned char)p[i] < 0x80 && p[i] != 0 &&
           p[i] != 0x1B)
        i++;
    return i;
}

/* How many bits of two sixteens are set: those of a, and of b << 16. Few
 * processors of Debian's baseline have an instruction for it. */
static inline uint32_t
count_two(uint32_t a, uint32_t b)
{
    uint32_t n = a | b << 16;

    n -= n >> 1 & 0x55555555;
    n = (n & 0x33333333) + (n >> 2 & 0x33333333);
    n = (n + (n >> 4)) & 0x0F0F0F0F;
    return (n + (n >> 8)) & 0x001F001F;
}

/* Count sixteen bytes of which some are from 0x80, all of them in characters
 * of two bytes or three that can be nothing else. Returns how many are done:
 * all, but not a character that goes on behind them. 0: they are not so. */
static size_t
count_lanes(struct bytes_seen *seen, const char *p)
{
    lanes v = lanes_load(p);
    unsigned high = lanes_tops(v), odd = lanes_tops(odd_of(v));
    unsigned more = lanes_tops((v & 0x80) & ~(v + v));
    unsigned leads = high & ~more, three = lanes_tops((lanes)(v > 0xE0));
    unsigned none = lanes_tops((lanes)(v == 0xC0) | (lanes)(v == 0xC1) |
                               (lanes)(v == 0xE0) | (lanes)(v == 0xED) |
                               (lanes)(v >= 0xF0));
    unsigned wanted = leads << 1 | three << 2, done = LANES;
    uint32_t counts;

    if (high == 0 || odd != high || none != 0 || (wanted & 0xFFFF) != more)
        return 0;
    if (wanted >> LANES != 0) {
        /* The last character has at most two bytes here. */
        done -= (leads >> (LANES - 1) & 1) ? 1 : 2;
        high &= (1u << done) - 1;
        leads &= high;
    }
    counts = count_two(high, leads);
    seen->high += counts & 0xFFFF;
    seen->utf8_good += counts >> 16;
    return done;
}

/* How many bits are set. */
static inline size_t
count_bits(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return (size_t)(bits * 0x0101010101010101 >> 56);
}

/* count_lanes of a block. */
static size_t
count_block(struct bytes_seen *seen, const char *p)
{
    uint64_t high = 0, more = 0, three = 0, leads, wanted;
    unsigned done = BLOCK;
    lanes none = { 0 };

    for (unsigned i = 0; i < BLOCK; i += LANES) {
        lanes v = lanes_load(p + i);

        high |= (uint64_t)lanes_tops(v) << i;
        more |= (uint64_t)lanes_tops((v & 0x80) & ~(v + v)) << i;
        three |= (uint64_t)lanes_tops((lanes)(v > 0xE0)) << i;
        none |= (lanes)((v & 0xFE) == 0xC0) | (lanes)(v == 0xE0) |
                (lanes)(v == 0xED) | (lanes)(v >= 0xF0) | (lanes)(v == 0) |
                (lanes)(v == 0x1B);
    }
    leads = high & ~more;
    wanted = leads << 1 | three << 2;
    if (lanes_any(none) || wanted != more)
        return 0;
    if ((leads | three << 1) >> (BLOCK - 1) != 0) {
        /* The last character has at most two bytes here. */
        done -= leads >> (BLOCK - 1) != 0 ? 1 : 2;
        high &= (UINT64_C(1) << done) - 1;
        leads &= high;
    }
    seen->high += count_bits(high);
    seen->utf8_good += count_bits(leads);
    return done;
}

/* Count the byte at i, and what goes on from 0x80 behind it, one by one for
 * as many as lanes hold. Returns where it ended. */
static size_t
count_each(struct bytes_seen *seen, struct str bytes, size_t i)
{
    size_t stop = i + LANES;

    seen->nuls += bytes.p[i] == 0;
    seen->escapes += bytes.p[i] == 0x1B;
    if ((unsigned char)bytes.p[i] < 0x80)
        return i + 1;
    while (i < bytes.len && i < stop && (unsigned char)bytes.p[i] >= 0x80) {
        size_t from = i;

        utf8_next(bytes, &i);
        seen->high += i - from;
        seen->utf8_good += i - from > 1;
        seen->utf8_bad += i - from == 1;
    }
    return i;
}

void
charset_guess_look(struct bytes_seen *out, struct str bytes)
{
    struct bytes_seen seen = { 0 };

    /* Each step ends where a character does. */
    for (size_t i = 0, n; i < bytes.len; i += n) {
        i = next_odd_block(bytes, i);
        n = bytes.len - i < BLOCK ? 0 : count_block(&seen, bytes.p + i);
        if (n > 0)
            continue;
        i = next_odd(bytes, i);
        if (bytes.len - i >= LANES)
            n = count_lanes(&seen, bytes.p + i);
        if (n == 0 && i < bytes.len)
            n = count_each(&seen, bytes, i) - i;
    }
    *out = seen;
}

/* UTF-16 and UTF-32 without a mark, by where the zero bytes stand: markup is
 * mostly ASCII. */
static const char *
by_nuls(struct str bytes)
{
    size_t at[4] = { 0 }, quarter = bytes.len / 4;

    for (size_t i = 0; i < quarter * 4; i++)
        at[i % 4] += bytes.p[i] == 0;
    if (quarter == 0)
        return NULL;
    if (at[0] + at[1] > quarter * 19 / 10 && at[3] < quarter / 10)
        return "UTF-32BE";
    if (at[2] + at[3] > quarter * 19 / 10 && at[0] < quarter / 10)
        return "UTF-32LE";
    if (at[0] + at[2] > 4 * (at[1] + at[3] + 1) && at[0] > quarter / 10)
        return "UTF-16BE";
    if (at[1] + at[3] > 4 * (at[0] + at[2] + 1) && at[1] > quarter / 10)
        return "UTF-16LE";
    return NULL;
}

static const char *
by_escapes(struct str bytes)
{
    if (str_find(bytes, STR("\x1B$)C"), 0) >= 0)
        return "ISO-2022-KR";
    if (str_find(bytes, STR("\x1B$B"), 0) >= 0 ||
        str_find(bytes, STR("\x1B$@"), 0) >= 0 ||
        str_find(bytes, STR("\x1B(J"), 0) >= 0 ||
        str_find(bytes, STR("\x1B(I"), 0) >= 0)
        return "ISO-2022-JP";
    return NULL;
}

/* Weight of a Cyrillic small letter: its share in Russian text in per cent,
 * rounded up (ъ as in Bulgarian, where it is a vowel); U+0430 onwards. */
static const signed char small_weight[32] = { 8, 2, 5, 2, 3, 9, 1, 2, 7, 1, 4,
    4, 3, 7, 11, 3, 5, 6, 6, 3, 1, 1, 1, 2, 1, 1, 1, 2, 2, 1, 1, 2 };

enum letter { NO_LETTER, SMALL, CAPITAL, ASCII_LETTER };

static enum letter
letter_of(uint32_t c)
{
    if (c < 0x80)
        return str_is_alpha((char)c) ? ASCII_LETTER : NO_LETTER;
    if ((c >= 0x430 && c <= 0x45F))
        return SMALL;
    return c >= 0x400 && c <= 0x42F ? CAPITAL : NO_LETTER;
}

/* How much a text reads like a Slavic language in Cyrillic: hundredths of a
 * point for each character beyond ASCII. The wrong table gives rare letters,
 * capitals within words, and letters next to Latin ones. */
static long
cyrillic_score(struct str text)
{
    enum letter before = NO_LETTER;
    long score = 0, count = 0, late = 0;

    for (size_t i = 0; i < text.len;) {
        uint32_t c = utf8_next(text, &i);
        enum letter now = letter_of(c);

        if (c >= 0x80) {
            count++;
            late += c >= 0x44B && c <= 0x45F;
            if (now == SMALL)
                score += c < 0x450 ? small_weight[c - 0x430] : 1;
            else if (now == CAPITAL)
                score += before == SMALL ? -10 : before == NO_LETTER ? 3 : 0;
            else /* quotation marks, dashes and the numero sign do occur */
                score -= (c >= 0x2010 && c <= 0x2116) || c == 0xAB ||
                                 c == 0xBB || c == 0xA0
                             ? 0
                             : 6;
            if (now != NO_LETTER && before == ASCII_LETTER)
                score -= 10;
        } else if (now == ASCII_LETTER &&
                   (before == SMALL || before == CAPITAL)) {
            score -= 10;
        }
        before = now;
    }
    /* The Hebrew alphabet lies on the Cyrillic one but for its last letters,
     * which every Slavic language needs. */
    if (count == 0 || (count > 40 && late == 0))
        return 0;
    return score * 100 / count;
}

/* The Cyrillic encodings: ICU knows three of them and takes the others for
 * these. Measured on Russian and Bulgarian pages, the right table scores above
 * 460, text in other scripts at most 411. */
#define CYRILLIC_SCORE_MIN 430
#define CYRILLIC_LETTERS_MIN 8

static const char *
by_cyrillic(struct str bytes)
{
    static const char *const names[] = { "windows-1251", "KOI8-R", "ISO-8859-5",
        "IBM866", "x-mac-cyrillic", "IBM855" };
    struct buf text = BUF_MAX(SAMPLE_BYTES * 3);
    const char *best = NULL;
    long most = CYRILLIC_SCORE_MIN;

    for (size_t i = 0; i < COUNT(names); i++) {
        long score;

        buf_reset(&text);
        charset_decode(&text, str_sub(bytes, 0, SAMPLE_BYTES), names[i]);
        score = cyrillic_score(buf_str(&text));
        if (score > most) {
            most = score;
            best = names[i];
        }
    }
    buf_clear(&text);
    return best;
}

const char *
charset_guess(struct str bytes, const struct bytes_seen *seen)
{
    const char *name = NULL;

    if (seen->nuls > 0)
        name = by_nuls(bytes);
    if (name == NULL && seen->escapes > 0 && seen->high == 0)
        name = by_escapes(bytes);
    if (name == NULL && seen->high == 0)
        name = "windows-1252";
    /* A cut at the end of a page may leave one sequence unfinished. */
    if (name == NULL && seen->utf8_good > 20 * seen->utf8_bad)
        name = "UTF-8";
    if (name == NULL && seen->high >= CYRILLIC_LETTERS_MIN)
        name = by_cyrillic(bytes);
    return name;
}
