#include "classifier/tongue.h"

#include "base/mem.h"

/* Folded: "ß" is "ss". */
static const char *const german[] = { "und", "mit", "für", "ohne", "aus", "der",
    "die", "das", "zum", "zur", "oder", "von", "auf", "bei", "stück", "farbe",
    "schwarz", "weiss", "grün", "blau", "rot", "grau", "braun", "gelb",
    "kinder", "herren", "damen", "holz", "grösse", "jahre", "ab", "wasserdicht",
    "tragbar", "klappbar", "elektrisch", "elektrische", "elektrischer",
    "teilig", "zoll", "ladegerät", "spielzeug", "uhr", "tisch", "lampe" };

/* Endings of German words that English has none of. */
static const char *const endings[] = { "ung", "keit", "heit", "schutz", "gerät",
    "tasche", "hülle", "zeug", "halter", "kasten", "decke", "kissen", "stuhl",
    "tisch", "lampe", "leuchte", "uhr", "schuhe", "maschine", "kocher", "bett",
    "matratze" };

static int
is_german(struct str word)
{
    for (size_t i = 0; i < COUNT(german); i++)
        if (str_is(word, german[i]))
            return 1;
    for (size_t i = 0; i < COUNT(endings); i++)
        if (word.len > str_of(endings[i]).len + 2 &&
            str_ends(word, str_of(endings[i])))
            return 1;
    for (size_t i = 0; i + 1 < word.len; i++)
        if (word.p[i] == '\xC3' &&
            (word.p[i + 1] == '\xA4' || word.p[i + 1] == '\xB6' ||
                word.p[i + 1] == '\xBC'))
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
