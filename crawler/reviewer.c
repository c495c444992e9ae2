#include "crawler/reviewer.h"

#include "base/mem.h"

/* "Reviewed by" and all titles fit; a longer line says something. */
#define BYLINE_BYTES_MAX 160
#define NAME_WORDS_MAX 6
/* What stands behind "kind regards,". */
#define SIGNATURE_BYTES_MAX 60
#define SIGNATURE_WORDS_MAX 5

/* A line that begins so says who wrote, if a name follows. */
static const char *const openings[] = { "reviewed by ", "review by ",
    "written by ", "posted by ", "submitted by ", "by ", "bewertet von ",
    "bewertung von ", "rezension von ", "geschrieben von ", "verfasst von ",
    "von ", "avis de ", "publi\xC3\xA9 par ",
    "r\xC3\xA9"
    "dig\xC3\xA9 par ",
    "par ", "recensione di ", "scritto da ", "da ", "opini\xC3\xB3n de ",
    "escrito por ",
    "rese\xC3\xB1"
    "a de ",
    "por ", "beoordeeld door ", "geschreven door ", "door ", "opinia ",
    "dodane przez ",
    "autor: ", "author: ", "name: ", "nickname: ", "kunde: ", "kundin: " };

/* Of these alone the line says nothing else, whatever follows. */
static const char *const labels[] = { "autor: ", "author: ", "nickname: " };

/* In Chinese no blank and no capital letter tells a name. */
static const char *const han[] = { "\xE8\xAF\x84\xE8\xAE\xBA\xE8\x80\x85",
    "\xE8\xAF\x84\xE4\xBB\xB7\xE4\xBA\xBA",
    "\xE7\x94\xA8\xE6\x88\xB7\xE5\x90\x8D",
    "\xE4\xB9\xB0\xE5\xAE\xB6\xE6\x98\xB5\xE7\xA7\xB0",
    "\xE6\x98\xB5\xE7\xA7\xB0" };

/* Behind the name: where and when, if a figure follows. */
static const char *const behind[] = { "on", "am", "vom", "aus", "from", "in",
    "le", "du", "de", "el", "il", "del", "dnia", "op", "uit", "at", "um", "z" };

static const char *const titles[] = { "kundin", "kunde", "herr", "frau", "mr",
    "mrs", "ms", "dr", "dr.", "mr.", "mrs.", "ms.", "mme", "m.", "de", "van",
    "von", "der", "la", "le", "da", "di", "del", "zu", "el", "und", "and",
    "customer", "user", "nutzer", "nutzerin", "client", "cliente" };

static const char *const farewells[] = { "kind regards", "best regards",
    "regards", "greetings", "best wishes", "yours sincerely",
    "viele gr\xC3\xBC\xC3\x9F"
    "e",
    "liebe gr\xC3\xBC\xC3\x9F"
    "e",
    "mit freundlichen gr\xC3\xBC\xC3\x9F"
    "en",
    "sch\xC3\xB6ne gr\xC3\xBC\xC3\x9F"
    "e",
    "gr\xC3\xBC\xC3\x9F"
    "e",
    "gru\xC3\x9F", "gruss", "mfg", "lg", "cordialement", "saludos",
    "cordiali saluti", "saluti", "groetjes", "met vriendelijke groet",
    "pozdrawiam" };

static int
is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_nocase(word, list[i]))
            return 1;
    return 0;
}

/* A capital letter, or a letter beyond ASCII that may be one. */
static int
is_capital(struct str word)
{
    return word.len > 0 && ((word.p[0] >= 'A' && word.p[0] <= 'Z') ||
                               (unsigned char)word.p[0] >= 0x80);
}

/* The word with which rest begins, and what ends it: 1 where a mark stands
 * behind it that ends a name. */
static int
next_word(struct str *rest, struct str *word)
{
    size_t i = 0;

    *rest = str_trim(*rest);
    while (i < rest->len && rest->p[i] != ' ' && rest->p[i] != ',' &&
           rest->p[i] != '|' && rest->p[i] != '(')
        i++;
    *word = str_sub(*rest, 0, i);
    *rest = str_trim(str_sub(*rest, i, rest->len));
    return rest->len > 0 &&
           (rest->p[0] == ',' || rest->p[0] == '|' || rest->p[0] == '(');
}

/* 1 if a name stands here, and behind it nothing, a mark, or where and when.
 * "By far the best" and "Von Anfang an" are none. */
static int
is_name(struct str rest)
{
    struct str word;
    int capitals = 0;

    for (int i = 0; i < NAME_WORDS_MAX && rest.len > 0; i++) {
        int ends = next_word(&rest, &word);

        if (capitals > 0 && is_one_of(word, behind, COUNT(behind)) &&
            str_has_digit(rest))
            return 1;
        if (word.len == 1 && !str_is_alnum(word.p[0]))
            return capitals > 0; /* a dash */
        if (is_one_of(word, titles, COUNT(titles)))
            continue;
        if (!is_capital(word) || str_has_digit(word))
            return 0;
        capitals++;
        if (ends) /* ", Verified purchase", "| 4 May"; not ", it broke" */
            return str_has_digit(rest) ||
                   is_capital(str_trim(str_sub(rest, 1, rest.len)));
    }
    return capitals > 0 && rest.len == 0;
}

static int
is_byline(struct str line)
{
    if (line.len > BYLINE_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < COUNT(han); i++)
        if (str_starts(line, str_of(han[i])))
            return 1;
    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_starts_nocase(line, str_of(labels[i])))
            return 1;
    for (size_t i = 0; i < COUNT(openings); i++) {
        struct str opening = str_of(openings[i]);

        if (str_starts_nocase(line, opening))
            return is_name(str_sub(line, opening.len, line.len));
    }
    return 0;
}

/* "kind regards, Lieselotte M." at the end, with a blank or a mark before. */
static struct str
cut_signature(struct str text)
{
    size_t from =
        text.len > SIGNATURE_BYTES_MAX ? text.len - SIGNATURE_BYTES_MAX : 0;

    for (size_t i = 0; i < COUNT(farewells); i++) {
        struct str word = str_of(farewells[i]), rest, one;
        ptrdiff_t at = str_find_nocase(text, word, from);
        int words = 0;

        if (at <= 0 || str_is_alnum(text.p[at - 1]) ||
            (unsigned char)text.p[at - 1] >= 0x80)
            continue;
        rest = str_sub(text, (size_t)at + word.len, text.len);
        if (rest.len > 0 && str_is_alnum(rest.p[0]))
            continue;
        while (str_next_word(&rest, &one))
            words++;
        if (words <= SIGNATURE_WORDS_MAX)
            return str_trim(str_sub(text, 0, (size_t)at));
    }
    return text;
}

struct str
reviewer_drop(struct str text)
{
    text = str_trim(text);
    if (is_byline(text))
        return STR_NONE;
    return cut_signature(text);
}
