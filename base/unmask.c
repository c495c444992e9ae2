#include "base/unmask.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/suspect.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Single letters in a row that are a word: "s m l" are sizes. */
#define SPACED_LETTERS_MIN 4
#define SPACED_HAN_MIN 3
/* Words longer than this are left: nobody reads them. */
#define WORD_MAX 64
/* Shorter ones are part numbers ("4xagb") far more often than masked words. */
#define LEET_MIN 4
/* A run of digits longer than this makes a part number. */
#define DIGIT_RUN_MAX 2
/* Letters behind a digit that is the first of them: "5teroid", not "5pack",
 * "3piece". */
#define PREFIXED_LETTERS_MIN 6

/* --- what letters look like --- */

/* Folded letters of Cyrillic and Greek that look like a Latin one, small or
 * capital (folding has made capitals small: "В" is в). Not μ and ω, which
 * stand beside Latin letters as micro and ohm. */
static const char lookalikes[] = "ɑaɡgıiαaβbγyεeζzηhιiκkνvοoρpτtυyχxаaвb"
                                 "еeкkмmнhоoрpсcтtуyхxёeѕsіiјjѵvһhӏlԁdԛqԝw";

static char
lookalike(uint32_t c)
{
    const struct str s = { lookalikes, sizeof lookalikes - 1 };

    for (size_t i = 0; i < s.len; i++) /* a letter, what it looks like */
        if (utf8_next(s, &i) == c)
            return s.p[i];
    return '\0';
}

/* The letter a sign stands for in leetspeak. */
static char
leet(uint32_t c, int third)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
        return third ? 'l' : 'i';
    case '!':
        return 'i';
    case '3':
        return 'e';
    case '4':
    case '@':
        return 'a';
    case '5':
    case '$':
        return 's';
    case '7':
        return 't';
    default:
        return '\0';
    }
}

static int
is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F);
}

/* Letters of scripts that have look-alikes. */
static int
is_foreign(uint32_t c)
{
    return (c >= 0x250 && c <= 0x2AF) || (c >= 0x370 && c <= 0x52F) ||
           c == 0x131;
}

static int
is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static int
is_sign(uint32_t c)
{
    return c == '@' || c == '$' || c == '!';
}

static int
is_word(uint32_t c)
{
    return is_latin(c) || is_digit(c) || is_foreign(c);
}

static int
is_han(uint32_t c)
{
    return c >= 0x3400 && c <= 0x9FFF;
}

static int
is_separator(uint32_t c)
{
    return c == ' ' || c == '.' || c == '-' || c == '_' || c == '*' ||
           c == '/' || c == '|' || c == '~' || c == '+' || c == ',' ||
           c == 0xB7 || c == 0x30FB;
}

/* --- the second reading --- */

struct reading {
    struct unmasked *out;
    const struct folded *in;
    struct str s;
    int third, ambiguous;
    int foreign_text; /* holds letters that look like no Latin one */
};

struct letter {
    uint32_t c;
    size_t start, next; /* in the folded text */
};

static struct letter
letter_at(const struct reading *r, size_t i)
{
    struct letter l = { 0, i, i };

    if (i < r->s.len)
        l.c = utf8_next(r->s, &l.next);
    return l;
}

/* Put a character in the place of the one that begins at byte i. */
static void
put(struct reading *r, uint32_t c, size_t i)
{
    fold_add(&r->out->folded, c, fold_at(r->in, i));
}

static void
note_change(struct reading *r, size_t start)
{
    struct unmasked *u = r->out;

    u->range = mem_grow(u->range, &u->cap, u->count + 1, sizeof u->range[0]);
    u->range[u->count++] = (struct unmask_range){ start, u->folded.text.len };
}

struct word {
    struct letter letter[WORD_MAX];
    size_t len;
    size_t latin, foreign, unlike, digits, run; /* run: of digits, longest */
};

/* Not the letters: they are many. */
static void
clear_word(struct word *w)
{
    w->len = w->latin = w->foreign = w->unlike = w->digits = w->run = 0;
}

