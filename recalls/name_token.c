#include "recalls/name_token.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/identifier_common.h"
#include "core/model_key.h"

#include <stdlib.h>
#include <string.h>

/* The longest Chinese or Japanese name of a maker that is looked for. */
#define MAKER_CHARACTERS 8

/* By first letter, each with a blank behind it. */
static const char *const stops['z' - 'a' + 1] = {
    ['a' - 'a'] = "a all alle also am an and approx as at auf aus avec ",
    ['b' - 'a'] = "bei beige best black blau blue braun brown by ",
    ['c' - 'a'] = "ca cm color colour ",
    ['d' - 'a'] = "das de dem den der des die du durch ",
    ['e' - 'a'] = "ein eine et ",
    ['f' - 'a'] = "farbe for free from fur für ",
    ['g' - 'a'] = "gelb gold grau gray green grey grün ",
    ['h' - 'a'] = "hot ",
    ['i' - 'a'] = "im in inch incl inkl is it ",
    ['k' - 'a'] = "kg ",
    ['l' - 'a'] = "la le les ",
    ['m' - 'a'] = "mit mm model modell ",
    ['n' - 'a'] = "neu neue new no ",
    ['o' - 'a'] = "oder of on or orange ",
    ['p' - 'a'] = "pack pcs per piece pieces pink pour purple ",
    ['r' - 'a'] = "red rosa rot ",
    ['s' - 'a'] = "sale schwarz set silber silver size stück ",
    ['t' - 'a'] = "teilig the to ",
    ['u' - 'a'] = "und ",
    ['v' - 'a'] = "von ",
    ['w' - 'a'] = "weiss weiß white with without ",
    ['y' - 'a'] = "yellow your ",
    ['z' - 'a'] = "zu zum zur ",
};

/* The longest, in bytes. */
#define STOP_BYTES_MAX 7

int
name_token_is_stop(struct str word)
{
    const char *list;

    if (word.len == 0 || word.len > STOP_BYTES_MAX || word.p[0] < 'a' ||
        word.p[0] > 'z' || (list = stops[word.p[0] - 'a']) == NULL)
        return 0;
    while (*list != '\0') {
        size_t len = 1;

        while (list[len] != ' ')
            len++;
        if (len == word.len && memcmp(list, word.p, len) == 0)
            return 1;
        list += len + 1;
    }
    return 0;
}

/* "batteries" and "toys" are "battery" and "toy"; "glass" stays. */
static uint64_t
hash_of(struct str w)
{
    char text[64];

    if (w.len < 4 || w.len >= sizeof text || !str_ends(w, STR("s")) ||
        str_ends(w, STR("ss")) || str_ends(w, STR("us")) ||
        str_ends(w, STR("is")))
        return str_hash(w);
    if (w.len > 5 && str_ends(w, STR("ies"))) {
        memcpy(text, w.p, w.len - 3);
        text[w.len - 3] = 'y';
        return str_hash((struct str){ text, w.len - 2 });
    }
    return str_hash(str_sub(w, 0, w.len - 1));
}

uint64_t
name_token(struct str word)
{
    size_t digits = 0;

    while (digits < word.len && str_is_digit(word.p[digits]))
        digits++;
    if (word.len < 2 || (digits == word.len && digits < 3) ||
        name_token_is_stop(word))
        return 0;
    return hash_of(word);
}

static int
compare_token(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static size_t
add_bigrams(struct str run, uint64_t *out, size_t count)
{
    size_t i = 0, width;

    while (i < run.len && count < NAME_TOKENS_MAX) {
        width = utf8_width((unsigned char)run.p[i]);
        if (i + width >= run.len) {
            if (i == 0) /* one character alone */
                out[count++] = str_hash(run);
            break;
        }
        out[count++] = str_hash(str_sub(
            run, i, width + utf8_width((unsigned char)run.p[i + width])));
        i += width;
    }
    return count;
}

/* A name has some ten words: so few are sorted more quickly one by one. */
#define TOKENS_FEW 32

static void
sort_few(uint64_t *out, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t token = out[i];
        size_t k = i;

        for (; k > 0 && out[k - 1] > token; k--)
            out[k] = out[k - 1];
        out[k] = token;
    }
}

/* Put count tokens in ascending order, each once; the number that is left. */
static size_t
sort_tokens(uint64_t *out, size_t count)
{
    size_t kept = 0;

    if (count > TOKENS_FEW)
        qsort(out, count, sizeof out[0], compare_token);
    else
        sort_few(out, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || out[kept - 1] != out[i])
            out[kept++] = out[i];
    return kept;
}

/* 1 if the word behind i is a piece of the same number: "X100-2", "AB-X100". */
static int
is_tied(const struct offer_text *ot, size_t i, size_t to)
{
    if (i + 1 >= to || ot->word[i + 1].joint != OFFER_DASH)
        return 0;
    return (ot->word[i].digits > 0 || offer_text_word(ot, i).len <= 2) &&
           (ot->word[i + 1].digits > 0 || offer_text_word(ot, i + 1).len <= 2);
}

