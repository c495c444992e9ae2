#include "crawler/language_words.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Fewer words prove nothing. */
#define WORDS_MIN 30
/* Of a hundred words so many must be small words of the language ... */
#define SHARE_MIN 15
/* ... and so many times as many as of any other. */
#define LEAD_MIN 2

static const struct {
    const char *code, *words;
} lists[] = {
    { "en", "the and of for with is to in on your this from are you it that "
            "be by or as at can not will has our all have an" },
    { "de", "und der die das mit für ist ein eine im den von zu auf nicht sie "
            "wird sind auch bei oder aus des zum zur ihre einen werden dem" },
    { "fr", "le la les et de des du en un une pour avec est dans sur vous "
            "votre qui par ce au aux plus pas sont cette ou" },
    { "es", "el la los las de y en con para un una por que es del se su al "
            "como más este lo sus" },
    { "it", "il la di e per con un una del della che è in da al le gli dei "
            "sono nel alla si lo i" },
    { "pt", "o a os as de e em com para um uma do da que por é não dos das se "
            "no na ao" },
    { "nl", "de het een en van met voor is op te in niet dat bij uw zijn of "
            "wordt deze je aan" },
    { "pl", "i w z na do się jest dla nie to od po oraz jak przez ze że są" },
    { "sv", "och att det för med på en ett är som av till den inte kan du i" },
    { "fi", "ja on ei se että joka myös tai voi ovat sen kuin mutta niin" },
    { "hu", "a az és egy hogy nem is van ez meg csak vagy de el" },
    { "ro", "de și în la cu pentru un o este din pe care nu mai sau sunt" },
    { "tr", "ve bir için ile bu da de olarak daha çok olan en ya her" },
    { "ru", "и в на с для не по из от что это как или к у при" },
};

#define LANGUAGES COUNT(lists)

/* A power of two, more than twice as many as there are words. */
#define SLOTS 1024

struct language_words {
    uint64_t word[SLOTS]; /* its bytes; 0: a free slot */
    uint16_t of[SLOTS];   /* a bit for each language */
};

/* A small word as a number: of at most eight bytes, none of them zero. */
static uint64_t
number_of(struct str word)
{
    uint64_t n = 0;

    if (word.len <= sizeof n && word.len > 0)
        str_put((char *)&n, word.p, word.len);
    return n;
}

/* The slot of a word, or the free one where it would be. */
static size_t
slot_of(const struct language_words *w, uint64_t word)
{
    size_t i = (size_t)((word * 0x9E3779B97F4A7C15u) >> 32) % SLOTS;

    while (w->word[i] != word && w->word[i] != 0)
        i = (i + 1) % SLOTS;
    return i;
}

struct language_words *
language_words_new(void)
{
    struct language_words *w = mem_new(sizeof *w);

    for (size_t i = 0; i < LANGUAGES; i++) {
        struct str rest = str_of(lists[i].words), word;

        while (str_next_word(&rest, &word)) {
            size_t slot = slot_of(w, number_of(word));

            assert(word.len <= sizeof w->word[0]);
            w->word[slot] = number_of(word);
            w->of[slot] |= (uint16_t)(1u << i);
        }
    }
    return w;
}

void
language_words_free(struct language_words *w)
{
    free(w);
}

/* Where the next blank stands, or the end of the text. */
static size_t
blank_from(struct str text, size_t at)
{
    for (; text.len - at >= LANES; at += LANES) {
        size_t n = lanes_first((lanes)(lanes_load(text.p + at) == ' '));

        if (n < LANES)
            return at + n;
    }
    while (at < text.len && text.p[at] != ' ')
        at++;
    return at;
}

int
language_words_confirm(
    const struct language_words *w, struct str text, const char *code)
{
    size_t hits[LANGUAGES] = { 0 }, count = 0, said = 0;

    while (said < LANGUAGES && strcmp(lists[said].code, code) != 0)
        said++;
    if (said == LANGUAGES)
        return 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        uint64_t number;

        end = blank_from(text, at);
        number = number_of(str_sub(text, at, end - at));
        count += end > at;
        if (number == 0)
            continue;
        for (unsigned of = w->of[slot_of(w, number)]; of != 0; of &= of - 1)
            hits[__builtin_ctz(of)]++;
    }
    if (count < WORDS_MIN || hits[said] * 100 < count * SHARE_MIN)
        return 0;
    for (size_t i = 0; i < LANGUAGES; i++)
        if (i != said && hits[i] * LEAD_MIN > hits[said])
            return 0;
    return 1;
}