static void
add_letter(struct word *w, struct letter l)
{
    size_t run = 1;

    w->letter[w->len++] = l;
    if (is_foreign(l.c)) {
        w->foreign++;
        w->unlike += lookalike(l.c) == '\0';
    } else if (is_latin(l.c)) {
        w->latin++;
    } else {
        w->digits++;
        while (run < w->len && (is_digit(w->letter[w->len - 1 - run].c) ||
                                   is_sign(w->letter[w->len - 1 - run].c)))
            run++;
        w->run = run > w->run ? run : w->run;
    }
}

static int
letter_like(const struct word *w, size_t i)
{
    return i < w->len &&
           (is_latin(w->letter[i].c) || lookalike(w->letter[i].c) != '\0');
}

static int
is_vowel(uint32_t c)
{
    return (c < 0x80 && c != 0 && strchr("aeiouy", (char)c) != NULL) ||
           c >= 0xC0;
}

/* 1 if it can be said aloud once its signs are letters: part numbers rarely
 * can. German piles up consonants ("Rauschgift"). */
static int
is_sayable(const struct word *w, size_t first, size_t last)
{
    size_t vowels = 0, run[2] = { 0, 0 }, most[2] = { 0, 0 }, onset = 0;

    for (size_t i = first; i < last; i++) {
        uint32_t c = w->letter[i].c;
        int vowel;

        if (is_foreign(c))
            c = (unsigned char)lookalike(c);
        else if (!is_latin(c))
            c = (unsigned char)leet(c, 0);
        vowel = is_vowel(c);
        onset += vowels == 0 && !vowel;
        vowels += (size_t)vowel;
        run[vowel]++;
        run[!vowel] = 0;
        if (run[vowel] > most[vowel])
            most[vowel] = run[vowel];
    }
    return vowels > 0 && onset <= 3 && most[0] <= 4 && most[1] <= 2 &&
           5 * vowels >= last - first;
}

/* Letters with a few signs among them, none of which only trails: "j4mmer",
 * "$teroid"; not "mp3", "rtx3080", "2in1", "4x4", "5pack". */
static int
is_leet(const struct word *w)
{
    size_t letters_of = w->latin + w->foreign, first = 0, last = w->len;

    if (w->digits == 0 || w->len < LEET_MIN || letters_of < 3 * w->digits ||
        w->run > DIGIT_RUN_MAX)
        return 0;
    while (last > 0 && !letter_like(w, last - 1))
        last--;
    while (first < w->len && !letter_like(w, first))
        first++;
    if (w->digits == w->len - last)
        return 0; /* only at the end */
    if (first > 0 && w->digits == first + w->len - last &&
        (first > 1 ||
            (is_digit(w->letter[0].c) && letters_of < PREFIXED_LETTERS_MIN)))
        return 0;
    for (size_t i = 0; i < last; i++)
        if (!letter_like(w, i) && leet(w->letter[i].c, 0) == '\0')
            return 0; /* "b2b" */
    return is_sayable(w, 0, last);
}

static int
is_alike(const struct word *w, int foreign_text)
{
    return w->foreign > 0 && w->unlike == 0 && w->len >= 3 &&
           (w->latin > 0 || !foreign_text);
}

/* Put one word, unmasked where it is to be. Returns 1 if it was changed. */
static int
put_word(struct reading *r, const struct word *w)
{
    size_t start = r->out->folded.text.len, last = w->len;
    int alike = is_alike(w, r->foreign_text);
    int spelt = w->unlike == 0 && (w->foreign == 0 || alike) && is_leet(w);

    while (last > 0 && !letter_like(w, last - 1))
        last--;
    for (size_t i = 0; i < w->len; i++) {
        uint32_t c = w->letter[i].c;
        char to = '\0';

        if (alike && is_foreign(c))
            to = lookalike(c);
        else if (spelt && !is_latin(c) && i < last)
            to = leet(c, r->third);
        r->ambiguous |= to != '\0' && c == '1';
        put(r, to != '\0' ? (uint32_t)to : c, w->letter[i].start);
    }
    if (alike || spelt)
        note_change(r, start);
    return alike || spelt;
}

/* Read the word at *i: letters and digits, and signs between two letters or
 * before the first. */
