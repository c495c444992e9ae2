#include "tests/check.h"

#include "base/mem.h"
#include "crawler/reviewer.h"

#include <stdlib.h>

static const struct {
    const char *text, *want;
} texts[] = {
    /* Who wrote, and when. */
    { "Reviewed by Maximiliane Mustermann-Schmidt from Hamburg on 3 May 2026",
        "" },
    { "By Annegret Musterfrau-Lindenberg on 4 May 2026 | Verified purchase",
        "" },
    { "Von Kundin Hannelore Beispielmann am 4. Mai 2026", "" },
    { "Bewertet von Anna-Lena M\xC3\xBCsterle, Verifizierter Kauf", "" },
    { "Avis de Jean-Pierre Exemplaire le 12/03/2026", "" },
    { "Opini\xC3\xB3n de Mar\xC3\xAD"
      "a Ejemplo el 3/4/2026",
        "" },
    { "Geschreven door Jan van der Voorbeeld op 3 mei 2026", "" },
    { "Author: some_nickname_that_is_long_enough", "" },
    { "by John Q. Public", "" },
    { "\xE8\xAF\x84\xE8\xAE\xBA\xE8\x80\x85\xEF\xBC\x9A\xE5\xBC\xA0\xE4\xB8"
      "\x89",
        "" },
    /* What only begins alike. */
    { "By far the best kettle I ever had, it boils in two minutes", NULL },
    { "By Friday it was broken, the seller did not answer", NULL },
    { "Von Anfang an begeistert, kocht schnell und sieht gut aus", NULL },
    { "Von Hamburg aus bestellt, nach zwei Tagen defekt", NULL },
    { "Von Amazon, wie immer schnell geliefert", NULL },
    { "Da gibt es nichts zu meckern, alles bestens verarbeitet", NULL },
    { "Par contre le c\xC3\xA2"
      "ble chauffe beaucoup trop vite",
        NULL },
    { "Por desgracia se quem\xC3\xB3 el segundo d\xC3\xAD"
      "a de uso",
        NULL },
    { "It caught fire after two days and smelled very badly.", NULL },
    { "Best regards to the designer, but the lid is loose and hot water "
      "spills over my hand every single time I pour",
        NULL },
    { "\xE4\xB9\xB0\xE5\xAE\xB6\xE5\xBE\x88\xE6\xBB\xA1\xE6\x84\x8F", NULL },
    /* A name under it. */
    { "Nice kettle. Greetings, Lieselotte Musterle", "Nice kettle." },
    { "Kocht schnell. Viele Gr\xC3\xBC\xC3\x9F"
      "e Anna M.",
        "Kocht schnell." },
    { "Tr\xC3\xA8s bien. Cordialement, J. Exemplaire", "Tr\xC3\xA8s bien." },
    { "Works well, LG washing machines are worse in my opinion than this one "
      "which I bought last year",
        NULL },
    { "", "" },
};

static void
leaves_out_who_wrote(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *want =
            texts[i].want != NULL ? texts[i].want : texts[i].text;
        char *got = str_dup(reviewer_drop(str_of(texts[i].text)));

        CHECK_TEXT(got, want, texts[i].text);
        free(got);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_out_who_wrote),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
