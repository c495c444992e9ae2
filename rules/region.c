#include "rules/region.h"

static const char eu[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT "
                         "LU LV MT NL PL PT RO SE SI SK XI EU ";
static const char eea_only[] = "IS LI NO EEA ";

static int
has_word(const char *words, struct str word)
{
    struct str rest = str_of(words), w;

    while (str_next_word(&rest, &w))
        if (str_eq_nocase(w, word))
            return 1;
    return 0;
}

int
region_has(struct str region, struct str country)
{
    int eea = str_is_nocase(region, "EEA");

    if (str_eq_nocase(region, country))
        return 1;
    if (eea && has_word(eea_only, country))
        return 1;
    return (eea || str_is_nocase(region, "EU")) && has_word(eu, country);
}