static void
read_word(const struct reading *r, size_t *i, struct word *w)
{
    while (*i < r->s.len && w->len < WORD_MAX) {
        struct letter l = letter_at(r, *i);

        if (is_sign(l.c)) {
            struct letter next = letter_at(r, l.next);

            if (!is_latin(next.c) && !is_foreign(next.c))
                break;
        } else if (!is_word(l.c)) {
            break;
        }
        add_letter(w, l);
        *i = l.next;
    }
}

/* 1 if single letters with one and the same separator between them stand from
 * i on; *w is the word they make, *end is behind it. */
static int
read_spaced(const struct reading *r, size_t i, struct word *w, size_t *end)
{
    struct letter l = letter_at(r, i), gap = letter_at(r, l.next);
    uint32_t separator = gap.c;

    clear_word(w);
    while (w->len < WORD_MAX && is_word(l.c) && !is_word(gap.c)) {
        add_letter(w, l);
        *end = l.next;
        if (!is_separator(gap.c) || gap.c != separator)
            break;
        l = letter_at(r, gap.next);
        gap = letter_at(r, l.next);
    }
    return w->len >= SPACED_LETTERS_MIN && w->latin + w->foreign > w->digits;
}

/* The same for Han, where words have no ends. */
static int
read_spaced_han(const struct reading *r, size_t i, struct word *w, size_t *end)
{
    struct letter l = letter_at(r, i), gap;
    uint32_t separator = 0;

    clear_word(w);
    while (w->len < WORD_MAX && is_han(l.c)) {
        w->letter[w->len++] = l;
        *end = l.next;
        gap = letter_at(r, l.next);
        if (!is_separator(gap.c) || (separator != 0 && gap.c != separator))
            break;
        separator = gap.c;
        l = letter_at(r, gap.next);
    }
    return w->len >= SPACED_HAN_MIN;
}

/* --- where there may be any --- */

/* Back from `at`, not below `least`, to where a word may begin, and over one
 * letter of a spaced-out run. */
