#include "tests/check.h"

#include "base/charset.h"
#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/html.h"
#include "crawler/language.h"

#include <sys/wait.h>

static struct language *
make(void)
{
    struct language *l = NULL;
    struct fail fail;

    if (language_new(&l, &fail) != 0)
        fail_msg("%s", fail.text);
    return l;
}

/* Warnings and descriptions of toys, one a language, of our own wording. */
static const struct {
    const char *want, *text;
} texts[] = {
    { "en", "This toy is not suitable for children under three years because "
            "small parts may be swallowed. Keep the packaging." },
    { "de", "Dieses Spielzeug ist nicht für Kinder unter drei Jahren geeignet, "
            "weil kleine Teile verschluckt werden können." },
    { "fr", "Ce jouet ne convient pas aux enfants de moins de trois ans, car "
            "les petites pièces peuvent être avalées." },
    { "it", "Questo giocattolo non è adatto ai bambini di età inferiore a tre "
            "anni perché le piccole parti possono essere ingerite." },
    { "es", "Este juguete no es adecuado para niños menores de tres años, ya "
            "que las piezas pequeñas pueden ser ingeridas." },
    { "pt", "Este brinquedo não é adequado para crianças com menos de três "
            "anos, porque as peças pequenas podem ser engolidas." },
    { "nl", "Dit speelgoed is niet geschikt voor kinderen jonger dan drie jaar "
            "omdat kleine onderdelen kunnen worden ingeslikt." },
    { "da", "Dette legetøj er ikke egnet til børn under tre år, fordi de små "
            "dele kan sluges. Opbevar emballagen til senere brug." },
    { "sv", "Den här leksaken är inte lämplig för barn under tre år eftersom "
            "små delar kan sväljas. Spara förpackningen." },
    { "fi", "Tämä lelu ei sovellu alle kolmivuotiaille lapsille, koska pienet "
            "osat voidaan niellä. Säilytä pakkaus myöhempää käyttöä varten." },
    { "et", "See mänguasi ei sobi alla kolmeaastastele lastele, sest väikesed "
            "osad võivad alla neelata. Hoidke pakend alles." },
    { "lv", "Šī rotaļlieta nav piemērota bērniem līdz trīs gadu vecumam, jo "
            "sīkas detaļas var norīt. Saglabājiet iepakojumu." },
    { "lt", "Šis žaislas netinka vaikams iki trejų metų, nes smulkios dalys "
            "gali būti prarytos. Pakuotę išsaugokite." },
    { "pl", "Ta zabawka nie jest odpowiednia dla dzieci w wieku poniżej trzech "
            "lat, ponieważ małe części mogą zostać połknięte." },
    { "cs", "Tato hračka není vhodná pro děti do tří let, protože malé části "
            "mohou být spolknuty. Obal si uschovejte pro pozdější použití." },
    { "sk", "Táto hračka nie je vhodná pre deti do troch rokov, pretože malé "
            "časti môžu byť prehltnuté. Obal si uschovajte." },
    { "sl", "Ta igrača ni primerna za otroke, mlajše od treh let, ker lahko "
            "majhne dele pogoltnejo. Embalažo shranite." },
    { "hr", "Ova igračka nije prikladna za djecu mlađu od tri godine jer se "
            "mali dijelovi mogu progutati. Sačuvajte ambalažu." },
    { "hu", "Ez a játék három éven aluli gyermekek számára nem alkalmas, mert "
            "az apró részeket lenyelhetik. Őrizze meg a csomagolást." },
    { "ro", "Această jucărie nu este potrivită pentru copiii sub trei ani, "
            "deoarece piesele mici pot fi înghițite. Păstrați ambalajul." },
    { "bg",
        "Тази играчка не е подходяща за деца под три години, защото малките "
        "части могат да бъдат погълнати. Запазете опаковката." },
    { "el", "Αυτό το παιχνίδι δεν είναι κατάλληλο για παιδιά κάτω των τριών "
            "ετών." },
    { "ru", "Эта игрушка не подходит для детей младше трёх лет, так как мелкие "
            "детали могут быть проглочены. Сохраните упаковку." },
    { "uk", "Ця іграшка не підходить для дітей віком до трьох років, оскільки "
            "дрібні деталі можуть бути проковтнуті." },
    { "tr", "Bu oyuncak üç yaşından küçük çocuklar için uygun değildir, çünkü "
            "küçük parçalar yutulabilir. Ambalajı saklayın." },
    { "zh", "本玩具不适合三岁以下儿童使用" },
    { "zh", "華為 MatePad 11.5 平板電腦" },
    { "ja", "このおもちゃは三歳未満のお子様には適していません" },
    { "ko", "이 장난감은 3세 미만의 어린이에게 적합하지 않습니다" },
    { "he", "הצעצוע אינו מתאים לילדים" },
    { "ar", "هذه اللعبة غير مناسبة للأطفال" },
    { "fa", "این اسباب بازی برای کودکان زیر سه سال مناسب نیست چون گیر "
            "می‌کند" },
    { "", "Apple iPhone 12 Pro Max" },
    { "", "4006381333931" },
    { "", "" },
    { "", "RTX4090 GDDR6X PCIe" },
};