size_t
name_codes(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX])
{
    struct buf key = BUF_MAX(256);
    size_t count = 0;

    for (size_t i = from; i < to && count < NAME_TOKENS_MAX;) {
        unsigned digits = ot->word[i].digits;
        size_t end = i + 1;

        for (; is_tied(ot, end - 1, to); end++)
            digits += ot->word[end].digits;
        buf_reset(&key);
        if (digits > 0 && !ot->word[i].cjk &&
            model_key_folded(&key, offer_text_words(ot, i, end)) == 0 &&
            key.len >= 3 && !identifier_is_common(buf_str(&key)))
            out[count++] = str_hash(buf_str(&key));
        i = end;
    }
    buf_clear(&key);
    return sort_tokens(out, count);
}

size_t
name_tokens(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX])
{
    size_t count = 0;

    for (size_t i = from; i < to && count < NAME_TOKENS_MAX; i++) {
        struct str word = offer_text_word(ot, i);

        if (ot->word[i].cjk) {
            count = add_bigrams(word, out, count);
        } else {
            out[count] = name_token(word);
            count += out[count] != 0;
        }
    }
    return sort_tokens(out, count);
}

size_t
name_kinds(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX])
{
    size_t count = 0;

    for (size_t k = 0; k < ot->kinds; k++)
        if (ot->kind[k].from < to && ot->kind[k].to > from)
            out[count++] = ot->kind[k].token;
    return sort_tokens(out, count);
}

/* The first kind of product that ends behind this byte of a word's field, or
 * NULL. */
static const struct offer_kind *
kind_from(const struct offer_text *ot, size_t word, size_t byte)
{
    for (size_t k = 0; k < ot->kinds; k++)
        if (ot->kind[k].to > word && ot->kind[k].from <= word &&
            ot->kind[k].end > byte)
            return &ot->kind[k];
    return NULL;
}

/* A maker's name at the start of a CJK run: its tokens, and how many bytes it
 * has; 0 if there is none. */
static size_t
add_maker(
    const struct offer_text *ot, struct str run, uint64_t *out, size_t *count)
{
    size_t end = 0, best = 0;
    struct str name = STR_NONE, word;

    for (int n = 1; n <= MAKER_CHARACTERS && end < run.len; n++) {
        struct str maker;

        end += utf8_width((unsigned char)run.p[end]);
        maker = n < 2 ? STR_NONE
                      : vocabulary_maker(ot->vocabulary, str_sub(run, 0, end));
        if (maker.len > 0) {
            name = maker;
            best = end;
        }
    }
    while (str_next_word(&name, &word) && *count < NAME_TOKENS_MAX) {
        out[*count] = name_token(word);
        *count += out[*count] != 0;
    }
    return best;
}

/* Pairs of characters of a run, but not of the kinds and makers in it. */
static size_t
add_run(const struct offer_text *ot, size_t word, uint64_t *out, size_t count)
{
    size_t at = ot->word[word].start, from = at, end = ot->word[word].end;
    struct str t = offer_text_folded(ot, ot->word[word].field);

    while (at < end && count < NAME_TOKENS_MAX) {
        const struct offer_kind *k = kind_from(ot, word, at);
        size_t skip = k != NULL && k->start <= at ? k->end - at : 0;

        /* "牌" (brand) stands behind a name and is none of it. */
        if (skip == 0 && str_starts(str_sub(t, at, end - at), STR("牌")))
            skip = 3;
        if (skip == 0)
            skip = add_maker(ot, str_sub(t, at, end - at), out, &count);
        if (skip > 0) {
            count = add_bigrams(str_sub(t, from, at - from), out, count);
            at += skip;
            from = at;
        } else {
            at += utf8_width((unsigned char)t.p[at]);
        }
    }
    return from < end ? add_bigrams(str_sub(t, from, end - from), out, count)
                      : count;
}

size_t
name_meanings(const struct offer_text *ot, size_t from, size_t to,
    uint64_t out[NAME_TOKENS_MAX])
{
    size_t count = name_kinds(ot, from, to, out);

    for (size_t i = from; i < to && count < NAME_TOKENS_MAX; i++) {
        if (ot->word[i].cjk) {
            count = add_run(ot, i, out, count);
        } else if (kind_from(ot, i, ot->word[i].start) == NULL) {
            out[count] = name_token(offer_text_word(ot, i));
            count += out[count] != 0;
        }
    }
    return sort_tokens(out, count);
}

int
name_tokens_have(const uint64_t *list, size_t count, uint64_t token)
{
    return count > 0 &&
           bsearch(&token, list, count, sizeof list[0], compare_token) != NULL;
}