static size_t
begin_before(struct str s, size_t at, size_t least)
{
    size_t i = at;

    for (size_t k = 0; k < WORD_MAX && i > least; k++, i--)
        if (s.p[i - 1] == ' ' && i + 2 < at)
            break;
    while (i > least && i < s.len && ((unsigned char)s.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}

/* The end of a word of letters of ASCII alone, or of digits; else i. */
static size_t
skip_plain(struct str s, size_t i)
{
    size_t end = i;
    int letters = 0, digits = 0;
    unsigned char c = 0;

    for (; end < s.len; end++) {
        c = (unsigned char)s.p[end];
        if (c >= 'a' && c <= 'z')
            letters = 1;
        else if (c >= '0' && c <= '9')
            digits = 1;
        else
            break;
    }
    if (end - i < 2 || (letters && digits) ||
        (end < s.len && (c >= 0x80 || is_sign(c))))
        return i;
    return end;
}

/* 1 if a masked word stands at [from,to). */
static int
is_masked_near(struct str s, size_t from, size_t to)
{
    struct reading r = { .s = s };
    size_t i = begin_before(s, from, 0);
    struct word w;

    while (i < to && i < s.len) {
        struct letter l;
        size_t end = skip_plain(s, i);

        if (end > i) {
            i = end;
            continue;
        }
        l = letter_at(&r, i);
        clear_word(&w);
        if (is_word(l.c) || is_sign(l.c)) {
            if (is_word(l.c) && read_spaced(&r, i, &w, &end))
                return 1;
            clear_word(&w);
            read_word(&r, &i, &w);
            if (is_alike(&w, 0) || (w.unlike == 0 && is_leet(&w)))
                return 1;
            if (i == l.start)
                i = l.next;
        } else if (is_han(l.c) && read_spaced_han(&r, i, &w, &end)) {
            return 1;
        } else {
            i = l.next;
        }
    }
    return 0;
}

int
unmask_suspects(struct str s)
{
    for (size_t i = suspect_next(s, 0); i < s.len;
         i = suspect_next(s, i + SUSPECT_BLOCK))
        if (is_masked_near(s, i, i + SUSPECT_BLOCK))
            return 1;
    return 0;
}

static int
find_foreign_text(struct str s)
{
    lanes found = { 0 };
    size_t n = 0;

    for (; n + LANES <= s.len; n += LANES)
        found |= (lanes)((lanes_load(s.p + n) - 0xC4) <= 0xD4 - 0xC4);
    if (!lanes_any(found))
        s = str_sub(s, n, s.len);
    for (size_t i = 0; i < s.len;) {
        uint32_t c = utf8_next(s, &i);

        if (is_foreign(c) && lookalike(c) == '\0')
            return 1;
    }
    return 0;
}

/* An address is no masked word. */
static int
put_address(struct reading *r, size_t *i)
{
    struct str rest = str_sub(r->s, *i, r->s.len), word = rest;
    ptrdiff_t blank = str_find_char(rest, ' ', 0), at, dot;

    if (blank >= 0)
        word.len = (size_t)blank;
    at = str_find_char(word, '@', 1);
    dot = at < 0 ? -1 : str_find_char(word, '.', (size_t)at);
    if (dot < 0 && str_find(word, STR("://"), 0) < 0 &&
        !str_starts(word, STR("www.")))
        return 0;
    for (size_t end = *i + word.len; *i < end;) {
        struct letter l = letter_at(r, *i);

        put(r, l.c, l.start);
        *i = l.next;
    }
    return 1;
}

/* Put what stands at *i: an address, a word, a spaced-out one, or a sign.
 * *before is the character in front of it. */
static void
put_next(struct reading *r, size_t *i, uint32_t *before)
{
    struct letter l = letter_at(r, *i);
    struct word w;
    size_t start = r->out->folded.text.len, end = *i;

    if (*before == ' ' && put_address(r, i)) {
        *before = 'x';
    } else if ((is_word(l.c) || is_sign(l.c)) && !is_word(*before)) {
        if (is_word(l.c) && read_spaced(r, *i, &w, &end)) {
            if (!put_word(r, &w))
                note_change(r, start);
            *i = end;
        } else {
            clear_word(&w);
            read_word(r, i, &w);
            if (w.len < WORD_MAX)
                put_word(r, &w);
            else
                fold_add_range(&r->out->folded, r->in, l.start, *i);
        }
        if (*i == l.start) { /* a lone sign */
            put(r, l.c, l.start);
            *i = l.next;
        }
        *before = 'x';
    } else if (is_han(l.c) && read_spaced_han(r, *i, &w, &end)) {
        for (size_t k = 0; k < w.len; k++)
            put(r, w.letter[k].c, w.letter[k].start);
        note_change(r, start);
        *i = end;
        *before = w.letter[w.len - 1].c;
    } else {
        put(r, l.c, l.start);
        *i = l.next;
        *before = l.c;
    }
}

/* The code point that ends before i. */
static uint32_t
point_before(struct str s, size_t i)
{
    size_t start = i;

    if (i == 0)
        return ' ';
    do
        start--;
    while (start > 0 && ((unsigned char)s.p[start] & 0xC0) == 0x80);
    return utf8_next(s, &start);
}

enum unmask_result
unmask_text(struct unmasked *out, const struct folded *in, int third)
{
    struct reading r = { out, in, buf_str(&in->text), third, 0, 0 };

    out->count = 0;
    fold_begin(&out->folded, in->text.len, in->original);
    r.foreign_text = find_foreign_text(r.s);
    for (size_t i = 0; i < r.s.len;) {
        size_t suspect = suspect_next(r.s, i);
        size_t start = begin_before(r.s, suspect, i);
        uint32_t before = point_before(r.s, start);

        if (suspect == r.s.len)
            start = suspect;
        fold_add_range(&out->folded, in, i, start);
        for (i = start; i < r.s.len && i < suspect + SUSPECT_BLOCK;)
            put_next(&r, &i, &before);
    }
    buf_add(&out->folded.text, "", 0); /* and the NUL */
    return out->count == 0 ? UNMASK_SAME
           : r.ambiguous   ? UNMASK_AMBIGUOUS
                           : UNMASK_CHANGED;
}

int
unmask_covers(const struct unmasked *u, size_t start, size_t end)
{
    for (size_t i = 0; i < u->count; i++)
        if (u->range[i].start < end && start < u->range[i].end)
            return 1;
    return 0;
}

void
unmask_clear(struct unmasked *u)
{
    fold_clear(&u->folded);
    free(u->range);
    *u = (struct unmasked){ 0 };
}