static void
tells_languages(void **state)
{
    struct language *l = make();

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        CHECK_TEXT(language_guess(l, str_of(texts[i].text)), texts[i].want,
            texts[i].text);
    language_free(l);
    check_end();
}

static void
weighs_the_declaration(void **state)
{
    static const struct {
        const char *name, *text, *declared, *want;
    } cases[] = {
        { "short text", "Apple iPhone 12", "de-AT", "de" },
        { "no text", "", "fr_FR", "fr" },
        { "unknown declaration", "Apple", "xx", "" },
        { "Bokmaal", "Apple", "nb-NO", "no" },
        { "other script", "本玩具不适合三岁以下儿童使用", "en", "zh" },
        { "Japanese without kana", "東京都港区", "ja", "ja" },
    };
    struct language *l = make();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_TEXT(language_decide(
                       l, str_of(cases[i].text), str_of(cases[i].declared)),
            cases[i].want, cases[i].name);
    language_free(l);
    check_end();
}

/* An inspector forks after language_new and may then open no file. */
static void
works_after_a_fork(void **state)
{
    struct language *l = make();
    pid_t child = fork();
    int status = 0;

    (void)state;
    if (child == 0)
        _exit(strcmp(language_guess(l, str_of(texts[1].text)), "de") != 0);
    waitpid(child, &status, 0);
    language_free(l);
    assert_int_equal(status, 0);
}

static const char *
guess_page(struct language *l, const char *path)
{
    struct buf bytes = BUF_MAX(LIMIT_BODY_BYTES), utf8 = bytes, text = bytes;
    struct charset c;
    struct html h;
    struct fail fail;
    const char *code = "";

    html_init(&h);
    if (file_read(&bytes, path, &fail) != 0)
        fail_msg("%s", fail.text);
    charset_decide(&c, buf_str(&bytes), STR_NONE);
    charset_to_utf8(&utf8, buf_str(&bytes), &c);
    if (html_parse(&h, buf_str(&utf8), &fail) == 0) {
        html_visible_text(&text, h.root);
        code = language_guess(l, buf_str(&text));
    }
    html_clear(&h);
    buf_clear(&bytes);
    buf_clear(&utf8);
    buf_clear(&text);
    return code;
}

/* What pages declare is often wrong; where it names a language of ours, the
 * text alone should mostly agree. */
static void
agrees_with_saved_pages(void **state)
{
    const char *index = check_data("pages/index.tsv");
    struct buf text = BUF_MAX(4u << 20);
    struct language *l = make();
    struct fail fail;
    struct str rest, line;
    int same = 0, other = 0, open = 0;

    (void)state;
    if (file_read(&text, index, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    str_next_line(&rest, &line);
    while (str_next_line(&rest, &line)) {
        struct str file, site, said;
        char name[512];
        const char *got, *want;

        if (!str_next(&line, '\t', &file) || !str_next(&line, '\t', &site) ||
            !str_next(&line, '\t', &said))
            continue;
        want = language_decide(l, STR_NONE, said);
        snprintf(name, sizeof name, "pages/" STR_FMT, STR_ARG(file));
        if (want[0] == '\0' || str_is(said, "und"))
            continue;
        got = guess_page(l, check_data(name));
        same += strcmp(got, want) == 0;
        open += got[0] == '\0';
        other += got[0] != '\0' && strcmp(got, want) != 0;
        if (strcmp(got, want) != 0)
            print_message("  " STR_FMT ": declared %s, text %s\n",
                STR_ARG(file), want, got);
    }
    language_free(l);
    buf_clear(&text);
    print_message(
        "pages: as declared %d, other %d, left open %d\n", same, other, open);
    assert_true(same * 100 >= (same + other + open) * 80);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_languages),
        cmocka_unit_test(weighs_the_declaration),
        cmocka_unit_test(works_after_a_fork),
        cmocka_unit_test(agrees_with_saved_pages),
    };

    return cmocka_run_group_tests_name("crawler/language", tests, NULL, NULL);
}
