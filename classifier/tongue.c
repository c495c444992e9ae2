#include "classifier/tongue.h"

#include "base/mem.h"

/* Folded: "ß" is "ss". */
static const struct str german[] = { { "und", sizeof "und" - 1 },
    { "mit", sizeof "mit" - 1 }, { "für", sizeof "für" - 1 },
    { "ohne", sizeof "ohne" - 1 }, { "aus", sizeof "aus" - 1 },
    { "der", sizeof "der" - 1 }, { "die", sizeof "die" - 1 },
    { "das", sizeof "das" - 1 }, { "zum", sizeof "zum" - 1 },
    { "zur", sizeof "zur" - 1 }, { "oder", sizeof "oder" - 1 },
    { "von", sizeof "von" - 1 }, { "auf", sizeof "auf" - 1 },
    { "bei", sizeof "bei" - 1 }, { "stück", sizeof "stück" - 1 },
    { "farbe", sizeof "farbe" - 1 }, { "schwarz", sizeof "schwarz" - 1 },
    { "weiss", sizeof "weiss" - 1 }, { "grün", sizeof "grün" - 1 },
    { "blau", sizeof "blau" - 1 }, { "rot", sizeof "rot" - 1 },
    { "grau", sizeof "grau" - 1 }, { "braun", sizeof "braun" - 1 },
    { "gelb", sizeof "gelb" - 1 }, { "kinder", sizeof "kinder" - 1 },
    { "herren", sizeof "herren" - 1 }, { "damen", sizeof "damen" - 1 },
    { "holz", sizeof "holz" - 1 }, { "grösse", sizeof "grösse" - 1 },
    { "jahre", sizeof "jahre" - 1 }, { "ab", sizeof "ab" - 1 },
    { "wasserdicht", sizeof "wasserdicht" - 1 },
    { "tragbar", sizeof "tragbar" - 1 }, { "klappbar", sizeof "klappbar" - 1 },
    { "elektrisch", sizeof "elektrisch" - 1 },
    { "elektrische", sizeof "elektrische" - 1 },
    { "elektrischer", sizeof "elektrischer" - 1 },
    { "teilig", sizeof "teilig" - 1 }, { "zoll", sizeof "zoll" - 1 },
    { "ladegerät", sizeof "ladegerät" - 1 },
    { "spielzeug", sizeof "spielzeug" - 1 }, { "uhr", sizeof "uhr" - 1 },
    { "tisch", sizeof "tisch" - 1 }, { "lampe", sizeof "lampe" - 1 } };

/* Endings of German words that English has none of. */
static const struct str endings[] = { { "ung", sizeof "ung" - 1 },
    { "keit", sizeof "keit" - 1 }, { "heit", sizeof "heit" - 1 },
    { "schutz", sizeof "schutz" - 1 }, { "gerät", sizeof "gerät" - 1 },
    { "tasche", sizeof "tasche" - 1 }, { "hülle", sizeof "hülle" - 1 },
    { "zeug", sizeof "zeug" - 1 }, { "halter", sizeof "halter" - 1 },
    { "kasten", sizeof "kasten" - 1 }, { "decke", sizeof "decke" - 1 },
    { "kissen", sizeof "kissen" - 1 }, { "stuhl", sizeof "stuhl" - 1 },
    { "tisch", sizeof "tisch" - 1 }, { "lampe", sizeof "lampe" - 1 },
    { "leuchte", sizeof "leuchte" - 1 }, { "uhr", sizeof "uhr" - 1 },
    { "schuhe", sizeof "schuhe" - 1 }, { "maschine", sizeof "maschine" - 1 },
    { "kocher", sizeof "kocher" - 1 }, { "bett", sizeof "bett" - 1 },
    { "matratze", sizeof "matratze" - 1 } };

static int
is_german(struct str word)
{
    char last = word.p[word.len - 1];

    for (size_t i = 0; i + 1 < word.len; i++)
        if (word.p[i] == '\xC3' &&
            (word.p[i + 1] == '\xA4' || word.p[i + 1] == '\xB6' ||
                word.p[i + 1] == '\xBC'))
            return 1;
    for (size_t i = 0; i < COUNT(german); i++)
        if (german[i].p[0] == word.p[0] && str_eq(word, german[i]))
            return 1;
    for (size_t i = 0; i < COUNT(endings); i++)
        if (endings[i].p[endings[i].len - 1] == last &&
            word.len > endings[i].len + 2 && str_ends(word, endings[i]))
            return 1;
    return 0;
}

enum glossary_language
tongue_of(const struct tokens *title)
{
    size_t han = 0, all = 0;

    for (size_t i = 0; i < title->count; i++) {
        const struct token *t = &title->item[i];

        all += t->end - t->start;
        if (t->kind == TOKEN_HAN)
            han += t->end - t->start;
    }
    if (han > 0 && han * 5 >= all)
        return GLOSSARY_ZH;
    for (size_t i = 0; i < title->count; i++) {
        const struct token *t = &title->item[i];

        if (t->kind == TOKEN_WORD &&
            is_german(str_sub(
                buf_str(&title->folded.text), t->start, t->end - t->start)))
            return GLOSSARY_DE;
    }
    return GLOSSARY_EN;
}

const char *
tongue_name(enum glossary_language l)
{
    static const char *const names[GLOSSARY_LANGUAGES] = { "en", "de", "zh" };

    return names[l];
}
