#include "classifier/tongue.h"

#include "base/mem.h"

/* Folded: "ß" is "ss". */
static const struct str german[] = {
    { "und", sizeof "und" - 1 },
    { "mit", sizeof "mit" - 1 },
    { "für", sizeof "für" - 1 },
    { "ohne", sizeof "ohne" - 1 },
    { "aus", sizeof "aus" - 1 },
    { "der", sizeof "der" - 1 },
    { "die", sizeof "die" - 1 },
    { "das", sizeof "das" - 1 },
    { "zum", sizeof "zum" - 1 },
    { "zur", sizeof "zur" - 1 },
    { "oder", sizeof "oder" - 1 },
    { "von", sizeof "von" - 1 },
    { "auf", sizeof "auf" - 1 },
    { "bei", sizeof "bei" - 1 },
    { "stück", sizeof "stück" - 1 },
    { "farbe", sizeof "farbe" - 1 },
    { "schwarz", sizeof "schwarz" - 1 },
    { "weiss", sizeof "weiss" - 1 },
    { "grün", sizeof "grün" - 1 },
    { "blau", sizeof "blau" - 1 },
    { "rot", sizeof "rot" - 1 },
    { "grau", sizeof "grau" - 1 },
    { "braun", sizeof "braun" - 1 },
    { "gelb", sizeof "gelb" - 1 },
    { "kinder", sizeof "kinder" - 1 },
    { "herren", sizeof "herren" - 1 },
    { "damen", sizeof "damen" - 1 },
    { "holz", sizeof "holz" - 1 },
    { "grösse", sizeof "grösse" - 1 },
    { "jahre", sizeof "jahre" - 1 },
    { "ab", sizeof "ab" - 1 },
    { "wasserdicht", sizeof "wasserdicht" - 1 },
    { "tragbar", sizeof "tragbar" - 1 },
    { "klappbar", sizeof "klappbar" - 1 },
    { "elektrisch", sizeof "elektrisch" - 1 },
    { "elektrische", sizeof "elektrische" - 1 },
    { "elektrischer", sizeof "elektrischer" - 1 },
    { "teilig", sizeof "teilig" - 1 },
    { "zoll", sizeof "zoll" - 1 },
    { "ladegerät", sizeof "ladegerät" - 1 },
    { "spielzeug", sizeof "spielzeug" - 1 },
    { "uhr", sizeof "uhr" - 1 },
    { "tisch", sizeof "tisch" - 1 },
    { "lampe", sizeof "lampe" - 1 },
    { "nicht", sizeof "nicht" - 1 },
    { "nur", sizeof "nur" - 1 },
    { "inkl", sizeof "inkl" - 1 },
    { "teile", sizeof "teile" - 1 },
    { "paar", sizeof "paar" - 1 },
    { "farben", sizeof "farben" - 1 },
    { "blatt", sizeof "blatt" - 1 },
    { "stufen", sizeof "stufen" - 1 },
    { "kabellos", sizeof "kabellos" - 1 },
    { "rutschfest", sizeof "rutschfest" - 1 },
    { "verstellbar", sizeof "verstellbar" - 1 },
    { "faltbar", sizeof "faltbar" - 1 },
    { "liniert", sizeof "liniert" - 1 },
    { "kariert", sizeof "kariert" - 1 },
    { "trocken", sizeof "trocken" - 1 },
    { "externe", sizeof "externe" - 1 },
    { "deutsche", sizeof "deutsche" - 1 },
    { "gross", sizeof "gross" - 1 },
    { "zwei", sizeof "zwei" - 1 },
    { "drei", sizeof "drei" - 1 },
    { "verstellbare", sizeof "verstellbare" - 1 },
    { "kinderzimmer", sizeof "kinderzimmer" - 1 },
    { "küche", sizeof "küche" - 1 },
    { "garten", sizeof "garten" - 1 },
    { "edelstahl", sizeof "edelstahl" - 1 },
    { "kunststoff", sizeof "kunststoff" - 1 },
    { "baumwolle", sizeof "baumwolle" - 1 },
    { "steckdose", sizeof "steckdose" - 1 },
    { "kaffee", sizeof "kaffee" - 1 },
    { "katze", sizeof "katze" - 1 },
    { "hund", sizeof "hund" - 1 },
    { "puppe", sizeof "puppe" - 1 },
    { "stahl", sizeof "stahl" - 1 },
};

/* Endings of German words that English has none of. */
static const struct str endings[] = {
    { "ung", sizeof "ung" - 1 },
    { "keit", sizeof "keit" - 1 },
    { "heit", sizeof "heit" - 1 },
    { "schutz", sizeof "schutz" - 1 },
    { "gerät", sizeof "gerät" - 1 },
    { "tasche", sizeof "tasche" - 1 },
    { "hülle", sizeof "hülle" - 1 },
    { "zeug", sizeof "zeug" - 1 },
    { "halter", sizeof "halter" - 1 },
    { "kasten", sizeof "kasten" - 1 },
    { "decke", sizeof "decke" - 1 },
    { "kissen", sizeof "kissen" - 1 },
    { "stuhl", sizeof "stuhl" - 1 },
    { "tisch", sizeof "tisch" - 1 },
    { "lampe", sizeof "lampe" - 1 },
    { "leuchte", sizeof "leuchte" - 1 },
    { "uhr", sizeof "uhr" - 1 },
    { "schuhe", sizeof "schuhe" - 1 },
    { "maschine", sizeof "maschine" - 1 },
    { "kocher", sizeof "kocher" - 1 },
    { "bett", sizeof "bett" - 1 },
    { "matratze", sizeof "matratze" - 1 },
    { "kabel", sizeof "kabel" - 1 },
    { "matte", sizeof "matte" - 1 },
    { "leine", sizeof "leine" - 1 },
    { "papier", sizeof "papier" - 1 },
    { "kalender", sizeof "kalender" - 1 },
    { "brille", sizeof "brille" - 1 },
    { "schere", sizeof "schere" - 1 },
    { "leiter", sizeof "leiter" - 1 },
    { "kerze", sizeof "kerze" - 1 },
    { "kerzen", sizeof "kerzen" - 1 },
    { "steine", sizeof "steine" - 1 },
    { "dose", sizeof "dose" - 1 },
    { "streu", sizeof "streu" - 1 },
    { "futter", sizeof "futter" - 1 },
    { "bohnen", sizeof "bohnen" - 1 },
    { "stecker", sizeof "stecker" - 1 },
    { "netzteil", sizeof "netzteil" - 1 },
    { "reiniger", sizeof "reiniger" - 1 },
    { "stahl", sizeof "stahl" - 1 },
    { "wolle", sizeof "wolle" - 1 },
    { "leder", sizeof "leder" - 1 },
    { "teppich", sizeof "teppich" - 1 },
    { "schrank", sizeof "schrank" - 1 },
    { "bezug", sizeof "bezug" - 1 },
    { "werkzeug", sizeof "werkzeug" - 1 },
    { "wärmer", sizeof "wärmer" - 1 },
    { "heizer", sizeof "heizer" - 1 },
    { "lüfter", sizeof "lüfter" - 1 },
    { "trockner", sizeof "trockner" - 1 },
    { "wagen", sizeof "wagen" - 1 },
    { "jacke", sizeof "jacke" - 1 },
    { "schuh", sizeof "schuh" - 1 },
    { "stiefel", sizeof "stiefel" - 1 },
    { "socken", sizeof "socken" - 1 },
    { "puppe", sizeof "puppe" - 1 },
    { "säge", sizeof "säge" - 1 },
    { "bohrer", sizeof "bohrer" - 1 },
    { "schleifer", sizeof "schleifer" - 1 },
    { "pfanne", sizeof "pfanne" - 1 },
    { "becher", sizeof "becher" - 1 },
    { "flasche", sizeof "flasche" - 1 },
    { "teller", sizeof "teller" - 1 },
    { "buch", sizeof "buch" - 1 },
    { "creme", sizeof "creme" - 1 },
    { "seife", sizeof "seife" - 1 },
    { "pulver", sizeof "pulver" - 1 },
    { "schloss", sizeof "schloss" - 1 },
    { "spiegel", sizeof "spiegel" - 1 },
    { "wanne", sizeof "wanne" - 1 },
    { "schalter", sizeof "schalter" - 1 },
    { "zubehör", sizeof "zubehör" - 1 },
    { "behälter", sizeof "behälter" - 1 },
    { "reifen", sizeof "reifen" - 1 },
    { "räder", sizeof "räder" - 1 },
    { "spiele", sizeof "spiele" - 1 },
    { "geräte", sizeof "geräte" - 1 },
    { "lampen", sizeof "lampen" - 1 },
    { "leuchten", sizeof "leuchten" - 1 },
    { "heizung", sizeof "heizung" - 1 },
};

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
